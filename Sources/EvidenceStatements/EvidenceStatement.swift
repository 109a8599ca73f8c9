package import DataTrees
package import SourceModel

/// What was done and how it ended, bound to the content that it was done with.
///
/// Written as an in-toto Statement v1 with a predicate of type `test-result` v0.1 and fields of our
/// own, whose names are URIs.
package struct EvidenceStatement: Hashable, Sendable {
  /// What it is evidence of.
  package var kind: Kind
  /// What it is bound to; at least one.
  package var subjects: [Subject]
  /// How it ended.
  package var result: Result
  /// The files that were read for it, and are not in the repository.
  package var sources: [Source] = []
  /// The tests by how they ended.
  package var tests = Tests()
  /// The release train to which it belongs: the version without its pre-release part.
  package var train: String?
  /// Where it was done: `staging`, `production`.
  package var environment: String?
  /// When it was begun, RFC 3339 in UTC.
  package var started: String?
  /// When it was ended, RFC 3339 in UTC: a day or a moment.
  package var finished: String?
  /// The last day on which it counts.
  package var expires: CalendarDate?
  /// The roles of those who took part.
  package var roles: [String] = []
  /// How long it took to be back, in seconds.
  package var recoverySeconds: Int?
  /// The digest of the migration manifest that it is about, 64 hexadecimal digits.
  package var manifest: String?
  /// The digest of the manifest that an earlier run of the same migration gave.
  package var repeatOf: String?
  /// What was done to each store.
  package var stores: [Store] = []
  /// The route groups that it is about.
  package var groups: [String] = []
  /// Where what was found is followed up.
  package var issues: [String] = []
  /// Counts by name, such as rows of a table or tests that passed.
  package var counts: [String: Int] = [:]
  /// Digests in hex by what they are of, such as a store's name.
  package var digests: [String: String] = [:]
  /// Words by name: whatever else a kind demands.
  package var notes: [String: String] = [:]

  /// What a statement is evidence of.
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    case migrationManifest = "migration-manifest"
    case checksumParity = "checksum-parity"
    case countSnapshot = "count-snapshot"
    case rollbackDrill = "rollback-drill"
    case backup
    case harnessSummary = "harness-summary"
    case testSuite = "test-suite"
    case package
    case incidentDrill = "incident-drill"
    case rehearsal
    case decision
    case stageResult = "stage-result"
  }

  /// How something ended (in-toto `test-result` v0.1).
  package enum Result: String, Hashable, Sendable, CaseIterable {
    case passed = "PASSED"
    case warned = "WARNED"
    case failed = "FAILED"
  }

  /// A file or folder of the repository, with the name of its Git object.
  package struct Subject: Hashable, Sendable {
    /// Where it stands.
    package let path: RepositoryPath
    /// The name of the object in hex.
    package let object: String
    /// Whether the object is a tree.
    package let isFolder: Bool
    /// The SHA-256 of the file's bytes in hex, if it is given too.
    package let sha256: String?

    /// Makes a subject.
    package init(path: RepositoryPath, object: String, isFolder: Bool, sha256: String? = nil) {
      self.path = path
      self.object = object
      self.isFolder = isFolder
      self.sha256 = sha256
    }
  }

  /// A file that was read for a statement (in-toto ResourceDescriptor).
  package struct Source: Hashable, Sendable {
    /// Its name, as it was given.
    package let name: String
    /// The SHA-256 of its bytes in hex.
    package let sha256: String

    /// Makes a source.
    package init(name: String, sha256: String) {
      self.name = name
      self.sha256 = sha256
    }
  }

  /// The names of tests by how they ended.
  package struct Tests: Hashable, Sendable {
    /// Those that passed.
    package var passed: [String] = []
    /// Those that passed with a warning, or were skipped.
    package var warned: [String] = []
    /// Those that failed.
    package var failed: [String] = []

    /// No tests.
    package init() {}

    /// How they ended together; none is not passed.
    package var result: Result {
      if !failed.isEmpty || passed.isEmpty { return .failed }
      return warned.isEmpty ? .passed : .warned
    }
  }

  /// What a migration did to one store of data.
  package struct Store: Hashable, Sendable {
    /// Its name.
    package var name = ""
    /// The file that holds its content, as the manifest names it; nil if none does.
    package var file: String?
    /// The digest of the content before the migration, as it was written.
    package var before: String?
    /// The digest after the migration.
    package var after: String?
    /// The digest after the rollback.
    package var restored: String?
    /// The counts after the migration, by key.
    package var counts: [String: DecimalNumber] = [:]
    /// The copy that was made before the migration.
    package var backup: Backup?

    /// A store of which nothing is known.
    package init() {}
  }

  /// A copy of a store.
  package struct Backup: Hashable, Sendable {
    /// Where it is kept.
    package var location: String?
    /// Its digest.
    package var sha256: String?
    /// The last day on which it is kept.
    package var retainedUntil: CalendarDate?

    /// A copy of which nothing is known.
    package init() {}
  }

  /// Makes a statement.
  package init(_ kind: Kind, subjects: [Subject], result: Result) {
    self.kind = kind
    self.subjects = subjects
    self.result = result
  }

  /// The day on which it was ended; nil if it says none that is one.
  package var day: CalendarDate? { finished.flatMap { CalendarDate($0) } }
}
