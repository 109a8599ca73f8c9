import PostgresSchema
import SourceModel

/// Something that a way down does not put right.
struct Leftover: Hashable {
  let object: ObjectName
  /// The end of a sentence about the way down.
  let sentence: String
}

/// The named things that a script makes, takes away and renames, in the end.
struct NetEffect {
  /// A thing by kind and name; of what belongs to a table, the table first.
  private struct Thing: Hashable, Comparable {
    let kind: ObjectKind
    let owner: ObjectName?
    let name: ObjectName

    /// The name as people write it.
    var shown: ObjectName {
      owner.map { ObjectName(schema: $0.shown, name.name) } ?? name
    }

    /// The thing in the middle of a sentence.
    var phrase: String {
      let place = owner.map { " of '\($0.shown.text)'" } ?? ""
      return "\(kind.rawValue) '\(name.shown.text)'\(place)"
    }

    /// Whether only a statement that names it can bring it back: constraints may come back without
    /// a name.
    var isRestorable: Bool { kind != .constraint && kind != .policy }

    static func < (a: Thing, b: Thing) -> Bool {
      if a.kind != b.kind { return a.kind.rawValue < b.kind.rawValue }
      if a.owner != b.owner { return (a.owner ?? a.name) < (b.owner ?? b.name) }
      return a.name < b.name
    }
  }

  private var made: Set<Thing> = []
  private var gone: Set<Thing> = []
  /// Things that are replaced, whether they stood before or not.
  private var replaced: Set<Thing> = []
  /// The tables of the indexes that are made: a drop of an index does not say whose it is.
  private var tables: [ObjectName: ObjectName] = [:]
  /// The tables of which something is dropped or renamed: what covers a column goes with it.
  private var narrowed: Set<ObjectName> = []
  /// The tables that are dropped, made again or not: their indexes go with them.
  private var emptied: Set<ObjectName> = []
  private var hasRenamedTables = false

  init(_ actions: [Action]) {
    for action in actions { note(action) }
  }

  /// What stands, or is missing, after both.
  ///
  /// - Parameter standing: What stood before of that which may have been replaced.
  func leftovers(after down: NetEffect, standing: Set<ObjectName>) -> [Leftover] {
    // Under another name everything of a table is found elsewhere.
    if hasRenamedTables || down.hasRenamedTables { return [] }
    var leftovers: [Leftover] = []
    for thing in made.sorted()
    where !down.takesAway(thing, of: tables[thing.name] ?? thing.owner)
      && !down.replaced.contains(thing)
    {
      leftovers.append(
        Leftover(object: thing.shown, sentence: "does not drop \(thing.phrase)"))
    }
    for thing in gone.sorted()
    where !down.made.contains(thing) && !down.replaced.contains(thing) && thing.isRestorable {
      leftovers.append(
        Leftover(object: thing.shown, sentence: "does not bring back \(thing.phrase)"))
    }
    for thing in replaced.sorted()
    where standing.contains(thing.name) && !made.contains(thing) && down.gone.contains(thing)
      && !down.made.contains(thing)
    {
      leftovers.append(
        Leftover(
          object: thing.shown,
          sentence: "drops \(thing.phrase), of which an older form stood before"))
    }
    return leftovers
  }

  /// Whether a thing is dropped, or what it belongs to.
  private func takesAway(_ thing: Thing, of table: ObjectName?) -> Bool {
    if gone.contains(thing) { return true }
    if let table {
      if emptied.contains(table) { return true }
      if thing.kind != .column, narrowed.contains(table) { return true }
    }
    // A dropped schema or extension takes all that it holds with it.
    return gone.contains { $0.kind == .schema && $0.name.name == thing.name.schema }
      || gone.contains { $0.kind == .extension }
  }

  private mutating func note(_ action: Action) {
    switch action {
    case .createTable(let table):
      if table.persistence != .temporary { make(.table, table.name) }
    case .alterTable(let table, let part): note(part, of: table)
    case .createIndex(let index):
      if let name = index.name {
        let index = (name: ObjectName(schema: index.table.schema, name), table: index.table.key)
        make(.index, index.name)
        tables[index.name.key] = index.table
      }
    case .createEnum(let name, _), .createComposite(let name, _): make(.type, name)
    case .createDomain(let domain): make(.domain, domain.name)
    case .createView(let view):
      let kind: ObjectKind = view.isMaterialized ? .materializedView : .view
      view.orReplace ? replace(kind, view.name) : make(kind, view.name)
    case .createRoutine(let routine):
      routine.orReplace ? replace(.function, routine.name) : make(.function, routine.name)
    case .createTrigger(let trigger):
      if trigger.orReplace {
        replace(.trigger, ObjectName(trigger.name), of: trigger.table)
      } else {
        make(.trigger, ObjectName(trigger.name), of: trigger.table)
      }
    case .createPolicy(let policy): make(.policy, ObjectName(policy.name), of: policy.table)
    case .createSequence(let sequence):
      make(.sequence, sequence.name)
      tables[sequence.name.key] = sequence.ownedBy?.table.key
    case .alterSequence(let sequence):
      if let owner = sequence.ownedBy { tables[sequence.name.key] = owner.table.key }
    case .create(let kind, let name, let ifNotExists, _):
      // A schema or an extension that may have stood before stays.
      if !ifNotExists, [.schema, .extension, .publication, .type].contains(kind) {
        make(kind, name)
      }
    case .drop(let drop): note(drop)
    case .rename(.table, _, _), .setSchema(.table, _, _): hasRenamedTables = true
    case .rename(let kind, let name, let new):
      drop(kind, name)
      make(kind, ObjectName(schema: name.schema, new))
    default: break
    }
  }

  private mutating func note(_ part: TableAction, of table: ObjectName) {
    let isMade = made.contains(Thing(kind: .table, owner: nil, name: table.key))
    switch part {
    // The columns of a table that is made come and go with it.
    case .addColumn where isMade: break
    case .dropColumn where isMade, .renameColumn where isMade: narrowed.insert(table.key)
    case .addColumn(let column, _): make(.column, ObjectName(column.name), of: table)
    case .dropColumn(let name, _, _):
      drop(.column, ObjectName(name), of: table)
      narrowed.insert(table.key)
    case .renameColumn(let name, let new):
      narrowed.insert(table.key)
      drop(.column, ObjectName(name), of: table)
      make(.column, ObjectName(new), of: table)
    case .addConstraint(let constraint):
      if let name = constraint.name { make(.constraint, ObjectName(name), of: table) }
    case .dropConstraint(let name, _, _): drop(.constraint, ObjectName(name), of: table)
    default: break
    }
  }

  private mutating func note(_ drop: Drop) {
    switch drop.kind {
    case .procedure, .aggregate: self.drop(.function, drop.object)
    case .foreignTable:
      emptied.insert(drop.object.key)
      self.drop(.table, drop.object)
    case .table:
      emptied.insert(drop.object.key)
      self.drop(.table, drop.object)
    default: self.drop(drop.kind, drop.object, of: drop.table)
    }
  }

  // MARK: Things

  private mutating func make(_ kind: ObjectKind, _ name: ObjectName, of owner: ObjectName? = nil) {
    let thing = Thing(kind: kind, owner: owner?.key, name: name.key)
    if gone.remove(thing) == nil { made.insert(thing) } else { replaced.insert(thing) }
  }

  private mutating func replace(
    _ kind: ObjectKind, _ name: ObjectName, of owner: ObjectName? = nil
  ) {
    replaced.insert(Thing(kind: kind, owner: owner?.key, name: name.key))
  }

  private mutating func drop(_ kind: ObjectKind, _ name: ObjectName, of owner: ObjectName? = nil) {
    let thing = Thing(kind: kind, owner: owner?.key, name: name.key)
    if made.remove(thing) == nil { gone.insert(thing) }
  }
}
