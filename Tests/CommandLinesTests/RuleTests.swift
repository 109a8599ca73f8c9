import CommandLines
import FormatKit
import ReleaseModel
import TestSupport
import Testing

struct RuleTests {
  @Test func everyRuleIsProvenByItsExamples() {
    for violation in RuleExamples.violations(of: CommandLineFormat.self) {
      Issue.record("\(violation)")
    }
  }

  /// Nothing else fires beside a rule on its example, not even what is neutral, and what fires on
  /// the swapped pair is its inverse alone.
  @Test(arguments: CommandLineFormat.rules)
  func exampleHasOneChange(_ rule: Rule) {
    if ContractEvent.allCases.contains(where: { $0.rule(of: "cli") == rule.id }) { return }
    let before = Sample("before", rule.example.before)
    let after = Sample("after", rule.example.after)
    let changes = Trial<CommandLineFormat>(before, after).changes
    #expect(changes.map(\.rule) == [rule.id])
    #expect(changes.map(\.classification) == [rule.classification.accepted])
    #expect(Trial<CommandLineFormat>(after, before).changes.map(\.rule) == [rule.inverse])
  }

  /// Pairs of rules name each other, so that every fact has exactly one mirror image.
  @Test func inversesAreMutual() {
    let inverses = Dictionary(
      CommandLineFormat.rules.map { ($0.id, $0.inverse) }, uniquingKeysWith: { $1 })
    for (id, inverse) in inverses { #expect(inverses[inverse] == id) }
  }
}
