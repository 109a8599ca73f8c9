import SourceModel

extension SchemaState {
  mutating func rename(_ kind: ObjectKind, _ key: ObjectName, to new: Name) {
    move(kind, key, to: ObjectName(schema: key.schema, new))
  }

  mutating func setSchema(_ kind: ObjectKind, _ key: ObjectName, to schema: Name) {
    move(kind, key, to: ObjectName(schema: schema, key.name).key)
  }

  private mutating func move(_ kind: ObjectKind, _ key: ObjectName, to new: ObjectName) {
    guard key != new else { return }
    switch kind {
    case .table, .foreignTable, .view, .materializedView, .index, .sequence:
      moveRelation(key, to: new)
    case .type, .domain: moveType(key, to: new)
    case .function, .procedure, .aggregate: moveRoutines(key, to: new)
    case .trigger: renameTrigger(key.name, to: new.name)
    case .policy: renamePolicy(key.name, to: new.name)
    case .schema: renameSchema(key.name, to: new.name)
    default:
      if var object = opaqueByName.removeValue(forKey: ObjectReference(kind, key)) {
        object.name = new
        opaqueByName[ObjectReference(kind, new)] = object
      }
    }
    moveRights(from: ObjectReference(kind.forRights, key), to: ObjectReference(kind.forRights, new))
  }

  private mutating func moveRights(from old: ObjectReference, to new: ObjectReference) {
    if let owner = ownersByName.removeValue(forKey: old) { ownersByName[new] = owner }
    for (key, rights) in privilegesByKey where key.object == old && !key.isDefault {
      privilegesByKey[key] = nil
      privilegesByKey[PrivilegeKey(object: new, role: key.role, isDefault: false)] = rights
    }
  }

  /// Moves what has a name among tables; `ALTER TABLE` takes them all.
  private mutating func moveRelation(_ key: ObjectName, to new: ObjectName) {
    if var table = tablesByName.removeValue(forKey: key) {
      table.name = new
      for index in table.indexes.indices {
        indexHomes[table.indexes[index].objectName] = nil
        table.indexes[index].definition.table = new
        indexHomes[table.indexes[index].objectName] = new
      }
      for index in table.triggers.indices { table.triggers[index].definition.table = new }
      for index in table.policies.indices { table.policies[index].definition.table = new }
      tablesByName[new] = table
      followTable(key, to: new)
    } else if var view = viewsByName.removeValue(forKey: key) {
      view.definition.name = new
      for index in view.indexes.indices {
        indexHomes[view.indexes[index].objectName] = nil
        view.indexes[index].definition.table = new
        indexHomes[view.indexes[index].objectName] = new
      }
      for index in view.triggers.indices { view.triggers[index].definition.table = new }
      viewsByName[new] = view
      followReads(of: key, to: new)
    } else if indexHomes[key] != nil {
      renameIndex(key, to: new.name)
    } else if var sequence = sequencesByName.removeValue(forKey: key) {
      sequence.name = new
      sequencesByName[new] = sequence
      if let owner = sequence.owner {
        links.value.sequences[owner.table, default: []].insert(new)
      }
      followDefault(of: sequence, from: key)
    }
  }

  /// Takes over a new name of a table wherever others refer to it.
  private mutating func followTable(_ key: ObjectName, to new: ObjectName) {
    let heirs = links.value.heirs.removeValue(forKey: key)
    links.value.heirs[new] = heirs
    let referrers = links.value.referrers.removeValue(forKey: key)?.union([new])
    links.value.referrers[new] = referrers
    for table in (heirs ?? []).union(referrers ?? []) { tablesByName[table]?.follow(key, to: new) }
    let sequences = links.value.sequences.removeValue(forKey: key)
    links.value.sequences[new] = sequences
    for sequence in sequences ?? [] {
      guard let owner = sequencesByName[sequence]?.owner, owner.table == key else { continue }
      sequencesByName[sequence]?.owner = ColumnReference(new, owner.column)
    }
    // The table itself is an heir and a referrer of others.
    let parents = tablesByName[new].map { $0.inherits + ($0.partitionOf.map { [$0] } ?? []) } ?? []
    for parent in parents { links.value.heirs[parent, default: []].insert(new) }
    for target in tablesByName[new]?.constraints.compactMap(\.target) ?? [] {
      links.value.referrers[target, default: []].insert(new)
    }
    followReads(of: key, to: new)
  }

  private mutating func followReads(of key: ObjectName, to new: ObjectName) {
    for view in viewsByName.values where view.definition.reads.contains(key) {
      let reads = view.definition.reads.map { $0 == key ? new : $0 }.sorted()
      viewsByName[view.name]?.definition.reads = reads
      viewsByName[view.name]?.definition.text = TokenText(view.definition.text)
        .replacing(key.name, with: new.name)
    }
  }

  /// The default of the column names its sequence by a literal.
  private mutating func followDefault(of sequence: NumberSequence, from old: ObjectName) {
    guard let owner = sequence.owner, let slot = tablesByName.index(forKey: owner.table),
      let index = tablesByName.values[slot].position(of: owner.column),
      let value = tablesByName.values[slot].columns[index].defaultValue
    else { return }
    let text = TokenText(value.text).replacing(
      "'" + old.shown + "'", literal: "'" + sequence.name.shown + "'")
    tablesByName.values[slot].columns[index].defaultValue = value.saying(text)
  }

  private mutating func moveType(_ key: ObjectName, to new: ObjectName) {
    if var type = enumsByName.removeValue(forKey: key) {
      type.name = new
      enumsByName[new] = type
    }
    if var type = compositesByName.removeValue(forKey: key) {
      type.name = new
      compositesByName[new] = type
    }
    if var type = domainsByName.removeValue(forKey: key) {
      type.name = new
      domainsByName[new] = type
    }
    for table in tablesByName.values {
      for (index, column) in table.columns.enumerated() {
        guard let type = column.type, type.objectName == key else { continue }
        tablesByName[table.name]?.columns[index].type = type.named(new)
      }
    }
  }

  private mutating func moveRoutines(_ key: ObjectName, to new: ObjectName) {
    guard let moved = routinesByName.removeValue(forKey: key) else { return }
    routinesByName[new] = moved.map { routine in
      var routine = routine
      routine.definition.name = new
      return routine
    }
    for table in tablesByName.values {
      for (index, trigger) in table.triggers.enumerated() where trigger.definition.function == key {
        tablesByName[table.name]?.triggers[index].definition.function = new
      }
    }
  }

  /// The action does not name the table, so that only a trigger whose name is unique is found.
  private mutating func renameTrigger(_ name: Name, to new: Name) {
    let homes = tablesByName.values.filter { $0.triggers.contains { $0.name == name } }.map(\.name)
    guard let home = homes.first, homes.count == 1,
      let index = tablesByName[home]?.triggers.firstIndex(where: { $0.name == name }),
      var trigger = tablesByName[home]?.triggers.remove(at: index)
    else { return }
    trigger.definition.name = new
    tablesByName[home]?.triggers.insertSorted(trigger, by: \.name)
  }

  /// The action does not name the table, so that only a policy whose name is unique is found.
  private mutating func renamePolicy(_ name: Name, to new: Name) {
    let homes = tablesByName.values.filter { $0.policies.contains { $0.name == name } }.map(\.name)
    guard let home = homes.first, homes.count == 1,
      let index = tablesByName[home]?.policies.firstIndex(where: { $0.name == name }),
      var policy = tablesByName[home]?.policies.remove(at: index)
    else { return }
    policy.definition.name = new
    tablesByName[home]?.policies.insertSorted(policy, by: \.name)
  }

  private mutating func renameSchema(_ name: Name, to new: Name) {
    if var object = opaqueByName.removeValue(forKey: ObjectReference(.schema, ObjectName(name))) {
      object.name = ObjectName(new)
      opaqueByName[ObjectReference(.schema, object.name)] = object
    }
    let old: Name = name == "public" ? "" : name
    func moved(_ key: ObjectName) -> ObjectName { ObjectName(schema: new, key.name).key }
    for key in tablesByName.keys where key.schema == old { move(.table, key, to: moved(key)) }
    for key in viewsByName.keys where key.schema == old { move(.view, key, to: moved(key)) }
    for key in sequencesByName.keys where key.schema == old {
      move(.sequence, key, to: moved(key))
    }
    let types = Array(enumsByName.keys) + Array(compositesByName.keys) + Array(domainsByName.keys)
    for key in types where key.schema == old { move(.type, key, to: moved(key)) }
    for key in routinesByName.keys where key.schema == old {
      move(.function, key, to: moved(key))
    }
  }

  mutating func renameColumn(_ key: ObjectName, _ name: Name, to new: Name) {
    guard let slot = tablesByName.index(forKey: key),
      let index = tablesByName.values[slot].position(of: name)
    else { return }
    tablesByName.values[slot].columns[index].name = new
    tablesByName.values[slot].follow(column: name, to: new)
    for table in links.value.referrers[key] ?? [] {
      tablesByName[table]?.follow(column: name, of: key, to: new)
    }
    for sequence in links.value.sequences[key] ?? []
    where sequencesByName[sequence]?.owner == ColumnReference(key, name) {
      sequencesByName[sequence]?.owner = ColumnReference(key, new)
    }
  }
}

extension Table {
  /// Takes over a new name of a table that this one refers to.
  fileprivate mutating func follow(_ key: ObjectName, to new: ObjectName) {
    if partitionOf == key { partitionOf = new }
    if inherits.contains(key) { inherits = inherits.map { $0 == key ? new : $0 } }
    for (index, constraint) in constraints.enumerated() {
      if case .foreignKey(let columns, key, let referred, let onDelete, let onUpdate) =
        constraint.kind
      {
        constraints[index].kind = .foreignKey(
          columns: columns, references: new, referencedColumns: referred, onDelete: onDelete,
          onUpdate: onUpdate)
      }
    }
  }

  /// Takes over a new name of a column of a table in the foreign keys to it.
  fileprivate mutating func follow(column: Name, of key: ObjectName, to new: Name) {
    for (index, constraint) in constraints.enumerated() {
      if case .foreignKey(let columns, key, let referred, let onDelete, let onUpdate) =
        constraint.kind, referred.contains(column)
      {
        constraints[index].kind = .foreignKey(
          columns: columns, references: key,
          referencedColumns: referred.replacing(column, with: new), onDelete: onDelete,
          onUpdate: onUpdate)
      }
    }
  }

  /// Takes over a new name of a column of this table.
  fileprivate mutating func follow(column: Name, to new: Name) {
    for index in constraints.indices where constraints[index].involves(column) {
      constraints[index].kind = constraints[index].kind.renaming(column, to: new)
    }
    for index in indexes.indices where indexes[index].involves(column) {
      indexes[index].definition.columns =
        indexes[index].definition.columns.replacing(column, with: new)
      indexes[index].definition.text = TokenText(indexes[index].definition.text)
        .replacing(column, with: new)
    }
    for index in columns.indices {
      switch columns[index].generation {
      case .stored(let value): columns[index].generation = .stored(value.renaming(column, to: new))
      case .virtual(let value):
        columns[index].generation = .virtual(value.renaming(column, to: new))
      case .identityAlways, .identityByDefault, nil: break
      }
    }
    for index in policies.indices {
      policies[index].definition.text = TokenText(policies[index].definition.text)
        .replacing(column, with: new)
    }
  }
}

extension ConstraintDefinition.Kind {
  fileprivate func renaming(_ name: Name, to new: Name) -> ConstraintDefinition.Kind {
    switch self {
    case .primaryKey(let columns, let index):
      .primaryKey(columns: columns.replacing(name, with: new), usingIndex: index)
    case .unique(let columns, let index, let nullsNotDistinct):
      .unique(
        columns: columns.replacing(name, with: new), usingIndex: index,
        nullsNotDistinct: nullsNotDistinct)
    case .check(let condition): .check(condition.renaming(name, to: new))
    case .foreignKey(let columns, let target, let referred, let onDelete, let onUpdate):
      .foreignKey(
        columns: columns.replacing(name, with: new), references: target,
        referencedColumns: referred, onDelete: onDelete, onUpdate: onUpdate)
    case .exclusion(let text): .exclusion(text: TokenText(text).replacing(name, with: new))
    case .notNull: .notNull(column: new)
    }
  }
}
