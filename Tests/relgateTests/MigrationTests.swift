import Foundation
import HistoryBuilding
import SourceModel
import Testing

/// A history of migrations: each commit adds files to those before it, or takes some away.
private struct MigrationHistory {
  private struct Step {
    let tag: String?
    let files: [RepositoryPath: BuiltFile]
  }

  private var steps: [Step] = []
  private var files: [RepositoryPath: BuiltFile] = [:]

  /// Adds a commit; a text of nil takes a file away.
  mutating func add(_ tag: String? = nil, _ changes: [RepositoryPath: String?]) {
    for (path, text) in changes { files[path] = text.map { .text($0) } }
    steps.append(Step(tag: tag, files: files))
  }

  func run(_ arguments: String...) throws -> Program.Outcome {
    try withTemporaryDirectory { temporary in
      let directory = temporary + "/repository.git"
      var builder = try HistoryBuilder(at: directory)
      for (index, step) in steps.enumerated() {
        let commit = try builder.commit(
          step.files, message: "Commit \(index)", seconds: 1_767_225_600 + Int64(index) * 86_400)
        if let tag = step.tag { try builder.tag(tag, at: commit, message: "Release \(tag)") }
      }
      return try Program.run(
        [arguments[0], "--repo", directory, "--format", "json"] + arguments[1...])
    }
  }
}

extension Program.Outcome {
  /// The changes that are risky or worse, one short line each; that ways down are missing, which
  /// these tests do not write, is left out.
  fileprivate var hazards: [String] {
    (report["changes"] as? [[String: Any]] ?? []).compactMap { change in
      guard let word = change["classification"] as? String, ["breaking", "risky"].contains(word),
        let rule = change["rule"] as? String, rule != "sql/down-missing",
        let element = change["element"] as? String
      else { return nil }
      return "\(word) \(rule) \(element)"
    }
  }

  fileprivate var notJudged: [String] {
    (report["notJudged"] as? [[String: Any]] ?? []).compactMap { file in
      guard let path = file["path"] as? String, let reason = file["reason"] as? String else {
        return nil
      }
      return "\(path): \(reason)"
    }
  }
}

@Suite("Migrations over releases")
struct MigrationTests {
  private static let base = "CREATE TABLE orders (id bigint PRIMARY KEY, placed date, note text);\n"
  private static let index = "CREATE INDEX orders_placed_idx ON orders (placed);\n"

  @Test("A table is empty only while no release has carried it")
  func emptyTables() throws {
    var history = MigrationHistory()
    history.add("v1.0.0", ["db/migrations/001_base.up.sql": "CREATE TABLE users (id int);\n"])
    history.add(nil, ["db/migrations/002_orders.up.sql": MigrationTests.base])
    history.add(nil, ["db/migrations/003_index.up.sql": MigrationTests.index])
    // Neither the whole range nor its last step has a release in between.
    #expect(try history.run("diff", "v1.0.0..HEAD").hazards == [])
    #expect(try history.run("diff", "HEAD~1..HEAD").hazards == [])

    var released = MigrationHistory()
    released.add("v1.0.0", ["db/migrations/001_base.up.sql": "CREATE TABLE users (id int);\n"])
    released.add("v1.1.0", ["db/migrations/002_orders.up.sql": MigrationTests.base])
    released.add("v1.2.0", ["db/migrations/003_index.up.sql": MigrationTests.index])
    let found = ["risky sql/index-blocking orders_placed_idx"]
    #expect(try released.run("diff", "v1.0.0..v1.2.0").hazards == found)
    #expect(try released.run("diff", "v1.1.0..v1.2.0").hazards == found)
  }

  @Test("Without releases what is merged counts as shipped")
  func withoutReleases() throws {
    var history = MigrationHistory()
    history.add(nil, ["db/migrations/001_orders.up.sql": MigrationTests.base])
    history.add(nil, ["db/migrations/002_index.up.sql": MigrationTests.index])
    #expect(
      try history.run("diff", "HEAD~1..HEAD").hazards == [
        "risky sql/index-blocking orders_placed_idx"
      ])
  }

  @Test("A whole tree is judged migration by migration")
  func wholeTree() throws {
    var history = MigrationHistory()
    history.add(
      nil,
      [
        "db/migrations/001_orders.up.sql": MigrationTests.base + MigrationTests.index,
        "db/migrations/002_index.up.sql": "CREATE INDEX orders_note_idx ON orders (note);\n",
      ])
    #expect(
      try history.run("diff", "--tree", "HEAD").hazards == [
        "risky sql/index-blocking orders_note_idx"
      ])
    // A first release finds no table in use.
    #expect(try history.run("check", "--tree", "HEAD").exitCode == 0)
  }

  @Test("A shipped migration may be laid out anew, and nothing else")
  func shippedMigrations() throws {
    var history = MigrationHistory()
    history.add(
      "v1.0.0",
      [
        "db/migrations/001_orders.up.sql": MigrationTests.base,
        "db/migrations/002_index.up.sql": MigrationTests.index,
      ])
    history.add(nil, ["db/migrations/003_more.up.sql": "CREATE TABLE lines (id int);\n"])
    history.add(
      nil,
      [
        "db/migrations/001_orders.up.sql": "-- all orders\n" + MigrationTests.base,
        "db/migrations/002_index.up.sql": nil,
        "db/migrations/003_more.up.sql": "CREATE TABLE lines (id bigint);\n",
      ])
    let outcome = try history.run("diff", "HEAD~1..HEAD")
    #expect(outcome.hazards == ["breaking sql/migration-deleted 002_index.up.sql"])
    #expect(try history.run("check", "HEAD~1..HEAD").exitCode == 1)
    history.add(nil, ["db/migrations/001_orders.up.sql": "CREATE TABLE orders (id int);\n"])
    #expect(
      try history.run("diff", "HEAD~1..HEAD").hazards == [
        "breaking sql/migration-edited 001_orders.up.sql"
      ])
  }

  @Test("A migration that sorts before a shipped one is found, whoever shipped it")
  func order() throws {
    var history = MigrationHistory()
    history.add("v1.0.0", ["db/migrations/001_orders.up.sql": MigrationTests.base])
    history.add("v1.1.0", ["db/migrations/005_lines.up.sql": "CREATE TABLE lines (id int);\n"])
    history.add(nil, ["db/migrations/003_notes.up.sql": "CREATE TABLE notes (id int);\n"])
    let found = ["breaking sql/migration-out-of-order 003_notes.up.sql"]
    #expect(try history.run("diff", "v1.1.0..HEAD").hazards == found)
    #expect(try history.run("diff", "v1.0.0..HEAD").hazards == found)
    #expect(try history.run("diff", "v1.0.0..v1.1.0").hazards == [])
  }

  @Test("Code of the release before that names what is dropped blocks; code that does not excuses")
  func references() throws {
    let base = MigrationTests.base + "ALTER TABLE orders ADD COLUMN voucher text;\n"
    let drop = "-- irreversible: orders.voucher is empty\nALTER TABLE orders DROP COLUMN voucher;\n"
    var history = MigrationHistory()
    history.add(
      "v1.0.0",
      [
        "db/migrations/001_orders.up.sql": base,
        "src/orders.py": "cursor.execute(\"SELECT id, voucher FROM orders\")\n",
      ])
    history.add(
      nil,
      [
        "db/migrations/002_voucher.up.sql": drop,
        "src/orders.py": "cursor.execute(\"SELECT id FROM orders\")\n",
      ])
    let blocked = try history.run("check", "v1.0.0..HEAD")
    #expect(blocked.exitCode == 1)
    #expect(blocked.findings.contains("error sql/dropped-object-referenced orders.voucher"))
    let change = (blocked.report["changes"] as? [[String: Any]])?.first {
      $0["rule"] as? String == "sql/dropped-object-referenced"
    }
    let affected = (change?["affected"] as? [[String: Any]])?.compactMap {
      $0["element"] as? String
    }
    #expect(affected == ["src/orders.py:1"])

    var later = MigrationHistory()
    later.add(
      "v1.0.0",
      [
        "db/migrations/001_orders.up.sql": base,
        "src/orders.py": "cursor.execute(\"SELECT id FROM orders\")\n",
      ])
    later.add(nil, ["db/migrations/002_voucher.up.sql": drop])
    let passed = try later.run("check", "v1.0.0..HEAD")
    #expect(passed.exitCode == 0)
    #expect(
      passed.findings.filter { !$0.hasPrefix("info") } == [
        "warning sql/column-dropped orders.voucher"
      ]
    )
  }

  @Test("Migrations for other databases are named, and decide nothing")
  func otherDialects() throws {
    var history = MigrationHistory()
    history.add("v1.0.0", ["README": "r\n"])
    history.add(
      nil,
      [
        "db/mysql/001_orders.up.sql": "CREATE TABLE orders (id int) ENGINE=InnoDB;\n",
        "db/postgres/001_orders.up.sql": MigrationTests.base,
        "db/postgres/001_orders.down.sql": "DROP TABLE orders;\n",
      ])
    let outcome = try history.run("diff", "v1.0.0..HEAD")
    #expect(outcome.hazards == [])
    #expect(outcome.notJudged == ["db/mysql/001_orders.up.sql: a migration for MySQL"])
    let strict = try history.run("check", "v1.0.0..HEAD", "--pack", "builtin:strict")
    #expect(strict.exitCode == 3)
  }

  @Test("The configuration tells which PostgreSQL runs them")
  func targets() throws {
    let rewrite = "ALTER TABLE orders ADD COLUMN state text DEFAULT 'new';\n"
    var history = MigrationHistory()
    history.add("v1.0.0", ["db/migrations/001_orders.up.sql": MigrationTests.base])
    history.add(nil, ["db/migrations/002_state.up.sql": rewrite])
    #expect(try history.run("diff", "v1.0.0..HEAD").hazards == [])
    history.add(
      nil, [".relgate.yaml": "schema: relgate/config/1\ntargets: {postgresql: 10}\n"])
    #expect(
      try history.run("diff", "v1.0.0..HEAD").hazards == ["risky sql/column-rewrite orders.state"])
  }

  @Test("Findings name the commit that brought the migration in")
  func introductions() throws {
    var history = MigrationHistory()
    history.add("v1.0.0", ["db/migrations/001_orders.up.sql": MigrationTests.base])
    history.add(nil, ["db/migrations/002_index.up.sql": MigrationTests.index])
    history.add(nil, ["README": "r\n"])
    let outcome = try history.run("check", "v1.0.0..HEAD")
    let finding = (outcome.report["findings"] as? [[String: Any]])?.first
    #expect(
      (finding?["introducedBy"] as? [String: Any])?["subject"] as? String == "Commit 1")
  }

  @Test("A schema dump that breaks calls for no version")
  func versions() throws {
    var history = MigrationHistory()
    history.add(
      "v1.0.0", ["db/structure.sql": "CREATE TABLE a (id int);\nCREATE TABLE b (id int);\n"])
    history.add("v1.0.1", ["db/structure.sql": "CREATE TABLE a (id int);\n"])
    let outcome = try history.run("check", "v1.0.0..v1.0.1")
    #expect(outcome.findings == ["error sql/schema-table-removed b"])
  }

  @Test("What takes something away is an error while versions are mixed")
  func mixedVersions() throws {
    var history = MigrationHistory()
    history.add("v1.0.0", ["db/migrations/001_orders.up.sql": MigrationTests.base])
    history.add(
      nil,
      [
        "db/migrations/002_note.up.sql":
          "-- irreversible: orders.note is empty\nALTER TABLE orders DROP COLUMN note;\n"
      ])
    let outcome = try history.run("check", "v1.0.0..HEAD", "--mixed-version")
    #expect(outcome.findings.contains("error sql/contracted-in-window orders.note"))
    #expect(
      try !history.run("check", "v1.0.0..HEAD").findings.contains {
        $0.contains("contracted-in-window")
      })
  }
}
