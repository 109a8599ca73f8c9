import OpenAPI
import TestSupport
import Testing

struct RuleTests {
  @Test func everyRuleIsProvenByItsExamples() {
    for violation in RuleExamples.violations(of: OpenAPIFormat.self) {
      Issue.record("\(violation)")
    }
  }
}
