import PostgresSchema
import ReleaseModel
import SourceModel

/// Columns that are given another type.
enum TypeRules {
  static let rewrite = Rule(
    migration: "sql/column-type-rewrite", "Column type changed by writing the table anew",
    is: .risky, for: [.operators, .consumers], phase: .migrate, norm: "ALTER TABLE, Notes",
    rationale: """
      The new type stores values in another way: PostgreSQL writes the whole table and all its \
      indexes anew under ACCESS EXCLUSIVE, seconds for a million rows, and the disk holds both. \
      Clients that decode the old type can fail on the new one.
      """,
    remedy: """
      Add a column of the new type, `ALTER TABLE orders ADD COLUMN total_new bigint;`, let the code, \
      or a trigger, write both, fill the rows that stand in batches, read the new one, and drop the \
      old one in a later release.
      """,
    example: .migration(
      shipped: "CREATE TABLE orders (id int, total int);",
      added: "ALTER TABLE orders ALTER COLUMN total TYPE bigint;"),
    nearMiss: .migration(
      shipped: "CREATE TABLE orders (id int, total numeric(8, 2));",
      added: "ALTER TABLE orders ALTER COLUMN total TYPE numeric(10, 2);"))

  static let narrowed = Rule(
    migration: "sql/column-type-narrowed", "Column type narrowed", is: .breaking,
    for: [.producers, .storedData, .operators], phase: .contract, norm: "ALTER TABLE, Notes",
    rationale: """
      Values that do not fit make the migration fail, or lose a part that no way down brings back; \
      what the code of the release before writes then fails likewise. The whole table is read or \
      written under ACCESS EXCLUSIVE.
      """,
    remedy: """
      Restrict what is written first, `ALTER TABLE users ADD CONSTRAINT users_name_length CHECK \
      (length(name) <= 20) NOT VALID;`, mend the rows that stand, and validate it: `ALTER TABLE users \
      VALIDATE CONSTRAINT users_name_length;`. The type can stay as it is.
      """,
    example: .migration(
      shipped: "CREATE TABLE users (id int, name varchar(50));",
      added: "ALTER TABLE users ALTER COLUMN name TYPE varchar(20);"),
    nearMiss: .migration(
      shipped: "CREATE TABLE users (id int, name varchar(20));",
      added: "ALTER TABLE users ALTER COLUMN name TYPE varchar(50);"))

  static let collationChanged = Rule(
    migration: "sql/column-collation-changed", "Collation of a column changed", is: .risky,
    for: [.consumers, .operators], phase: .migrate, norm: "ALTER TABLE, SET DATA TYPE",
    rationale: """
      The rows stay, but every index on the column is built again under ACCESS EXCLUSIVE, and \
      queries order and compare in another way. TYPE without COLLATE takes the type's own collation.
      """,
    remedy: """
      Say the collation where a query needs it, `SELECT name FROM users ORDER BY name COLLATE "C";`, \
      with an index of its own: `CREATE INDEX CONCURRENTLY users_name_c_idx ON users (name COLLATE \
      "C");`. Repeat the column's own when its type changes.
      """,
    example: .migration(
      shipped: "CREATE TABLE users (id int, name text);",
      added: "ALTER TABLE users ALTER COLUMN name TYPE text COLLATE \"C\";"),
    nearMiss: .migration(
      shipped: "CREATE TABLE users (id int, name varchar(20) COLLATE \"C\");",
      added: "ALTER TABLE users ALTER COLUMN name TYPE text COLLATE \"C\";"))

  static let indexesRebuilt = Rule(
    migration: "sql/column-indexes-rebuilt", "Indexes built again for a new column type",
    is: .risky, for: [.operators, .consumers], phase: .migrate, norm: "ALTER TABLE, Notes",
    rationale: """
      The rows stay, but the new type compares in another way, as citext does to text: every index \
      on the column is built again under ACCESS EXCLUSIVE, and queries of the old code may find \
      other rows.
      """,
    remedy: """
      Compare so where it is needed, with an index of its own: `CREATE INDEX CONCURRENTLY \
      users_email_lower_idx ON users (lower(email));`.
      """,
    example: .migration(
      shipped: """
        CREATE EXTENSION citext;
        CREATE TABLE users (id int, email text UNIQUE);
        """,
      added: "ALTER TABLE users ALTER COLUMN email TYPE citext;"),
    nearMiss: .migration(
      shipped: "CREATE TABLE users (id int, email varchar(90) UNIQUE);",
      added: "ALTER TABLE users ALTER COLUMN email TYPE text;"))

  static let reapplied = Rule(
    migration: "sql/column-constraint-reapplied", "Constraint made again for a new column type",
    is: .risky, for: [.operators], phase: .migrate, norm: "ALTER TABLE, SET DATA TYPE",
    rationale: """
      The type itself would cost nothing, but PostgreSQL makes the constraints on the column again. \
      A CHECK reads the whole table under ACCESS EXCLUSIVE; for a foreign key the other table is \
      locked so as well.
      """,
    remedy: """
      Drop the check first, `ALTER TABLE users DROP CONSTRAINT users_name_check;`, and give it back \
      unchecked, `ALTER TABLE users ADD CONSTRAINT users_name_check CHECK (name <> '') NOT VALID;`, \
      to be validated in a transaction of its own: `ALTER TABLE users VALIDATE CONSTRAINT \
      users_name_check;`.
      """,
    example: .migration(
      shipped: "CREATE TABLE users (id int, name varchar(20) CHECK (name <> ''));",
      added: "ALTER TABLE users ALTER COLUMN name TYPE varchar(50);"),
    nearMiss: .migration(
      shipped: "CREATE TABLE users (id int CHECK (id > 0), name varchar(20));",
      added: "ALTER TABLE users ALTER COLUMN name TYPE varchar(50);"))

  static let refused = Rule(
    migration: "sql/column-type-refused", "Type of a column changed below a view", is: .risky,
    for: [.operators], phase: .migrate, norm: "ALTER TABLE, SET DATA TYPE",
    rationale: """
      PostgreSQL refuses to change the type of a column that a view reads, even where the change \
      would cost nothing: the migration fails when it runs.
      """,
    remedy: """
      Drop the view and make it again in the same transaction: `DROP VIEW names;`, `ALTER TABLE users \
      ALTER COLUMN name TYPE varchar(50);`, `CREATE VIEW names AS SELECT name FROM users;`. Give its \
      rights back.
      """,
    example: .migration(
      shipped: """
        CREATE TABLE users (id int, name varchar(20));
        CREATE VIEW names AS SELECT name FROM users;
        """,
      added: "ALTER TABLE users ALTER COLUMN name TYPE varchar(50);"),
    nearMiss: .migration(
      shipped: """
        CREATE TABLE users (id int, name varchar(20));
        CREATE VIEW ids AS SELECT id FROM users;
        """,
      added: "ALTER TABLE users ALTER COLUMN name TYPE varchar(50);"))

  static let changed = Rule(
    migration: "sql/column-type-changed", "Column type changed from one that is not known",
    is: .risky, for: [.operators, .consumers], phase: .migrate, norm: "ALTER TABLE, Notes",
    rationale: """
      What a new type costs, and whether every value fits, depends on the old one, which the \
      migrations do not tell, or on a type that only the database knows.
      """,
    remedy: """
      Try it on a copy, or look the type up: `SELECT format_type(atttypid, atttypmod) FROM \
      pg_attribute WHERE attrelid = 'users'::regclass AND attname = 'name';`.
      """,
    example: .migration(
      shipped: "CREATE TABLE users (id int);",
      added: "ALTER TABLE accounts ALTER COLUMN name TYPE text;"),
    nearMiss: .migration(
      shipped: "CREATE TABLE accounts (name varchar(20));",
      added: "ALTER TABLE accounts ALTER COLUMN name TYPE text;"))

  static let widened = Rule(
    migration: "sql/column-type-widened", "Column type widened at no cost", is: .additive,
    for: [.consumers], phase: .expand, norm: "ALTER TABLE, Notes",
    rationale: """
      The catalog alone changes: no row is read and no index built. Old code may meet longer values \
      than it knows.
      """,
    remedy: "Nothing is to do.",
    example: .migration(
      shipped: "CREATE TABLE users (id int, name varchar(20));",
      added: "ALTER TABLE users ALTER COLUMN name TYPE text;"),
    nearMiss: .migration(
      shipped: "CREATE TABLE users (id int, name varchar(50));",
      added: "ALTER TABLE users ALTER COLUMN name TYPE varchar(20);"))

  static let all = [
    rewrite, narrowed, collationChanged, indexesRebuilt, reapplied, refused, changed, widened,
  ]

  /// What becomes of a column's type.
  static func facts(about it: Situation) -> [Fact] {
    switch it.action {
    case .alterTable(let table, .setType(let column, let type, let collation, let using)):
      return TypeChange(
        table: table, column: column, type: type, collation: collation, using: using, it: it
      ).facts
    case .alterComposite(let composite, .setType(let attribute, let type, _, _)):
      let element = composite.member(attribute)
      return [
        Fact(
          rule: changed, element: element,
          message: "type of attribute \(element.quoted) was changed to '\(type.shown)'",
          classification: it.isOld(.type, composite) ? nil : .neutral)
      ]
    default: return []
    }
  }
}
