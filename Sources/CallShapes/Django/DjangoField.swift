internal import PostgresSchema
internal import SourceModel

/// A field of a model as a migration writes it.
struct DjangoField: Hashable, Sendable {
  var name: Name
  var column: Name
  /// Whether `db_column` names the column.
  var isColumnNamed = false
  /// The type; nil for fields of the project.
  var type: TypeName?
  /// The class with what shapes its type, by which fields of unknown types are compared.
  var spelling: Name
  var isNull = false
  var isPrimaryKey = false
  var isUnique = false
  var isIndexed = false
  var generation: ColumnDefinition.Generation?
  /// What Django puts into the rows that exist, as long as it adds or fills the column.
  var fillValue: Expression?
  /// The default that stays in the database.
  var databaseDefault: Expression?
  /// The check of a positive number.
  var isPositive = false
  var reference: Reference?
  /// The table between two models.
  var link: Link?

  /// A foreign key.
  struct Reference: Hashable, Sendable {
    let table: ObjectName
    let column: Name?
  }

  /// A relation of many to many.
  struct Link: Hashable, Sendable {
    /// The key of the other model and its table.
    let target: Name
    let targetTable: ObjectName
    /// The type of the other model's key.
    let targetType: TypeName?
    /// The name of the table between, if it is written.
    let table: Name?
    /// Whether a model of the project is the table between.
    let isThrough: Bool
  }

  /// The column with its constraints; with the default only while rows are there to fill.
  func definition(filling: Bool) -> ColumnDefinition {
    var constraints: [ConstraintDefinition] = []
    if isPrimaryKey {
      constraints.append(ConstraintDefinition(.primaryKey(columns: [column], usingIndex: nil)))
    }
    if isUnique { constraints.append(uniqueConstraint) }
    if isPositive {
      let check = SQLFragment("\"" + column + "\" >= 0").expression
      constraints.append(ConstraintDefinition(.check(check)))
    }
    return ColumnDefinition(
      column, type: type, isNotNull: !isNull || isPrimaryKey,
      defaultValue: databaseDefault ?? (filling ? fillValue : nil), generation: generation,
      constraints: constraints)
  }

  var uniqueConstraint: ConstraintDefinition {
    ConstraintDefinition(.unique(columns: [column], usingIndex: nil, nullsNotDistinct: false))
  }

  /// The constraint that Django makes of a foreign key.
  var referenceConstraint: ConstraintDefinition? {
    reference.map {
      ConstraintDefinition(
        .foreignKey(
          columns: [column], references: $0.table,
          referencedColumns: $0.column.map { [$0] } ?? [], onDelete: "", onUpdate: ""),
        isDeferrable: true)
    }
  }

  /// The index of `db_index`, under a name that Django makes.
  func index(on table: ObjectName) -> IndexDefinition? {
    guard isIndexed, !isUnique, !isPrimaryKey else { return nil }
    var index = IndexDefinition(name: nil, on: table)
    index.columns = [column]
    index.text = "( " + column + " )"
    return index
  }
}

/// Reads fields.
struct DjangoFieldReader {
  let app: Name
  let model: Name
  let state: DjangoFields

  /// Reads the call of a field; nil if it is none.
  func read(_ name: Name, _ shape: Shape) -> DjangoField? {
    guard case .call(_, let arguments) = shape.kind, let kind = shape.lastName else { return nil }
    var field = DjangoField(name: name, column: name, spelling: kind)
    field.isNull = arguments.value("null")?.boolean == true || kind == "NullBooleanField"
    field.isPrimaryKey = arguments.value("primary_key")?.boolean == true
    field.isUnique = arguments.value("unique")?.boolean == true && !field.isPrimaryKey
    field.isIndexed = arguments.value("db_index")?.boolean ?? (kind == "SlugField")
    field.isPositive = kind.hasPrefix("Positive")
    if Self.links.contains(kind) {
      field.link = link(arguments)
      return field
    }
    if Self.references.contains(kind) || kind.hasSuffix("ForeignKey")
      || arguments.value("to") != nil
    {
      refer(kind, arguments, &field)
    } else {
      (field.type, field.generation) = Self.type(kind, arguments, 0)
      field.spelling = Self.spelling(kind, arguments)
    }
    if let column = arguments.value("db_column")?.text {
      field.column = column
      field.isColumnNamed = true
    }
    field.databaseDefault = arguments.value("db_default").map(Self.databaseDefault)
    field.fillValue = Self.fillValue(kind, arguments, field)
    return field
  }

  private static let links: Set<Name> = [
    "ManyToManyField", "TaggableManager", "SortedManyToManyField",
  ]
  private static let references: Set<Name> = ["ForeignKey", "OneToOneField", "AutoOneToOneField"]

  private func refer(_ kind: Name, _ arguments: [Shape.Argument], _ field: inout DjangoField) {
    field.column = field.name + "_id"
    let isSingle = kind.hasSuffix("OneToOneField")
    field.isUnique = isSingle && !field.isPrimaryKey || field.isUnique
    field.isIndexed = !isSingle && arguments.value("db_index")?.boolean != false
    let target = target(arguments.value("to", 0))
    let key =
      arguments.value("to_field")?.text.flatMap { name in
        target.model?.field(name)
      } ?? target.model?.key
    field.type = key?.type
    field.spelling = "ForeignKey " + target.key
    guard arguments.value("db_constraint")?.boolean != false else { return }
    field.reference = DjangoField.Reference(
      table: target.table, column: key?.column ?? arguments.value("to_field")?.text)
  }

  private func link(_ arguments: [Shape.Argument]) -> DjangoField.Link {
    let target = target(arguments.value("to", 0))
    return DjangoField.Link(
      target: target.key, targetTable: target.table, targetType: target.model?.key?.type,
      table: arguments.value("db_table")?.text,
      isThrough: arguments.value("through").map { !$0.isNone } ?? false)
  }

  /// The model of users, which settings name: the one of that name, else Django's own.
  private var userModel: (key: Name, table: ObjectName, model: DjangoFields.Model?) {
    let users = state.models.filter { $0.key.hasSuffix(".user") }
    guard users.count == 1, let (key, model) = users.first else {
      return ("auth.user", ObjectName("auth_user"), nil)
    }
    return (key, model.table, model)
  }

  /// The model that `to` names; what other settings name is not known.
  private func target(
    _ shape: Shape?
  ) -> (key: Name, table: ObjectName, model: DjangoFields.Model?) {
    guard let text = shape?.text else {
      let name = shape?.lastName ?? "?"
      if name == "AUTH_USER_MODEL" { return userModel }
      return (name, ObjectName(name), nil)
    }
    let parts = text.bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    let isSelf = text == "self"
    let owner = parts.count == 2 ? Name(parts[0]) : app
    let name = isSelf ? model : Name(parts.last ?? [])
    let known = state.models[DjangoFields.key(owner, name)]
    return (
      DjangoFields.key(owner, name), known?.table ?? DjangoFields.table(owner, name), known
    )
  }

  // MARK: Values

  private static func databaseDefault(_ shape: Shape) -> Expression {
    if let literal = literal(shape) { return literal }
    switch shape.lastName {
    case "Now": return SQLFragment("statement_timestamp()").expression
    case "RandomUUID": return SQLFragment("gen_random_uuid()").expression
    case "Value":
      return shape.arguments.first.flatMap { literal($0.value) } ?? SQLFragment.notLiteral
    default: return SQLFragment.notLiteral
    }
  }

  private static func literal(_ shape: Shape) -> Expression? {
    switch shape.kind {
    case .text(let text, _): SQLFragment.constant(text)
    case .number(let digits): Expression(volatility: .immutable, text: digits)
    case .boolean(let value): Expression(volatility: .immutable, text: value ? "true" : "false")
    default: nil
    }
  }

  /// What Django computes once and sends as a constant.
  private static let computed = Expression(volatility: .immutable, text: "")

  private static func fillValue(
    _ kind: Name, _ arguments: [Shape.Argument], _ field: DjangoField
  ) -> Expression? {
    if let value = arguments.value("default") {
      return value.isNone ? nil : literal(value) ?? computed
    }
    let isEmptyText = ["varchar", "text", "bytea"].contains(field.type?.name)
    if !field.isNull, arguments.value("blank")?.boolean == true, isEmptyText {
      return SQLFragment.constant("")
    }
    let isTime = ["auto_now", "auto_now_add"].contains { arguments.value($0)?.boolean == true }
    return isTime && !field.isNull ? computed : nil
  }

  // MARK: Types

  /// The class with the arguments that shape a type.
  private static func spelling(_ kind: Name, _ arguments: [Shape.Argument]) -> Name {
    let sizes: [Name] = ["max_length", "max_digits", "decimal_places", "size", "srid", "dim"]
    return sizes.reduce(kind) { text, size in
      guard let number = arguments.value(size)?.integer else { return text }
      return text + " " + Name(String(number))
    }
  }

  private static func type(
    _ kind: Name, _ arguments: [Shape.Argument], _ depth: Int
  ) -> (TypeName?, ColumnDefinition.Generation?) {
    func sized(_ name: Name, _ length: Int?) -> TypeName {
      TypeName(name, modifiers: length.map { [$0] } ?? [])
    }
    let length = arguments.value("max_length")?.integer
    switch kind {
    case "AutoField": return (TypeName("int4"), .identityByDefault)
    case "BigAutoField": return (TypeName("int8"), .identityByDefault)
    case "SmallAutoField": return (TypeName("int2"), .identityByDefault)
    case "CharField", "CommaSeparatedIntegerField": return (sized("varchar", length), nil)
    case "EmailField": return (sized("varchar", length ?? 254), nil)
    case "URLField": return (sized("varchar", length ?? 200), nil)
    case "SlugField": return (sized("varchar", length ?? 50), nil)
    case "FileField", "ImageField", "FilePathField": return (sized("varchar", length ?? 100), nil)
    case "DecimalField":
      let sizes = [
        arguments.value("max_digits")?.integer, arguments.value("decimal_places")?.integer,
      ]
      return (TypeName("numeric", modifiers: sizes.compactMap { $0 }), nil)
    case "ArrayField":
      guard depth < 6, let base = arguments.value("base_field", 0), let inner = base.lastName,
        let type = type(inner, base.arguments, depth + 1).0
      else { return (nil, nil) }
      return (
        TypeName(type.name, modifiers: type.modifiers, dimensions: type.dimensions + 1), nil
      )
    case "GeneratedField":
      let output = arguments.value("output_field")
      let type = output?.lastName.flatMap { self.type($0, output?.arguments ?? [], depth + 1).0 }
      let isStored = arguments.value("db_persist")?.boolean != false
      return (
        depth < 6 ? type : nil,
        isStored ? .stored(SQLFragment.notLiteral) : .virtual(SQLFragment.notLiteral)
      )
    default: return (plain[kind].map { TypeName($0) }, nil)
    }
  }

  private static let plain: [Name: Name] = [
    "BooleanField": "bool", "NullBooleanField": "bool", "TextField": "text",
    "IntegerField": "int4", "BigIntegerField": "int8", "SmallIntegerField": "int2",
    "PositiveIntegerField": "int4", "PositiveBigIntegerField": "int8",
    "PositiveSmallIntegerField": "int2", "DateTimeField": "timestamptz", "DateField": "date",
    "TimeField": "time", "DurationField": "interval", "FloatField": "float8",
    "UUIDField": "uuid", "JSONField": "jsonb", "BinaryField": "bytea",
    "GenericIPAddressField": "inet", "IPAddressField": "inet", "HStoreField": "hstore",
    "CICharField": "citext", "CITextField": "citext", "CIEmailField": "citext",
    "IntegerRangeField": "int4range", "BigIntegerRangeField": "int8range",
    "DecimalRangeField": "numrange", "DateTimeRangeField": "tstzrange",
    "DateRangeField": "daterange", "SearchVectorField": "tsvector",
  ]
}
