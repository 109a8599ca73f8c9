import DataTrees
import SourceModel

extension StatementSchema {
  static let predicate = ShapedCodec<EvidenceStatement>.record(
    "How something ended (in-toto test-result v0.1), with fields of our own.",
    [
      .required("result", "How it ended.", .word("result"), \.result),
      .required(
        "configuration", "The files that were read for it, and are not in the repository.",
        .list(source), \.sources),
      .optional(
        "passedTests", "The tests that passed.", .list(.string), \.tests.passed, absent: []),
      .optional(
        "warnedTests", "The tests that passed with a warning, or were skipped.", .list(.string),
        \.tests.warned, absent: []),
      .optional(
        "failedTests", "The tests that failed.", .list(.string), \.tests.failed, absent: []),
      .required(prefix + "kind", "What it is evidence of.", .word("kind"), \.kind),
      .optional(prefix + "train", "The version to which it belongs.", .string, \.train),
      .optional(prefix + "environment", "Where it was done.", .string, \.environment),
      .optional(prefix + "started", "When it was begun.", moment, \.started),
      .optional(prefix + "finished", "When it was ended.", moment, \.finished),
      .optional(prefix + "expires", "The last day on which it counts.", .date, \.expires),
      .optional(
        prefix + "roles", "The roles of those who took part.", .list(.string), \.roles, absent: []),
      .optional(
        prefix + "recovery-seconds", "How long it took to be back.", .integer, \.recoverySeconds),
      .optional(
        prefix + "manifest", "The digest of the manifest that it is about.", sha256, \.manifest),
      .optional(
        prefix + "repeat-of", "The digest of the manifest of an earlier run.", sha256, \.repeatOf),
      .optional(
        prefix + "stores", "What was done to each store.", .list(store), \.stores, absent: []),
      .optional(
        prefix + "groups", "The route groups that it is about.", .list(.string), \.groups,
        absent: []),
      .optional(
        prefix + "issues", "Where what was found is followed up.", .list(.string), \.issues,
        absent: []),
      .optional(prefix + "counts", "Counts by name.", .byName(.integer), \.counts, absent: [:]),
      .optional(prefix + "digests", "Digests by name.", .byName(.string), \.digests, absent: [:]),
      .optional(prefix + "notes", "Words by name.", .byName(.string), \.notes, absent: [:]),
    ]
  ) { parts in
    var evidence = EvidenceStatement(
      try parts[\.kind], subjects: [], result: try parts[\.result])
    evidence.sources = try parts[\.sources]
    evidence.tests.passed = try parts[\.tests.passed]
    evidence.tests.warned = try parts[\.tests.warned]
    evidence.tests.failed = try parts[\.tests.failed]
    evidence.train = try parts[\.train]
    evidence.environment = try parts[\.environment]
    evidence.started = try parts[\.started]
    evidence.finished = try parts[\.finished]
    evidence.expires = try parts[\.expires]
    evidence.roles = try parts[\.roles]
    evidence.recoverySeconds = try parts[\.recoverySeconds]
    evidence.manifest = try parts[\.manifest]
    evidence.repeatOf = try parts[\.repeatOf]
    evidence.stores = try parts[\.stores]
    evidence.groups = try parts[\.groups]
    evidence.issues = try parts[\.issues]
    evidence.counts = try parts[\.counts]
    evidence.digests = try parts[\.digests]
    evidence.notes = try parts[\.notes]
    return evidence
  }

  private static let source = ShapedCodec<EvidenceStatement.Source>.record(
    "A file that was read.",
    [
      .required("name", "Its name.", .string, \.name),
      .required("digest", "Its digest.", sourceDigest, \.digest),
    ]
  ) { EvidenceStatement.Source(name: try $0[\.name], sha256: try $0[\.digest].sha256) }

  private static let sourceDigest = ShapedCodec<EvidenceStatement.Source.Digest>.record(
    "Its digest.", [.required("sha256", "Its SHA-256.", sha256, \.sha256)]
  ) { EvidenceStatement.Source.Digest(sha256: try $0[\.sha256]) }

  private static let sha256 = ShapedCodec<String>.string.map(
    to: { HexDigest.isSHA256($0) ? $0 : nil }, expecting: "a SHA-256 in lower-case digits",
    from: { $0 })

  private static let moment = ShapedCodec<String>.string.map(
    to: { CalendarDate($0) == nil ? nil : $0 }, expecting: "a moment like 2026-03-31T12:00:00Z",
    from: { $0 })

  /// Digests and counts stand as they were written: what is wrong with them has rules of its own.
  static let store = ShapedCodec<EvidenceStatement.Store>.record(
    "What a migration did to one store.",
    [
      .required("store", "Its name.", .string, \.name),
      .optional("file", "The file that holds its content.", .string, \.file),
      .optional("before_sha256", "The digest before the migration.", .string, \.before),
      .optional("after_sha256", "The digest after the migration.", .string, \.after),
      .optional("restored_sha256", "The digest after the rollback.", .string, \.restored),
      .optional(
        "counts", "The counts after the migration.", .byName(.number), \.counts, absent: [:]),
      .optional("backup", "The copy that was made before.", backup, \.backup),
    ]
  ) { parts in
    var store = EvidenceStatement.Store()
    store.name = try parts[\.name]
    store.file = try parts[\.file]
    store.before = try parts[\.before]
    store.after = try parts[\.after]
    store.restored = try parts[\.restored]
    store.counts = try parts[\.counts]
    store.backup = try parts[\.backup]
    return store
  }

  static let backup = ShapedCodec<EvidenceStatement.Backup>.record(
    "A copy of a store.",
    [
      .optional("location", "Where it is kept.", .string, \.location),
      .optional("sha256", "Its digest.", .string, \.sha256),
      .optional("retained_until", "The last day on which it is kept.", .date, \.retainedUntil),
    ]
  ) { parts in
    var backup = EvidenceStatement.Backup()
    backup.location = try parts[\.location]
    backup.sha256 = try parts[\.sha256]
    backup.retainedUntil = try parts[\.retainedUntil]
    return backup
  }
}

extension EvidenceStatement.Source {
  fileprivate struct Digest {
    let sha256: String
  }

  fileprivate var digest: Digest { Digest(sha256: sha256) }
}
