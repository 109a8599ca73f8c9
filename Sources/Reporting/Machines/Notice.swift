import ReleaseModel
import SourceModel

/// What machines are told of one by one: a finding, or a change that nobody judged.
struct Notice {
  /// A place that is pointed at.
  struct Spot {
    let path: RepositoryPath
    /// The whole place, if more than its line is known.
    let place: Place?
    let line: Int

    init(_ place: Place) {
      path = place.path
      self.place = place
      line = place.line
    }

    init(_ path: RepositoryPath, line: Int = 1) {
      self.path = path
      place = nil
      self.line = max(1, line)
    }

    func region(in unit: ColumnUnit) -> Region {
      place.map { Region($0, in: unit) } ?? Region(line: line)
    }
  }

  let rule: RuleID
  let severity: Severity
  /// The fact with its element, fit for display.
  let message: String
  /// What else is to be said, a line each, fit for display.
  let details: [String]
  let element: Name
  /// Where at `after` it is shown.
  let spot: Spot
  /// What belongs to it, with what it has to do with it.
  let related: [(spot: Spot, message: String)]
  let classification: Classification?
  let clause: String
  let remedy: String
  let waiver: Finding.AppliedWaiver?
  let fingerprint: String

  /// The message and the details, a line each.
  var text: String { ([message] + details).joined(separator: "\n") }

  /// Whether the exception stands in the file that it is about.
  var isWaivedInline: Bool { waiver.map { $0.file == spot.path } ?? false }
}

extension Notice {
  /// What a report has to tell, severest first and waived last, then in report order: the findings
  /// if there was a judgement, else the changes.
  static func notices(of report: Report, view: View) -> [Notice] {
    let anchors = Anchors(report)
    guard let judged = JudgedReport(report, view: view) else {
      let notices = report.changes.filter { view.shows($0.classification) }
        .map { Notice($0, view: view, anchors: anchors) }
      return Severity.allCases.reversed().flatMap { severity in
        notices.filter { $0.severity == severity }
      }
    }
    return (judged.open + judged.waived).map { Notice($0, anchors: anchors) }
  }

  private init(_ change: Change, view: View, anchors: Anchors) {
    rule = change.rule
    severity =
      switch change.classification {
      case .breaking: .error
      case .risky: .warning
      case .deprecation, .additive, .neutral: .info
      }
    message = Notice.message(change.message, change.position, change.element)
    remedy = severity == .info ? "" : view.rule(change.rule)?.remedy ?? ""
    details = remedy.isEmpty ? [] : [visible(remedy)]
    element = change.element
    spot = anchors.spot(for: change.primary, side: change.side, contract: change.contract)
    related = change.side == .before ? Notice.before(change.primary) : []
    classification = change.classification
    clause = ""
    waiver = nil
    fingerprint = change.fingerprint
  }

  private init(_ entry: JudgedReport.Entry, anchors: Anchors) {
    let finding = entry.finding
    rule = finding.rule
    severity = finding.severity
    message = Notice.message(finding.message, entry.change?.position, finding.element)
    var details = finding.unmet.map { "needs \($0.requirement): \($0.proof)" }
    if let introduction = finding.introducedBy {
      details.append(
        "introduced by \(introduction.commit.prefix(10)) (\(introduction.date)) "
          + introduction.subject)
    }
    if !finding.remedy.isEmpty { details.append(finding.remedy) }
    self.details = details.map { visible($0) }
    element = finding.element
    spot = anchors.spot(for: finding.place, side: finding.side, contract: finding.path)
    related =
      (finding.side == .before ? Notice.before(finding.place) : [])
      + finding.related.map { (Spot($0.path, line: $0.line), visible($0.message)) }
    classification = entry.change?.classification
    clause = finding.clause
    remedy = finding.remedy
    waiver = finding.waiver
    fingerprint = finding.fingerprint
  }

  private static func message(
    _ message: String, _ position: Position?, _ element: Name
  ) -> String {
    visible(message) + (position.map { " (\($0.rawValue))" } ?? "")
      + (elementToName(element, beside: message).map { " (in \($0))" } ?? "")
  }

  private static func before(_ place: Place?) -> [(spot: Spot, message: String)] {
    place.map { [(Spot($0), "before")] } ?? []
  }
}

/// The lines at `after` on which what is gone can be shown.
private struct Anchors {
  private struct File: Hashable {
    let contract: RepositoryPath
    let path: RepositoryPath
  }

  private var lines: [File: [Int]] = [:]
  private let fallback: RepositoryPath

  init(_ report: Report) {
    for change in report.changes {
      guard let after = change.after else { continue }
      lines[File(contract: change.contract, path: after.path), default: []].append(after.line)
    }
    for file in lines.keys { lines[file]?.sort() }
    let contract = report.contracts.first { $0.status != .setAside && $0.status != .removed }
    fallback = contract?.paths.first ?? ".relgate.yaml"
  }

  /// A place at `after` itself; for one at `before` the nearest changed line of the same file and
  /// contract, else the first line of the contract.
  func spot(for place: Place?, side: Side, contract: RepositoryPath?) -> Notice.Spot {
    guard let place else { return Notice.Spot(contract ?? fallback) }
    if side == .after { return Notice.Spot(place) }
    let contract = contract ?? place.path
    guard let lines = lines[File(contract: contract, path: place.path)],
      let line = Anchors.nearest(to: place.line, in: lines)
    else { return Notice.Spot(contract) }
    return Notice.Spot(place.path, line: line)
  }

  private static func nearest(to line: Int, in sorted: [Int]) -> Int? {
    var (low, high) = (0, sorted.count)
    while low < high {
      let middle = (low + high) / 2
      if sorted[middle] < line { low = middle + 1 } else { high = middle }
    }
    let around = sorted[max(0, low - 1)..<min(sorted.count, low + 1)]
    return around.min { abs($0 - line) < abs($1 - line) }
  }
}
