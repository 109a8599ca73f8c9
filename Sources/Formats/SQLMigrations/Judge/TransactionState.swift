import PostgresSchema
import SourceModel

/// The transaction in which a statement runs, and what it did before.
struct TransactionState {
  /// Whether the statement shares a transaction with others: one that the tool opens, that the
  /// script opens, or that PostgreSQL makes of several statements in one call.
  var isOpen: Bool
  /// Whether the tool opened it, so that a `BEGIN` of the script nests.
  var isOpenedByTool: Bool
  /// The locks that it holds on live tables, the strongest of each, with the statements that took
  /// them.
  var locks: [ObjectName: (mode: LockMode, range: SourceRange)] = [:]
  /// Constraints that it added without validating them, by table.
  var addedNotValid: [ObjectName: Set<Name>] = [:]
  /// The values that it added to enums that stood before, by type.
  var addedEnumValues: [ObjectName: Set<Name>] = [:]
  /// The live tables whose shape it changed.
  var alteredTables: Set<ObjectName> = []
  /// The live tables in which it wrote more than single rows.
  var writtenTables: Set<ObjectName> = []
  /// Whether `lock_timeout` is set, for the session or the transaction.
  var hasLockTimeout = false
  /// Whether `statement_timeout` is set.
  var hasStatementTimeout = false

  /// Begins a script.
  init(isOpenedByTool: Bool) {
    self.isOpen = isOpenedByTool
    self.isOpenedByTool = isOpenedByTool
  }
}
