import PostgresSchema
import PostgresSyntax
import SourceModel
import TestSupport
import Testing

/// Any bytes: no trap, and every place inside them.
struct HostileTests {
  private static let samples = [
    """
    BEGIN; CREATE TABLE s.t (a int DEFAULT f(1) CHECK (a > 0) REFERENCES u (b), "B" numeric(10, 2));
    ALTER TABLE t ADD CONSTRAINT c NOT NULL a, DROP b, ALTER d TYPE text USING d::text /* x */;
    DO $x$ DECLARE n int; BEGIN FOR r IN SELECT 1 LOOP EXECUTE 'DROP TABLE q'; END LOOP; END $x$;
    CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS 'BEGIN PERFORM g(''a''); RETURN 1; END';
    COPY t (a) FROM stdin;
    it's; (\n\\.
    DROP FUNCTION f(int, text), g; -- é
    ALTER TABLE {{ .S }}.t ADD x int; SELECT * FROM (SELECT 1   ); COMMIT
    """,
    "CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2); CREATE FUNCTION k() RETURNS int BEGIN"
      + " ATOMIC SELECT CASE WHEN true THEN 1 END; END; CREATE POLICY p ON t USING (a[1:2] = :x);",
  ]

  private static let tokens: [[UInt8]] =
    [
      "'", "\"", "$$", "$a$", "(", ")", ";", ",", ".", "--", "/*", "*/", "\\", "{{", "}}", "${",
      ":",
      "\n", "\r\n", " ", "\0", "BEGIN", "END", "LOOP", "INTO", "EXECUTE ", "format(", "CREATE ",
      "ALTER TABLE ", "NOT NULL", "CHECK(", "E'\\", "U&'", "1_0", "0x", "é",
    ].map { Array($0.utf8) } + [[0x80], [0xFF], [0xC3]]

  private func check(_ bytes: [UInt8], in part: Range<Int>? = nil) {
    let script = SQLScript.read(bytes, in: part)
    let bounds = (part ?? bytes.indices).clamped(to: bytes.indices)
    func isInside(_ range: SourceRange) -> Bool {
      bounds.lowerBound <= Int(range.lower) && Int(range.upper) <= bounds.upperBound
    }
    func check(_ statement: Statement, inside outer: SourceRange?) {
      #expect(isInside(statement.range))
      #expect(statement.range.lower < statement.range.upper)
      if let outer {
        #expect(outer.lower <= statement.range.lower && statement.range.upper <= outer.upper)
      }
      for operation in statement.operations {
        #expect(statement.range.lower <= operation.range.lower)
        #expect(operation.range.upper <= statement.range.upper)
      }
      for inner in statement.inner { check(inner, inside: statement.range) }
    }
    for statement in script.statements { check(statement, inside: nil) }
    for (one, next) in zip(script.statements, script.statements.dropFirst()) {
      #expect(one.range.upper <= next.range.lower)
    }
    #expect(script.flaws.allSatisfy { isInside($0.range) })
    #expect(SQLScript.markers(of: bytes, in: part).allSatisfy { isInside($0.range) })
  }

  @Test func readsEveryPrefix() {
    for sample in HostileTests.samples {
      let bytes = Array(sample.utf8)
      for end in 0...bytes.count { check(Array(bytes[..<end])) }
      for start in 0..<bytes.count { check(bytes, in: start..<bytes.count) }
    }
  }

  @Test(arguments: 0..<8)
  func readsDamaged(_ seed: UInt64) {
    var random = SplitMix64(seed: seed)
    for _ in 0..<150 {
      var bytes = Array(HostileTests.samples[Int.random(in: 0...1, using: &random)].utf8)
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let place = Int.random(in: 0...bytes.count, using: &random)
        let end = min(bytes.count, place + Int.random(in: 0...10, using: &random))
        let token = HostileTests.tokens.randomElement(using: &random) ?? []
        bytes.replaceSubrange(place..<(Bool.random(using: &random) ? place : end), with: token)
      }
      check(bytes)
    }
  }

  @Test func standsDepthAndSize() {
    let deep = [
      String(repeating: "(", count: 20_000),
      "SELECT " + String(repeating: "(", count: 20_000) + "1",
      "SELECT " + String(repeating: "a || ", count: 20_000) + "b",
      "SELECT 1 WHERE " + String(repeating: "NOT ", count: 20_000) + "true",
      String(repeating: "/*", count: 50_000), String(repeating: "[", count: 50_000),
      "ALTER TABLE t " + String(repeating: "ADD a int,", count: 5_000) + "DROP b",
      "SELECT $a$" + String(repeating: "$", count: 200_000) + "$a$",
      "SELECT 1 FROM " + String(repeating: "(SELECT 1 FROM ", count: 500) + "t"
        + String(repeating: "   )", count: 500),
      "WITH " + String(repeating: "x AS (SELECT 1), ", count: 5_000) + "y AS (SELECT 1) SELECT 1",
      String(repeating: "SELECT 1;", count: 20_000), String(repeating: "{{ x", count: 20_000),
    ]
    for sql in deep { check(Array(sql.utf8)) }
  }

  @Test func limitsBodiesInBodies() {
    var sql = "DROP TABLE t;"
    for level in 0..<200 { sql = "DO $a\(level)$ BEGIN \(sql) END $a\(level)$;" }
    check(Array(sql.utf8))
    var statement = read(sql).statements.first
    var levels = 0
    while let inner = statement?.inner.first {
      statement = inner
      levels += 1
    }
    #expect(levels == 8)
    #expect(statement?.reading == .partly(reason: "bodies were nested too deeply"))
  }

  @Test func ignoresLayout() {
    for sample in HostileTests.samples.dropLast() {
      let plain = Array(sample.utf8)
      let expected = read(sample).statements.flatMap(\.operations).map(\.action)
      let windows = sample.replacing("\n", with: "\r\n")
      #expect(read(windows).statements.flatMap(\.operations).map(\.action) == expected)
      #expect(SQLScript.tokens(of: Array(windows.utf8)) == SQLScript.tokens(of: plain))
      let commented = sample.replacing(", ", with: " /* , */ , -- ;\n ")
      #expect(read(commented).statements.count == read(sample).statements.count)
    }
  }
}
