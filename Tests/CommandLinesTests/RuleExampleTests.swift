import CommandLines
import FormatKit
import ReleaseModel
import SourceModel
import Testing

/// Every rule, shown by its own examples.
@Suite struct RuleExampleTests {
  static let rules = CommandLineFormat.rules.filter { rule in
    !ContractEvent.allCases.contains { $0.rule(of: "cli") == rule.id }
  }

  /// Rules that fire on the swapped pair under a rule of another pair are listed with it.
  @Test(arguments: rules)
  func exampleFiresExactlyItsRule(_ rule: Rule) throws {
    let changes = try Descriptions.changes(rule.example.before, rule.example.after)
    #expect(changes.map(\.rule) == [rule.id])
    #expect(changes.first?.classification == rule.classification.accepted)
  }

  @Test(arguments: rules)
  func nearMissIsSilent(_ rule: Rule) throws {
    let changes = try Descriptions.changes(rule.nearMiss.before, rule.nearMiss.after)
    #expect(!changes.map(\.rule).contains(rule.id))
  }

  @Test(arguments: rules)
  func inverseFiresOnTheSwappedPair(_ rule: Rule) throws {
    let changes = try Descriptions.changes(rule.example.after, rule.example.before)
    #expect(changes.map(\.rule) == [rule.inverse])
  }

  @Test func idsAreUniqueAndInversesExist() {
    let ids = CommandLineFormat.rules.map(\.id)
    #expect(Set(ids).count == ids.count)
    for rule in CommandLineFormat.rules {
      #expect(ids.contains(rule.inverse), "\(rule.id)")
      #expect(rule.id.prefix == "cli")
    }
    for rule in CommandLineFormat.rules {
      let inverse = CommandLineFormat.rules.first { $0.id == rule.inverse }
      #expect(inverse?.inverse == rule.id, "\(rule.id)")
    }
  }

  /// The contract that the rules about whole contracts show is one.
  @Test func contractExamplesAreRecognized() {
    for rule in CommandLineFormat.rules {
      for text in [rule.example.before, rule.example.after] where !text.isEmpty {
        #expect(CommandLineFormat.recognize(Descriptions.source(text)) == .certain)
      }
    }
  }
}
