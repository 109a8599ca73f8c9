import SourceModel

extension SchemaState {
  mutating func drop(_ drop: Drop) {
    let key = find(drop.object)
    switch drop.kind {
    case .table, .foreignTable: dropTable(key, isCascade: drop.isCascade)
    case .view, .materializedView: dropView(key)
    case .index: dropIndex(key)
    case .sequence: dropSequence(key, isCascade: drop.isCascade)
    case .type, .domain: dropType(key, isCascade: drop.isCascade)
    case .function, .procedure, .aggregate:
      dropRoutine(key, drop.argumentTypes, isCascade: drop.isCascade)
    case .trigger:
      guard let table = drop.table.map(find) else { break }
      tablesByName[table]?.triggers.removeAll { $0.name == drop.object.name }
      viewsByName[table]?.triggers.removeAll { $0.name == drop.object.name }
    case .policy:
      guard let table = drop.table.map(find) else { break }
      tablesByName[table]?.policies.removeAll { $0.name == drop.object.name }
    case .constraint:
      if let table = drop.table.map(find) {
        dropConstraint(table, drop.object.name, isCascade: drop.isCascade)
      }
    case .column, .attribute:
      if let table = drop.table.map(find) {
        dropColumn(table, drop.object.name, isCascade: drop.isCascade)
      }
    case .schema:
      opaqueByName[ObjectReference(.schema, drop.object)] = nil
      if drop.isCascade { dropAll(inSchema: drop.object.name) }
    case .role:
      opaqueByName[ObjectReference(.role, drop.object)] = nil
    default:
      opaqueByName[ObjectReference(drop.kind, drop.object)] = nil
    }
    forgetRights(to: ObjectReference(drop.kind.forRights, key))
  }

  private mutating func forgetRights(to object: ObjectReference) {
    ownersByName[object] = nil
    for key in privilegesByKey.keys where key.object == object && !key.isDefault {
      privilegesByKey[key] = nil
    }
  }

  mutating func dropTable(_ key: ObjectName, isCascade: Bool) {
    guard let table = tablesByName.removeValue(forKey: key) else { return }
    for index in table.indexes { indexHomes[index.objectName] = nil }
    for sequence in links.value.sequences.removeValue(forKey: key) ?? []
    where sequencesByName[sequence]?.owner?.table == key {
      sequencesByName[sequence] = nil
    }
    // Partitions go with their table, heirs only by CASCADE.
    for heir in links.value.heirs.removeValue(forKey: key) ?? [] {
      guard let other = tablesByName[heir] else { continue }
      if other.partitionOf == key || (isCascade && other.inherits.contains(key)) {
        dropTable(heir, isCascade: isCascade)
      }
    }
    if isCascade {
      dropForeignKeys(to: key)
      dropViews(reading: key)
    }
  }

  private mutating func dropView(_ key: ObjectName, isCascade: Bool = false) {
    guard let view = viewsByName.removeValue(forKey: key) else { return }
    for index in view.indexes { indexHomes[index.objectName] = nil }
    if isCascade { dropViews(reading: key) }
  }

  private mutating func dropViews(
    reading key: ObjectName, mentioning column: Name? = nil
  ) {
    let readers = viewsByName.values.filter { view in
      view.definition.reads.contains(key)
        && (column.map { TokenText(view.definition.text).mentions($0) } ?? true)
    }
    for reader in readers { dropView(reader.name, isCascade: true) }
  }

  private mutating func dropSequence(_ key: ObjectName, isCascade: Bool) {
    guard let sequence = sequencesByName.removeValue(forKey: key), isCascade,
      let owner = sequence.owner, let slot = tablesByName.index(forKey: owner.table),
      let index = tablesByName.values[slot].position(of: owner.column)
    else { return }
    tablesByName.values[slot].columns[index].defaultValue = nil
  }

  private mutating func dropSequences(ownedBy column: ColumnReference) {
    for sequence in links.value.sequences[column.table] ?? []
    where sequencesByName[sequence]?.owner == column {
      sequencesByName[sequence] = nil
    }
  }

  private mutating func dropType(_ key: ObjectName, isCascade: Bool) {
    enumsByName[key] = nil
    compositesByName[key] = nil
    domainsByName[key] = nil
    guard isCascade else { return }
    for table in tablesByName.values {
      for column in table.columns where column.type?.objectName.key == key {
        dropColumn(table.name, column.name, isCascade: true)
      }
    }
  }

  private mutating func dropRoutine(
    _ key: ObjectName, _ argumentTypes: [TypeName]?, isCascade: Bool
  ) {
    let wanted = argumentTypes?.map(settled)
    routinesByName[key]?.removeAll { wanted == nil || $0.definition.argumentTypes == wanted }
    if routinesByName[key]?.isEmpty == true { routinesByName[key] = nil }
    opaqueByName[ObjectReference(.aggregate, key)] = nil
    guard isCascade else { return }
    for table in Array(tablesByName.keys) {
      tablesByName[table]?.triggers.removeAll { $0.definition.function == key }
    }
  }

  private mutating func dropAll(inSchema schema: Name) {
    let schema: Name = schema == "public" ? "" : schema
    for key in tablesByName.keys where key.schema == schema { dropTable(key, isCascade: true) }
    for key in viewsByName.keys where key.schema == schema { dropView(key, isCascade: true) }
    for key in sequencesByName.keys where key.schema == schema { sequencesByName[key] = nil }
    for key in enumsByName.keys where key.schema == schema { dropType(key, isCascade: true) }
    for key in domainsByName.keys where key.schema == schema { dropType(key, isCascade: true) }
    for key in compositesByName.keys where key.schema == schema { dropType(key, isCascade: true) }
    for key in routinesByName.keys where key.schema == schema {
      dropRoutine(key, nil, isCascade: true)
    }
    for key in privilegesByKey.keys where key.object.name.schema == schema && !key.isDefault {
      if key.object.kind.livesInSchema { privilegesByKey[key] = nil }
    }
    for key in ownersByName.keys where key.name.schema == schema && key.kind.livesInSchema {
      ownersByName[key] = nil
    }
  }

  mutating func dropColumn(_ key: ObjectName, _ name: Name, isCascade: Bool) {
    guard let slot = tablesByName.index(forKey: key),
      let index = tablesByName.values[slot].position(of: name)
    else { return }
    tablesByName.values[slot].columns.remove(at: index)
    let gone = tablesByName.values[slot].constraints.filter { $0.involves(name) }
    for constraint in gone { dropConstraint(key, constraint.name, isCascade: isCascade) }
    for index in tablesByName[key]?.indexes.filter({ $0.involves(name) }) ?? [] {
      dropIndex(index.objectName)
    }
    dropSequences(ownedBy: ColumnReference(key, name))
    guard isCascade else { return }
    dropForeignKeys(to: key, columns: [name])
    dropViews(reading: key, mentioning: name)
    tablesByName[key]?.policies.removeAll { TokenText($0.definition.text).mentions(name) }
  }
}

extension Constraint {
  /// Whether the constraint goes when a column of its table goes.
  func involves(_ column: Name) -> Bool {
    if case .exclusion(let text) = kind { return TokenText(text).mentions(column) }
    return columns.contains(column)
  }
}

extension TableIndex {
  /// Whether the index goes when a column of its table goes.
  func involves(_ column: Name) -> Bool {
    definition.columns.contains(column)
      || (definition.hasExpressions || definition.isPartial)
        && TokenText(definition.text).mentions(column)
  }
}

extension ObjectKind {
  fileprivate var livesInSchema: Bool {
    switch self {
    case .table, .sequence, .type, .function: true
    default: false
    }
  }
}
