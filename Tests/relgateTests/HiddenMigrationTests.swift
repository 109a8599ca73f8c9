import Foundation
import HistoryBuilding
import SourceModel
import Testing

/// What would take a migration out of view, and must not.
@Suite("Hidden migrations")
struct HiddenMigrationTests {
  private static let base = "CREATE TABLE orders (id bigint PRIMARY KEY, note text);\n"
  private static let code: BuiltFile = .text("cursor.execute(\"SELECT id FROM orders\")\n")

  /// Checks a migration on top of one that a release carried.
  private func check(
    _ added: String, base: String = HiddenMigrationTests.base,
    others: [RepositoryPath: BuiltFile] = [:]
  ) throws -> Program.Outcome {
    var shipped: [RepositoryPath: BuiltFile] = [
      "db/migrations/001_base.up.sql": .text(base),
      "db/migrations/001_base.down.sql": .text("DROP TABLE orders;\n"), "src/a.py": Self.code,
    ]
    return try withTemporaryDirectory { temporary in
      let directory = temporary + "/repository.git"
      var builder = try HistoryBuilder(at: directory)
      let first = try builder.commit(shipped, message: "base", seconds: 1_767_225_600)
      try builder.tag("v1.0.0", at: first, message: "v1.0.0")
      shipped["db/migrations/002_next.up.sql"] = .text(added)
      shipped["db/migrations/002_next.down.sql"] = .text(
        "ALTER TABLE orders ADD COLUMN note text;\n")
      shipped.merge(others) { $1 }
      _ = try builder.commit(shipped, message: "next", seconds: 1_767_312_000)
      return try Program.run(
        ["check", "--repo", directory, "--format", "json", "v1.0.0..HEAD"])
    }
  }

  private func rules(_ outcome: Program.Outcome) -> [String] {
    outcome.findings.map { $0.split(separator: " ").dropFirst().first.map(String.init) ?? "" }
  }

  @Test("IF NOT EXISTS makes nothing new of what stands")
  func existing() throws {
    let table = try check("CREATE TABLE IF NOT EXISTS orders (id int);\nDROP TABLE orders;\n")
    #expect(rules(table).contains("sql/table-dropped"))
    let column = try check(
      "ALTER TABLE orders ADD COLUMN IF NOT EXISTS note text;\n"
        + "ALTER TABLE orders DROP COLUMN note;\n")
    #expect(rules(column).contains("sql/column-dropped"))
    let temporary = try check(
      "CREATE TEMP TABLE orders (id int);\nCREATE INDEX i ON public.orders (note);\n")
    #expect(rules(temporary).contains("sql/index-blocking"))
  }

  @Test("A migration that nobody reads is told, and passes unless the policy demands more")
  func programs() throws {
    let path: RepositoryPath = "app/db/migrate/20260201000000_drop.rb"
    let program: BuiltFile = .text("class Drop < ActiveRecord::Migration[7.1]\nend\n")
    let outcome = try check("CREATE TABLE lines (id int);\n", others: [path: program])
    #expect(outcome.exitCode == 0)
    #expect(outcome.output.contains("Ruby migration (Rails)"))
    #expect(outcome.output.contains("core/not-judged"))
  }

  @Test("A name that a template makes cannot be looked for in code")
  func templates() throws {
    let outcome = try check("ALTER TABLE {{ .Table }} DROP COLUMN note;\n")
    #expect(outcome.exitCode == 1)
    #expect(outcome.findings.contains { $0.hasPrefix("error sql/column-dropped") })
  }

  @Test("Blocks inside blocks, and routines of earlier migrations, are looked into")
  func bodies() throws {
    let nested = try check(
      "DO $a$ BEGIN EXECUTE 'DO $x$ BEGIN DROP TABLE orders; END $x$'; END $a$;\n")
    #expect(rules(nested).contains("sql/dropped-object-referenced"))
    let called = try check(
      "SELECT forget();\n",
      base: Self.base
        + "CREATE FUNCTION forget() RETURNS void LANGUAGE sql AS $$ DROP TABLE orders $$;\n")
    #expect(rules(called).contains("sql/table-dropped"))
  }

  @Test("What psql runs from elsewhere is told")
  func commands() throws {
    #expect(rules(try check("\\i ../drop.sql\n")).contains("sql/migration-partly-read"))
    #expect(
      rules(try check("SELECT 'DROP TABLE orders' \\gexec\n")).contains(
        "sql/migration-partly-read"))
  }

  @Test("Attributes that come with a migration do not set it aside")
  func attributes() throws {
    let outcome = try check(
      "ALTER TABLE orders DROP COLUMN note;\n",
      others: [".gitattributes": .text("db/** linguist-vendored\n")])
    #expect(rules(outcome).contains("sql/column-dropped"))
  }

  @Test("A word of another dialect takes no chain out of view")
  func dialects() throws {
    let outcome = try check(
      "ALTER TABLE orders ADD COLUMN unsigned boolean;\nALTER TABLE orders DROP COLUMN note;\n",
      base: "CREATE TABLE orders (id bigserial PRIMARY KEY, note jsonb);\n")
    #expect(rules(outcome).contains("sql/column-dropped"))
    #expect(!rules(outcome).contains("sql/migration-deleted"))
  }

  @Test("A way down that is taken away is told")
  func waysDown() throws {
    let outcome = try check(
      "CREATE TABLE lines (id int);\n",
      others: [
        "db/migrations/001_base.down.sql": .text("SELECT 1;\n"),
        "db/migrations/002_next.down.sql": .text("DROP TABLE lines;\n"),
      ])
    #expect(outcome.findings.contains("warning sql/down-empty 001_base.up.sql"))
  }
}
