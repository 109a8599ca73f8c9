import PostgresSchema
import PostgresSyntax
import SourceModel
import Testing

/// What PostgreSQL's grammar of this version does not take.
struct FallbackTests {
  @Test func readsNewerSyntax() {
    expect(
      "ALTER TABLE t ADD CONSTRAINT c NOT NULL a NOT VALID, ADD CHECK (x > 0) NOT ENFORCED;"
        + "CREATE TABLE t (a int, CONSTRAINT q NOT NULL a, v int GENERATED ALWAYS AS (a + 1) VIRTUAL,"
        + " s text STORAGE EXTERNAL, n int DEFAULT 1_000);"
        + "CREATE TABLE u AS SELECT x FROM (SELECT 1 AS x\n) WHERE true;"
        + "SELECT 1 FROM (SELECT é   FROM t)",
      does: [
        .alterTable(
          "t",
          .addConstraint(
            ConstraintDefinition(name: "c", .notNull(column: "a"), isNotValid: true))),
        .alterTable(
          "t",
          .addConstraint(
            ConstraintDefinition(
              .check(Expression(volatility: .immutable, columns: ["x"], text: "x > 0")),
              isNotEnforced: true))),
        .createTable(
          make(TableDefinition("t")) {
            $0.columns = [
              ColumnDefinition("a", type: "int4", isNotNull: true),
              ColumnDefinition(
                "v", type: "int4",
                generation: .virtual(
                  Expression(volatility: .immutable, columns: ["a"], text: "a + 1"))),
              ColumnDefinition("s", type: "text"),
              ColumnDefinition("n", type: "int4", defaultValue: constant("1_000")),
            ]
            $0.constraints = [ConstraintDefinition(name: "q", .notNull(column: "a"))]
          }),
        .createTable(
          make(TableDefinition("u")) {
            $0.isFilledByQuery = true
            $0.columns = [ColumnDefinition("x", type: nil)]
          }), .select(functions: []),
      ])
  }

  @Test func keepsWhatIsSure() {
    let sql = """
      ALTER TABLE s.t DROP a, ALTER b SET EXPRESSION AS (1), ADD c WEIRD STUFF;
      CREATE TABLE IF NOT EXISTS u (a int, b WEIRD STUFF HERE, PRIMARY KEY (a));
      CREATE UNIQUE INDEX CONCURRENTLY i ON s.t (a) WEIRD x;
      UPDATE t SET WEIRD WHERE a = 1; DELETE FROM ONLY t WEIRD x y; INSERT INTO t WEIRD;
      DROP VIEW IF EXISTS v, s.w WEIRD; ALTER DOMAIN d WEIRD; CREATE SUBSCRIPTION x WEIRD; WEIRD y;
      """
    let script = read(sql)
    for statement in script.statements {
      guard case .partly(let reason) = statement.reading else {
        Issue.record("read wholly: \(statement.head)")
        continue
      }
      #expect(reason.hasPrefix("syntax error at"))
    }
    #expect(
      script.statements.flatMap(\.operations).map(\.action) == [
        .alterTable("s.t", .dropColumn("a", isCascade: false, ifExists: false)),
        .alterTable("s.t", .setExpression("b")), .alterTable("s.t", .other),
        .createTable(
          make(TableDefinition("u")) {
            $0.ifNotExists = true
            $0.columns = [ColumnDefinition("a", type: "int4", isNotNull: true)]
            $0.constraints = [ConstraintDefinition(.primaryKey(columns: ["a"], usingIndex: nil))]
          }),
        .createIndex(
          make(IndexDefinition(name: "i", on: "s.t")) {
            $0.isUnique = true
            $0.isConcurrent = true
            $0.text = "( a ) weird x"
          }), .update(make(RowChange("t")) { $0.hasWhere = true }), .delete(RowChange("t")),
        .insert(RowChange("t")), .drop(make(Drop(.view, "v")) { $0.ifExists = true }),
        .drop(make(Drop(.view, "s.w")) { $0.ifExists = true }),
        .alter(.domain, "d", text: "alter domain d weird"),
        .create(.subscription, "x", ifNotExists: false, text: "create subscription x weird"),
        .other,
      ])
    let first = script.statements.first?.operations.map { text($0.range, of: sql) }
    #expect(first == ["DROP a", "ALTER b SET EXPRESSION AS (1)", "ADD c WEIRD STUFF"])
  }

  @Test(arguments: [
    ("ALTER TABLE {{ .Schema }}.t ADD a int", "____schema___", "t"),
    ("ALTER TABLE ${Schema}.t ADD a int", "__schema_", "t"),
    ("ALTER TABLE {schema}.t ADD a int", "_schema_", "t"),
    ("ALTER TABLE pre_{{.X}} ADD a int", "", "pre____x__"),
    ("ALTER TABLE :schema.t ADD a int", "_schema", "t"),
    ("ALTER TABLE :\"schema\".t ADD a int", "schema", "t"),
    ("ALTER TABLE \"{{ index .O \"N\" }}\".\"t\" ADD a int", "{{ index .O _N_ }}", "t"),
    ("\\set x 1\nALTER TABLE t ADD a int", "", "t"),
  ])
  func fillsPlaceholders(_ sql: String, _ schema: String, _ table: String) {
    let column = ColumnDefinition("a", type: "int4")
    expect(
      sql,
      does: [
        .alterTable(
          ObjectName(schema: Name(schema), Name(table)), .addColumn(column, ifNotExists: false))
      ])
  }

  @Test func knowsOrdersOfTemplates() {
    let script = read("{{ if .X }} DROP TABLE a; {{- end }} DROP TABLE b {{ .Rest }}; DROP TABLE c")
    #expect(script.flaws.isEmpty)
    let readings = script.statements.map(\.reading)
    #expect(
      readings == [
        .partly(reason: "a template decides what stands in it"),
        .partly(reason: "a template decides what stands in it"), .whole,
      ])
    let dropped = script.statements.flatMap(\.operations).map(\.action)
    #expect(
      dropped == [.drop(Drop(.table, "a")), .drop(Drop(.table, "b")), .drop(Drop(.table, "c"))])
  }

  @Test func readsTheRestBesideAStatementThatFails() {
    let sql = "DROP TABLE a; WEIRD; ALTER TABLE b ADD c int, DROP d;"
    let statements = read(sql).statements
    #expect(
      statements.map(\.reading) == [
        .whole, .partly(reason: "syntax error at or near \"WEIRD\""), .whole,
      ])
    #expect(
      statements.flatMap(\.operations).map { text($0.range, of: sql) } == [
        "DROP TABLE a", "WEIRD", "ADD c int", "DROP d",
      ])
  }
}
