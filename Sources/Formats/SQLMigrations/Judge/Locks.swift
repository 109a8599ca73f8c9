import PostgresSchema
import SourceModel

/// The locks that an action takes, the strongest of each table.
private struct LockSet {
  private(set) var locks: [Fact.Lock] = []

  mutating func take(_ mode: LockMode, on table: ObjectName) {
    guard let index = locks.firstIndex(where: { $0.table.key == table.key }) else {
      locks.append(Fact.Lock(mode: mode, table: table))
      return
    }
    if locks[index].mode < mode { locks[index] = Fact.Lock(mode: mode, table: table) }
  }

  mutating func take(_ mode: LockMode, on tables: [ObjectName]) {
    for table in tables { take(mode, on: table) }
  }
}

extension Action {
  /// The tables and views that it locks, each in the strongest mode, as PostgreSQL 15 does
  /// (Explicit Locking, 13.3.1, and what `pg_locks` showed): first those that the statement names.
  ///
  /// What it makes itself is left out, since nobody else sees it yet, and so are indexes and
  /// sequences. Of what the schema does not know, such as the table of an index, nothing is said.
  func locks(in schema: SchemaState, version: Int) -> [Fact.Lock] {
    var set = LockSet()
    switch self {
    case .alterTable(let table, let part):
      set.alter(table, part, in: schema, version: version)
    case .createTable(let table): set.create(table, in: schema)
    case .drop(let drop): set.drop(drop, in: schema)
    case .createIndex(let index):
      let mode: LockMode = index.isConcurrent ? .shareUpdateExclusive : .share
      set.take(mode, on: index.table)
      if !index.isOnlyParent { set.take(mode, on: schema.allHeirs(of: index.table)) }
    case .reindex(let kind, let name, let isConcurrent):
      let mode: LockMode = isConcurrent ? .shareUpdateExclusive : .share
      if kind == .table { set.take(mode, on: name) }
      if kind == .index, let table = schema.index(name)?.table { set.take(mode, on: table) }
    case .attachIndex(let parent, let child):
      set.take(.accessShare, on: [parent, child].compactMap { schema.index($0)?.table })
    case .alterDomain(let domain, let part):
      if part.readsRows { set.take(.share, on: schema.tables(of: domain)) }
    case .createView(let view):
      if view.orReplace, schema.view(view.name) != nil { set.take(.accessExclusive, on: view.name) }
      set.take(.accessShare, on: view.reads)
    case .createTrigger(let trigger): set.take(.shareRowExclusive, on: trigger.table)
    case .createPolicy(let policy), .alterPolicy(let policy):
      set.take(.accessExclusive, on: policy.table)
    case .createSequence(let sequence), .alterSequence(let sequence):
      if let column = sequence.ownedBy { set.take(.accessShare, on: column.table) }
    case .refresh(let view, let isConcurrent):
      set.take(isConcurrent ? .exclusive : .accessExclusive, on: view)
    case .alter(let kind, let name, _), .rename(let kind, let name, _),
      .setSchema(let kind, let name, _), .changeOwner(let kind, let name, _):
      if kind.holdsRows { set.take(.accessExclusive, on: name) }
    case .comment(let kind, let name):
      if kind.holdsRows { set.take(.shareUpdateExclusive, on: name) }
    case .insert(let change):
      set.take(.rowExclusive, on: change.table)
      if case .query(let tables) = change.source { set.take(.accessShare, on: tables) }
    case .update(let change), .delete(let change), .merge(let change):
      set.take(.rowExclusive, on: change.table)
    case .copyIn(let table): set.take(.rowExclusive, on: table)
    case .truncate(let tables, let isCascade):
      set.take(.accessExclusive, on: tables)
      if isCascade { set.take(.accessExclusive, on: schema.allReferring(to: tables)) }
    case .vacuum(let tables, let isFull):
      set.take(isFull ? .accessExclusive : .shareUpdateExclusive, on: tables)
    case .cluster(let table?): set.take(.accessExclusive, on: table)
    case .lockTable(let tables, let mode):
      set.take(LockMode(written: mode) ?? .accessExclusive, on: tables)
    case .cluster(nil), .createEnum, .addEnumValue, .renameEnumValue, .createComposite,
      .alterComposite, .createDomain, .createRoutine, .create, .grant, .revoke, .select, .call,
      .analyze, .begin, .commit, .rollback, .savepoint, .set, .dynamicSQL, .other:
      break
    }
    return set.locks
  }
}

extension LockMode {
  /// A mode as SQL writes it, in upper case; nil if there is none of that name.
  init?(written: Name) {
    guard let mode = LockMode.allCases.first(where: { Name($0.sql) == written }) else { return nil }
    self = mode
  }
}

extension ObjectKind {
  /// Whether an object of the kind is read and written like a table, and locked like one.
  var holdsRows: Bool {
    switch self {
    case .table, .foreignTable, .view, .materializedView: true
    default: false
    }
  }
}

extension DomainAction {
  /// Whether all rows of the domain are read.
  var readsRows: Bool {
    switch self {
    case .addConstraint(let constraint): !constraint.isNotValid
    case .validateConstraint, .setNotNull: true
    case .dropConstraint, .dropNotNull, .setDefault, .dropDefault: false
    }
  }
}

// MARK: - ALTER TABLE

extension LockSet {
  fileprivate mutating func alter(
    _ table: ObjectName, _ part: TableAction, in schema: SchemaState, version: Int
  ) {
    let mode = part.mode(version: version)
    take(mode, on: table)
    switch part {
    case .addColumn(let column, _):
      take(.shareRowExclusive, on: column.constraints.compactMap(\.referencedTable))
    case .dropColumn(let column, let isCascade, _):
      let keys = schema.foreignKeys(of: table) { $0.columns.contains(column) }
      take(.accessExclusive, on: keys)
      if isCascade { take(.accessExclusive, on: schema.tables(referringTo: table, column)) }
    case .setType(let column, _, _, _):
      let keys = schema.foreignKeys(of: table) { $0.columns.contains(column) }
      take(.accessExclusive, on: keys)
      take(.accessExclusive, on: schema.tables(referringTo: table, column))
    case .addConstraint(let constraint):
      if let referenced = constraint.referencedTable { take(.shareRowExclusive, on: referenced) }
    case .validateConstraint(let name):
      take(.rowShare, on: schema.foreignKeys(of: table) { $0.name == name })
    case .dropConstraint(let name, let isCascade, _):
      take(.accessExclusive, on: schema.foreignKeys(of: table) { $0.name == name })
      let isKey = schema.table(table)?.constraint(name)?.hasIndex == true
      if isCascade, isKey { take(.accessExclusive, on: schema.tables(referringTo: table)) }
    case .attachPartition(let child, _), .detachPartition(let child, _, _):
      take(.accessExclusive, on: child)
      if mode == .accessExclusive || !part.isDetach {
        take(.accessExclusive, on: schema.defaultPartitions(of: table))
      }
    case .inherit(let parent): take(.shareUpdateExclusive, on: parent)
    case .noInherit(let parent): take(.accessShare, on: parent)
    default: break
    }
    if part.concernsHeirs { take(mode, on: schema.allHeirs(of: table)) }
  }
}

extension TableAction {
  /// The mode in which the table itself is locked.
  func mode(version: Int) -> LockMode {
    switch self {
    case .addConstraint(let constraint):
      constraint.referencedTable == nil ? .accessExclusive : .shareRowExclusive
    case .validateConstraint, .clusterOn, .setParameters: .shareUpdateExclusive
    case .attachPartition: version >= 12 ? .shareUpdateExclusive : .accessExclusive
    case .detachPartition(_, let isConcurrent, let isFinalize):
      isConcurrent || isFinalize ? .shareUpdateExclusive : .accessExclusive
    case .enableTrigger, .disableTrigger: .shareRowExclusive
    case .addColumn, .dropColumn, .renameColumn, .setType, .setDefault, .dropDefault, .setNotNull,
      .dropNotNull, .addIdentity, .setIdentity, .dropIdentity, .setExpression, .dropExpression,
      .dropConstraint, .renameConstraint, .alterConstraint, .inherit, .noInherit,
      .enableRowSecurity, .disableRowSecurity, .forceRowSecurity, .noForceRowSecurity,
      .replicaIdentity, .setLogged, .setUnlogged, .setTablespace, .setAccessMethod, .other:
      .accessExclusive
    }
  }

  fileprivate var isDetach: Bool {
    if case .detachPartition = self { true } else { false }
  }

  /// Whether it is done to partitions and heirs too.
  fileprivate var concernsHeirs: Bool {
    switch self {
    case .addColumn, .dropColumn, .renameColumn, .setType, .setDefault, .dropDefault, .setNotNull,
      .dropNotNull, .dropExpression, .setExpression, .addConstraint, .validateConstraint,
      .dropConstraint, .renameConstraint:
      true
    default: false
    }
  }
}

extension ConstraintDefinition {
  /// The table that a foreign key refers to; nil for other constraints.
  var referencedTable: ObjectName? {
    if case .foreignKey(_, let table, _, _, _) = kind { table } else { nil }
  }
}

// MARK: - CREATE and DROP

extension LockSet {
  fileprivate mutating func create(_ table: TableDefinition, in schema: SchemaState) {
    if let parent = table.partitionOf {
      take(.accessExclusive, on: parent)
      take(.accessExclusive, on: schema.defaultPartitions(of: parent))
    }
    let constraints = table.constraints + table.columns.flatMap(\.constraints)
    let others = constraints.compactMap(\.referencedTable).filter { $0.key != table.name.key }
    take(.shareRowExclusive, on: others)
    take(.shareUpdateExclusive, on: table.inherits)
    take(.accessShare, on: table.likes)
  }

  fileprivate mutating func drop(_ drop: Drop, in schema: SchemaState) {
    switch drop.kind {
    case .table, .foreignTable:
      take(.accessExclusive, on: drop.object)
      take(.accessExclusive, on: schema.foreignKeys(of: drop.object) { _ in true })
      take(.accessExclusive, on: schema.allHeirs(of: drop.object))
      if let parent = schema.table(drop.object)?.partitionOf {
        take(.accessExclusive, on: parent)
        take(.accessExclusive, on: schema.defaultPartitions(of: parent))
      }
      if drop.isCascade {
        take(.accessExclusive, on: schema.tables(referringTo: drop.object))
      }
    case .view, .materializedView: take(.accessExclusive, on: drop.object)
    case .index:
      if let table = schema.index(drop.object)?.table {
        take(drop.isConcurrent ? .shareUpdateExclusive : .accessExclusive, on: table)
      }
    case .trigger, .policy, .rule:
      if let table = drop.table { take(.accessExclusive, on: table) }
    case .type, .domain:
      if drop.isCascade { take(.accessExclusive, on: schema.tables(of: drop.object)) }
    default: break
    }
  }
}

// MARK: - What the schema tells

extension SchemaState {
  /// The partitions and heirs of a table, theirs included.
  func allHeirs(of table: ObjectName) -> [ObjectName] {
    reachable(from: [table]) { heirs(of: $0) }
  }

  /// The tables that refer to tables, and those that refer to these.
  func allReferring(to tables: [ObjectName]) -> [ObjectName] {
    reachable(from: tables) { self.tables(referringTo: $0) }
  }

  private func reachable(
    from start: [ObjectName], _ next: (ObjectName) -> [ObjectName]
  ) -> [ObjectName] {
    var seen = Set(start.map(\.key))
    var open = start
    var found: [ObjectName] = []
    while let table = open.popLast() {
      for other in next(table) where seen.insert(other.key).inserted {
        found.append(other)
        open.append(other)
      }
    }
    return found.sorted()
  }

  fileprivate func defaultPartitions(of parent: ObjectName) -> [ObjectName] {
    heirs(of: parent).filter { table($0)?.isDefaultPartition == true }
  }

  /// The tables that some foreign keys of a table refer to.
  fileprivate func foreignKeys(
    of table: ObjectName, where isMeant: (Constraint) -> Bool
  ) -> [ObjectName] {
    (self.table(table)?.constraints ?? []).filter(isMeant).compactMap(\.referencedTable)
  }

  /// The tables with a foreign key that refers to a column.
  func tables(referringTo table: ObjectName, _ column: Name) -> [ObjectName] {
    tables(referringTo: table).filter { other in
      (self.table(other)?.constraints ?? []).contains { constraint in
        guard case .foreignKey(_, let target, let columns, _, _) = constraint.kind else {
          return false
        }
        return target.key == table.key && (columns.isEmpty || columns.contains(column))
      }
    }
  }

  /// The tables with a column of a type that users defined.
  func tables(of type: ObjectName) -> [ObjectName] {
    tables.filter { $0.columns.contains { $0.type?.objectName.key == type.key } }.map(\.name)
  }
}

extension Constraint {
  /// The table that a foreign key refers to; nil for other constraints.
  var referencedTable: ObjectName? {
    if case .foreignKey(_, let table, _, _, _) = kind { table } else { nil }
  }
}
