internal import PostgresSchema
internal import SourceModel

/// A column of SQLAlchemy, `sa.Column('name', Type, …)`.
struct AlchemyColumn {
  /// The column; what SQLAlchemy makes beside it stands in the other properties.
  var definition: ColumnDefinition
  /// Its type.
  let type: AlchemyType?
  /// Whether it is marked as part of the primary key.
  let isPrimaryKey: Bool
  /// Whether a sequence may fill it: nothing else does, and it is not forbidden.
  let canCount: Bool
  /// `ForeignKey`.
  let references: [ConstraintDefinition]
  /// `unique=True` without an index.
  let isUnique: Bool
  /// Whether the index of `index=True` is unique; nil without one.
  let indexIsUnique: Bool?
  /// What of it is not literal.
  let doubt: String?

  /// Reads a call of `Column`; nil if it is none or its name is not literal.
  init?(_ shape: Shape) {
    guard shape.lastName == "Column" || shape.lastName == "column" else { return nil }
    let arguments = shape.arguments
    var positional = arguments.positional[...]
    guard let name = arguments.value("name")?.text ?? positional.first?.text else { return nil }
    if arguments.labelled("name") == nil { positional.removeFirst() }

    var typeShape = arguments.value("type_")
    var references: [ConstraintDefinition] = []
    var generation: ColumnDefinition.Generation?
    var doubt: String?
    for item in positional {
      switch item.lastName {
      case "ForeignKey":
        if let key = Self.foreignKey(item, column: name) {
          references.append(key)
        } else {
          doubt = Doubt.notLiteral
        }
      case "Identity":
        let isAlways = item.arguments.value("always", 2)?.boolean == true
        generation = isAlways ? .identityAlways : .identityByDefault
      case "Computed":
        let sql = item.arguments.value("sqltext", 0).flatMap(AlchemySQL.text)
        let expression = sql.map { SQLFragment($0).expression } ?? SQLFragment.notLiteral
        generation =
          item.arguments.value("persisted", 1)?.boolean == false
          ? .virtual(expression) : .stored(expression)
      case "Sequence", "FetchedValue": break
      default: if typeShape == nil { typeShape = item }
      }
    }
    let isPrimaryKey = arguments.value("primary_key")?.boolean == true
    let defaultValue = arguments.value("server_default").flatMap(AlchemySQL.defaultValue)
    if defaultValue == SQLFragment.notLiteral { doubt = Doubt.notLiteral }
    var isNotNull = isPrimaryKey || generation == .identityAlways
    if generation == .identityByDefault { isNotNull = true }
    if let nullable = arguments.value("nullable") {
      if nullable.boolean == nil { doubt = Doubt.notLiteral }
      isNotNull = isNotNull || nullable.boolean == false
    }
    if arguments.labelled("**") != nil { doubt = Doubt.notLiteral }

    type = typeShape.map(AlchemyType.init)
    definition = ColumnDefinition(
      name, type: type?.name, isNotNull: isNotNull, defaultValue: defaultValue,
      generation: generation)
    self.isPrimaryKey = isPrimaryKey
    self.references = references
    self.doubt = doubt
    canCount =
      arguments.value("autoincrement")?.boolean != false && references.isEmpty
      && defaultValue == nil && generation == nil
    let unique = arguments.value("unique")?.boolean == true
    let indexed = arguments.value("index")?.boolean == true
    isUnique = unique && !indexed
    indexIsUnique = indexed ? unique : nil
  }

  /// Reads `ForeignKey('table.column', …)`.
  private static func foreignKey(_ shape: Shape, column: Name) -> ConstraintDefinition? {
    let arguments = shape.arguments
    guard let target = arguments.value("column", 0)?.text.flatMap(AlchemySQL.reference) else {
      return nil
    }
    return ConstraintDefinition(
      name: arguments.value("name")?.text,
      .foreignKey(
        columns: [column], references: target.table, referencedColumns: [target.column],
        onDelete: AlchemySQL.referentialAction(arguments.value("ondelete")),
        onUpdate: AlchemySQL.referentialAction(arguments.value("onupdate"))),
      isNotValid: arguments.value("postgresql_not_valid")?.boolean == true,
      isDeferrable: arguments.value("deferrable")?.boolean == true)
  }

  /// The index that `index=True` makes.
  func indexDefinition(on table: ObjectName) -> IndexDefinition? {
    guard let indexIsUnique else { return nil }
    var definition = IndexDefinition(
      name: "ix_" + (table.schema.isEmpty ? "" : table.schema + "_") + table.name + "_"
        + self.definition.name, on: table)
    definition.columns = [self.definition.name]
    definition.text = "( " + self.definition.name + " )"
    definition.isUnique = indexIsUnique
    return definition
  }
}

/// Pieces of SQL as SQLAlchemy writes them.
enum AlchemySQL {
  /// The SQL of a text, or of `text('…')`.
  static func text(_ shape: Shape) -> Name? {
    if let text = shape.text { return text }
    guard shape.lastName == "text" || shape.lastName == "literal_column" || shape.lastName == "DDL",
      case .call = shape.kind
    else { return nil }
    return shape.arguments.value("text", 0)?.text
  }

  /// The value of `server_default=`: a text is a constant of SQL, `text('…')` is SQL; nil for
  /// `None`.
  static func defaultValue(_ shape: Shape) -> Expression? {
    if shape.isNone { return nil }
    if let text = shape.text { return SQLFragment.constant(text) }
    if let sql = text(shape) { return SQLFragment(sql).expression }
    guard case .call(let callee, let arguments) = shape.kind else { return SQLFragment.notLiteral }
    if arguments.isEmpty, let last = callee.lastName {
      switch last {
      case "true", "True_": return SQLFragment("true").expression
      case "false", "False_": return SQLFragment("false").expression
      case "null": return SQLFragment("null").expression
      default: break
      }
    }
    if case .member(let base, let function) = callee.kind, base.lastName == "func",
      arguments.isEmpty
    {
      let isBare = function.asciiLowercased.hasPrefix("current_")
      return SQLFragment(isBare ? function : function + "()").expression
    }
    return SQLFragment.notLiteral
  }

  /// `table.column` or `schema.table.column`.
  static func reference(_ text: Name) -> (table: ObjectName, column: Name)? {
    let parts = text.bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
      .map { Name($0) }
    switch parts.count {
    case 2: return (ObjectName(parts[0]), parts[1])
    case 3: return (ObjectName(schema: parts[0], parts[1]), parts[2])
    default: return nil
    }
  }

  /// An action in upper case, empty for none and for `NO ACTION`.
  static func referentialAction(_ shape: Shape?) -> Name {
    guard let text = shape?.text?.asciiUppercased, text != "NO ACTION" else { return "" }
    return text
  }
}
