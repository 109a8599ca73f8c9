import PostgresSchema
import SourceModel

extension Action {
  /// Whether what it means depends on what earlier migrations made.
  var asksForHistory: Bool {
    switch self {
    case .alterTable(_, let part):
      switch part {
      case .setType, .setNotNull, .dropNotNull, .dropConstraint, .validateConstraint, .dropDefault,
        .attachPartition, .addIdentity, .enableRowSecurity, .replicaIdentity, .setDefault,
        .setExpression, .setLogged, .setUnlogged:
        true
      case .addConstraint(let constraint):
        switch constraint.kind {
        case .primaryKey, .unique, .foreignKey: true
        default: false
        }
      // Other tables may have columns of the same name.
      case .dropColumn, .renameColumn: true
      case .addColumn(let column, let ifNotExists):
        // A type that users define may be a domain with constraints, a function of theirs volatile.
        ifNotExists || column.defaultValue?.volatility == .unknown
          || column.type.map { !TypeName.ofSystem.contains($0.name) } ?? false
      default: false
      }
    case .createIndex, .reindex: true
    case .createTable(let table): table.partitionOf != nil || table.ifNotExists
    case .createView(let view): view.orReplace
    case .createRoutine(let routine): routine.orReplace
    case .alterDomain, .alterComposite, .addEnumValue, .renameEnumValue, .alterPolicy: true
    case .drop(let drop):
      // A drop may find nothing, take others along, or be made up for later in the file.
      drop.ifExists || drop.isCascade
        || ![.schema, .extension, .role, .sequence, .statistics].contains(drop.kind)
    case .createPolicy: true
    // What a routine of an earlier migration does is told where it is called.
    case .call: true
    case .select(let functions): functions.contains { !$0.isOfSystem }
    case .createTrigger(let trigger): trigger.orReplace
    // On a view it takes nothing away.
    case .create(.rule, _, _, _): true
    case .refresh: true
    default: false
    }
  }

  /// Something whose content is gone for good.
  struct Loss {
    /// The object: `orders.note`.
    let element: Name
    /// The word by which a comment names it: the last part of the name.
    let word: Name
    /// The beginning of a sentence.
    let what: String
  }

  /// What an action destroys that no statement can bring back.
  var lost: Loss? {
    switch self {
    case .alterTable(let table, .dropColumn(let column, _, _)):
      Loss(
        element: table.shown + "." + column, word: column,
        what: "what stood in column '\(column.text)' of '\(table.shown.text)'")
    case .drop(let drop) where [.table, .materializedView, .schema, .sequence].contains(drop.kind):
      Loss(
        element: drop.object.shown, word: drop.object.name,
        what: "what stood in \(drop.kind.rawValue) '\(drop.object.shown.text)'")
    case .truncate(let tables, _):
      tables.first.map { table in
        Loss(
          element: table.shown, word: table.name, what: "the rows of table '\(table.shown.text)'")
      }
    case .delete(let rows):
      Loss(
        element: rows.table.shown, word: rows.table.name,
        what: "the deleted rows of table '\(rows.table.shown.text)'")
    default: nil
    }
  }

  /// Whether rows go, which no phase of a schema tells.
  var isDataLoss: Bool {
    switch self {
    case .truncate, .delete: true
    default: false
    }
  }

  /// Whether everything that it makes and drops is known.
  var isWhollyKnown: Bool {
    switch self {
    case .dynamicSQL, .other, .call, .select: false
    default: true
    }
  }
}

extension TypeName {
  /// The types that every PostgreSQL has, as far as migrations use them.
  static let ofSystem: Set<Name> = [
    "bool", "int2", "int4", "int8", "float4", "float8", "numeric", "text", "varchar", "bpchar",
    "char", "bytea", "date", "time", "timetz", "timestamp", "timestamptz", "interval", "uuid",
    "json", "jsonb", "xml", "inet", "cidr", "macaddr", "bit", "varbit", "oid", "tsvector",
    "tsquery", "point", "line", "box", "path", "polygon", "circle", "money", "serial2", "serial4",
    "serial8", "int4range", "int8range", "numrange", "tsrange", "tstzrange", "daterange", "name",
    "regclass", "citext", "hstore", "vector", "geometry", "geography",
  ]
}

extension ObjectName {
  /// Whether it is one of the functions of PostgreSQL that migrations call by themselves.
  fileprivate var isOfSystem: Bool {
    schema == "pg_catalog"
      || ["setval", "set_config", "now", "count", "coalesce", "max", "min", "current_setting"]
        .contains(name)
  }
}
