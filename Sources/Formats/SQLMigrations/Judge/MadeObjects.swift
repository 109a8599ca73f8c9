import PostgresSchema
import SourceModel

/// The objects that statements of one release made: nobody uses them yet, and tables among them are
/// empty but for what the release itself writes.
struct MadeObjects {
  private var names: [ObjectKind: Set<ObjectName>] = [:]
  private var columns: [ObjectName: Set<Name>] = [:]

  /// Whether an object was made.
  func contains(_ kind: ObjectKind, _ name: ObjectName) -> Bool {
    names[kind]?.contains(name.key) == true
  }

  /// Whether a column was added, or its table made.
  func contains(column: Name, of table: ObjectName) -> Bool {
    contains(.table, table) || columns[table.key]?.contains(column) == true
  }

  /// Takes note of what an action makes, renames or drops.
  mutating func note(_ action: Action) {
    switch action {
    case .createTable(let table):
      insert(.table, table.name)
    case .createIndex(let index):
      if let name = index.name { insert(.index, ObjectName(schema: index.table.schema, name)) }
    case .createEnum(let name, _), .createComposite(let name, _): insert(.type, name)
    case .createDomain(let domain): insert(.domain, domain.name)
    case .createView(let view):
      if !view.orReplace { insert(view.isMaterialized ? .materializedView : .view, view.name) }
    case .createRoutine(let routine):
      if !routine.orReplace { insert(routine.isProcedure ? .procedure : .function, routine.name) }
    case .createSequence(let sequence): insert(.sequence, sequence.name)
    case .create(let kind, let name, _, _): insert(kind, name)
    case .alterTable(let table, .addColumn(let column, _)):
      columns[table.key, default: []].insert(column.name)
    case .alterTable(let table, .renameColumn(let old, let new)):
      if columns[table.key]?.remove(old) != nil { columns[table.key]?.insert(new) }
    case .rename(let kind, let name, let new):
      rename(kind, name, to: ObjectName(schema: name.schema, new))
    case .setSchema(let kind, let name, let schema):
      rename(kind, name, to: ObjectName(schema: schema, name.name))
    case .drop(let drop): names[drop.kind]?.remove(drop.object.key)
    default: break
    }
  }

  private mutating func insert(_ kind: ObjectKind, _ name: ObjectName) {
    names[kind, default: []].insert(name.key)
  }

  private mutating func rename(_ kind: ObjectKind, _ old: ObjectName, to new: ObjectName) {
    if names[kind]?.remove(old.key) != nil { insert(kind, new) }
    if kind == .table, let moved = columns.removeValue(forKey: old.key) {
      columns[new.key] = moved
    }
  }
}
