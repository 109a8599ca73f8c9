package import SourceModel

/// What came of a rehearsal.
///
/// Bound to the blobs that were run. It knows nothing of time: equal plans on equal servers give
/// equal results.
package struct RehearsalResult: Hashable, Sendable {
  /// The server on which it took place.
  package struct Server: Hashable, Sendable {
    /// Its version, as it says: `15.18 (Debian 15.18-0+deb12u1)`.
    package let version: String
    /// Whether it was started for the rehearsal alone.
    package let isEphemeral: Bool

    /// Describes a server.
    package init(version: String, isEphemeral: Bool) {
      self.version = version
      self.isEphemeral = isEphemeral
    }
  }

  /// The version of the program that rehearsed.
  package let tool: String
  /// Between which revisions the migrations lie.
  package let range: RehearsedRange
  /// Where it took place.
  package let server: Server
  /// What came of each chain, in the plan's order.
  package let chains: [RehearsedChain]

  /// Gathers what came of the chains.
  package init(tool: String, range: RehearsedRange, server: Server, chains: [RehearsedChain]) {
    self.tool = tool
    self.range = range
    self.server = server
    self.chains = chains
  }
}

/// What came of the migrations of one folder.
package struct RehearsedChain: Hashable, Sendable {
  /// How the schema of `before` came to be.
  package enum Base: String, Hashable, Sendable, CaseIterable {
    /// By running its scripts.
    case built
    /// It stood in the database already.
    case found
    /// A script of it failed.
    case failed
  }

  /// The tool whose conventions the migrations follow.
  package let layout: String
  /// The folder that holds all of them.
  package let folder: RepositoryPath
  /// Whether the tool has ways down at all.
  package let hasDowns: Bool
  /// How the schema of `before` came to be.
  package let base: Base
  /// The files that were to make it, in the order in which they ran.
  package let baseFiles: [BoundFile]
  /// Why it could not be made.
  package let failure: RehearsalFailure?
  /// What came of each migration, in the order in which they ran.
  package let migrations: [RehearsedMigration]

  /// Gathers what came of the migrations.
  package init(
    of chain: PlannedChain, base: Base, failure: RehearsalFailure? = nil,
    migrations: [RehearsedMigration]
  ) {
    self.init(
      layout: chain.layout, folder: chain.folder, hasDowns: chain.hasDowns, base: base,
      baseFiles: chain.base.map(\.file), failure: failure, migrations: migrations)
  }

  init(
    layout: String, folder: RepositoryPath, hasDowns: Bool, base: Base, baseFiles: [BoundFile],
    failure: RehearsalFailure?, migrations: [RehearsedMigration]
  ) {
    self.layout = layout
    self.folder = folder
    self.hasDowns = hasDowns
    self.base = base
    self.baseFiles = baseFiles
    self.failure = failure
    self.migrations = migrations
  }
}

/// What came of one migration.
package struct RehearsedMigration: Hashable, Sendable {
  /// What the rehearsal showed.
  package enum Outcome: String, Hashable, Sendable, CaseIterable {
    /// The way down brought the schema back to what it was.
    case restored
    /// It did, but columns of a table stand in another order.
    case restoredUpToColumnOrder = "restored-up-to-column-order"
    /// It left another schema.
    case differs
    /// The way up failed.
    case upFailed = "up-failed"
    /// The way down failed.
    case downFailed = "down-failed"
    /// It went up, and has no way down.
    case noDown = "no-down"
    /// This server, or what stands before it, does not let it run.
    case notRehearsable = "not-rehearsable"
  }

  /// What keeps a migration from being rehearsed.
  package enum Obstacle: String, Hashable, Sendable, CaseIterable {
    /// The server does not know the syntax, or is older than what the project supports.
    case serverTooOld = "server-too-old"
    /// An extension is not installed on the server.
    case extensionMissing = "extension-missing"
    /// The schema of `before` could not be made.
    case baseFailed = "base-failed"
    /// A migration before it could not be brought up, and it relies on what is missing.
    case earlierFailed = "earlier-failed"
    /// Its file holds what only another program runs.
    case notRunnable = "not-runnable"
  }

  /// What came of running the way up again after the way down.
  package enum Again: String, Hashable, Sendable, CaseIterable {
    /// The same schema.
    case same
    /// Another schema than the first time.
    case differs
    /// It failed.
    case failed
  }

  /// By what the tool orders and remembers it.
  package let version: Name
  /// The rest of its name.
  package let name: Name
  /// What the rehearsal showed.
  package var outcome: Outcome
  /// What kept it from being rehearsed, if something did.
  package var obstacle: Obstacle?
  /// What failed, and where.
  package var failure: RehearsalFailure?
  /// How the schema after the way down differs from the one before the way up.
  package var differences: [SchemaDifference]
  /// What came of the second way up; nil if none was tried.
  package var again: Again?
  /// What failed the second time, and where.
  package var againFailure: RehearsalFailure?
  /// How the schema after the second way up differs from the one after the first.
  package var againDifferences: [SchemaDifference]
  /// The way up, as it was run.
  package var up: RehearsedScript
  /// The way down, as it was run; nil if there is none.
  package var down: RehearsedScript?

  /// Describes a migration of which nothing is known but its outcome.
  package init(
    version: Name, name: Name, outcome: Outcome, obstacle: Obstacle? = nil,
    failure: RehearsalFailure? = nil, differences: [SchemaDifference] = [], again: Again? = nil,
    againFailure: RehearsalFailure? = nil, againDifferences: [SchemaDifference] = [],
    up: RehearsedScript, down: RehearsedScript?
  ) {
    self.version = version
    self.name = name
    self.outcome = outcome
    self.obstacle = obstacle
    self.failure = failure
    self.differences = differences
    self.again = again
    self.againFailure = againFailure
    self.againDifferences = againDifferences
    self.up = up
    self.down = down
  }
}

/// Why a script ended early.
package struct RehearsalFailure: Hashable, Sendable {
  /// The file.
  package let path: RepositoryPath
  /// The line, from 1.
  package let line: Int
  /// What the server said, or what is wrong with the file.
  package let message: String
  /// The server's code for it, five characters; nil if the server did not say it.
  package let code: String?

  /// States a failure.
  package init(path: RepositoryPath, line: Int, message: String, code: String?) {
    self.path = path
    self.line = line
    self.message = message
    self.code = code
  }
}

/// A script that ran, or was to run.
package struct RehearsedScript: Hashable, Sendable {
  /// The very file.
  package let file: BoundFile
  /// Its statements as far as they ran, in that order.
  package var statements: [RehearsedStatement]

  /// Begins with no statement.
  package init(file: BoundFile, statements: [RehearsedStatement] = []) {
    self.file = file
    self.statements = statements
  }
}

/// A statement that ran, and what it did to relations that stood there before its migration.
package struct RehearsedStatement: Hashable, Sendable {
  /// The line of its file on which it begins, from 1.
  package let line: Int
  /// The locks that no statement before it in its transaction had taken, by relation and mode.
  package let locks: [RelationLock]
  /// The relations whose storage it wrote anew, sorted; an index only if its table was not.
  package let rewritten: [Name]
  /// Whether the locks could be seen: not those of a statement that runs outside a transaction and
  /// waits for nobody.
  package let isObserved: Bool

  /// Describes a statement.
  package init(line: Int, locks: [RelationLock], rewritten: [Name], isObserved: Bool) {
    self.line = line
    self.locks = locks
    self.rewritten = rewritten
    self.isObserved = isObserved
  }

  /// Whether it would have kept others from reading a relation while it held its locks.
  package var blocksReaders: Bool { locks.contains { $0.mode.blocksReaders } }

  /// Whether it would have kept others from writing to a relation while it held its locks.
  package var blocksWriters: Bool { locks.contains { $0.mode.blocksWriters } }
}
