import PostgresSchema
import ReleaseModel
import SourceModel

/// What tables no longer promise, and rows that are gone at once.
enum TableRules {
  static let truncated = Rule(
    migration: "sql/table-truncated", "Table emptied", is: .breaking,
    for: [.consumers, .storedData, .operators], phase: .contract, norm: "TRUNCATE",
    rationale: """
      All rows are gone, for the code before the release too, and nothing brings them back. The table \
      is locked for everyone until the transaction ends.
      """,
    remedy: """
      Delete in batches what nobody needs, after it was copied: `DELETE FROM sessions WHERE id IN \
      (SELECT id FROM sessions WHERE expires < now() - interval '30 days' LIMIT 1000);`.
      """,
    example: .migration(
      shipped: "CREATE TABLE sessions (id int);", added: "TRUNCATE sessions;"),
    nearMiss: .migration(
      shipped: "CREATE TABLE users (id int);",
      added: "CREATE TABLE sessions (id int); TRUNCATE sessions;"))

  static let defaultDropped = Rule(
    migration: "sql/default-dropped", "Default dropped", is: .risky, for: [.producers],
    phase: .contract, norm: "ALTER TABLE, DROP DEFAULT",
    rationale: """
      The code before the release may leave the column out of its INSERTs: they then write NULL, or \
      fail where the column refuses it.
      """,
    remedy: """
      Release code that always writes the column first, and drop the default a release later: \
      `ALTER TABLE users ALTER COLUMN plan DROP DEFAULT;`.
      """,
    example: .migration(
      shipped: "CREATE TABLE users (id int, plan text DEFAULT 'free');",
      added: "ALTER TABLE users ALTER COLUMN plan DROP DEFAULT;"),
    nearMiss: .migration(
      shipped: "CREATE TABLE users (id int, plan text);",
      added: "ALTER TABLE users ALTER COLUMN plan DROP DEFAULT;"))

  static let notNullDropped = Rule(
    migration: "sql/not-null-dropped", "Null allowed", is: .risky, for: [.consumers],
    phase: .expand, norm: "ALTER TABLE, DROP NOT NULL",
    rationale: """
      Code that reads the column, the code before the release included, may not expect NULL there.
      """,
    remedy: """
      Release code that reads NULL first; until it runs everywhere, nothing may write it. \
      `SELECT count(*) FROM users WHERE name IS NULL;` shows whether something did.
      """,
    example: .migration(
      shipped: "CREATE TABLE users (id int, name text NOT NULL);",
      added: "ALTER TABLE users ALTER COLUMN name DROP NOT NULL;"),
    nearMiss: .migration(
      shipped: "CREATE TABLE users (id int, name text);",
      added: "ALTER TABLE users ALTER COLUMN name DROP NOT NULL;"))

  static let constraintDropped = Rule(
    migration: "sql/constraint-dropped", "Constraint dropped", is: .risky,
    for: [.consumers, .storedData], phase: .contract, norm: "ALTER TABLE, DROP CONSTRAINT",
    rationale: """
      Code may rely on what the constraint refused, and ON CONFLICT fails without its unique \
      constraint. To drop a foreign key locks both tables for everyone.
      """,
    remedy: """
      Make what takes its place first, and set a limit on waiting: `SET lock_timeout = '2s'; \
      ALTER TABLE orders DROP CONSTRAINT orders_user_id_fkey;`.
      """,
    example: .migration(
      shipped: "CREATE TABLE orders (id int, total int CONSTRAINT paid CHECK (total > 0));",
      added: "ALTER TABLE orders DROP CONSTRAINT paid;"),
    nearMiss: .migration(
      shipped: "CREATE TABLE orders (id int, total int CONSTRAINT paid CHECK (total > 0));",
      added: """
        ALTER TABLE orders DROP CONSTRAINT paid;
        ALTER TABLE orders ADD CONSTRAINT paid CHECK (total >= 0) NOT VALID;
        """))

  static let constraintReplaced = Rule(
    migration: "sql/constraint-replaced", "Constraint replaced", is: .neutral,
    for: [.producers], phase: .migrate, norm: "ALTER TABLE, DROP CONSTRAINT",
    rationale: """
      The same migration drops a constraint and makes one of the same name or kind; the new one is \
      judged by itself.
      """,
    remedy: """
      Make the new one before the old one goes, under another name: `ALTER TABLE orders ADD \
      CONSTRAINT paid_or_free CHECK (total >= 0) NOT VALID;`.
      """,
    example: .migration(
      shipped: "CREATE TABLE orders (id int, total int CONSTRAINT paid CHECK (total > 0));",
      added: """
        ALTER TABLE orders DROP CONSTRAINT paid;
        ALTER TABLE orders ADD CONSTRAINT paid CHECK (total >= 0) NOT VALID;
        """),
    nearMiss: .migration(
      shipped: "CREATE TABLE orders (id int, total int CONSTRAINT paid CHECK (total > 0));",
      added: "ALTER TABLE orders DROP CONSTRAINT paid;"))

  static let replicationBroken = Rule(
    migration: "sql/replication-identity-broken", "Rows no longer identified for replication",
    is: .risky, for: [.consumers, .operators], phase: .contract,
    norm: "ALTER TABLE, REPLICA IDENTITY; Logical Replication, 31.1",
    rationale: """
      Logical replication tells subscribers by the replica identity which row was changed, by default \
      the primary key. Without one, UPDATE and DELETE of a published table fail.
      """,
    remedy: """
      Name another unique index of columns that are not null: `ALTER TABLE orders REPLICA IDENTITY \
      USING INDEX orders_number_key;`.
      """,
    example: .migration(
      shipped: "CREATE TABLE orders (id int PRIMARY KEY);",
      added: "ALTER TABLE orders REPLICA IDENTITY NOTHING;"),
    nearMiss: .migration(
      shipped: "CREATE TABLE orders (id int PRIMARY KEY);",
      added: "ALTER TABLE orders REPLICA IDENTITY FULL;"))

  static let all = [
    truncated, defaultDropped, notNullDropped, constraintDropped,
    constraintReplaced,
    replicationBroken,
  ]

  /// What an operation takes from the promises of tables that is worth telling.
  static func facts(about it: Situation) -> [Fact] {
    switch it.action {
    case .truncate(let tables, let isCascade): truncate(tables, isCascade: isCascade, it)
    case .alterTable(let table, let part) where it.isLive(table): facts(about: part, of: table, it)
    default: []
    }
  }

  private static func truncate(
    _ tables: [ObjectName], isCascade: Bool, _ it: Situation
  ) -> [Fact] {
    let live = tables.filter(it.isLive)
    guard !live.isEmpty else { return [] }
    let isMany = live.count > 1
    let message =
      "\(isMany ? "tables" : "table") \(live.quotedList) \(isMany ? "were" : "was") truncated"
    return [
      Fact(
        rule: truncated, element: live.list,
        message: isCascade ? message + ", with all tables that refer to it" : message,
        locks: it.blockingLocks)
    ]
  }

  private static func facts(
    about part: TableAction, of table: ObjectName, _ it: Situation
  ) -> [Fact] {
    let known = it.schema.table(table)
    switch part {
    case .dropDefault(let name):
      let column = known?.column(name)
      guard it.isOld(column: name, of: table) else { return [] }
      if it.isKnown(table), let column, column.defaultValue == nil { return [] }
      if it.setsDefaultLater(of: name, in: table) || it.setItself(defaultOf: name) { return [] }
      let isDemanded = column?.isNotNull == true && !it.allowsNullLater(name, of: table)
      return [
        Fact(
          rule: defaultDropped, element: table.member(name),
          message: "the default of column \(name.quoted) of \(table.quoted) was dropped",
          locks: it.blockingLocks, classification: isDemanded ? .breaking : nil)
      ]
    case .dropNotNull(let name):
      guard it.isOld(column: name, of: table) else { return [] }
      if it.isKnown(table), known?.column(name)?.isNotNull == false { return [] }
      return [
        Fact(
          rule: notNullDropped, element: table.member(name),
          message: "column \(name.quoted) of \(table.quoted) now allows NULL",
          locks: it.blockingLocks)
      ]
    case .dropConstraint(let name, _, let ifExists):
      if ifExists, it.isKnown(table), known?.constraint(name) == nil { return [] }
      return [constraint(name, of: table, it)]
    case .replicaIdentity("NOTHING"):
      return [
        Fact(
          rule: replicationBroken, element: table.shown,
          message: "table \(table.quoted) lost its replica identity", locks: it.blockingLocks)
      ]
    default: return []
    }
  }

  private static func constraint(_ name: Name, of table: ObjectName, _ it: Situation) -> Fact {
    let known = it.schema.table(table)
    let kind = known?.constraint(name)?.kind
    var isPrimaryKey = false
    if case .primaryKey = kind { isPrimaryKey = true }
    let successor = it.rest.lazy.compactMap { operation -> ConstraintDefinition.Kind? in
      guard case .alterTable(let other, .addConstraint(let constraint)) = operation.action,
        other.key == table.key,
        constraint.name == name || kind.map(constraint.kind.isAlike) ?? false
      else { return nil }
      return constraint.kind
    }.first
    let what = isPrimaryKey ? "primary key" : "constraint"
    let message = "\(what) \(name.quoted) of \(table.quoted) was dropped"
    if let successor {
      let difference = kind.flatMap { successor.actionsChanged(from: $0) }
      return Fact(
        rule: constraintReplaced, element: table.member(name),
        message: "\(what) \(name.quoted) of \(table.quoted) was replaced"
          + (difference.map { ": \($0)" } ?? ""),
        locks: it.blockingLocks, classification: difference == nil ? nil : .risky)
    }
    if case .unique(let columns, _, _) = kind, let twin = it.key(on: columns, of: table, not: name)
    {
      return Fact(
        rule: constraintReplaced, element: table.member(name),
        message: "\(message), whose columns \(twin.quoted) keeps unique", locks: it.blockingLocks)
    }
    let breaksReplication = isPrimaryKey && known?.replicaIdentity == "DEFAULT"
    return Fact(
      rule: breaksReplication ? replicationBroken : constraintDropped,
      element: table.member(name), message: message, locks: it.blockingLocks)
  }
}

extension Situation {
  /// Whether the statement itself set the default that it drops, only to fill rows, as Django does.
  fileprivate func setItself(defaultOf column: Name) -> Bool {
    for case .alterTable(_, let part) in statement.operations.map(\.action) {
      switch part {
      case .setDefault(let name, _) where name == column: return true
      case .dropDefault(let name) where name == column: return false
      default: continue
      }
    }
    return false
  }

  /// Another index that stands and keeps all rows unique by the same columns.
  fileprivate func key(on columns: [Name], of table: ObjectName, not name: Name) -> Name? {
    schema.table(table)?.indexes.first { index in
      index.name != name && index.definition.isUnique && !index.definition.isPartial
        && !index.definition.hasExpressions && Set(index.definition.columns) == Set(columns)
    }?.name
  }

  /// Whether the rest of the release lets a column be null.
  fileprivate func allowsNullLater(_ column: Name, of table: ObjectName) -> Bool {
    rest.contains { operation in
      guard case .alterTable(let other, .dropNotNull(let name)) = operation.action else {
        return false
      }
      return other.key == table.key && name == column
    }
  }

  /// Whether the rest of the file gives a column a default again, as around a change of its type.
  fileprivate func setsDefaultLater(of column: Name, in table: ObjectName) -> Bool {
    rest.contains { operation in
      guard case .alterTable(let other, .setDefault(let name, _)) = operation.action else {
        return false
      }
      return other.key == table.key && name == column
    }
  }
}

extension ConstraintDefinition.Kind {
  /// What a foreign key does otherwise than the one before it with rows whose referenced row goes, as
  /// a sentence; nil if nothing.
  fileprivate func actionsChanged(from old: Self) -> String? {
    guard case .foreignKey(_, _, _, let delete, let update) = self,
      case .foreignKey(_, _, _, let oldDelete, let oldUpdate) = old
    else { return nil }
    func sentence(_ word: String, _ before: Name, _ after: Name) -> String? {
      func shown(_ action: Name) -> String { action.isEmpty ? "NO ACTION" : action.text }
      return shown(before) == shown(after)
        ? nil : "ON \(word) was \(shown(before)), and is \(shown(after))"
    }
    return sentence("DELETE", oldDelete, delete) ?? sentence("UPDATE", oldUpdate, update)
  }

  /// Whether another is of the same kind over the same columns, or over any if it is the primary key,
  /// which also does what a unique constraint over its columns did.
  fileprivate func isAlike(_ other: Self) -> Bool {
    switch (self, other) {
    case (.primaryKey, .primaryKey): true
    case (.primaryKey(let mine, _), .unique(let others, _, _)): Set(mine) == Set(others)
    case (.unique(let mine, _, _), .unique(let others, _, _)): Set(mine) == Set(others)
    case (.foreignKey(let mine, _, _, _, _), .foreignKey(let others, _, _, _, _)): mine == others
    case (.check(let mine), .check(let others)): mine.columns == others.columns
    default: false
    }
  }
}
