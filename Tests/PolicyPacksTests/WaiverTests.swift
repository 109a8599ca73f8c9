import PolicyPacks
import ReleaseModel
import SourceModel
import TestSupport
import Testing

@Suite("Waivers")
struct WaiverTests {
  private static let scope = "rule: notes/line-removed\npath: a/notes.txt\nelement: line 1\n"
  private static let rest = """
    owner: ann
    reason: nobody has read this line for years
    created: 2026-03-01
    expires: 2026-05-01

    """

  private func read(
    _ text: String, _ terms: WaiverTerms = WaiverTerms()
  ) -> Result<Waiver, PolicyError> {
    WaiverSchema(Notes.vocabulary, terms: terms).read(
      SourceText(path: "waivers/w.yaml", "schema: relgate/waiver/1\n\(text)"))
  }

  private func findings(_ changes: [Change]) throws -> [Finding] {
    try Policy.reading("clauses: [{id: c, severity: error}]")
      .judge(changes, rules: Notes.rule, facts: Facts()).findings
  }

  /// The fingerprints that waivers excuse.
  private func excused(
    _ findings: [Finding], _ waivers: [Waiver], asOf: String = "2026-04-01",
    clauses: String = "clauses: [{id: c, severity: error}]"
  ) throws -> [String] {
    try Policy.reading(clauses).waive(findings, [], with: waivers, asOf: .day(asOf)).findings
      .filter { $0.waiver != nil }.map(\.fingerprint)
  }

  @Test("All keys are read")
  func everything() throws {
    let waiver = try read(Self.scope + Self.rest + "ticket: T-1\nbroad: true\n").get()
    #expect(waiver.rule == "notes/line-removed")
    #expect(waiver.path?.pattern == "a/notes.txt")
    #expect(waiver.element == "line 1")
    #expect(waiver.owner == "ann")
    #expect(waiver.ticket == "T-1")
    #expect(waiver.isBroad)
    #expect(waiver.created == CalendarDate("2026-03-01"))
    #expect(waiver.expires == CalendarDate("2026-05-01"))
    #expect(waiver.file == "waivers/w.yaml")
    #expect(waiver.line == 2)
  }

  /// What is made of a sound waiver, and what is said of it then.
  private static let flaws: [(old: String, new: String, problem: String)] = [
    ("owner: ann\n", "", "1:1 waiver/invalid the key 'owner' is missing"),
    ("ann", "\" \"", "5:8 waiver/invalid the text is empty"),
    (
      "nobody has read this line for years", "  short reason  ",
      "6:11 waiver/invalid the reason has 12 characters, under 20"
        + " | Say why the finding may stand until the waiver expires."
    ),
    (
      "2026-05-01", "2026-09-01",
      "8:10 waiver/invalid the waiver runs for 184 days, over the policy's 180"
        + " | Let it expire on 2026-08-28 or before."
    ),
    (
      "2026-05-01", "2026-02-01",
      "8:10 waiver/invalid the waiver expires before it was created"
    ),
    (
      "2026-05-01", "2026-05-01T00:00:00Z",
      "8:10 waiver/invalid a date like 2026-03-31 was expected"
        + " | Write the day alone, without a time."
    ),
    (
      "2026-05-01", "2026-02-30",
      "8:10 waiver/invalid a date like 2026-03-31 was expected"
        + " | Write the day alone, without a time."
    ),
    (
      "a/notes.txt", "a/*.txt",
      "3:7 waiver/invalid the path 'a/*.txt' is a pattern"
        + " | Name one path, or say 'broad: true'."
    ),
    (
      "path: a/notes.txt\n", "",
      "2:7 waiver/invalid the scope is missing"
        + " | Name 'path' and 'element', or 'fingerprint', as the report prints them."
    ),
    (
      "line-removed", "line-remved",
      "2:7 waiver/invalid the rule 'notes/line-remved' is unknown"
        + " | Did you mean 'notes/line-removed'?"
    ),
    (
      "notes/line-removed", "policy/edited",
      "2:7 waiver/invalid 'policy/edited' cannot be waived"
    ),
    (
      "owner: ann", "owner: ann\nfingerprint: abc",
      "6:14 waiver/invalid 32 hex digits were expected"
    ),
    (
      "owner: ann", "owner: ann\nexpire: 2026-01-01",
      "6:1 waiver/invalid the key 'expire' is unknown | Did you mean 'expires'?"
    ),
  ]

  @Test("What is wrong with a waiver is said at its place", arguments: flaws.indices)
  func problems(_ index: Int) {
    let (old, new, problem) = Self.flaws[index]
    let text = Self.scope + Self.rest
    #expect(text.contains(old))
    #expect(troubles(read(text.replacing(old, with: new))) == ["waivers/w.yaml:\(problem)"])
  }

  @Test("The policy's terms hold")
  func terms() {
    var terms = WaiverTerms()
    terms.maxDays = 61
    #expect(troubles(read(Self.scope + Self.rest, terms)) == [])
    terms.maxDays = 60
    #expect(troubles(read(Self.scope + Self.rest, terms)).count == 1)
    terms = WaiverTerms()
    terms.isTicketRequired = true
    #expect(
      troubles(read(Self.scope + Self.rest, terms)).map { $0.contains("'ticket' is missing") }
        == [true])
    #expect(troubles(read(Self.scope + Self.rest + "ticket: T-1\n", terms)) == [])
  }

  @Test("The scope is exact unless it is said to be broad")
  func exactness() throws {
    let all = try findings([
      .note(), .note(element: "line 2"), .note(at: "a/more/notes.txt"),
      .note("notes/line-changed", .breaking), .note(element: ""),
    ])
    func elements(_ text: String) throws -> [String] {
      let waiver = try read(text + Self.rest).get()
      let excused = try Set(excused(all, [waiver]))
      return all.filter { excused.contains($0.fingerprint) }.map {
        "\($0.path?.text ?? "") \($0.element)"
      }
    }
    #expect(try elements(Self.scope) == ["a/notes.txt line 1"])
    #expect(
      try elements(Self.scope.replacing("line 1", with: "line *")) == [], "a pattern is no element")
    #expect(try elements("rule: notes/line-removed\npath: a/notes.txt\n") == ["a/notes.txt "])
    #expect(
      try elements("broad: true\nrule: notes/line-removed\npath: a/notes.txt\n").sorted()
        == ["a/notes.txt ", "a/notes.txt line 1", "a/notes.txt line 2"])
    #expect(
      try elements("broad: true\n" + Self.scope.replacing("a/notes.txt", with: "\"**/notes.txt\""))
        == ["a/more/notes.txt line 1", "a/notes.txt line 1"])
    #expect(
      try elements("broad: true\n" + Self.scope.replacing("line 1", with: "\"line *\"")).sorted()
        == ["a/notes.txt line 1", "a/notes.txt line 2"])
  }

  @Test("A waiver counts up to its last day, and never longer than the policy allows from today")
  func days() throws {
    let finding = try findings([.note()])
    let waiver = try read(Self.scope + Self.rest).get()
    func notes(asOf: String, _ clauses: String = "clauses: []") throws -> [String] {
      let waived = try Policy.reading(clauses).waive(
        finding, [], with: [waiver], asOf: .day(asOf))
      #expect(waived.unused == [])
      return waived.findings.map {
        "\($0.waiver == nil ? "open" : "waived") \($0.severity.rawValue) \($0.message)"
      }
    }
    let waived = "waived error 'line 1' was removed"
    let open = "open error 'line 1' was removed"
    #expect(try notes(asOf: "2026-04-16") == [waived])
    #expect(
      try notes(asOf: "2026-04-17") == [
        waived, "open info the waiver of 'notes/line-removed' expires on 2026-05-01",
      ])
    #expect(try notes(asOf: "2026-05-01").first == waived)
    #expect(
      try notes(asOf: "2026-05-02") == [
        open, "open info the waiver of 'notes/line-removed' expired on 2026-05-01",
      ])
    #expect(
      try notes(asOf: "2026-03-01", "waivers: {max_days: 60}") == [
        open,
        "open info the waiver of 'notes/line-removed' does not count: it expires in 61 days,"
          + " over the policy's 60",
      ])
  }

  @Test("A clause may accept no waiver")
  func unwaivable() throws {
    let clauses = "clauses: [{id: c, severity: error, unless: []}]"
    let policy = try Policy.reading(clauses)
    let finding = policy.judge([.note()], rules: Notes.rule, facts: Facts()).findings
    let waiver = try read(Self.scope + Self.rest).get()
    let waived = policy.waive(finding, [], with: [waiver], asOf: try .day("2026-04-01"))
    #expect(waived.findings.map { $0.waiver == nil } == [true, true])
    #expect(
      waived.findings.map(\.message).last
        == "the waiver of 'notes/line-removed' does not count: the clause 'ours/c' accepts no"
        + " waiver")
  }

  @Test("What is said of packs, waivers and the configuration is never excused")
  func protected() throws {
    var waiver = Waiver()
    waiver.rule = "policy/edited"
    waiver.path = try PathGlob.reading("p.yaml").get()
    waiver.expires = try .day("2026-05-01")
    let finding = Finding(
      "policy/edited", severity: .info, message: "edited", remedy: "", path: "p.yaml")
    #expect(try excused([finding], [waiver]) == [])
  }

  @Test("Problems go through the same waivers, and no longer leave the run undecided")
  func problem() throws {
    let problem = Problem(
      rule: "notes/unreadable", message: "not UTF-8", path: "a/notes.txt", side: .after, line: 2,
      column: 1, hint: nil, hides: true)
    let text = Waiver.yaml(
      for: problem, owner: "ann", asOf: try .day("2026-04-01"), maxDays: 180)
    let waiver = try WaiverSchema(Notes.vocabulary)
      .read(SourceText(path: "w.yaml", bytes: text)).get()
    let waived = try Policy.reading("clauses: []").waive(
      [], [problem], with: [waiver], asOf: .day("2026-04-01"))
    #expect(waived.problems.map(\.isOpen) == [false])
    #expect(waived.unused == [])
  }

  @Test("A problem is excused by its fingerprint alone, and the report says so")
  func problemByPath() throws {
    let problem = Problem(
      rule: "notes/unreadable", message: "not UTF-8", path: "a/notes.txt", side: .after, line: 2,
      column: 1, hint: nil, hides: true)
    let scope = "rule: notes/unreadable\npath: a/notes.txt\n"
    let sorts: [Waiver?] = try [
      read(scope + Self.rest).get(), read("broad: true\n" + scope + Self.rest).get(),
      InlineWaivers(
        SourceText(
          path: "a/notes.txt",
          "\n? # relgate:allow notes/unreadable owner=a until=2026-05-01 -- nobody has read it in years\n"
        ),
        Notes.vocabulary
      ).waivers.first,
    ]
    for waiver in sorts {
      var waiver = try #require(waiver)
      waiver.isSigned = true
      let waived = try Policy.reading("clauses: []").waive(
        [], [problem], with: [waiver], asOf: .day("2026-04-01"))
      #expect(waived.problems.map(\.isOpen) == [true])
      #expect(
        waived.findings.map(\.message) == [
          "the waiver of 'notes/unreadable' does not count: what can hide a difference is excused"
            + " by its fingerprint alone"
        ])
    }
  }

  @Test("A waiver that does not count is named only where it would matter")
  func disregarded() throws {
    let finding = try findings([.note()])
    let waiver = try read(Self.scope + Self.rest).get()
    let other = try read(Self.scope.replacing("line 1", with: "line 9") + Self.rest).get()
    let policy = try Policy.reading("clauses: []")
    func messages(_ counting: [Waiver], _ not: [Waiver]) throws -> [String] {
      policy.waive(
        finding, [], with: counting,
        disregarding: not.map { DisregardedWaiver($0, because: "it was added in this range") },
        asOf: try .day("2026-04-01")
      ).findings.map(\.message)
    }
    let removed = "'line 1' was removed"
    #expect(
      try messages([], [waiver, other]) == [
        removed,
        "the waiver of 'notes/line-removed' does not count: it was added in this range",
      ])
    #expect(try messages([waiver], [waiver]) == [removed])
  }

  @Test("Of several waivers the exact and the longest stands; those that excuse nothing are listed")
  func several() throws {
    var broad = try read("broad: true\n" + Self.scope + Self.rest).get()
    broad.expires = try .day("2026-06-01")
    let short = try read(Self.scope + Self.rest).get()
    var long = short
    long.expires = try .day("2026-05-20")
    long.file = "waivers/long.yaml"
    let idle = try read(Self.scope.replacing("line 1", with: "line 9") + Self.rest).get()
    let waived = try Policy.reading("clauses: []").waive(
      findings([.note()]), [], with: [broad, short, idle, long], asOf: .day("2026-04-01"))
    #expect(waived.findings.map(\.waiver?.file) == ["waivers/long.yaml"])
    #expect(waived.unused == [idle])
  }

  @Test(
    "The printed waiver excuses exactly its finding; altered, it excuses nothing", arguments: 0..<40
  )
  func law(_ seed: Int) throws {
    var random = SplitMix64(seed: UInt64(seed))
    let names: [Name] = [
      "line 1", "GET /pets/{id}", "*/*", "a: b # c", "\"quoted\"", "é", "e\u{301}", "", "- x",
      "two\nlines", "tab\t", "\\", "null", "2026-01-01", Name([0xFF, 0x61]), "a > b", "x, y",
    ]
    let paths: [RepositoryPath] = [
      "a/notes.txt", "a/{b,c}.txt", "[x]*?.txt", "\\.txt", "é.txt", " .txt", "#",
      RepositoryPath(unchecked: Name([0xFF])),
    ]
    let rules: [RuleID] = ["notes/line-removed", "notes/line-changed"]
    let positions: [Position?] = [nil, .accepted, .returned]
    let changes = (0..<30).map { index in
      Change.note(
        rules[Int(random.next() % 2)], .breaking,
        element: names[Int(random.next() % UInt64(names.count))],
        position: positions[Int(random.next() % 3)],
        at: paths[Int(random.next() % UInt64(paths.count))],
        value: index % 2 == 0 ? "x" : "y")
    }
    let all = try findings(changes)
    let finding = all[Int(random.next() % UInt64(all.count))]
    let day = "2026-04-01"
    let text = Waiver.yaml(for: finding, owner: "ann", asOf: try .day(day), maxDays: 180)
    let waiver = try WaiverSchema(Notes.vocabulary)
      .read(SourceText(path: "waivers/w.yaml", bytes: text)).get()
    #expect(try Set(excused(all, [waiver])) == [finding.fingerprint])

    var altered = Array(repeating: waiver, count: 6)
    altered[0].rule = waiver.rule == rules[0] ? rules[1] : rules[0]
    altered[1].path = try PathGlob.reading("other.txt").get()
    altered[2].element = "another element"
    altered[3].fingerprint = String(repeating: "0", count: 32)
    altered[4].expires = try .day("2026-03-31")
    altered[5].expires = CalendarDate(dayNumber: waiver.expires.dayNumber + 1)
    for waiver in altered { #expect(try excused(all, [waiver]) == []) }
  }
}
