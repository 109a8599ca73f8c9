import PostgresSchema
import PostgresSyntax
import SourceModel
import Testing

/// Where statements begin and end, and their heads.
struct SplitTests {
  @Test(arguments: [
    ("; ;SELECT 1 ; ;", ["SELECT 1"]),
    ("SELECT ';' ;-- ;\nSELECT $$;$$", ["SELECT ';'", "SELECT $$;$$"]),
    (
      "CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2); SELECT 3",
      ["CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2)", "SELECT 3"]
    ),
    (
      "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; END; SELECT 3",
      [
        "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; END",
        "SELECT 3",
      ]
    ),
    ("COPY t FROM stdin;\nit's; x\n\\.\nSELECT 1;", ["COPY t FROM stdin", "SELECT 1"]),
    ("COPY t FROM stdin;\n\\.\nSELECT 1;", ["COPY t FROM stdin", "SELECT 1"]),
    ("COPY t FROM '/x';\nSELECT 1;", ["COPY t FROM '/x'", "SELECT 1"]),
    ("\\set x 'it''s\nSELECT 1;\n\\i y.sql", ["SELECT 1"]),
    ("\u{FEFF}SELECT 1", ["SELECT 1"]),
    (
      "ALTER TABLE a ADD b int\nALTER TABLE c\nDROP COLUMN d\nINSERT INTO x\nSELECT 1",
      [
        "ALTER TABLE a ADD b int", "ALTER TABLE c\nDROP COLUMN d", "INSERT INTO x\nSELECT 1",
      ]
    ),
    ("-- nothing", []),
  ])
  func splits(_ sql: String, _ expected: [String]) {
    let script = read(sql)
    #expect(script.statements.map { text($0.range, of: sql) } == expected)
    #expect(script.statements.allSatisfy { $0.reading == .whole })
  }

  @Test(arguments: [
    ("CREATE UNIQUE INDEX i ON t (a)", "CREATE INDEX"), ("alter table t add a int", "ALTER TABLE"),
    ("CREATE OR REPLACE TEMP VIEW v AS SELECT 1", "CREATE VIEW"), ("(SELECT 1)", "SELECT"),
    ("CREATE MATERIALIZED VIEW v AS SELECT 1", "CREATE MATERIALIZED VIEW"),
    ("WITH x AS (SELECT 1) DELETE FROM t", "DELETE"),
    ("DROP TEXT SEARCH PARSER p", "DROP TEXT SEARCH PARSER"),
    ("COMMENT ON TABLE t IS 'x'", "COMMENT ON"), ("CREATE USER u", "CREATE USER"),
    ("CREATE USER MAPPING FOR u SERVER s", "CREATE USER MAPPING"), ("SET x = 1", "SET"),
    ("DO 'BEGIN END'", "DO"), ("TRUNCATE TABLE t", "TRUNCATE TABLE"),
    ("ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO x", "ALTER DEFAULT PRIVILEGES"),
  ])
  func namesStatements(_ sql: String, _ head: String) {
    #expect(read(sql).statements.map(\.head) == [Name(head)])
  }

  @Test(arguments: [
    ("SELECT 1; SELECT 'a; SELECT 2", "a string was not closed", "'a; SELECT 2", 1),
    ("SELECT 1; SELECT \"a", "a quoted name was not closed", "\"a", 1),
    ("SELECT 1; /* x /* y */", "a comment was not closed", "/* x /* y */", 1),
    ("DO $$ BEGIN", "a dollar-quoted string was not closed", "$$ BEGIN", 0),
    ("SELECT 1;\0", "the text held a zero byte", "\0", 0),
  ])
  func findsFlaws(_ sql: String, _ message: String, _ place: String, _ statements: Int) {
    let script = read(sql)
    #expect(script.flaws.map(\.message) == [message])
    #expect(script.flaws.map { text($0.range, of: sql) } == [place])
    #expect(script.flaws.allSatisfy { $0.hint != nil })
    #expect(script.statements.count == statements)
  }

  @Test func readsAPart() {
    let sql = "garbage ( -- +goose Up\nALTER TABLE t ADD a int, DROP b; 'open"
    let range = 22..<(sql.utf8.count - 5)
    let script = SQLScript.read(Array(sql.utf8), in: range)
    #expect(script.flaws.isEmpty)
    let places = script.statements.flatMap(\.operations).map { text($0.range, of: sql) }
    #expect(places == ["ADD a int", "DROP b"])
  }
}
