import FormatKit
import MigrationLayouts
import PostgresSchema
import ReleaseModel
import SourceModel

/// A new migration with what its way up does.
struct JudgedMigration {
  let read: ReadMigration
  /// The way of its file from the folder of the chain.
  let place: Name
  /// The number of the release that carries it first.
  let release: Int
  /// What stood before of the views and routines that it makes or replaces.
  let standing: Set<ObjectName>
  /// The columns of the tables that it drops, by table, where all are known.
  let dropped: [ObjectName: [Name]]
  /// What is said of its operations, in the order in which they run.
  let facts: [PlacedFact]
}

extension DetectedChange {
  /// States a fact about a migration at `after`.
  ///
  /// - Parameter place: What tells it from the same fact about another migration.
  init(
    _ rule: Rule, _ element: Name, _ message: String, at location: Location, in place: Name,
    as classification: Classification? = nil, affected: [AffectedElement] = [],
    affectedCount: Int = 0
  ) {
    self.init(
      rule: rule.id, classification: classification ?? rule.classification.accepted,
      element: element, message: message, before: nil, after: Sighting(location, value: place),
      affected: affected, affectedCount: affectedCount)
  }
}

extension JudgedMigration {
  /// That Flyway refuses a file in which some statements run in a transaction and others cannot.
  func mixture(in chain: MigrationChain) -> DetectedChange? {
    guard chain.layout == .flyway, read.migration.settings.isEmpty,
      let outside = read.up.statements.first(where: \.refusesTransactions)
    else { return nil }
    let isMixed = read.up.statements.contains { statement in
      !statement.refusesTransactions
        && !statement.operations.allSatisfy { operation in
          if case .set = operation.action { true } else { false }
        }
    }
    guard isMixed else { return nil }
    return DetectedChange(
      RefusalRules.refused, outside.head,
      "'\(outside.head.text)', which cannot run in a transaction, stands beside statements that do:"
        + " flyway refuses the file unless 'mixed' is set",
      at: Location(read.up.path, outside.range), in: place)
  }
}

extension PlacedFact {
  /// Where the operation stands.
  var location: Location { Location(path, operation.range) }

  /// The fact as a change.
  func change(in place: Name) -> DetectedChange {
    DetectedChange(
      fact.rule, fact.element, fact.sentence, at: location, in: place, as: fact.classification)
  }
}
