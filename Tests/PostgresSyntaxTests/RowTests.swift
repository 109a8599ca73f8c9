import PostgresSchema
import PostgresSyntax
import SourceModel
import Testing

/// Statements that write rows, upkeep, settings.
struct RowTests {
  @Test(arguments: [
    ("WHERE true", false, false, []), ("WHERE 1 = 1", false, false, []), ("", false, false, []),
    ("WHERE 1 = 2", true, false, []), ("WHERE b = 1", true, false, ["b"]),
    ("WHERE b IN (SELECT c FROM u)", true, false, ["b"]),
    ("WHERE b IN (SELECT c FROM u LIMIT 10)", true, true, ["b"]),
    ("WHERE id BETWEEN 1 AND 10", true, true, ["id"]),
    ("WHERE id > 1 AND 10 >= id", true, true, ["id"]), ("WHERE id > 1", true, false, ["id"]),
    ("WHERE id > 1 AND b < 2", true, false, ["b", "id"]),
    ("WHERE ctid < '(1,1)'", true, true, ["ctid"]), ("WHERE t.b IS NULL", true, false, ["b"]),
    ("WHERE id > 0", false, false, ["id"]), ("WHERE id >= 1 OR b = 2", false, false, ["b", "id"]),
    ("WHERE id IS NOT NULL AND 2 > 1", false, false, ["id"]),
    ("WHERE 'a' = 'a'", false, false, []), ("WHERE id <> -1", false, false, ["id"]),
    ("WHERE b > 0", true, false, ["b"]), ("WHERE id > 0 AND c IS NULL", true, false, ["c", "id"]),
  ])
  func judgesConditions(
    _ condition: String, _ hasWhere: Bool, _ isBatched: Bool, _ columns: [String]
  ) {
    var change = make(RowChange("s.t")) {
      $0.hasWhere = hasWhere
      $0.isBatched = isBatched
      $0.pinnedColumns = condition == "WHERE b = 1" ? ["b"] : []
      $0.conditionColumns = columns.map { Name($0) }
    }
    expect("DELETE FROM s.t \(condition)", does: [.delete(change)])
    change.columns = ["a", "b"]
    expect("UPDATE s.t SET a = 1, b = 2 \(condition)", does: [.update(change)])
  }

  @Test(
    "Only given values pin a row",
    arguments: [
      ("id = 1", ["id"]), ("1 = t.id AND b > 2", ["id"]), ("id IN (1, 2)", ["id"]),
      ("id = ANY ('{1}')", ["id"]), ("id = (SELECT max(id) FROM u)", ["id"]),
      ("id IN (SELECT id FROM u)", []), ("id = b", []), ("id <> 1", []), ("id NOT IN (1)", []),
      ("id = 1 OR b = 2", []),
    ])
  func pinsRows(_ condition: String, _ columns: [String]) {
    func pinned(_ text: String) -> [Name]? {
      let statement = SQLScript.read(Array(text.utf8)).statements.first
      guard case .delete(let rows) = (statement?.inner.first ?? statement)?.operations.first?.action
      else { return nil }
      return rows.pinnedColumns
    }
    #expect(pinned("DELETE FROM t WHERE \(condition)") == columns.map { Name($0) })
    #expect(pinned("DELETE FROM t USING u WHERE t.id = u.id") == [])
    #expect(pinned("DO $$ BEGIN DELETE FROM t WHERE id = r.id; END $$") == ["id"])
  }

  @Test func tellsWhatValuesAreMadeOf() {
    let statement = SQLScript.read(Array("UPDATE t SET a = b + t.c, d = 1".utf8)).statements.first
    guard case .update(let rows) = statement?.operations.first?.action else {
      Issue.record("no update")
      return
    }
    #expect(rows.valueColumns == ["b", "c"])
  }

  @Test func readsInserts() {
    expect(
      "INSERT INTO t (a, b) VALUES (1, 2) ON CONFLICT DO NOTHING; INSERT INTO t DEFAULT VALUES;"
        + "INSERT INTO t SELECT * FROM u JOIN s.w ON true WHERE x = 1;"
        + "WITH x AS (DELETE FROM t RETURNING *) INSERT INTO u SELECT * FROM x, y;"
        + "MERGE INTO t USING u ON t.id = u.id WHEN MATCHED THEN UPDATE SET a = 1;"
        + "WITH b AS (SELECT id FROM t LIMIT 5) UPDATE t SET a = 1 FROM b WHERE t.id = b.id",
      does: [
        .insert(make(RowChange("t")) { $0.columns = ["a", "b"] }), .insert(RowChange("t")),
        .insert(
          make(RowChange("t")) {
            $0.source = .query(["u", "s.w"])
            $0.hasWhere = true
            $0.conditionColumns = ["x"]
          }), .delete(RowChange("t")),
        .insert(make(RowChange("u")) { $0.source = .query(["y"]) }),
        .merge(
          make(RowChange("t")) {
            $0.source = .query(["u"])
            $0.columns = ["a"]
          }),
        .update(
          make(RowChange("t")) {
            $0.columns = ["a"]
            $0.hasWhere = true
            $0.isBatched = true
            $0.conditionColumns = ["id"]
          }),
      ])
  }

  @Test func readsOthers() {
    expect(
      "TRUNCATE a, s.b CASCADE; COPY t FROM '/x'; COPY t TO '/x'; CALL s.p(1); SELECT f(g(1)), now();"
        + "VALUES (1); VACUUM (FULL, ANALYZE) t; VACUUM FULL; VACUUM a, b; VACUUM (FULL false) a;"
        + "ANALYZE; CLUSTER t USING i; CLUSTER; LOCK TABLE t IN SHARE MODE; LOCK t, u;"
        + "REFRESH MATERIALIZED VIEW CONCURRENTLY s.v",
      does: [
        .truncate(["a", "s.b"], isCascade: true), .copyIn("t"), .other, .call("s.p"),
        .select(functions: ["f", "g", "now"]), .select(functions: []),
        .vacuum(["t"], isFull: true), .vacuum([], isFull: true),
        .vacuum(["a", "b"], isFull: false),
        .vacuum(["a"], isFull: false), .analyze, .cluster("t"), .cluster(nil),
        .lockTable(["t"], mode: "SHARE"), .lockTable(["t", "u"], mode: "ACCESS EXCLUSIVE"),
        .refresh("s.v", isConcurrent: true),
      ])
  }

  @Test func readsTransactionsAndSettings() {
    expect(
      "BEGIN; START TRANSACTION; SAVEPOINT a; RELEASE a; ROLLBACK TO a; COMMIT; END; ROLLBACK;"
        + "SET lock_timeout = '5s'; SET LOCAL a.B TO -1, c; SET SESSION x TO DEFAULT; RESET x;"
        + "RESET ALL; SELECT set_config('Lock_timeout', '5s', true); SET TIME ZONE 'UTC'",
      does: [
        .begin, .begin, .savepoint, .savepoint, .savepoint, .commit, .commit, .rollback,
        .set(parameter: "lock_timeout", value: "5s", isLocal: false),
        .set(parameter: "a.b", value: "-1, c", isLocal: true),
        .set(parameter: "x", value: nil, isLocal: false),
        .set(parameter: "x", value: nil, isLocal: false),
        .set(parameter: "all", value: nil, isLocal: false),
        .set(parameter: "lock_timeout", value: "5s", isLocal: true),
        .select(functions: ["set_config"]),
        .set(parameter: "timezone", value: "UTC", isLocal: false),
      ])
  }
}
