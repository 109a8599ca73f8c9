import PostgresSchema
import SourceModel

extension TransactionState {
  /// Takes note of what an operation does to the transaction, after it was judged.
  mutating func note(_ it: Situation) {
    switch it.action {
    case .begin: begin()
    case .commit, .rollback: end(it)
    case .set(let parameter, let value, let isLocal): set(parameter, value, isLocal: isLocal)
    default: break
    }
    if it.waitsForLock, !hasLockTimeout { missed.lockTimeout = true }
    if it.needsStatementTimeout, !hasStatementTimeout { missed.statementTimeout = true }
    guard isOpen else { return }
    if it.worksUnderLock { worksUnderLock = true }
    noteLocks(it)
    switch it.action {
    case .alterTable(let table, let part):
      if it.isLive(table), part.mode(version: it.version).blocksWrites {
        alteredTables.insert(table.key)
      }
      if case .addConstraint(let constraint) = part, constraint.isNotValid,
        let name = constraint.name
      {
        addedNotValid[table.key, default: []].insert(name)
      }
    case .addEnumValue(let type, let value, _, _, _):
      if !it.made.contains(.type, type) { addedEnumValues[type.key, default: []].insert(value) }
    case .insert(let change):
      if !it.action.worksOn.isEmpty, it.isLive(change.table) {
        writtenTables.insert(change.table.key)
      }
    case .update(let change), .delete(let change), .merge(let change):
      if it.isLive(change.table) { writtenTables.insert(change.table.key) }
    default: break
    }
  }

  private mutating func begin() {
    // In a call of several statements, BEGIN takes over the transaction around them.
    if isOpen, !isOpenedByTool, !isBegun { isSingleCall = true }
    isOpen = true
    isBegun = true
  }

  private mutating func end(_ it: Situation) {
    // In a body inside a transaction it fails.
    if it.statement.place != .script, isOpen, !isOfStatement { return }
    forgetTransaction()
    // Without a BEGIN of the script, it is the tool's own transaction that ends.
    if !isBegun { isOpenedByTool = false }
    isBegun = false
    isOpen = isSingleCall || isOfStatement
  }

  private mutating func forgetTransaction() {
    locks = [:]
    addedNotValid = [:]
    addedEnumValues = [:]
    alteredTables = []
    writtenTables = []
    worksUnderLock = false
    localTimeouts = [:]
  }

  private mutating func set(_ parameter: Name, _ value: Name?, isLocal: Bool) {
    let parameter = parameter.asciiLowercased
    if parameter == "all" {
      sessionTimeouts = []
      localTimeouts = [:]
      return
    }
    guard parameter == "lock_timeout" || parameter == "statement_timeout" else { return }
    let isLimit = value.map { !$0.isZero } ?? false
    if isLocal {
      // Outside a transaction SET LOCAL has no effect.
      if isOpen { localTimeouts[parameter] = isLimit }
      return
    }
    localTimeouts[parameter] = nil
    if isLimit { sessionTimeouts.insert(parameter) } else { sessionTimeouts.remove(parameter) }
  }

  /// Keeps the strongest lock of each live table with the statement that took it; nobody uses a table
  /// any more that the statement drops.
  private mutating func noteLocks(_ it: Situation) {
    for lock in it.liveLocks {
      let key = lock.table.key
      if let held = locks[key], held.mode >= lock.mode { continue }
      locks[key] = (lock.mode, it.statement.range)
    }
    if let (old, new) = it.action.renamedTable {
      if let lock = locks.removeValue(forKey: old) { locks[new] = lock }
      if alteredTables.remove(old) != nil { alteredTables.insert(new) }
      if writtenTables.remove(old) != nil { writtenTables.insert(new) }
    }
  }
}

extension Situation {
  /// The locks that the operation takes on tables and views that others use and that it leaves.
  var liveLocks: [Fact.Lock] {
    let all = action.locks(in: schema, version: version).map(strongest)
    guard case .drop(let drop) = action, drop.kind.holdsRows else {
      return all.filter { isUsed($0.table) }
    }
    return all.filter { isUsed($0.table) && $0.table.key != drop.object.key }
  }

  /// A lock of a part of `ALTER TABLE`, as strong as the strongest that any part takes on the table.
  private func strongest(_ lock: Fact.Lock) -> Fact.Lock {
    guard case .alterTable(let table, _) = action, table.key == lock.table.key,
      statement.operations.count > 1
    else { return lock }
    let modes = statement.operations.compactMap { operation -> LockMode? in
      guard case .alterTable(let other, let part) = operation.action, other.key == table.key
      else { return nil }
      return part.mode(version: version)
    }
    return Fact.Lock(mode: modes.reduce(lock.mode, max), table: lock.table)
  }

  /// Whether others may use a table or view.
  func isUsed(_ name: ObjectName) -> Bool {
    isLive(name) && !made.contains(.view, name) && !made.contains(.materializedView, name)
      && !made.contains(.foreignTable, name)
  }
}

extension Action {
  /// The keys of a table or view before and after it changes its name.
  fileprivate var renamedTable: (before: ObjectName, after: ObjectName)? {
    switch self {
    case .rename(let kind, let name, let new) where kind.holdsRows:
      (name.key, ObjectName(schema: name.schema, new).key)
    case .setSchema(let kind, let name, let schema) where kind.holdsRows:
      (name.key, ObjectName(schema: schema, name.name).key)
    default: nil
    }
  }
}

extension Name {
  /// Whether a limit of time, with its unit or quotes, is zero, which means none.
  fileprivate var isZero: Bool {
    let digits = bytes.filter { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    return !digits.isEmpty && digits.allSatisfy { $0 == UInt8(ascii: "0") }
  }
}
