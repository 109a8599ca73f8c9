package import GitHistory
package import PolicyPacks
package import ReleaseChecks
package import ReleaseModel
package import ReleasePlanning
package import ReleaseRecords
package import SourceModel

/// What a range means for its release.
package struct ReleaseAnswer {
  /// The report on the range.
  package let report: Report
  /// What was found of the release; nil if the range is of two files.
  package let judgement: ReleaseJudgement?
  /// The files before.
  package let before: any ObjectTree
  /// The files after.
  package let after: any ObjectTree
  /// The folder of releases.
  package let releases: RepositoryPath
  /// The folder of run notes and lessons.
  package let knowledge: RepositoryPath
  /// The numbers that the packs set.
  package let terms: ReleaseTerms
  private let rules: [RuleID: Rule]

  init(_ judging: Judging, rules: [Rule]) {
    let checked = judging.checked
    report = judging.report
    judgement = judging.release
    before = checked.compared.trees.files(of: .before)
    after = checked.compared.trees.files(of: .after)
    releases = checked.source.configuration.releases
    knowledge = checked.source.configuration.knowledge
    terms = checked.source.policy.release
    self.rules = Dictionary(rules.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// What a plan of the range is made from.
  package func planInput(in folder: RepositoryPath, version: String?) -> PlanInput {
    let rules = rules
    var input = PlanInput(
      folder: folder, changes: report.changes, rule: { rules[$0] }, before: before, after: after)
    let bump = report.judgement?.bumps.first
    input.from = bump?.from
    input.version = version ?? bump?.lowest
    input.step = bump?.required ?? .none
    input.levers = judgement?.levers ?? []
    input.lost = lost
    input.demanded = Set((judgement?.demandedDocuments ?? []).map(\.rawValue))
    input.hasGuides =
      report.judgement?.findings.contains { $0.rule == "release/guide-missing" } ?? false
    input.canary = max(1, terms.canaryHighest)
    input.minutes = terms.minutes
    let adjustments = Adjustments(knowledge, before: before, after: after)
    input.adjustments = adjustments.isEmpty ? nil : adjustments.text
    return input
  }

  /// What cannot be taken back, each object once: what no statement names, and what a lever brings
  /// back in part.
  private var lost: [Name] {
    let partly = Set(
      (judgement?.levers ?? []).filter {
        $0.approach == .contract && $0.reversibility == .reduced
      }.map(\.change))
    let unstated = Set(
      (judgement?.facts ?? []).filter { $0.rule.id == "release/irreversible-unstated" }
        .map(\.element))
    var seen: Set<Name> = []
    return report.changes.filter { change in
      (partly.contains(change.fingerprint) || unstated.contains(change.element))
        && !change.element.isEmpty && seen.insert(change.element).inserted
    }.map(\.element)
  }
}

/// The files of one revision, with the places of releases and knowledge in them.
package struct TreeOfReleases {
  /// The files.
  package let files: any ObjectTree
  /// The folder of releases.
  package let releases: RepositoryPath
  /// The folder of run notes and lessons.
  package let knowledge: RepositoryPath
  /// The day of the revision; nil if it is no commit.
  package let day: CalendarDate?
}

extension Gate {
  /// Judges a range, and tells what that means for its release, whether or not a pack asks.
  package func release(
    _ request: CheckRequest, before: Repository, after: Repository
  ) throws(GateError) -> ReleaseAnswer {
    var request = request
    request.isAboutRelease = true
    let judging = try judge(request, before: before, after: after)
    return ReleaseAnswer(judging, rules: rules)
  }

  /// The clauses of the packs that a revision configures.
  package func clauses(
    at spelling: String, in repository: Repository
  ) throws(GateError) -> [Clause] {
    let revision = try git { () throws(GitError) in try repository.revision(spelling) }
    let request = CheckRequest(.tree(spelling), .merge)
    return try policy(at: revision, request, in: repository).policy.clauses
  }

  /// The files of a revision, in which releases and knowledge are looked for.
  package func releaseTree(
    at spelling: String, in repository: Repository
  ) throws(GateError) -> TreeOfReleases {
    let revision = try git { () throws(GitError) in try repository.revision(spelling) }
    let configuration = try configuration(at: revision, in: repository)
    let snapshot = try git { () throws(GitError) in try repository.snapshot(of: revision) }
    return TreeOfReleases(
      files: SnapshotFiles(snapshot: snapshot, side: .after, willRead: willRead),
      releases: configuration.releases, knowledge: configuration.knowledge, day: revision.date)
  }
}
