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
  /// The release train to which it belongs: the version without its pre-release part.
  package var train: String?
  /// Where it was done: `staging`, `production`.
  package var environment: String?
  /// When it was begun and ended, RFC 3339 in UTC.
  package var started: String?
  package var finished: String?
  /// The last day on which it counts.
  package var expires: CalendarDate?
  /// The roles of those who took part.
  package var roles: [String] = []
  /// How long it took to be back, in seconds.
  package var recoverySeconds: Int?
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

    /// Makes a subject.
    package init(path: RepositoryPath, object: String, isFolder: Bool) {
      self.path = path
      self.object = object
      self.isFolder = isFolder
    }
  }

  /// Makes a statement.
  package init(_ kind: Kind, subjects: [Subject], result: Result) {
    self.kind = kind
    self.subjects = subjects
    self.result = result
  }
}
