import PostgresSchema
import PostgresSyntax
import ReleaseModel
import SourceModel

/// Columns that are added.
enum ColumnRules {
  static let required = Rule(
    migration: "sql/column-required", "Column added that cannot be left out", is: .breaking,
    for: [.producers, .operators], phase: .expand, norm: "ALTER TABLE, ADD COLUMN",
    rationale: """
      If the table holds a row, the migration fails, since nothing fills the column. If it holds \
      none, the code of the release before, which does not know the column, can insert no more.
      """,
    remedy: """
      Give it a constant default, which costs nothing: `ALTER TABLE orders ADD COLUMN state text NOT \
      NULL DEFAULT 'new';`. Or add it nullable, let a release write it, fill the old rows, and make \
      it NOT NULL in a later release.
      """,
    example: .migration(
      shipped: "CREATE TABLE orders (id int);",
      added: "ALTER TABLE orders ADD COLUMN state text NOT NULL;"),
    nearMiss: .migration(
      shipped: "CREATE TABLE orders (id int);",
      added: "ALTER TABLE orders ADD COLUMN state text NOT NULL DEFAULT 'new';"))

  static let volatileDefault = Rule(
    migration: "sql/column-volatile-default", "Column added with a default of its own for each row",
    is: .risky, for: [.operators], phase: .expand, norm: "ALTER TABLE, Notes",
    rationale: """
      A default that is constant, or the same throughout a statement as now() is, is stored once and \
      costs nothing. One that can differ from row to row makes PostgreSQL write the whole table and \
      all its indexes anew under ACCESS EXCLUSIVE: seconds for a million rows, and longer than any \
      other way to add a column.
      """,
    remedy: """
      Add the column without it, then set it for new rows: `ALTER TABLE orders ADD COLUMN token \
      uuid;` and `ALTER TABLE orders ALTER COLUMN token SET DEFAULT gen_random_uuid();`. Fill the \
      rows that stand in batches. Declare a function of your own IMMUTABLE or STABLE if it is.
      """,
    example: .migration(
      shipped: "CREATE TABLE orders (id int);",
      added: "ALTER TABLE orders ADD COLUMN token uuid DEFAULT gen_random_uuid();"),
    nearMiss: .migration(
      shipped: "CREATE TABLE orders (id int);",
      added: "ALTER TABLE orders ADD COLUMN placed timestamptz DEFAULT now();"))

  static let rewrite = Rule(
    migration: "sql/column-rewrite", "Column added that each row must be given", is: .risky,
    for: [.operators], phase: .expand, norm: "ALTER TABLE, Notes",
    rationale: """
      A serial, identity or stored generated column has a value of its own in each row, and before \
      version 11 every default counts as one: PostgreSQL writes the whole table and all its indexes \
      anew under ACCESS EXCLUSIVE, seconds for a million rows.
      """,
    remedy: """
      Add a plain column, `ALTER TABLE orders ADD COLUMN number bigint;`, give new rows a value by \
      `CREATE SEQUENCE orders_number_seq;` and `ALTER TABLE orders ALTER COLUMN number SET DEFAULT \
      nextval('orders_number_seq');`, and fill the rest in batches. A stored generated column can be \
      a view's, an expression index's or, from version 18 on, a virtual one.
      """,
    example: .migration(
      shipped: "CREATE TABLE orders (id int);",
      added: "ALTER TABLE orders ADD COLUMN number bigserial;"),
    nearMiss: .migration(
      shipped: "CREATE TABLE orders (id int);",
      added: "ALTER TABLE orders ADD COLUMN number bigint DEFAULT 0;"))

  static let checkScan = Rule(
    migration: "sql/column-check-scan", "Column added with a check of all rows", is: .risky,
    for: [.operators], phase: .expand, norm: "ALTER TABLE, Notes",
    rationale: """
      A CHECK that comes with the column is tried on every row under ACCESS EXCLUSIVE, although all \
      rows hold the same. A domain with constraints is worse: PostgreSQL writes the whole table \
      anew, twenty times the price of a scan.
      """,
    remedy: """
      Add the column alone, `ALTER TABLE orders ADD COLUMN total int;`, then the constraint for new \
      rows, `ALTER TABLE orders ADD CONSTRAINT orders_total_check CHECK (total > 0) NOT VALID;`, and \
      in a transaction of its own `ALTER TABLE orders VALIDATE CONSTRAINT orders_total_check;`. Use \
      the type below the domain with such a constraint.
      """,
    example: .migration(
      shipped: "CREATE TABLE orders (id int);",
      added: "ALTER TABLE orders ADD COLUMN total int CHECK (total > 0);"),
    nearMiss: .migration(
      shipped: "CREATE TABLE orders (id int);",
      added: "ALTER TABLE orders ADD COLUMN total int;"))

  static let uniqueInline = Rule(
    migration: "sql/column-unique-inline", "Column added with its unique index", is: .risky,
    for: [.operators], phase: .expand, norm: "ALTER TABLE, ADD COLUMN",
    rationale: """
      The index of an inline UNIQUE or PRIMARY KEY is built over all rows under the ACCESS EXCLUSIVE \
      lock that ADD COLUMN takes: reads and writes wait for the whole build.
      """,
    remedy: """
      Add the column alone, `ALTER TABLE orders ADD COLUMN token uuid;`, build the index outside a \
      transaction, `CREATE UNIQUE INDEX CONCURRENTLY orders_token_key ON orders (token);`, and take \
      it over: `ALTER TABLE orders ADD CONSTRAINT orders_token_key UNIQUE USING INDEX \
      orders_token_key;`.
      """,
    example: .migration(
      shipped: "CREATE TABLE orders (id int);",
      added: "ALTER TABLE orders ADD COLUMN token uuid UNIQUE;"),
    nearMiss: .migration(
      shipped: "CREATE TABLE orders (id int);",
      added: "ALTER TABLE orders ADD COLUMN token uuid;"))

  static let json = Rule(
    migration: "sql/column-json", "Column of type json added", is: .risky,
    for: [.consumers], phase: .expand, norm: "JSON Types",
    rationale: """
      The type json has no equality: queries of the release before that take DISTINCT, GROUP BY or \
      UNION over all columns of the table fail from now on.
      """,
    remedy: "Take jsonb: `ALTER TABLE orders ADD COLUMN details jsonb;`.",
    example: .migration(
      shipped: "CREATE TABLE orders (id int);",
      added: "ALTER TABLE orders ADD COLUMN details json;"),
    nearMiss: .migration(
      shipped: "CREATE TABLE orders (id int);",
      added: "ALTER TABLE orders ADD COLUMN details jsonb;"))

  static let added = Rule(
    migration: "sql/column-added", "Column added", is: .additive, for: [.consumers],
    phase: .expand, norm: "ALTER TABLE, ADD COLUMN",
    rationale: """
      Statements that name their columns do not notice. An INSERT without a list of columns, and code \
      that reads SELECT * by position, can.
      """,
    remedy: "Name the columns in statements: `INSERT INTO orders (id) VALUES (1);`.",
    example: .migration(
      shipped: "CREATE TABLE orders (id int);",
      added: "ALTER TABLE orders ADD COLUMN total int DEFAULT 0;"),
    nearMiss: .migration(
      shipped: "CREATE TABLE orders (id int);",
      added: "ALTER TABLE orders ADD COLUMN total int NOT NULL;"))

  static let all = [required, volatileDefault, rewrite, checkScan, uniqueInline, json, added]

  /// What an operation adds to a table.
  static func facts(about it: Situation) -> [Fact] {
    guard case .alterTable(let table, .addColumn(let column, let ifNotExists)) = it.action else {
      return []
    }
    let addition = ColumnAddition(column, to: table, it)
    if ifNotExists, it.schema.table(table)?.column(column.name) != nil {
      return [addition.fact(added, "was there already", isExclusive: false, as: .neutral)]
    }
    let hazards = it.isLive(table) ? addition.hazards : []
    return hazards.isEmpty ? [addition.fact(added, "was added", isExclusive: false)] : hazards
  }
}

/// A column on its way into a table that others use.
private struct ColumnAddition {
  let column: ColumnDefinition
  let table: ObjectName
  let situation: Situation
  /// The domain that is its type.
  let domain: Domain?

  init(_ column: ColumnDefinition, to table: ObjectName, _ situation: Situation) {
    self.column = column
    self.table = table
    self.situation = situation
    self.domain = column.type.flatMap { $0.dimensions == 0 ? situation.domain($0) : nil }
  }

  func fact(
    _ rule: Rule, _ what: String, isExclusive: Bool = true, as classification: Classification? = nil
  ) -> Fact {
    let element = table.member(column.name)
    return Fact(
      rule: rule, element: element, message: "column '\(element.text)' \(what)",
      locks: isExclusive ? [Fact.Lock(mode: .accessExclusive, table: table)] : [],
      classification: classification)
  }

  /// Each cause of trouble.
  var hazards: [Fact] {
    [missingValue, ownValues, check, uniqueness, jsonType].compactMap { $0 }
      + ForeignKeyRules.facts(about: column, addedTo: table, situation)
  }

  /// The default; nil if all rows are null.
  private var defaultValue: Expression? {
    let value = column.defaultValue ?? domain?.defaultValue
    return value?.isNull == true ? nil : value
  }

  private var isSerial: Bool { column.type?.isSerial == true }

  private var missingValue: Fact? {
    guard column.isNotNull || domain?.isNotNull == true, column.generation == nil, !isSerial,
      defaultValue == nil
    else { return nil }
    return fact(
      ColumnRules.required, "was added as NOT NULL without a default", isExclusive: false)
  }

  private var ownValues: Fact? {
    switch column.generation {
    case .identityAlways, .identityByDefault:
      return fact(ColumnRules.rewrite, "was added as an identity, which rewrote the table")
    case .stored:
      return fact(ColumnRules.rewrite, "was added as stored generated, which rewrote the table")
    case .virtual: return nil
    case nil: break
    }
    if isSerial {
      return fact(ColumnRules.rewrite, "was added as a serial, which rewrote the table")
    }
    guard let defaultValue else { return nil }
    if situation.version < 11 {
      return fact(
        ColumnRules.rewrite,
        "was added with a default, for which version \(situation.version) rewrote the table")
    }
    return switch situation.volatility(of: defaultValue) {
    case .immutable, .stable: nil
    case .volatile:
      fact(
        ColumnRules.volatileDefault, "was added with a volatile default, which rewrote the table")
    case .unknown:
      fact(
        ColumnRules.volatileDefault,
        "was added with a default that calls \(functions(of: defaultValue)), of unknown volatility")
    }
  }

  private func functions(of expression: Expression) -> String {
    let names = expression.functions.filter { situation.volatility(of: $0) == .unknown }
    return names.map { "'\($0.shown.text)'" }.joined(separator: ", ")
  }

  private var check: Fact? {
    if let domain, domain.isConstrained, missingValue == nil {
      return fact(
        ColumnRules.checkScan,
        "was added with the constrained domain '\(domain.name.shown.text)', which rewrote the table"
      )
    }
    let hasCheck = column.constraints.contains {
      if case .check = $0.kind { !$0.isNotEnforced } else { false }
    }
    return hasCheck
      ? fact(ColumnRules.checkScan, "was added with a CHECK, which read the whole table") : nil
  }

  private var uniqueness: Fact? {
    for constraint in column.constraints {
      switch constraint.kind {
      case .primaryKey: return fact(ColumnRules.uniqueInline, "was added as the primary key")
      case .unique: return fact(ColumnRules.uniqueInline, "was added as UNIQUE")
      case .check, .foreignKey, .exclusion, .notNull: continue
      }
    }
    return nil
  }

  private var jsonType: Fact? {
    guard column.type?.name == "json" else { return nil }
    return fact(ColumnRules.json, "was added as json, which has no equality", isExclusive: false)
  }
}

extension Situation {
  /// The domain that a type names.
  func domain(_ type: TypeName) -> Domain? { schema.domain(type.objectName) }

  /// How often an expression gives another value, as far as the functions that the migrations made
  /// tell.
  func volatility(of expression: Expression) -> Expression.Volatility {
    guard expression.volatility == .unknown else { return expression.volatility }
    let all = expression.functions.map(volatility)
    // One that gives another value for each row is enough.
    return all.contains(.volatile) ? .volatile : all.max() ?? .unknown
  }

  /// How often a function gives another value, as far as it is PostgreSQL's or the migrations made it.
  fileprivate func volatility(of function: ObjectName) -> Expression.Volatility {
    schema.routines(named: function).map(\.definition.volatility).max()
      ?? FunctionVolatility.of(function)
  }
}
