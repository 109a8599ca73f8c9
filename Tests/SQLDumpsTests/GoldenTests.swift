import FormatKit
import ReleaseModel
import SQLDumps
import TestSupport
import Testing

struct GoldenTests {
  @Test(arguments: Golden.cases(of: SQLDumpFormat.self))
  func reportIsTheAcceptedOne(_ golden: Golden) throws {
    #expect(try golden.actual() == golden.expected)
  }

  @Test func everyRuleInAGoldenExists() {
    let rules = Set(SQLDumpFormat.rules.map(\.id.text))
    for golden in Golden.cases(of: SQLDumpFormat.self) {
      #expect(golden.acceptedRules.isSubset(of: rules), "\(golden)")
    }
  }
}
