import PostgresSchema
import ReleaseModel
import SourceModel

/// Keys and exclusion constraints that are added.
enum UniquenessRules {
  static let blocking = Rule(
    migration: "sql/unique-index-blocking", "Unique constraint added with its index", is: .risky,
    for: [.operators], phase: .expand, norm: "ALTER TABLE, ADD table_constraint_using_index",
    rationale: """
      Unless the constraint takes an index over, ADD CONSTRAINT builds it over all rows under ACCESS \
      EXCLUSIVE: reads and writes wait, longer than for any CHECK.
      """,
    remedy: """
      Build the index outside a transaction, `CREATE UNIQUE INDEX CONCURRENTLY members_org_person_key \
      ON members (org, person);`, and take it over: `ALTER TABLE members ADD CONSTRAINT \
      members_org_person_key UNIQUE USING INDEX members_org_person_key;`.
      """,
    example: .migration(
      shipped: "CREATE TABLE members (org int, person int UNIQUE);",
      added: "ALTER TABLE members ADD CONSTRAINT members_org_person_key UNIQUE (org, person);"),
    nearMiss: .migration(
      shipped: """
        CREATE TABLE members (org int, person int);
        CREATE UNIQUE INDEX members_org_person_key ON members (org, person);
        """,
      added: """
        ALTER TABLE members ADD CONSTRAINT members_org_person_key UNIQUE USING INDEX \
        members_org_person_key;
        """))

  static let primaryKeyBlocking = Rule(
    migration: "sql/primary-key-blocking", "Primary key added with its index", is: .risky,
    for: [.operators], phase: .expand, norm: "ALTER TABLE, ADD table_constraint_using_index",
    rationale: """
      Unless the key takes an index over, ADD PRIMARY KEY builds it over all rows under ACCESS \
      EXCLUSIVE, and reads them once more for nulls if a column may hold some.
      """,
    remedy: """
      Build the index outside a transaction, `CREATE UNIQUE INDEX CONCURRENTLY users_pkey ON users \
      (email);`, make the column NOT NULL by a validated CHECK, and take the index over: `ALTER TABLE \
      users ADD CONSTRAINT users_pkey PRIMARY KEY USING INDEX users_pkey;`.
      """,
    example: .migration(
      shipped: "CREATE TABLE users (email text NOT NULL UNIQUE);",
      added: "ALTER TABLE users ADD PRIMARY KEY (email);"),
    nearMiss: .migration(
      shipped: """
        CREATE TABLE users (email text NOT NULL);
        CREATE UNIQUE INDEX users_pkey ON users (email);
        """,
      added: "ALTER TABLE users ADD CONSTRAINT users_pkey PRIMARY KEY USING INDEX users_pkey;"))

  static let primaryKeyNullable = Rule(
    migration: "sql/primary-key-columns-nullable", "Primary key of columns that may be null",
    is: .risky, for: [.operators, .producers], phase: .expand,
    norm: "ALTER TABLE, ADD table_constraint_using_index",
    rationale: """
      A key from an index makes its columns NOT NULL first, as SET NOT NULL does: all rows are read \
      under ACCESS EXCLUSIVE, and what the code of the release before leaves null fails.
      """,
    remedy: """
      Prove it before: `ALTER TABLE users ADD CONSTRAINT users_email_set CHECK (email IS NOT NULL) \
      NOT VALID;`, in a later transaction `ALTER TABLE users VALIDATE CONSTRAINT users_email_set;`, \
      and from version 12 on `ALTER TABLE users ALTER COLUMN email SET NOT NULL;` reads no row.
      """,
    example: .migration(
      shipped: """
        CREATE TABLE users (email text);
        CREATE UNIQUE INDEX users_pkey ON users (email);
        """,
      added: "ALTER TABLE users ADD CONSTRAINT users_pkey PRIMARY KEY USING INDEX users_pkey;"),
    nearMiss: .migration(
      shipped: """
        CREATE TABLE users (email text NOT NULL);
        CREATE UNIQUE INDEX users_pkey ON users (email);
        """,
      added: "ALTER TABLE users ADD CONSTRAINT users_pkey PRIMARY KEY USING INDEX users_pkey;"))

  static let exclusionAdded = Rule(
    migration: "sql/exclusion-constraint-added", "Exclusion constraint added", is: .breaking,
    for: [.producers, .operators], phase: .contract, norm: "CREATE TABLE, EXCLUDE",
    rationale: """
      The index is built under ACCESS EXCLUSIVE, and no other way is: neither NOT VALID nor USING \
      INDEX can be said. If rows conflict the migration fails; if none do, the code of the release \
      before fails where it writes such.
      """,
    remedy: """
      Bound the wait, `SET lock_timeout = '2s';`, and run it when few use the table; or make a new \
      table with the constraint, copy the rows in batches, and exchange the two.
      """,
    example: .migration(
      shipped: "CREATE TABLE stays (room int, during daterange);",
      added: """
        ALTER TABLE stays ADD CONSTRAINT stays_during_excl EXCLUDE USING gist (during WITH &&);
        """),
    nearMiss: .migration(
      shipped: "CREATE TABLE rooms (id int);",
      added: """
        CREATE TABLE stays (room int, during daterange);
        ALTER TABLE stays ADD CONSTRAINT stays_during_excl EXCLUDE USING gist (during WITH &&);
        """))

  static let all = [blocking, primaryKeyBlocking, primaryKeyNullable, exclusionAdded]

  /// What a key or an exclusion constraint of a table that others use does.
  static func facts(
    about constraint: ConstraintDefinition, of table: ObjectName, _ it: Situation
  ) -> [Fact] {
    let element = constraint.element(of: table)
    func fact(_ rule: Rule, _ message: String) -> Fact {
      Fact(rule: rule, element: element, message: message, locks: it.blockingLocks)
    }
    switch constraint.kind {
    case .unique(let columns, nil, let nullsNotDistinct):
      return [fact(blocking, "unique constraint \(element.quoted) was added without USING INDEX")]
        + uniqueness(
          of: columns, nullsNotDistinct: nullsNotDistinct, element, table, it)
    case .primaryKey(let columns, nil):
      let message = "primary key \(element.quoted) was added without USING INDEX"
      return [fact(primaryKeyBlocking, message)]
        + uniqueness(of: columns, nullsNotDistinct: false, element, table, it)
    case .primaryKey(_, let index?):
      let name = ObjectName(schema: table.schema, index)
      guard let columns = it.schema.index(name)?.definition.columns else {
        return it.isFolded ? [] : [unknown(element, it)]
      }
      let nullable = columns.filter { !it.isProvenNotNull($0, of: table) }
      guard !nullable.isEmpty else { return [] }
      let list = nullable.map { table.member($0).quoted }.joined(separator: ", ")
      return [
        fact(
          primaryKeyNullable,
          "primary key \(element.quoted) was added over \(list), not yet NOT NULL")
      ]
    case .exclusion:
      return [fact(exclusionAdded, "exclusion constraint \(element.quoted) was added")]
    case .unique, .check, .foreignKey, .notNull: return []
    }
  }

  private static func unknown(_ element: Name, _ it: Situation) -> Fact {
    Fact(
      rule: primaryKeyNullable, element: element,
      message: "primary key \(element.quoted) was added over columns that may not be NOT NULL",
      locks: it.blockingLocks)
  }

  private static func uniqueness(
    of columns: [Name], nullsNotDistinct: Bool, _ element: Name, _ table: ObjectName,
    _ it: Situation
  ) -> [Fact] {
    if it.isUniqueAlready(columns, of: table, nullsNotDistinct: nullsNotDistinct) { return [] }
    if columns.contains(where: { it.isToldApart($0, of: table) }) { return [] }
    let isLeftNull = !nullsNotDistinct && columns.contains { it.isLeftNull($0, of: table) }
    if isLeftNull, !it.isFilled(columns, of: table) { return [] }
    return [
      IndexRules.uniqueness(
        "constraint \(element.quoted)", element, table, isByNewColumns: isLeftNull)
    ]
  }
}
