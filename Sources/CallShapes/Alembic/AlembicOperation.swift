internal import PostgresSchema
internal import SourceModel

/// A call of Alembic's `op`, or of what `batch_alter_table` gives.
///
/// [Operation reference](https://alembic.sqlalchemy.org/en/latest/ops.html).
struct AlembicOperation {
  let arguments: [Shape.Argument]
  let range: SourceRange
  /// The table of the batch, which then stands in no argument.
  let batch: ObjectName?
  /// What the call does.
  var operations: [Operation] = []
  /// What of it is not literal.
  var doubt: String?

  init(_ arguments: [Shape.Argument], range: SourceRange, batch: ObjectName?) {
    self.arguments = arguments
    self.range = range
    self.batch = batch
  }

  /// Methods that run SQL.
  static let runsSQL: Set<Name> = ["execute", "exec_driver_sql"]

  /// Whether a method does nothing to the database.
  static func isHarmless(_ method: Name) -> Bool {
    ["get_bind", "get_context", "f", "implementation_for"].contains(method)
  }

  /// Reads a method; false if it is not known or if what names its object is not literal.
  mutating func read(_ method: Name) -> Bool {
    if arguments.labelled("**") != nil { doubt = Doubt.notLiteral }
    switch method {
    case "create_table": return createTable()
    case "drop_table": return dropTable()
    case "rename_table": return renameTable()
    case "add_column": return addColumn()
    case "drop_column": return dropColumn()
    case "alter_column": return alterColumn()
    case "create_index": return createIndex()
    case "drop_index": return dropIndex()
    case "create_unique_constraint", "create_primary_key", "create_check_constraint",
      "create_foreign_key", "create_exclude_constraint":
      return createConstraint(method)
    case "drop_constraint": return dropConstraint()
    case "create_table_comment", "drop_table_comment":
      guard let table = table("table_name", 0) else { return notLiteral() }
      return one(.comment(.table, table))
    case "bulk_insert": return bulkInsert()
    default: return false
    }
  }

  // MARK: Arguments

  /// Notes why the call cannot be read.
  mutating func notLiteral() -> Bool {
    doubt = Doubt.notLiteral
    return false
  }

  /// Adds an action whose place is the whole call.
  mutating func one(_ action: Action) -> Bool {
    operations.append(Operation(action, at: range))
    return true
  }

  /// The position of an argument that stands behind the table, or behind a name and the table.
  func position(_ index: Int) -> Int { batch == nil ? index : index - 1 }

  /// The table of the call or of the batch.
  func table(_ label: Name, _ index: Int, schema: Name = "schema") -> ObjectName? {
    if let batch { return batch }
    guard let table = arguments.value(label, index)?.text else { return nil }
    return ObjectName(schema: arguments.value(schema)?.text ?? "", table)
  }

  /// The name of a constraint or an index: a text, or a text in `op.f(…)`.
  func objectName(_ shape: Shape?) -> Name? {
    guard let shape else { return nil }
    if let text = shape.text { return text }
    return shape.lastName == "f" ? shape.arguments.value("name", 0)?.text : nil
  }

  private func isTrue(_ label: Name) -> Bool { arguments.value(label)?.boolean == true }

  // MARK: Tables

  private mutating func createTable() -> Bool {
    guard let name = arguments.value("table_name", 0)?.text else { return notLiteral() }
    let schema = arguments.value("schema")?.text ?? ""
    var table = AlchemyTable(ObjectName(schema: schema, name))
    for item in arguments.positional.dropFirst() { table.add(item) }
    table.definition.ifNotExists = isTrue("if_not_exists")
    if arguments.value("prefixes")?.texts?.contains("UNLOGGED") == true {
      table.definition.persistence = .unlogged
    }
    if arguments.value("prefixes")?.texts?.contains("TEMPORARY") == true {
      table.definition.persistence = .temporary
    }
    table.definition.isPartitioned = arguments.value("postgresql_partition_by") != nil
    doubt = doubt ?? table.doubt
    operations += table.operations(at: range)
    return true
  }

  private mutating func dropTable() -> Bool {
    guard let table = table("table_name", 0) else { return notLiteral() }
    var drop = Drop(.table, table)
    drop.ifExists = isTrue("if_exists")
    return one(.drop(drop))
  }

  private mutating func renameTable() -> Bool {
    guard let table = table("old_table_name", 0),
      let new = arguments.value("new_table_name", 1)?.text
    else { return notLiteral() }
    return one(.rename(.table, table, to: new))
  }

  // MARK: Columns

  private mutating func addColumn() -> Bool {
    guard let table = table("table_name", 0),
      let column = arguments.value("column", position(1)).flatMap(AlchemyColumn.init)
    else { return notLiteral() }
    doubt = doubt ?? column.doubt
    let action = TableAction.addColumn(column.definition, ifNotExists: isTrue("if_not_exists"))
    var constraints = column.references
    if column.isUnique {
      constraints.append(
        ConstraintDefinition(
          .unique(columns: [column.definition.name], usingIndex: nil, nullsNotDistinct: false)))
    }
    _ = one(.alterTable(table, action))
    for constraint in constraints { _ = one(.alterTable(table, .addConstraint(constraint))) }
    if let index = column.indexDefinition(on: table) { _ = one(.createIndex(index)) }
    return true
  }

  private mutating func dropColumn() -> Bool {
    guard let table = table("table_name", 0),
      let column = arguments.value("column_name", position(1))?.text
    else { return notLiteral() }
    return one(
      .alterTable(table, .dropColumn(column, isCascade: false, ifExists: isTrue("if_exists"))))
  }

  /// The order is that in which Alembic sends the statements.
  private mutating func alterColumn() -> Bool {
    guard let table = table("table_name", 0),
      let column = arguments.value("column_name", position(1))?.text
    else { return notLiteral() }
    func alter(_ label: Name, _ action: (Shape) -> TableAction?) -> Operation? {
      guard let argument = arguments.labelled(label),
        !argument.value.isNone || label == "server_default",
        let action = action(argument.value)
      else { return nil }
      return Operation(.alterTable(table, action), at: argument.range)
    }
    let using = arguments.value("postgresql_using")?.text.map { SQLFragment($0).expression }
    if let type = arguments.value("type_") {
      if let name = AlchemyType(type).name {
        operations += [
          alter("type_") { _ in .setType(column, name, collation: nil, using: using) }
        ].compactMap { $0 }
      } else if !type.isNone {
        doubt = "the type is not known"
      }
    }
    let isNullable = arguments.value("nullable")
    if let isNullable, isNullable.boolean == nil, !isNullable.isNone { doubt = Doubt.notLiteral }
    let existing = arguments.value("existing_nullable")?.boolean
    let changes = [
      alter("nullable") { value in
        guard let isNullable = value.boolean, isNullable != existing else { return nil }
        return isNullable ? .dropNotNull(column) : .setNotNull(column)
      },
      alter("server_default") { value in
        if value.boolean == false { return nil }
        if value.isNone { return .dropDefault(column) }
        if value.lastName == "Identity" {
          return .addIdentity(column, always: value.arguments.value("always")?.boolean == true)
        }
        return AlchemySQL.defaultValue(value).map { .setDefault(column, $0) }
      },
      alter("new_column_name") { $0.text.map { .renameColumn(column, to: $0) } },
    ]
    operations += changes.compactMap { $0 }
    let hasForeignDefault = operations.contains {
      if case .alterTable(_, .setDefault(_, SQLFragment.notLiteral)) = $0.action {
        true
      } else {
        false
      }
    }
    if hasForeignDefault { doubt = doubt ?? Doubt.notLiteral }
    return !operations.isEmpty || doubt == nil
  }

  // MARK: Indexes

  private mutating func createIndex() -> Bool {
    guard let table = table("table_name", 1),
      let columns = arguments.value("columns", position(2))?.list
    else { return notLiteral() }
    var index = IndexDefinition(name: objectName(arguments.value("index_name", 0)), on: table)
    var parts: [Name] = []
    for column in columns {
      if let name = column.text {
        index.columns.append(name)
        parts.append(name)
      } else if let sql = AlchemySQL.text(column) {
        index.hasExpressions = true
        parts.append(SQLFragment(sql).text)
      } else {
        index.hasExpressions = true
        doubt = Doubt.notLiteral
      }
    }
    index.text = IndexDefinition.text(of: parts)
    if let predicate = arguments.value("postgresql_where"), !predicate.isNone {
      index.isPartial = true
      if let sql = AlchemySQL.text(predicate) {
        index.text = index.text + " where " + SQLFragment(sql).text
      } else {
        doubt = Doubt.notLiteral
      }
    }
    index.isUnique = arguments.value("unique", position(4))?.boolean == true
    index.isConcurrent = isTrue("postgresql_concurrently")
    index.ifNotExists = isTrue("if_not_exists")
    index.nullsNotDistinct = isTrue("postgresql_nulls_not_distinct")
    index.method = arguments.value("postgresql_using")?.text ?? "btree"
    return one(.createIndex(index))
  }

  private mutating func dropIndex() -> Bool {
    guard let name = objectName(arguments.value("index_name", 0)) else { return notLiteral() }
    let schema = batch?.schema ?? arguments.value("schema")?.text ?? ""
    var drop = Drop(.index, ObjectName(schema: schema, name))
    drop.isConcurrent = isTrue("postgresql_concurrently")
    drop.ifExists = isTrue("if_exists")
    return one(.drop(drop))
  }

  // MARK: Rows

  private mutating func bulkInsert() -> Bool {
    guard let table = arguments.value("table", 0).flatMap(Self.tableName) else {
      return notLiteral()
    }
    var change = RowChange(table)
    if case .pairs(let pairs)? = arguments.value("rows", 1)?.list?.first?.kind {
      change.columns = pairs.compactMap(\.key.text)
    }
    return one(.insert(change))
  }

  /// The table of `table('name', …)`, `Table('name', …)` or what `create_table('name', …)` gave.
  private static func tableName(_ shape: Shape) -> ObjectName? {
    guard let last = shape.lastName, ["table", "Table", "create_table"].contains(last),
      let name = shape.arguments.positional.first?.text
    else { return nil }
    return ObjectName(schema: shape.arguments.value("schema")?.text ?? "", name)
  }
}
