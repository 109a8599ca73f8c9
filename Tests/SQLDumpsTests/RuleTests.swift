import FormatKit
import ReleaseModel
import SQLDumps
import SourceModel
import TestSupport
import Testing

struct RuleTests {
  @Test func everyRuleIsProvenByItsExamples() {
    for violation in RuleExamples.violations(of: SQLDumpFormat.self, at: "schema.sql") {
      Issue.record("\(violation)")
    }
  }

  /// Nothing else fires beside a rule on its example, not even what is neutral.
  @Test(arguments: SQLDumpFormat.rules)
  func exampleHasOneChange(_ rule: Rule) {
    if ContractEvent.allCases.contains(where: { $0.rule(of: "sql") == rule.id }) { return }
    let before = Sample("before", rule.example.before, at: "schema.sql")
    let after = Sample("after", rule.example.after, at: "schema.sql")
    let changes = Trial<SQLDumpFormat>(before, after).changes
    #expect(changes.map(\.rule) == [rule.id])
    #expect(changes.map(\.classification) == [rule.classification.accepted])
    #expect(Trial<SQLDumpFormat>(after, before).changes.map(\.rule) == [rule.inverse])
  }
}
