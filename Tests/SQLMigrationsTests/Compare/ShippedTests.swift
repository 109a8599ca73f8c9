import FormatKit
import ReleaseModel
import SourceModel
import Testing

@testable import SQLMigrations

/// What happens to migrations that a release carried: edits, deletions, names, order.
struct ShippedTests {
  /// What is said of the chain, without what its statements do: `breaking migration-edited`.
  private func told(_ before: [String: String], _ after: [String: String]) -> [String] {
    MigrationFormat.compare(ChainScene(example: tree(before), tree(after))).chains
      .flatMap(\.changes).filter { change in ShippedRules.all.contains { $0.id == change.rule } }
      .map { "\($0.classification.rawValue) \($0.rule.text.dropFirst(4)) \($0.element)" }.sorted()
  }

  private func tree(_ files: [String: String]) -> String {
    files.sorted { $0.key < $1.key }.map { "-- file: \($0.key)\n\($0.value)\n" }.joined()
      + "-- file: zz.txt\nthe end\n"
  }

  private static let base = ["m/1_a.up.sql": "CREATE TABLE a (id int);"]

  @Test("An edit is told by tokens, and of the way up alone")
  func edits() {
    let base = ShippedTests.base
    let edited = ["m/1_a.up.sql": "CREATE TABLE a (id int, b int);"]
    #expect(told(base, edited) == ["breaking migration-edited 1_a.up.sql"])
    let same = ["m/1_a.up.sql": "create  table a (\n  id int) ; -- as before"]
    #expect(told(base, same) == ["neutral migration-reformatted 1_a.up.sql"])
    let string = ["m/1_a.up.sql": "INSERT INTO a VALUES ('x');"]
    #expect(
      told(string, ["m/1_a.up.sql": "INSERT INTO a VALUES ('X');"])
        == ["breaking migration-edited 1_a.up.sql"])
    let (down, other) = ("DROP TABLE a;", "DROP TABLE IF EXISTS a;")
    #expect(
      told(
        base.merging(["m/1_a.down.sql": down]) { $1 },
        base.merging(["m/1_a.down.sql": other]) { $1 }) == [])
  }

  @Test("Bodies are held against each other by their tokens")
  func bodies() {
    func edited(_ before: String, _ after: String, _ language: String = "plpgsql") -> [String] {
      func file(_ body: String) -> [String: String] {
        [
          "m/1_a.up.sql":
            "CREATE FUNCTION f() RETURNS int LANGUAGE \(language) AS $$ \(body) $$; SELECT 1;"
        ]
      }
      return told(file(before), file(after)).map { String($0.prefix { $0 != "_" }) }
    }
    let (layout, edit) = (["neutral migration-reformatted 1"], ["breaking migration-edited 1"])
    #expect(edited("BEGIN -- on\n RETURN 1; END", "BEGIN\nRETURN  1; END") == layout)
    #expect(edited("BEGIN RETURN 1; END", "BEGIN RETURN 2; END") == edit)
    #expect(edited("BEGIN RETURN 'a b'; END", "BEGIN RETURN 'a  b'; END") == edit)
    #expect(edited("return 1", "return  1", "plpython3u") == edit)
  }

  @Test("A chain moves with the database that it is for")
  func movedChains() {
    func chain(_ folder: String, _ database: String) -> [String: String] {
      [
        "\(folder)/migration_lock.toml": "provider = \"\(database)\"",
        "\(folder)/20240101000000_a/migration.sql": "CREATE TABLE a (id int);",
      ]
    }
    let before = chain("db/mysql/migrations", "mysql")
      .merging(chain("db/postgresql/migrations", "postgresql")) { $1 }
    let after = chain("prisma/migrations", "postgresql").merging(
      ["prisma/migrations/20240201000000_b/migration.sql": "DROP TABLE a;"]
    ) { $1 }
    let changes = Judged.changes(tree(before), tree(after))
    #expect(changes.contains { $0.rule == "sql/table-dropped" })
    #expect(!changes.contains { $0.rule == "sql/migration-deleted" })
  }

  @Test("An edit is shown at the first token that differs")
  func places() {
    let before = "CREATE TABLE a (id int);\nINSERT INTO a VALUES (1);\n"
    let changes = MigrationFormat.compare(
      ChainScene(
        example: tree(["m/1_a.up.sql": before]),
        tree(["m/1_a.up.sql": before.replacing("(1)", with: "(2)")]))
    ).chains.flatMap(\.changes)
    let place = changes.first { $0.rule == ShippedRules.edited.id }?.after?.location.range
    #expect(place.map { [Int($0.lower), Int($0.upper)] } == [47, 48])
  }

  @Test("Flyway takes a file with statements inside and outside of a transaction only if told so")
  func mixtures() {
    func isRefused(_ sql: String) -> Bool {
      let base = "-- file: m/V1__a.sql\nCREATE TABLE a (id int);\n"
      return Judged.changes(base, base + "-- file: m/V2__b.sql\n\(sql)\n")
        .contains { $0.rule == RefusalRules.refused.id }
    }
    let index = "CREATE INDEX CONCURRENTLY i ON a (id);"
    #expect(isRefused("\(index) ALTER TABLE a ADD COLUMN b int;"))
    #expect(!isRefused("SET lock_timeout = '1s'; \(index)"))
  }

  @Test("A comment is a risk where the tool keeps a checksum of bytes")
  func checksums() {
    func commented(_ path: String) -> [String] {
      told([path: "CREATE TABLE a (id int);"], [path: "-- all\nCREATE TABLE a (id int);"])
    }
    #expect(commented("m/V1__a.sql") == ["risky migration-reformatted V1__a.sql"])
    #expect(commented("m/R__a.sql") == ["neutral migration-reformatted R__a.sql"])
    #expect(commented("m/1_a.up.sql") == ["neutral migration-reformatted 1_a.up.sql"])
  }

  @Test("A deletion and a new name are told")
  func deletions() {
    let two = ShippedTests.base.merging(["m/2_b.up.sql": "CREATE TABLE b (id int);"]) { $1 }
    #expect(told(two, ShippedTests.base) == ["breaking migration-deleted 2_b.up.sql"])
    let spelled = ShippedTests.base.merging(["m/2_c.up.sql": "CREATE TABLE b (id int);"]) { $1 }
    #expect(told(two, spelled) == ["neutral migration-renamed 2_c.up.sql"])
    let renamed = ShippedTests.base.merging(["m/3_b.up.sql": "CREATE TABLE b (id int);"]) { $1 }
    #expect(told(two, renamed) == ["breaking migration-renamed 3_b.up.sql"])
  }

  @Test("pop knows a migration by its version, whatever else its name says")
  func switches() {
    func files(_ name: String, _ sql: String) -> [String: String] {
      [
        "go.mod": "require github.com/gobuffalo/pop/v6", "m/1_a.up.sql": "CREATE TABLE a (id int);",
        "m/2_b.\(name)up.sql": sql,
      ]
    }
    let sql = "CREATE INDEX i ON a (id);"
    #expect(
      told(files("", sql), files("autocommit.", sql))
        == ["neutral migration-renamed 2_b.autocommit.up.sql"])
    #expect(
      told(files("", sql), files("autocommit.", "CREATE INDEX CONCURRENTLY i ON a (id);"))
        == [
          "breaking migration-edited 2_b.autocommit.up.sql",
          "neutral migration-renamed 2_b.autocommit.up.sql",
        ])
  }

  @Test("What sorts before a shipped migration is told by what the tool does with it")
  func order() {
    func late(_ first: String, _ second: String, _ base: [String: String] = [:]) -> [String] {
      let before = base.merging([second: "CREATE TABLE b (id int);"]) { $1 }
      return told(before, before.merging([first: "CREATE TABLE a (id int);"]) { $1 })
    }
    #expect(
      late("m/1_a.up.sql", "m/2_b.up.sql") == ["breaking migration-out-of-order 1_a.up.sql"])
    #expect(late("m/9_a.up.sql", "m/10_b.up.sql") == ["breaking migration-out-of-order 9_a.up.sql"])
    #expect(late("m/11_a.up.sql", "m/10_b.up.sql") == [])
    #expect(
      late("migrations/2020-01-01_a/up.sql", "migrations/2020-01-02_b/up.sql")
        == ["risky migration-out-of-order 2020-01-01_a/up.sql"])
    #expect(
      late("m/V1__a.sql", "m/V2__b.sql") == ["breaking migration-out-of-order V1__a.sql"])
    #expect(late("m/R__a.sql", "m/V2__b.sql") == [])
    #expect(
      late("m/2_c.up.sql", "m/2_b.up.sql") == ["breaking migration-version-duplicate 2_c.up.sql"])
    #expect(
      late("m/2_a.up.sql", "m/2_b.up.sql") == ["breaking migration-version-duplicate 2_a.up.sql"])
  }
}
