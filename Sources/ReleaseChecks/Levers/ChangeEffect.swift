import ReleaseModel
import SourceModel

/// What a change leaves behind when its code is gone, as far as rules tell.
enum ChangeEffect {
  /// What cannot be had back by turning code back.
  enum Loss: Hashable {
    /// Values or rows are gone.
    case data
    /// What others name is gone or has another name.
    case name
  }

  /// The rules about what cannot be taken back without knowing what it was.
  private static let losses: [RuleID: Loss] = [
    "sql/column-dropped": .data, "sql/table-dropped": .data, "sql/table-truncated": .data,
    "sql/delete-without-where": .data, "sql/column-type-narrowed": .data,
    "sql/down-irreversible": .data,
    "sql/schema-column-removed": .data, "sql/schema-table-removed": .data,
    "sql/schema-sequence-removed": .data, "sql/schema-column-type-narrowed": .data,
    "sql/object-dropped": .name, "sql/column-renamed": .name, "sql/table-renamed": .name,
    "sql/object-renamed": .name, "sql/schema-changed": .name, "sql/enum-value-renamed": .name,
    "sql/schema-column-renamed": .name, "sql/schema-view-removed": .name,
    "sql/schema-function-removed": .name, "sql/schema-type-removed": .name,
    "sql/schema-enum-value-removed": .name, "sql/schema-object-removed": .name,
  ]

  /// Rules about the files of migrations rather than about what is stored.
  private static let aboutFiles: Set<RuleID> = [
    "sql/migration-edited", "sql/migration-deleted", "sql/migration-renamed",
    "sql/migration-out-of-order", "sql/migration-version-duplicate", "sql/revision-heads-split",
    "sql/phase-contradicted", "sql/dump-stale", "sql/dump-without-migration",
  ]

  /// Rules about what is over as soon as the migration has run.
  private static let passing: Set<RuleID> = [
    "sql/explicit-table-lock", "sql/table-rewrite-maintenance", "sql/wide-lock-window",
    "sql/work-under-exclusive-lock", "sql/matview-refresh-blocking", "sql/column-indexes-rebuilt",
    "sql/backfill-with-ddl",
  ]

  /// Rules about what could not be read, so that nothing is known of what it leaves behind.
  private static let unread: Set<RuleID> = [
    "sql/migration-partly-read", "sql/statement-partly-read",
  ]

  /// Rules about the way down of a migration, which runs only when somebody rolls back.
  private static let aboutWaysDown: Set<RuleID> = [
    "sql/down-missing", "sql/down-empty", "sql/down-not-inverse",
  ]

  fileprivate static func loss(by rule: RuleID) -> Loss? { losses[rule] }
  fileprivate static func isAboutFiles(_ rule: RuleID) -> Bool { aboutFiles.contains(rule) }
  fileprivate static func isAboutWayDown(_ rule: RuleID) -> Bool { aboutWaysDown.contains(rule) }
  fileprivate static func isUnread(_ rule: RuleID) -> Bool { unread.contains(rule) }
  fileprivate static func isPassing(_ rule: RuleID) -> Bool { passing.contains(rule) }
}

extension Change {
  /// What is gone for good; nil if turning back is all that it takes.
  var loss: ChangeEffect.Loss? {
    if classification == .neutral { return nil }
    if let known = ChangeEffect.loss(by: rule) { return known }
    // What other formats store, such as the messages of a topic.
    return rule.prefix != "sql" && phase == .contract && parties.contains(.storedData) ? .data : nil
  }

  /// Whether it changes what is stored, and not only files.
  var isStored: Bool {
    if ChangeEffect.isAboutFiles(rule) { return false }
    return rule.prefix == "sql" || phase != nil && parties.contains(.storedData)
  }

  /// Whether only those who run the migration feel it, while it runs.
  var isPassing: Bool {
    ChangeEffect.isPassing(rule) || parties == [.operators] && !ChangeEffect.isUnread(rule)
  }

  /// Whether it is about the way down of a migration.
  var isAboutWayDown: Bool { ChangeEffect.isAboutWayDown(rule) }

  /// Whether the code before the range may fail on what it finds stored after it.
  var keepsCodeFromTurningBack: Bool {
    isStored && classification != .neutral && !isPassing
      && (phase == .migrate || phase == .contract)
  }

  /// The way to take it back, where no flag covers it.
  var ownApproach: Lever.Approach {
    if rule.prefix == "search-mapping" { return .index }
    guard isStored else { return .code }
    if isPassing { return .expand }
    if loss != nil { return .contract }
    return switch phase {
    case .contract: .contract
    case .migrate: .migrate
    case .expand: .expand
    case nil: classification == .breaking ? .contract : .expand
    }
  }

  /// Whether what it added can stay when the code is turned back.
  var canStay: Bool { isPassing || classification <= .deprecation }

  /// What happened, without what follows from it.
  var fact: String { message.split(separator: ";").first.map { String($0) } ?? message }

  /// The files in which it shows, and its contract.
  var files: [RepositoryPath] { [contract] + [before?.path, after?.path].compactMap(\.self) }
}
