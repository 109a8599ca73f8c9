import CommandLines
import FormatKit
import ReleaseModel
import TestSupport
import Testing

struct GoldenTests {
  @Test(arguments: Golden.cases(of: CommandLineFormat.self))
  func reportIsTheAcceptedOne(_ golden: Golden) throws {
    #expect(try golden.actual() == golden.expected)
  }

  @Test func everyRuleInAGoldenExists() {
    let rules = Set(CommandLineFormat.rules.map(\.id.text))
    for golden in Golden.cases(of: CommandLineFormat.self) {
      #expect(golden.acceptedRules.isSubset(of: rules), "\(golden)")
    }
  }
}
