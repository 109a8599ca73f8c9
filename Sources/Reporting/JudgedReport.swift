package import ReleaseModel
import SourceModel

/// The findings of a report as people read them, each with the change that it is about.
struct JudgedReport {
  /// A finding and its change.
  struct Entry {
    let finding: Finding
    let change: Change?
  }

  let judgement: Judgement
  /// The findings that count, severest first, then in report order.
  let open: [Entry]
  /// The findings that are waived, in report order.
  let waived: [Entry]
  /// The changes of which no finding speaks, in report order.
  let otherChanges: [Change]

  private let announced: [Subject: Ladder]

  private struct Subject: Hashable {
    let contract: RepositoryPath
    let element: Name
  }

  /// Sorts out what was judged; nil if nothing was.
  init?(_ report: Report, view: View) {
    guard let judgement = report.judgement else { return nil }
    self.judgement = judgement
    let changes = Dictionary(grouping: report.changes, by: \.fingerprint)
    let entries = judgement.findings.map { finding in
      let candidates = changes[finding.change ?? "", default: []]
      return Entry(
        finding: finding,
        change: candidates.first { $0.primary == finding.place } ?? candidates.first)
    }.filter { entry in entry.change.map { view.keeps($0.classification) } ?? true }
    open = Severity.allCases.reversed().flatMap { severity in
      entries.filter { $0.finding.severity == severity && $0.finding.waiver == nil }
    }
    waived = entries.filter { $0.finding.waiver != nil }
    let judged = Set(judgement.findings.compactMap(\.change))
    otherChanges = report.changes.filter { !judged.contains($0.fingerprint) }
    announced = Dictionary(
      judgement.ladders.filter { $0.announced != nil }.map {
        (Subject(contract: $0.contract, element: $0.element), $0)
      }, uniquingKeysWith: { first, _ in first })
  }

  /// What history proves about a change of which no finding speaks; nil if nothing was announced.
  func proof(of change: Change) -> String? {
    let element = change.formerElement ?? change.element
    return announced[Subject(contract: change.contract, element: element)].map { visible($0.proof) }
  }
}

extension Judgement {
  /// The closing words: `blocked: 2 errors, 1 warning, 1 waived`.
  func decision(openProblems: Int) -> String {
    var parts = Severity.allCases.reversed().compactMap { severity -> String? in
      let count = count(of: severity)
      return count == 0 ? nil : counted(count, severity.rawValue)
    }
    if waivedCount > 0 { parts.append("\(waivedCount) waived") }
    if openProblems > 0 { parts.append("\(counted(openProblems, "problem")) undecided") }
    return verdict.rawValue + (parts.isEmpty ? "" : ": " + parts.joined(separator: ", "))
  }

  /// By what was judged: `builtin:core at v1.2.0, the revision compared from`.
  var basis: String {
    let packs = policy.packs.map(\.name).joined(separator: ", ")
    let isID = policy.revision == policy.commit
    let revision = isID ? String(policy.revision.prefix(10)) : policy.revision
    return "\(packs) at \(revision), \(policy.source)"
  }
}

extension Judgement.Bump {
  /// What is called for, as a sentence: `api: major from v1.2.0, at least 2.0.0, declared 1.3.0`.
  package var sentence: String {
    var text = (component.map { $0 + ": " } ?? "") + required.rawValue
    if let from { text += " from \(from)" }
    // Where nothing is called for, the lowest version is the one that is taken.
    if let lowest, required != .none { text += ", at least \(lowest)" }
    return text + (declared.map { ", declared \($0)" } ?? ", nothing declared")
  }
}

extension Finding.AppliedWaiver {
  /// The exception in a phrase: `waived until 2026-06-01 by api-team (waivers/a.yaml:1)`.
  var phrase: String {
    let ticket = ticket.map { ", \($0)" } ?? ""
    return "waived until \(expires) by \(owner)\(ticket) (\(file.text):\(line))"
  }
}
