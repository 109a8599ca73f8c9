package import PostgresSchema
package import SourceModel

/// A migration that is written in a programming language, read by the shape of its calls.
package struct CallShapeReading: Hashable, Sendable {
  /// What a way of the migration does, in its order.
  package enum Step: Hashable, Sendable {
    /// A call whose meaning is known, as the statement that it stands for.
    case statement(Statement)
    /// Literal SQL: its text, where it begins in the file, and whether each of its bytes stands in
    /// the file at the same distance from there.
    case sql(text: Name, range: SourceRange, isVerbatim: Bool)
    /// What cannot be told without running it: the reason, lower case.
    case partlyRead(reason: String, range: SourceRange)
  }

  /// The reason of a step of a way down where the tool refuses to go back.
  package static let noWayBack = "it has no way back"

  /// A way of the migration.
  package struct Script: Hashable, Sendable {
    /// What it does.
    package var steps: [Step]
    /// Where it stands: the name of the function that holds it.
    package var range: SourceRange
    /// Whether a transaction is around it.
    package var isInTransaction: Bool

    /// Describes a way.
    package init(steps: [Step], range: SourceRange, isInTransaction: Bool) {
      self.steps = steps
      self.range = range
      self.isInTransaction = isInTransaction
    }
  }

  /// The way up.
  package var up: Script
  /// The way down; nil if none is written and none follows from the way up.
  package var down: Script?
  /// The name of the revision, for Alembic; of Django `app.name`.
  package var revision: Name
  /// The revisions that it comes after.
  package var predecessors: [Name]
  /// The branches that it is on: Alembic's labels.
  package var branches: [Name]
  /// The revisions that it stands for: what Django squashed into it.
  package var replaces: [Name]

  /// Describes a migration.
  package init(
    up: Script, down: Script?, revision: Name, predecessors: [Name], branches: [Name] = [],
    replaces: [Name] = []
  ) {
    self.up = up
    self.down = down
    self.revision = revision
    self.predecessors = predecessors
    self.branches = branches
    self.replaces = replaces
  }
}
