package import ReleaseModel
import SourceModel

/// A report for a pull request's comment or a job's summary (GitHub Flavored Markdown).
///
/// It never exceeds the view's limit, that of a job's summary: it says how many entries were left
/// out.
package struct MarkdownRenderer: Renderer {
  /// What the closing lines need at most.
  private static let reserve = 4 << 10
  /// How many of a contract's changes stand open; the others are folded away.
  private static let openChanges = 20

  let report: Report
  let view: View
  private var output: [UInt8] = []
  private var leftOut = 0

  package static func render(_ report: Report, view: View) -> [UInt8] {
    var renderer = MarkdownRenderer(report: report, view: view)
    renderer.write()
    return renderer.output
  }

  private init(report: Report, view: View) {
    self.report = report
    self.view = view
  }

  private mutating func write() {
    let judged = JudgedReport(report, view: view)
    line("## relgate: " + prose(headline(judged)))
    line("")
    line("\(spelled(report.before)) → \(spelled(report.after))")
    if let reason = report.rangeReason { line("(" + prose(reason) + ")") }
    line("")
    if let judged { writeFindings(of: judged) }
    if let judged {
      writeChecklist(of: judged.judgement)
      writeRelease(of: judged.judgement)
    }
    writeTable(ReportSection.sections(of: report, changes: report.changes, view: view))
    writeProblems()
    let sections = ReportSection.sections(
      of: report, changes: judged?.otherChanges ?? report.changes, view: view)
    for section in sections where !section.changes.isEmpty { write(section, judged) }
    if leftOut > 0 {
      line("**\(counted(leftOut, "entry was", "entries were")) left out** to fit into \(limit).")
      line("")
    }
    var closing = summary(of: report, view: view)
    if let judged { closing += decision(of: judged.judgement) }
    line(closing.map(prose).joined(separator: "<br>\n"))
  }

  private func headline(_ judged: JudgedReport?) -> String {
    if let judged {
      return judged.judgement.decision(openProblems: report.problems.count(where: \.isOpen))
    }
    let counts = countsByGravity(report.changes).map { "\($0.count) \($0.classification.rawValue)" }
    return counts.isEmpty ? "no changes" : counts.joined(separator: ", ")
  }

  private func decision(of judgement: Judgement) -> [String] {
    judgement.bumps.map { "version: \($0.sentence)" } + ["policy: \(judgement.basis)"]
  }

  /// The limit in words.
  private var limit: String {
    let bytes = view.markdownLimit
    return bytes == 1 << 20 ? "1 MiB" : "\(bytes) bytes"
  }

  private func spelled(_ revision: Report.Revision) -> String {
    let details = [revision.commit.map { String($0.prefix(10)) }, revision.date?.description]
    let known = details.compactMap(\.self)
    return code(revision.spelling) + (known.isEmpty ? "" : " (\(known.joined(separator: ", ")))")
  }

  private mutating func writeTable(_ sections: [ReportSection]) {
    if sections.isEmpty { return }
    let classes = Classification.allCases.reversed()
    line("| contract | format | " + classes.map(\.rawValue).joined(separator: " | ") + " |")
    line("|---|---" + String(repeating: "|--:", count: classes.count) + "|")
    for section in sections {
      let cells = classes.map { classification in
        section.counts.first { $0.classification == classification }.map { String($0.count) } ?? ""
      }
      add(
        "| \(cell(section.path.text)) | \(section.format) | "
          + cells.joined(separator: " | ") + " |\n")
    }
    line("")
  }

  private mutating func writeProblems() {
    if report.problems.isEmpty { return }
    line("### Problems")
    line("")
    for problem in report.problems {
      var place = problem.path?.text ?? "repository"
      if problem.line > 0 { place += ":\(problem.line):\(problem.column)" }
      let word = problem.isOpen ? "**undecided**" : "info"
      let hint = problem.hint.map { " " + prose($0) } ?? ""
      let waived = problem.waiver.map { ", " + prose($0.phrase) } ?? ""
      let rule = code(problem.rule.text)
      add("- \(word) \(code(place)): \(prose(problem.message))\(waived) (\(rule))\(hint)\n")
    }
    line("")
  }

  private mutating func write(_ section: ReportSection, _ judged: JudgedReport?) {
    let opening = "### \(code(section.path.text))\n\n"
    guard hasRoom(for: opening.utf8.count) else {
      leftOut += section.changes.count
      return
    }
    output += opening.utf8
    let open = section.changes.prefix(MarkdownRenderer.openChanges)
    let folded = section.changes.dropFirst(MarkdownRenderer.openChanges)
    for change in open { write(change, proof: judged?.proof(of: change)) }
    line("")
    if folded.isEmpty { return }
    let counts = countsByGravity(Array(folded)).map {
      "\($0.count) \($0.classification.rawValue)"
    }
    line("<details><summary>and \(counts.joined(separator: ", "))</summary>")
    line("")
    for change in folded { write(change, proof: judged?.proof(of: change)) }
    line("")
    line("</details>")
    line("")
  }

  private mutating func write(_ change: Change, proof: String?) {
    var text = "- **\(change.classification.rawValue)** \(prose(change.message))"
    if let position = change.position { text += " (\(position.rawValue))" }
    text += context(element: change.element, beside: change.message, at: change.primary)
    text += ", \(code(change.rule.text))" + (proof.map { ", " + prose($0) } ?? "") + "\n"
    if change.classification > .additive { text += sources(of: change) }
    add(text)
  }

  /// What stands behind a message: the element, and the place.
  func context(element: Name, beside message: String, at place: Place?) -> String {
    var text = elementToName(element, beside: message).map { " in \(code($0))" } ?? ""
    if let place { text += ", \(code("\(place.path.text):\(place.line):\(place.column)"))" }
    return text
  }

  /// The two source lines as a difference, and who is affected.
  func sources(of change: Change) -> String {
    let affected = AffectedUsers(of: change).list(showing: 3)
    return difference(change.before, change.after)
      + (affected.map { "  affects \(prose($0))\n" } ?? "")
  }

  func difference(_ before: Place?, _ after: Place?) -> String {
    let before = before.map { "  - \(Excerpt($0).source)\n" } ?? ""
    let after = after.map { "  + \(Excerpt($0).source)\n" } ?? ""
    let fence = MarkdownRenderer.fence(around: before + after)
    return "  \(fence)diff\n\(before)\(after)  \(fence)\n"
  }

  /// A fence longer than any run of backticks in the text (CommonMark 0.31, 4.5).
  private static func fence(around text: String) -> String {
    String(repeating: "`", count: max(3, longestRun(of: "`", in: text) + 1))
  }

  /// Text that means nothing to Markdown, HTML and GitHub's mentions.
  func prose(_ text: String) -> String {
    var output = ""
    for character in visible(text) {
      switch character {
      case "<": output += "&lt;"
      case ">": output += "&gt;"
      case "&": output += "&amp;"
      case "@": output += "&#64;"
      case "#": output += "&#35;"
      case "\\", "`", "*", "_", "[", "]", "|", "~", "!": output += "\\\(character)"
      default: output.append(character)
      }
    }
    return output
  }

  /// A code span; its delimiters are longer than any run of backticks inside.
  func code(_ text: String) -> String {
    let text = visible(text)
    if text.isEmpty { return "" }
    let ticks = String(repeating: "`", count: longestRun(of: "`", in: text) + 1)
    let space = text.hasPrefix("`") || text.hasSuffix("`") ? " " : ""
    return ticks + space + text + space + ticks
  }

  /// A code span inside a table, where a bar ends the cell even in code.
  func cell(_ text: String) -> String {
    code(text).split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
  }

  /// Writes an entry if it fits.
  mutating func add(_ entry: String) {
    if hasRoom(for: entry.utf8.count) { output += entry.utf8 } else { leftOut += 1 }
  }

  private func hasRoom(for bytes: Int) -> Bool {
    output.count + bytes + MarkdownRenderer.reserve <= view.markdownLimit
  }

  mutating func line(_ text: String) {
    output += text.utf8
    output.append(UInt8(ascii: "\n"))
  }
}

private func longestRun(of character: Character, in text: String) -> Int {
  var longest = 0
  var run = 0
  for other in text {
    run = other == character ? run + 1 : 0
    longest = max(longest, run)
  }
  return longest
}
