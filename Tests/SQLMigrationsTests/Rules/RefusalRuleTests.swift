import FormatKit
import ReleaseModel
import Testing

@testable import SQLMigrations

/// What PostgreSQL refuses is told where all is known that stands.
struct RefusalRuleTests {
  private static let shipped = """
    CREATE TABLE users (id int PRIMARY KEY, plan text, email text UNIQUE, org int);
    CREATE TABLE orders (id int PRIMARY KEY, owner int REFERENCES users (id));
    CREATE VIEW names AS SELECT id, email FROM users;
    CREATE INDEX users_org ON users (org);
    CREATE INDEX users_plan ON users (plan);
    CREATE TYPE mood AS ENUM ('sad');
    CREATE TABLE moods (mood mood);
    """

  private func isRefused(_ sql: String) -> Bool {
    Judged.rules(shipped: RefusalRuleTests.shipped, added: sql).contains("statement-refused")
  }

  @Test(arguments: [
    "ALTER TABLE users DROP COLUMN email", "DROP TABLE users", "DROP TYPE mood",
    "CREATE OR REPLACE VIEW names AS SELECT id FROM users",
    "ALTER TABLE users ADD CONSTRAINT k UNIQUE USING INDEX users_org",
    "ALTER TABLE users ADD PRIMARY KEY (email)", "ALTER TABLE users DROP COLUMN nosuch",
    "DROP INDEX CONCURRENTLY users_org, users_plan", "BEGIN; VACUUM users; COMMIT",
    "ALTER TABLE users DROP COLUMN plan; ALTER TABLE users ADD COLUMN org int",
    "DROP VIEW names; DROP TABLE users",
  ])
  func refusals(_ sql: String) {
    #expect(isRefused("\(sql);"))
  }

  @Test(arguments: [
    "ALTER TABLE users DROP COLUMN plan", "ALTER TABLE users DROP COLUMN IF EXISTS nosuch",
    "DROP VIEW names; ALTER TABLE users DROP COLUMN email", "DROP TABLE users CASCADE",
    "DROP TABLE orders; DROP VIEW names; DROP TABLE users",
    "DROP VIEW names; DROP TABLE users, orders",
    "DROP TABLE moods; DROP TYPE mood",
    "CREATE OR REPLACE VIEW names AS SELECT id, email, plan FROM users",
    "ALTER TABLE orders DROP CONSTRAINT orders_pkey; ALTER TABLE orders ADD PRIMARY KEY (owner)",
    "DROP INDEX CONCURRENTLY users_org; DROP INDEX CONCURRENTLY users_plan", "VACUUM users",
    "ALTER TABLE elsewhere DROP COLUMN nosuch", "CREATE TABLE IF NOT EXISTS users (id int)",
    "ALTER TABLE users RENAME TO people; CREATE TABLE users (id int)",
  ])
  func silence(_ sql: String) {
    #expect(!isRefused("\(sql);"))
  }
}
