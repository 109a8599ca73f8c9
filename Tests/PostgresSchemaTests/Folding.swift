import PostgresSchema
import SourceModel

/// Short ways to write actions.
func state(_ actions: Action...) -> SchemaState {
  var state = SchemaState()
  for action in actions { state.apply(action) }
  return state
}

func table(
  _ name: ObjectName, _ columns: ColumnDefinition..., constraints: [ConstraintDefinition] = [],
  _ adjust: (inout TableDefinition) -> Void = { _ in }
) -> Action {
  var definition = TableDefinition(name)
  definition.columns = columns
  definition.constraints = constraints
  adjust(&definition)
  return .createTable(definition)
}

func column(
  _ name: Name, _ type: Name = "int4", notNull: Bool = false,
  constraints: [ConstraintDefinition] = []
) -> ColumnDefinition {
  ColumnDefinition(name, type: TypeName(type), isNotNull: notNull, constraints: constraints)
}

func index(
  _ name: Name?, on table: ObjectName, _ columns: [Name],
  _ adjust: (inout IndexDefinition) -> Void = { _ in }
) -> Action {
  var definition = IndexDefinition(name: name, on: table)
  definition.columns = columns
  adjust(&definition)
  return .createIndex(definition)
}

func view(_ name: ObjectName, reading: ObjectName..., text: Name = "") -> Action {
  var definition = ViewDefinition(name)
  definition.reads = reading
  definition.text = text
  return .createView(definition)
}

func drop(_ kind: ObjectKind, _ name: ObjectName, cascade: Bool = false) -> Action {
  var drop = Drop(kind, name)
  drop.isCascade = cascade
  return .drop(drop)
}

func add(
  _ kind: ConstraintDefinition.Kind, named name: Name? = nil, to table: ObjectName,
  notValid: Bool = false
) -> Action {
  .alterTable(
    table, .addConstraint(ConstraintDefinition(name: name, kind, isNotValid: notValid)))
}

func check(_ text: Name, reads columns: Name..., notNull: [Name] = []) -> ConstraintDefinition.Kind
{
  .check(
    Expression(volatility: .immutable, columns: columns, columnsNotNull: notNull, text: text))
}

func reference(
  _ columns: Name..., to table: ObjectName, _ referred: [Name] = []
) -> ConstraintDefinition.Kind {
  .foreignKey(
    columns: columns, references: table, referencedColumns: referred, onDelete: "", onUpdate: "")
}

extension ObjectName: ExpressibleByStringLiteral {
  /// `schema.name` or `name`.
  package init(stringLiteral text: String) {
    let parts = text.split(separator: ".", maxSplits: 1).map { Name(String($0)) }
    self = parts.count == 2 ? ObjectName(schema: parts[0], parts[1]) : ObjectName(Name(text))
  }
}
