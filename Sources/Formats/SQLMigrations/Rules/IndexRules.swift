import PostgresSchema
import ReleaseModel
import SourceModel

/// Indexes that are built.
enum IndexRules {
  static let blocking = Rule(
    migration: "sql/index-blocking", "Index built while writes wait", is: .risky,
    for: [.operators], phase: .expand, norm: "CREATE INDEX, Building Indexes Concurrently",
    rationale: """
      Without CONCURRENTLY the whole table is read under a SHARE lock, and every write waits until \
      the index stands: minutes on a large table.
      """,
    remedy: """
      Build the index outside a transaction: `CREATE INDEX CONCURRENTLY orders_placed_idx ON orders \
      (placed);`. On a partitioned table make it for the parent alone, `CREATE INDEX \
      orders_placed_idx ON ONLY orders (placed);`, build each partition's index concurrently, and \
      attach it: `ALTER INDEX orders_placed_idx ATTACH PARTITION orders_2026_placed_idx;`.
      """,
    example: .migration(
      shipped: "CREATE TABLE orders (id int, placed date);",
      added: "CREATE INDEX orders_placed_idx ON orders (placed);"),
    nearMiss: .migration(
      shipped: "CREATE TABLE users (id int);",
      added: """
        CREATE TABLE orders (id int, placed date);
        CREATE INDEX orders_placed_idx ON orders (placed);
        """))

  static let concurrentInTransaction = Rule(
    migration: "sql/concurrent-in-transaction", "CONCURRENTLY inside a transaction", is: .risky,
    for: [.operators], phase: .expand, norm: "CREATE INDEX, Building Indexes Concurrently",
    rationale: """
      CONCURRENTLY commits on its own between its steps. Inside a transaction PostgreSQL refuses it \
      with error 25001, and the migration fails when it runs. Several statements that are sent in \
      one call are a transaction too.
      """,
    remedy: """
      Give the statement a migration of its own with no other statement in it, and switch the tool's \
      transaction off where it opens one. Or, if the table is small, leave CONCURRENTLY out: `CREATE \
      INDEX orders_placed_idx ON orders (placed);`.
      """,
    example: .migration(
      shipped: "CREATE TABLE orders (id int, placed date);",
      added: """
        BEGIN;
        CREATE INDEX CONCURRENTLY orders_placed_idx ON orders (placed);
        COMMIT;
        """),
    nearMiss: .migration(
      shipped: "CREATE TABLE orders (id int, placed date);",
      added: "CREATE INDEX CONCURRENTLY orders_placed_idx ON orders (placed);"))

  static let concurrentRefused = Rule(
    migration: "sql/concurrent-index-refused", "CONCURRENTLY on a partitioned table", is: .risky,
    for: [.operators], phase: .expand, norm: "CREATE INDEX, Building Indexes Concurrently",
    rationale: """
      PostgreSQL cannot build an index of a partitioned table concurrently: the statement fails when \
      it runs.
      """,
    remedy: """
      Make the index for the parent alone: `CREATE INDEX orders_placed_idx ON ONLY orders \
      (placed);`. Then build each partition's, `CREATE INDEX CONCURRENTLY orders_2026_placed_idx ON \
      orders_2026 (placed);`, and attach it: `ALTER INDEX orders_placed_idx ATTACH PARTITION \
      orders_2026_placed_idx;`.
      """,
    example: .migration(
      shipped: "CREATE TABLE orders (id int, placed date) PARTITION BY RANGE (placed);",
      added: "CREATE INDEX CONCURRENTLY orders_placed_idx ON orders (placed);"),
    nearMiss: .migration(
      shipped: "CREATE TABLE orders (id int, placed date) PARTITION BY RANGE (placed);",
      added: "CREATE INDEX orders_placed_idx ON ONLY orders (placed);"))

  static let validityUnchecked = Rule(
    migration: "sql/index-validity-unchecked", "Concurrent index accepted by its name", is: .risky,
    for: [.operators], phase: .expand, norm: "CREATE INDEX, Building Indexes Concurrently",
    rationale: """
      A concurrent build that fails leaves an invalid index behind, which no query uses, and which \
      writes keep up. IF NOT EXISTS looks at the name alone: the second attempt takes the invalid \
      index for done.
      """,
    remedy: """
      Remove what a failed attempt left, in a migration of its own: `DROP INDEX CONCURRENTLY IF \
      EXISTS orders_placed_idx;`. Then build without IF NOT EXISTS: `CREATE INDEX CONCURRENTLY \
      orders_placed_idx ON orders (placed);`.
      """,
    example: .migration(
      shipped: "CREATE TABLE orders (id int, placed date);",
      added: "CREATE INDEX CONCURRENTLY IF NOT EXISTS orders_placed_idx ON orders (placed);"),
    nearMiss: .migration(
      shipped: "CREATE TABLE orders (id int, placed date);",
      added: "CREATE INDEX CONCURRENTLY orders_placed_idx ON orders (placed);"))

  static let uniqueAdded = Rule(
    migration: "sql/unique-added", "Existing columns made unique", is: .breaking,
    for: [.producers, .storedData], phase: .contract, norm: "Unique Indexes",
    rationale: """
      If the table holds duplicates, the migration fails. If it holds none yet, the code of the \
      release before, which was free to write them, fails from now on.
      """,
    remedy: """
      Look for duplicates, `SELECT email, count(*) FROM users GROUP BY email HAVING count(*) > 1;`, \
      and let a release that writes none, and that handles the error, go out first.
      """,
    example: .migration(
      shipped: "CREATE TABLE users (id int, email text);",
      added: "CREATE UNIQUE INDEX CONCURRENTLY users_email_idx ON users (email);"),
    nearMiss: .migration(
      shipped: "CREATE TABLE users (id int, email text UNIQUE);",
      added: "CREATE UNIQUE INDEX CONCURRENTLY users_email_id_idx ON users (email, id);"))

  static let added = Rule(
    migration: "sql/index-added", "Index added", is: .additive, for: [.operators], phase: .expand,
    norm: "CREATE INDEX",
    rationale: "Reads can be faster; every write of the table has one more index to keep up.",
    remedy: """
      Run the build again on version 14 if the server is older than 14.4, whose concurrent builds \
      can miss rows: `REINDEX INDEX CONCURRENTLY orders_placed_idx;`. Otherwise nothing is to do.
      """,
    example: .migration(
      shipped: "CREATE TABLE orders (id int, placed date);",
      added: "CREATE INDEX CONCURRENTLY orders_placed_idx ON orders (placed);"),
    nearMiss: .migration(
      shipped: "CREATE TABLE orders (id int, placed date);",
      added: "CREATE INDEX orders_placed_idx ON orders (placed);"))

  static let all = [
    blocking, concurrentInTransaction, concurrentRefused, validityUnchecked, uniqueAdded, added,
  ]

  /// What an operation builds, as far as indexes go.
  static func facts(about it: Situation) -> [Fact] {
    guard case .createIndex(let index) = it.action else { return [] }
    let element = index.element
    if index.ifNotExists, let name = index.objectName, it.schema.index(name) != nil {
      return [
        Fact(
          rule: added, element: element, message: "index '\(element.text)' was there already",
          classification: .neutral)
      ]
    }
    let hazards =
      (index.isConcurrent ? concurrent(index, it) : plain(index, it)) + unique(index, it)
    return hazards.isEmpty ? [harmless(index, it)] : hazards
  }

  private static func plain(_ index: IndexDefinition, _ it: Situation) -> [Fact] {
    guard it.isWritten(index.table), !it.isLeftEmpty(index) else { return [] }
    return [
      Fact(
        rule: blocking, element: index.element,
        message: "index '\(index.element.text)' was built without CONCURRENTLY",
        locks: it.blockingLocks)
    ]
  }

  private static func concurrent(_ index: IndexDefinition, _ it: Situation) -> [Fact] {
    let shown = index.element.text
    func fact(_ rule: Rule, _ message: String) -> [Fact] {
      [Fact(rule: rule, element: index.element, message: message)]
    }
    if it.transaction.isOpen {
      return fact(
        concurrentInTransaction,
        "index '\(shown)' was built concurrently inside a transaction, which fails")
    }
    if it.schema.table(index.table)?.isPartitioned == true {
      return fact(
        concurrentRefused,
        "index '\(shown)' of a partitioned table was built concurrently, which fails")
    }
    guard index.ifNotExists, it.isWritten(index.table), !it.dropsBefore(index.objectName) else {
      return []
    }
    return fact(
      validityUnchecked,
      "index '\(shown)' was built concurrently unless one of its name, even invalid, existed")
  }

  private static func unique(_ index: IndexDefinition, _ it: Situation) -> [Fact] {
    guard index.isUnique, it.isWritten(index.table), !it.keepsUnique(index) else { return [] }
    return [
      uniqueness(
        "index \(index.element.quoted)", index.element, index.table,
        isByNewColumns: it.leavesOutOld(index))
    ]
  }

  /// That rows became unique: by columns that the release added and filled, this may fail, and
  /// afterwards the code of the release before violates nothing.
  static func uniqueness(
    _ subject: String, _ element: Name, _ table: ObjectName, isByNewColumns: Bool
  ) -> Fact {
    Fact(
      rule: uniqueAdded, element: element,
      message: "\(subject) made rows of \(table.quoted) unique"
        + (isByNewColumns ? " by what the release filled in, which fails on duplicates" : ""),
      classification: isByNewColumns ? .risky : nil)
  }

  private static func harmless(_ index: IndexDefinition, _ it: Situation) -> Fact {
    let shown = index.element.text
    // Only the major version is known; 14.4 mended it.
    if index.isConcurrent, it.version == 14, it.isWritten(index.table) {
      return Fact(
        rule: added, element: index.element,
        message: "index '\(shown)' was built concurrently, in which 14.0 to 14.3 can miss rows",
        classification: .risky)
    }
    return Fact(rule: added, element: index.element, message: "index '\(shown)' was added")
  }
}

extension Situation {
  /// Whether the index is for the parent of partitions alone, so that no row is read.
  fileprivate func isLeftEmpty(_ index: IndexDefinition) -> Bool {
    index.isOnlyParent && schema.table(index.table)?.isPartitioned != false
  }

  /// Whether the script drops an index before this operation.
  fileprivate func dropsBefore(_ index: ObjectName?) -> Bool {
    guard let index else { return false }
    return earlier.contains { other in
      guard case .drop(let drop) = other.action else { return false }
      return drop.kind == .index && drop.object.key == index.key
    }
  }

  /// Whether no row that the code of the release before writes can violate a unique index.
  fileprivate func keepsUnique(_ index: IndexDefinition) -> Bool {
    if isUniqueAlready(
      index.hasExpressions ? [] : index.columns, of: index.table,
      nullsNotDistinct: index.nullsNotDistinct)
    {
      return true
    }
    let twin = schema.table(index.table)?.indexes.contains {
      $0.definition.isUnique && $0.definition.text == index.text && !index.text.isEmpty
        && $0.definition.nullsNotDistinct == index.nullsNotDistinct
    }
    if twin == true { return true }
    if index.columns.contains(where: { isToldApart($0, of: index.table) }) { return true }
    return leavesOutOld(index) && !isFilled(index.columns + index.columnsNotNull, of: index.table)
  }

  /// Whether a new column keeps all rows of the code of the release before apart, or out of an index.
  fileprivate func leavesOutOld(_ index: IndexDefinition) -> Bool {
    index.columnsNotNull.contains { isLeftNull($0, of: index.table) }
      || !index.nullsNotDistinct && index.columns.contains { isLeftNull($0, of: index.table) }
  }
}

extension IndexDefinition {
  /// The index's name, or that of its table with its columns if it has none.
  var element: Name { objectName?.shown ?? table.element(columns) }

  /// The index's name with the schema, which is the table's.
  var objectName: ObjectName? { name.map { ObjectName(schema: table.schema, $0) } }
}
