internal import PostgresSchema
internal import SourceModel

/// A column type of SQLAlchemy.
///
/// What PostgreSQL makes of it is told by the
/// [type reference](https://docs.sqlalchemy.org/en/20/core/type_basics.html).
struct AlchemyType {
  /// The type in PostgreSQL; nil for types of the project and of other databases.
  let name: TypeName?
  /// The labels, of an enumeration that PostgreSQL has as a type.
  let enumLabels: [Name]?
  /// Whether creating a table creates the enumeration.
  let isCreatedWithTable: Bool
  /// Whether it is a plain integer, which as a primary key gets a sequence.
  var serial: TypeName? {
    switch name?.name {
    case "int2": TypeName("serial2")
    case "int4": TypeName("serial4")
    case "int8": TypeName("serial8")
    default: nil
    }
  }

  /// Reads a type, called or only named.
  init(_ shape: Shape) {
    let found = Self.variant(shape)
    var labels: [Name]?
    var isCreated = false
    if let last = found.lastName, last == "Enum" || last == "ENUM" {
      labels = Self.labels(found)
      isCreated = found.arguments.value("create_type")?.boolean != false
    }
    name = Self.typeName(found, 0)
    enumLabels = name == nil || name?.name == "varchar" ? nil : labels
    isCreatedWithTable = isCreated && enumLabels != nil
  }

  /// `T.with_variant(U, 'postgresql')` is `U`, for another database it is `T`.
  private static func variant(_ shape: Shape) -> Shape {
    var shape = shape
    while case .call(let callee, let arguments) = shape.kind,
      case .member(let base, "with_variant") = callee.kind
    {
      let dialects = arguments.positional.dropFirst().compactMap(\.text)
      if dialects.contains("postgresql"), let variant = arguments.positional.first {
        return variant
      }
      shape = base
    }
    return shape
  }

  /// The labels of an enumeration; nil if they are not literal.
  private static func labels(_ shape: Shape) -> [Name]? {
    let positional = shape.arguments.positional
    if positional.count == 1, let list = positional[0].texts { return list }
    let texts = positional.compactMap(\.text)
    return texts.count == positional.count && !texts.isEmpty ? texts : nil
  }

  private static func typeName(_ shape: Shape, _ depth: Int) -> TypeName? {
    guard depth < 8, let last = shape.lastName, shape.path?.contains("mysql") != true,
      calleePath(shape)?.contains("mysql") != true
    else { return nil }
    let arguments = shape.arguments
    switch last {
    case "String", "VARCHAR", "Unicode", "NVARCHAR", "AutoString":
      return sized("varchar", arguments, ["length"])
    case "CHAR", "NCHAR": return sized("bpchar", arguments, ["length"])
    case "Numeric", "NUMERIC", "DECIMAL":
      return sized("numeric", arguments, ["precision", "scale"])
    case "Float", "FLOAT":
      let precision = arguments.value("precision", 0)?.integer
      return TypeName((precision ?? 53) <= 24 ? "float4" : "float8")
    case "DateTime", "TIMESTAMP", "DATETIME", "Time", "TIME":
      let base: Name = last.asciiLowercased == "time" ? "time" : "timestamp"
      let isZoned = arguments.value("timezone", 0)?.boolean == true
      return sized(
        isZoned ? base + "tz" : base, arguments.filter { $0.label != nil }, ["precision"])
    case "Enum", "ENUM": return enumName(arguments)
    case "ARRAY":
      guard let element = arguments.value("item_type", 0),
        let inner = typeName(variant(element), depth + 1)
      else { return nil }
      let dimensions = arguments.value("dimensions")?.integer ?? 1
      return TypeName(
        schema: inner.schema, inner.name, modifiers: inner.modifiers,
        dimensions: max(1, min(dimensions, 6)))
    default: return plain[last].map { TypeName($0) }
    }
  }

  private static func calleePath(_ shape: Shape) -> [Name]? {
    guard case .call(let callee, _) = shape.kind else { return nil }
    return callee.path
  }

  private static func sized(
    _ name: Name, _ arguments: [Shape.Argument], _ labels: [Name]
  ) -> TypeName {
    let sizes = labels.enumerated().map { arguments.value($0.element, $0.offset)?.integer }
    return TypeName(name, modifiers: Array(sizes.prefix { $0 != nil }.compactMap { $0 }))
  }

  private static func enumName(_ arguments: [Shape.Argument]) -> TypeName? {
    if arguments.value("native_enum")?.boolean == false {
      let longest = arguments.positional.compactMap { $0.text?.text.count }.max()
      let length = arguments.value("length")?.integer ?? longest
      return TypeName("varchar", modifiers: length.map { [$0] } ?? [])
    }
    guard let name = arguments.value("name")?.text else { return nil }
    return TypeName(schema: arguments.value("schema")?.text ?? "", name)
  }

  private static let plain: [Name: Name] = [
    "Integer": "int4", "INTEGER": "int4", "INT": "int4", "BigInteger": "int8", "BIGINT": "int8",
    "SmallInteger": "int2", "SMALLINT": "int2", "Boolean": "bool", "BOOLEAN": "bool",
    "Text": "text", "TEXT": "text", "UnicodeText": "text", "Date": "date", "DATE": "date",
    "LargeBinary": "bytea", "BYTEA": "bytea", "Double": "float8", "DOUBLE": "float8",
    "DOUBLE_PRECISION": "float8", "REAL": "float4", "JSON": "json", "JSONB": "jsonb",
    "UUID": "uuid", "Uuid": "uuid", "INET": "inet", "CIDR": "cidr", "MACADDR": "macaddr",
    "MACADDR8": "macaddr8", "HSTORE": "hstore", "TSVECTOR": "tsvector", "TSQUERY": "tsquery",
    "Interval": "interval", "INTERVAL": "interval", "MONEY": "money", "OID": "oid",
    "BIT": "bit", "CITEXT": "citext", "INT4RANGE": "int4range", "INT8RANGE": "int8range",
    "NUMRANGE": "numrange", "DATERANGE": "daterange", "TSRANGE": "tsrange",
    "TSTZRANGE": "tstzrange", "JSONPATH": "jsonpath", "REGCLASS": "regclass",
    "PickleType": "bytea",
  ]
}
