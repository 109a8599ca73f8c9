import PostgresSchema
import PostgresSyntax
import SourceModel
import Testing

/// Views, routines, triggers, and what stands in bodies.
struct CodeTests {
  @Test func readsViews() {
    expect(
      "CREATE OR REPLACE VIEW s.v (a) WITH (security_invoker = true) AS SELECT x.y, z AS w, count(*)"
        + " FROM s.x JOIN q ON true; CREATE MATERIALIZED VIEW m AS SELECT * FROM t;"
        + "CREATE TEMP VIEW u AS SELECT 1 UNION SELECT 2;"
        + "CREATE VIEW n AS WITH c AS (SELECT a FROM t) SELECT a::text FROM c",
      does: [
        .createView(
          make(ViewDefinition("s.v")) {
            $0.orReplace = true
            $0.columns = ["a", "w", "count"]
            $0.reads = ["q", "s.x"]
            $0.options = ["security_invoker=true"]
            $0.text = "select x . y , z as w , count ( * ) from s . x join q on true"
          }),
        .createView(
          make(ViewDefinition("m")) {
            $0.isMaterialized = true
            $0.reads = ["t"]
            $0.text = "select * from t"
          }),
        .createView(
          make(ViewDefinition("u")) {
            $0.isTemporary = true
            $0.text = "select 1 union select 2"
          }),
        .createView(
          make(ViewDefinition("n")) {
            $0.columns = ["a"]
            $0.reads = ["t"]
            $0.text = "with c as ( select a from t ) select a :: text from c"
          }),
      ])
  }

  @Test func readsRoutines() {
    expect(
      "CREATE OR REPLACE FUNCTION s.f(a int, OUT b text, VARIADIC c int[] DEFAULT '{}')"
        + " RETURNS SETOF text LANGUAGE SQL STABLE STRICT SECURITY DEFINER AS $$ SELECT  1 -- x\n $$;"
        + "CREATE PROCEDURE p(x int) LANGUAGE sql AS 'select 1'; CREATE FUNCTION g() RETURNS int RETURN 1",
      does: [
        .createRoutine(
          make(RoutineDefinition("s.f")) {
            $0.orReplace = true
            $0.argumentTypes = ["int4", TypeName("int4", dimensions: 1)]
            $0.argumentNames = ["a", "c"]
            $0.defaultedArguments = 1
            $0.result = "setof text"
            $0.language = "sql"
            $0.volatility = .stable
            $0.isSecurityDefiner = true
            $0.isStrict = true
            $0.body = "select 1"
          }),
        .createRoutine(
          make(RoutineDefinition("p")) {
            $0.isProcedure = true
            $0.argumentTypes = ["int4"]
            $0.argumentNames = ["x"]
            $0.language = "sql"
            $0.body = "select 1"
          }),
        .createRoutine(
          make(RoutineDefinition("g")) {
            $0.result = "int"
            $0.language = "sql"
            $0.body = "return 1"
          }),
      ])
  }

  @Test func readsTriggers() {
    expect(
      "CREATE TRIGGER a BEFORE UPDATE OF b OR INSERT ON s.t FOR EACH ROW EXECUTE FUNCTION s.f('x')",
      does: [
        .createTrigger(
          make(TriggerDefinition("a", on: "s.t", calls: "s.f")) {
            $0.timing = "BEFORE"
            $0.events = ["INSERT", "UPDATE"]
            $0.isForEachRow = true
            $0.text =
              "before update of b or insert on s . t for each row execute function s . f ( 'x' )"
          })
      ])
  }

  /// Each statement inside, as its head and its text.
  private func inside(_ sql: String) -> [String] {
    read(sql).statements.flatMap(\.inner).map { "\($0.head): \(text($0.range, of: sql))" }
  }

  @Test func looksIntoBlocks() {
    let sql = """
      DO $$
      <<outer>> DECLARE r record; n int := (SELECT 1);
      BEGIN
        IF EXISTS (SELECT 1 FROM t WHERE CASE WHEN a THEN b END) THEN
          ALTER TABLE t ADD x int;
        ELSIF n > 1 THEN EXECUTE 'DROP TABLE q';
          EXECUTE format('ALTER TABLE %I ADD x int', n); EXECUTE 'DROP TABLE ' || n;
          EXECUTE format('DROP TABLE w');
        ELSE n := 5; r.x[1] = 3; SELECT count(*) INTO STRICT n FROM t;
        END IF;
        INSERT INTO t (a) VALUES (1) RETURNING a INTO n;
        FOR r IN SELECT * FROM u LOOP DELETE FROM u; END LOOP;
        FOR i IN 1..3 LOOP PERFORM f(i); END LOOP;
        CASE n WHEN 1 THEN DROP TABLE a; ELSE DROP TABLE b; END CASE;
        RAISE NOTICE 'x; y'; RETURN;
      EXCEPTION WHEN others THEN NULL; TRUNCATE t;
      END $$
      """
    #expect(
      inside(sql) == [
        "ALTER TABLE: ALTER TABLE t ADD x int", "DROP TABLE: DROP TABLE q",
        "EXECUTE: EXECUTE format('ALTER TABLE %I ADD x int', n)",
        "EXECUTE: EXECUTE 'DROP TABLE ' || n", "DROP TABLE: DROP TABLE w",
        "SELECT: SELECT count(*) INTO STRICT n FROM t",
        "INSERT: INSERT INTO t (a) VALUES (1) RETURNING a INTO n", "SELECT: SELECT * FROM u",
        "DELETE: DELETE FROM u", "PERFORM: PERFORM f(i)", "DROP TABLE: DROP TABLE a",
        "DROP TABLE: DROP TABLE b", "TRUNCATE: TRUNCATE t",
      ])
    let inner = read(sql).statements.flatMap(\.inner)
    #expect(inner.allSatisfy { $0.place == .block && $0.reading == .whole })
    #expect(inner.map(\.operations.count) == [Int](repeating: 1, count: 13))
    #expect(inner[2].operations.map(\.action) == [.dynamicSQL])
    #expect(inner[5].operations.map(\.action) == [.select(functions: ["count"])])
  }

  @Test func seesWhatFails() {
    let sql = """
      DO $$ BEGIN
        IF a THEN RAISE EXCEPTION 'x; y'; END IF; RAISE unique_violation; RAISE 'z';
        RAISE NOTICE 'n'; raise warning 'w'; ASSERT a > 1, 'a';
      EXCEPTION WHEN others THEN RAISE;
      END $$
      """
    #expect(
      inside(sql) == [
        "RAISE: RAISE EXCEPTION 'x; y'", "RAISE: RAISE unique_violation", "RAISE: RAISE 'z'",
        "ASSERT: ASSERT a > 1, 'a'",
      ])
    #expect(read(sql).statements.flatMap(\.inner).allSatisfy { $0.operations.isEmpty })
  }

  @Test(arguments: [
    ("LOOP UPDATE t SET a = 1 WHERE b > n; COMMIT; END LOOP;", true),
    ("LOOP UPDATE t SET a = 1 WHERE b > n; END LOOP;", false),
    ("LOOP SELECT x INTO n FROM t LIMIT 5; UPDATE t SET a = 1 WHERE b > n; END LOOP;", true),
    ("LOOP COMMIT; END LOOP; UPDATE t SET a = 1 WHERE b > n;", false),
    ("WHILE n > 1 LOOP EXECUTE 'UPDATE t SET a = 1 WHERE b > 1'; COMMIT; END LOOP;", true),
  ])
  func seesBatches(_ body: String, _ isBatched: Bool) {
    let inner = read("DO $$ BEGIN \(body) END $$").statements.flatMap(\.inner)
    let changes = inner.flatMap(\.operations).compactMap { operation -> RowChange? in
      if case .update(let change) = operation.action { change } else { nil }
    }
    #expect(changes.map(\.isBatched) == [isBatched])
  }

  @Test func placesStatementsOfRoutines() {
    let sql = """
      CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO a VALUES (''x''); END';
      CREATE FUNCTION g() RETURNS int LANGUAGE sql AS 'UPDATE t SET a = 1; SELECT 1';
      CREATE FUNCTION h() RETURNS int BEGIN ATOMIC DELETE FROM t; SELECT 1; END;
      CREATE FUNCTION i() RETURNS int LANGUAGE c AS 'DROP TABLE x';
      DO $a$ BEGIN CREATE FUNCTION s.j() RETURNS int LANGUAGE sql AS $b$ DELETE FROM z $b$; END $a$
      """
    let statements = read(sql).statements
    let inner = statements.flatMap { [$0] + $0.inner }.flatMap(\.inner)
    #expect(
      inner.map { text($0.range, of: sql) } == [
        "'BEGIN INSERT INTO a VALUES (''x''); END'", "UPDATE t SET a = 1", "SELECT 1",
        "DELETE FROM t", "SELECT 1",
        "CREATE FUNCTION s.j() RETURNS int LANGUAGE sql AS $b$ DELETE FROM z $b$", "DELETE FROM z",
      ])
    #expect(
      inner.map(\.place) == [
        .routine("f"), .routine("g"), .routine("g"), .routine("h"), .routine("h"), .block,
        .routine("s.j"),
      ])
  }
}
