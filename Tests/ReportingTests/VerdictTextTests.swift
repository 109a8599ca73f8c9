import ReleaseModel
import Reporting
import SourceModel
import Testing

@Suite("A verdict for a terminal")
struct JudgedTextTests {
  @Test("The whole report")
  func whole() {
    let view = View(waiver: { $0.rule == "release/plan-missing" ? nil : "rule: \($0.rule)\n" })
    #expect(
      rendered(Sample.judged, as: .text, view) == """
        comparing v1.0.0 (a1a1a1a1a1, 2026-01-02) with HEAD (b2b2, 2026-02-03)
          it is the highest release before 'HEAD'

        repository: error release/plan-missing: there was no rollback plan
          remedy: Write one.

        api/openapi.yaml:9:13: error openapi/type-changed: the type of 'value' was changed from \
        'integer' to 'string' (returned)
          in Amount.value
          before 7 |       type: integer
                   |             ^^^^^^^
           after 9 |       type: string
                   |             ^^^^^^
          affects 12: GET /a, GET /b, GET /c and 9 more
          introduced by c3c3c3c3c3 (2024-10-04) Größe 😀 ändern
          needs deprecated_for: 90 days: served until v1.0.0, never deprecated
          remedy: Announce it first.
          waiver:
            rule: openapi/type-changed

        b/größe.json:1:17: warning openapi/default-changed: the default of 'größe' was changed \
        (accepted)
          in GET /köln?größe
          before 1 | {"größe":"数字😀", 1}
                   |                     ^
           after 1 | {"größe":"数字😀",2}
                   |                    ^
          needs deprecated_for: 90 days: served until v1.0.0, never deprecated
          remedy: Announce it first.

        b/größe.json:1:17: info history/date-implausible: the commit was dated before v1.0.0
          in HEAD
                 1 | {"größe":"数字😀",2}
                   |                    ^
          see missing.md: it is absent
          see b/größe.json:1:2: it is named here

        api/parts/errors.yaml:3:1: error openapi/response-removed: response '404' was removed \
        (in GET /pets 404), waived until 2026-02-16 by api-team, API-7 (waivers/größe.yaml:2)

        api/openapi.yaml (openapi): 1 additive, 1 neutral

        api/openapi.yaml:20:5: additive openapi/operation-added: operation 'GET /cats' was added

        b/größe.json:1:1 (before): info openapi/reference-dangling: '#/x' was not found, waived \
        until 2026-02-16 by api-team, API-7 (waivers/größe.yaml:2)
        c.yaml:4:2: undecided openapi/yaml-invalid: a mapping was expected
          hint: Indent the line.

        Plans
          no: Is there a rollback plan? none was found, release/plan-missing
          not applicable: Is it behind a flag? no flag changed (flags.yaml:3)

        2 breaking, 1 risky, 1 additive, 1 neutral (not shown, see --all)
        contracts: 2 compared, 1 unreadable, 1 set aside, 3 unchanged
        surfaces: http 2 files, behaviour 1 file
        1 changed file was not judged
        undecided: 1 problem can hide a difference
        version: api: major from v1.0.0, at least 2.0.0, declared 1.1.0 (api/openapi.yaml:4)
        version: none, nothing declared
        policy: builtin:core at v1.0.0, the revision compared from
        verdict: blocked: 2 errors, 1 warning, 1 info, 1 waived, 1 problem undecided

        """)
  }

  private func judged(
    _ findings: [Finding], changes: [Change] = [], contracts: [Report.Contract] = [],
    _ verdict: Verdict = .passed
  ) -> Report {
    var report = Sample.report(changes: changes, contracts: contracts, unchanged: 2)
    report.judgement = Judgement(
      question: .release,
      policy: .init(
        revision: "HEAD", source: "the revision compared to",
        packs: [.init(name: "builtin:core", digest: "d"), .init(name: "ours.yaml", digest: "e")]),
      findings: findings, checklist: [], ladders: [], bumps: [], verdict: verdict)
    return report
  }

  @Test("Nothing in scope says what was looked at")
  func nothing() {
    #expect(
      rendered(judged([]), as: .text).hasSuffix(
        """

        no changes
        nothing in scope: contracts: 2 unchanged
        policy: builtin:core, ours.yaml at HEAD, the revision compared to
        verdict: passed

        """))
    let compared = Report.Contract(format: "openapi", paths: ["a.yaml"], status: .compared)
    #expect(!rendered(judged([], contracts: [compared]), as: .text).contains("nothing in scope"))
  }

  @Test("What passes for its announcement is told with the proof")
  func proof() {
    let change = Sample.change(
      "openapi/operation-removed", .risky, "GET /größe", "operation 'GET /größe' was removed",
      before: Sample.place("api/openapi.yaml", 7, 3, to: 6, "get:"))
    var report = judged([], changes: [change])
    report.judgement = report.judgement.map { judgement in
      Judgement(
        question: .release, policy: judgement.policy, findings: [], checklist: [],
        ladders: [
          Ladder(
            contract: "api/openapi.yaml", format: "openapi", element: "GET /größe",
            rungs: [
              .init(
                tag: "v1.0.0", commit: "a5", date: CalendarDate(dayNumber: 20_000),
                state: .announced(sunset: nil))
            ], asOf: CalendarDate(dayNumber: 20_100), standsAtAfter: false)
        ], bumps: [], verdict: .passed)
    }
    let proof = "deprecated in v1.0.0 (2024-10-04), served until v1.0.0, 100 days"
    #expect(rendered(report, as: .text).contains("operation 'GET /größe' was removed, \(proof)\n"))
    #expect(rendered(report, as: .markdown).contains("`openapi/operation-removed`, \(proof)\n"))
  }

  @Test("After ten findings of a rule the others take one line")
  func many() {
    let changes = (1...30).map { number in
      Sample.change(
        "openapi/type-changed", .breaking, Name("e\(number)"), "'e' was changed",
        after: Sample.place("api/openapi.yaml", number, 1, to: 2, Name("line \(number)")))
    }
    let findings = changes.map {
      Finding(about: $0, severity: .error, clause: "core/x", remedy: "Do not.")
    }
    let lines = rendered(judged(findings, changes: changes, .blocked), as: .text)
      .split(separator: "\n")
    #expect(lines.count { $0.contains(": error ") } == 30)
    #expect(lines.count { $0.contains("| line") } == 10)
    #expect(lines.count { $0.contains("remedy: Do not.") } == 1)
    #expect(lines.count { $0.hasSuffix(" (in e30)") } == 1)
    #expect(lines.last == "verdict: blocked: 30 errors")
  }

  @Test("Only what is asked for is listed; the verdict stays")
  func only() {
    let text = rendered(Sample.judged, as: .text, View(only: [.risky]))
    #expect(!text.contains("type-changed"))
    #expect(text.contains("openapi/default-changed"))
    #expect(text.contains("release/plan-missing"))
    #expect(
      text.hasSuffix(
        "verdict: blocked: 2 errors, 1 warning, 1 info, 1 waived, "
          + "1 problem undecided\n"))
  }
}
