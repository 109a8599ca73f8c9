import PostgresSchema
import ReleaseModel
import SourceModel

/// What happens to partitions, and what a new table locks.
enum PartitionRules {
  static let attachScan = Rule(
    migration: "sql/partition-attach-scan", "Partition attached with a scan", is: .risky,
    for: [.operators], phase: .expand, norm: "ALTER TABLE, ATTACH PARTITION",
    rationale: """
      Without a validated CHECK that implies the bounds, all rows of the new partition are read while \
      it is locked for everyone. A default partition is read too, and locked for as long.
      """,
    remedy: """
      Prove the bounds first, and drop the check afterwards: `ALTER TABLE orders_2026 ADD CONSTRAINT \
      bounds CHECK (placed >= '2026-01-01' AND placed < '2027-01-01') NOT VALID; ALTER TABLE \
      orders_2026 VALIDATE CONSTRAINT bounds; ALTER TABLE orders ATTACH PARTITION orders_2026 FOR \
      VALUES FROM ('2026-01-01') TO ('2027-01-01');`.
      """,
    example: .migration(
      shipped: """
        CREATE TABLE orders (placed date) PARTITION BY RANGE (placed);
        CREATE TABLE orders_2026 (placed date);
        """,
      added: """
        ALTER TABLE orders ATTACH PARTITION orders_2026
          FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
        """),
    nearMiss: .migration(
      shipped: """
        CREATE TABLE orders (placed date) PARTITION BY RANGE (placed);
        CREATE TABLE orders_2026 (placed date, CONSTRAINT bounds
          CHECK (placed >= '2026-01-01' AND placed < '2027-01-01'));
        """,
      added: """
        ALTER TABLE orders ATTACH PARTITION orders_2026
          FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
        """))

  static let detachBlocking = Rule(
    migration: "sql/partition-detach-blocking", "Partition detached while all wait", is: .risky,
    for: [.consumers, .operators], phase: .contract, norm: "ALTER TABLE, DETACH PARTITION",
    rationale: """
      Without CONCURRENTLY, which PostgreSQL has since version 14, the whole partitioned table is \
      locked for everyone, and waits for whatever reads it.
      """,
    remedy: """
      Detach outside a transaction: `ALTER TABLE orders DETACH PARTITION orders_2020 CONCURRENTLY;`. \
      A default partition must not be there.
      """,
    example: .migration(
      shipped: """
        CREATE TABLE orders (placed date) PARTITION BY RANGE (placed);
        CREATE TABLE orders_2020 PARTITION OF orders
          FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
        """,
      added: "ALTER TABLE orders DETACH PARTITION orders_2020;"),
    nearMiss: .migration(
      shipped: """
        CREATE TABLE orders (placed date) PARTITION BY RANGE (placed);
        CREATE TABLE orders_2020 PARTITION OF orders
          FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
        """,
      added: "ALTER TABLE orders DETACH PARTITION orders_2020 CONCURRENTLY;"))

  static let createLocksParent = Rule(
    migration: "sql/partition-create-locks-parent", "Partition created under a live table",
    is: .neutral, for: [.operators], phase: .expand, norm: "CREATE TABLE, PARTITION OF",
    rationale: """
      CREATE TABLE … PARTITION OF locks the partitioned table for everyone: a moment, but behind a \
      long query all others queue.
      """,
    remedy: """
      Create the table by itself and attach it, which lets reads and writes go on: `CREATE TABLE \
      orders_2026 (LIKE orders INCLUDING ALL); ALTER TABLE orders ATTACH PARTITION orders_2026 FOR \
      VALUES FROM ('2026-01-01') TO ('2027-01-01');`.
      """,
    example: .migration(
      shipped: "CREATE TABLE orders (placed date) PARTITION BY RANGE (placed);",
      added: """
        CREATE TABLE orders_2026 PARTITION OF orders
          FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
        """),
    nearMiss: .migration(
      shipped: "CREATE TABLE users (id int);",
      added: """
        CREATE TABLE orders (placed date) PARTITION BY RANGE (placed);
        CREATE TABLE orders_2026 PARTITION OF orders
          FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
        """))

  static let createLocksReferenced = Rule(
    migration: "sql/create-table-locks-referenced",
    "Table created with a foreign key to a live one",
    is: .neutral, for: [.operators], phase: .expand, norm: "CREATE TABLE, REFERENCES",
    rationale: """
      Writes to the table that the foreign key leads to wait until the transaction ends: a moment, \
      but behind a long transaction all other writes queue.
      """,
    remedy: """
      Keep the transaction short, and set a limit on waiting: `SET lock_timeout = '2s'; CREATE TABLE \
      orders (id bigint PRIMARY KEY, user_id bigint REFERENCES users (id));`.
      """,
    example: .migration(
      shipped: "CREATE TABLE users (id int PRIMARY KEY);",
      added: "CREATE TABLE orders (id int, user_id int REFERENCES users (id));"),
    nearMiss: .migration(
      shipped: "CREATE TABLE teams (id int PRIMARY KEY);",
      added: """
        CREATE TABLE users (id int PRIMARY KEY);
        CREATE TABLE orders (id int, user_id int REFERENCES users (id));
        """))

  static let all = [attachScan, detachBlocking, createLocksParent, createLocksReferenced]

  /// What an operation does to partitions that is worth telling.
  static func facts(about it: Situation) -> [Fact] {
    switch it.action {
    case .alterTable(let parent, .attachPartition(let child, _)): attach(child, to: parent, it)
    case .alterTable(let parent, .detachPartition(let child, let isConcurrent, let isFinalize)):
      isConcurrent || isFinalize || !it.isLive(parent)
        ? []
        : [
          Fact(
            rule: detachBlocking, element: child.shown,
            message: "partition \(child.quoted) was detached from \(parent.quoted) without "
              + "CONCURRENTLY",
            locks: it.blockingLocks)
        ]
    case .createTable(let table): create(table, it)
    default: []
    }
  }

  private static func attach(
    _ child: ObjectName, to parent: ObjectName, _ it: Situation
  ) -> [Fact] {
    let known = it.schema.table(child)
    let isProven =
      known?.constraints.contains { constraint in
        if case .check = constraint.kind { return constraint.isValidated }
        return false
      } ?? false
    let scanned = it.schema.heirs(of: parent).filter { heir in
      it.isLive(heir) && it.schema.table(heir)?.isDefaultPartition == true
    }
    let isScanned = it.isLive(child) && !isProven
    guard isScanned || !scanned.isEmpty else { return [] }
    let tables = (isScanned ? [child] : []) + scanned
    return [
      Fact(
        rule: attachScan, element: child.shown,
        message: "partition \(child.quoted) was attached to \(parent.quoted), which reads all of "
          + tables.quotedList,
        locks: it.blockingLocks)
    ]
  }

  private static func create(_ table: TableDefinition, _ it: Situation) -> [Fact] {
    if table.ifNotExists, it.isFolded, it.schema.table(table.name) != nil { return [] }
    if let parent = table.partitionOf, it.isLive(parent) {
      return [
        Fact(
          rule: createLocksParent, element: table.name.shown,
          message: "table \(table.name.quoted) was created as a partition of \(parent.quoted)",
          locks: it.blockingLocks)
      ]
    }
    let locks = it.liveLocks.filter { $0.mode == .shareRowExclusive }
    guard !locks.isEmpty else { return [] }
    return [
      Fact(
        rule: createLocksReferenced, element: table.name.shown,
        message: "table \(table.name.quoted) was created with a foreign key to "
          + locks.map(\.table).quotedList,
        locks: locks)
    ]
  }
}
