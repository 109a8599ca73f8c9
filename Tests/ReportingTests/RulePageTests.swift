import ReleaseModel
import Reporting
import Testing

@Suite("Rules")
struct RulePageTests {
  private let rules = Sample.rules.values.map(\.self)
  private let problem = ProblemRule(
    "openapi/unreadable", "Document unreadable", rationale: "Nobody knows what it says.",
    remedy: "Correct the file.")

  @Test("A line for each rule")
  func list() {
    #expect(
      String(decoding: RulePages.list(rules, problems: [], as: .text), as: UTF8.self)
        == "openapi/type-changed  accepted breaking, returned risky, both breaking: Type changed\n")
  }

  @Test("Problems in a section of their own")
  func problems() {
    #expect(
      String(decoding: RulePages.list(rules, problems: [problem], as: .text), as: UTF8.self) == """
        openapi/type-changed  accepted breaking, returned risky, both breaking: Type changed

        Problems:
        openapi/unreadable  Document unreadable

        """)
    let json = String(
      decoding: RulePages.list(rules, problems: [problem], as: .json), as: UTF8.self)
    let kinds = json.split(separator: "\"kind\": \"").dropFirst().map { $0.prefix { $0 != "\"" } }
    #expect(kinds == ["rule", "problem"])
  }

  @Test("All about a problem")
  func explainProblem() {
    #expect(
      String(decoding: RulePages.explain([.problem(problem)], as: .text), as: UTF8.self) == """
        openapi/unreadable: Document unreadable

          kind            problem

        Nobody knows what it says.

        Remedy: Correct the file.

        """)
    #expect(
      String(decoding: RulePages.explain([.problem(problem)], as: .json), as: UTF8.self) == """
        [
          {
            "kind": "problem",
            "id": "openapi/unreadable",
            "title": "Document unreadable",
            "rationale": "Nobody knows what it says.",
            "remedy": "Correct the file."
          }
        ]

        """)
  }

  @Test("All about a rule")
  func explain() {
    #expect(
      String(decoding: RulePages.explain(rules.map { .rule($0) }, as: .text), as: UTF8.self) == """
        openapi/type-changed: Type changed

          classification  accepted breaking, returned risky, both breaking
          concerns        consumers
          breaks          contract
          inverse         openapi/type-changed
          norm            OpenAPI 3.1.1, 4.8.24
          lifecycle       stable

        Readers fail.

        Remedy: Add a new property.

        Fires:
          before:
            a
          after:
            (no file)
        Does not fire:
          before:
            a
          after:
            (no file)

        """)
  }
}
