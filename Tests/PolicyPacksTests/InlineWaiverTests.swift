import PolicyPacks
import ReleaseModel
import SourceModel
import Testing

@Suite("Waivers in comments")
struct InlineWaiverTests {
  private func read(_ text: String) -> InlineWaivers {
    InlineWaivers(SourceText(path: "a/notes.txt", text), Notes.vocabulary)
  }

  private static let line =
    "relgate:allow notes/line-removed owner=ann until=2026-05-01 ticket=T-1 -- nobody has read it in years"

  @Test(
    "Comments of every style are read",
    arguments: [
      "# L", "-- L", "// L", "/* L */", " * L", "<!-- L -->", "; L", "/* L", "x # L", "#L",
    ])
  func styles(_ style: String) throws {
    let found = read(style.replacing("L", with: Self.line) + "\nnext\n")
    #expect(found.problems == [])
    let waiver = try #require(found.waivers.first)
    #expect(waiver.rule == "notes/line-removed")
    #expect(waiver.owner == "ann")
    #expect(waiver.ticket == "T-1")
    #expect(waiver.expires == CalendarDate("2026-05-01"))
    #expect(waiver.reason == "nobody has read it in years")
    #expect(waiver.line == 1)
    #expect(waiver.excusedLine == (style.hasPrefix("x") ? 1 : 2))
  }

  @Test("What is no comment is not read")
  func noComment() {
    #expect(read("text: \(Self.line)\n") == read(""))
    #expect(read("\"#\": relgate:allow\n") == read(""))
  }

  @Test(
    "What looks like a comment inside a literal is none",
    arguments: [
      ("a.sql", "INSERT INTO t values ('-- @');", 0),
      ("a.sql", "INSERT INTO t values ('it''s\n-- @\n');", 0),
      ("a.sql", "INSERT INTO t values (E'it\\'s -- @');", 0),
      ("a.sql", "INSERT INTO t values ($x$\n-- @\n$x$);", 0),
      ("a.sql", "COMMENT ON table t IS '/* @ */';", 0),
      ("a.sql", "INSERT INTO t values ('a'); -- @", 1),
      ("a.sql", "-- it's\n-- @\nDROP table t;", 1),
      ("a.sql", "/* don't */ /* @ */\nDROP table t;", 1),
      ("a.sql", "DO $$ BEGIN\n-- @\nDROP table t; END $$;", 1),
      ("a.sql", "DO $$ BEGIN PERFORM '\n-- @\n'; END $$;", 0),
      ("a.json", "{\"description\": \"-- @\"}", 0),
      ("a.yaml", "description: 'say # @'", 0),
      ("a.yaml", "description: 'say' # @", 1),
      ("a.py", "op.execute(\"\\\" -- @\")", 0),
    ])
  func literals(_ path: RepositoryPath, _ text: String, _ count: Int) {
    let source = SourceText(path: path, text.replacing("@", with: Self.line) + "\nnext\n")
    let found = InlineWaivers(source, Notes.vocabulary)
    #expect(found.waivers.count == count)
    #expect(found.problems == [])
  }

  @Test("A comment on a line of its own excuses the next line with content")
  func nextLine() {
    #expect(read("# \(Self.line)\n\n  # why\nhere\n").waivers.map(\.excusedLine) == [4])
    #expect(read("\n# \(Self.line)").waivers.map(\.excusedLine) == [2])
    #expect(
      read("# \(Self.line)\n# \(Self.line)\r\nhere\r\n").waivers.map(\.excusedLine) == [3, 3])
  }

  @Test(
    "What is wrong with a comment is said at its place",
    arguments: [
      ("relgate:allow", "1:3 the comment names no rule"),
      ("relgate:allow -- why", "1:3 the comment names no rule"),
      ("relgate:allow notes/line-remved owner=a", "1:3 the rule 'notes/line-remved' is unknown"),
      ("relgate:allow waiver/expired owner=a", "1:3 'waiver/expired' cannot be waived"),
      ("relgate:allow notes/line-removed until=2026-05-01", "1:3 the key 'owner' is missing"),
      ("relgate:allow notes/line-removed owner=", "1:3 'owner=' is no KEY=VALUE"),
      ("relgate:allow notes/line-removed owner=a", "1:3 the key 'until' is missing"),
      ("relgate:allow notes/line-removed owner=a owner=b", "1:3 the key 'owner' stands twice"),
      ("relgate:allow notes/line-removed onwer=a", "1:3 the key 'onwer' is unknown"),
      (
        "relgate:allow notes/line-removed owner=a until=soon",
        "1:3 'soon' is no day like 2026-03-31"
      ),
      (
        "relgate:allow notes/line-removed owner=a until=2026-05-01 -- short",
        "1:3 the reason has 5 characters, under 20"
      ),
      (
        "relgate:allow notes/line-removed owner=a until=2026-05-01",
        "1:3 the reason has 0 characters, under 20"
      ),
    ])
  func problems(_ comment: String, _ problem: String) {
    let found = read("# \(comment)\nnext")
    #expect(found.waivers == [])
    #expect(found.problems.map { "\($0.line):\($0.column) \($0.message)" } == [problem])
    #expect(found.problems.map(\.rule) == ["waiver/invalid"])
  }

  @Test("It counts where the clause accepts comments, or a signer signed it, and on its line only")
  func counting() throws {
    func isWaived(
      _ inline: String, isSigned: Bool = false, _ text: String = "\n# L\nhere",
      element: Name = "line 1"
    ) throws -> Bool {
      let policy = try Policy.reading(
        "clauses: [{id: c, severity: error, inline: \(inline)}]")
      var change = Change.note()
      // The change stands on line 3 of after.
      change = Change(
        rule: change.rule, classification: .breaking, format: "notes", element: element,
        formerElement: nil, message: "m", position: nil, phase: nil, parties: [],
        contract: "a/notes.txt", before: nil, after: change.before, affected: [], affectedCount: 0)
      let findings = policy.judge([change], rules: Notes.rule, facts: Facts()).findings
      let waivers = read(text.replacing("L", with: Self.line)).waivers.map { waiver in
        var waiver = waiver
        waiver.isSigned = isSigned
        return waiver
      }
      let waived = policy.waive(findings, [], with: waivers, asOf: try .day("2026-04-01"))
      return waived.findings.contains { $0.waiver != nil }
    }
    #expect(try isWaived("allowed"))
    #expect(try !isWaived("refused"))
    #expect(try isWaived("refused", isSigned: true))
    #expect(try !isWaived("allowed", "# L\nhere"))
    // One that stands for many stands in places that no comment is near.
    #expect(try !isWaived("allowed", element: "* > line 1"))
    #expect(try !isWaived("refused", isSigned: true, element: "*"))
    #expect(try isWaived("allowed", element: "*/*"))
  }
}
