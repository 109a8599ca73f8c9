import PostgresSchema
import SourceModel

extension Situation {
  /// Whether it has to wait until a live table is free, while others queue behind it.
  var waitsForLock: Bool {
    switch action {
    case .insert, .update, .delete, .merge, .copyIn: false
    // What is dropped is not held any longer, but it has to be had first.
    case .drop(let drop) where drop.kind.holdsRows: isOld(drop) && !isAbsent(drop)
    default: !blockingLocks.isEmpty
    }
  }

  /// Whether it reads or writes many rows of a table that others use.
  var isPossiblySlow: Bool {
    if case .alterTable(let table, .setNotNull(let column)) = action, version >= 12,
      schema.table(table)?.hasValidatedCheck(notNull: column) == true
    {
      return false
    }
    if case .alterTable(let table, let part) = action, isUsed(table),
      case .setType(let column, let type, let collation, let using) = part
    {
      let change = TypeChange(
        table: table, column: column, type: type, collation: collation, using: using, it: self)
      if change.readsRows { return true }
    }
    return action.worksOn.contains(where: isUsed)
  }

  /// Whether it could take long with locks that a limit of time would end.
  ///
  /// What is built concurrently lets others work, and leaves an invalid index where it is cut short.
  var needsStatementTimeout: Bool {
    switch action {
    case .createIndex(let index) where index.isConcurrent: false
    case .reindex(_, _, isConcurrent: true): false
    default: isPossiblySlow
    }
  }

  /// Whether it does so while an earlier statement of the transaction locks all others out of a table.
  ///
  /// Where the statement locks all others out of the same tables itself, it has findings of its own.
  var worksUnderLock: Bool {
    guard isPossiblySlow else { return false }
    let own = Set(liveLocks.filter { $0.mode == .accessExclusive }.map(\.table.key))
    return !own.isSuperset(of: transaction.exclusiveTables(before: statement))
  }
}

extension TransactionState {
  /// The tables out of which statements before one locked all others, sorted.
  func exclusiveTables(before statement: Statement) -> [ObjectName] {
    locks.filter { $0.value.mode == .accessExclusive && $0.value.range != statement.range }
      .map(\.key).sorted()
  }
}

extension Action {
  /// The tables of which it reads or writes many rows.
  var worksOn: [ObjectName] {
    switch self {
    case .createIndex(let index): index.isOnlyParent ? [] : [index.table]
    case .alterTable(let table, let part): part.readsRows ? [table] : []
    case .insert(let change):
      if case .query(let tables) = change.source {
        tables.filter { $0.key != change.table.key }
      } else {
        []
      }
    case .update(let change), .delete(let change): change.isBatched ? [] : [change.table]
    case .merge(let change): [change.table]
    case .refresh(let view, _): [view]
    case .vacuum(let tables, _): tables
    case .reindex(.table, let table, _): [table]
    case .cluster(let table?): [table]
    default: []
    }
  }
}

extension TableAction {
  /// Whether all rows are read or written anew, as far as the part itself tells.
  fileprivate var readsRows: Bool {
    switch self {
    case .addConstraint(let constraint): constraint.readsRows
    case .addColumn(let column, _): column.readsRows
    case .validateConstraint, .setNotNull, .setLogged, .setUnlogged, .setTablespace,
      .setAccessMethod, .setExpression:
      true
    case .setType(_, _, _, let using): using.map { $0.plainCast == nil } ?? false
    default: false
    }
  }
}

extension ConstraintDefinition {
  /// Whether adding it reads all rows.
  fileprivate var readsRows: Bool {
    switch kind {
    case .primaryKey(_, let index), .unique(_, let index, _): index == nil
    case .check, .foreignKey, .notNull: !isNotValid && !isNotEnforced
    case .exclusion: true
    }
  }
}

extension ColumnDefinition {
  /// Whether adding it writes or reads all rows.
  fileprivate var readsRows: Bool {
    let isComputed =
      switch generation {
      case .virtual, nil: false
      case .stored, .identityAlways, .identityByDefault: true
      }
    let isVolatile = defaultValue.map { $0.volatility > .stable } ?? false
    let isChecked = constraints.contains { constraint in
      constraint.referencedTable == nil || defaultValue.map { !$0.isNull } ?? false
    }
    return isComputed || isVolatile || isChecked || type?.isSerial == true
  }
}
