internal import PostgresSchema
internal import SourceModel

/// A column of Ecto, `add :name, type, options`.
struct EctoColumn {
  let name: Name
  /// The type; nil for what is not literal.
  let type: TypeName?
  /// The constraint of `references(…)`.
  let reference: ConstraintDefinition?
  let options: [Shape.Argument]
  /// What of it is not literal.
  private(set) var doubt: String?

  /// Reads the arguments of `add`, `modify` and `remove`; nil if the name is not literal.
  init?(_ arguments: [Shape.Argument], table: ObjectName) {
    let arguments = arguments.spread
    let positional = arguments.positional
    guard let name = positional.first?.text else { return nil }
    self.name = name
    let options = arguments.filter { $0.label != nil }
    self.options = options
    let spelling = positional.count > 1 ? positional[1] : nil
    if let spelling, spelling.lastName == "references", case .call = spelling.kind {
      (type, reference) = Self.reference(spelling, column: name, table: table)
      doubt = reference == nil ? Doubt.notLiteral : nil
    } else {
      type = spelling.flatMap { EctoType.read($0, options) }
      reference = nil
    }
  }

  /// The default; nil if none is written or if it is `nil`.
  var defaultValue: Expression? {
    options.value("default").flatMap { $0.isNone ? nil : EctoType.expression($0) }
  }

  /// Whether it is part of the primary key.
  var isKey: Bool { options.value("primary_key")?.boolean == true }

  /// The column as PostgreSQL is told.
  var definition: ColumnDefinition {
    let isNotNull = isKey || options.value("null")?.boolean == false
    let generation: ColumnDefinition.Generation? =
      options.value("generated") == nil ? nil : .stored(SQLFragment.notLiteral)
    return ColumnDefinition(
      name, type: type, isNotNull: isNotNull, defaultValue: defaultValue, generation: generation,
      constraints: reference.map { [$0] } ?? [])
  }

  private static func reference(
    _ shape: Shape, column: Name, table: ObjectName
  ) -> (TypeName?, ConstraintDefinition?) {
    let arguments = shape.arguments.spread
    let kind = arguments.value("type")
    var type = kind.map { EctoType.read($0, []) } ?? TypeName("int8")
    if type?.name == "serial8" { type = TypeName("int8") }
    if type?.name == "serial4" { type = TypeName("int4") }
    guard let target = arguments.positional.first?.text else { return (type, nil) }
    let schema = arguments.value("prefix")?.text ?? table.schema
    var columns = [column]
    var referenced = [arguments.value("column")?.text ?? "id"]
    if case .pairs(let pairs)? = arguments.value("with")?.kind {
      columns += pairs.compactMap(\.key.text)
      referenced += pairs.compactMap(\.value.text)
    }
    let name = arguments.value("name")?.text ?? table.name + "_" + column + "_fkey"
    let constraint = ConstraintDefinition(
      name: name,
      .foreignKey(
        columns: columns, references: ObjectName(schema: schema, target),
        referencedColumns: referenced, onDelete: action(arguments.value("on_delete")),
        onUpdate: action(arguments.value("on_update"))),
      isNotValid: arguments.value("validate")?.boolean == false)
    return (type, constraint)
  }

  private static func action(_ shape: Shape?) -> Name {
    switch shape?.text ?? shape?.list?.first?.text {
    case "delete_all", "update_all": "CASCADE"
    case "nilify_all", "nilify": "SET NULL"
    case "default_all", "default": "SET DEFAULT"
    case "restrict": "RESTRICT"
    default: ""
    }
  }
}

/// Types and values as Ecto hands them to PostgreSQL.
enum EctoType {
  /// The type that a spelling stands for; nil for what is not literal.
  static func read(_ shape: Shape, _ options: [Shape.Argument], depth: Int = 0) -> TypeName? {
    if let list = shape.list, list.count == 2, depth < 6 {
      if list[0].text == "map" { return TypeName("jsonb") }
      guard list[0].text == "array",
        let inner = read(list[1], options, depth: depth + 1)
      else { return nil }
      return TypeName(
        schema: inner.schema, inner.name, modifiers: inner.modifiers,
        dimensions: inner.dimensions + 1)
    }
    guard let name = shape.text else { return nil }
    let size = options.value("size")?.integer
    switch name {
    case "string": return TypeName("varchar", modifiers: [size ?? 255])
    case "varchar", "char", "bpchar":
      return TypeName(name == "char" ? "bpchar" : name, modifiers: size.map { [$0] } ?? [])
    case "decimal", "numeric":
      let sizes = [options.value("precision")?.integer, options.value("scale")?.integer]
      return TypeName("numeric", modifiers: Array(sizes.prefix { $0 != nil }.compactMap { $0 }))
    case "utc_datetime", "naive_datetime": return TypeName("timestamp", modifiers: [0])
    case "time": return TypeName("time", modifiers: [0])
    default:
      if let plain = plain[name] { return TypeName(plain) }
      // A type that is written out like `timestamp with time zone` or `varchar(9)`.
      let isName = name.bytes.allSatisfy { $0 != 0x20 && $0 != UInt8(ascii: "(") }
      return isName ? TypeName(name) : nil
    }
  }

  private static let plain: [Name: Name] = [
    "id": "int4", "serial": "serial4", "bigserial": "serial8", "identity": "int8",
    "binary_id": "uuid", "binary": "bytea", "map": "jsonb", "integer": "int4", "bigint": "int8",
    "smallint": "int2", "float": "float8", "real": "float4", "boolean": "bool",
    "utc_datetime_usec": "timestamp", "naive_datetime_usec": "timestamp", "time_usec": "time",
    "duration": "interval", "int": "int4", "timestamp with time zone": "timestamptz",
    "timestamp without time zone": "timestamp", "character varying": "varchar",
    "double precision": "float8", "decimal": "numeric",
  ]

  /// A default, a condition or an expression.
  static func expression(_ shape: Shape) -> Expression {
    switch shape.kind {
    case .text(let text, _): return SQLFragment.constant(text)
    case .symbol(let name): return SQLFragment.constant(name)
    case .number(let digits): return Expression(volatility: .immutable, text: digits)
    case .boolean(let value):
      return Expression(volatility: .immutable, text: value ? "true" : "false")
    case .list, .pairs:
      // A list or a map that is written down is a constant however it is spelled.
      return Expression(volatility: .immutable, text: "'{}'")
    case .call:
      if shape.lastName == "fragment", let sql = shape.arguments.positional.first?.text {
        return SQLFragment(sql).expression
      }
      return SQLFragment.notLiteral
    default: return SQLFragment.notLiteral
    }
  }
}
