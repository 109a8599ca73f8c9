import ReleaseModel
import SourceModel

/// What a gate adds to a report for a terminal.
extension TextRenderer {
  /// How many findings of one rule are shown with their source; the others take one line each.
  private static let detailedPerRule = 10

  mutating func writeFindings(of judged: JudgedReport) {
    var shown: [RuleID: Int] = [:]
    var endedWithDetails = true
    for entry in judged.open {
      let rule = entry.finding.rule
      shown[rule, default: 0] += 1
      let isDetailed = shown[rule, default: 0] <= TextRenderer.detailedPerRule
      if isDetailed || endedWithDetails { line("") }
      write(entry, isDetailed: isDetailed)
      endedWithDetails = isDetailed
    }
    if !judged.waived.isEmpty { line("") }
    for entry in judged.waived { write(entry, isDetailed: false) }
  }

  private mutating func write(_ entry: JudgedReport.Entry, isDetailed: Bool) {
    let finding = entry.finding
    let severity = view.style.paint(finding.severity.rawValue, .severity(finding.severity))
    let position = entry.change?.position.map { view.style.paint(" (\($0.rawValue))", .note) }
    let element = elementToName(finding.element, beside: finding.message)
    var text =
      "\(located(finding)): \(severity) \(finding.rule): \(visible(finding.message))"
      + (position ?? "")
    if !isDetailed, let element { text += view.style.paint(" (in \(element))", .note) }
    if let waiver = finding.waiver { text += ", " + visible(waiver.phrase) }
    line(text)
    guard isDetailed else { return }
    if let element { line(view.style.paint("  in \(element)", .note)) }
    if let change = entry.change {
      writeSources(of: change)
    } else if let place = finding.place {
      let label = finding.side == .before ? "  before " : "         "
      write(
        place, as: label, beside: place.path, numberWidth: String(place.line).utf8.count)
    }
    writeReasons(of: finding)
  }

  private mutating func writeReasons(of finding: Finding) {
    for place in finding.related {
      line("  see \(visible(spelled(place))): \(visible(place.message))")
    }
    if let introduction = finding.introducedBy {
      let commit = introduction.commit.prefix(10)
      line("  introduced by \(commit) (\(introduction.date)) \(visible(introduction.subject))")
    }
    for requirement in finding.unmet {
      line("  needs \(visible(requirement.requirement)): \(visible(requirement.proof))")
    }
    if !finding.remedy.isEmpty, isNew(finding.remedy, of: finding.rule) {
      line(view.style.paint("  remedy: ", .heading) + visible(finding.remedy))
    }
    if finding.severity == .error, let waiver = view.waiver(finding) { write(waiver, for: finding) }
  }

  /// How many waivers are written in full; of others it is told how to get them.
  private static let waiversInFull = 10

  private mutating func write(_ waiver: String, for finding: Finding) {
    waiversWritten += 1
    if waiversWritten > TextRenderer.waiversInFull {
      line(
        view.style.paint("  waiver: ", .heading)
          + visible(
            "relgate waivers new \(finding.fingerprint.prefix(12)) "
              + "\(report.before.spelling)..\(report.after.spelling) --owner NAME --reason TEXT"))
      return
    }
    line(view.style.paint("  waiver:", .heading))
    for part in waiver.split(separator: "\n") { line("    " + visible(String(part))) }
  }

  private func spelled(_ place: Finding.RelatedPlace) -> String {
    place.path.text + (place.line > 0 ? ":\(place.line)" : "")
      + (place.line > 0 && place.column > 0 ? ":\(place.column)" : "")
  }

  private func located(_ finding: Finding) -> String {
    guard finding.place == nil else { return located(finding.place) }
    return view.style.paint(finding.path.map { visible($0.text) } ?? "repository", .location)
  }

  mutating func writeChecklist(of judgement: Judgement) {
    var group: String?
    for item in judgement.checklist {
      if item.group != group {
        line("")
        line(view.style.paint(visible(item.group), .heading))
        group = item.group
      }
      let role: Style.Role = item.answer == .no || item.answer == .cannotTell ? .trouble : .note
      let place = item.path.map { " (\($0.text)" + (item.line > 0 ? ":\(item.line))" : ")") } ?? ""
      let rules = item.rules.isEmpty ? "" : ", " + item.rules.map(\.text).joined(separator: ", ")
      line(
        "  \(view.style.paint(item.answer.rawValue, role)): \(visible(item.question)) "
          + "\(visible(item.proof + place + rules))")
    }
  }

  mutating func writeDecision(of judgement: Judgement) {
    for bump in judgement.bumps { line("version: \(visible(bump.sentence))") }
    line("policy: \(visible(judgement.basis))")
    let decision = judgement.decision(openProblems: report.problems.count(where: \.isOpen))
    let role: Style.Role = judgement.verdict == .passed ? .heading : .trouble
    line(view.style.paint("verdict: ", .heading) + view.style.paint(decision, role))
  }
}
