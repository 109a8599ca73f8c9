package import SourceModel

/// What a rehearsal runs: the migrations of a range, and the scripts that make the schema on which
/// they run.
///
/// Whoever rehearses needs no repository: the texts stand in the plan, each with the blob that it
/// came from.
package struct RehearsalPlan: Hashable, Sendable {
  /// Between which revisions the migrations lie.
  package let range: RehearsedRange
  /// The chains that have migrations in the range; each is rehearsed in a schema of its own.
  package let chains: [PlannedChain]
  /// How long a statement may take.
  package let limits: RehearsalLimits
  /// The lowest major version of PostgreSQL that the project supports; nil if nothing tells.
  package let target: Int?

  /// Makes a plan.
  package init(
    range: RehearsedRange, chains: [PlannedChain], limits: RehearsalLimits = RehearsalLimits(),
    target: Int? = nil
  ) {
    self.range = range
    self.chains = chains
    self.limits = limits
    self.target = target
  }
}

/// The revisions between which migrations were rehearsed.
package struct RehearsedRange: Hashable, Sendable {
  /// The commit of the revision whose schema stood at the beginning; nil if nothing stood there.
  package let before: String?
  /// The commit of the revision that brings the migrations; nil for the index.
  package let after: String?

  /// Names two commits by 40 hexadecimal digits.
  package init(before: String?, after: String?) {
    self.before = before
    self.after = after
  }
}

/// How long a statement may take, in milliseconds.
package struct RehearsalLimits: Hashable, Sendable {
  /// For all of its work.
  package let statement: Int
  /// For each lock that it waits for.
  package let lock: Int

  /// Sets limits; both are above 0.
  package init(statement: Int = 60_000, lock: Int = 5_000) {
    self.statement = statement
    self.lock = lock
  }
}

/// The migrations of one folder, as far as they are rehearsed.
package struct PlannedChain: Hashable, Sendable {
  /// The tool whose conventions the migrations follow.
  package let layout: String
  /// The folder that holds all of them.
  package let folder: RepositoryPath
  /// Whether the tool has ways down at all.
  package let hasDowns: Bool
  /// The scripts that make the schema of `before`, in the order in which they run: its migrations,
  /// or a dump.
  package let base: [PlannedScript]
  /// The migrations of the range, in the order in which they run.
  package let steps: [PlannedMigration]

  /// Gathers scripts.
  package init(
    layout: String, folder: RepositoryPath, hasDowns: Bool, base: [PlannedScript],
    steps: [PlannedMigration]
  ) {
    self.layout = layout
    self.folder = folder
    self.hasDowns = hasDowns
    self.base = base
    self.steps = steps
  }
}

/// A migration that is rehearsed.
package struct PlannedMigration: Hashable, Sendable {
  /// By what the tool orders and remembers it.
  package let version: Name
  /// The rest of its name.
  package let name: Name
  /// Its way up.
  package let up: PlannedScript
  /// Its way down.
  package let down: PlannedScript?

  /// Describes a migration.
  package init(version: Name, name: Name, up: PlannedScript, down: PlannedScript?) {
    self.version = version
    self.name = name
    self.up = up
    self.down = down
  }
}

/// What of a file runs.
package struct PlannedScript: Hashable, Sendable {
  /// The file, at its revision.
  package let file: BoundFile
  /// Its parts, in the order in which they run; none if there is nothing to run.
  package let parts: [PlannedPart]
  /// What keeps it from running, in a phrase: `it is a template`.
  package let obstacle: String?

  /// Describes a script.
  package init(file: BoundFile, parts: [PlannedPart], obstacle: String? = nil) {
    self.file = file
    self.parts = parts
    self.obstacle = obstacle
  }
}

/// Statements that the tool runs in one way.
package struct PlannedPart: Hashable, Sendable {
  /// How a tool runs statements.
  package enum Transaction: String, Hashable, Sendable, CaseIterable {
    /// All in one transaction that the tool opens.
    case wrapped
    /// Each by itself, or in the transactions that the script opens.
    case open
    /// In one call without a transaction around it, which PostgreSQL makes one unless it is a
    /// single statement.
    case singleCall = "single-call"
    /// All in one transaction, but for statements that cannot run in one, which run by themselves.
    case wrappedWherePossible = "wrapped-where-possible"
  }

  /// How the statements run.
  package let transaction: Transaction
  /// The statements, in the order in which they run.
  package let statements: [PlannedStatement]

  /// Gathers statements.
  package init(transaction: Transaction, statements: [PlannedStatement]) {
    self.transaction = transaction
    self.statements = statements
  }
}

/// A file and the very bytes that were meant.
package struct BoundFile: Hashable, Sendable {
  /// The path inside the repository.
  package let path: RepositoryPath
  /// The blob, 40 hexadecimal digits.
  package let blob: String

  /// Names a file.
  package init(path: RepositoryPath, blob: String) {
    self.path = path
    self.blob = blob
  }
}

/// A piece of SQL that is sent at once: a statement, or several that could not be told apart.
package struct PlannedStatement: Hashable, Sendable {
  /// The line of its file on which it begins, from 1.
  package let line: Int
  /// Its text.
  package let text: Name

  /// Takes a text.
  package init(line: Int, text: Name) {
    self.line = line
    self.text = text
  }
}
