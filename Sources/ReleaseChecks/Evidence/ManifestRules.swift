import DataTrees
import EvidenceStatements
import ReleaseModel
import SourceModel

/// What can be wrong with what migrations of stores wrote down.
enum ManifestRules {
  static let all = [
    baselineUnreadable, digestMissing, storeUndeclared, storeMissing, contradicted, unrepeated,
    undeterministic, countMissing, countInvalid, offBaseline, backupIncomplete, backupLapsed,
    foreign, environmentDiffers, parityContradicted, notRestored, issueMissing,
  ]

  // MARK: Stores

  static let digestMissing = FindingRule(
    "evidence/digest-missing", "A migrated store had no digest", severity: .error,
    rationale: """
      Only a digest of the content after the migration lets others tell whether theirs is the same, and \
      whether a rollback brought the old one back.
      """,
    remedy: "Let the migration write 'after_sha256' of each store: 64 hexadecimal digits.",
    example: trial { $0.stores[0].after = "d1ff" }, nearMiss: trial())

  static let storeUndeclared = FindingRule(
    "evidence/store-undeclared", "A store was migrated that no window declares", severity: .error,
    rationale: "Nobody watches, verifies or restores a store that the plan does not name.",
    remedy: "Name the store under 'stores' of the window, or take it out of the migration.",
    example: trial(window("orders"), before: window("orders")), nearMiss: trial(window("users")))

  static let storeMissing = FindingRule(
    "evidence/store-missing", "A manifest did not name a store", severity: .error,
    rationale: "A store that the manifest leaves out was not migrated, or nobody knows how.",
    remedy: "Run the migration for all stores of the window, and record its manifest.",
    example: trial(window("users", "orders")), nearMiss: trial(window("users")))

  static let contradicted = FindingRule(
    "evidence/manifest-contradicted", "A manifest had another digest than it says",
    severity: .error,
    rationale: """
      Everything else names the manifest by its digest. One that does not fit shows that stores were \
      edited after the manifest was recorded.
      """,
    remedy: "Record the manifest again from the file that the migration wrote.",
    example: trial { $0.manifest = String(repeating: "0", count: 64) }, nearMiss: trial())

  static let unrepeated = FindingRule(
    "evidence/digests-unrepeated", "No second run showed the same digests", severity: nil,
    rationale: """
      A digest that holds the time or the order of rows differs from run to run, and proves no parity. \
      Only a second run shows that it does not.
      """,
    remedy: """
      Run the migration again on the same data, and record its manifest with '--repeat-of DIGEST'.
      """,
    example: trial(), nearMiss: EvidenceTrials.trial(manifest(), second()))

  static let undeterministic = FindingRule(
    "evidence/digests-differ", "A second run gave other digests", severity: .error,
    rationale: "Digests that differ between two runs on the same data cannot prove parity.",
    remedy: "Leave out what differs from run to run, and put rows in an order, before the digest.",
    example: EvidenceTrials.trial(
      manifest(), second { $0.stores[0].after = String(repeating: "4", count: 64) }),
    nearMiss: EvidenceTrials.trial(manifest(), second()))

  // MARK: Counts

  static let baselineUnreadable = FindingRule(
    "evidence/baseline-unreadable", "Expected counts could not be read", severity: .error,
    rationale: "Counts that cannot be read are held against nothing.",
    remedy: "Correct the file: an object 'stores' of stores, of counts, each with 'count'.",
    example: trial("-- file: baselines/counts/staging.json\n{\"stores\": 1}\n"),
    nearMiss: trial(baseline("{\"count\": 10}")))

  static let countMissing = FindingRule(
    "evidence/count-missing", "An expected count was missing", severity: .error,
    rationale: "A count that was not taken hides rows that were lost or doubled.",
    remedy: "Let the migration count what the baseline expects, and record it again.",
    example: trial(baseline("{\"count\": 10}")) { $0.stores[0].counts = [:] },
    nearMiss: trial(baseline("{\"count\": 10}")))

  static let countInvalid = FindingRule(
    "evidence/count-invalid", "A count was negative or no whole number", severity: .error,
    rationale: "Rows are counted in whole numbers from zero; anything else was not counted.",
    remedy: "Correct how the count is taken, and record it again.",
    example: trial { $0.stores[0].counts["rows"] = DecimalNumber(-1) }, nearMiss: trial())

  static let offBaseline = FindingRule(
    "evidence/count-off-baseline", "A count was outside of what is expected", severity: .error,
    rationale: "A count that is off shows rows that were lost, doubled or left behind.",
    remedy: "Find the rows; where the expectation is outdated, correct the baseline on its own.",
    example: trial(baseline("{\"count\": 20, \"tolerance\": \"5%\"}")),
    nearMiss: trial(baseline("{\"count\": 9, \"tolerance\": 1, \"direction\": \"increase\"}")))

  // MARK: Backups

  static let backupIncomplete = FindingRule(
    "evidence/backup-incomplete", "A backup had no place, digest or date", severity: .error,
    rationale: """
      A backup that cannot be found, checked or relied upon to be kept is none when it is needed.
      """,
    remedy: "Write 'location', 'sha256' and 'retained_until' of the backup into the manifest.",
    example: trial { $0.stores[0].backup?.retainedUntil = nil }, nearMiss: trial())

  static let backupLapsed = FindingRule(
    "evidence/backup-lapsed", "The time of a backup was over", severity: .error,
    rationale: "What is not kept any more cannot be restored.",
    remedy: "Make a new backup, or prolong its retention, and record the manifest again.",
    example: trial { $0.stores[0].backup?.retainedUntil = CalendarDate("2026-05-31") },
    nearMiss: trial { $0.stores[0].backup?.retainedUntil = CalendarDate(EvidenceTrials.day) })

  // MARK: What belongs together

  static let foreign = FindingRule(
    "evidence/manifest-foreign", "Evidence was about another manifest", severity: .error,
    rationale: "What was verified, counted or restored belongs to another run of the migration.",
    remedy: "Repeat it with the manifest of this release.",
    example: pair(.rollbackDrill) { $0.manifest = String(repeating: "0", count: 64) },
    nearMiss: pair(.rollbackDrill))

  static let environmentDiffers = FindingRule(
    "evidence/environment-differs", "Evidence was made elsewhere than its manifest",
    severity: .error,
    rationale: "What holds in one environment says nothing of the data in another.",
    remedy: "Repeat it in the environment of the manifest.",
    example: pair(.rollbackDrill) { $0.environment = "laptop" }, nearMiss: pair(.rollbackDrill))

  static let parityContradicted = FindingRule(
    "evidence/parity-contradicted", "A verification did not find what the manifest says",
    severity: .error,
    rationale: "The stores are not what the migration left; something wrote to them since.",
    remedy: "Find out what changed the store, and verify again.",
    example: pair(.checksumParity) { $0.stores[0].after = String(repeating: "4", count: 64) },
    nearMiss: pair(.checksumParity))

  static let notRestored = FindingRule(
    "evidence/rollback-not-restored", "A rollback did not restore a store", severity: .error,
    rationale: """
      After the rollback a store must be what it was before the migration, which must have changed it; \
      otherwise the way back is not proven.
      """,
    remedy: "Correct the rollback, and run the harness again.",
    example: pair(.harnessSummary) { $0.stores[0].restored = $0.stores[0].after },
    nearMiss: pair(.harnessSummary))

  static let issueMissing = FindingRule(
    "evidence/issue-missing", "A harness's summary was linked to no issue", severity: nil,
    rationale: "What the harness found is followed up where the cutover is discussed, or nowhere.",
    remedy: "Record the summary with '--issue REF'.",
    example: pair(.harnessSummary) { $0.issues = [] }, nearMiss: pair(.harnessSummary))
}

// MARK: Trials

extension ManifestRules {
  private static let store: EvidenceStatement.Store = {
    var backup = EvidenceStatement.Backup()
    backup.location = "s3://backups/users"
    backup.sha256 = String(repeating: "1", count: 64)
    backup.retainedUntil = CalendarDate("2026-12-31")
    var store = EvidenceStatement.Store()
    store.name = "users"
    store.before = String(repeating: "2", count: 64)
    store.after = String(repeating: "3", count: 64)
    store.restored = store.before
    store.counts = ["rows": DecimalNumber(10)]
    store.backup = backup
    return store
  }()

  /// A statement about the store, which names the manifest that the store alone makes.
  private static func about(
    _ kind: EvidenceStatement.Kind, _ edit: (inout EvidenceStatement) -> Void = { _ in }
  ) -> EvidenceStatement {
    EvidenceTrials.statement(kind) { statement in
      statement.stores = [store]
      statement.issues = ["OPS-12"]
      statement.manifest = MigrationManifest(stores: [store]).digest
      edit(&statement)
      if kind == .migrationManifest, statement.manifest == MigrationManifest(stores: [store]).digest
      {
        statement.manifest = MigrationManifest(stores: statement.stores).digest
      }
    }
  }

  private static func manifest(
    _ edit: (inout EvidenceStatement) -> Void = { _ in }
  ) -> String {
    EvidenceTrials.file(
      about(.migrationManifest, edit), at: "\(EvidenceTrials.folder)/evidence/manifest.json")
  }

  private static func second(
    _ edit: (inout EvidenceStatement) -> Void = { _ in }
  ) -> String {
    let again = about(.migrationManifest) { statement in
      statement.repeatOf = MigrationManifest(stores: [store]).digest
      edit(&statement)
    }
    return EvidenceTrials.file(again, at: "\(EvidenceTrials.folder)/evidence/again.json")
  }

  private static func trial(
    _ others: String = "", before: String = "",
    _ edit: (inout EvidenceStatement) -> Void = { _ in }
  ) -> FindingRule.Trial {
    EvidenceTrials.trial(manifest(edit), others, before: EvidenceTrials.before + before)
  }

  private static func pair(
    _ kind: EvidenceStatement.Kind, _ edit: (inout EvidenceStatement) -> Void = { _ in }
  ) -> FindingRule.Trial {
    EvidenceTrials.trial(manifest(), EvidenceTrials.file(about(kind, edit)))
  }

  private static func window(_ stores: String...) -> String {
    """
    -- file: windows/users.yaml
    schema: relgate/window/1
    id: users
    opened_in: v1.0.0
    stores: [\(stores.joined(separator: ", "))]

    """
  }

  private static func baseline(_ expectation: String) -> String {
    """
    -- file: baselines/counts/staging.json
    {"environment": "staging", "stores": {"users": {"rows": \(expectation)}}}

    """
  }
}
