import PostgresSchema
import ReleaseModel
import SourceModel

/// What rewrites tables and views without changing what they hold.
enum MaintenanceRules {
  static let rewrite = Rule(
    migration: "sql/table-rewrite-maintenance", "Table written anew in place", is: .risky,
    for: [.consumers, .producers, .operators], phase: nil,
    norm: "VACUUM FULL; CLUSTER; ALTER TABLE, SET LOGGED, SET TABLESPACE, SET ACCESS METHOD",
    rationale: """
      The table is copied as a whole, with all its indexes, while everyone waits.
      """,
    remedy: """
      Leave it to a window of maintenance, or to an extension that copies in the background. Plain \
      vacuuming lets reads and writes go on: `VACUUM ANALYZE orders;`.
      """,
    example: .migration(
      shipped: "CREATE TABLE orders (id int);", added: "VACUUM FULL orders;"),
    nearMiss: .migration(
      shipped: "CREATE TABLE orders (id int);", added: "VACUUM orders;"))

  static let refreshBlocking = Rule(
    migration: "sql/matview-refresh-blocking", "Materialized view refreshed while readers wait",
    is: .risky, for: [.consumers, .operators], phase: .migrate, norm: "REFRESH MATERIALIZED VIEW",
    rationale: """
      Without CONCURRENTLY nobody can read the view until its query has run through.
      """,
    remedy: """
      Give the view a unique index, and refresh it concurrently: `CREATE UNIQUE INDEX totals_day_idx \
      ON totals (day); REFRESH MATERIALIZED VIEW CONCURRENTLY totals;`.
      """,
    example: .migration(
      shipped: "CREATE MATERIALIZED VIEW totals AS SELECT 1 AS day;",
      added: "REFRESH MATERIALIZED VIEW totals;"),
    nearMiss: .migration(
      shipped: "CREATE MATERIALIZED VIEW totals AS SELECT 1 AS day;",
      added: "REFRESH MATERIALIZED VIEW CONCURRENTLY totals;"))

  static let all = [rewrite, refreshBlocking]

  /// What an operation rewrites.
  static func facts(about it: Situation) -> [Fact] {
    switch it.action {
    case .vacuum(let tables, isFull: true):
      guard tables.isEmpty || tables.contains(where: it.isLive) else { return [] }
      let what = tables.isEmpty ? "all tables were" : "\(tables.quotedList) was"
      return [fact(tables.list, "\(what) written anew by VACUUM FULL", it)]
    case .cluster(let table):
      guard let table else { return [fact("", "all clustered tables were written anew", it)] }
      return it.isLive(table)
        ? [fact(table.shown, "\(table.quoted) was written anew by CLUSTER", it)] : []
    case .alterTable(let table, let part):
      guard it.isLive(table), let words = part.rewriteWords, !it.isAlready(part, table) else {
        return []
      }
      let loss = part == .setUnlogged ? ", and is empty after a crash from now on" : ""
      return [fact(table.shown, "\(table.quoted) was written anew by \(words)\(loss)", it)]
    case .refresh(let view, isConcurrent: false):
      guard it.isUsed(view) else { return [] }
      return [
        Fact(
          rule: refreshBlocking, element: view.shown,
          message: "materialized view \(view.quoted) was refreshed without CONCURRENTLY",
          locks: it.blockingLocks)
      ]
    default: return []
    }
  }

  private static func fact(_ element: Name, _ message: String, _ it: Situation) -> Fact {
    Fact(rule: rewrite, element: element, message: message, locks: it.blockingLocks)
  }
}

extension Situation {
  /// Whether a table is known to be as logged as a part makes it.
  fileprivate func isAlready(_ part: TableAction, _ table: ObjectName) -> Bool {
    guard isKnown(table), let persistence = schema.table(table)?.persistence else { return false }
    return part == .setLogged && persistence == .permanent
      || part == .setUnlogged && persistence == .unlogged
  }
}

extension TableAction {
  /// The words of a part that copies the table; nil of others.
  fileprivate var rewriteWords: String? {
    switch self {
    case .setLogged: "SET LOGGED"
    case .setUnlogged: "SET UNLOGGED"
    case .setTablespace: "SET TABLESPACE"
    case .setAccessMethod: "SET ACCESS METHOD"
    default: nil
    }
  }
}
