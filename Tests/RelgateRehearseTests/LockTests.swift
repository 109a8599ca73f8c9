import Rehearsals
import SourceModel
import Testing

@Suite(
  "Locks and rewrites on a server", .serialized,
  .enabled(if: Server.isInstalled, "no PostgreSQL server is installed"))
struct LockTests {
  private static let base = [
    PlannedScript(
      "base.sql", .wrapped,
      [
        "CREATE TABLE t (id int PRIMARY KEY, a int, b varchar(10))", "INSERT INTO t VALUES (1)",
        "CREATE INDEX by_a ON t (a)",
      ])
  ]

  private func script(
    _ transaction: PlannedPart.Transaction, up: [Name], down: [Name] = []
  ) throws -> RehearsedMigration {
    let plan = RehearsalPlan(
      base: Self.base, [PlannedMigration("m", transaction, up: up, down: down)])
    return try #require(Rehearsing.run(plan, "--quiet").result?.chains.first?.migrations.first)
  }

  private func strongest(_ statement: RehearsedStatement?, _ relation: Name) -> RelationLock.Mode? {
    statement?.locks.filter { $0.relation == relation }.max()?.mode
  }

  @Test("Each statement is told with the locks that it takes anew")
  func modes() throws {
    let up = try script(
      .wrapped,
      up: [
        "SELECT * FROM t", "UPDATE t SET a = 1", "CREATE INDEX by_b ON t (b)",
        "ALTER TABLE t ADD COLUMN c int", "ALTER TABLE t ALTER COLUMN a SET NOT NULL",
        "CREATE TABLE u (id int)", "ALTER TABLE u ADD COLUMN d int",
      ]
    ).up.statements
    #expect(up.map(\.line) == [1, 2, 3, 4, 5, 6, 7])
    #expect(
      up.map { strongest($0, "public.t") } == [
        .accessShare, .rowExclusive, .share, .accessExclusive, nil, nil, nil,
      ])
    #expect(up.map(\.blocksReaders) == [false, false, false, true, false, false, false])
    #expect(up.map(\.blocksWriters) == [false, false, true, true, false, false, false])
    // What the migration made itself stood in nobody's way.
    #expect(up.allSatisfy { statement in statement.locks.allSatisfy { $0.relation != "public.u" } })
    let isSeen = up.allSatisfy { $0.isObserved }
    #expect(isSeen)
  }

  @Test(
    "A table that is written anew is told, and one that is not is none",
    arguments: [
      ("ALTER TABLE t ADD COLUMN r float8 DEFAULT random()", ["public.t"]),
      ("ALTER TABLE t ADD COLUMN r float8 DEFAULT 1", []),
      ("ALTER TABLE t ALTER COLUMN a TYPE bigint", ["public.t"]),
      ("ALTER TABLE t ALTER COLUMN b TYPE varchar(20)", []),
      ("ALTER TABLE t ALTER COLUMN a SET NOT NULL", []),
      ("REINDEX INDEX by_a", ["public.by_a"]),
    ] as [(Name, [Name])])
  func rewrites(_ sql: Name, _ rewritten: [Name]) throws {
    let up = try script(.wrapped, up: ["UPDATE t SET a = 1", sql]).up.statements
    #expect(up.last?.rewritten == rewritten)
  }

  @Test("SET NOT NULL keeps readers and writers away")
  func setNotNull() throws {
    let up = try script(
      .open, up: ["UPDATE t SET a = 1", "ALTER TABLE t ALTER COLUMN a SET NOT NULL"]
    ).up.statements
    #expect(strongest(up.last, "public.t") == .accessExclusive)
    #expect(up.last?.blocksReaders == true)
  }

  @Test("An index that is built concurrently runs outside a transaction, and its lock is seen")
  func concurrently() throws {
    let migration = try script(
      .open, up: ["CREATE INDEX CONCURRENTLY by_b ON t (b)", "ALTER TABLE t ADD COLUMN c int"],
      down: ["ALTER TABLE t DROP COLUMN c", "DROP INDEX CONCURRENTLY by_b"])
    #expect(migration.outcome == .restored)
    let up = migration.up.statements
    #expect(strongest(up.first, "public.t") == .shareUpdateExclusive)
    #expect(up.first?.blocksWriters == false)
    #expect(up.first?.isObserved == true)
    #expect(strongest(up.last, "public.t") == .accessExclusive)
    let down = try #require(migration.down?.statements)
    #expect(strongest(down.last, "public.by_b") == .shareUpdateExclusive)
  }

  @Test("Tools differ in what they wrap")
  func wrapping() throws {
    let index: Name = "CREATE INDEX CONCURRENTLY by_b ON t (b)"
    let column: Name = "ALTER TABLE t ADD COLUMN c int"
    let undo: [Name] = ["DROP INDEX CONCURRENTLY by_b"]
    #expect(try script(.wrapped, up: [index]).failure?.code == "25001")
    #expect(try script(.singleCall, up: [column, index]).failure?.code == "25001")
    #expect(try script(.singleCall, up: [index], down: undo).outcome == .restored)
    let possible = try script(
      .wrappedWherePossible, up: [column, index], down: undo + ["ALTER TABLE t DROP COLUMN c"])
    #expect(possible.outcome == .restored)
    #expect(possible.up.statements.map(\.line) == [1, 2])
  }

  @Test("A script's own transactions are its own")
  func ownTransactions() throws {
    let migration = try script(
      .open,
      up: ["BEGIN", "SET LOCAL lock_timeout = '1s'", "ALTER TABLE t ADD c int", "COMMIT"],
      down: ["BEGIN", "ALTER TABLE t DROP c", "COMMIT"])
    #expect(migration.outcome == .restored)
    #expect(
      migration.up.statements.map { strongest($0, "public.t") } == [
        nil, nil, .accessExclusive, nil,
      ])
  }

  @Test("What cannot be seen is not taken for harmless")
  func unseen() throws {
    let up = try script(.open, up: ["VACUUM t", "VACUUM FULL t"]).up.statements
    #expect(up.map(\.isObserved) == [false, true])
    #expect(up.last?.rewritten == ["public.t"])
    #expect(strongest(up.last, "public.t") == .accessExclusive)
  }
}
