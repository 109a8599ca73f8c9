import FormatKit
import ReleaseModel
import ReleaseRecords
import SourceModel

/// What a release claims of its range, held against what the range changes.
enum Claims {
  static let contradicted = FindingRule(
    "release/claim-contradicted", "Claim that the range contradicts", severity: .error,
    rationale: """
      People choose the way back, the hour and the audience of a release by what it claims. A claim \
      that does not hold leads all of them astray.
      """,
    remedy: "Take the claim back, or leave what contradicts it to another release.",
    example: RecordTrials.record(
      "claims: {no_migrations: true}", before: RecordTrials.shipped, RecordTrials.column),
    nearMiss: RecordTrials.record(
      "claims: {no_breaking: true}", before: RecordTrials.shipped, RecordTrials.column))

  static let unproven = FindingRule(
    "release/claim-unproven", "Claim that nothing shows", severity: .warning,
    rationale: """
      That nothing speaks against a claim does not make it hold: what cannot be read out of the \
      tree must not be counted as proven.
      """,
    remedy: "Name the flag of each feature under `features[].flag`, and have the claim reviewed.",
    example: RecordTrials.record(
      "claims: {all_behind_flags: true}", before: RecordTrials.api("/a"),
      RecordTrials.api("/a", "/b")),
    nearMiss: RecordTrials.record(
      "claims: {all_behind_flags: false}", before: RecordTrials.api("/a"),
      RecordTrials.api("/a", "/b")))

  static let rules = [contradicted, unproven]

  /// What is found of a record.
  static func facts(_ ground: RecordGround) -> [ReleaseFact] {
    let claims = ground.record.claims
    let changes = ground.scene.changes
    var facts: [ReleaseFact] = []
    func hold(_ key: String, _ claim: Stated<Bool>?, _ opposing: [Change], _ what: String) {
      guard let claim, claim.value, let first = opposing.first else { return }
      facts.append(
        ground.fact(
          contradicted, "'\(key)' was claimed, and \(what): \(first.message)", at: claim.range,
          of: key, opposing.map(\.fingerprint).joined(separator: " "),
          related: opposing.prefix(20).map(ground.related)))
    }
    hold(
      "no_migrations", claims.noMigrations, changes.filter(\.isMigration),
      "the range changed migrations")
    hold(
      "no_breaking", claims.noBreaking, changes.filter { $0.classification == .breaking },
      "the range broke something")
    hold(
      "backward_compatible", claims.isBackwardCompatible,
      changes.filter { $0.parties.contains(.consumers) && $0.classification >= .risky },
      "the range changed what clients rely on")
    return facts + schemaChanges(ground) + flags(ground)
  }

  // MARK: Where the schema changed

  private static func schemaChanges(_ ground: RecordGround) -> [ReleaseFact] {
    guard let claim = ground.record.claims.schemaChangesIn else { return [] }
    let releases = ground.scene.releases
    let migrations = ground.scene.changes.filter(\.isMigration)
    if let first = migrations.first {
      return [
        ground.fact(
          contradicted,
          "the schema was claimed to have changed in '\(claim.value)', and the range changed "
            + "migrations: \(first.message)",
          at: claim.range, of: "schema_changes_in",
          migrations.map(\.fingerprint).joined(separator: " "),
          related: migrations.prefix(20).map(ground.related))
      ]
    }
    guard let index = releases.firstIndex(where: { $0.tag == claim.value }) else {
      return [
        ground.fact(
          contradicted,
          "the release '\(claim.value)' was named, and no such tag is before the range",
          at: claim.range, of: "schema_changes_in", claim.value)
      ]
    }
    guard !isSchemaChanged(releases, at: index) else { return [] }
    return [
      ground.fact(
        contradicted,
        "the schema was claimed to have changed in '\(claim.value)', and no migration came with it",
        at: claim.range, of: "schema_changes_in", claim.value)
    ]
  }

  /// Whether a release came with files of migrations, or with edits of them.
  private static func isSchemaChanged(
    _ releases: [ReleaseScene.PastRelease], at index: Int
  ) -> Bool {
    let tree = releases[index].tree
    let former = index > 0 ? releases[index - 1].tree : nil
    return tree.files(below: .root).contains { path in
      isMigration(path) && former?.object(at: path) != tree.object(at: path)
    }
  }

  /// Whether a path is one that tools of migrations use.
  ///
  /// Only the releases before are judged by it, of which no contract was read.
  private static func isMigration(_ path: RepositoryPath) -> Bool {
    guard migrationExtensions.contains(path.fileExtension) else { return false }
    return path.segments.dropLast().contains { segment in
      ["migrations", "migration", "migrate", "alembic"].contains(Name(segment))
    }
  }

  private static let migrationExtensions: Set<String> = [
    "exs", "js", "php", "py", "rb", "sql", "ts", "xml", "yaml", "yml",
  ]

  // MARK: Flags

  private static func flags(_ ground: RecordGround) -> [ReleaseFact] {
    guard let claim = ground.record.claims.allBehindFlags, claim.value else { return [] }
    let bare = ground.record.features.filter { $0.batch.value != .deferred && $0.flag == nil }
    if let first = bare.first {
      return [
        ground.fact(
          contradicted,
          "'all_behind_flags' was claimed, and the feature '\(first.id.value)' has no flag",
          at: claim.range, of: "all_behind_flags", bare.map(\.id.value).joined(separator: " "),
          related: bare.map { ground.related($0.id.range, "a feature without a flag") })
      ]
    }
    guard ground.scene.changes.contains(where: { $0.classification != .neutral }) else { return [] }
    return [
      ground.fact(
        unproven, "'all_behind_flags' was claimed, and the tree cannot tell whether it holds",
        at: claim.range, of: "all_behind_flags")
    ]
  }
}

extension Change {
  /// Whether it comes from a file of migrations and does something to a schema or to rows.
  var isMigration: Bool { format == "sql" && classification != .neutral }
}
