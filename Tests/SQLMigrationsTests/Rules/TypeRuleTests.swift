import FormatKit
import ReleaseModel
import Testing

/// What is said of changes of type; the costs are those that a PostgreSQL 15 showed.
struct TypeRuleTests {
  private static let shipped = """
    CREATE EXTENSION citext;
    CREATE DOMAIN plain AS int;
    CREATE DOMAIN checked AS int CHECK (VALUE > 0);
    CREATE TYPE mood AS ENUM ('sad', 'ok');
    CREATE TYPE moods AS ENUM ('sad', 'ok', 'happy');
    """

  @Test("A schema that a template makes may be any")
  func schemasOfTemplates() {
    let table = "CREATE TABLE {{ index .Options \"Namespace\" }}.users (phone varchar(15));"
    let widened = "ALTER TABLE auth.users ALTER phone TYPE text;"
    #expect(RuleTable(shipped: table)(widened) == ["column-type-widened"])
    let plain = "CREATE TABLE users (phone varchar(15));"
    let masked = "ALTER TABLE {{ .Schema }}.users ALTER phone TYPE text;"
    #expect(RuleTable(shipped: plain)(masked) == ["column-type-widened"])
    #expect(RuleTable(shipped: plain)(widened) == ["column-type-changed"])
  }

  private func change(_ before: String, _ after: String, more: String = "") -> [String] {
    RuleTable(
      shipped:
        "\(TypeRuleTests.shipped) CREATE TABLE t (c \(before)); CREATE INDEX ON t (c); \(more)"
    )("ALTER TABLE t ALTER c TYPE \(after);")
  }

  @Test(arguments: [
    ("varchar(10)", "varchar(20)"), ("varchar(10)", "varchar"), ("varchar(10)", "text"),
    ("text", "varchar"), ("varchar(10)", "text USING c::text"), ("varchar(10)", "text USING c"),
    ("text", "varchar USING c::varchar"), ("numeric(10,2)", "numeric(12,2)"),
    ("numeric(10,2)", "numeric"), ("numeric(10)", "numeric(12)"), ("timestamp(3)", "timestamp(6)"),
    ("timestamp(3)", "timestamp"), ("timestamp", "timestamp(6)"), ("time(3)", "time"),
    ("timetz(3)", "timetz"), ("interval(3)", "interval"), ("interval(3)", "interval(6)"),
    ("interval day to second", "interval"), ("bit varying(4)", "bit varying(8)"),
    ("bit varying(4)", "bit varying"), ("cidr", "inet"), ("plain", "int"), ("int", "plain"),
    ("checked", "int"), ("checked", "plain"), ("int", "int"), ("numeric(5,0)", "numeric(5)"),
    ("xml", "text"),
  ])
  func freeChanges(_ before: String, _ after: String) {
    #expect(change(before, after) == ["column-type-widened"])
  }

  @Test(arguments: [
    ("char(5)", "char(9)"), ("char(5)", "text"), ("char(5)", "varchar(9)"),
    ("varchar(5)", "char(9)"), ("numeric(10,2)", "numeric(13,3)"), ("int", "bigint"),
    ("smallint", "int"), ("int", "numeric"), ("real", "float8"), ("int", "float8"),
    ("timestamp", "timestamptz"), ("timestamptz", "timestamp"), ("date", "timestamp"),
    ("time", "timetz"), ("json", "jsonb"), ("jsonb", "json"), ("bit(4)", "bit varying(8)"),
    ("plain", "bigint"), ("mood", "moods USING c::text::moods"), ("int", "int USING c + 1"),
    ("varchar(10)", "text USING lower(c)"), ("varchar(10)[]", "varchar(20)[]"),
    ("varchar[]", "text[]"), ("int[]", "bigint[]"), ("name", "text"),
    // Values of another kind.
    ("int", "text USING c::text"), ("mood", "text"), ("uuid", "text"), ("json", "text"),
    ("bool", "int USING c::int"), ("inet", "text"), ("int", "int[] USING ARRAY[c]"),
  ])
  func rewrites(_ before: String, _ after: String) {
    #expect(change(before, after) == ["column-type-rewrite"])
  }

  @Test(arguments: [
    ("varchar(10)", "varchar(5)"), ("text", "varchar(10)"), ("text", "char(3)"),
    ("numeric(10,2)", "numeric(8,2)"), ("numeric(10,2)", "numeric(10,3)"),
    ("numeric", "numeric(10,2)"), ("bigint", "int"), ("float8", "real"), ("float8", "int"),
    ("bigint", "float8"), ("numeric", "int"), ("timestamp", "timestamp(3)"),
    ("timestamp", "timestamptz(3)"), ("timestamp", "date"), ("timetz", "time"),
    ("interval", "interval(2)"), ("bit varying(8)", "bit varying(4)"), ("bit(4)", "bit(8)"),
    ("inet", "cidr USING c::cidr"), ("int", "checked"), ("text", "mood USING c::mood"),
    ("moods", "mood USING c::text::mood"), ("text", "uuid USING c::uuid"),
    ("text", "int USING c::int"), ("citext", "varchar(10)"), ("bigint[]", "int[]"),
    ("varchar(10)", "varchar(20) USING c::varchar(5)"),
  ])
  func narrowed(_ before: String, _ after: String) {
    #expect(change(before, after) == ["column-type-narrowed"])
  }

  @Test(arguments: [
    ("text", "citext"), ("citext", "text"), ("citext", "varchar"), ("varchar(10)", "citext"),
    ("bit(4)", "bit varying"),
  ])
  func indexesAreBuiltAgain(_ before: String, _ after: String) {
    #expect(change(before, after) == ["column-indexes-rebuilt"])
    let bare = RuleTable(shipped: "\(TypeRuleTests.shipped) CREATE TABLE t (c \(before));")
    #expect(bare("ALTER TABLE t ALTER c TYPE \(after);") == ["column-type-changed"])
  }

  @Test(arguments: [
    ("geometry", "geography"), ("int", "money"), ("interval", "interval year"),
  ])
  func unknownCosts(_ before: String, _ after: String) {
    #expect(change(before, after) == ["column-type-changed"])
  }

  @Test func timeZonesDecide() {
    let fired = RuleTable(shipped: "CREATE TABLE t (c timestamp); CREATE INDEX ON t (c);")
    let sql = "ALTER TABLE t ALTER c TYPE timestamptz;"
    #expect(fired("SET timezone = 'UTC'; \(sql)") == ["column-indexes-rebuilt"])
    #expect(fired("SET timezone = 'Europe/Berlin'; \(sql)") == ["column-type-rewrite"])
    #expect(fired("SET timezone = 'UTC'; RESET timezone; \(sql)") == ["column-type-rewrite"])
  }

  @Test(arguments: [
    ("text", "text COLLATE \"C\"", ["column-collation-changed"]),
    ("text COLLATE \"C\"", "text", ["column-collation-changed"]),
    ("varchar(10) COLLATE \"C\"", "varchar(20)", ["column-collation-changed"]),
    ("varchar(10) COLLATE \"C\"", "varchar(20) COLLATE \"C\"", ["column-type-widened"]),
    (
      "varchar(20) COLLATE \"C\"", "varchar(10)",
      ["column-collation-changed", "column-type-narrowed"]
    ),
  ])
  func collations(_ before: String, _ after: String, _ rules: [String]) {
    #expect(change(before, after) == rules)
  }

  @Test func constraintsAreMadeAgain() {
    let check = "ALTER TABLE t ADD CONSTRAINT k CHECK (c <> '');"
    #expect(change("varchar(10)", "text", more: check) == ["column-constraint-reapplied"])
    #expect(change("varchar(10)", "varchar(10)", more: check) == ["column-type-widened"])
    let key = "CREATE TABLE u (c text PRIMARY KEY); ALTER TABLE t ADD FOREIGN KEY (c) REFERENCES u;"
    #expect(change("varchar(10)", "text", more: key) == ["column-constraint-reapplied"])
    let referring = "CREATE TABLE u (d text REFERENCES t (c));"
    #expect(
      change("varchar(10) UNIQUE", "text", more: referring) == ["column-constraint-reapplied"])
    let other = "CREATE TABLE u (d text); ALTER TABLE u ADD CONSTRAINT k CHECK (d <> '');"
    #expect(change("varchar(10)", "text", more: other) == ["column-type-widened"])
  }

  @Test func viewsStandInTheWay() {
    let reading = "CREATE VIEW v AS SELECT c FROM t;"
    #expect(change("varchar(10)", "text", more: reading) == ["column-type-refused"])
    #expect(
      change("varchar(10)", "text", more: "CREATE VIEW v AS SELECT * FROM t;") == [
        "column-type-refused"
      ])
    #expect(
      change("int", "bigint", more: reading) == ["column-type-refused", "column-type-rewrite"])
    #expect(
      change("varchar(10)", "text", more: "CREATE VIEW v AS SELECT 1 AS one FROM t;") == [
        "column-type-widened"
      ])
  }

  @Test(arguments: [
    ("SELECT count(*) FROM t", false), ("SELECT 1 AS c FROM t", false),
    ("SELECT *, 1 FROM t", true),
    ("SELECT u.c FROM t JOIN u ON true", false), ("SELECT x.c FROM t AS x JOIN u ON true", true),
    ("SELECT x.c FROM t x JOIN u ON true", true), ("SELECT t.* FROM t JOIN u ON true", true),
    ("SELECT u.* FROM t JOIN u ON true", false), ("SELECT 1 FROM t, u WHERE t.c IS NULL", true),
  ])
  func viewsReadSomeColumns(_ query: String, _ isRead: Bool) {
    let more = "CREATE TABLE u (c text); CREATE VIEW v AS \(query);"
    #expect(change("varchar(10)", "text", more: more).contains("column-type-refused") == isRead)
  }

  @Test func tablesAndColumnsOfTheRelease() {
    let fired = RuleTable(shipped: "CREATE TABLE t (id int);")
    #expect(
      fired("CREATE TABLE u (c text); ALTER TABLE u ALTER c TYPE varchar(9);") == [
        "column-type-changed", "table-created",
      ])
    // What stands in the column is of the release, but all rows are written.
    #expect(
      fired("ALTER TABLE t ADD COLUMN c text;", "ALTER TABLE t ALTER c TYPE varchar(9);") == [
        "column-added", "column-type-rewrite",
      ])
    #expect(fired("ALTER TABLE unheard_of ALTER c TYPE text;") == ["column-type-changed"])
  }

  @Test("An index on an expression is one on the columns that it reads")
  func expressionsOfIndexes() {
    let shipped = "CREATE TABLE t (name text, at timestamp); CREATE INDEX i ON t (lower(name));"
    let fired = RuleTable(shipped: shipped)
    let zone = "SET timezone = 'UTC';"
    #expect(
      fired("\(zone) ALTER TABLE t ALTER at TYPE timestamptz;") == ["column-type-changed"])
    #expect(fired("ALTER TABLE t ALTER name TYPE citext;") == ["column-indexes-rebuilt"])
  }

  @Test("A type that no release has carried is nothing to narrow")
  func typesOfTheRelease() {
    let fired = RuleTable(shipped: "CREATE TABLE t (c boolean);")
    let first = "ALTER TABLE t ALTER c TYPE int USING c::int;"
    #expect(
      fired("\(first) ALTER TABLE t ALTER c TYPE smallint;")
        == ["column-type-rewrite", "column-type-rewrite"])
  }

  @Test func otherKindsBreakOldCode() {
    func classification(_ after: String) -> [Classification] {
      Judged.changes(
        shipped: "CREATE TABLE t (c int);", added: ["ALTER TABLE t ALTER c TYPE \(after);"]
      ).filter { $0.rule == "sql/column-type-rewrite" }.map(\.classification)
    }
    #expect(classification("bigint") == [.risky])
    #expect(classification("text") == [.breaking])
  }

  @Test func domainsThatEndInThemselvesAreNoTrap() {
    let shipped = """
      CREATE DOMAIN a AS int; CREATE DOMAIN b AS a; DROP DOMAIN a; CREATE DOMAIN a AS b;
      CREATE TABLE t (c int, d a);
      """
    let fired = RuleTable(shipped: shipped)
    #expect(fired("ALTER TABLE t ALTER c TYPE a;") == ["column-type-changed"])
    #expect(fired("ALTER TABLE t ALTER d TYPE int;") == ["column-type-changed"])
  }
}
