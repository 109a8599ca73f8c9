import PostgresSchema
import PostgresSyntax
import SourceModel
import Testing

@testable import SQLMigrations

/// What operations lock, as `pg_locks` of PostgreSQL 15.18 showed inside a transaction around each;
/// locks of indexes, sequences and the tables of the system are left out, and so are what
/// CONCURRENTLY takes, which runs in no transaction, and what the statement makes.
struct LockTests {
  static let schema = """
    CREATE TABLE users (id int PRIMARY KEY, name text NOT NULL, age int);
    CREATE TABLE orders (id int PRIMARY KEY, user_id int REFERENCES users (id), total int);
    ALTER TABLE orders ADD CONSTRAINT positive CHECK (total > 0) NOT VALID;
    ALTER TABLE orders ADD CONSTRAINT buyer FOREIGN KEY (total) REFERENCES users (id) NOT VALID;
    CREATE TABLE plain (id int);
    CREATE INDEX users_age_idx ON users (age);
    CREATE VIEW names AS SELECT id, name FROM users;
    CREATE MATERIALIZED VIEW ages AS SELECT id, age FROM users;
    CREATE DOMAIN positive_int AS int;
    CREATE TABLE amounts (amount positive_int);
    CREATE TABLE parts (id int, k int) PARTITION BY RANGE (id);
    CREATE TABLE part_1 PARTITION OF parts FOR VALUES FROM (0) TO (10);
    CREATE TABLE part_2 (id int, k int);
    CREATE TABLE part_rest PARTITION OF parts DEFAULT;
    CREATE TABLE ancestor (id int);
    CREATE TABLE heir () INHERITS (ancestor);
    """

  @Test(arguments: [
    ("ALTER TABLE users ADD COLUMN z int", "users: ACCESS EXCLUSIVE"),
    (
      "ALTER TABLE users ADD COLUMN z int REFERENCES orders (id)",
      "users: ACCESS EXCLUSIVE, orders: SHARE ROW EXCLUSIVE"
    ),
    ("ALTER TABLE users DROP COLUMN age", "users: ACCESS EXCLUSIVE"),
    (
      "ALTER TABLE orders DROP COLUMN user_id",
      "orders: ACCESS EXCLUSIVE, users: ACCESS EXCLUSIVE"
    ),
    (
      "ALTER TABLE users DROP COLUMN id CASCADE",
      "users: ACCESS EXCLUSIVE, orders: ACCESS EXCLUSIVE"
    ),
    ("ALTER TABLE users RENAME COLUMN age TO years", "users: ACCESS EXCLUSIVE"),
    ("ALTER TABLE users ALTER age TYPE bigint", "users: ACCESS EXCLUSIVE"),
    (
      "ALTER TABLE orders ALTER user_id TYPE bigint",
      "orders: ACCESS EXCLUSIVE, users: ACCESS EXCLUSIVE"
    ),
    ("ALTER TABLE users ALTER age SET DEFAULT 1", "users: ACCESS EXCLUSIVE"),
    ("ALTER TABLE users ALTER name DROP NOT NULL", "users: ACCESS EXCLUSIVE"),
    ("ALTER TABLE users ALTER age SET NOT NULL", "users: ACCESS EXCLUSIVE"),
    ("ALTER TABLE plain ADD CHECK (id > 0)", "plain: ACCESS EXCLUSIVE"),
    ("ALTER TABLE plain ADD CHECK (id > 0) NOT VALID", "plain: ACCESS EXCLUSIVE"),
    ("ALTER TABLE plain ADD UNIQUE (id)", "plain: ACCESS EXCLUSIVE"),
    ("ALTER TABLE plain ADD EXCLUDE (id WITH =)", "plain: ACCESS EXCLUSIVE"),
    (
      "ALTER TABLE plain ADD FOREIGN KEY (id) REFERENCES users (id) NOT VALID",
      "plain: SHARE ROW EXCLUSIVE, users: SHARE ROW EXCLUSIVE"
    ),
    ("ALTER TABLE orders VALIDATE CONSTRAINT positive", "orders: SHARE UPDATE EXCLUSIVE"),
    (
      "ALTER TABLE orders VALIDATE CONSTRAINT buyer",
      "orders: SHARE UPDATE EXCLUSIVE, users: ROW SHARE"
    ),
    ("ALTER TABLE orders DROP CONSTRAINT positive", "orders: ACCESS EXCLUSIVE"),
    (
      "ALTER TABLE orders DROP CONSTRAINT buyer",
      "orders: ACCESS EXCLUSIVE, users: ACCESS EXCLUSIVE"
    ),
    (
      "ALTER TABLE users DROP CONSTRAINT users_pkey CASCADE",
      "users: ACCESS EXCLUSIVE, orders: ACCESS EXCLUSIVE"
    ),
    ("ALTER TABLE orders RENAME CONSTRAINT positive TO above", "orders: ACCESS EXCLUSIVE"),
    ("ALTER TABLE users DISABLE TRIGGER ALL", "users: SHARE ROW EXCLUSIVE"),
    ("ALTER TABLE users ENABLE ROW LEVEL SECURITY", "users: ACCESS EXCLUSIVE"),
    ("ALTER TABLE users REPLICA IDENTITY FULL", "users: ACCESS EXCLUSIVE"),
    ("ALTER TABLE users SET TABLESPACE pg_default", "users: ACCESS EXCLUSIVE"),
    ("ALTER TABLE users CLUSTER ON users_age_idx", "users: SHARE UPDATE EXCLUSIVE"),
    ("ALTER TABLE users SET (fillfactor = 70)", "users: SHARE UPDATE EXCLUSIVE"),
    ("ALTER TABLE users ALTER name SET STATISTICS 10", "users: SHARE UPDATE EXCLUSIVE"),
    ("ALTER TABLE users OWNER TO postgres", "users: ACCESS EXCLUSIVE"),
    ("ALTER TABLE users RENAME TO people", "users: ACCESS EXCLUSIVE"),
  ])
  func alterations(_ sql: String, _ locks: String) throws {
    #expect(try taken(by: sql) == locks)
  }

  @Test(arguments: [
    (
      "ALTER TABLE parts ATTACH PARTITION part_2 FOR VALUES FROM (10) TO (20)",
      "parts: SHARE UPDATE EXCLUSIVE, part_2: ACCESS EXCLUSIVE, part_rest: ACCESS EXCLUSIVE"
    ),
    (
      "ALTER TABLE parts DETACH PARTITION part_1",
      "parts: ACCESS EXCLUSIVE, part_1: ACCESS EXCLUSIVE, part_rest: ACCESS EXCLUSIVE"
    ),
    (
      "ALTER TABLE parts ADD CHECK (id > 0) NOT VALID",
      "parts: ACCESS EXCLUSIVE, part_1: ACCESS EXCLUSIVE, part_rest: ACCESS EXCLUSIVE"
    ),
    (
      "ALTER TABLE ancestor ADD COLUMN z int",
      "ancestor: ACCESS EXCLUSIVE, heir: ACCESS EXCLUSIVE"
    ),
    (
      "ALTER TABLE plain INHERIT ancestor",
      "plain: ACCESS EXCLUSIVE, ancestor: SHARE UPDATE EXCLUSIVE"
    ),
    (
      "CREATE TABLE n PARTITION OF parts FOR VALUES FROM (10) TO (20)",
      "parts: ACCESS EXCLUSIVE, part_rest: ACCESS EXCLUSIVE"
    ),
    (
      "DROP TABLE part_1",
      "part_1: ACCESS EXCLUSIVE, parts: ACCESS EXCLUSIVE, part_rest: ACCESS EXCLUSIVE"
    ),
    ("CREATE TABLE n () INHERITS (ancestor)", "ancestor: SHARE UPDATE EXCLUSIVE"),
  ])
  func partitions(_ sql: String, _ locks: String) throws {
    #expect(try taken(by: sql) == locks)
  }

  @Test(arguments: [
    ("CREATE TABLE n (a int REFERENCES users (id))", "users: SHARE ROW EXCLUSIVE"),
    ("CREATE TABLE n (LIKE users)", "users: ACCESS SHARE"),
    ("CREATE INDEX ON users (name)", "users: SHARE"),
    ("DROP INDEX users_age_idx", "users: ACCESS EXCLUSIVE"),
    ("REINDEX INDEX users_age_idx", "users: SHARE"),
    ("REINDEX TABLE users", "users: SHARE"),
    ("DROP TABLE orders", "orders: ACCESS EXCLUSIVE, users: ACCESS EXCLUSIVE"),
    ("DROP VIEW names", "names: ACCESS EXCLUSIVE"),
    (
      "CREATE OR REPLACE VIEW names AS SELECT id, name, age FROM users",
      "names: ACCESS EXCLUSIVE, users: ACCESS SHARE"
    ),
    ("CREATE VIEW n AS SELECT * FROM users", "users: ACCESS SHARE"),
    ("REFRESH MATERIALIZED VIEW ages", "ages: ACCESS EXCLUSIVE"),
    ("REFRESH MATERIALIZED VIEW CONCURRENTLY ages", "ages: EXCLUSIVE"),
    (
      "CREATE TRIGGER t AFTER INSERT ON users FOR EACH ROW EXECUTE FUNCTION f()",
      "users: SHARE ROW EXCLUSIVE"
    ),
    ("DROP TRIGGER t ON users", "users: ACCESS EXCLUSIVE"),
    ("CREATE POLICY p ON users USING (true)", "users: ACCESS EXCLUSIVE"),
    ("DROP POLICY p ON users", "users: ACCESS EXCLUSIVE"),
    ("ALTER DOMAIN positive_int ADD CHECK (value > 0)", "amounts: SHARE"),
    ("ALTER DOMAIN positive_int ADD CONSTRAINT c CHECK (value > 0) NOT VALID", ""),
    ("ALTER DOMAIN positive_int SET NOT NULL", "amounts: SHARE"),
    ("DROP DOMAIN positive_int CASCADE", "amounts: ACCESS EXCLUSIVE"),
    ("ALTER TYPE mood ADD VALUE 'calm'", ""),
    ("COMMENT ON TABLE users IS 'people'", "users: SHARE UPDATE EXCLUSIVE"),
    ("GRANT SELECT ON users TO public", ""),
    ("TRUNCATE users CASCADE", "users: ACCESS EXCLUSIVE, orders: ACCESS EXCLUSIVE"),
    ("LOCK TABLE users", "users: ACCESS EXCLUSIVE"),
    ("LOCK TABLE users IN SHARE MODE", "users: SHARE"),
    ("INSERT INTO plain SELECT id FROM users", "plain: ROW EXCLUSIVE, users: ACCESS SHARE"),
    ("UPDATE users SET age = 1", "users: ROW EXCLUSIVE"),
    ("COPY plain FROM '/dev/null'", "plain: ROW EXCLUSIVE"),
    ("CLUSTER users USING users_age_idx", "users: ACCESS EXCLUSIVE"),
  ])
  func otherStatements(_ sql: String, _ locks: String) throws {
    #expect(try taken(by: sql) == locks)
  }

  @Test func attachLockedTheParentForEveryoneBefore12() throws {
    let sql = "ALTER TABLE parts ATTACH PARTITION part_2 FOR VALUES FROM (10) TO (20)"
    #expect(try taken(by: sql, version: 11).hasPrefix("parts: ACCESS EXCLUSIVE"))
  }

  /// The locks of the first operation, in their order.
  private func taken(by sql: String, version: Int = 15) throws -> String {
    var schema = SchemaState()
    for statement in SQLScript.read(Array(LockTests.schema.utf8)).statements {
      for operation in statement.operations { schema.apply(operation.action) }
    }
    let statement = try #require(SQLScript.read(Array(sql.utf8)).statements.first)
    let operation = try #require(statement.operations.first)
    return operation.action.locks(in: schema, version: version)
      .map { "\($0.table.shown.text): \($0.mode.sql)" }.joined(separator: ", ")
  }
}
