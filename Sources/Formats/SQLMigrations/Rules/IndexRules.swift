import PostgresSchema
import ReleaseModel
import SourceModel

/// What happens to indexes.
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
      (placed);`. On a partitioned table build `ON ONLY` the parent, build each partition's index \
      concurrently, and attach it.
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

  static let all = [blocking]

  /// What an operation does to indexes that is worth telling.
  static func facts(about it: Situation) -> [Fact] {
    switch it.action {
    case .createIndex(let index):
      var facts: [Fact] = []
      if !index.isConcurrent, !index.isOnlyParent, it.isLive(index.table) {
        facts.append(
          Fact(
            rule: blocking, element: index.element,
            message: "index '\(index.element.text)' was built without CONCURRENTLY",
            locks: [Fact.Lock(mode: .share, table: index.table)]))
      }
      return facts
    default: return []
    }
  }
}

extension IndexDefinition {
  /// The index's name, or that of its table with its columns if it has none.
  var element: Name {
    if let name { return ObjectName(schema: table.schema, name).shown }
    let list = columns.map(\.text).joined(separator: ", ")
    return table.shown + Name(" (\(list))")
  }
}
