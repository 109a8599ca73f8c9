import FormatKit
import ReleaseModel
import Testing

@testable import SQLMigrations

/// The rules about what is dropped, renamed, replaced and written, by tables of statements.
struct OperationRuleTests {
  private static let shipped = """
    CREATE TABLE users (id int PRIMARY KEY, name text NOT NULL, plan text DEFAULT 'free',
      age int CONSTRAINT adult CHECK (age > 17));
    CREATE TABLE orders (id int PRIMARY KEY, user_id int REFERENCES users (id), note text);
    CREATE TYPE mood AS ENUM ('sad', 'happy');
    CREATE TYPE address AS (street text);
    CREATE DOMAIN positive AS int CHECK (value > 0);
    CREATE VIEW names AS SELECT id, name FROM users;
    CREATE MATERIALIZED VIEW ages AS SELECT id, age FROM users;
    CREATE SEQUENCE numbers;
    CREATE FUNCTION total(a int) RETURNS int LANGUAGE sql AS 'SELECT a';
    CREATE FUNCTION audit() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
    CREATE TRIGGER users_audit AFTER UPDATE ON users FOR EACH ROW EXECUTE FUNCTION audit();
    CREATE POLICY own ON orders USING (true);
    ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
    CREATE TABLE parts (id int) PARTITION BY RANGE (id);
    CREATE TABLE part_1 PARTITION OF parts FOR VALUES FROM (0) TO (10);
    CREATE TABLE part_2 (id int);
    """

  @Test("Row security without a policy hides the rows, from the owner too if it is forced")
  func hiddenRows() {
    func told(_ sql: String) -> Bool {
      Judged.messages(shipped: OperationRuleTests.shipped, added: sql)
        .contains { $0.contains("hides all rows from all but the owner") }
    }
    let enabled = "ALTER TABLE users ENABLE ROW LEVEL SECURITY;"
    #expect(told(enabled))
    #expect(!told("ALTER TABLE users FORCE ROW LEVEL SECURITY; \(enabled)"))
  }

  @Test(arguments: [
    ("ALTER TABLE users RENAME COLUMN age TO years", ["breaking column-renamed"]),
    ("ALTER TYPE address RENAME ATTRIBUTE street TO road", ["breaking column-renamed"]),
    (
      "ALTER TABLE users RENAME COLUMN age TO years; ALTER TABLE users ADD COLUMN age int",
      ["additive column-added", "risky rename-bridged"]
    ),
    (
      """
      ALTER TABLE users RENAME COLUMN age TO years; ALTER TABLE users ADD COLUMN age int;
      CREATE TRIGGER age BEFORE INSERT OR UPDATE ON users FOR EACH ROW EXECUTE FUNCTION age()
      """,
      ["additive column-added", "neutral rename-bridged", "neutral trigger-added"]
    ),
    ("ALTER TABLE users RENAME TO people", ["breaking table-renamed"]),
    (
      "ALTER TABLE users RENAME TO people; CREATE VIEW users AS SELECT * FROM people",
      ["additive object-created", "neutral rename-bridged"]
    ),
    (
      "ALTER TABLE users RENAME TO old; CREATE TABLE users (id int)",
      ["additive table-created", "risky rename-bridged"]
    ),
    ("ALTER VIEW names RENAME TO labels", ["breaking object-renamed"]),
    ("ALTER TABLE numbers_seq RENAME TO counts", ["risky object-renamed"]),
    (
      """
      CREATE TYPE m AS ENUM ('sad'); ALTER TYPE mood RENAME TO old; ALTER TYPE m RENAME TO mood;
      DROP TYPE old
      """,
      [
        "additive object-created", "neutral statement-added", "neutral statement-added",
        "risky rename-bridged",
      ]
    ),
    ("ALTER TYPE mood RENAME TO moods", ["breaking object-renamed"]),
    (
      "ALTER TYPE mood RENAME TO old; CREATE TYPE mood AS ENUM ('sad')",
      ["additive object-created", "risky rename-bridged"]
    ),
    ("ALTER INDEX users_pkey RENAME TO users_key", ["neutral object-renamed"]),
    ("ALTER TABLE users RENAME CONSTRAINT adult TO grown", ["risky object-renamed"]),
    ("ALTER TABLE users SET SCHEMA app", ["breaking schema-changed"]),
    ("ALTER TYPE mood RENAME VALUE 'sad' TO 'blue'", ["breaking enum-value-renamed"]),
  ])
  func renames(_ sql: String, _ facts: [String]) {
    #expect(told(sql) == facts, "\(sql)")
  }

  @Test(arguments: [
    ("ALTER TABLE users DROP COLUMN age", ["breaking column-dropped", "risky statement-refused"]),
    ("ALTER TABLE users DROP COLUMN IF EXISTS height", ["neutral statement-added"]),
    ("ALTER TYPE address DROP ATTRIBUTE street", ["breaking column-dropped"]),
    (
      "ALTER TABLE users DROP COLUMN age CASCADE",
      ["breaking drop-cascade"]
    ),
    ("DROP TABLE orders", ["breaking table-dropped"]),
    (
      """
      CREATE OR REPLACE FUNCTION f(text) RETURNS int LANGUAGE sql AS 'SELECT 1';
      DROP FUNCTION IF EXISTS f(text)
      """, ["additive object-created", "neutral statement-added"]
    ),
    ("DROP TABLE IF EXISTS nowhere", ["neutral statement-added"]),
    ("DROP OWNED BY reporting", ["breaking object-dropped"]),
    ("DROP TABLE users CASCADE", ["breaking drop-cascade"]),
    ("DROP TABLE orders CASCADE", ["breaking table-dropped"]),
    ("ALTER TABLE orders DROP COLUMN note CASCADE", ["breaking column-dropped"]),
    ("DROP TABLE nowhere CASCADE", ["breaking drop-cascade"]),
    ("DROP VIEW names", ["breaking object-dropped"]),
    ("DROP SEQUENCE numbers", ["breaking object-dropped"]),
    ("DROP FUNCTION total(int)", ["breaking object-dropped"]),
    ("DROP TYPE mood", ["breaking object-dropped"]),
    ("DROP SCHEMA app", ["breaking object-dropped"]),
    ("DROP EXTENSION citext", ["breaking object-dropped"]),
    ("DROP STATISTICS users_stats", ["neutral object-dropped"]),
    (
      "DROP TABLE users, orders",
      ["breaking table-dropped", "breaking table-dropped", "risky statement-refused"]
    ),
    (
      "CREATE TABLE t (id int); DROP TABLE t",
      ["additive table-created", "neutral statement-added"]
    ),
  ])
  func drops(_ sql: String, _ facts: [String]) {
    #expect(told(sql) == facts, "\(sql)")
  }

  @Test(arguments: [
    ("TRUNCATE users", ["breaking table-truncated"]),
    ("ALTER TABLE users ALTER plan DROP DEFAULT", ["risky default-dropped"]),
    ("ALTER TABLE users ALTER age DROP DEFAULT", ["neutral statement-added"]),
    (
      "ALTER TABLE users ALTER plan DROP DEFAULT; ALTER TABLE users ALTER plan SET DEFAULT 'x'",
      ["additive default-set", "neutral statement-added"]
    ),
    ("ALTER TABLE users ALTER name DROP NOT NULL", ["risky not-null-dropped"]),
    ("ALTER TABLE users ALTER age DROP NOT NULL", ["neutral statement-added"]),
    ("ALTER TABLE users DROP CONSTRAINT adult", ["risky constraint-dropped"]),
    ("ALTER TABLE users DROP CONSTRAINT IF EXISTS nothing", ["neutral statement-added"]),
    ("ALTER TABLE orders DROP CONSTRAINT orders_pkey", ["risky replication-identity-broken"]),
    ("ALTER TABLE users REPLICA IDENTITY NOTHING", ["risky replication-identity-broken"]),
    ("ALTER TABLE users REPLICA IDENTITY FULL", ["neutral object-altered"]),
    ("DROP TRIGGER users_audit ON users", ["risky trigger-removed"]),
    ("ALTER TABLE users DISABLE TRIGGER users_audit", ["risky trigger-removed"]),
    (
      "ALTER TABLE users DISABLE TRIGGER ALL; ALTER TABLE users ENABLE TRIGGER ALL",
      ["neutral statement-added", "neutral statement-added"]
    ),
    ("ALTER TABLE users ENABLE TRIGGER ALL", ["risky object-altered"]),
    ("CREATE RULE r AS ON INSERT TO users DO INSTEAD NOTHING", ["breaking object-altered"]),
    ("CREATE RULE r AS ON INSERT TO names DO INSTEAD NOTHING", ["additive object-created"]),
    ("CREATE RULE r AS ON DELETE TO users DO ALSO NOTIFY gone", ["additive object-created"]),
    (
      "CREATE TRIGGER t BEFORE INSERT ON users FOR EACH ROW EXECUTE FUNCTION audit()",
      ["neutral trigger-added"]
    ),
    (
      """
      DROP TRIGGER users_audit ON users;
      CREATE TRIGGER users_audit AFTER INSERT ON users FOR EACH ROW EXECUTE FUNCTION audit()
      """, ["neutral statement-added", "risky definition-replaced"]
    ),
  ])
  func promisesOfTables(_ sql: String, _ facts: [String]) {
    #expect(told(sql) == facts, "\(sql)")
  }

  @Test(arguments: [
    ("REVOKE SELECT ON users FROM reporting", ["breaking access-narrowed"]),
    ("GRANT SELECT ON users TO reporting", ["additive access-widened"]),
    ("ALTER TABLE users ENABLE ROW LEVEL SECURITY", ["breaking access-narrowed"]),
    (
      "ALTER TABLE users ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON users USING (true)",
      ["additive access-widened", "risky access-narrowed"]
    ),
    ("CREATE POLICY p ON users USING (true)", ["neutral access-widened"]),
    ("CREATE POLICY p ON orders USING (true)", ["additive access-widened"]),
    ("CREATE POLICY p ON orders AS RESTRICTIVE USING (true)", ["breaking access-narrowed"]),
    ("DROP POLICY own ON orders", ["breaking access-narrowed"]),
    ("ALTER TABLE orders DISABLE ROW LEVEL SECURITY", ["risky access-widened"]),
    ("DROP ROLE reporting", ["breaking access-narrowed"]),
    (
      "CREATE TABLE t (id int); REVOKE ALL ON t FROM public",
      ["additive table-created", "neutral statement-added"]
    ),
  ])
  func access(_ sql: String, _ facts: [String]) {
    #expect(told(sql) == facts, "\(sql)")
  }

  @Test(arguments: [
    (
      "CREATE OR REPLACE VIEW names AS SELECT id, name, age FROM users",
      "additive definition-replaced: view 'names' was replaced: column 'age' was added at its end"
    ),
    (
      "DROP VIEW names; CREATE VIEW names AS SELECT id FROM users",
      "breaking definition-replaced: view 'names' was replaced: column 'name' is gone"
    ),
    (
      "CREATE OR REPLACE VIEW names AS SELECT id, name FROM users",
      "neutral definition-replaced: view 'names' was replaced: nothing changed"
    ),
    (
      "CREATE OR REPLACE FUNCTION total(a int) RETURNS int LANGUAGE sql AS 'SELECT a + 1'",
      "risky definition-replaced: function 'total' was replaced: its body changed"
    ),
    (
      "CREATE OR REPLACE FUNCTION total(a int) RETURNS bigint LANGUAGE sql AS 'SELECT a'",
      "breaking definition-replaced: function 'total' was replaced: it returned 'int', and "
        + "returns 'bigint' now"
    ),
    (
      "CREATE OR REPLACE FUNCTION total(b int) RETURNS int LANGUAGE sql AS 'SELECT b'",
      "breaking definition-replaced: function 'total' was replaced: argument 'a' is gone"
    ),
  ])
  func replacements(_ sql: String, _ message: String) {
    let changes = Judged.changes(shipped: OperationRuleTests.shipped, added: [sql])
    let fact = changes.first { $0.rule == "sql/definition-replaced" }
    let said = fact.map {
      "\($0.classification.rawValue) \($0.rule.text.dropFirst(4)): \($0.message)"
    }
    #expect(said?.hasPrefix(message) == true, "\(said ?? "nothing")")
  }

  @Test(arguments: [
    ("ALTER TABLE parts DETACH PARTITION part_1", ["risky partition-detach-blocking"]),
    (
      "CREATE TABLE part_3 PARTITION OF parts FOR VALUES FROM (20) TO (30)",
      ["neutral partition-create-locks-parent"]
    ),
    (
      "ALTER TABLE parts ATTACH PARTITION part_2 FOR VALUES FROM (10) TO (20)",
      ["risky partition-attach-scan"]
    ),
    (
      "CREATE TABLE t (id int REFERENCES users (id))",
      ["neutral create-table-locks-referenced", "neutral foreign-key-unindexed"]
    ),
    ("CREATE TABLE t (id int, parent int REFERENCES t (id))", ["additive table-created"]),
    ("VACUUM FULL users", ["risky table-rewrite-maintenance"]),
    ("VACUUM users", ["neutral statement-added"]),
    ("ALTER TABLE users SET UNLOGGED", ["risky table-rewrite-maintenance"]),
    ("REFRESH MATERIALIZED VIEW ages", ["risky matview-refresh-blocking"]),
    ("REFRESH MATERIALIZED VIEW CONCURRENTLY ages", ["neutral statement-added"]),
  ])
  func partitionsAndUpkeep(_ sql: String, _ facts: [String]) {
    #expect(told(sql) == facts, "\(sql)")
  }

  @Test(arguments: [
    ("UPDATE users SET plan = 'free'", ["risky update-without-where"]),
    ("UPDATE users SET plan = 'free' WHERE true", ["risky update-without-where"]),
    ("UPDATE users SET plan = 'free' WHERE plan IS NULL", ["risky backfill-unbatched"]),
    ("UPDATE users SET plan = 'free' WHERE id = 1", ["neutral rows-written"]),
    (
      "UPDATE users SET plan = 'x' WHERE id IN (SELECT id FROM users LIMIT 10)",
      ["neutral rows-written"]
    ),
    ("UPDATE users SET plan = 'free' WHERE id > 0", ["risky update-without-where"]),
    ("UPDATE users SET plan = 'free' WHERE id > 100", ["risky backfill-unbatched"]),
    (
      "UPDATE users SET plan = note FROM orders WHERE users.id = orders.user_id",
      ["risky backfill-unbatched"]
    ),
    ("DELETE FROM users", ["breaking delete-without-where"]),
    ("DELETE FROM users WHERE 1 = 1 OR age > 3", ["breaking delete-without-where"]),
    ("INSERT INTO users (id, name) VALUES (1, 'a')", ["neutral rows-written"]),
    ("INSERT INTO part_2 SELECT id FROM users", ["neutral bulk-copy-in-migration"]),
    (
      "INSERT INTO part_2 SELECT 1 WHERE NOT EXISTS (SELECT FROM part_2)",
      ["neutral rows-written"]
    ),
    (
      "CREATE TABLE t (id int); UPDATE t SET id = 1",
      ["additive table-created", "neutral rows-written"]
    ),
  ])
  func rows(_ sql: String, _ facts: [String]) {
    #expect(told(sql) == facts, "\(sql)")
  }

  @Test(arguments: [
    ("ALTER SEQUENCE numbers RESTART", ["risky object-altered"]),
    ("ALTER SEQUENCE numbers OWNED BY users.id", ["neutral object-altered"]),
    ("ALTER TABLE users OWNER TO app", ["risky object-altered"]),
    ("ALTER FUNCTION total(int) STABLE", ["risky object-altered"]),
    ("ALTER PUBLICATION changes DROP TABLE users", ["risky object-altered"]),
    ("ALTER DOMAIN positive DROP CONSTRAINT positive_check", ["risky object-altered"]),
    ("ALTER TYPE address ADD ATTRIBUTE town text", ["risky object-altered"]),
    ("COMMENT ON TABLE users IS 'people'", ["neutral statement-added"]),
    ("CREATE EXTENSION citext", ["additive object-created"]),
    ("SET search_path = app", ["neutral statement-added"]),
    ("SELECT 1", ["neutral statement-added"]),
    ("ALTER TYPE mood ADD VALUE 'calm'", ["neutral enum-value-added"]),
    ("ALTER TYPE mood ADD VALUE IF NOT EXISTS 'sad'", ["neutral statement-added"]),
  ])
  func others(_ sql: String, _ facts: [String]) {
    #expect(told(sql) == facts, "\(sql)")
  }

  /// What is said of operations, without habits: `risky column-json`.
  private func told(_ sql: String) -> [String] {
    let rules = Set(MigrationRules.all.map(\.id)).subtracting(HygieneRules.all.map(\.id))
    return Judged.changes(shipped: OperationRuleTests.shipped, added: [sql])
      .filter { rules.contains($0.rule) }
      .map { "\($0.classification.rawValue) \($0.rule.text.dropFirst(4))" }.sorted()
  }
}
