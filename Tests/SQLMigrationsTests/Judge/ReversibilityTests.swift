import PostgresSchema
import PostgresSyntax
import Testing

@testable import SQLMigrations

/// What a way down can bring back.
struct ReversibilityTests {
  @Test(arguments: [
    "CREATE TABLE users (id int)", "ALTER TABLE users ADD COLUMN age int",
    "ALTER TABLE users RENAME TO people", "ALTER TABLE users ALTER age TYPE bigint",
    "ALTER TABLE users ALTER age TYPE text USING age::text", "CREATE INDEX ON users (age)",
    "DROP VIEW names", "DROP INDEX users_age_idx", "DROP TYPE mood", "INSERT INTO users VALUES (1)",
    "ALTER TYPE mood RENAME VALUE 'sad' TO 'blue'", "VACUUM FULL users",
  ])
  func schemaOnly(_ sql: String) throws {
    #expect(try action(sql).reversibility == .byDown)
  }

  @Test(arguments: [
    ("DROP TABLE users", "the rows of 'users'"),
    ("ALTER TABLE users DROP COLUMN age", "the values of 'users.age'"),
    ("ALTER TABLE users ALTER age TYPE int USING age / 12", "the former values of 'users.age'"),
    ("DROP SEQUENCE numbers", "the position of sequence 'numbers'"),
    ("DROP TYPE mood CASCADE", "the data of what depended on type 'mood'"),
    ("DROP SCHEMA app CASCADE", "the data of what depended on schema 'app'"),
  ])
  func dataIsLost(_ sql: String, _ what: String) throws {
    #expect(try action(sql).reversibility == .losesData(what))
  }

  @Test(arguments: [
    "TRUNCATE users", "DELETE FROM users WHERE age > 100", "UPDATE users SET age = 1",
    "ALTER TYPE mood ADD VALUE 'calm'",
    "MERGE INTO users USING people ON users.id = people.id WHEN MATCHED THEN DELETE",
  ])
  func nothingHelps(_ sql: String) throws {
    guard case .irreversible = try action(sql).reversibility else {
      Issue.record("\(sql) counts as reversible")
      return
    }
  }

  private func action(_ sql: String) throws -> Action {
    let statement = try #require(SQLScript.read(Array(sql.utf8)).statements.first)
    return try #require(statement.operations.first).action
  }
}
