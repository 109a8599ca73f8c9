package import ReleaseModel
import SourceModel

/// A report for a terminal, in the manner of a compiler.
///
/// What was judged comes first, severest first; what was only compared follows by contract in path
/// order, gravest first. What somebody may have to act on is shown with its source; additions take
/// one line; neutral changes are counted.
package struct TextRenderer: Renderer {
  /// How many changes of one rule are shown with their source in one contract; the others take one
  /// line each.
  private static let excerptsPerRule = 10

  let report: Report
  let view: View
  private var output: [UInt8] = []
  private var remediesGiven: [RuleID: Set<String>] = [:]
  /// How many waivers were written or told of.
  var waiversWritten = 0

  package static func render(_ report: Report, view: View) -> [UInt8] {
    var renderer = TextRenderer(report: report, view: view)
    renderer.write()
    return renderer.output
  }

  private init(report: Report, view: View) {
    self.report = report
    self.view = view
  }

  private mutating func write() {
    line("comparing \(spelled(report.before)) with \(spelled(report.after))")
    if let reason = report.rangeReason { line(view.style.paint("  " + visible(reason), .note)) }
    let judged = JudgedReport(report, view: view)
    if let judged { writeFindings(of: judged) }
    let sections = ReportSection.sections(
      of: report, changes: judged?.otherChanges ?? report.changes, view: view)
    for section in sections where !section.changes.isEmpty {
      write(section, judged)
    }
    if !report.problems.isEmpty { line("") }
    for problem in report.problems { write(problem) }
    writeNotJudged()
    if let judged {
      writeRelease(of: judged.judgement)
      writeChecklist(of: judged.judgement)
    }
    line("")
    for sentence in summary(of: report, view: view) { line(sentence) }
    if let judged { writeDecision(of: judged.judgement) }
  }

  private func spelled(_ revision: Report.Revision) -> String {
    // An id needs no second one behind it.
    let isID = revision.spelling == revision.commit
    let spelling = isID ? String(revision.spelling.prefix(10)) : revision.spelling
    let name = view.style.paint(visible(spelling), .heading)
    let details = [
      isID ? nil : revision.commit.map { String($0.prefix(10)) }, revision.date?.description,
    ]
    let known = details.compactMap(\.self)
    return known.isEmpty ? name : "\(name) (\(known.joined(separator: ", ")))"
  }

  /// Writes a contract's changes; what a policy lets pass takes one line each.
  private mutating func write(_ section: ReportSection, _ judged: JudgedReport?) {
    let counts = section.counts.map { "\($0.count) \($0.classification.rawValue)" }
    line("")
    line(
      view.style.paint(visible(section.path.text), .heading)
        + " (\(section.format)): " + counts.joined(separator: ", "))
    var shown: [RuleID: Int] = [:]
    var endedWithExcerpt = true
    for change in section.changes {
      shown[change.rule, default: 0] += 1
      let isDetailed =
        judged == nil && change.classification > .additive
        && shown[change.rule, default: 0] <= TextRenderer.excerptsPerRule
      if isDetailed || endedWithExcerpt { line("") }
      write(change, isDetailed: isDetailed, proof: judged?.proof(of: change))
      endedWithExcerpt = isDetailed
    }
  }

  private mutating func write(_ change: Change, isDetailed: Bool, proof: String?) {
    let gravity = view.style.paint(
      change.classification.rawValue, .gravity(change.classification))
    line(
      "\(located(change.primary)): \(gravity) \(change.rule): \(visible(change.message))"
        + (change.position.map { view.style.paint(" (\($0.rawValue))", .note) } ?? "")
        + (isDetailed ? "" : context(of: change)) + (proof.map { ", " + $0 } ?? ""))
    guard isDetailed else { return }
    if let element = elementToName(change.element, beside: change.message) {
      line(view.style.paint("  in \(element)", .note))
    }
    writeSources(of: change)
    if let rule = view.rule(change.rule), isNew(rule.remedy, of: rule.id) {
      line(view.style.paint("  remedy: ", .heading) + visible(rule.remedy))
    }
  }

  /// Whether a rule's remedy was not given yet; most rules have one for all their findings.
  mutating func isNew(_ remedy: String, of rule: RuleID) -> Bool {
    remediesGiven[rule, default: []].insert(remedy).inserted
  }

  /// Writes the source on both sides, and who is affected.
  mutating func writeSources(of change: Change) {
    let width = [change.before, change.after].compactMap { $0.map { String($0.line).count } }.max()
    let primary = change.primary?.path
    write(change.before, as: "  before ", beside: primary, numberWidth: width ?? 0)
    write(change.after, as: "   after ", beside: primary, numberWidth: width ?? 0)
    let users = AffectedUsers(of: change)
    if let affected = users.list(showing: 3) {
      line("  affects \(users.total == 1 ? "" : "\(users.total): ")\(visible(affected))")
    }
  }

  /// What one line says beside the message: the element, and how many users stand behind one that
  /// stands for many.
  private func context(of change: Change) -> String {
    let element = elementToName(change.element, beside: change.message).map { " (in \($0))" } ?? ""
    let total = AffectedUsers(of: change).total
    let standsForMany = change.element.standsForMany && total > 0
    let users = standsForMany ? ", affects \(total)" : ""
    return element.isEmpty && users.isEmpty ? "" : view.style.paint(element + users, .note)
  }

  mutating func write(
    _ place: Place?, as label: String, beside primary: RepositoryPath?, numberWidth: Int
  ) {
    guard let place, !place.excerpt.isEmpty else { return }
    let excerpt = Excerpt(place)
    var label = label
    let blank = String(repeating: " ", count: label.utf8.count)
    if place.path != primary {
      line(view.style.paint(label + visible(place.path.text), .gutter))
      label = blank
    }
    let number = String(place.line)
    let padding = String(repeating: " ", count: numberWidth - number.utf8.count)
    let empty = String(repeating: " ", count: numberWidth)
    line(view.style.paint("\(label)\(padding)\(number) |", .gutter) + " " + excerpt.source)
    line(
      view.style.paint("\(blank)\(empty) |", .gutter) + " "
        + view.style.paint(excerpt.carets, .caret))
  }

  func located(_ place: Place?) -> String {
    guard let place else { return "" }
    return view.style.paint(
      "\(visible(place.path.text)):\(place.line):\(place.column)", .location)
  }

  private mutating func write(_ problem: Problem) {
    var place = problem.path.map { visible($0.text) } ?? "repository"
    if problem.line > 0 { place += ":\(problem.line):\(problem.column)" }
    if problem.side == .before { place += " (before)" }
    let word =
      problem.isOpen
      ? view.style.paint("undecided", .trouble) : view.style.paint("info", .note)
    let waived = problem.waiver.map { ", " + visible($0.phrase) } ?? ""
    line(
      "\(view.style.paint(place, .location)): \(word) \(problem.rule): \(visible(problem.message))"
        + waived)
    if let hint = problem.hint { line("  hint: \(visible(hint))") }
  }

  private mutating func writeNotJudged() {
    guard view.showsEverything, !report.notJudged.isEmpty else { return }
    line("")
    for file in report.notJudged {
      line("\(visible(file.path.text)): not judged: \(visible(file.reason))")
    }
  }

  mutating func line(_ text: String) {
    output += text.utf8
    output.append(UInt8(ascii: "\n"))
  }
}
