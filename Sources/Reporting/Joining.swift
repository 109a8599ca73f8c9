import DataTrees
package import ReleaseModel
import SourceModel

/// What two reports must have in common to be joined.
package enum JoinConflict: String, Error, Hashable, Sendable, CaseIterable {
  case tool = "versions of relgate"
  case range = "revisions"
  case asOf = "days of judgement"
  case judgement = "commands: one of them judged, the other did not"
  case question = "questions"
  case policy = "policies"
}

extension Report {
  /// What both reports say, each fact once: the parts of one run that were spread over several.
  ///
  /// The order of reports and the way in which they are grouped do not matter, and a report joined
  /// with itself says no more. The worst verdict counts.
  package func joined(with other: Report) -> Result<Report, JoinConflict> {
    if let conflict = conflict(with: other) { return .failure(conflict) }
    let contracts = Report.joined(contracts + other.contracts)
    let judged = Set(contracts.filter { $0.status != .setAside }.flatMap(\.paths))
    let notJudged = united(notJudged + other.notJudged, ReportSchema.notJudged)
      .filter { !judged.contains($0.path) }
    var report = Report(
      version: version, before: before, after: after,
      rangeReason: [rangeReason, other.rangeReason].compactMap(\.self).min(),
      asOf: asOf, contracts: contracts,
      unchangedContracts: [unchangedContracts, other.unchangedContracts].compactMap(\.self).max(),
      changes: united(changes + other.changes, ReportSchema.change),
      problems: united(problems + other.problems, ReportSchema.problem), notJudged: notJudged)
    report.surfaces = surfaces.merging(other.surfaces) { Set($0 + $1).sorted() }
    if let judgement, let others = other.judgement {
      report.judgement = judgement.joined(with: others)
    }
    return .success(report)
  }

  private func conflict(with other: Report) -> JoinConflict? {
    if version != other.version { return .tool }
    if (before, after) != (other.before, other.after) { return .range }
    if asOf != other.asOf { return .asOf }
    if (judgement == nil) != (other.judgement == nil) { return .judgement }
    if judgement?.question != other.judgement?.question { return .question }
    if judgement?.policy != other.judgement?.policy { return .policy }
    return nil
  }

  /// One entry for each contract: all its files, and the gravest that became of it.
  private static func joined(_ contracts: [Contract]) -> [Contract] {
    struct Key: Hashable {
      let format: String
      let root: RepositoryPath?
    }
    let gravity: [ContractStatus] = [.setAside, .compared, .added, .removed, .unreadable]
    return Dictionary(grouping: contracts) { Key(format: $0.format, root: $0.paths.first) }
      .map { key, entries in
        Contract(
          format: key.format,
          paths: entries.flatMap { $0.paths.prefix(1) }.prefix(1)
            + Set(entries.flatMap { $0.paths.dropFirst() }).sorted(),
          status: gravity.last { status in entries.contains { $0.status == status } } ?? .setAside)
      }
  }
}

extension Judgement {
  fileprivate func joined(with other: Judgement) -> Judgement {
    let findings = (findings + other.findings).map { ListedFinding($0, beside: [:]) }
    var joined = Judgement(
      question: question, policy: policy,
      findings: united(findings, ReportSchema.finding).map(\.located),
      checklist: self.joined(checklist, other.checklist, ReportSchema.checklistItem, by: \.id) {
        $0.gravity
      }, ladders: united(ladders + other.ladders, ReportSchema.ladder),
      bumps: self.joined(bumps, other.bumps, ReportSchema.bump, by: { $0.component ?? "" }) {
        $0.gravity
      }, verdict: verdict.gravity > other.verdict.gravity ? verdict : other.verdict)
    joined.levers = united(levers + other.levers, ReportSchema.lever)
    joined.evidence = united(evidence + other.evidence, ReportSchema.evidence)
    return joined
  }

  /// One entry for each identity, the gravest of them; entries keep their order if both lists have
  /// the same, and are sorted otherwise.
  private func joined<Entry: Hashable>(
    _ mine: [Entry], _ others: [Entry], _ codec: ShapedCodec<Entry>,
    by identity: (Entry) -> String, gravity: (Entry) -> Int
  ) -> [Entry] {
    let (ids, otherIDs) = (mine.map(identity), others.map(identity))
    let order = ids == otherIDs ? ids : Set(ids + otherIDs).sorted()
    let byID = Dictionary(grouping: united(mine + others, codec), by: identity)
    return order.compactMap { id in
      byID[id]?.max { gravity($0) < gravity($1) }
    }
  }
}

/// Each value once, in the order of their JSON, so that no order of reports shows.
private func united<Value: Hashable>(_ values: [Value], _ codec: ShapedCodec<Value>) -> [Value] {
  Set(values).map { value in
    var writer = JSONWriter()
    codec.writer.write(value, &writer)
    return (value, Name(writer.bytes))
  }.sorted { $0.1 < $1.1 }.map(\.0)
}

extension Judgement.ChecklistItem {
  fileprivate var gravity: Int {
    switch answer {
    case .notApplicable: 0
    case .yes: 1
    case .waived: 2
    case .cannotTell: 3
    case .no: 4
    }
  }
}

extension Judgement.Bump {
  fileprivate var gravity: Int {
    Judgement.Bump.Step.allCases.firstIndex(of: required) ?? 0
  }
}

extension Verdict {
  fileprivate var gravity: Int {
    switch self {
    case .passed: 0
    case .undecided: 1
    case .blocked: 2
    }
  }
}
