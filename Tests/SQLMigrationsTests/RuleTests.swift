import FormatKit
import ReleaseModel
import SQLMigrations
import Testing

/// Rules about migrations are proven by chains: what a release carried, and what comes on top.
struct RuleTests {
  private static let rules = MigrationFormat.rules

  private func changes(_ example: Example) -> [DetectedChange] {
    changes(example.before, example.after)
  }

  private func changes(_ before: String, _ after: String) -> [DetectedChange] {
    var scene = ChainScene(example: before, after)
    scene.isMixedVersion = true
    return MigrationFormat.compare(scene).chains.flatMap(\.changes)
  }

  @Test func idsAreTheirOwnAndInversesAreRules() {
    let ids = RuleTests.rules.map(\.id)
    #expect(Set(ids).count == ids.count)
    for rule in RuleTests.rules {
      #expect(rule.id.prefix == "sql")
      #expect(ids.contains(rule.inverse), "\(rule.id): \(rule.inverse)")
    }
  }

  @Test(arguments: rules)
  func exampleFiresOnce(_ rule: Rule) {
    let fired = changes(rule.example)
    #expect(
      fired.count { $0.rule == rule.id } == 1,
      "\(rule.id): \(fired.map { "\($0.rule): \($0.message)" })")
    for change in fired where change.rule == rule.id {
      #expect(change.classification == rule.classification.accepted)
    }
  }

  @Test(arguments: rules)
  func nearMissIsSilent(_ rule: Rule) {
    let fired = changes(rule.nearMiss)
    #expect(!fired.contains { $0.rule == rule.id }, "\(rule.id): \(fired.map(\.message))")
    #expect(rule.nearMiss.before != rule.nearMiss.after)
    // Silence proves something only where something was read.
    #expect(!fired.isEmpty, "\(rule.id)")
  }

  @Test(arguments: rules)
  func inverseFiresOnTheSwappedExample(_ rule: Rule) {
    let fired = changes(rule.example.after, rule.example.before)
    #expect(fired.contains { $0.rule == rule.inverse }, "\(fired.map(\.message))")
  }

  @Test(arguments: rules)
  func equalChainsHaveNoChange(_ rule: Rule) {
    #expect(changes(rule.example.after, rule.example.after).isEmpty)
  }
}
