import FormatKit
import GitHistory
import PolicyPacks
import ReleaseChecks
import ReleaseModel
import SourceModel

/// The stages behind the comparison: trace, judge, waive, decide.
struct Judging {
  /// The report with its judgement.
  let report: Report
  /// The waivers of the policy's revision.
  let waivers: [Waiver]
  /// What was found of the release; nil if nothing was asked.
  let release: ReleaseJudgement?
  /// The range.
  let checked: CheckedRange
  private let policy: Policy
  private let facts: Facts
  private let rules: [RuleID: Rule]

  init(
    gate: Gate, request: CheckRequest, range: RevisionRange, source: PolicySource,
    compared: ComparedContracts, repositories: (before: Repository, after: Repository)
  ) throws(GateError) {
    var report = compared.report(of: range, by: gate)
    let rules = Dictionary(
      gate.rules.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    let checked = CheckedRange(
      gate: gate, request: request, range: range, source: source, compared: compared,
      repositories: repositories, asOf: report.asOf)

    let traces = try checked.trace(report.changes)
    let versions = try checked.versions()
    let releases = try checked.releases(of: traces)
    let scope = SurfaceSearch(compared: compared, configuration: source.configuration).search()
    let release = try checked.releaseJudgement(
      report.changes, demand: versions.demand, surfaces: scope.surfaces, rules: rules)
    let facts = Facts(
      lives: { traces.lives[$0.fingerprint] ?? Lives() }, components: source.components(of:),
      version: { versions.proof(for: $0) }, release: { releases[$0] },
      precedes: ReleaseVersion.precedes,
      document: { release?.proof(ofDocument: $0, for: $1) ?? Judging.noRelease },
      lever: { release?.proof(ofLever: $0, for: $1) ?? Judging.noRelease },
      evidence: {
        release?.proof(ofEvidence: $0, maxAgeDays: $1, signedBy: $2, for: $3) ?? Judging.noRelease
      })
    let judged = source.policy.judge(report.changes, rules: { rules[$0] }, facts: facts)

    report.surfaces = scope.surfaces
    report.notJudged = (report.notJudged + scope.notJudged)
      .filter { !source.isPolicy($0.path) }.sorted { $0.path < $1.path }
    let missing = try checked.settingAsideUnproven(judged.findings, report.changes)
    report.problems = try checked.problems(report, scope) + missing.problems
    var findings = missing.findings
    findings += try checked.otherFindings(scope, versions, release)
    let waived = try checked.waive(findings, report.problems)
    report.problems = waived.problems
    findings = try checked.introduced(waived.findings)

    let openProblems = report.problems.filter(\.isOpen)
    report.judgement = Judgement(
      question: request.question, policy: source.reported, findings: findings,
      checklist: source.policy.answers(
        judged: judged, findings: findings, changes: report.changes, problems: report.problems,
        contracts: report.contracts, bumps: versions.bumps, evidence: release?.evidence),
      ladders: traces.ladders, bumps: versions.bumps,
      verdict: Judging.verdict(findings, openProblems, request.threshold))
    report.judgement?.levers = release?.levers ?? []
    report.judgement?.evidence = release?.evidence ?? []
    self.report = report
    self.policy = source.policy
    waivers = source.waivers
    self.release = release
    self.checked = checked
    self.facts = facts
    self.rules = rules
  }

  private static let noRelease = Proof(isMet: false, "no release is judged")

  /// `blocked` wins over `undecided`, `undecided` over `passed`.
  private static func verdict(
    _ findings: [Finding], _ openProblems: [Problem], _ threshold: Severity
  ) -> Verdict {
    if findings.contains(where: { $0.waiver == nil && $0.severity >= threshold }) {
      return .blocked
    }
    return openProblems.isEmpty ? .passed : .undecided
  }

  /// How the verdict on a finding or a change came about; nil if there is none of that fingerprint.
  func derivation(of fingerprint: String) -> String? {
    policy.derivation(
      of: fingerprint, changes: report.changes, findings: report.judgement?.findings ?? [],
      rules: { rules[$0] }, facts: facts)?.text
  }
}
