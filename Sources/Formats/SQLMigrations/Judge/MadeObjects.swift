import PostgresSchema
import SourceModel

/// The objects that statements of one release made: nobody uses them yet, and tables among them are
/// empty but for what the release itself writes.
struct MadeObjects {
  private var names: [ObjectKind: Set<ObjectName>] = [:]
  private var columns: [ObjectName: Set<Name>] = [:]
  /// The columns that the release added and wrote in rows that stood, by table.
  private var filled: [ObjectName: Set<Name>] = [:]
  /// The columns to which the release gave another type, by table.
  private var retyped: [ObjectName: Set<Name>] = [:]
  /// The names that objects had before the release gave them another.
  private var former: [ObjectKind: [ObjectName: ObjectName]] = [:]
  /// Temporary tables, which a name with a schema never means.
  private var temporary: Set<Name> = []
  /// What stood before and was dropped: what takes its name is used as it was.
  private var replaced: [ObjectKind: Set<ObjectName>] = [:]
  /// The unique indexes that stood before and were dropped, by table: the rows are as they made them.
  private var droppedKeys: [ObjectName: [IndexDefinition]] = [:]

  /// The foreign keys that stood before and were dropped, by table.
  private var droppedReferences: [ObjectName: [ConstraintDefinition.Kind]] = [:]

  /// Whether a foreign key that stood before demanded the same as one that is added.
  func replaces(_ key: ConstraintDefinition.Kind, of table: ObjectName) -> Bool {
    guard case .foreignKey(let columns, let target, _, _, _) = key else { return false }
    return droppedReferences[table.key, default: []].contains { other in
      guard case .foreignKey(let others, let old, _, _, _) = other else { return false }
      return others == columns && old.key == target.key
    }
  }

  /// Takes note of a constraint that goes.
  mutating func note(dropped kind: ConstraintDefinition.Kind, of table: ObjectName) {
    if case .foreignKey = kind { droppedReferences[table.key, default: []].append(kind) }
  }

  /// Whether an object was made.
  func contains(_ kind: ObjectKind, _ name: ObjectName) -> Bool {
    names[kind]?.contains(name.key) == true
      || kind == .table && name.schema.isEmpty && temporary.contains(name.name)
  }

  /// Whether what is dropped was made.
  func contains(_ drop: Drop) -> Bool { contains(drop.kind, drop.ownName) }

  /// Whether a column was added, or its table made.
  func contains(column: Name, of table: ObjectName) -> Bool {
    contains(.table, table) || columns[table.key]?.contains(column) == true
  }

  /// Whether rows that stood were given values of a column that was added.
  func isFilled(_ column: Name, of table: ObjectName) -> Bool {
    filled[table.key]?.contains(column) == true
  }

  /// Whether an object got its name in the release, and something that the release made took its
  /// former one.
  func isSwapped(_ drop: Drop) -> Bool {
    former[drop.kind]?[drop.object.key].map { contains(drop.kind, $0) } ?? false
  }

  /// Whether the type of a column is one that the release gave it.
  func contains(typeOf column: Name, of table: ObjectName) -> Bool {
    retyped[table.key]?.contains(column) == true
  }

  /// The unique indexes of a table that the release has dropped.
  func droppedKeys(of table: ObjectName) -> [IndexDefinition] { droppedKeys[table.key] ?? [] }

  /// Takes note of a unique index that goes.
  mutating func note(dropped index: IndexDefinition, of table: ObjectName) {
    if index.isUnique { droppedKeys[table.key, default: []].append(index) }
  }

  /// Takes note of what an action makes, renames or drops.
  ///
  /// - Parameter mayStand: Whether what the action makes `IF NOT EXISTS`, or replaces, may have stood
  ///   before.
  mutating func note(_ action: Action, mayStand: Bool = false) {
    if mayStand, action.makesUnlessThere { return }
    switch action {
    case .createTable(let table) where table.persistence == .temporary:
      temporary.insert(table.name.name)
    case .createTable(let table):
      insert(.table, table.name)
    case .createIndex(let index):
      if let name = index.name { insert(.index, ObjectName(schema: index.table.schema, name)) }
    case .createEnum(let name, _), .createComposite(let name, _): insert(.type, name)
    case .createDomain(let domain): insert(.domain, domain.name)
    case .createView(let view):
      if !view.orReplace || !mayStand {
        insert(view.isMaterialized ? .materializedView : .view, view.name)
      }
    case .createRoutine(let routine):
      if !routine.orReplace || !mayStand {
        insert(routine.isProcedure ? .procedure : .function, routine.name)
      }
    case .createSequence(let sequence): insert(.sequence, sequence.name)
    case .create(let kind, let name, _, _): insert(kind, name)
    case .alterTable(let table, .addColumn(let column, _)):
      columns[table.key, default: []].insert(column.name)
    case .update(let change):
      filled[change.table.key, default: []].formUnion(
        columns[change.table.key, default: []].intersection(change.columns))
    case .alterTable(let table, .setType(let column, _, _, _)):
      retyped[table.key, default: []].insert(column)
    case .alterTable(let table, .renameColumn(let old, let new)):
      if columns[table.key]?.remove(old) != nil { columns[table.key]?.insert(new) }
      droppedKeys[table.key] = droppedKeys[table.key]?.map { $0.renaming(old, to: new) }
    case .rename(let kind, let name, let new):
      rename(kind, name, to: ObjectName(schema: name.schema, new))
    case .setSchema(let kind, let name, let schema):
      rename(kind, name, to: ObjectName(schema: schema, name.name))
    case .createTrigger(let trigger):
      if !trigger.orReplace { insert(.trigger, trigger.table.part(trigger.name)) }
    case .createPolicy(let policy): insert(.policy, policy.table.part(policy.name))
    case .drop(let drop):
      let key = drop.ownName.key
      let wasMade = names[drop.kind]?.remove(key) != nil
      // IF EXISTS may have found nothing.
      if !wasMade, !drop.ifExists { replaced[drop.kind, default: []].insert(key) }
    default: break
    }
  }

  private mutating func insert(_ kind: ObjectKind, _ name: ObjectName) {
    // A table of the same name is empty nevertheless.
    if kind != .table, replaced[kind]?.contains(name.key) == true { return }
    names[kind, default: []].insert(name.key)
  }

  private mutating func rename(_ kind: ObjectKind, _ old: ObjectName, to new: ObjectName) {
    if names[kind]?.remove(old.key) != nil {
      insert(kind, new)
    } else {
      former[kind, default: [:]][new.key] = old.key
    }
    if kind == .table, let moved = columns.removeValue(forKey: old.key) {
      columns[new.key] = moved
    }
    if kind == .table, let moved = droppedKeys.removeValue(forKey: old.key) {
      droppedKeys[new.key] = moved
    }
  }
}

extension IndexDefinition {
  /// The index after a column got another name.
  fileprivate func renaming(_ old: Name, to new: Name) -> IndexDefinition {
    var index = self
    index.columns = columns.map { $0 == old ? new : $0 }
    return index
  }
}

extension Drop {
  /// The name by which the object is told from others of its kind.
  fileprivate var ownName: ObjectName { table?.part(object.name) ?? object }
}

extension ObjectName {
  /// The name of what belongs to a table, as a trigger does.
  fileprivate func part(_ name: Name) -> ObjectName { ObjectName(schema: shown, name) }
}

extension Action {
  /// Whether it makes something only if nothing of that name is there.
  var makesUnlessThere: Bool {
    switch self {
    case .createTable(let table): table.ifNotExists && table.persistence != .temporary
    case .alterTable(_, .addColumn(_, let ifNotExists)): ifNotExists
    case .createIndex(let index): index.ifNotExists
    case .createSequence(let sequence): sequence.ifNotExists
    case .create(_, _, let ifNotExists, _): ifNotExists
    default: false
    }
  }
}
