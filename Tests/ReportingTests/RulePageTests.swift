import ReleaseModel
import Reporting
import Testing

@Suite("Rules")
struct RulePageTests {
  private let rules = Sample.rules.values.map(\.self)

  @Test("A line for each rule")
  func list() {
    #expect(
      String(decoding: RulePages.list(rules, as: .text), as: UTF8.self)
        == "openapi/type-changed  accepted breaking, returned risky, both breaking: Type changed\n")
  }

  @Test("All about a rule")
  func explain() {
    #expect(
      String(decoding: RulePages.explain(rules, as: .text), as: UTF8.self) == """
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
