import FormatKit
import GateEngine
import PolicyPacks
import ReleaseModel
import Testing

@testable import relgate

@Suite("The problems")
struct ProblemRuleTests {
  @Test("Each has an id of its own, with the prefix of its format")
  func ids() {
    var listed = Gate.problemRules + Policy.problemRules
    for format in builtinFormats {
      #expect(format.problemRules.allSatisfy { $0.id.prefix == format.name[...] })
      listed += format.problemRules
    }
    for chain in builtinChains {
      #expect(chain.problemRules.allSatisfy { $0.id.prefix == chain.name[...] })
      listed += chain.problemRules
    }
    #expect(builtinProblemRules.count == listed.count)
    #expect(Set(builtinRules.keys).isDisjoint(with: builtinProblemRules.keys))
  }
}
