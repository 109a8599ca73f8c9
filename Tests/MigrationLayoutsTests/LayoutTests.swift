import MigrationLayouts
import SourceModel
import Testing

@Suite("Layouts, recognized without configuration")
struct LayoutTests {
  @Test("golang-migrate: pairs, by number and not by text")
  func golangMigrate() throws {
    let tree = SampleTree(defining: [
      "db/migrations/10_ten.up.sql", "db/migrations/10_ten.down.sql",
      "db/migrations/9_nine.up.sql", "db/migrations/9_nine.down.sql",
      "db/migrations/11_eleven.up.sql", "db/migrations/README.sql",
    ])
    let chain = try #require(tree.chain)
    #expect(chain.layout == .golangMigrate)
    #expect(chain.folder == "db/migrations")
    #expect(
      chain.lines == [
        "9|nine|9_nine.up.sql|9_nine.down.sql", "10|ten|10_ten.up.sql|10_ten.down.sql",
        "11|eleven|11_eleven.up.sql|-",
      ])
    #expect(chain.runner == .skippedSilently)
    #expect(chain.hasDown == .expected)
    #expect(!chain.keepsChecksums)
    #expect(!tree.search().claimed.contains("db/migrations/README.sql"))
  }

  @Test("a folder is the same chain whichever of its files leads there")
  func stable() {
    let tree = SampleTree(defining: [
      "m/migrations/001_a.up.sql", "m/migrations/001_a.down.sql", "m/migrations/002_b.up.sql",
    ])
    let whole = tree.search()
    for path in tree.files.keys { #expect(tree.search([path]).chains == whole.chains) }
    // A file that is in the other tree only.
    #expect(tree.search(["m/migrations/003_c.up.sql"]).chains == whole.chains)
    #expect(tree.search(["src/main.go"]).chains.isEmpty)
  }

  @Test("Diesel: a folder for each, with settings")
  func diesel() throws {
    let tree = SampleTree(
      ["migrations/2024-01-02-000000_b/metadata.toml": "run_in_transaction = false\n"],
      defining: [
        "migrations/00000000000000_setup/up.sql", "migrations/00000000000000_setup/down.sql",
        "migrations/2024-01-02-000000_b/up.sql", "migrations/2023-12-31-000000_a/up.sql",
      ])
    let chain = try #require(tree.chain)
    #expect(chain.layout == .diesel)
    #expect(
      chain.migrations.map(\.version) == [
        "00000000000000", "2023-12-31-000000", "2024-01-02-000000",
      ])
    #expect(chain.migrations[0].down == "migrations/00000000000000_setup/down.sql")
    #expect(chain.migrations[1].down == nil)
    #expect(chain.migrations[2].settings == ["migrations/2024-01-02-000000_b/metadata.toml"])
    #expect(chain.runner == .appliedAnyway)
  }

  @Test("Diesel built for one database speaks its SQL")
  func dieselBackend() {
    func dialect(_ features: String) -> MigrationChain.Dialect? {
      SampleTree(
        ["Cargo.toml": "[dependencies]\ndiesel = { version = \"1\", features = [\(features)] }\n"],
        defining: ["migrations/2018-01-01_a/up.sql"]
      ).chain?.dialect
    }
    #expect(dialect("\"sqlite\", \"chrono\"") == .other("SQLite"))
    #expect(dialect("\"postgres\"") == .postgresql)
    #expect(dialect("\"sqlite\", \"postgres\"") == .unknown)
    #expect(dialect("\"r2d2\"") == .unknown)
  }

  @Test("Files that speak nothing but PostgreSQL overrule the name of a folder")
  func evidentContent() {
    func dialect(_ folder: String, _ sql: String) -> MigrationChain.Dialect? {
      SampleTree(["\(folder)/migrations/001_a.sql": sql, "\(folder)/migrations/002_b.sql": sql])
        .chain?.dialect
    }
    let ours = "CREATE TABLE a (id bigserial, at timestamptz, data jsonb);"
    #expect(dialect("mysql", ours) == .postgresql)
    #expect(dialect("cockroach", ours) == .other("CockroachDB"))
    #expect(dialect("mysql", "\(ours) CREATE TABLE `b` (id int);") == .other("MySQL"))
    #expect(dialect("mysql", "CREATE TABLE a (id int, data jsonb);") == .other("MySQL"))
    #expect(dialect("postgres", "CREATE TABLE `b` (id int) ENGINE=InnoDB;") == .postgresql)
  }

  @Test("Diesel for three databases: one chain each, two of them not judged")
  func dialectTwins() {
    let search = SampleTree(
      defining: ["mysql", "postgresql", "sqlite"].map {
        "migrations/\($0)/2018-01-14-171611_create/up.sql"
      }
    ).search()
    #expect(
      search.chains.map(\.dialect) == [.other("MySQL"), .postgresql, .other("SQLite")])
    #expect(search.notJudged.map(\.reason) == ["migrations for MySQL", "migrations for SQLite"])
  }

  @Test("Hasura counts milliseconds")
  func hasura() throws {
    let chain = try #require(
      SampleTree(defining: [
        "migrations/default/1641234567890_init/up.sql",
        "migrations/default/1641234567890_init/down.sql",
      ]).chain)
    #expect(chain.layout == .hasura)
    #expect(chain.hasDown == .expected)
  }

  @Test("Prisma, whose lock names the database")
  func prisma() throws {
    var tree = SampleTree(
      ["prisma/migrations/migration_lock.toml": "# x\nprovider = \"postgresql\"\n"],
      defining: [
        "prisma/migrations/20240101000000_b/migration.sql",
        "prisma/migrations/0_init/migration.sql",
      ])
    let chain = try #require(tree.chain)
    #expect(chain.layout == .prisma)
    #expect(chain.dialect == .postgresql)
    #expect(chain.migrations.map(\.version) == ["0", "20240101000000"])
    #expect(chain.hasDown == .none)
    #expect(chain.keepsChecksums)
    #expect(tree.search().claimed.contains("prisma/migrations/migration_lock.toml"))
    tree.files["prisma/migrations/migration_lock.toml"] = "provider = \"mysql\"\n"
    #expect(tree.chain?.dialect == .other("MySQL"))
  }

  @Test("Flyway: dotted versions, undo, repeatable, settings, subfolders, dialects apart")
  func flyway() throws {
    let base = "src/main/resources/db/migration"
    let tree = SampleTree(
      ["\(base)/V1_9__nine.sql.conf": "executeInTransaction=false\n"],
      defining: [
        "\(base)/V1_10__ten.sql", "\(base)/V1_9__nine.sql", "\(base)/2024/V2__two.sql",
        "\(base)/U2__two.sql", "\(base)/R__view.sql", "\(base)/mysql/V1__x.sql",
      ])
    let search = tree.search()
    #expect(search.chains.map(\.folder.name.text) == [base, "\(base)/mysql"])
    let chain = try #require(search.chains.first)
    #expect(chain.layout == .flyway)
    #expect(
      chain.lines == [
        "1_9|nine|V1_9__nine.sql|-", "1_10|ten|V1_10__ten.sql|-",
        "2|two|2024/V2__two.sql|U2__two.sql", "|view|R__view.sql|-",
      ])
    #expect(chain.migrations[0].settings.count == 1)
    #expect(chain.migrations[3].isRepeatable)
    #expect(chain.runner == .refused)
    #expect(search.chains[1].dialect == .other("MySQL"))
  }

  @Test("Refinery has Flyway's names, in a crate")
  func refinery() {
    let tree = SampleTree(
      ["Cargo.toml": "refinery = \"0.8\"\n"], defining: ["migrations/V1__initial.sql"])
    #expect(tree.chain?.layout == .refinery)
    #expect(tree.chain?.hasDown == DownSupport.none)
  }

  @Test(
    "Marks in the files",
    arguments: [
      ("-- +goose Up\nSELECT 1;\n-- +goose Down\n", Layout.goose),
      ("-- migrate:up\nSELECT 1;\n-- migrate:down\n", .dbmate),
      ("-- +migrate Up\nSELECT 1;\n", .sqlMigrate),
      ("SELECT 1;\n---- create above / drop below ----\nSELECT 2;\n", .tern),
      ("-- Up Migration\nSELECT 1;\n-- Down Migration\n", .nodePgMigrate),
      ("--liquibase formatted sql\n--changeset a:1\nSELECT 1;\n", .liquibase),
      ("--! Previous: -\n--! Hash: sha1:1\n\nSELECT 1;\n", .graphileMigrate),
    ])
  func annotated(_ text: String, _ layout: Layout) {
    let tree = SampleTree(["sql/001_a.sql": text, "sql/002_b.sql": text])
    #expect(tree.chain?.layout == layout)
    #expect(tree.chain?.migrations.map(\.version) == ["001", "002"])
  }

  @Test("Go migrations between those of goose are claimed and not judged")
  func gooseWithGo() {
    let tree = SampleTree([
      "migrations/00001_a.sql": "-- +goose Up\nSELECT 1;\n",
      "migrations/00002_b.go": "package migrations\n", "migrations/00002_b_test.go": "",
      "migrations/main.go": "",
    ])
    let search = tree.search()
    #expect(search.chains.map(\.layout) == [.goose])
    #expect(search.claimed == ["migrations/00001_a.sql", "migrations/00002_b.go"])
    #expect(search.notJudged.map(\.path) == ["migrations/00002_b.go"])
  }

  @Test(
    "Manifests and folders tell files without marks apart",
    arguments: [
      (["Cargo.toml": "sqlx = \"0.8\""], "migrations/20240101000000_a.sql", Layout.sqlx),
      (["Cargo.toml": "sqlx = \"0.8\""], "migrations/20240101000000_a.up.sql", .sqlx),
      (
        ["go.mod": "require github.com/mattermost/morph v1"], "db/migrations/000001_a.up.sql",
        .morph
      ),
      (
        ["go.mod": "require github.com/gobuffalo/pop/v6"], "migrations/20240101000000_a.up.sql",
        .pop
      ),
      (["package.json": "node-pg-migrate"], "migrations/1_a.up.sql", .nodePgMigrate),
      ([:], "supabase/migrations/20240101000000_a.sql", .supabase),
      (["migrations/atlas.sum": "h1:"], "migrations/20240101000000_a.sql", .atlas),
      (["migrations/atlas.sum": "h1:"], "migrations/20240101000000_a.up.sql", .golangMigrate),
      (["migrations/tern.conf": ""], "migrations/001_a.sql", .tern),
      (
        ["drizzle/meta/_journal.json": #"{"version": "7", "dialect": "postgresql"}"#],
        "drizzle/0000_a.sql", .drizzle
      ),
      ([:], "migrations/001_a.sql", .plain),
    ])
  func manifests(_ files: [String: String], _ path: String, _ layout: Layout) {
    #expect(SampleTree(files, defining: [path]).chain?.layout == layout)
  }

  @Test("pop: dialects and the transaction in the name")
  func pop() {
    let tree = SampleTree(defining: [
      "m/20240101000000_a.postgres.up.sql", "m/20240101000000_a.mysql.up.sql",
      "m/20240101000000_a.mysql.down.sql", "m/20240102000000_b.autocommit.up.sql",
    ])
    let search = tree.search()
    #expect(search.chains.map(\.layout) == [.pop, .pop])
    #expect(search.chains.map(\.dialect) == [.other("MySQL"), .postgresql])
    #expect(search.chains.map(\.migrations.count) == [1, 2])
  }

  @Test("pop runs a file of no dialect only where there is none of the database's own")
  func popHidesCommonFiles() {
    let tree = SampleTree(
      ["go.mod": "require github.com/gobuffalo/pop/v6"],
      defining: ["m/1_a.up.sql", "m/2_b.up.sql", "m/2_b.postgres.up.sql", "m/2_b.down.sql"])
    #expect(
      tree.chain?.lines == ["1|a|1_a.up.sql|-", "2|b|2_b.postgres.up.sql|2_b.down.sql"])
  }

  @Test("A mark of another tool in one of the files is no matter where names tell the ways")
  func strayMark() {
    var tree = SampleTree(defining: ["m/1_a.up.sql", "m/1_a.down.sql", "m/3_c.up.sql"])
    tree.files["m/2_b.up.sql"] = "-- +migrate Up\nALTER TABLE t ADD b int;\n"
    #expect(tree.chain?.layout == .golangMigrate)
    #expect(tree.chain?.migrations.count == 3)
  }

  @Test("Numbered folders of one root are one chain")
  func numberedFolders() {
    let tree = SampleTree(defining: [
      "db/migrations/oss/postgres/2/01_b.up.sql", "db/migrations/oss/postgres/10/01_c.up.sql",
      "db/migrations/oss/postgres/10/02_d.up.sql", "db/migrations/oss/postgres/10/02_d.down.sql",
    ])
    #expect(tree.chain?.folder == "db/migrations/oss/postgres")
    #expect(tree.chain?.dialect == .postgresql)
    #expect(
      tree.chain?.lines == [
        "2/01|b|2/01_b.up.sql|-", "10/01|c|10/01_c.up.sql|-",
        "10/02|d|10/02_d.up.sql|10/02_d.down.sql",
      ])
    #expect(tree.search(["db/migrations/oss/postgres/2/01_b.up.sql"]).chains == [tree.chain])
  }

  @Test("Numbered folders with files for several databases")
  func numberedFoldersOfDialects() {
    let tree = SampleTree(defining: [
      "schema/main/delta/9/05old.sql", "schema/main/delta/72/01a.sql",
      "schema/main/delta/72/02b.sql.postgres", "schema/main/delta/72/02b.sql.sqlite",
      "schema/main/delta/72/03c.py",
    ])
    #expect(
      tree.chain?.lines == [
        "9/05old||9/05old.sql|-", "72/01a||72/01a.sql|-", "72/02b||72/02b.sql.postgres|-",
      ])
    #expect(tree.chain?.dialect == .postgresql)
    #expect(
      tree.search().notJudged.map { "\($0.path): \($0.reason)" } == [
        "schema/main/delta/72/02b.sql.sqlite: migrations for SQLite",
        "schema/main/delta/72/03c.py: Python migration (numbered folders)",
      ])
    #expect(tree.search(["schema/main/delta/72/02b.sql.postgres"]).chains == [tree.chain])
  }

  @Test("A letter before the number, where the name tells the way")
  func letteredNames() {
    let tree = SampleTree(defining: [
      "m/V0001.First.postgres.up.sql", "m/V0001.First.mysql.up.sql", "m/V0001.First.all.down.sql",
      "m/V0002.Next.all.up.sql",
    ])
    let chain = tree.search().chains.first { $0.dialect == .postgresql }
    #expect(
      chain?.lines == [
        "0001|First|V0001.First.postgres.up.sql|V0001.First.all.down.sql",
        "0002|Next|V0002.Next.all.up.sql|-",
      ])
  }

  @Test("Sqitch: the plan's order, tags and reworked changes")
  func sqitch() throws {
    let plan = """
      %syntax-version=1.0.0
      %project=x

      users 2024-01-01T00:00:00Z A <a@b> # users
      admin/roles [users] 2024-01-02T00:00:00Z A <a@b> # roles
      @v1 2024-01-03T00:00:00Z A <a@b> # one
      users [users@v1] 2024-01-04T00:00:00Z A <a@b> # again
      """
    let tree = SampleTree(
      ["sqitch.plan": plan, "sqitch.conf": "[core]\n\tengine = pg\n"],
      defining: ["deploy", "revert", "verify"].flatMap { part in
        ["users", "users@v1", "admin/roles"].map { "\(part)/\($0).sql" }
      } + ["deploy/forgotten.sql"])
    let chain = try #require(tree.chain)
    #expect(chain.layout == .sqitch)
    #expect(chain.folder == .root)
    #expect(chain.dialect == .postgresql)
    #expect(chain.migrations.map(\.version) == ["users@v1", "admin/roles", "users"])
    #expect(chain.migrations[1].down == "revert/admin/roles.sql")
    #expect(tree.search().claimed.count == 11)
    #expect(SampleTree(defining: ["deploy/users.sql"]).search().chains.isEmpty)
  }

  @Test("Schemas by version")
  func temporal() throws {
    let tree = SampleTree(defining: [
      "schema/postgresql/v12/versioned/v1.10/add.sql", "schema/postgresql/v12/versioned/v1.9/x.sql",
      "schema/postgresql/v12/versioned/v1.9/manifest.json", "schema/postgresql/v12/schema.sql",
    ])
    let chain = try #require(tree.chain)
    #expect(chain.layout == .temporal)
    #expect(chain.dialect == .postgresql)
    #expect(chain.migrations.map(\.version) == ["v1.9", "v1.10"])
    #expect(chain.migrations[0].settings == ["schema/postgresql/v12/versioned/v1.9/manifest.json"])
  }

  @Test("Update scripts of extensions")
  func extensionScripts() throws {
    let tree = SampleTree(
      ["ext.control": "default_version = '1.10'\n"],
      defining: [
        "sql/ext--1.0.sql", "sql/ext--1.9--1.10.sql", "sql/ext--1.0--1.9.sql",
        "sql/ext--1.9--1.0.sql",
      ])
    let chain = try #require(tree.chain)
    #expect(chain.layout == .extensionScripts)
    #expect(chain.migrations.map(\.version) == ["1.0--1.9", "1.9--1.10"])
    #expect(chain.migrations[0].down == "sql/ext--1.9--1.0.sql")
  }

  @Test("Numbered files of no known tool")
  func plain() throws {
    let tree = SampleTree(defining: [
      "schema/changes/2024-01-02-b.sql", "schema/changes/2024-01-01-a.sql",
      "schema/changes/2024-01-02-b_down.sql", "schema/changes/2024-01-03-clean_up.sql",
    ])
    let chain = try #require(tree.chain)
    #expect(chain.layout == .plain)
    #expect(
      chain.lines == [
        "2024-01-01|a|2024-01-01-a.sql|-", "2024-01-02|b|2024-01-02-b.sql|2024-01-02-b_down.sql",
        "2024-01-03|clean_up|2024-01-03-clean_up.sql|-",
      ])
    #expect(chain.runner == .unknown)
  }

  @Test(
    "What is no migration",
    arguments: [
      ["queries/01_users.sql", "queries/02_posts.sql"], ["db/seeds/01_a.sql", "db/seeds/02_b.sql"],
      ["sql/reports.sql", "sql/users.sql"], ["sql/01_lone.sql"], ["schema.sql"],
      ["docker-entrypoint-initdb.d/01_a.sql", "docker-entrypoint-initdb.d/02_b.sql"],
    ])
  func negative(_ paths: [String]) {
    #expect(SampleTree(defining: paths).search() == MigrationSearch())
  }

  @Test("Folders whose names other tools use too")
  func sharedNames() {
    let paired = SampleTree(defining: ["deploy/migrations/001_a.up.sql"])
    #expect(paired.chain?.layout == .golangMigrate)
    let flyway = SampleTree(defining: ["migrations/versioned/V1__a.sql"])
    #expect(flyway.chain?.layout == .flyway)
  }

  @Test("Graphile's current migration is claimed and not in the chain")
  func current() {
    let tree = SampleTree([
      "migrations/committed/000001.sql": "--! Previous: -\n--! Hash: sha1:1\n\nSELECT 1;\n",
      "migrations/current.sql": "SELECT 2;\n",
    ])
    #expect(tree.search(["migrations/current.sql"]).claimed.count == 2)
    #expect(tree.chain?.migrations.count == 1)
  }

  @Test("Numbered files that only ask are queries")
  func queries() {
    let tree = SampleTree([
      "sql/01_a.sql": "SELECT 1;", "sql/02_b.sql": "WITH x AS (SELECT 1) SELECT 2;",
    ])
    #expect(tree.search().chains.isEmpty)
  }
}
