import FormatKit
import ReleaseModel
import SQLMigrations
import Testing

/// What becomes true of a script or transaction is told once, where it becomes true.
struct TransactionRuleTests {
  private static let shipped = """
    CREATE TABLE users (id int PRIMARY KEY, plan text);
    CREATE TABLE orders (id int PRIMARY KEY, plan text);
    CREATE TYPE mood AS ENUM ('sad', 'happy');
    CREATE TABLE moods (mood mood);
    """

  private static let circumstances: Set<RuleID> = [
    "sql/lock-timeout-missing", "sql/statement-timeout-missing", "sql/wide-lock-window",
    "sql/work-under-exclusive-lock", "sql/backfill-with-ddl", "sql/transaction-nesting",
    "sql/transaction-open", "sql/enum-value-used-early", "sql/explicit-table-lock",
    "sql/dynamic-sql-unchecked",
  ]

  private static let limits = "SET lock_timeout = '1s'; SET statement_timeout = '1min'; "

  @Test(arguments: [
    ("ALTER TABLE users ADD COLUMN a int; ALTER TABLE users ADD COLUMN b int", 1),
    ("SET lock_timeout = '1s'; ALTER TABLE users ADD COLUMN a int", 0),
    ("SET lock_timeout = 0; ALTER TABLE users ADD COLUMN a int", 1),
    ("SET lock_timeout = '1s'; RESET lock_timeout; ALTER TABLE users ADD COLUMN a int", 1),
    ("SET lock_timeout = '1s'; RESET ALL; ALTER TABLE users ADD COLUMN a int", 1),
    ("BEGIN; SET LOCAL lock_timeout = '1s'; ALTER TABLE users ADD COLUMN a int; COMMIT", 0),
    (
      "BEGIN; SET LOCAL lock_timeout = '1s'; COMMIT; BEGIN; ALTER TABLE users ADD COLUMN a int; COMMIT",
      1
    ),
    ("CREATE TABLE t (id int); ALTER TABLE t ADD COLUMN a int", 0),
    ("INSERT INTO users VALUES (1)", 0), ("DROP TABLE orders", 1), ("DROP TABLE IF EXISTS x", 0),
    ("CREATE TABLE t (id int); DROP TABLE t", 0),
    ("SET lock_timeout = '1s'; DROP TABLE orders", 0),
  ])
  func lockTimeout(_ sql: String, _ count: Int) {
    #expect(told(sql).count { $0 == "lock-timeout-missing" } == count, "\(sql)")
  }

  @Test(arguments: [
    ("CALL wipe()", "routine-call-unchecked"), ("SELECT wipe(1)", "routine-call-unchecked"),
    ("SELECT setval('a', max(id)) FROM users", nil), ("SELECT pg_catalog.now()", nil),
    ("SET session_replication_role = replica", "trigger-removed"),
    ("SET session_replication_role = 'origin'", nil),
    ("ALTER SYSTEM SET work_mem = '1GB'", "object-altered"),
  ])
  func unseen(_ sql: String, _ rule: String?) {
    let told = Judged.rules(shipped: TransactionRuleTests.shipped, added: sql)
    #expect(told.filter { $0 != "statement-added" } == [rule].compactMap(\.self), "\(sql)")
  }

  @Test(arguments: [
    ("UPDATE users SET plan = 'x'; DELETE FROM orders", 1),
    ("SET statement_timeout = '1min'; UPDATE users SET plan = 'x'", 0),
    ("ALTER TABLE users ADD COLUMN a int", 0),
    ("CREATE INDEX ON users (plan)", 1),
    ("ALTER TABLE users ALTER id TYPE bigint", 1),
    ("ALTER TABLE users ALTER plan TYPE varchar", 0),
    ("ALTER TABLE users ADD CONSTRAINT c CHECK (id > 0) NOT VALID", 0),
  ])
  func statementTimeout(_ sql: String, _ count: Int) {
    #expect(told(sql).count { $0 == "statement-timeout-missing" } == count, "\(sql)")
  }

  @Test(arguments: [
    // Three tables are one window, told at the second.
    (
      """
      ALTER TABLE users ADD a int; ALTER TABLE orders ADD a int; ALTER TABLE moods ADD a int
      """, ["wide-lock-window"]
    ),
    ("ALTER TABLE users ADD a int, ADD b int; ALTER TABLE users ADD c int", []),
    ("ALTER TABLE users ADD a int; COMMIT; BEGIN; ALTER TABLE orders ADD a int", []),
    ("ALTER TABLE users ADD a int; UPDATE users SET plan = 'x'", ["backfill-with-ddl"]),
    ("UPDATE users SET plan = 'x'; ALTER TABLE users ADD a int", ["backfill-with-ddl"]),
    ("ALTER TABLE users ADD a int; COMMIT; BEGIN; UPDATE users SET plan = 'x'", []),
    ("ALTER TABLE users ADD a int; INSERT INTO users VALUES (1, 'x')", []),
    ("ALTER TABLE users ADD a int; CREATE INDEX ON users (plan)", ["work-under-exclusive-lock"]),
    ("ALTER TABLE users ADD a int; CREATE TABLE t (id int); CREATE INDEX ON t (id)", []),
    // The statement keeps everyone out of the table itself.
    ("ALTER TABLE users ADD a int; ALTER TABLE users ADD CHECK (id > 0)", []),
    (
      "ALTER TABLE orders ADD a int; ALTER TABLE users ALTER id TYPE bigint",
      ["wide-lock-window", "work-under-exclusive-lock"]
    ),
    ("ALTER TABLE orders ADD a int; ALTER TABLE users ALTER plan TYPE text", ["wide-lock-window"]),
    ("LOCK TABLE users", ["explicit-table-lock"]),
    ("LOCK TABLE users IN ROW SHARE MODE", []),
  ])
  func window(_ sql: String, _ rules: [String]) {
    #expect(told(TransactionRuleTests.limits + "BEGIN; \(sql); COMMIT") == rules, "\(sql)")
  }

  @Test(arguments: [
    ("BEGIN; SELECT 1; COMMIT", []),
    ("BEGIN; BEGIN; COMMIT", ["transaction-nesting"]),
    ("SELECT 1; COMMIT", ["transaction-nesting"]),
    ("BEGIN; SELECT 1; ROLLBACK", []),
    ("BEGIN; SELECT 1", ["transaction-open"]),
    ("BEGIN; SELECT 1; COMMIT; BEGIN; SELECT 2", ["transaction-open"]),
    ("DO $$ BEGIN EXECUTE 'DROP TABLE ' || current_user; END $$", ["dynamic-sql-unchecked"]),
  ])
  func nesting(_ sql: String, _ rules: [String]) {
    #expect(told(sql) == rules, "\(sql)")
  }

  @Test(
    "A block outside of any transaction is one of its own",
    arguments: [
      ("ALTER TABLE users ADD a int; UPDATE users SET plan = 'x';", ["backfill-with-ddl"]),
      ("ALTER TABLE users ADD a int; COMMIT; UPDATE users SET plan = 'x';", []),
      ("ALTER TABLE users ADD a int; ALTER TABLE orders ADD a int;", ["wide-lock-window"]),
      ("ALTER TABLE users ADD a int; COMMIT; ALTER TABLE orders ADD a int;", []),
    ])
  func blocks(_ body: String, _ rules: [String]) {
    let limits: Set<String> = ["lock-timeout-missing", "statement-timeout-missing"]
    #expect(told("DO $$ BEGIN \(body) END $$").filter { !limits.contains($0) } == rules, "\(body)")
  }

  @Test(arguments: [
    "INSERT INTO moods VALUES ('calm')", "UPDATE moods SET mood = 'calm' WHERE mood = 'sad'",
    "ALTER TABLE moods ALTER mood SET DEFAULT 'calm'",
    "ALTER TABLE moods ADD CHECK (mood <> 'calm')",
    "CREATE INDEX ON moods (mood) WHERE mood = 'calm'",
  ])
  func enumValuesAreUsedEarly(_ use: String) {
    let together = "BEGIN; ALTER TYPE mood ADD VALUE 'calm'; \(use); COMMIT"
    #expect(told(together).contains("enum-value-used-early"), "\(use)")
    let apart = "BEGIN; ALTER TYPE mood ADD VALUE 'calm'; COMMIT; BEGIN; \(use); COMMIT"
    #expect(!told(apart).contains("enum-value-used-early"), "\(use)")
    let other = "BEGIN; ALTER TYPE mood ADD VALUE 'angry'; \(use); COMMIT"
    #expect(!told(other).contains("enum-value-used-early"), "\(use)")
  }

  /// The rules about circumstances that fire on a script that the tool leaves alone.
  private func told(_ sql: String) -> [String] {
    let before = "-- file: migrations/0001_base.up.sql\n\(TransactionRuleTests.shipped)\n"
    let after = before + "-- file: migrations/0002_change.up.sql\n\(sql);\n"
    let changes = MigrationFormat.compare(ChainScene(example: before, after)).chains
      .flatMap(\.changes)
    return changes.filter { TransactionRuleTests.circumstances.contains($0.rule) }
      .map { String($0.rule.text.dropFirst(4)) }.sorted()
  }
}
