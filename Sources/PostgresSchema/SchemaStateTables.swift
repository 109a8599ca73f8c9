import SourceModel

extension SchemaState {
  /// Makes sure that a table is there: one whose creation was not read exists all the same.
  mutating func ensureTable(_ key: ObjectName) {
    if tablesByName[key] != nil { return }
    var table = Table(key, from: nil)
    table.isKnown.value = false
    tablesByName[key] = table
  }

  mutating func createTable(_ definition: TableDefinition, at origin: Origin?) {
    let key = home(definition.name)
    if definition.ifNotExists, tablesByName[key] != nil || viewsByName[key] != nil { return }
    // A table that is there all the same was dropped by what was not read.
    dropTable(key, isCascade: false)
    if key.hasTemplateSchema { links.value.templates.insert(key.schema) }
    var table = Table(key, from: origin)
    table.persistence = definition.persistence
    table.isPartitioned = definition.isPartitioned
    table.isDefaultPartition = definition.isDefaultPartition
    table.isForeign = definition.isForeign
    table.partitionOf = definition.partitionOf.map(find)
    table.inherits = definition.inherits.map(find)
    table.isKnown.value = !definition.isFilledByQuery
    let parents = table.inherits + (table.partitionOf.map { [$0] } ?? [])
    for source in parents + definition.likes.map(find) {
      copyColumns(of: source, to: &table, withDefaults: parents.contains(source), at: origin)
    }
    var constraints = definition.constraints
    for written in definition.columns {
      var added = column(written, at: origin)
      if let type = written.type, type.isSerial {
        added.defaultValue = addSerialSequence(key, added.name, type, at: origin)
      }
      if let index = table.position(of: added.name) {
        table.columns[index].merge(added)
      } else {
        table.columns.append(added)
      }
      constraints += written.constraints
    }
    tablesByName[key] = table
    for parent in parents { links.value.heirs[parent, default: []].insert(key) }
    inheritConstraints(of: parents, to: key, at: origin)
    for constraint in constraints { addConstraint(key, constraint, at: origin) }
  }

  private func copyColumns(
    of source: ObjectName, to table: inout Table, withDefaults: Bool, at origin: Origin?
  ) {
    guard let model = tablesByName[source], model.isComplete else {
      table.isKnown.value = false
      return
    }
    for var copy in model.columns where table.position(of: copy.name) == nil {
      if !withDefaults {
        copy.defaultValue = nil
        copy.generation = nil
      }
      copy.place = Unobserved(origin)
      table.columns.append(copy)
    }
  }

  /// Checks pass on to heirs, keys to partitions.
  private mutating func inheritConstraints(
    of parents: [ObjectName], to key: ObjectName, at origin: Origin?
  ) {
    for parent in parents {
      for constraint in tablesByName[parent]?.constraints ?? [] {
        var copy = ConstraintDefinition(name: constraint.name, constraint.kind)
        switch constraint.kind {
        case .check: break
        case .primaryKey, .unique:
          guard tablesByName[key]?.partitionOf == parent else { continue }
          copy.name = nil
        case .foreignKey:
          guard tablesByName[key]?.partitionOf == parent else { continue }
        case .exclusion, .notNull: continue
        }
        addConstraint(key, copy, at: origin)
      }
    }
  }

  /// The column that a definition makes; its constraints are not the column's.
  func column(_ definition: ColumnDefinition, at origin: Origin?) -> Column {
    var column = Column(definition, from: origin)
    column.type = definition.type.map(settled)
    if let type = definition.type, type.isSerial {
      column.type = type.integerBelowSerial
      column.isNotNull = true
    }
    switch column.generation {
    case .identityAlways, .identityByDefault: column.isNotNull = true
    case .stored, .virtual, nil: break
    }
    return column
  }

  /// Makes the sequence of a `serial` column, and gives the column's default.
  private mutating func addSerialSequence(
    _ key: ObjectName, _ column: Name, _ type: TypeName, at origin: Origin?
  ) -> Expression {
    let name = MadeName.unused(key.name, column, "seq") { name in
      let candidate = ObjectName(schema: key.schema, name)
      return sequencesByName[candidate] != nil || tablesByName[candidate] != nil
    }
    let sequence = ObjectName(schema: key.schema, name)
    sequencesByName[sequence] = NumberSequence(
      name: sequence, type: type.sequenceTypeBelowSerial, options: [],
      owner: ColumnReference(key, column),
      place: Unobserved(origin))
    links.value.sequences[key, default: []].insert(sequence)
    return Expression(
      volatility: .volatile, functions: [ObjectName("nextval")],
      text: "nextval ( '" + sequence.shown + "' :: regclass )")
  }

  mutating func alterTable(_ key: ObjectName, _ part: TableAction, at origin: Origin?) {
    if tablesByName[key] == nil {
      if viewsByName[key] != nil { return alterView(key, part) }
      // An index or a sequence may be altered as a table too.
      if indexHomes[key] != nil || sequencesByName[key] != nil { return }
      guard part.showsTable else { return }
      ensureTable(key)
    }
    switch part {
    case .addColumn, .dropColumn, .renameColumn, .setType, .setNotNull, .dropNotNull:
      forEachHeir(of: key) { state, table in state.alterColumn(table, part, at: origin) }
    case .setDefault, .dropDefault, .addIdentity, .setIdentity, .dropIdentity, .setExpression,
      .dropExpression:
      alterColumn(key, part, at: origin)
    case .addConstraint(let definition):
      if case .check = definition.kind {
        forEachHeir(of: key) { state, table in
          state.addConstraint(table, definition, at: origin)
        }
      } else {
        addConstraint(key, definition, at: origin)
      }
    case .validateConstraint(let name): validateConstraint(key, name)
    case .dropConstraint(let name, let isCascade, _):
      dropConstraint(key, name, isCascade: isCascade)
    case .renameConstraint(let name, let new): renameConstraint(key, name, to: new)
    case .attachPartition(let child, let isDefault):
      let child = find(child)
      ensureTable(child)
      tablesByName[child]?.partitionOf = key
      tablesByName[child]?.isDefaultPartition = isDefault
      links.value.heirs[key, default: []].insert(child)
    case .detachPartition(let child, _, _):
      let child = find(child)
      tablesByName[child]?.partitionOf = nil
      tablesByName[child]?.isDefaultPartition = false
    case .inherit(let parent):
      let parent = find(parent)
      tablesByName[key]?.inherits.append(parent)
      links.value.heirs[parent, default: []].insert(key)
    case .noInherit(let parent):
      let parent = find(parent)
      tablesByName[key]?.inherits.removeAll { $0 == parent }
    case .enableTrigger(let name): setTrigger(key, name, isEnabled: true)
    case .disableTrigger(let name): setTrigger(key, name, isEnabled: false)
    case .enableRowSecurity: tablesByName[key]?.isRowSecurityEnabled = true
    case .disableRowSecurity: tablesByName[key]?.isRowSecurityEnabled = false
    case .forceRowSecurity: tablesByName[key]?.isRowSecurityForced = true
    case .noForceRowSecurity: tablesByName[key]?.isRowSecurityForced = false
    case .replicaIdentity(let mode): tablesByName[key]?.replicaIdentity = mode
    case .setLogged: tablesByName[key]?.persistence = .permanent
    case .setUnlogged: tablesByName[key]?.persistence = .unlogged
    case .alterConstraint, .setTablespace, .setAccessMethod, .clusterOn, .setParameters, .other:
      break
    }
  }

  /// A table and, from the top down, what inherits from it.
  private mutating func forEachHeir(
    of key: ObjectName, _ body: (inout SchemaState, ObjectName) -> Void
  ) {
    guard links.value.heirs[key] != nil else { return body(&self, key) }
    var seen: Set<ObjectName> = [key]
    var queue = [key]
    var next = 0
    while next < queue.count {
      let table = queue[next]
      next += 1
      body(&self, table)
      for heir in heirsInPlace(of: table) where seen.insert(heir).inserted { queue.append(heir) }
    }
  }

  private mutating func alterView(_ key: ObjectName, _ part: TableAction) {
    guard case .renameColumn(let name, let new) = part,
      let index = viewsByName[key]?.definition.columns?.firstIndex(of: name)
    else { return }
    viewsByName[key]?.definition.columns?[index] = new
  }

  private mutating func setTrigger(_ key: ObjectName, _ name: Name?, isEnabled: Bool) {
    for (index, trigger) in (tablesByName[key]?.triggers ?? []).enumerated()
    where name == nil || name == trigger.name {
      tablesByName[key]?.triggers[index].isEnabled = isEnabled
    }
  }
}

// MARK: - Columns

extension SchemaState {
  private mutating func alterColumn(
    _ key: ObjectName, _ part: TableAction, at origin: Origin?
  ) {
    switch part {
    case .addColumn(let definition, let ifNotExists):
      addColumn(key, definition, ifNotExists: ifNotExists, at: origin)
    case .dropColumn(let name, let isCascade, _): dropColumn(key, name, isCascade: isCascade)
    case .renameColumn(let name, let new): renameColumn(key, name, to: new)
    case .setType(let name, let type, let collation, _):
      let type = settled(type)
      change(key, name) {
        $0.type = type
        $0.collation = collation
      }
    case .setDefault(let name, let value): change(key, name) { $0.defaultValue = value }
    case .dropDefault(let name): change(key, name) { $0.defaultValue = nil }
    case .setNotNull(let name): change(key, name) { $0.isNotNull = true }
    case .dropNotNull(let name): change(key, name) { $0.isNotNull = false }
    case .addIdentity(let name, let always):
      change(key, name) {
        $0.generation = always ? .identityAlways : .identityByDefault
        $0.isNotNull = true
      }
    case .dropIdentity(let name), .dropExpression(let name):
      change(key, name) { $0.generation = nil }
    default: break
    }
  }

  /// Changes a column; one whose creation was not read is not there to be changed.
  private mutating func change(
    _ key: ObjectName, _ name: Name, _ body: (inout Column) -> Void
  ) {
    guard let slot = tablesByName.index(forKey: key),
      let index = tablesByName.values[slot].position(of: name)
    else { return }
    body(&tablesByName.values[slot].columns[index])
  }

  private mutating func addColumn(
    _ key: ObjectName, _ definition: ColumnDefinition, ifNotExists: Bool, at origin: Origin?
  ) {
    guard let slot = tablesByName.index(forKey: key) else { return }
    let present = tablesByName.values[slot].position(of: definition.name)
    // Without IF NOT EXISTS the column was dropped by what was not read, or comes from above.
    if present != nil, ifNotExists || tablesByName.values[slot].isHeir { return }
    var added = column(definition, at: origin)
    if let type = definition.type, type.isSerial {
      added.defaultValue = addSerialSequence(key, definition.name, type, at: origin)
    }
    if let present {
      tablesByName.values[slot].columns[present] = added
    } else {
      tablesByName.values[slot].columns.append(added)
    }
    for constraint in definition.constraints { addConstraint(key, constraint, at: origin) }
  }

  mutating func setNotNull(_ key: ObjectName, _ columns: [Name]) {
    for name in columns { change(key, name) { $0.isNotNull = true } }
  }
}

extension Table {
  var isHeir: Bool { partitionOf != nil || !inherits.isEmpty }
}

extension Column {
  /// Takes over what a definition beside an inherited column adds.
  mutating func merge(_ written: Column) {
    type = written.type ?? type
    isNotNull = isNotNull || written.isNotNull
    defaultValue = written.defaultValue ?? defaultValue
    generation = written.generation ?? generation
    place = written.place
  }
}

extension TypeName {
  var integerBelowSerial: TypeName {
    switch name {
    case "serial2": TypeName("int2")
    case "serial8": TypeName("int8")
    default: TypeName("int4")
    }
  }
}

extension TypeName {
  /// What stands behind `AS` if the sequence is written out; nil for what is the default.
  fileprivate var sequenceTypeBelowSerial: TypeName? {
    name == "serial8" ? nil : integerBelowSerial
  }
}

extension TableAction {
  /// Whether the action tells that a table of which nothing is known is there.
  fileprivate var showsTable: Bool {
    switch self {
    case .addColumn, .addConstraint, .attachPartition, .enableRowSecurity, .forceRowSecurity: true
    default: false
    }
  }
}
