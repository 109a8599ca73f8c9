import FormatKit
import OpenAPI
import ReleaseModel
import TestSupport
import Testing

struct GoldenTests {
  @Test(arguments: Golden.cases(of: OpenAPIFormat.self))
  func reportIsTheAcceptedOne(_ golden: Golden) throws {
    #expect(try golden.actual() == golden.expected)
  }

  @Test func everyRuleInAGoldenExists() {
    let rules = Set(OpenAPIFormat.rules.map(\.id.text))
    for golden in Golden.cases(of: OpenAPIFormat.self) {
      #expect(golden.acceptedRules.isSubset(of: rules), "\(golden)")
    }
  }
}
