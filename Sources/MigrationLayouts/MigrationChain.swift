package import SourceModel

/// The migrations of one folder, as the tool that runs them orders them.
package struct MigrationChain: Hashable, Sendable {
  /// What the migrations are written in.
  package enum Language: Hashable, Sendable {
    case sql
    case alembic, django, ecto
  }

  /// The SQL that they speak.
  package enum Dialect: Hashable, Sendable {
    case postgresql
    /// Another one, by its usual name: `MySQL`.
    case other(String)
    /// Nothing tells; taken for PostgreSQL, unless what does not parse says otherwise.
    case unknown
  }

  /// The tool whose conventions they follow.
  package let layout: Layout
  /// The folder that holds all of them.
  package let folder: RepositoryPath
  /// What they are written in.
  package let language: Language
  /// The SQL that they speak.
  package let dialect: Dialect
  /// The migrations, in the order in which they run; those without an order of their own last.
  ///
  /// Of Alembic, whose order only the revisions inside the files tell, by path.
  package let migrations: [Migration]

  /// Gathers migrations.
  package init(
    layout: Layout, folder: RepositoryPath, language: Language, dialect: Dialect,
    migrations: [Migration]
  ) {
    self.layout = layout
    self.folder = folder
    self.language = language
    self.dialect = dialect
    self.migrations = migrations
  }
}

/// One migration.
package struct Migration: Hashable, Sendable {
  /// By what the tool orders and remembers it, as it is spelled.
  package let version: Name
  /// The rest of its name.
  package let name: Name
  /// The file with its way up.
  package let up: RepositoryPath
  /// The file with its way down, which may be the same; nil if the layout looks for one and there is
  /// none, or if it has no such thing.
  package let down: RepositoryPath?
  /// Files beside it that say how it runs.
  package let settings: [RepositoryPath]
  /// Whether it runs again whenever it changes: Flyway's `R__`.
  package let isRepeatable: Bool

  /// Describes a migration.
  package init(
    version: Name, name: Name, up: RepositoryPath, down: RepositoryPath?,
    settings: [RepositoryPath] = [], isRepeatable: Bool = false
  ) {
    self.version = version
    self.name = name
    self.up = up
    self.down = down
    self.settings = settings
    self.isRepeatable = isRepeatable
  }
}

/// How a tool runs the statements of a script.
package enum TransactionMode: Hashable, Sendable {
  /// All in one transaction that the tool opens.
  case wrapped
  /// Each by itself, or in the transactions that the script opens.
  case open
  /// In one call without a transaction around it, which PostgreSQL makes one unless it is a single
  /// statement.
  case singleCall
  /// Each part in a transaction of its own: Liquibase's changesets.
  case wrappedEach
  /// All in one transaction, but for statements that cannot run in one, which the tool runs by
  /// themselves.
  case wrappedWherePossible
}

/// One way of a migration: the part of its file that runs.
package struct MigrationScript: Hashable, Sendable {
  /// The parts of the file, in the order in which they run; empty if there is nothing to run.
  package let parts: [SourceRange]
  /// How they run.
  package let transaction: TransactionMode
  /// The parts, by index, that run outside of any transaction all the same.
  package let openParts: Set<Int>
  /// Marks of the tool inside the parts, which are no SQL.
  package let marks: [SourceRange]

  /// Describes a script.
  package init(
    parts: [SourceRange], transaction: TransactionMode, openParts: Set<Int> = [],
    marks: [SourceRange] = []
  ) {
    self.parts = parts
    self.marks = marks
    self.transaction = transaction
    self.openParts = openParts
  }
}
