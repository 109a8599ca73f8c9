import Rehearsals
import SourceModel
import Testing

@Suite(
  "What a rehearsal shows on a server", .serialized,
  .enabled(if: Server.isInstalled, "no PostgreSQL server is installed"))
struct OutcomeTests {
  private static let base = [
    PlannedScript(
      "base.sql", .wrapped,
      [
        "CREATE TABLE users (id serial PRIMARY KEY, name text, email text)",
        "INSERT INTO users (name) VALUES ('a'), ('b')", "CREATE INDEX by_name ON users (name)",
      ])
  ]

  private func migrations(
    _ steps: [PlannedMigration], exitCode: Int32, target: Int? = nil,
    limits: RehearsalLimits = RehearsalLimits()
  ) throws -> [RehearsedMigration] {
    let outcome = try Rehearsing.run(
      RehearsalPlan(base: Self.base, steps, limits: limits, target: target), "--quiet")
    #expect(outcome.errors == "")
    #expect(outcome.exitCode == exitCode)
    let chain = try #require(outcome.result?.chains.first)
    #expect(chain.base == .built)
    return chain.migrations
  }

  @Test("What a way down brings back, is told apart from what it does not")
  func differences() throws {
    let found = try migrations(
      [
        PlannedMigration(
          "exact", up: ["ALTER TABLE users ADD COLUMN age int DEFAULT 3"],
          down: ["ALTER TABLE users DROP COLUMN age"]),
        PlannedMigration(
          "order", up: ["ALTER TABLE users DROP COLUMN name"],
          down: ["ALTER TABLE users ADD COLUMN name text", "CREATE INDEX by_name ON users (name)"]),
        PlannedMigration(
          "type", up: ["ALTER TABLE users DROP COLUMN email"],
          down: ["ALTER TABLE users ADD COLUMN email varchar(20)"]),
        PlannedMigration("empty", up: ["CREATE VIEW v AS SELECT id FROM users"], down: []),
        PlannedMigration("rows", up: ["INSERT INTO users DEFAULT VALUES"], down: []),
        PlannedMigration("none", up: ["CREATE TABLE other (id int)"], down: nil),
      ], exitCode: 1)
    #expect(
      found.map(\.outcome) == [
        .restored, .restoredUpToColumnOrder, .differs, .differs, .restored, .noDown,
      ])
    #expect(found.map(\.again) == [.same, .same, .same, .failed, .same, nil])
    #expect(
      found[2].differences.filter { !$0.isColumnOrder } == [
        SchemaDifference(
          kind: "column", name: "public.users.email", before: "text",
          after: "character varying(20)")
      ])
    #expect(found[3].differences.map(\.name) == ["public.v"])
    #expect(found[3].differences.map(\.before) == [nil])
    #expect(found[3].againFailure?.code == "42P07")
  }

  @Test(
    "Whatever a way down forgets is named",
    arguments: [
      ("ALTER TABLE users ALTER COLUMN name SET DEFAULT 'x'", "column"),
      ("ALTER TABLE users ADD CONSTRAINT c CHECK (id > 0)", "constraint"),
      ("DROP INDEX by_name", "index"), ("CREATE SEQUENCE s", "sequence"),
      ("CREATE TYPE mood AS ENUM ('sad')", "enum"), ("CREATE DOMAIN d AS int", "domain"),
      ("CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'", "function"),
      ("CREATE POLICY p ON users USING (true)", "policy"),
      ("ALTER TABLE users ENABLE ROW LEVEL SECURITY", "table"),
      ("GRANT SELECT ON users TO public", "privileges"), ("CREATE SCHEMA other", "schema"),
      ("CREATE MATERIALIZED VIEW m AS SELECT 1 AS one", "materialized view"),
      ("CREATE RULE r AS ON DELETE TO users DO NOTHING", "rule"),
      ("CREATE STATISTICS st ON name, email FROM users", "statistics"),
    ])
  func forgotten(_ sql: Name, _ kind: Name) throws {
    let found = try migrations([PlannedMigration("m", up: [sql], down: [])], exitCode: 1)
    let migration = try #require(found.first)
    #expect(migration.outcome == .differs)
    #expect(migration.differences.map(\.kind).contains(kind))
  }

  @Test("A failure is told with file, line and the server's words, and the next ones go on")
  func failures() throws {
    let found = try migrations(
      [
        PlannedMigration(
          "down", up: ["CREATE TABLE t (a int)"], down: ["SELECT 1", "DROP TABLE missing"]),
        PlannedMigration("next", up: ["ALTER TABLE t ADD b int"], down: ["ALTER TABLE t DROP b"]),
        PlannedMigration("up", up: ["SELECT 1", "ALTER TABLE t\nADD COLUMN c nope"], down: []),
        PlannedMigration("fine", up: ["CREATE TABLE u (a int)"], down: ["DROP TABLE u"]),
        PlannedMigration("missing", up: ["ALTER TABLE t ADD COLUMN d int", "SELECT c FROM t"]),
      ], exitCode: 1)
    #expect(
      found.map(\.outcome) == [.downFailed, .restored, .upFailed, .restored, .notRehearsable])
    #expect(found[4].obstacle == .earlierFailed)
    #expect(
      found[0].failure
        == RehearsalFailure(
          path: "down.sql", line: 2, message: "table \"missing\" does not exist", code: "42P01"))
    #expect(
      found[2].failure
        == RehearsalFailure(
          path: "up.sql", line: 3, message: "type \"nope\" does not exist", code: "42704"))
  }

  @Test("What this server cannot run is not held against the migration")
  func obstacles() throws {
    let steps = [
      PlannedMigration("extension", up: ["CREATE EXTENSION no_such_extension"]),
      PlannedMigration("syntax", up: ["FLY TO THE MOON"]),
    ]
    let found = try migrations(steps, exitCode: 3)
    #expect(found.map(\.outcome) == [.notRehearsable, .notRehearsable])
    #expect(found.map(\.obstacle) == [.extensionMissing, .serverTooOld])
    let supported = try migrations([steps[1]], exitCode: 1, target: 10)
    #expect(supported.map(\.outcome) == [.upFailed])
  }

  @Test("Without the schema before nothing is rehearsed")
  func base() throws {
    let base = [PlannedScript("base.sql", .wrapped, ["SELECT 1", "CREATE TABLE t (a nope)"])]
    let outcome = try Rehearsing.run(
      RehearsalPlan(base: base, [PlannedMigration("m", up: ["SELECT 1"])]), "--quiet")
    #expect(outcome.exitCode == 3)
    let chain = try #require(outcome.result?.chains.first)
    #expect(chain.base == .failed)
    #expect(chain.failure?.line == 2)
    #expect(chain.baseFiles.map(\.path) == ["base.sql"])
    #expect(chain.migrations.map(\.obstacle) == [.baseFailed])
  }

  @Test("A statement that takes too long is ended, even if it turned the server's limit off")
  func limits() throws {
    let limits = RehearsalLimits(statement: 300, lock: 300)
    let found = try migrations(
      [
        PlannedMigration("slow", up: ["SELECT pg_sleep(30)"]),
        PlannedMigration("fine", up: ["SELECT 1"]),
        PlannedMigration("stubborn", up: ["SET statement_timeout = 0", "SELECT pg_sleep(60)"]),
      ], exitCode: 1, limits: limits)
    #expect(found[0].outcome == .upFailed)
    #expect(found[0].failure?.code == "57014")
    #expect(found[1].outcome == .restored)
    #expect(found[2].failure?.code == "57014")
  }

  @Test("A result is bound to the blobs that ran")
  func blobs() throws {
    let found = try migrations(
      [PlannedMigration("m", up: ["SELECT 1"], down: ["SELECT 2"])], exitCode: 0)
    let blob = String(repeating: "a", count: 40)
    #expect(found[0].up.file == BoundFile(path: "up.sql", blob: blob))
    #expect(found[0].down?.file == BoundFile(path: "down.sql", blob: blob))
  }
}
