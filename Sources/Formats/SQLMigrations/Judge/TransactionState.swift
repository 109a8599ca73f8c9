import PostgresSchema
import SourceModel

/// The transaction in which a statement runs, and what it did before.
struct TransactionState {
  /// Whether the statement shares a transaction with others: one that the tool opens, that the
  /// script opens, or that PostgreSQL makes of several statements in one call.
  var isOpen: Bool
  /// Whether the tool opened it, so that a `BEGIN` of the script nests.
  var isOpenedByTool: Bool
  /// Whether a `BEGIN` of the script opened it.
  var isBegun = false
  /// Whether several statements are sent in one call, so that those outside `BEGIN` and `COMMIT`
  /// share a transaction too.
  var isSingleCall = false
  /// Whether it is that of one statement, inside which a body runs that may end it and go on.
  var isOfStatement = false
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
  /// Whether a statement of the script had to wait for a lock, or could take long, without a limit.
  var missed: (lockTimeout: Bool, statementTimeout: Bool) = (false, false)
  /// Whether it read or wrote many rows after it had locked all others out of a table.
  var worksUnderLock = false
  /// Whether it changed the shape of a live table, and wrote many rows of one.
  var mixesRowsWithShape: Bool { !alteredTables.isEmpty && !writtenTables.isEmpty }
  /// The limits of time that the session set.
  var sessionTimeouts: Set<Name> = []
  /// The limits of time that `SET LOCAL` changed, and whether there is one.
  var localTimeouts: [Name: Bool] = [:]

  /// Begins a script.
  init(isOpenedByTool: Bool) {
    self.isOpen = isOpenedByTool
    self.isOpenedByTool = isOpenedByTool
  }

  /// The transaction that a statement outside of any has to itself.
  var ofStatement: TransactionState {
    var own = self
    own.isOpen = true
    own.isOfStatement = true
    return own
  }

  /// Takes over from the transaction of a statement what outlives it.
  mutating func end(ofStatement own: TransactionState) {
    missed = own.missed
    sessionTimeouts = own.sessionTimeouts
  }

  /// Whether `lock_timeout` is set, for the session or the transaction.
  var hasLockTimeout: Bool { has("lock_timeout") }

  /// Whether `statement_timeout` is set.
  var hasStatementTimeout: Bool { has("statement_timeout") }

  private func has(_ timeout: Name) -> Bool {
    localTimeouts[timeout] ?? sessionTimeouts.contains(timeout)
  }
}
