import ReleaseModel
import Reporting
import SourceModel

/// Reports to render.
enum Sample {
  static func place(
    _ path: RepositoryPath, _ line: Int, _ column: Int, to endColumn: Int, _ excerpt: Name,
    from excerptColumn: Int = 1, value: Name = ""
  ) -> Place {
    Place(
      path: path, line: line, column: column, endLine: line, endColumn: endColumn,
      excerpt: excerpt, excerptColumn: excerptColumn, value: value)
  }

  static func change(
    _ rule: RuleID, _ classification: Classification, _ element: Name, _ message: String,
    position: Position? = nil, contract: RepositoryPath = "api/openapi.yaml", before: Place? = nil,
    after: Place? = nil, affected: [AffectedElement] = [], affectedCount: Int = 0
  ) -> Change {
    Change(
      rule: rule, classification: classification, format: "openapi", element: element,
      formerElement: nil, message: message, position: position, phase: .contract,
      parties: [.consumers, .storedData], contract: contract, before: before, after: after,
      affected: affected, affectedCount: affectedCount)
  }

  static func report(
    changes: [Change], contracts: [Report.Contract] = [], problems: [Problem] = [],
    notJudged: [Report.NotJudged] = [], unchanged: Int? = nil, afterCommit: String? = "b2b2"
  ) -> Report {
    Report(
      version: "1.2.3",
      before: .init(
        spelling: "v1.0.0", commit: "a1a1a1a1a1a1a1a1", date: CalendarDate("2026-01-02")),
      after: .init(
        spelling: "HEAD", commit: afterCommit, date: CalendarDate("2026-02-03")),
      rangeReason: "it is the highest release before 'HEAD'", asOf: CalendarDate("2026-02-03"),
      contracts: contracts, unchangedContracts: unchanged, changes: changes, problems: problems,
      notJudged: notJudged)
  }

  /// A change of every kind, a problem of every kind, a file of every standing.
  static let whole = report(
    changes: [
      change(
        "openapi/type-changed", .breaking, "Amount.value",
        "the type of 'value' was changed from 'integer' to 'string'", position: .returned,
        before: place("api/openapi.yaml", 7, 13, to: 20, "      type: integer", value: "integer"),
        after: place("api/openapi.yaml", 9, 13, to: 19, "      type: string", value: "string"),
        affected: ["GET /a", "GET /b", "GET /c", "POST /a"].map {
          AffectedElement(element: $0, position: .returned, count: 2)
        }, affectedCount: 12),
      change(
        "openapi/response-removed", .breaking, "GET /pets 404", "response '404' was removed",
        before: place("api/parts/errors.yaml", 3, 1, to: 6, "'404':")),
      change(
        "openapi/operation-added", .additive, "GET /cats", "operation 'GET /cats' was added",
        after: place("api/openapi.yaml", 20, 5, to: 8, "    get:")),
      change(
        "openapi/description-changed", .neutral, "info", "the description was changed",
        before: place("api/openapi.yaml", 2, 1, to: 5, "info:"),
        after: place("api/openapi.yaml", 2, 1, to: 5, "info:")),
      change(
        "openapi/default-changed", .risky, "GET /köln?größe",
        "the default of 'größe' was changed", position: .accepted, contract: "b/größe.json",
        before: place("b/größe.json", 1, 18, to: 19, #"{"größe":"数字😀", 1}"#),
        after: place("b/größe.json", 1, 17, to: 18, #"{"größe":"数字😀",2}"#)),
    ],
    contracts: [
      .init(
        format: "openapi", paths: ["api/openapi.yaml", "api/parts/errors.yaml"],
        status: .compared),
      .init(format: "openapi", paths: ["b/größe.json"], status: .compared),
      .init(format: "openapi", paths: ["c.yaml"], status: .unreadable),
      .init(format: "openapi", paths: ["test/t.yaml"], status: .setAside),
    ],
    problems: [
      Problem(
        rule: "openapi/yaml-invalid", message: "a mapping was expected", path: "c.yaml",
        side: .after, line: 4, column: 2, hint: "Indent the line.", hides: true),
      Problem(
        rule: "openapi/reference-dangling", message: "'#/x' was not found", path: "b/größe.json",
        side: .before, line: 1, column: 1, hint: nil, hides: false),
    ],
    notJudged: [.init(path: "data.json", reason: "unattached")], unchanged: 3)

  static let rules: [RuleID: Rule] = {
    let example = Example(before: "a\n", after: "")
    let rule = Rule(
      "openapi/type-changed", "Type changed", is: .row(accepted: .breaking, returned: .risky),
      inverse: "openapi/type-changed", norm: Norm("OpenAPI 3.1.1", "4.8.24"),
      rationale: "Readers fail.", remedy: "Add a new property.", example: example,
      nearMiss: example)
    return [rule.id: rule]
  }()
}

/// A rendered report as a text.
func rendered(_ report: Report, as format: ReportFormat, _ view: View = View()) -> String {
  String(decoding: format.render(report, view: view), as: UTF8.self)
}

extension Sample {
  /// The whole sample under a policy: a finding of every severity, waived and about no change, a
  /// checklist, a version, surfaces.
  static let judged: Report = {
    var report = whole
    report.surfaces = [
      .http: [
        "api/openapi.yaml", RepositoryPath(unchecked: Name([0x61, 0xFF, 0x25, 0x41, 0x42])),
      ],
      .behavior: ["src/größe.swift"],
    ]
    report.problems[0].waiver = waiver
    var findings = report.changes.filter { $0.classification > .additive }.map { change in
      Finding(
        about: change, severity: change.classification == .breaking ? .error : .warning,
        clause: "core/no-break", remedy: "Announce it first.",
        unmet: [.init("deprecated_for: 90 days", proof: "served until v1.0.0, never deprecated")],
        met: [.init("document: MIGRATION_PLAN.md", proof: "it names 'größe'")])
    }
    findings[0].introducedBy = .init(
      commit: "c3c3c3c3c3c3c3c3", date: CalendarDate(dayNumber: 20_000), subject: "Größe 😀 ändern")
    findings[1].waiver = waiver
    findings.append(
      Finding(
        "history/date-implausible", severity: .info, message: "the commit was dated before v1.0.0",
        remedy: "", element: "HEAD", path: "releases/1.0.0/release.yaml",
        place: place("b/größe.json", 1, 17, to: 18, #"{"größe":"数字😀",2}"#),
        related: [
          .init(path: "missing.md", message: "it is absent"),
          .init(path: "b/größe.json", line: 1, column: 2, message: "it is named here"),
        ]))
    findings.append(
      Finding(
        "release/plan-missing", severity: .error, clause: "core/plan",
        message: "there was no rollback plan", remedy: "Write one.", path: nil))
    report.judgement = Judgement(
      question: .merge,
      policy: .init(
        revision: "v1.0.0", source: "the revision compared from",
        packs: [.init(name: "builtin:core", digest: "d1d1")], waiverDays: 77,
        waiverNeedsTicket: true),
      findings: findings,
      checklist: [
        .init(
          id: "core/plan", group: "Plans", question: "Is there a rollback plan?", answer: .no,
          proof: "none was found", path: nil, line: 0, rules: ["release/plan-missing"]),
        .init(
          id: "core/flag", group: "Plans", question: "Is it behind a flag?",
          answer: .notApplicable, proof: "no flag changed", path: "flags.yaml", line: 3, rules: []),
      ],
      ladders: [
        Ladder(
          contract: "api/openapi.yaml", format: "openapi", element: "GET /köln",
          rungs: [
            .init(
              tag: "v0.7.0", commit: "a1", date: CalendarDate(dayNumber: 19_000), state: .absent),
            .init(
              tag: "v0.8.0", commit: "a2", date: CalendarDate(dayNumber: 19_100),
              state: .unreadable(reason: "'größe'")),
            .init(
              tag: "v0.9.0", commit: "a3", date: CalendarDate(dayNumber: 19_200), state: .served),
            .init(
              tag: "v0.9.1", commit: "a4", date: CalendarDate(dayNumber: 19_300),
              state: .announced(sunset: nil, removal: "größe 2.0")),
            .init(
              tag: "v1.0.0", commit: "a5", date: CalendarDate(dayNumber: 19_400),
              state: .announced(sunset: CalendarDate(dayNumber: 20_000))),
          ], asOf: CalendarDate(dayNumber: 20_100), standsAtAfter: false, endedIn: "v1.0.1-größe")
      ],
      bumps: [
        .init(
          component: "api", required: .major, from: "v1.0.0", lowest: "2.0.0",
          declared: "1.1.0 (api/openapi.yaml:4)"),
        .init(component: nil, required: .none, from: nil, lowest: nil, declared: nil),
      ], verdict: .blocked)
    return report
  }()

  static let waiver = Finding.AppliedWaiver(
    file: "waivers/größe.yaml", line: 2, owner: "api-team",
    expires: CalendarDate(dayNumber: 20_500),
    reason: "the partner moves in March", ticket: "API-7")
}
