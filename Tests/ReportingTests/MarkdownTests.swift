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

        - **breaking** the type of 'value' was changed from 'integer' to 'string' (returned), \
        `api/openapi.yaml:9:13`, `openapi/type-changed`
          ```diff
          -       type: integer
          +       type: string
          ```
          affects GET /a, GET /b, GET /c and 9 more
        - **breaking** response '404' was removed, `api/parts/errors.yaml:3:1`, \
        `openapi/response-removed`
          ```diff
          - '404':
          ```
        - **additive** operation 'GET /cats' was added, `api/openapi.yaml:20:5`, \
        `openapi/operation-added`

        ### `b/größe.json`

        - **risky** the default of 'größe' was changed (accepted), `b/größe.json:1:17`, \
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
