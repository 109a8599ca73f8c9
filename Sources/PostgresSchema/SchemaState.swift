package import SourceModel

/// What a database holds after statements ran.
///
/// Folding is total: what cannot be, such as the drop of an object that is not there, changes
/// nothing. A copy costs nothing until it is changed.
package struct SchemaState: Hashable, Sendable {
  var tablesByName: [ObjectName: Table] = [:]
  var viewsByName: [ObjectName: View] = [:]
  var enumsByName: [ObjectName: EnumType] = [:]
  var compositesByName: [ObjectName: CompositeType] = [:]
  var domainsByName: [ObjectName: Domain] = [:]
  var routinesByName: [ObjectName: [Routine]] = [:]
  var sequencesByName: [ObjectName: NumberSequence] = [:]
  var opaqueByName: [ObjectReference: OpaqueObject] = [:]
  var privilegesByKey: [PrivilegeKey: Privileges] = [:]
  var ownersByName: [ObjectReference: Name] = [:]
  /// The tables and materialized views by the names of their indexes.
  var indexHomes: [ObjectName: ObjectName] = [:]
  var links = Unobserved(Links())
  var session = Unobserved(Session())

  /// Where to look for what refers to a table; what is named here may no longer do so.
  struct Links: Sendable {
    /// Partitions and heirs by the tables above them.
    var heirs: [ObjectName: Set<ObjectName>] = [:]
    /// Tables with foreign keys by the tables that they refer to.
    var referrers: [ObjectName: Set<ObjectName>] = [:]
    /// Sequences by the tables whose columns own them.
    var sequences: [ObjectName: Set<ObjectName>] = [:]
    /// The schemas with tables whose names templates make.
    var templates: Set<Name> = []
  }

  /// What holds until the end of a script.
  struct Session: Sendable {
    var file: Int32 = 0
    /// The first schema of the search path; empty if it is `public` or not set.
    var schema: Name = ""
  }

  /// A database without objects.
  package init() {}
}

// MARK: - One object

extension SchemaState {
  /// The table of a name.
  package func table(_ name: ObjectName) -> Table? { tablesByName[find(name)] }

  /// The view of a name, plain or materialized.
  package func view(_ name: ObjectName) -> View? { viewsByName[find(name)] }

  /// The index of a name.
  package func index(_ name: ObjectName) -> TableIndex? {
    let key = find(name)
    guard let home = indexHomes[key] else { return nil }
    let indexes = tablesByName[home]?.indexes ?? viewsByName[home]?.indexes ?? []
    return indexes.first { $0.name == key.name }
  }

  /// The enumerated type of a name.
  package func enumType(_ name: ObjectName) -> EnumType? { enumsByName[find(name)] }

  /// The composite type of a name.
  package func composite(_ name: ObjectName) -> CompositeType? { compositesByName[find(name)] }

  /// The domain of a name.
  package func domain(_ name: ObjectName) -> Domain? { domainsByName[find(name)] }

  /// The functions and procedures of a name, sorted by their arguments.
  package func routines(named name: ObjectName) -> [Routine] { routinesByName[find(name)] ?? [] }

  /// The sequence of a name.
  package func sequence(_ name: ObjectName) -> NumberSequence? { sequencesByName[find(name)] }

  /// The trigger of a table or view.
  package func trigger(_ name: Name, on table: ObjectName) -> Trigger? {
    let key = find(table)
    let triggers = tablesByName[key]?.triggers ?? viewsByName[key]?.triggers ?? []
    return triggers.first { $0.name == name }
  }

  /// The policy of a table.
  package func policy(_ name: Name, on table: ObjectName) -> RowPolicy? {
    tablesByName[find(table)]?.policies.first { $0.name == name }
  }

  /// An object whose insides are not looked into.
  package func object(_ kind: ObjectKind, _ name: ObjectName) -> OpaqueObject? {
    opaqueByName[ObjectReference(kind, name)]
  }

  /// The owner of an object, if one was named.
  package func owner(of kind: ObjectKind, _ name: ObjectName) -> Name? {
    ownersByName[ObjectReference(kind.forRights, find(name))]
  }
}

// MARK: - All objects

extension SchemaState {
  /// The tables, sorted by name.
  package var tables: [Table] { sorted(tablesByName) }

  /// Whether there is any table.
  package var hasTables: Bool { !tablesByName.isEmpty }

  /// Whether any table has a column of a name.
  package func hasColumn(_ name: Name) -> Bool {
    tablesByName.values.contains { table in table.columns.contains { $0.name == name } }
  }

  /// The views, sorted by name.
  package var views: [View] { sorted(viewsByName) }

  /// The enumerated types, sorted by name.
  package var enumTypes: [EnumType] { sorted(enumsByName) }

  /// The composite types, sorted by name.
  package var composites: [CompositeType] { sorted(compositesByName) }

  /// The domains, sorted by name.
  package var domains: [Domain] { sorted(domainsByName) }

  /// The functions and procedures, sorted by name and arguments.
  package var routines: [Routine] { sorted(routinesByName).flatMap { $0 } }

  /// The sequences, sorted by name.
  package var sequences: [NumberSequence] { sorted(sequencesByName) }

  /// The objects whose insides are not looked into, sorted by kind and name.
  package var objects: [OpaqueObject] { sorted(opaqueByName) }

  /// Whose rights to what, sorted.
  package var privileges: [(key: PrivilegeKey, rights: Privileges)] {
    privilegesByKey.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// The owners that were named, sorted by object.
  package var owners: [(object: ObjectReference, owner: Name)] {
    ownersByName.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// The indexes of tables and materialized views, sorted by name.
  package var indexes: [TableIndex] {
    let all = tablesByName.values.flatMap(\.indexes) + viewsByName.values.flatMap(\.indexes)
    return all.sorted { $0.objectName < $1.objectName }
  }

  /// The partitions and heirs of a table, sorted by name.
  package func heirs(of table: ObjectName) -> [ObjectName] {
    heirsInPlace(of: find(table))
  }

  /// The tables with a foreign key that refers to a table, sorted by name.
  package func tables(referringTo table: ObjectName) -> [ObjectName] {
    let key = find(table)
    return (links.value.referrers[key] ?? []).filter { other in
      tablesByName[other]?.constraints.contains { $0.target == key } == true
    }.sorted()
  }

  /// The views that read a table or view themselves, sorted by name.
  package func views(reading name: ObjectName) -> [ObjectName] {
    let key = find(name)
    return viewsByName.values.filter { $0.definition.reads.contains(key) }.map(\.name).sorted()
  }

  private func sorted<Key: Comparable, Value>(_ objects: [Key: Value]) -> [Value] {
    objects.sorted { $0.key < $1.key }.map(\.value)
  }
}

// MARK: - Names

extension SchemaState {
  /// Where a new object of a name goes.
  func home(_ name: ObjectName) -> ObjectName {
    guard name.schema.isEmpty, !session.value.schema.isEmpty else { return name.key }
    return ObjectName(schema: session.value.schema, name.name)
  }

  /// The name of an existing object: where the search path finds it first.
  func find(_ name: ObjectName) -> ObjectName {
    guard name.schema.isEmpty, !session.value.schema.isEmpty else { return likely(name.key) }
    let first = ObjectName(schema: session.value.schema, name.name)
    return holds(first) ? first : name
  }

  /// The name of an existing object, where a template makes the schema of one: it may be any.
  private func likely(_ key: ObjectName) -> ObjectName {
    let templates = links.value.templates
    guard key.hasTemplateSchema || !templates.isEmpty, !holds(key) else { return key }
    let schemas = key.hasTemplateSchema ? [""] : templates.sorted()
    let others = schemas.map { ObjectName(schema: $0, key.name) }
    return others.first(where: holds) ?? key
  }

  private func holds(_ key: ObjectName) -> Bool {
    tablesByName[key] != nil || viewsByName[key] != nil || indexHomes[key] != nil
      || sequencesByName[key] != nil || isType(key) || routinesByName[key] != nil
  }

  func isType(_ key: ObjectName) -> Bool {
    enumsByName[key] != nil || domainsByName[key] != nil || compositesByName[key] != nil
  }

  /// A type with its schema left out where that says nothing.
  func settled(_ type: TypeName) -> TypeName {
    if type.schema.isEmpty, session.value.schema.isEmpty { return type }
    if type.schema == "pg_catalog" { return type.inSchema("") }
    let key = find(type.objectName)
    return key.schema == type.schema ? type : type.inSchema(key.schema)
  }

  /// The partitions and heirs of a table, sorted by name.
  func heirsInPlace(of key: ObjectName) -> [ObjectName] {
    (links.value.heirs[key] ?? []).filter { heir in
      guard let table = tablesByName[heir] else { return false }
      return table.partitionOf == key || table.inherits.contains(key)
    }.sorted()
  }
}

extension TypeName {
  func inSchema(_ schema: Name) -> TypeName {
    named(ObjectName(schema: schema, name))
  }

  func named(_ other: ObjectName) -> TypeName {
    TypeName(
      schema: other.schema, other.name, modifiers: modifiers, intervalFields: intervalFields,
      dimensions: dimensions)
  }
}

extension ObjectKind {
  /// The kind under which rights and owners are kept: views count as tables.
  var forRights: ObjectKind {
    switch self {
    case .view, .materializedView, .foreignTable: .table
    case .procedure, .aggregate: .function
    case .domain: .type
    default: self
    }
  }
}
