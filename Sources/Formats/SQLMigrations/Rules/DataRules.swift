import PostgresSchema
import ReleaseModel
import SourceModel

/// What happens to rows.
enum DataRules {
  static let updatedWhole = Rule(
    migration: "sql/update-without-where", "Whole table updated", is: .risky,
    for: [.consumers, .producers, .storedData, .operators], phase: .migrate, norm: "UPDATE",
    rationale: """
      Every row is written anew and stays locked until the transaction ends: writes to the same rows \
      wait for minutes on a large table, and the table grows to twice its size.
      """,
    remedy: """
      Write a part of the rows at a time, each in a transaction of its own, until none is left: \
      `UPDATE users SET plan = 'free' WHERE id IN (SELECT id FROM users WHERE plan IS NULL LIMIT \
      1000);`.
      """,
    example: .migration(
      shipped: "CREATE TABLE users (id int, plan text);", added: "UPDATE users SET plan = 'free';"),
    nearMiss: .migration(
      shipped: "CREATE TABLE users (id int PRIMARY KEY, plan text);",
      added: "UPDATE users SET plan = 'free' WHERE id = 1;"))

  static let deletedWhole = Rule(
    migration: "sql/delete-without-where", "All rows deleted", is: .breaking,
    for: [.consumers, .storedData, .operators], phase: .contract, norm: "DELETE",
    rationale: """
      All rows are gone, for the code before the release too, and nothing brings them back; each stays \
      locked until the transaction ends.
      """,
    remedy: """
      Say which rows nobody needs, and delete a part of them at a time: `DELETE FROM sessions WHERE \
      id IN (SELECT id FROM sessions WHERE expires < now() LIMIT 1000);`.
      """,
    example: .migration(
      shipped: "CREATE TABLE sessions (id int);", added: "DELETE FROM sessions;"),
    nearMiss: .migration(
      shipped: "CREATE TABLE sessions (id int PRIMARY KEY);",
      added: "DELETE FROM sessions WHERE id = 1;"))

  static let backfillUnbatched = Rule(
    migration: "sql/backfill-unbatched", "Rows written in one statement", is: .risky,
    for: [.producers, .storedData, .operators], phase: .migrate, norm: "UPDATE; DELETE; MERGE",
    rationale: """
      A condition that no key bounds may meet any number of rows. All of them stay locked until the \
      statement ends, and one failure undoes all of it.
      """,
    remedy: """
      Write a part of the rows at a time, each in a transaction of its own: \
      `UPDATE users SET plan = 'free' WHERE id >= 1000 AND id < 2000 AND plan IS NULL;`.
      """,
    example: .migration(
      shipped: "CREATE TABLE users (id int PRIMARY KEY, plan text);",
      added: "UPDATE users SET plan = 'free' WHERE plan IS NULL;"),
    nearMiss: .migration(
      shipped: "CREATE TABLE users (id int PRIMARY KEY, plan text);",
      added: "UPDATE users SET plan = 'free' WHERE id >= 1000 AND id < 2000 AND plan IS NULL;"))

  static let backfillWithDDL = Rule(
    migration: "sql/backfill-with-ddl", "Rows written in the transaction that alters a table",
    is: .risky, for: [.consumers, .producers, .operators], phase: .migrate,
    norm: "Explicit Locking, 13.3",
    rationale: """
      The lock that ALTER TABLE takes is held until the transaction ends, so that everyone waits for \
      as long as the rows take.
      """,
    remedy: """
      Alter the table in one migration: `ALTER TABLE users ADD COLUMN plan text;`. Fill it in another \
      one, in batches outside a transaction: `UPDATE users SET plan = 'free' WHERE id IN (SELECT id \
      FROM users WHERE plan IS NULL LIMIT 1000);`.
      """,
    example: .migration(
      shipped: "CREATE TABLE users (id int);",
      added: """
        BEGIN;
        ALTER TABLE users ADD COLUMN plan text;
        UPDATE users SET plan = 'free';
        COMMIT;
        """),
    nearMiss: .migration(
      shipped: "CREATE TABLE users (id int);",
      added: [
        "ALTER TABLE users ADD COLUMN plan text;",
        "UPDATE users SET plan = 'free';",
      ]))

  static let bulkCopy = Rule(
    migration: "sql/bulk-copy-in-migration", "Rows copied from a live table", is: .neutral,
    for: [.storedData, .operators], phase: .migrate, norm: "INSERT",
    rationale: """
      INSERT … SELECT takes as long as the table is large, and sees none of the rows that are written \
      meanwhile: what the code before the release adds is missing in the copy.
      """,
    remedy: """
      Write both tables while rows are copied in batches, and verify the copy: `INSERT INTO accounts \
      (id, name) SELECT id, name FROM users WHERE id > 1000 ORDER BY id LIMIT 1000 ON CONFLICT DO \
      NOTHING;`.
      """,
    example: .migration(
      shipped: "CREATE TABLE users (id int); CREATE TABLE accounts (id int);",
      added: "INSERT INTO accounts SELECT id FROM users;"),
    nearMiss: .migration(
      shipped: "CREATE TABLE users (id int); CREATE TABLE accounts (id int);",
      added: "INSERT INTO accounts VALUES (1);"))

  static let all = [updatedWhole, deletedWhole, backfillUnbatched, backfillWithDDL, bulkCopy]

  /// What an operation does to rows that is worth telling.
  static func facts(about it: Situation) -> [Fact] {
    switch it.action {
    case .update(let change):
      written(change, whole: updatedWhole, "updated", it)
    case .delete(let change):
      written(change, whole: deletedWhole, "deleted", it)
    case .merge(let change):
      it.isLive(change.table) ? [unbatched(change, "merged", it)] : []
    case .insert(let change):
      if case .query(let tables) = change.source {
        change.isBatched ? [] : copied(to: change.table, from: tables, it)
      } else {
        []
      }
    case .createTable(let table): copied(to: table.name, from: table.queried, it)
    default: []
    }
  }

  /// That rows are written and a table is altered in the same transaction, told once.
  static func mixture(in it: Situation) -> [Fact] {
    let before = it.transaction
    guard before.isOpen, !before.mixesRowsWithShape,
      !before.alteredTables.isEmpty || !before.writtenTables.isEmpty
    else { return [] }
    var after = before
    after.note(it)
    guard after.mixesRowsWithShape else { return [] }
    let altered = after.alteredTables.sorted().quotedList
    let written = after.writtenTables.sorted().quotedList
    return [
      Fact(
        rule: backfillWithDDL, element: it.action.subject,
        message: before.alteredTables.isEmpty
          ? "\(altered) was altered while rows of \(written) that the transaction had written were"
            + " locked"
          : "rows of \(written) were written in the transaction that altered \(altered)",
        locks: after.exclusiveLocks)
    ]
  }

  private static func written(
    _ change: RowChange, whole: Rule, _ verb: String, _ it: Situation
  ) -> [Fact] {
    guard it.isLive(change.table), !change.isBatched else { return [] }
    if change.hasWhere {
      return it.schema.meetsFewRows(change) ? [] : [unbatched(change, verb, it)]
    }
    return [
      Fact(
        rule: whole, element: change.table.shown,
        message: "all rows of \(change.table.quoted) were \(verb)")
    ]
  }

  private static func unbatched(_ change: RowChange, _ verb: String, _ it: Situation) -> Fact {
    Fact(
      rule: backfillUnbatched, element: change.table.shown,
      message: "rows of \(change.table.quoted) were \(verb) in one statement")
  }

  private static func copied(
    to target: ObjectName, from tables: [ObjectName], _ it: Situation
  ) -> [Fact] {
    // A query of the table itself only looks whether the row is there.
    let live = tables.filter { $0.key != target.key && it.isUsed($0) }
    guard !live.isEmpty else { return [] }
    return [
      Fact(
        rule: bulkCopy, element: target.shown,
        message: "rows of \(live.quotedList) were copied to \(target.quoted)")
    ]
  }
}

extension SchemaState {
  /// Whether the condition names a whole key, so that it meets single rows.
  func meetsFewRows(_ change: RowChange) -> Bool {
    let named = Set(change.pinnedColumns)
    guard let table = table(change.table), table.isComplete else {
      return named.contains("id")
    }
    return table.indexes.contains { index in
      index.definition.isUnique && !index.definition.isPartial && !index.definition.hasExpressions
        && !index.definition.columns.isEmpty && named.isSuperset(of: index.definition.columns)
    }
  }
}

extension TransactionState {
  /// The locks that keep everyone out, by table.
  var exclusiveLocks: [Fact.Lock] {
    locks.filter { $0.value.mode == .accessExclusive }.map(\.key).sorted()
      .map { Fact.Lock(mode: .accessExclusive, table: $0) }
  }
}
