package import ReleaseModel
import SourceModel

/// A report for a pull request's comment or a job's summary (GitHub Flavored Markdown).
///
/// It never exceeds 1 MiB, the limit of a job summary: it says how many entries were left out.
package struct MarkdownRenderer: Renderer {
  /// The most bytes that are written.
  private static let limit = 1 << 20
  /// What the closing lines need at most.
  private static let reserve = 4 << 10
  /// How many of a contract's changes stand open; the others are folded away.
  private static let openChanges = 20

  private let report: Report
  private let view: View
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
    let counts = countsByGravity(report.changes).map { "\($0.count) \($0.classification.rawValue)" }
    line("## relgate: " + (counts.isEmpty ? "no changes" : counts.joined(separator: ", ")))
    line("")
    line("\(spelled(report.before)) → \(spelled(report.after))")
    if let reason = report.rangeReason { line("(" + prose(reason) + ")") }
    line("")
    let sections = ReportSection.sections(of: report, changes: report.changes, view: view)
    writeTable(sections)
    writeProblems()
    for section in sections where !section.changes.isEmpty { write(section) }
    if leftOut > 0 {
      line("**\(counted(leftOut, "entry was", "entries were")) left out** to fit into 1 MiB.")
      line("")
    }
    line(summary(of: report, view: view).map(prose).joined(separator: "<br>\n"))
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
      let word = problem.hides ? "**undecided**" : "info"
      let hint = problem.hint.map { " " + prose($0) } ?? ""
      let rule = code(problem.rule.text)
      add("- \(word) \(code(place)): \(prose(problem.message)) (\(rule))\(hint)\n")
    }
    line("")
  }

  private mutating func write(_ section: ReportSection) {
    let opening = "### \(code(section.path.text))\n\n"
    guard hasRoom(for: opening.utf8.count) else {
      leftOut += section.changes.count
      return
    }
    output += opening.utf8
    let open = section.changes.prefix(MarkdownRenderer.openChanges)
    let folded = section.changes.dropFirst(MarkdownRenderer.openChanges)
    for change in open { write(change) }
    line("")
    if folded.isEmpty { return }
    let counts = countsByGravity(Array(folded)).map {
      "\($0.count) \($0.classification.rawValue)"
    }
    line("<details><summary>and \(counts.joined(separator: ", "))</summary>")
    line("")
    for change in folded { write(change) }
    line("")
    line("</details>")
    line("")
  }

  private mutating func write(_ change: Change) {
    var text = "- **\(change.classification.rawValue)** \(prose(change.message))"
    if let position = change.position { text += " (\(position.rawValue))" }
    if let place = change.primary {
      text += ", \(code("\(place.path.text):\(place.line):\(place.column)"))"
    }
    text += ", \(code(change.rule.text))\n"
    if change.classification > .additive {
      text += difference(of: change)
      if let affected = AffectedUsers(of: change).list(showing: 3) {
        text += "  affects \(prose(affected))\n"
      }
    }
    add(text)
  }

  /// The two source lines as a difference.
  private func difference(of change: Change) -> String {
    let before = change.before.map { "  - \(Excerpt($0).source)\n" } ?? ""
    let after = change.after.map { "  + \(Excerpt($0).source)\n" } ?? ""
    let fence = MarkdownRenderer.fence(around: before + after)
    return "  \(fence)diff\n\(before)\(after)  \(fence)\n"
  }

  /// A fence longer than any run of backticks in the text (CommonMark 0.31, 4.5).
  private static func fence(around text: String) -> String {
    String(repeating: "`", count: max(3, longestRun(of: "`", in: text) + 1))
  }

  /// Text that means nothing to Markdown, HTML and GitHub's mentions.
  private func prose(_ text: String) -> String {
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
  private func code(_ text: String) -> String {
    let text = visible(text)
    if text.isEmpty { return "" }
    let ticks = String(repeating: "`", count: longestRun(of: "`", in: text) + 1)
    let space = text.hasPrefix("`") || text.hasSuffix("`") ? " " : ""
    return ticks + space + text + space + ticks
  }

  /// A code span inside a table, where a bar ends the cell even in code.
  private func cell(_ text: String) -> String {
    code(text).split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
  }

  /// Writes an entry if it fits.
  private mutating func add(_ entry: String) {
    if hasRoom(for: entry.utf8.count) { output += entry.utf8 } else { leftOut += 1 }
  }

  private func hasRoom(for bytes: Int) -> Bool {
    output.count + bytes + MarkdownRenderer.reserve <= MarkdownRenderer.limit
  }

  private mutating func line(_ text: String) {
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
