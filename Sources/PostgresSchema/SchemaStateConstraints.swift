import SourceModel

extension SchemaState {
  mutating func addConstraint(
    _ key: ObjectName, _ definition: ConstraintDefinition, at origin: Origin?
  ) {
    guard let slot = tablesByName.index(forKey: key) else { return }
    var definition = definition
    complete(&definition, of: key)
    let name = definition.name ?? madeName(key, definition)
    // The same check may come from several parents, or from a parent and the statement.
    if tablesByName.values[slot].constraint(name) != nil { return }
    tablesByName.values[slot].constraints.insertSorted(
      Constraint(name, isMade: definition.name == nil, definition, from: origin), by: \.name)
    switch definition.kind {
    case .primaryKey(let columns, let taken):
      setNotNull(key, columns)
      addIndex(of: name, key, columns, taken: taken, nullsNotDistinct: false, at: origin)
    case .unique(let columns, let taken, let nullsNotDistinct):
      addIndex(
        of: name, key, columns, taken: taken, nullsNotDistinct: nullsNotDistinct, at: origin)
    case .exclusion(let text):
      addIndex(of: name, key, [], text: text, at: origin)
    case .notNull(let column):
      if !definition.isNotValid { setNotNull(key, [column]) }
    case .foreignKey(_, let target, _, _, _):
      links.value.referrers[target, default: []].insert(key)
    case .check: break
    }
  }

  /// Fills in what PostgreSQL finds out: the columns of an index, the key that is referred to, where
  /// a table is, the name of an index that is taken over.
  private func complete(_ definition: inout ConstraintDefinition, of key: ObjectName) {
    switch definition.kind {
    case .primaryKey(let columns, .some(let index)):
      definition.kind = .primaryKey(columns: covered(columns, by: index, key), usingIndex: index)
      definition.name = definition.name ?? index
    case .unique(let columns, .some(let index), _):
      let found = tablesByName[key]?.indexes.first { $0.name == index }
      definition.kind = .unique(
        columns: covered(columns, by: index, key), usingIndex: index,
        nullsNotDistinct: found?.definition.nullsNotDistinct ?? false)
      definition.name = definition.name ?? index
    case .foreignKey(let columns, let target, var referred, let onDelete, let onUpdate):
      let target = find(target)
      if referred.isEmpty { referred = tablesByName[target]?.primaryKey ?? [] }
      definition.kind = .foreignKey(
        columns: columns, references: target, referencedColumns: referred, onDelete: onDelete,
        onUpdate: onUpdate)
    default: break
    }
  }

  private func covered(_ columns: [Name], by index: Name, _ key: ObjectName) -> [Name] {
    columns.isEmpty
      ? tablesByName[key]?.indexes.first { $0.name == index }?.definition.columns ?? [] : columns
  }

  private func madeName(_ key: ObjectName, _ definition: ConstraintDefinition) -> Name {
    let constraints = tablesByName[key]?.constraints ?? []
    func unused(_ columns: [Name]?, _ label: Name) -> Name {
      MadeName.unused(key.name, columns.map(MadeName.joined), label) { name in
        constraints.contains { $0.name == name }
          || indexHomes[ObjectName(schema: key.schema, name)] != nil
      }
    }
    return switch definition.kind {
    case .primaryKey: unused(nil, "pkey")
    case .unique(let columns, _, _): unused(columns, "key")
    case .foreignKey(let columns, _, _, _, _): unused(columns, "fkey")
    case .check(let condition):
      unused(condition.columns.count == 1 ? condition.columns : nil, "check")
    case .exclusion: unused(nil, "excl")
    case .notNull(let column): unused([column], "not_null")
    }
  }

  /// Adds the index of a key, or takes over one that is there.
  private mutating func addIndex(
    of name: Name, _ key: ObjectName, _ columns: [Name], taken: Name? = nil,
    nullsNotDistinct: Bool = false, text: Name = "", at origin: Origin?
  ) {
    guard let slot = tablesByName.index(forKey: key) else { return }
    if let taken,
      let index = tablesByName.values[slot].indexes.firstIndex(where: { $0.name == taken })
    {
      tablesByName.values[slot].indexes[index].name = name
      tablesByName.values[slot].indexes[index].isOfConstraint = true
      tablesByName.values[slot].indexes.sort { $0.name < $1.name }
      indexHomes[ObjectName(schema: key.schema, taken)] = nil
    } else {
      var definition = IndexDefinition(name: name, on: key)
      definition.columns = columns
      definition.isUnique = text.isEmpty
      definition.nullsNotDistinct = nullsNotDistinct
      definition.text = text
      var index = TableIndex(name, definition, from: origin)
      index.isOfConstraint = true
      tablesByName.values[slot].indexes.insertSorted(index, by: \.name)
    }
    indexHomes[ObjectName(schema: key.schema, name)] = key
  }

  mutating func validateConstraint(_ key: ObjectName, _ name: Name) {
    guard let slot = tablesByName.index(forKey: key),
      let index = tablesByName.values[slot].constraints.firstIndex(where: { $0.name == name })
    else { return }
    tablesByName.values[slot].constraints[index].isValidated = true
    if case .notNull(let column) = tablesByName.values[slot].constraints[index].kind {
      setNotNull(key, [column])
    }
  }

  mutating func dropConstraint(_ key: ObjectName, _ name: Name, isCascade: Bool) {
    guard let slot = tablesByName.index(forKey: key),
      let index = tablesByName.values[slot].constraints.firstIndex(where: { $0.name == name })
    else { return }
    let constraint = tablesByName.values[slot].constraints.remove(at: index)
    if constraint.hasIndex {
      tablesByName.values[slot].indexes.removeAll { $0.isOfConstraint && $0.name == name }
      indexHomes[ObjectName(schema: key.schema, name)] = nil
    }
    switch constraint.kind {
    case .primaryKey(let columns, _), .unique(let columns, _, _):
      if isCascade { dropForeignKeys(to: key, columns: columns) }
    case .notNull(let column):
      if let index = tablesByName.values[slot].position(of: column) {
        tablesByName.values[slot].columns[index].isNotNull = false
      }
    default: break
    }
  }

  /// Drops the foreign keys to a table; if columns are given, those to just these or some of them.
  mutating func dropForeignKeys(to key: ObjectName, columns: [Name]? = nil) {
    for table in links.value.referrers[key] ?? [] {
      tablesByName[table]?.constraints.removeAll { constraint in
        guard case .foreignKey(_, key, let referred, _, _) = constraint.kind else { return false }
        return columns.map { columns in referred.contains { columns.contains($0) } } ?? true
      }
    }
  }

  mutating func renameConstraint(_ key: ObjectName, _ name: Name, to new: Name) {
    guard let slot = tablesByName.index(forKey: key),
      let index = tablesByName.values[slot].constraints.firstIndex(where: { $0.name == name })
    else { return }
    tablesByName.values[slot].constraints[index].name = new
    tablesByName.values[slot].constraints.sort { $0.name < $1.name }
    if let index = tablesByName.values[slot].indexes.firstIndex(where: {
      $0.isOfConstraint && $0.name == name
    }) {
      tablesByName.values[slot].indexes[index].name = new
      tablesByName.values[slot].indexes.sort { $0.name < $1.name }
      indexHomes[ObjectName(schema: key.schema, name)] = nil
      indexHomes[ObjectName(schema: key.schema, new)] = key
    }
  }
}

// MARK: - Indexes

extension SchemaState {
  mutating func createIndex(_ definition: IndexDefinition, at origin: Origin?) {
    var definition = definition
    let key = find(definition.table)
    definition.table = key
    let isGuessed = definition.name == nil && definition.hasExpressions
    let name =
      definition.name
      ?? MadeName.unused(
        key.name, MadeName.joined(definition.columns + (definition.hasExpressions ? ["expr"] : [])),
        "idx"
      ) { indexHomes[ObjectName(schema: key.schema, $0)] != nil }
    definition.name = name
    let index = ObjectName(schema: key.schema, name)
    if indexHomes[index] != nil {
      if definition.ifNotExists { return }
      dropIndex(index)
    }
    // How it was built does not outlive the statement.
    definition.ifNotExists = false
    definition.isConcurrent = false
    var made = TableIndex(name, definition, from: origin)
    made.nameIsGuessed.value = isGuessed
    if tablesByName[key] == nil, viewsByName[key] != nil {
      viewsByName[key]?.indexes.insertSorted(made, by: \.name)
    } else {
      ensureTable(key)
      tablesByName[key]?.indexes.insertSorted(made, by: \.name)
    }
    indexHomes[index] = key
  }

  mutating func dropIndex(_ key: ObjectName) {
    guard let home = indexHomes.removeValue(forKey: key) else { return }
    tablesByName[home]?.indexes.removeAll { $0.name == key.name }
    viewsByName[home]?.indexes.removeAll { $0.name == key.name }
  }

  mutating func attachIndex(_ child: ObjectName, to parent: ObjectName) {
    guard let home = indexHomes[child],
      let index = tablesByName[home]?.indexes.firstIndex(where: { $0.name == child.name })
    else { return }
    tablesByName[home]?.indexes[index].parent = parent
  }

  mutating func renameIndex(_ key: ObjectName, to new: Name) {
    guard let home = indexHomes[key] else { return }
    let moved = ObjectName(schema: key.schema, new)
    indexHomes[key] = nil
    indexHomes[moved] = home
    if let index = tablesByName[home]?.indexes.firstIndex(where: { $0.name == key.name }) {
      tablesByName[home]?.indexes[index].name = new
      tablesByName[home]?.indexes[index].definition.name = new
      tablesByName[home]?.indexes.sort { $0.name < $1.name }
    }
    if let index = tablesByName[home]?.constraints.firstIndex(where: {
      $0.hasIndex && $0.name == key.name
    }) {
      tablesByName[home]?.constraints[index].name = new
      tablesByName[home]?.constraints.sort { $0.name < $1.name }
    }
    if let index = viewsByName[home]?.indexes.firstIndex(where: { $0.name == key.name }) {
      viewsByName[home]?.indexes[index].name = new
      viewsByName[home]?.indexes[index].definition.name = new
      viewsByName[home]?.indexes.sort { $0.name < $1.name }
    }
  }
}
