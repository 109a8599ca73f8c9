import SourceModel

extension SchemaState {
  /// Applies what an operation does, and remembers where what it defines was defined.
  ///
  /// The search path that a file sets ends with the file.
  package mutating func apply(_ operation: Operation, from file: Int32 = 0) {
    if session.value.file != file { session.value = Session(file: file) }
    apply(operation.action, at: Origin(file: file, range: operation.range))
  }

  /// Applies what an action does.
  package mutating func apply(_ action: Action) { apply(action, at: nil) }

  private mutating func apply(_ action: Action, at origin: Origin?) {
    switch action {
    case .createTable(let definition): createTable(definition, at: origin)
    case .alterTable(let name, let part): alterTable(find(name), part, at: origin)
    case .createIndex(let definition): createIndex(definition, at: origin)
    case .attachIndex(let parent, let child): attachIndex(find(child), to: find(parent))
    case .createEnum(let name, let labels):
      let key = home(name)
      enumsByName[key] = EnumType(
        name: key, labels: labels.map { .init(name: $0, place: Unobserved(origin)) },
        place: Unobserved(origin))
    case .addEnumValue(let name, let value, _, let isBefore, let neighbor):
      addEnumValue(find(name), value, isBefore: isBefore, neighbor: neighbor, at: origin)
    case .renameEnumValue(let name, let old, let new): renameEnumValue(find(name), old, new)
    case .createComposite(let name, let attributes):
      let key = home(name)
      compositesByName[key] = CompositeType(
        name: key, attributes: attributes.map { column($0, at: origin) },
        place: Unobserved(origin))
    case .alterComposite(let name, let part): alterComposite(find(name), part, at: origin)
    case .createDomain(let definition): createDomain(definition, at: origin)
    case .alterDomain(let name, let part): alterDomain(find(name), part, at: origin)
    case .createView(let definition): createView(definition, at: origin)
    case .createRoutine(let definition): createRoutine(definition, at: origin)
    case .createTrigger(let definition): createTrigger(definition, at: origin)
    case .createPolicy(let definition): createPolicy(definition, at: origin)
    case .alterPolicy(let definition): alterPolicy(definition, at: origin)
    case .createSequence(let definition): createSequence(definition, at: origin)
    case .alterSequence(let definition): alterSequence(definition)
    case .create(let kind, let name, let ifNotExists, let text):
      create(kind, name, text, ifNotExists: ifNotExists, at: origin)
    case .alter(let kind, let name, let text):
      opaqueByName[ObjectReference(kind, name)]?.alterations.insertSorted(text)
    case .drop(let drop): self.drop(drop)
    case .rename(let kind, let name, let new): rename(kind, find(name), to: new)
    case .setSchema(let kind, let name, let schema): setSchema(kind, find(name), to: schema)
    case .changeOwner(let kind, let name, let owner):
      ownersByName[ObjectReference(kind.forRights, find(name))] = owner
    case .grant(let grant): self.grant(grant, at: origin)
    case .revoke(let grant): revoke(grant, at: origin)
    case .set(let parameter, let value, _):
      if parameter == "search_path" { session.value.schema = value?.firstSchema ?? "" }
    case .reindex, .refresh, .comment, .insert, .update, .delete, .merge, .truncate, .copyIn,
      .select, .call, .vacuum, .analyze, .cluster, .lockTable, .begin, .commit, .rollback,
      .savepoint, .dynamicSQL, .other:
      break
    }
  }
}

// MARK: - Objects other than tables

extension SchemaState {
  private mutating func addEnumValue(
    _ key: ObjectName, _ value: Name, isBefore: Bool, neighbor: Name?, at origin: Origin?
  ) {
    guard let labels = enumsByName[key]?.labels, !labels.contains(where: { $0.name == value })
    else { return }
    let found = neighbor.flatMap { name in labels.firstIndex { $0.name == name } }
    let index = found.map { isBefore ? $0 : $0 + 1 } ?? labels.count
    enumsByName[key]?.labels.insert(
      EnumType.Label(name: value, place: Unobserved(origin)), at: index)
  }

  private mutating func renameEnumValue(_ key: ObjectName, _ old: Name, _ new: Name) {
    guard let index = enumsByName[key]?.labels.firstIndex(where: { $0.name == old }) else { return }
    enumsByName[key]?.labels[index].name = new
  }

  private mutating func alterComposite(
    _ key: ObjectName, _ part: TableAction, at origin: Origin?
  ) {
    guard let attributes = compositesByName[key]?.attributes else { return }
    func position(_ name: Name) -> Int? { attributes.firstIndex { $0.name == name } }
    switch part {
    case .addColumn(let definition, _):
      if position(definition.name) == nil {
        let added = column(definition, at: origin)
        compositesByName[key]?.attributes.append(added)
      }
    case .dropColumn(let name, _, _):
      if let index = position(name) { compositesByName[key]?.attributes.remove(at: index) }
    case .renameColumn(let name, let new):
      if let index = position(name) { compositesByName[key]?.attributes[index].name = new }
    case .setType(let name, let type, let collation, _):
      guard let index = position(name) else { break }
      let type = settled(type)
      compositesByName[key]?.attributes[index].type = type
      compositesByName[key]?.attributes[index].collation = collation
    default: break
    }
  }

  private mutating func createDomain(_ definition: DomainDefinition, at origin: Origin?) {
    let key = home(definition.name)
    domainsByName[key] = Domain(
      name: key, base: settled(definition.base), isNotNull: definition.isNotNull,
      defaultValue: definition.defaultValue, place: Unobserved(origin))
    for check in definition.checks { addDomainConstraint(key, check, at: origin) }
  }

  private mutating func addDomainConstraint(
    _ key: ObjectName, _ definition: ConstraintDefinition, at origin: Origin?
  ) {
    guard let constraints = domainsByName[key]?.constraints else { return }
    if case .notNull = definition.kind {
      domainsByName[key]?.isNotNull = true
      return
    }
    let name =
      definition.name
      ?? MadeName.unused(key.name, nil, "check") { name in
        constraints.contains { $0.name == name }
      }
    domainsByName[key]?.constraints.append(
      Constraint(name, isMade: definition.name == nil, definition, from: origin))
  }

  private mutating func alterDomain(_ key: ObjectName, _ part: DomainAction, at origin: Origin?) {
    guard let domain = domainsByName[key] else { return }
    func position(_ name: Name) -> Int? { domain.constraints.firstIndex { $0.name == name } }
    switch part {
    case .addConstraint(let definition): addDomainConstraint(key, definition, at: origin)
    case .validateConstraint(let name):
      if let index = position(name) { domainsByName[key]?.constraints[index].isValidated = true }
    case .dropConstraint(let name):
      if let index = position(name) { domainsByName[key]?.constraints.remove(at: index) }
    case .setNotNull: domainsByName[key]?.isNotNull = true
    case .dropNotNull: domainsByName[key]?.isNotNull = false
    case .setDefault(let value): domainsByName[key]?.defaultValue = value
    case .dropDefault: domainsByName[key]?.defaultValue = nil
    }
  }

  private mutating func createView(_ definition: ViewDefinition, at origin: Origin?) {
    var definition = definition
    let key = home(definition.name)
    definition.name = key
    definition.reads = definition.reads.map(find).sorted()
    // How it is written does not outlive the statement.
    definition.orReplace = false
    if viewsByName[key] != nil {
      viewsByName[key]?.definition = definition
      viewsByName[key]?.place = Unobserved(origin)
    } else {
      viewsByName[key] = View(definition: definition, place: Unobserved(origin))
    }
  }

  private mutating func createRoutine(_ definition: RoutineDefinition, at origin: Origin?) {
    var definition = definition
    let key = home(definition.name)
    definition.name = key
    definition.orReplace = false
    definition.argumentTypes = definition.argumentTypes.map(settled)
    let routine = Routine(definition: definition, place: Unobserved(origin))
    var all = routinesByName[key] ?? []
    if let index = all.firstIndex(where: { $0.definition.argumentTypes == definition.argumentTypes }
    ) {
      all[index] = routine
    } else {
      all.append(routine)
      all.sort { $0.definition.signature < $1.definition.signature }
    }
    routinesByName[key] = all
  }

  private mutating func createTrigger(_ definition: TriggerDefinition, at origin: Origin?) {
    var definition = definition
    let key = find(definition.table)
    definition.table = key
    definition.function = find(definition.function)
    definition.orReplace = false
    let trigger = Trigger(definition: definition, place: Unobserved(origin))
    if tablesByName[key] == nil, viewsByName[key] != nil {
      viewsByName[key]?.triggers.insertSorted(trigger, by: \.name)
    } else {
      ensureTable(key)
      tablesByName[key]?.triggers.insertSorted(trigger, by: \.name)
    }
  }

  private mutating func createPolicy(_ definition: PolicyDefinition, at origin: Origin?) {
    var definition = definition
    let key = find(definition.table)
    definition.table = key
    ensureTable(key)
    tablesByName[key]?.policies.insertSorted(
      RowPolicy(definition: definition, place: Unobserved(origin)), by: \.name)
  }

  /// `ALTER POLICY` cannot change the command or the kind, and leaves out what it does not change.
  private mutating func alterPolicy(_ change: PolicyDefinition, at origin: Origin?) {
    let key = find(change.table)
    guard let index = tablesByName[key]?.policies.firstIndex(where: { $0.name == change.name })
    else { return }
    if change.roles != ["public"] {
      tablesByName[key]?.policies[index].definition.roles = change.roles
    }
    if !change.text.isEmpty { tablesByName[key]?.policies[index].definition.text = change.text }
    tablesByName[key]?.policies[index].place = Unobserved(origin)
  }

  private mutating func createSequence(_ definition: SequenceDefinition, at origin: Origin?) {
    let key = home(definition.name)
    if definition.ifNotExists, sequencesByName[key] != nil { return }
    sequencesByName[key] = NumberSequence(
      name: key, type: definition.type, options: definition.options,
      owner: nil, place: Unobserved(origin))
    if let owner = definition.ownedBy { own(key, by: owner) }
  }

  private mutating func alterSequence(_ change: SequenceDefinition) {
    let key = find(change.name)
    guard sequencesByName[key] != nil else { return }
    if let type = change.type { sequencesByName[key]?.type = type }
    if let owner = change.ownedBy { own(key, by: owner) }
    for option in change.options {
      sequencesByName[key]?.options.removeAll { $0.optionKey == option.optionKey }
      sequencesByName[key]?.options.insertSorted(option)
    }
  }

  private mutating func own(_ sequence: ObjectName, by column: ColumnReference) {
    let owner = ColumnReference(find(column.table), column.column)
    sequencesByName[sequence]?.owner = owner
    links.value.sequences[owner.table, default: []].insert(sequence)
  }

  private mutating func create(
    _ kind: ObjectKind, _ name: ObjectName, _ text: Name, ifNotExists: Bool, at origin: Origin?
  ) {
    let reference = ObjectReference(kind, name)
    if let other = opaqueByName[reference] {
      // Casts, operators and aggregates of one name are told apart by what else is written.
      if !ifNotExists, other.text != text {
        opaqueByName[reference]?.alterations.insertSorted(text)
      }
      return
    }
    opaqueByName[reference] = OpaqueObject(
      kind: kind, name: reference.name, text: text, place: Unobserved(origin))
  }
}

extension RoutineDefinition {
  /// The types of the arguments as one name, for order.
  var signature: Name {
    argumentTypes.reduce("") { $0 + $1.schema + "." + $1.name + "," }
  }
}

extension Name {
  /// What stands before `=`.
  var optionKey: ArraySlice<UInt8> { bytes.prefix { $0 != UInt8(ascii: "=") } }

  /// The first schema of a search path that holds objects of users; empty for `public`.
  var firstSchema: Name {
    for part in bytes.split(separator: UInt8(ascii: ",")) {
      let name = Name(part.filter { !" '\"\t".utf8.contains($0) })
      if name == "public" { return "" }
      if !name.isEmpty, name != "$user", name != "pg_catalog", name != "pg_temp" { return name }
    }
    return ""
  }
}

extension Array {
  /// Puts an element in order, in place of one with the same key.
  mutating func insertSorted<Key: Comparable>(_ element: Element, by key: (Element) -> Key) {
    let wanted = key(element)
    let index = firstIndex { key($0) >= wanted } ?? count
    if index < count, key(self[index]) == wanted {
      self[index] = element
    } else {
      insert(element, at: index)
    }
  }
}

extension Array where Element: Comparable {
  /// Puts an element in order, unless it is there.
  mutating func insertSorted(_ element: Element) { insertSorted(element) { $0 } }
}
