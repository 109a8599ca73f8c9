import FormatKit
import PostgresSchema
import ReleaseModel
import SourceModel

/// What can happen to tables as wholes.
enum TableRules {
  static let all = [
    added, removed, persistenceChanged, hierarchyChanged, replicaIdentityChanged,
  ]

  private static let users = Sample.users()
  private static let both = Sample.users("CREATE TABLE orders (id integer);")

  static let added = Rule.dump(
    "table-added", "Table in the schema added", is: .additive, phase: .expand,
    inverse: "table-removed", norm: "CREATE TABLE",
    why: "The code of the release before knows nothing of the table.",
    fix: "Nothing has to be done.", fires: (users, both),
    silent: (users, Sample.users("CREATE VIEW orders AS SELECT id FROM users;")))

  static let removed = Rule.dump(
    "table-removed", "Table in the schema removed", is: .breaking, phase: .contract,
    inverse: "table-added", norm: "DROP TABLE",
    why: "While both releases run, the older one still reads and writes the table, and fails.",
    fix: "Release code that no longer uses the table first, and drop it a release later.",
    fires: (both, users),
    silent: (both, Sample.users("CREATE TABLE orders (id integer, placed date);")))

  static let persistenceChanged = Rule.dump(
    "table-persistence-changed", "Table became logged, unlogged or temporary", is: .risky,
    inverse: "table-persistence-changed", norm: "CREATE TABLE, UNLOGGED",
    why: "Rows of an unlogged table do not outlive a crash and do not reach replicas.",
    fix: "Make sure that the rows may be lost, or keep the table logged.",
    fires: ("CREATE TABLE jobs (id integer);", "CREATE UNLOGGED TABLE jobs (id integer);"),
    silent: ("CREATE TABLE jobs (id integer);", "CREATE TABLE jobs (\n  id integer\n);"))

  static let hierarchyChanged = Rule.dump(
    "table-hierarchy-changed", "Partitioning or inheritance of a table changed", is: .risky,
    inverse: "table-hierarchy-changed", norm: "ALTER TABLE, ATTACH PARTITION",
    why: "Queries of the parent see other rows, and inserts go to other tables or fail.",
    fix: "Compare what queries of the parent return before and after.",
    fires: (
      "CREATE TABLE a (id integer);\nCREATE TABLE b (id integer);",
      "CREATE TABLE a (id integer);\nCREATE TABLE b (id integer) INHERITS (a);"
    ),
    silent: (
      "CREATE TABLE a (id integer);\nCREATE TABLE b (id integer) INHERITS (a);",
      "CREATE TABLE a (id integer);\nCREATE TABLE b (id integer) INHERITS (public.a);"
    ))

  static let replicaIdentityChanged = Rule.dump(
    "replica-identity-changed", "Replica identity changed", is: .risky,
    inverse: "replica-identity-changed", norm: "ALTER TABLE, REPLICA IDENTITY",
    why: "Subscribers get other columns with updates and deletes; without an identity such "
      + "statements fail on published tables.",
    fix: "Check the publications of the table and what their subscribers rely on.",
    fires: (users, Sample.users("ALTER TABLE users REPLICA IDENTITY FULL;")),
    silent: (users, Sample.users("ALTER TABLE users REPLICA IDENTITY DEFAULT;")))
}

extension Comparer {
  mutating func compareTables() {
    let matched = KeyedDiff(
      before.schema.tables.map { ($0.name, $0) }, after.schema.tables.map { ($0.name, $0) })
    for (name, table) in matched.removed {
      tellRemoved(TableRules.removed, name.shown, "table \(quoted(name.shown))", table.origin)
    }
    for (name, table) in matched.added {
      tellAdded(TableRules.added, name.shown, "table \(quoted(name.shown))", table.origin)
    }
    for (name, old, new) in matched.kept {
      if let columns = matching(name) { compareColumns(old, new, columns) }
      if old != new { compareTable(old, new) }
    }
  }

  private mutating func compareTable(_ old: Table, _ new: Table) {
    compareConstraints(old, new)
    compareTriggers(old.name, old.triggers, new.triggers)
    compareRowSecurity(old, new)
    compare(
      TableRules.persistenceChanged, "persistence", old, new, Name("\(old.persistence)"),
      Name("\(new.persistence)"))
    compare(
      TableRules.hierarchyChanged, "place in a hierarchy", old, new, old.hierarchy, new.hierarchy)
    compare(
      TableRules.replicaIdentityChanged, "replica identity", old, new, old.replicaIdentity,
      new.replicaIdentity)
  }

  private mutating func compare(
    _ rule: Rule, _ noun: String, _ old: Table, _ new: Table, _ first: Name, _ second: Name
  ) {
    if first == second { return }
    tellChanged(
      rule, new.name.shown,
      "table \(quoted(new.name.shown)) had its \(noun) changed from \(quoted(first)) to "
        + quoted(second), (old.origin, new.origin), (first, second))
  }
}

extension Table {
  /// Where the table stands among others, in words.
  fileprivate var hierarchy: Name {
    var words: [String] = []
    if isPartitioned { words.append("partitioned") }
    if let partitionOf {
      words.append(
        "\(isDefaultPartition ? "default partition" : "partition") of \(partitionOf.shown)")
    }
    if !inherits.isEmpty {
      words.append("heir of " + inherits.map(\.shown.text).joined(separator: ", "))
    }
    if isForeign { words.append("foreign") }
    return Name(words.isEmpty ? "alone" : words.joined(separator: ", "))
  }
}
