import MigrationLayouts
import SourceModel
import Testing

import struct TestSupport.SplitMix64

@Suite("What of a file runs, and how")
struct ScriptTests {
  /// The texts of the parts, without blanks around them; nil if there is no such way.
  private func script(
    _ layout: Layout, _ text: String, _ direction: Direction = .up,
    path: RepositoryPath = "m/1_a.sql", settings: [String] = []
  ) -> (parts: [String], mode: TransactionMode, open: Set<Int>)? {
    let chain = MigrationChain(
      layout: layout, folder: "m", language: .sql, dialect: .postgresql, migrations: [])
    let migration = Migration(version: "1", name: "a", up: path, down: path)
    let source = SourceText(path: path, text)
    guard
      let script = chain.script(
        migration, direction, in: source,
        settings: settings.map { SourceText(path: "m/settings", $0) })
    else { return nil }
    let parts = script.parts.map { part in
      var bytes = source.bytes[part.indices]
      while bytes.first == 0x20 || bytes.first == 0x0A { bytes.removeFirst() }
      while bytes.last == 0x20 || bytes.last == 0x0A { bytes.removeLast() }
      return String(decoding: bytes, as: UTF8.self)
    }
    return (parts, script.transaction, script.openParts)
  }

  private func down(_ layout: Layout, _ text: String) -> (
    parts: [String], mode: TransactionMode, open: Set<Int>
  )? {
    script(layout, text, .down)
  }

  @Test("goose: sections, statements without their semicolon, any case")
  func goose() throws {
    let text = """
      -- a comment
      -- +GOOSE up
      CREATE TABLE a (b int);
      -- +goose StatementBegin
      CREATE FUNCTION f() RETURNS int AS $$ SELECT 1; $$ LANGUAGE sql
      -- +goose statementend
      SELECT 2;
      -- +goose Down
      DROP TABLE a;
      """
    let up = try #require(script(.goose, text))
    #expect(
      up.parts == [
        "CREATE TABLE a (b int);",
        "CREATE FUNCTION f() RETURNS int AS $$ SELECT 1; $$ LANGUAGE sql", "SELECT 2;",
      ])
    #expect(up.mode == .wrapped)
    #expect(down(.goose, text)?.parts == ["DROP TABLE a;"])
    #expect(down(.goose, "-- +goose Up\nSELECT 1;\n") == nil)
    #expect(down(.goose, "-- +goose Up\n-- +goose Down\n-- nothing\n")?.parts == [])
    #expect(script(.goose, "-- +goose no transaction\n-- +goose Up\nSELECT 1;")?.mode == .open)
  }

  @Test("Ranges are exact, with CRLF and a byte order mark")
  func ranges() throws {
    let chain = MigrationChain(
      layout: .goose, folder: "m", language: .sql, dialect: .postgresql, migrations: [])
    let migration = Migration(version: "1", name: "a", up: "m/1.sql", down: "m/1.sql")
    let source = SourceText(
      path: "m/1.sql", "\u{FEFF}-- +goose Up\r\nSELECT 1;\r\n-- +goose Down\r\nSELECT 2;")
    #expect(chain.script(migration, .up, in: source)?.parts == [SourceRange(17, 28)])
    #expect(chain.script(migration, .down, in: source)?.parts == [SourceRange(44, 53)])
  }

  @Test("dbmate and sql-migrate switch transactions off for each way")
  func switches() {
    let dbmate = "-- migrate:up transaction:false\nSELECT 1;\n-- migrate:down\nSELECT 2;\n"
    #expect(script(.dbmate, dbmate)?.mode == .singleCall)
    #expect(script(.dbmate, dbmate)?.parts == ["SELECT 1;"])
    #expect(down(.dbmate, dbmate)?.mode == .wrapped)
    #expect(down(.dbmate, dbmate)?.parts == ["SELECT 2;"])
    let migrate = "-- +migrate Up\nSELECT 1;\n-- +migrate Down notransaction\nSELECT 2;\n"
    #expect(script(.sqlMigrate, migrate)?.mode == .wrapped)
    #expect(down(.sqlMigrate, migrate)?.mode == .open)
  }

  @Test("tern")
  func tern() {
    let text = "SELECT 1;\n---- create above / drop below ----\nSELECT 2;\n"
    #expect(script(.tern, text)?.parts == ["SELECT 1;"])
    #expect(down(.tern, text)?.parts == ["SELECT 2;"])
    #expect(script(.tern, text)?.mode == .wrapped)
    #expect(down(.tern, "SELECT 1;\n") == nil)
    #expect(script(.tern, "---- tern: disable-tx ----\nSELECT 1;\n")?.mode == .open)
  }

  @Test("node-pg-migrate")
  func nodePgMigrate() {
    let text = "-- Up Migration\nSELECT 1;\n\n-- Down Migration\nSELECT 2;\n"
    #expect(script(.nodePgMigrate, text)?.parts == ["SELECT 1;"])
    #expect(down(.nodePgMigrate, text)?.parts == ["SELECT 2;"])
    #expect(script(.nodePgMigrate, "SELECT 3;")?.parts == ["SELECT 3;"])
    #expect(down(.nodePgMigrate, "SELECT 3;") == nil)
  }

  @Test("Liquibase: lines of one rollback are one part, with the marks apart")
  func liquibaseRollbackOfLines() throws {
    let text = """
      --liquibase formatted sql
      --changeset a:1
      SELECT 1;
      --rollback ALTER TABLE a
      --rollback   DROP COLUMN b;
      --changeset a:2
      SELECT 2;
      --rollback SELECT 3;
      """
    let chain = MigrationChain(
      layout: .liquibase, folder: "m", language: .sql, dialect: .postgresql, migrations: [])
    let migration = Migration(version: "1", name: "a", up: "m/1.sql", down: "m/1.sql")
    let source = SourceText(path: "m/1.sql", text)
    let script = try #require(chain.script(migration, .down, in: source))
    #expect(
      script.parts.map { String(decoding: source.bytes[$0.indices], as: UTF8.self) } == [
        " ALTER TABLE a\n--rollback   DROP COLUMN b;", " SELECT 3;",
      ])
    #expect(
      script.marks.map { String(decoding: source.bytes[$0.indices], as: UTF8.self) } == [
        "\n--rollback"
      ])
  }

  @Test("Liquibase: a part for each changeset, rollbacks in lines and blocks")
  func liquibase() throws {
    let text = """
      --liquibase formatted sql
      --changeset a:1
      CREATE TABLE a (b int);
      --rollback DROP TABLE a;
      -- changeset a:2 runInTransaction:false
      CREATE INDEX CONCURRENTLY i ON a (b);
      /* liquibase rollback
      DROP INDEX i;
      */
      --changeset a:3
      SELECT 3;
      --rollback not required
      """
    let up = try #require(script(.liquibase, text))
    #expect(
      up.parts == [
        "CREATE TABLE a (b int);", "CREATE INDEX CONCURRENTLY i ON a (b);", "SELECT 3;",
      ])
    #expect(up.mode == .wrappedEach)
    #expect(up.open == [1])
    let back = try #require(down(.liquibase, text))
    #expect(back.parts == ["DROP TABLE a;", "DROP INDEX i;"])
    #expect(back.open == [1])
    #expect(
      down(.liquibase, "--liquibase formatted sql\n--changeset a:1\nSELECT 1;") == nil)
  }

  @Test("Drizzle's breakpoints, also behind a statement")
  func drizzle() {
    let text =
      "CREATE TABLE a (b int)--> statement-breakpoint\nSELECT 1;\n--> statement-breakpoint\n"
    #expect(script(.drizzle, text)?.parts == ["CREATE TABLE a (b int)", "SELECT 1;"])
    #expect(script(.drizzle, text)?.mode == .wrapped)
  }

  @Test(
    "Transactions by headers",
    arguments: [
      (Layout.golangMigrate, "SELECT 1;", TransactionMode.singleCall),
      (.prisma, "SELECT 1;", .singleCall),
      (.hasura, "SELECT 1;", .singleCall), (.sqitch, "BEGIN; SELECT 1; COMMIT;", .open),
      (.sqlx, "-- no-transaction\nSELECT 1;", .singleCall), (.sqlx, "SELECT 1;", .wrapped),
      (.sqlx, "SELECT 0;\n-- no-transaction\nSELECT 1;", .wrapped),
      (.morph, "-- morph:nontransactional\nSELECT 1;", .singleCall),
      (.morph, "SELECT 1;", .wrapped),
      (.atlas, "-- atlas:txmode none\n\nSELECT 1;", .open),
      (.atlas, "-- atlas:txmode file\nSELECT 1;", .wrapped),
      (.graphileMigrate, "--! Previous: -\n--! no-transaction\n\nSELECT 1;", .singleCall),
      (.graphileMigrate, "--! Previous: -\n\nSELECT 1;", .wrapped),
      (.supabase, "SELECT 1;", .wrappedWherePossible), (.plain, "SELECT 1;", .open),
      (.extensionScripts, "SELECT 1;", .wrapped), (.refinery, "SELECT 1;", .wrapped),
      (.flyway, "SELECT 1;", .wrapped),
      (.flyway, "CREATE UNIQUE INDEX CONCURRENTLY i ON a (b);", .open),
      (.flyway, "VACUUM a;", .open),
      (.flyway, "-- CREATE INDEX CONCURRENTLY\nSELECT 'VACUUM';", .wrapped),
      (.flyway, "REFRESH MATERIALIZED VIEW CONCURRENTLY v;", .wrapped),
    ])
  func headers(_ layout: Layout, _ text: String, _ mode: TransactionMode) {
    #expect(script(layout, text)?.mode == mode)
  }

  @Test("Transactions by settings and names")
  func settings() {
    let diesel = "# x\nrun_in_transaction = false\n"
    #expect(script(.diesel, "SELECT 1;", settings: [diesel])?.mode == .singleCall)
    #expect(script(.diesel, "SELECT 1;", settings: ["run_in_transaction = true"])?.mode == .wrapped)
    #expect(script(.diesel, "SELECT 1;")?.mode == .wrapped)
    #expect(script(.flyway, "SELECT 1;", settings: ["executeInTransaction=false"])?.mode == .open)
    let pop: RepositoryPath = "m/1_a.postgres.autocommit.up.sql"
    #expect(script(.pop, "SELECT 1;", path: pop)?.mode == .singleCall)
    #expect(script(.pop, "SELECT 1;", path: "m/1_a.up.sql")?.mode == .wrapped)
  }

  @Test("Nothing to run", arguments: ["", "-- only\n", "/* a /* b */ */ ;;\n"])
  func empty(_ text: String) {
    #expect(script(.golangMigrate, text)?.parts == [])
  }

  @Test("Reading is total on any bytes")
  func total() {
    var random = SplitMix64(seed: 11)
    let pieces = [
      "-- +goose Up\n", "-- +goose StatementBegin\n", "--", "/*", "*/", "$", "$$", "'", "\"", "`",
      "-- migrate:up\n", "--changeset a:1\n", "--rollback", "/* liquibase rollback\n",
      "--> statement-breakpoint", "---- create above / drop below ----\n", "\r\n", "\u{FEFF}",
    ]
    for _ in 0..<300 {
      var text = ""
      for _ in 0..<Int(random.next() % 12) {
        text += pieces[Int(random.next() % UInt64(pieces.count))]
      }
      let source = SourceText(path: "m/schema.sql", text)
      _ = SchemaDump.recognize(source)
      for layout in Layout.allCases {
        let chain = MigrationChain(
          layout: layout, folder: "m", language: .sql, dialect: .postgresql, migrations: [])
        let migration = Migration(version: "1", name: "", up: "m/schema.sql", down: "m/schema.sql")
        for direction in [Direction.up, .down] {
          let parts = chain.script(migration, direction, in: source)?.parts ?? []
          #expect(parts.allSatisfy { Int($0.upper) <= source.bytes.count })
        }
      }
    }
  }
}
