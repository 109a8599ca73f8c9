import DataTrees
import ReleaseModel
import SourceModel

/// The report as JSON: its schema, its writer and its reader, from one description.
package enum ReportSchema {
  /// The version that stands in every report.
  package static let identifier = "relgate/report/1"

  /// The schema of a report (JSON Schema, draft-07).
  package static var schema: [UInt8] {
    report.shape.schema(id: identifier, title: "A report of relgate")
  }

  /// A report, and what of it is listed.
  struct Shown {
    let report: Report
    let changes: [Change]
    /// The findings; nil if nothing was judged.
    let findings: [ListedFinding]?

    /// Lists what a view keeps: findings go with their changes.
    init(_ report: Report, view: View = View()) {
      self.report = report
      changes = report.changes.filter { view.keeps($0.classification) }
      let listed = Dictionary(grouping: changes, by: \.fingerprint)
      findings = report.judgement?.findings
        .filter { view.only == nil || $0.change.map { listed[$0] != nil } ?? true }
        .map { ListedFinding($0, beside: listed) }
    }

    var counts: Counts { Counts(of: report) }

    var identifier: String { ReportSchema.identifier }
  }

  static let report = ShapedCodec<Shown>.record(
    "What relgate found between two revisions.",
    [
      .required(
        "schema", "The version of this schema.", .word([identifier], "schema"), \.identifier),
      .required("tool", "The program that wrote the report.", tool, \.report.version),
      .required("range", "The two revisions.", range, \.report.range),
      .optional("asOf", "The day against which windows are judged.", .date, \.report.asOf),
      .optional("policy", "The policy that counted.", policy, \.report.judgement?.policy),
      .optional(
        "verdict", "What was decided; absent if nothing was judged.", .word(),
        \.report.judgement?.verdict),
      .optional("question", "What was asked.", .word(), \.report.judgement?.question),
      .derived(
        .required(
          "complete", "Whether nothing was left undecided.", .boolean, \.report.complete)),
      .required("summary", "How much was found.", counts, \.counts),
      .required(
        "contracts", "The contracts that were looked at.", .list(contract), \.report.contracts),
      .required("changes", "The facts, in report order.", .list(change), \.changes),
      .optional(
        "findings", "What the policy says, in report order; absent if nothing was judged.",
        .list(finding), \.findings),
      .required(
        "problems", "Trouble with the input, in report order.", .list(problem), \.report.problems),
      .optional(
        "surfaces", "The changed files by what they are a part of.", surfaces, \.report.surfaces,
        absent: [:]),
      .required(
        "notJudged", "Changed files that were not judged.", .list(notJudged), \.report.notJudged),
      .optional(
        "checklist", "The questions of the packs with their answers.", .list(checklistItem),
        \.report.checklist, absent: []),
      .optional(
        "ladders", "The lives of the elements whose end was asked for.", .list(ladder),
        \.report.ladders, absent: []),
      .optional(
        "bumps", "The versions that the changes call for.", .list(bump), \.report.bumps,
        absent: []),
      .optional(
        "levers", "How each change is taken back, in the order of the changes.", .list(lever),
        \.report.levers, absent: []),
      .optional(
        "evidence", "The evidence of the release, in path order.", .list(evidence),
        \.report.evidence, absent: []),
    ]
  ) { parts in
    let range = try parts[\.report.range]
    let counts = try parts[\.counts]
    var report = Report(
      version: try parts[\.report.version], before: range.before, after: range.after,
      rangeReason: range.reason, asOf: try parts[\.report.asOf],
      contracts: try parts[\.report.contracts], unchangedContracts: counts.unchangedContracts,
      changes: try parts[\.changes], problems: try parts[\.report.problems],
      notJudged: try parts[\.report.notJudged])
    report.surfaces = try parts[\.report.surfaces]
    report.judgement = try judgement(of: parts, about: report.changes)
    if Counts(of: report) != counts {
      throw ShapeProblem.Reason(
        "the summary counts what the report does not list, as one that --only limited does")
    }
    return Shown(report)
  }

  private static func judgement(
    of parts: ShapedCodec<Shown>.Parts, about changes: [Change]
  ) throws(ShapeProblem.Reason) -> Judgement? {
    let policy = try parts[\.report.judgement?.policy]
    let verdict = try parts[\.report.judgement?.verdict]
    let question = try parts[\.report.judgement?.question]
    let listed = try parts[\.findings]
    let checklist = try parts[\.report.checklist]
    let ladders = try parts[\.report.ladders]
    let bumps = try parts[\.report.bumps]
    if policy == nil, verdict == nil, question == nil, listed == nil { return nil }
    guard let policy, let verdict, let question, let listed else {
      throw ShapeProblem.Reason("'policy', 'verdict', 'question' and 'findings' stand together")
    }
    let byFingerprint = Dictionary(grouping: changes, by: \.fingerprint)
    var findings: [Finding] = []
    for finding in listed { findings.append(try finding.located(among: byFingerprint)) }
    var judgement = Judgement(
      question: question, policy: policy, findings: findings, checklist: checklist,
      ladders: ladders, bumps: bumps, verdict: verdict)
    judgement.levers = try parts[\.report.levers]
    judgement.evidence = try parts[\.report.evidence]
    return judgement
  }
}

extension Report {
  var checklist: [Judgement.ChecklistItem] { judgement?.checklist ?? [] }
  var ladders: [Ladder] { judgement?.ladders ?? [] }
  var bumps: [Judgement.Bump] { judgement?.bumps ?? [] }
  var levers: [Lever] { judgement?.levers ?? [] }
  var evidence: [EvidenceState] { judgement?.evidence ?? [] }
}
