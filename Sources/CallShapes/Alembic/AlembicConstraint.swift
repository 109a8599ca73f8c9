internal import PostgresSchema
internal import SourceModel

extension AlembicOperation {
  /// Reads `create_…_constraint`, `create_primary_key` and `create_foreign_key`.
  mutating func createConstraint(_ method: Name) -> Bool {
    let isForeignKey = method == "create_foreign_key"
    let table =
      isForeignKey
      ? table("source_table", 1, schema: "source_schema") : table("table_name", 1)
    guard let table, let kind = constraintKind(method, table) else { return notLiteral() }
    let named = arguments.value("constraint_name", 0)
    let name = objectName(named)
    if name == nil, named?.isNone != true { doubt = Doubt.notLiteral }
    let constraint = ConstraintDefinition(
      name: name, kind,
      isNotValid: arguments.value("postgresql_not_valid")?.boolean == true,
      isDeferrable: arguments.value("deferrable")?.boolean == true)
    return one(.alterTable(table, .addConstraint(constraint)))
  }

  private func constraintKind(_ method: Name, _ table: ObjectName) -> ConstraintDefinition.Kind? {
    let columns = arguments.value("columns", position(2))?.texts
    switch method {
    case "create_unique_constraint":
      let isNotDistinct = arguments.value("postgresql_nulls_not_distinct")?.boolean == true
      return columns.map {
        .unique(columns: $0, usingIndex: nil, nullsNotDistinct: isNotDistinct)
      }
    case "create_primary_key":
      return columns.map { .primaryKey(columns: $0, usingIndex: nil) }
    case "create_check_constraint":
      return arguments.value("condition", position(2)).flatMap(AlchemySQL.text).map {
        .check(SQLFragment($0).expression)
      }
    case "create_exclude_constraint": return .exclusion(text: "")
    default:
      guard let target = arguments.value("referent_table", position(2))?.text,
        let local = arguments.value("local_cols", position(3))?.texts,
        let remote = arguments.value("remote_cols", position(4))?.texts
      else { return nil }
      return .foreignKey(
        columns: local,
        references: ObjectName(schema: arguments.value("referent_schema")?.text ?? "", target),
        referencedColumns: remote,
        onDelete: AlchemySQL.referentialAction(arguments.value("ondelete")),
        onUpdate: AlchemySQL.referentialAction(arguments.value("onupdate")))
    }
  }

  /// Reads `drop_constraint`; PostgreSQL cannot drop what has no name.
  mutating func dropConstraint() -> Bool {
    guard let table = table("table_name", 1),
      let name = objectName(arguments.value("constraint_name", 0))
    else { return notLiteral() }
    let ifExists = arguments.value("if_exists")?.boolean == true
    return one(.alterTable(table, .dropConstraint(name, isCascade: false, ifExists: ifExists)))
  }
}

/// A table of SQLAlchemy as `create_table` makes it.
struct AlchemyTable {
  var definition: TableDefinition
  /// What of it is not literal.
  private(set) var doubt: String?
  private var columns: [AlchemyColumn] = []
  private var indexes: [IndexDefinition] = []

  init(_ name: ObjectName) { definition = TableDefinition(name) }

  /// Takes a column or a constraint.
  mutating func add(_ item: Shape) {
    switch item.lastName {
    case "Column", "column":
      guard let column = AlchemyColumn(item) else {
        doubt = Doubt.notLiteral
        return
      }
      doubt = doubt ?? column.doubt
      columns.append(column)
    case "MetaData": break
    case "Index": addIndex(item)
    default:
      guard let constraint = Self.constraint(item) else {
        doubt = Doubt.notLiteral
        return
      }
      definition.constraints.append(constraint)
    }
  }

  private mutating func addIndex(_ item: Shape) {
    let positional = item.arguments.positional
    let names = positional.dropFirst().compactMap(\.text)
    var index = IndexDefinition(name: positional.first?.text, on: definition.name)
    index.columns = names
    index.hasExpressions = names.count + 1 < positional.count
    index.text = IndexDefinition.text(of: names)
    index.isUnique = item.arguments.value("unique")?.boolean == true
    index.isPartial = item.arguments.value("postgresql_where") != nil
    indexes.append(index)
  }

  /// Reads a constraint that stands beside the columns.
  private static func constraint(_ item: Shape) -> ConstraintDefinition? {
    let arguments = item.arguments
    let positional = arguments.positional
    let texts = positional.compactMap(\.text)
    let kind: ConstraintDefinition.Kind
    switch item.lastName {
    case "PrimaryKeyConstraint":
      guard texts.count == positional.count else { return nil }
      kind = .primaryKey(columns: texts, usingIndex: nil)
    case "UniqueConstraint":
      guard texts.count == positional.count else { return nil }
      kind = .unique(
        columns: texts, usingIndex: nil,
        nullsNotDistinct: arguments.value("postgresql_nulls_not_distinct")?.boolean == true)
    case "CheckConstraint":
      guard let sql = arguments.value("sqltext", 0).flatMap(AlchemySQL.text) else { return nil }
      kind = .check(SQLFragment(sql).expression)
    case "ForeignKeyConstraint":
      guard let local = arguments.value("columns", 0)?.texts,
        let remote = arguments.value("refcolumns", 1)?.texts
      else { return nil }
      let targets = remote.compactMap(AlchemySQL.reference)
      guard let first = targets.first, targets.count == remote.count else { return nil }
      kind = .foreignKey(
        columns: local, references: first.table, referencedColumns: targets.map(\.column),
        onDelete: AlchemySQL.referentialAction(arguments.value("ondelete")),
        onUpdate: AlchemySQL.referentialAction(arguments.value("onupdate")))
    case "ExcludeConstraint": kind = .exclusion(text: "")
    default: return nil
    }
    let name = arguments.value("name")
    let text = name?.text ?? (name?.lastName == "f" ? name?.arguments.first?.value.text : nil)
    return ConstraintDefinition(
      name: text, kind, isNotValid: arguments.value("postgresql_not_valid")?.boolean == true,
      isDeferrable: arguments.value("deferrable")?.boolean == true)
  }

  /// What PostgreSQL is told: the types of enumerations, the table, its indexes.
  func operations(at range: SourceRange) -> [Operation] {
    var actions: [Action] = []
    var types: Set<Action> = []
    for type in columns.compactMap(\.type) where type.isCreatedWithTable {
      guard let name = type.name, let labels = type.enumLabels else { continue }
      let action = Action.createEnum(name.objectName, labels: labels)
      if types.insert(action).inserted { actions.append(action) }
    }
    actions.append(.createTable(completed))
    actions += columns.compactMap { $0.indexDefinition(on: definition.name) }.map {
      .createIndex($0)
    }
    actions += indexes.map { .createIndex($0) }
    return actions.map { Operation($0, at: range) }
  }

  /// The table with what SQLAlchemy draws from its columns.
  private var completed: TableDefinition {
    var table = definition
    let marked = columns.filter(\.isPrimaryKey).map(\.definition.name)
    var key = marked
    for constraint in table.constraints {
      if case .primaryKey(let columns, _) = constraint.kind { key = columns }
    }
    if key == marked, !key.isEmpty,
      !table.constraints.contains(where: {
        if case .primaryKey = $0.kind { true } else { false }
      })
    {
      table.constraints.insert(
        ConstraintDefinition(.primaryKey(columns: key, usingIndex: nil)), at: 0)
    }
    let elsewhere = Set(
      table.constraints.flatMap { constraint -> [Name] in
        if case .foreignKey(let columns, _, _, _, _) = constraint.kind { columns } else { [] }
      })
    let keys = Set(key)
    for column in columns {
      var definition = column.definition
      if keys.contains(definition.name) { definition.isNotNull = true }
      if key == [definition.name], column.canCount, !elsewhere.contains(definition.name),
        let serial = column.type?.serial
      {
        definition.type = serial
      }
      definition.constraints = column.references
      if column.isUnique {
        definition.constraints.append(
          ConstraintDefinition(
            .unique(columns: [definition.name], usingIndex: nil, nullsNotDistinct: false)))
      }
      table.columns.append(definition)
    }
    return table
  }
}
