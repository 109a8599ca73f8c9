import PostgresSchema
import PostgresSyntax
import SourceModel
import Testing

/// Types, drops, renames, rights, and what has no case of its own.
struct ObjectTests {
  @Test func keepsEveryCharacterOfNames() {
    let label: Name = "<\"\\>\u{1}\u{8}\t\n\u{C}\r\u{1F}é\u{7F}"
    expect(
      "CREATE TYPE \"a<\"\"\\>\" AS ENUM (E'<\"\\\\>\\x01\\b\\t\\n\\f\\r\\x1fé\\x7f', '')",
      does: [.createEnum(ObjectName("a<\"\\>"), labels: [label, ""])])
  }

  @Test func readsTypes() {
    expect(
      "CREATE TYPE s.e AS ENUM ('a', 'b'); ALTER TYPE e ADD VALUE IF NOT EXISTS 'x' BEFORE 'y';"
        + "ALTER TYPE e ADD VALUE 'x' AFTER 'y'; ALTER TYPE e RENAME VALUE 'a' TO 'b';"
        + "CREATE TYPE c AS (a int); CREATE DOMAIN d AS text DEFAULT 'x' NOT NULL CHECK (VALUE <> '');"
        + "ALTER DOMAIN d SET NOT NULL; ALTER DOMAIN d SET DEFAULT 1; ALTER DOMAIN d DROP CONSTRAINT c;"
        + "ALTER DOMAIN d VALIDATE CONSTRAINT c; ALTER TYPE c RENAME ATTRIBUTE a TO b",
      does: [
        .createEnum("s.e", labels: ["a", "b"]),
        .addEnumValue("e", value: "x", ifNotExists: true, isBefore: true, neighbor: "y"),
        .addEnumValue("e", value: "x", ifNotExists: false, isBefore: false, neighbor: "y"),
        .renameEnumValue("e", from: "a", to: "b"),
        .createComposite("c", attributes: [ColumnDefinition("a", type: "int4")]),
        .createDomain(
          make(DomainDefinition("d", base: "text")) {
            $0.isNotNull = true
            $0.defaultValue = constant("'x'")
            $0.checks = [
              ConstraintDefinition(
                .check(
                  Expression(volatility: .immutable, columns: ["value"], text: "value <> ''")))
            ]
          }), .alterDomain("d", .setNotNull), .alterDomain("d", .setDefault(constant("1"))),
        .alterDomain("d", .dropConstraint("c")), .alterDomain("d", .validateConstraint("c")),
        .alterComposite("c", .renameColumn("a", to: "b")),
      ])
  }

  @Test func readsDropsInTheirPlaces() {
    let sql =
      "DROP TABLE IF EXISTS a.b, \"C\" , d CASCADE; DROP FUNCTION f(int, text), s.g, h();"
      + "DROP TRIGGER tr ON s.t; DROP INDEX CONCURRENTLY x.y; DROP SCHEMA p, q RESTRICT"
    let operations = read(sql).statements.flatMap(\.operations)
    func dropped(_ kind: ObjectKind, _ name: ObjectName, _ edit: (inout Drop) -> Void = { _ in })
      -> Action
    { .drop(make(Drop(kind, name), edit)) }
    func cascade(_ drop: inout Drop) {
      drop.isCascade = true
      drop.ifExists = true
    }
    #expect(
      operations.map(\.action) == [
        dropped(.table, "a.b", cascade), dropped(.table, "C", cascade),
        dropped(.table, "d", cascade),
        dropped(.function, "f") { $0.argumentTypes = ["int4", "text"] }, dropped(.function, "s.g"),
        dropped(.function, "h") { $0.argumentTypes = [] },
        dropped(.trigger, "tr") { $0.table = "s.t" },
        dropped(.index, "x.y") { $0.isConcurrent = true }, dropped(.schema, "p"),
        dropped(.schema, "q"),
      ])
    #expect(
      operations.map { text($0.range, of: sql) } == [
        "a.b", "\"C\"", "d", "f(int, text)", "s.g", "h()", "DROP TRIGGER tr ON s.t",
        "DROP INDEX CONCURRENTLY x.y", "p", "q",
      ])
  }

  @Test(arguments: [
    ("ALTER TABLE s.a RENAME TO b", Action.rename(.table, "s.a", to: "b")),
    ("ALTER INDEX i RENAME TO j", .rename(.index, "i", to: "j")),
    ("ALTER FUNCTION f(int) RENAME TO g", .rename(.function, "f", to: "g")),
    ("ALTER TRIGGER t ON x RENAME TO y", .rename(.trigger, "t", to: "y")),
    ("ALTER SCHEMA a RENAME TO b", .rename(.schema, "a", to: "b")),
    (
      "ALTER VIEW v RENAME COLUMN a TO b",
      .alter(.view, "v", text: "alter view v rename column a to b")
    ),
    ("ALTER TABLE t SET SCHEMA s", .setSchema(.table, "t", to: "s")),
    ("ALTER TYPE t OWNER TO CURRENT_USER", .changeOwner(.type, "t", to: "current_user")),
    ("COMMENT ON TABLE s.t IS 'x'", .comment(.table, "s.t")),
    ("COMMENT ON COLUMN t.c IS 'x'", .comment(.column, "t.c")),
    (
      "CREATE EXTENSION IF NOT EXISTS e",
      .create(.extension, "e", ifNotExists: true, text: "create extension if not exists e")
    ),
    (
      "CREATE AGGREGATE a(int) (sfunc = f, stype = int)",
      .create(
        .aggregate, "a", ifNotExists: false,
        text: "create aggregate a ( int ) ( sfunc = f , stype = int )")
    ),
    ("ALTER ROLE r SET x = 1", .alter(.role, "r", text: "alter role r set x = 1")),
    (
      "ALTER FUNCTION s.f(int) VOLATILE",
      .alter(.function, "s.f", text: "alter function s . f ( int ) volatile")
    ),
    (
      "CREATE TYPE r AS RANGE (subtype = int)",
      .create(.type, "r", ifNotExists: false, text: "create type r as range ( subtype = int )")
    ),
    (
      "CREATE POLICY p ON s.t AS RESTRICTIVE FOR SELECT TO b, a USING (x = 1)",
      .createPolicy(
        make(PolicyDefinition("p", on: "s.t")) {
          $0.isPermissive = false
          $0.command = "SELECT"
          $0.roles = ["a", "b"]
          $0.text = "using ( x = 1 )"
        })
    ),
    (
      "ALTER POLICY p ON t WITH CHECK (true)",
      .alterPolicy(
        make(PolicyDefinition("p", on: "t")) { $0.text = "with check ( true )" })
    ),
    (
      "CREATE SEQUENCE s.q AS bigint START 5 OWNED BY s.t.c",
      .createSequence(
        make(SequenceDefinition("s.q")) {
          $0.type = "int8"
          $0.options = ["start=5"]
          $0.ownedBy = ColumnReference("s.t", "c")
        })
    ),
    (
      "GRANT UPDATE, SELECT (a) ON t, s.u TO b, PUBLIC",
      .grant(
        Grant(
          privileges: ["SELECT", "UPDATE"], kind: .table, objects: ["t", "s.u"],
          roles: ["b", "public"]))
    ),
    (
      "REVOKE ALL ON ALL TABLES IN SCHEMA s FROM b",
      .revoke(
        make(Grant(privileges: ["ALL"], kind: .table, objects: ["s"], roles: ["b"])) {
          $0.isWholeSchema = true
        })
    ),
    ("GRANT a TO b", .grant(Grant(privileges: ["a"], kind: nil, objects: [], roles: ["b"]))),
    (
      "ALTER DEFAULT PRIVILEGES IN SCHEMA s REVOKE EXECUTE ON FUNCTIONS FROM b",
      .revoke(
        make(Grant(privileges: ["EXECUTE"], kind: .function, objects: ["s"], roles: ["b"])) {
          $0.isDefault = true
        })
    ),
    ("NOTIFY x", .other), ("CHECKPOINT", .other),
  ])
  func readsOthers(_ sql: String, _ expected: Action) {
    expect(sql, does: [expected])
  }

  @Test(arguments: [
    ("now()", Expression.Volatility.stable), ("CURRENT_DATE", .stable), ("'x'", .immutable),
    ("gen_random_uuid()", .volatile), ("public.uuid_generate_v4()", .volatile),
    ("nextval('s')", .volatile), ("lower('x') || 'y'", .immutable), ("my_own()", .unknown),
    ("lower(my_own())", .unknown), ("s.now()", .unknown), ("pg_catalog.now()", .stable),
    ("ARRAY[1, 2]::int[]", .immutable), ("'now'::timestamptz", .stable),
    ("'now'::timestamp", .stable),
    ("'2020-01-01'::date", .immutable), ("clock_timestamp() + interval '1 day'", .volatile),
    ("CASE WHEN random() > 1 THEN 1 END", .volatile), ("(now() AT TIME ZONE 'utc')", .stable),
    ("'{}'::jsonb", .immutable), ("-1", .immutable),
  ])
  func judgesVolatility(_ expression: String, _ volatility: Expression.Volatility) {
    guard
      case .alterTable(_, .setDefault(_, let value)) = actions(
        "ALTER TABLE t ALTER a SET DEFAULT \(expression)"
      ).first
    else {
      Issue.record("no default")
      return
    }
    #expect(value.volatility == volatility)
    #expect(value.text == SQLScript.tokens(of: Array(expression.utf8)))
  }

  @Test func seesNulls() {
    for (text, isNull) in [
      ("NULL", true), ("NULL::int::text", true), ("0", false), ("NULLIF(1,1)", false),
    ] {
      guard
        case .alterTable(_, .setDefault(_, let value)) = actions(
          "ALTER TABLE t ALTER a SET DEFAULT \(text)"
        ).first
      else {
        Issue.record("no default")
        continue
      }
      #expect(value.isNull == isNull)
    }
  }
}
