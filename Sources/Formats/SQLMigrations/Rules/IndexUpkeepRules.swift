import PostgresSchema
import ReleaseModel
import SourceModel

/// Indexes that stood before: built again, dropped, attached.
enum IndexUpkeepRules {
  static let reindexBlocking = Rule(
    migration: "sql/reindex-blocking", "Index built again while others wait", is: .risky,
    for: [.operators], phase: nil, norm: "REINDEX, Rebuilding Indexes Concurrently",
    rationale: """
      REINDEX holds a SHARE lock on the table, so that writes wait, and ACCESS EXCLUSIVE on the \
      index, for which even queries wait that would not use it: about as long as the first build.
      """,
    remedy: """
      From version 12 on: `REINDEX INDEX CONCURRENTLY orders_id_idx;`, outside a transaction. \
      Before, build another one concurrently and drop the old one.
      """,
    example: .migration(
      shipped: "CREATE TABLE orders (id int);\nCREATE INDEX orders_id_idx ON orders (id);",
      added: "REINDEX INDEX orders_id_idx;"),
    nearMiss: .migration(
      shipped: "CREATE TABLE orders (id int);\nCREATE INDEX orders_id_idx ON orders (id);",
      added: "REINDEX INDEX CONCURRENTLY orders_id_idx;"))

  static let rebuilt = Rule(
    migration: "sql/index-rebuilt", "Index built again", is: .neutral, for: [.operators],
    phase: nil, norm: "REINDEX",
    rationale: "The index stands as before, without its dead space; others went on meanwhile.",
    remedy: "Nothing is to do.",
    example: .migration(
      shipped: "CREATE TABLE orders (id int);\nCREATE INDEX orders_id_idx ON orders (id);",
      added: "REINDEX INDEX CONCURRENTLY orders_id_idx;"),
    nearMiss: .migration(
      shipped: "CREATE TABLE orders (id int);\nCREATE INDEX orders_id_idx ON orders (id);",
      added: "REINDEX INDEX orders_id_idx;"))

  static let dropBlocking = Rule(
    migration: "sql/index-drop-blocking", "Index dropped under an exclusive lock", is: .risky,
    for: [.operators], phase: .contract, norm: "DROP INDEX, CONCURRENTLY",
    rationale: """
      DROP INDEX takes ACCESS EXCLUSIVE on the table. The drop itself is quick, but it waits behind \
      every running query of the table, and all that come later wait behind it.
      """,
    remedy: """
      Drop it outside a transaction: `DROP INDEX CONCURRENTLY orders_placed_idx;`. Where that cannot \
      be, as for an index of a partitioned table, bound the wait: `SET lock_timeout = '2s';`.
      """,
    example: .migration(
      shipped: """
        CREATE TABLE orders (id int, placed date);
        CREATE INDEX orders_placed_idx ON orders (placed);
        """,
      added: "DROP INDEX orders_placed_idx;"),
    nearMiss: .migration(
      shipped: """
        CREATE TABLE orders (id int, placed date);
        CREATE INDEX orders_placed_idx ON orders (placed);
        """,
      added: "DROP INDEX CONCURRENTLY orders_placed_idx;"))

  static let dropped = Rule(
    migration: "sql/index-dropped", "Index dropped", is: .risky,
    for: [.consumers, .producers], phase: .contract, norm: "DROP INDEX",
    rationale: """
      Queries of the release before that relied on the index read the whole table. If it was unique, \
      duplicates get in, and an INSERT with an ON CONFLICT that names its columns fails.
      """,
    remedy: """
      See whether it is used: `SELECT idx_scan FROM pg_stat_user_indexes WHERE indexrelname = \
      'orders_placed_idx';`. To undo: `CREATE INDEX CONCURRENTLY orders_placed_idx ON orders \
      (placed);`.
      """,
    example: .migration(
      shipped: """
        CREATE TABLE orders (id int, placed date);
        CREATE INDEX orders_placed_idx ON orders (placed);
        """,
      added: "DROP INDEX CONCURRENTLY orders_placed_idx;"),
    nearMiss: .migration(
      shipped: """
        CREATE TABLE orders (id int, placed date);
        CREATE INDEX orders_placed_idx ON orders (placed);
        """,
      added: "REINDEX INDEX CONCURRENTLY orders_placed_idx;"))

  static let replacedTooEarly = Rule(
    migration: "sql/index-replaced-too-early", "Index dropped before its successor stood",
    is: .risky, for: [.operators], phase: .contract, norm: "CREATE INDEX",
    rationale: """
      Between the drop and the end of the new build, queries that rely on the index read the whole \
      table; if the build fails, they go on doing so.
      """,
    remedy: """
      Build the successor first, under a name of its own, `CREATE INDEX CONCURRENTLY \
      orders_placed_new_idx ON orders (placed, id);`, and then drop the old one: `DROP INDEX \
      CONCURRENTLY orders_placed_idx;`.
      """,
    example: .migration(
      shipped: """
        CREATE TABLE orders (id int, placed date);
        CREATE INDEX orders_placed_idx ON orders (placed);
        """,
      added: """
        DROP INDEX CONCURRENTLY orders_placed_idx;
        CREATE INDEX CONCURRENTLY orders_placed_new_idx ON orders (placed, id);
        """),
    nearMiss: .migration(
      shipped: """
        CREATE TABLE orders (id int, placed date);
        CREATE INDEX orders_placed_idx ON orders (placed);
        """,
      added: """
        CREATE INDEX CONCURRENTLY orders_placed_new_idx ON orders (placed, id);
        DROP INDEX CONCURRENTLY orders_placed_idx;
        """))

  static let attached = Rule(
    migration: "sql/index-attached", "Index attached to that of the parent", is: .additive,
    for: [.operators], phase: .expand, norm: "ALTER INDEX, ATTACH PARTITION",
    rationale: "The index of the parent becomes valid once each partition has one attached.",
    remedy: "Nothing is to do.",
    example: .migration(
      shipped: """
        CREATE TABLE orders (id int, placed date) PARTITION BY RANGE (placed);
        CREATE TABLE orders_2026 PARTITION OF orders
          FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
        CREATE INDEX orders_placed_idx ON ONLY orders (placed);
        CREATE INDEX orders_2026_placed_idx ON orders_2026 (placed);
        """,
      added: "ALTER INDEX orders_placed_idx ATTACH PARTITION orders_2026_placed_idx;"),
    nearMiss: .migration(
      shipped: "CREATE TABLE orders (id int);\nCREATE INDEX orders_id_idx ON orders (id);",
      added: "REINDEX INDEX CONCURRENTLY orders_id_idx;"))

  static let all = [reindexBlocking, rebuilt, dropBlocking, dropped, replacedTooEarly, attached]

  /// What an operation does to indexes that stand.
  static func facts(about it: Situation) -> [Fact] {
    switch it.action {
    case .reindex(let kind, let name, let isConcurrent):
      [reindex(kind, name, isConcurrent: isConcurrent, it)]
    case .attachIndex(let parent, let child):
      [
        Fact(
          rule: attached, element: child.shown,
          message: "index '\(child.shown.text)' was attached to '\(parent.shown.text)'")
      ]
    case .drop(let drop) where drop.kind == .index: facts(about: drop, it)
    case .alterTable(let parent, .detachPartition(let part, isConcurrent: true, _))
    where it.transaction.isOpen:
      [
        Fact(
          rule: IndexRules.concurrentInTransaction, element: part.shown,
          message: """
            partition '\(part.shown.text)' was detached from '\(parent.shown.text)' concurrently \
            inside a transaction, which fails
            """)
      ]
    default: []
    }
  }

  private static func reindex(
    _ kind: ObjectKind, _ name: ObjectName, isConcurrent: Bool, _ it: Situation
  ) -> Fact {
    let subject = "\(kind.rawValue) '\(name.shown.text)'"
    let what = kind == .index ? subject : "indexes of \(subject)"
    let was = kind == .index ? "was" : "were"
    if isConcurrent, it.transaction.isOpen {
      return Fact(
        rule: IndexRules.concurrentInTransaction, element: name.shown,
        message: "\(what) \(was) rebuilt concurrently inside a transaction, which fails")
    }
    let table = kind == .index ? it.schema.index(name)?.table : kind == .table ? name : nil
    let isNew = made(kind, name, table, it)
    if isConcurrent || isNew {
      return Fact(rule: rebuilt, element: name.shown, message: "\(what) \(was) rebuilt")
    }
    var locks = table.map { [Fact.Lock(mode: .share, table: $0)] } ?? []
    if kind == .index { locks.append(Fact.Lock(mode: .accessExclusive, table: name)) }
    return Fact(
      rule: reindexBlocking, element: name.shown,
      message: "\(what) \(was) rebuilt without CONCURRENTLY"
        + (kind == .index ? "" : ", each locked for readers too while it is"), locks: locks)
  }

  private static func facts(about drop: Drop, _ it: Situation) -> [Fact] {
    let index = it.schema.index(drop.object)
    let element = drop.object.shown
    func plain(_ what: String, _ classification: Classification? = nil) -> [Fact] {
      [
        Fact(
          rule: dropped, element: element, message: "index '\(element.text)' \(what)",
          classification: classification)
      ]
    }
    if made(.index, drop.object, index?.table, it) { return plain("was dropped", .neutral) }
    if drop.ifExists, it.isFolded, index == nil {
      return plain("was dropped if it stood, of which the migrations know nothing", .neutral)
    }
    var facts: [Fact] = []
    if drop.isConcurrent, it.transaction.isOpen {
      facts.append(
        Fact(
          rule: IndexRules.concurrentInTransaction, element: element,
          message:
            "index '\(element.text)' was dropped concurrently inside a transaction, which fails"))
    } else if !drop.isConcurrent {
      let lock = index.map { Fact.Lock(mode: .accessExclusive, table: $0.table) }
      facts.append(
        Fact(
          rule: dropBlocking, element: element,
          message: "index '\(element.text)' was dropped without CONCURRENTLY",
          locks: lock.map { [$0] } ?? []))
    }
    // In one transaction nobody sees the table without either.
    if !it.transaction.isOpen, let successor = successor(of: drop.object, index, it) {
      facts.append(
        Fact(
          rule: replacedTooEarly, element: element,
          message: """
            index '\(element.text)' was dropped before '\(successor.element.text)' was built in its \
            place
            """))
    }
    if index?.definition.isUnique == true, !it.keepsUnique(index) {
      return facts + plain("was dropped, which kept rows unique")
    }
    return facts.isEmpty ? plain("was dropped", it.isCovered(index) ? .neutral : nil) : facts
  }

  /// The index that the rest of the script builds in the place of a dropped one: of the same name, or
  /// beginning with the same column.
  private static func successor(
    of name: ObjectName, _ index: TableIndex?, _ it: Situation
  ) -> IndexDefinition? {
    for other in it.later {
      guard case .createIndex(let built) = other.action else { continue }
      if built.objectName?.key == name.key { return built }
      if let index, index.table.key == built.table.key, let first = index.definition.columns.first,
        first == built.columns.first
      {
        return built
      }
    }
    return nil
  }

  /// Whether the release made what is rebuilt or dropped.
  private static func made(
    _ kind: ObjectKind, _ name: ObjectName, _ table: ObjectName?, _ it: Situation
  ) -> Bool {
    it.made.contains(kind, name) || table.map { !it.isWritten($0) } ?? false
  }
}

extension Situation {
  /// Whether the rest of the release keeps rows unique as a dropped index did.
  fileprivate func keepsUnique(_ index: TableIndex?) -> Bool {
    guard let index else { return false }
    let columns = Set(index.definition.columns)
    return rest.contains { operation in
      switch operation.action {
      case .createIndex(let built):
        built.table.key == index.table.key && built.isUnique
          && built.isPartial == index.definition.isPartial && Set(built.columns) == columns
      case .alterTable(let table, .addConstraint(let constraint)):
        table.key == index.table.key && constraint.isKey && Set(constraint.columns) == columns
      case .drop(let drop): drop.kind == .table && drop.object.key == index.table.key
      default: false
      }
    }
  }

  /// Whether another index of the table begins with the columns of a dropped one.
  fileprivate func isCovered(_ index: TableIndex?) -> Bool {
    guard let index, !index.definition.columns.isEmpty, !index.definition.hasExpressions else {
      return false
    }
    return (schema.table(index.table)?.indexes ?? []).contains { other in
      other.name != index.name && !other.definition.isPartial
        && other.definition.method == index.definition.method
        && other.definition.columns.starts(with: index.definition.columns)
    }
  }
}

extension ConstraintDefinition {
  /// Whether it keeps rows apart.
  fileprivate var isKey: Bool {
    switch kind {
    case .primaryKey, .unique: true
    default: false
    }
  }
}
