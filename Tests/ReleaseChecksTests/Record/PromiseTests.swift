import ReleaseModel
import SourceModel
import TestSupport
import Testing

@testable import ReleaseChecks

@Suite("What records promise of changes")
struct PromiseTests {
  private let migration: RepositoryPath = "db/migrations/0002_b.up.sql"
  private let removal = Change.example(
    "openapi/operation-removed", .risky, "GET /b", in: "api/openapi.yaml", phase: .contract,
    side: .before, isAnnounced: true)

  /// The messages of a rule about a record of version 1.1.0.
  private func messages(
    _ rule: FindingRule, _ body: String, _ changes: [Change], files: String = "",
    demand: ReleaseScene.VersionDemand? = nil
  ) -> [String] {
    var scene = ReleaseScene(after: RecordTrials.text(body) + files, changes: changes)
    scene.demand = demand
    return RecordChecks.facts(in: scene, ReleaseFolder(of: scene))
      .filter { $0.rule == rule }.map(\.message)
  }

  @Test("may list what was announced, and need not")
  func announced() {
    let listed = "breaking: {api: [{element: GET /b}]}"
    #expect(messages(DeclaredBreaks.absent, listed, [removal]) == [])
    #expect(messages(DeclaredBreaks.undeclared, "breaking: {api: []}", [removal]) == [])
    let added = Change.example(
      "openapi/operation-added", .additive, "GET /b", in: "api/openapi.yaml", side: .after)
    #expect(
      messages(DeclaredBreaks.absent, listed, [added]) == [
        "'breaking.api' listed 'GET /b', and the range did not break it"
      ])
  }

  @Test("the type is held against what the range calls for of versions, and nothing else")
  func type() {
    let drop = stored("sql/column-dropped", "orders.note", .contract)
    #expect(messages(DeclaredBreaks.typeTooLow, "type: minor", [drop]) == [])
    #expect(
      messages(
        DeclaredBreaks.typeTooLow, "type: minor", [drop, removal],
        demand: .init(.major, for: removal))
        == [
          "the type 'minor' was stated, and the range needs 'major': something changed"
        ])
    #expect(
      messages(
        DeclaredBreaks.typeTooLow, "type: major", [removal], demand: .init(.major, for: removal))
        == [])
  }

  private func stored(_ rule: RuleID, _ element: Name, _ phase: Phase) -> Change {
    .example(
      rule, phase == .contract ? .breaking : .additive, element, in: migration, format: "sql",
      message: "'\(element)' changed", phase: phase, parties: [.storedData], side: .after)
  }

  @Test(
    "a strategy is left only where old and new of one thing go and come together",
    arguments: [
      ("", "SET amount = total", false), ("", "SET amount = note", true),
      ("elements: [{name: sum, columns: [orders.note, orders.amount]}]", "", true),
      ("elements: [{name: sum, columns: [orders.total, orders.amount]}]", "", false),
    ])
  func strategy(elements: String, assignment: String, isLeft: Bool) {
    let changes = [
      stored("sql/column-dropped", "orders.note", .contract),
      stored("sql/column-added", "orders.amount", .expand),
      stored("sql/update-without-where", "orders", .migrate),
    ]
    for strategy in ["expand-contract", "dual-write"] {
      let found = messages(
        Strategies.unfounded, "strategies: [\(strategy)]\n\(elements)", changes,
        files: "-- file: \(migration)\nUPDATE orders \(assignment);\n")
      #expect(found.isEmpty != isLeft, "\(found)")
    }
    let renamed = stored("sql/column-renamed", "orders.note", .contract)
    #expect(messages(Strategies.unfounded, "strategies: [expand-contract]", [renamed]).count == 1)
  }
}
