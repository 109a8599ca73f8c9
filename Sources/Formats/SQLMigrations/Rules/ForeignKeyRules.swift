import PostgresSchema
import ReleaseModel
import SourceModel

/// Foreign keys that are added.
enum ForeignKeyRules {
  static let validatedAtOnce = Rule(
    migration: "sql/foreign-key-validated-at-once", "Foreign key added and all rows looked up",
    is: .risky, for: [.operators], phase: .expand, norm: "ALTER TABLE, ADD table_constraint",
    rationale: """
      Without NOT VALID every row is looked up in the other table while SHARE ROW EXCLUSIVE is held \
      on both: writes to either wait until all are found. And the code of the release before fails \
      where it writes a reference to nothing.
      """,
    remedy: """
      Take the short lock first, `ALTER TABLE orders ADD CONSTRAINT orders_customer_fkey FOREIGN KEY \
      (customer) REFERENCES customers (id) NOT VALID;`, and look the rows up in a later transaction, \
      while others write: `ALTER TABLE orders VALIDATE CONSTRAINT orders_customer_fkey;`. Up to \
      version 17 a partitioned table cannot do so: give each partition the key in these two steps, \
      and then the parent, which takes them over unchecked.
      """,
    example: .migration(
      shipped: """
        CREATE TABLE customers (id int PRIMARY KEY);
        CREATE TABLE orders (id int, customer int);
        CREATE INDEX orders_customer_idx ON orders (customer);
        """,
      added: """
        ALTER TABLE orders ADD CONSTRAINT orders_customer_fkey FOREIGN KEY (customer)
          REFERENCES customers (id);
        """),
    nearMiss: .migration(
      shipped: """
        CREATE TABLE customers (id int PRIMARY KEY);
        CREATE TABLE orders (id int, customer int);
        CREATE INDEX orders_customer_idx ON orders (customer);
        """,
      added: """
        ALTER TABLE orders ADD CONSTRAINT orders_customer_fkey FOREIGN KEY (customer)
          REFERENCES customers (id) NOT VALID;
        """))

  static let refused = Rule(
    migration: "sql/foreign-key-refused", "Foreign key of a partitioned table not valid",
    is: .risky, for: [.operators], phase: .expand, norm: "ALTER TABLE, ADD table_constraint",
    rationale: """
      Up to version 17 PostgreSQL refuses NOT VALID for a foreign key of a partitioned table: the \
      migration fails when it runs.
      """,
    remedy: """
      Give each partition the key, `ALTER TABLE orders_2026 ADD CONSTRAINT orders_customer_fkey \
      FOREIGN KEY (customer) REFERENCES customers (id) NOT VALID;`, validate it, `ALTER TABLE \
      orders_2026 VALIDATE CONSTRAINT orders_customer_fkey;`, and then add it to the parent, which \
      takes those over: `ALTER TABLE orders ADD CONSTRAINT orders_customer_fkey FOREIGN KEY \
      (customer) REFERENCES customers (id);`.
      """,
    example: .migration(
      shipped: """
        CREATE TABLE customers (id int PRIMARY KEY);
        CREATE TABLE orders (id int, customer int) PARTITION BY RANGE (id);
        CREATE INDEX orders_customer_idx ON orders (customer);
        """,
      added: """
        ALTER TABLE orders ADD CONSTRAINT orders_customer_fkey FOREIGN KEY (customer)
          REFERENCES customers (id) NOT VALID;
        """),
    nearMiss: .migration(
      shipped: """
        CREATE TABLE customers (id int PRIMARY KEY);
        CREATE TABLE orders (id int, customer int);
        CREATE INDEX orders_customer_idx ON orders (customer);
        """,
      added: """
        ALTER TABLE orders ADD CONSTRAINT orders_customer_fkey FOREIGN KEY (customer)
          REFERENCES customers (id) NOT VALID;
        """))

  static let inline = Rule(
    migration: "sql/column-foreign-key-inline", "Column added with its foreign key", is: .risky,
    for: [.operators], phase: .expand, norm: "ALTER TABLE, ADD COLUMN",
    rationale: """
      REFERENCES beside the column takes ACCESS EXCLUSIVE on the table and SHARE ROW EXCLUSIVE on \
      the other one in the same moment: two queues to wait in at once. Without a default no row is \
      looked up; with one, all are, under those locks.
      """,
    remedy: """
      Add the column alone, `ALTER TABLE orders ADD COLUMN customer int;`, then in transactions of \
      their own the key, `ALTER TABLE orders ADD CONSTRAINT orders_customer_fkey FOREIGN KEY \
      (customer) REFERENCES customers (id) NOT VALID;`, and its check, `ALTER TABLE orders VALIDATE \
      CONSTRAINT orders_customer_fkey;`.
      """,
    example: .migration(
      shipped: """
        CREATE TABLE customers (id int PRIMARY KEY);
        CREATE TABLE orders (id int) PARTITION BY RANGE (id);
        """,
      added: """
        ALTER TABLE orders ADD COLUMN customer int REFERENCES customers (id);
        CREATE INDEX orders_customer_idx ON ONLY orders (customer);
        """),
    nearMiss: .migration(
      shipped: "CREATE TABLE orders (id int);",
      added: """
        CREATE TABLE customers (id int PRIMARY KEY);
        ALTER TABLE orders ADD COLUMN customer int REFERENCES customers (id);
        """))

  static let unindexed = Rule(
    migration: "sql/foreign-key-unindexed", "Foreign key without an index", is: .neutral,
    for: [.operators], phase: .expand, norm: "Constraints, Foreign Keys",
    rationale: """
      A row that is deleted from the other table, or whose key changes, is searched for here. Without \
      an index that begins with the referring columns each such search reads the whole table.
      """,
    remedy: """
      Build one outside a transaction: `CREATE INDEX CONCURRENTLY orders_customer_idx ON orders \
      (customer);`.
      """,
    example: .migration(
      shipped: "CREATE TABLE orders (id int);",
      added: """
        CREATE TABLE customers (id int PRIMARY KEY);
        ALTER TABLE orders ADD COLUMN customer int REFERENCES customers (id);
        """),
    nearMiss: .migration(
      shipped: "CREATE TABLE orders (id int);",
      added: """
        CREATE TABLE customers (id int PRIMARY KEY);
        ALTER TABLE orders ADD COLUMN customer int REFERENCES customers (id);
        CREATE INDEX orders_customer_idx ON orders (customer);
        """))

  static let all = [validatedAtOnce, refused, inline, unindexed]

  /// What a foreign key of a table that others use does.
  static func facts(
    about constraint: ConstraintDefinition, of table: ObjectName, _ it: Situation
  ) -> [Fact] {
    guard !constraint.isNotEnforced else { return [] }
    let element = constraint.element(of: table)
    let columns = constraint.columns
    var facts: [Fact] = []
    if !constraint.isNotValid {
      facts.append(
        Fact(
          rule: validatedAtOnce, element: element,
          message: "foreign key \(element.quoted) was added and all rows were looked up",
          locks: it.blockingLocks))
    } else if it.version < 18, it.schema.table(table)?.isPartitioned == true {
      facts.append(
        Fact(
          rule: refused, element: element,
          message: "foreign key \(element.quoted) of a partitioned table was added as NOT VALID, "
            + "which fails"))
    } else if columns.isEmpty || !columns.allSatisfy({ it.isNew($0, of: table) }),
      !it.made.replaces(constraint.kind, of: table)
    {
      facts.append(ConstraintRules.restriction(element, of: table))
    }
    if it.lacksIndex(on: columns, of: table) { facts.append(missingIndex(element)) }
    return facts
  }

  /// What the foreign key of a new column does, in a table that others use.
  static func facts(
    about column: ColumnDefinition, addedTo table: ObjectName, _ it: Situation
  ) -> [Fact] {
    let element = table.member(column.name)
    let keys = column.constraints.filter { $0.referencedTable != nil && !$0.isNotEnforced }
    guard let referenced = keys.first?.referencedTable else { return [] }
    var facts: [Fact] = []
    let isLookedUp = column.defaultValue != nil
    if isLookedUp || it.isLive(referenced) {
      let what = isLookedUp ? ", and all rows were looked up" : ""
      facts.append(
        Fact(
          rule: inline, element: element,
          message: "column \(element.quoted) was added with a foreign key\(what)",
          locks: it.blockingLocks))
    }
    if !column.hasOwnIndex, it.lacksIndex(on: [column.name], of: table) {
      facts.append(missingIndex(element))
    }
    return facts
  }

  /// What the foreign keys of a new table do, to tables that others use.
  static func facts(about table: TableDefinition, _ it: Situation) -> [Fact] {
    let inline = table.columns.filter { !$0.hasOwnIndex }.flatMap { column in
      column.constraints.map { ($0, [column.name]) }
    }
    let keys = table.constraints.compactMap(\.indexedColumns)
    return (table.constraints.map { ($0, $0.columns) } + inline).compactMap { constraint, columns in
      guard let referenced = constraint.referencedTable, !constraint.isNotEnforced,
        it.isLive(referenced), referenced.key != table.name.key
      else { return nil }
      let isServed = keys.contains { Set($0.prefix(columns.count)) == Set(columns) }
      if columns.isEmpty || isServed || it.builds(anIndexOn: columns, of: table.name) { return nil }
      return missingIndex(
        constraint.name.map { table.name.member($0) } ?? table.name.element(columns))
    }
  }

  private static func missingIndex(_ element: Name) -> Fact {
    Fact(
      rule: unindexed, element: element,
      message: "foreign key \(element.quoted) was added without an index that begins with it")
  }
}

extension ColumnDefinition {
  fileprivate var hasOwnIndex: Bool {
    constraints.contains {
      switch $0.kind {
      case .primaryKey, .unique: true
      case .check, .foreignKey, .exclusion, .notNull: false
      }
    }
  }
}

extension Situation {
  /// Whether no index begins with the columns, neither now nor at the end of the release; of a table
  /// that is not wholly known it cannot be told.
  fileprivate func lacksIndex(on columns: [Name], of table: ObjectName) -> Bool {
    let isKnown =
      schema.table(table)?.isComplete == true || columns.contains { isNew($0, of: table) }
      || isAdded(columns)
    let indexes = schema.table(table)?.indexes ?? []
    guard isKnown, !indexes.contains(where: { $0.definition.serves(lookupsOf: columns) }) else {
      return false
    }
    return !builds(anIndexOn: columns, of: table)
  }

  /// Whether the rest of the release builds an index that begins with the columns.
  fileprivate func builds(anIndexOn columns: [Name], of table: ObjectName) -> Bool {
    (later + following).contains { other in
      switch other.action {
      case .createIndex(let index):
        index.table.key == table.key && index.serves(lookupsOf: columns)
      case .alterTable(let name, .addConstraint(let constraint)):
        name.key == table.key
          && Set((constraint.indexedColumns ?? []).prefix(columns.count)) == Set(columns)
      default: false
      }
    }
  }

  private func isAdded(_ columns: [Name]) -> Bool {
    guard case .alterTable(_, .addColumn(let column, _)) = action else { return false }
    return columns == [column.name]
  }
}

extension ConstraintDefinition {
  /// The columns of the index that it makes; nil if it makes none.
  fileprivate var indexedColumns: [Name]? {
    switch kind {
    case .primaryKey(let columns, nil), .unique(let columns, nil, _): columns
    default: nil
    }
  }
}

extension IndexDefinition {
  /// Whether rows are found by it that hold some values in some columns: it begins with them, and
  /// leaves out at most rows in which one is null.
  fileprivate func serves(lookupsOf columns: [Name]) -> Bool {
    guard self.columns.count >= columns.count,
      Set(self.columns.prefix(columns.count)) == Set(columns)
    else { return false }
    guard isPartial else { return true }
    let words = text.bytes.split(separator: UInt8(ascii: " ")).map { Name($0).asciiLowercased }
    guard let start = words.lastIndex(of: "where") else { return false }
    let predicate = words[(start + 1)...].filter { $0 != "(" && $0 != ")" }
    return predicate.count == 4 && columns.contains(predicate[0])
      && Array(predicate[1...]) == ["is", "not", "null"]
  }
}
