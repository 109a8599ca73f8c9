import SourceModel

extension SchemaComparison {
  /// Compares what two tables of one name hold.
  mutating func compare(_ table: Table, _ twin: Table) {
    if table.isComplete, twin.isComplete { compareColumns(table, twin) }
    compareKeys(table, twin)
    compareForeignKeys(table, twin)
    compareChecks(table, twin)
    compareIndexes(table, twin)
    compareMembers(
      .trigger, table.name, twin, table.triggers.map(\.name),
      twin.triggers.map { ($0.name, $0.origin) })
    compareMembers(
      .policy, table.name, twin, table.policies.map(\.name),
      twin.policies.map { ($0.name, $0.origin) })
    if table.isRowSecurityEnabled != twin.isRowSecurityEnabled {
      differ(
        .table, table.name.shown, "row security", onOff(table.isRowSecurityEnabled),
        onOff(twin.isRowSecurityEnabled), at: twin.origin)
    }
  }

  private mutating func differ(
    _ kind: ObjectKind, _ object: Name, _ property: Name, _ expected: Name, _ found: Name,
    at origin: Origin?
  ) {
    tell(
      kind, object, .differs(property: property, expected: expected, found: found), at: origin)
  }

  private func onOff(_ isOn: Bool) -> Name { isOn ? "on" : "off" }

  // MARK: Columns

  private mutating func compareColumns(_ table: Table, _ twin: Table) {
    for column in table.columns {
      let element = table.name.shown + "." + column.name
      if let other = twin.column(column.name) {
        compare(column, other, element)
      } else {
        tell(.column, element, .missing, at: twin.origin)
      }
    }
    for column in twin.columns where table.column(column.name) == nil {
      tell(.column, table.name.shown + "." + column.name, .unexpected, at: column.origin)
    }
  }

  private mutating func compare(_ column: Column, _ other: Column, _ element: Name) {
    if let type = column.type, let found = other.type, !type.maySay(found) {
      differ(.column, element, "type", type.spelled, found.spelled, at: other.origin)
    }
    if column.isNotNull != other.isNotNull {
      let (null, notNull): (Name, Name) = ("NULL", "NOT NULL")
      differ(
        .column, element, "nullability", column.isNotNull ? notNull : null,
        other.isNotNull ? notNull : null, at: other.origin)
    }
    if column.filler != other.filler {
      differ(
        .column, element, "default", column.filler.name, other.filler.name, at: other.origin)
    } else if let value = column.defaultValue?.literal, let found = other.defaultValue?.literal,
      value != found, column.type?.keepsLiterals == true
    {
      differ(.column, element, "default", value, found, at: other.origin)
    }
  }

  // MARK: Constraints

  private mutating func compareKeys(_ table: Table, _ twin: Table) {
    if Set(table.primaryKey) != Set(twin.primaryKey) {
      differ(
        .table, table.name.shown, "primary key", listed(table.primaryKey),
        listed(twin.primaryKey), at: twin.origin)
    }
    // A unique index does what the constraint does.
    let (mine, others) = (table.uniqueKeys, twin.uniqueKeys)
    for (columns, name) in mine.sorted(by: { $0.value < $1.value }) where others[columns] == nil {
      if twin.hasPlainIndex(named: name) { continue }
      tell(
        .constraint, table.name.shown + " UNIQUE " + listed(columns.sorted()), .missing,
        at: twin.origin)
    }
    for (columns, name) in others.sorted(by: { $0.value < $1.value }) where mine[columns] == nil {
      if table.hasPlainIndex(named: name) { continue }
      tell(
        .constraint, table.name.shown + " UNIQUE " + listed(columns.sorted()), .unexpected,
        at: twin.constraint(name)?.origin ?? twin.origin)
    }
  }

  private mutating func compareForeignKeys(_ table: Table, _ twin: Table) {
    let (mine, others) = (table.foreignKeys, twin.foreignKeys)
    for (key, rules) in mine.sorted(by: { $0.key < $1.key }) {
      let element = table.name.shown + " " + listed(key.columns)
      guard let other = others[key] else {
        tell(.constraint, element + " REFERENCES " + key.target.shown, .missing, at: twin.origin)
        continue
      }
      if rules.actions != other.actions {
        differ(
          .constraint, element, "foreign key actions", rules.actions, other.actions,
          at: other.origin)
      }
    }
    for (key, rules) in others.sorted(by: { $0.key < $1.key }) where mine[key] == nil {
      tell(
        .constraint,
        table.name.shown + " " + listed(key.columns) + " REFERENCES " + key.target.shown,
        .unexpected, at: rules.origin)
    }
  }

  /// Checks are the same if their names are, or else if they read the same columns.
  private mutating func compareChecks(_ table: Table, _ twin: Table) {
    func checks(_ table: Table, besides other: Table) -> [Constraint] {
      table.constraints.filter { constraint in
        if case .check = constraint.kind { return other.constraint(constraint.name) == nil }
        return false
      }
    }
    let mine = checks(table, besides: twin)
    let others = checks(twin, besides: table)
    for check in mine where !others.contains(where: { $0.columns == check.columns }) {
      tell(.constraint, table.name.shown + "." + check.name, .missing, at: twin.origin)
    }
    for check in others where !mine.contains(where: { $0.columns == check.columns }) {
      tell(.constraint, table.name.shown + "." + check.name, .unexpected, at: check.origin)
    }
  }

  // MARK: Indexes

  /// Indexes are the same if their names are, or else if they cover the same columns.
  private mutating func compareIndexes(_ table: Table, _ twin: Table) {
    // One with a name that is only guessed may have been dropped by its true name.
    let mine = table.indexes.filter { !$0.isOfConstraint && !twin.hasIndex(named: $0.name) }
    let others = twin.indexes.filter { !$0.isOfConstraint && !table.hasIndex(named: $0.name) }
    for index in mine where !index.definition.isPlainKey && !index.nameIsGuessed.value {
      if others.contains(where: { $0.definition.covers(like: index.definition) }) { continue }
      tell(.index, index.objectName.shown, .missing, at: twin.origin)
    }
    for index in others where !index.definition.isPlainKey && !index.nameIsGuessed.value {
      if mine.contains(where: { $0.definition.covers(like: index.definition) }) { continue }
      tell(.index, index.objectName.shown, .unexpected, at: index.origin)
    }
    for index in table.indexes where !index.isOfConstraint {
      guard let other = twin.indexes.first(where: { $0.name == index.name }),
        !other.isOfConstraint
      else { continue }
      let (expected, found) = (index.definition, other.definition)
      if expected.isUnique != found.isUnique {
        differ(
          .index, index.objectName.shown, "uniqueness", expected.isUnique ? "on" : "off",
          found.isUnique ? "on" : "off", at: other.origin)
      } else if expected.columns != found.columns, !expected.hasExpressions, !found.hasExpressions {
        differ(
          .index, index.objectName.shown, "columns", listed(expected.columns),
          listed(found.columns), at: other.origin)
      } else if expected.isPartial != found.isPartial {
        differ(
          .index, index.objectName.shown, "condition", onOff(expected.isPartial),
          onOff(found.isPartial), at: other.origin)
      }
    }
  }

  /// Compares things of a table by their names.
  private mutating func compareMembers(
    _ kind: ObjectKind, _ table: ObjectName, _ twin: Table, _ names: [Name],
    _ others: [(name: Name, origin: Origin?)]
  ) {
    for name in names where !others.contains(where: { $0.name == name }) {
      tell(kind, table.shown + "." + name, .missing, at: twin.origin)
    }
    for (name, origin) in others where !names.contains(name) {
      tell(kind, table.shown + "." + name, .unexpected, at: origin)
    }
  }

  private func listed(_ columns: [Name]) -> Name {
    Name("(\(columns.map(\.text).joined(separator: ", ")))")
  }
}

/// By what foreign keys of one table are told apart.
private struct ForeignKey: Hashable, Comparable {
  let columns: [Name]
  let target: ObjectName

  static func < (a: ForeignKey, b: ForeignKey) -> Bool {
    a.columns == b.columns
      ? a.target < b.target : a.columns.lexicographicallyPrecedes(b.columns)
  }
}

extension Table {
  fileprivate func hasIndex(named name: Name) -> Bool { indexes.contains { $0.name == name } }

  fileprivate func hasPlainIndex(named name: Name) -> Bool {
    indexes.contains { $0.name == name && !$0.isOfConstraint }
  }

  /// The sets of columns that may not repeat, with the name of what sees to it.
  fileprivate var uniqueKeys: [Set<Name>: Name] {
    var keys: [Set<Name>: Name] = [:]
    for constraint in constraints {
      if case .unique(let columns, _, _) = constraint.kind { keys[Set(columns)] = constraint.name }
    }
    for index in indexes
    where index.definition.isPlainKey && !index.isOfConstraint {
      keys[Set(index.definition.columns)] = index.name
    }
    // PostgreSQL makes one index of a primary key that is said to be unique, too.
    keys[Set(primaryKey)] = nil
    return keys
  }

  fileprivate var foreignKeys: [ForeignKey: (actions: Name, origin: Origin?)] {
    var keys: [ForeignKey: (actions: Name, origin: Origin?)] = [:]
    for constraint in constraints {
      guard
        case .foreignKey(let columns, let target, _, let onDelete, let onUpdate) =
          constraint.kind
      else { continue }
      let actions = [("DELETE", onDelete), ("UPDATE", onUpdate)].compactMap { event, action in
        action.isEmpty || action == "NO ACTION" ? nil : "ON \(event) \(action.text)"
      }
      keys[ForeignKey(columns: columns, target: target.key)] = (
        Name(actions.isEmpty ? "NO ACTION" : actions.joined(separator: " ")), constraint.origin
      )
    }
    return keys
  }
}

extension IndexDefinition {
  /// Whether it does what a `UNIQUE` constraint does.
  fileprivate var isPlainKey: Bool { isUnique && !hasExpressions && !isPartial }

  fileprivate func covers(like other: IndexDefinition) -> Bool {
    columns == other.columns && isUnique == other.isUnique && isPartial == other.isPartial
      && hasExpressions == other.hasExpressions
  }
}
