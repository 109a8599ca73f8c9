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

extension PlacedFact {
  /// Where the operation stands.
  var location: Location { Location(path, operation.range) }

  /// The fact as a change.
  func change(in place: Name) -> DetectedChange {
    DetectedChange(
      fact.rule, fact.element, fact.sentence, at: location, in: place, as: fact.classification)
  }
}
