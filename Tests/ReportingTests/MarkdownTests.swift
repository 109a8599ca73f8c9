import ReleaseModel
import Reporting
import SourceModel
import Testing

@Suite("A report for a comment")
struct MarkdownTests {
  @Test("The whole report")
  func whole() {
    #expect(
      rendered(Sample.whole, as: .markdown) == """
        ## relgate: 2 breaking, 1 risky, 1 additive, 1 neutral

        `v1.0.0` (a1a1a1a1a1, 2026-01-02) → `HEAD` (b2b2, 2026-02-03)
        (it is the highest release before 'HEAD')

        | contract | format | breaking | risky | deprecation | additive | neutral |
        |---|---|--:|--:|--:|--:|--:|
        | `api/openapi.yaml` | openapi | 2 |  |  | 1 | 1 |
        | `b/größe.json` | openapi |  | 1 |  |  |  |

        ### Problems

        - info `b/größe.json:1:1`: '&#35;/x' was not found (`openapi/reference-dangling`)
        - **undecided** `c.yaml:4:2`: a mapping was expected (`openapi/yaml-invalid`) Indent the \
        line.

        ### `api/openapi.yaml`

        - **breaking** the type of 'value' was changed from 'integer' to 'string' (returned) in \
        `Amount.value`, \
        `api/openapi.yaml:9:13`, `openapi/type-changed`
          ```diff
          -       type: integer
          +       type: string
          ```
          affects GET /a, GET /b, GET /c and 9 more
        - **breaking** response '404' was removed in `GET /pets 404`, `api/parts/errors.yaml:3:1`, \
        `openapi/response-removed`
          ```diff
          - '404':
          ```
        - **additive** operation 'GET /cats' was added, `api/openapi.yaml:20:5`, \
        `openapi/operation-added`

        ### `b/größe.json`

        - **risky** the default of 'größe' was changed (accepted) in `GET /köln?größe`, \
        `b/größe.json:1:17`, \
        `openapi/default-changed`
          ```diff
          - {"größe":"数字😀", 1}
          + {"größe":"数字😀",2}
          ```

        2 breaking, 1 risky, 1 additive, 1 neutral (not shown, see --all)<br>
        contracts: 2 compared, 1 unreadable, 1 set aside, 3 unchanged<br>
        1 changed file was not judged<br>
        undecided: 1 problem can hide a difference

        """)
  }

  @Test("The verdict first, then the findings, severest first")
  func judged() {
    #expect(
      rendered(Sample.judged, as: .markdown) == """
        ## relgate: blocked: 2 errors, 1 warning, 1 info, 1 waived, 1 problem undecided

        `v1.0.0` (a1a1a1a1a1, 2026-01-02) → `HEAD` (b2b2, 2026-02-03)
        (it is the highest release before 'HEAD')

        ### Findings

        - **error** there was no rollback plan, `release/plan-missing`
          _Write one._
        - **error** the type of 'value' was changed from 'integer' to 'string' (returned) in \
        `Amount.value`, `api/openapi.yaml:9:13`, `openapi/type-changed`
          ```diff
          -       type: integer
          +       type: string
          ```
          affects GET /a, GET /b, GET /c and 9 more
          introduced by `c3c3c3c3c3` (2024-10-04) Größe 😀 ändern<br>
          needs deprecated\\_for: 90 days: served until v1.0.0, never deprecated<br>
          _Announce it first._
        - **warning** the default of 'größe' was changed (accepted) in `GET /köln?größe`, \
        `b/größe.json:1:17`, `openapi/default-changed`
          ```diff
          - {"größe":"数字😀", 1}
          + {"größe":"数字😀",2}
          ```
          needs deprecated\\_for: 90 days: served until v1.0.0, never deprecated<br>
          _Announce it first._
        - **info** the commit was dated before v1.0.0 in `HEAD`, `b/größe.json:1:17`, \
        `history/date-implausible`
          ```diff
          + {"größe":"数字😀",2}
          ```
          see `missing.md`: it is absent<br>
          see `b/größe.json:1`: it is named here<br>
        - waived until 2026-02-16 by api-team, API-7 (waivers/größe.yaml:2): response '404' was \
        removed in `GET /pets 404`, `api/parts/errors.yaml:3:1`, `openapi/response-removed`

        ### Checklist

        | group | question | answer | proof |
        |---|---|---|---|
        | Plans | Is there a rollback plan? | **no** | none was found |
        | Plans | Is it behind a flag? | not applicable | no flag changed `flags.yaml:3` |

        | contract | format | breaking | risky | deprecation | additive | neutral |
        |---|---|--:|--:|--:|--:|--:|
        | `api/openapi.yaml` | openapi | 2 |  |  | 1 | 1 |
        | `b/größe.json` | openapi |  | 1 |  |  |  |

        ### Problems

        - info `b/größe.json:1:1`: '&#35;/x' was not found, waived until 2026-02-16 by \
        api-team, API-7 (waivers/größe.yaml:2) (`openapi/reference-dangling`)
        - **undecided** `c.yaml:4:2`: a mapping was expected (`openapi/yaml-invalid`) Indent \
        the line.

        ### `api/openapi.yaml`

        - **additive** operation 'GET /cats' was added, `api/openapi.yaml:20:5`, \
        `openapi/operation-added`

        2 breaking, 1 risky, 1 additive, 1 neutral (not shown, see --all)<br>
        contracts: 2 compared, 1 unreadable, 1 set aside, 3 unchanged<br>
        surfaces: http 2 files, behaviour 1 file<br>
        1 changed file was not judged<br>
        undecided: 1 problem can hide a difference<br>
        version: api: major from v1.0.0, at least 2.0.0, declared 1.1.0 (api/openapi.yaml:4)<br>
        version: none, nothing declared<br>
        policy: builtin:core at v1.0.0, the revision compared from

        """)
  }

  @Test("A small budget holds, and keeps the severest", arguments: [4_200, 5_000, 20_000])
  func budget(_ limit: Int) {
    var view = View()
    view.markdownLimit = limit
    let changes = (1...500).map { number in
      Sample.change(
        "openapi/x", number == 400 ? .breaking : .risky, Name("e\(number)"),
        "'e\(number)' was changed", after: Sample.place("a.yaml", number, 1, to: 2, "x"))
    }
    var report = Sample.report(changes: changes)
    report.judgement = Sample.judged.judgement.map { judgement in
      Judgement(
        question: .merge, policy: judgement.policy,
        findings: changes.map {
          Finding(
            about: $0, severity: $0.classification == .breaking ? .error : .warning, clause: "c",
            remedy: "")
        }, checklist: [], ladders: [], bumps: [], verdict: .blocked)
    }
    let text = rendered(report, as: .markdown, view)
    #expect(text.utf8.count <= limit)
    #expect(text.contains("left out** to fit into \(limit) bytes."))
    #expect(text.hasPrefix("## relgate: blocked: 1 error, 499 warnings\n"))
    #expect(limit == 4_200 || text.contains("'e400' was changed"))
  }

  @Test("A long tail is folded, and 1 MiB never exceeded")
  func limit() throws {
    let changes = (1...20_000).map { number in
      Sample.change(
        "openapi/type-changed", .breaking, Name("e\(number)"),
        "'\(String(repeating: "x", count: 60))' was changed",
        after: Sample.place("api/openapi.yaml", number, 1, to: 2, Name("line \(number)")))
    }
    let bytes = ReportFormat.markdown.render(Sample.report(changes: changes), view: View())
    #expect(bytes.count <= 1 << 20)
    let text = String(decoding: bytes, as: UTF8.self)
    let isFolded = text.contains("<details><summary>and 19980 breaking</summary>")
    #expect(isFolded)
    let shown = text.split(separator: "\n").count { $0.hasPrefix("- **breaking**") }
    let left = text.contains("**\(20_000 - shown) entries were left out** to fit into 1 MiB.")
    #expect(left)
    #expect(text.suffix(50).hasSuffix("20000 breaking<br>\nno contract was touched\n"))
  }

  @Test("Names mean nothing to Markdown and HTML")
  func escaped() {
    let report = Sample.report(changes: [
      Sample.change(
        "openapi/x", .risky, "a", "'<b>*@team* |`#1' was changed", contract: "a`|b.yaml",
        after: Sample.place("a`|b.yaml", 1, 1, to: 2, "```"))
    ])
    let text = rendered(report, as: .markdown)
    #expect(text.contains(#"'&lt;b&gt;\*&#64;team\* \|\`&#35;1' was changed"#))
    #expect(text.contains(#"| ``a`\|b.yaml`` |"#))
    #expect(text.contains("  ````diff\n  + ```\n  ````\n"))
  }
}
