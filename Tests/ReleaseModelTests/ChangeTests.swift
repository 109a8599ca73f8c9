import ReleaseModel
import SourceModel
import Testing

@Suite("Changes")
struct ChangeTests {
  private static func place(
    _ path: RepositoryPath, _ line: Int, _ column: Int, value: Name = ""
  ) -> Place {
    Place(
      path: path, line: line, column: column, endLine: line, endColumn: column, excerpt: "",
      value: value)
  }

  private static func change(
    _ rule: RuleID = "f/a", element: Name = "e", message: String = "", position: Position? = nil,
    contract: RepositoryPath = "c", before: Place? = nil, after: Place? = nil,
    memberDigest: String? = nil
  ) -> Change {
    Change(
      rule: rule, classification: .risky, format: "f", element: element, formerElement: nil,
      message: message, position: position, phase: nil, parties: [], contract: contract,
      before: before, after: after, affected: [], affectedCount: 0,
      memberDigest: memberDigest)
  }

  @Test("The order is path, line, column, rule, element, position")
  func order() {
    let ordered = [
      Self.change(after: Self.place("a", 9, 9)), Self.change(before: Self.place("b", 1, 2)),
      Self.change(after: Self.place("b", 1, 3)),
      Self.change("f/b", after: Self.place("b", 1, 3)),
      Self.change("f/b", element: "f", after: Self.place("b", 1, 3)),
      Self.change("f/b", element: "f", position: .accepted, after: Self.place("b", 1, 3)),
      Self.change("f/b", element: "f", position: .returned, after: Self.place("b", 1, 3)),
      Self.change(after: Self.place("b", 2, 1)), Self.change(after: Self.place("c", 1, 1)),
    ]
    #expect(ordered.reversed().sorted() == ordered)
    #expect(ordered[1].side == .before)
    #expect(ordered[2].side == .after)
  }

  @Test("The fingerprint is that of the published recipe")
  func recipe() {
    // printf '1\0f/a\0c\0e\0accepted\0x\0y' | sha256sum | cut -c1-32
    let change = Self.change(
      position: .accepted, before: Self.place("p", 1, 1, value: "x"),
      after: Self.place("p", 2, 2, value: "y"))
    #expect(change.fingerprint == "a816038b7c2f489badcc0586e92d59c7")
  }

  @Test("The fingerprint depends on what changed, not on where it stands or how it is said")
  func stability() {
    let base = Self.change(before: Self.place("p", 1, 1, value: "x"))
    #expect(
      base.fingerprint
        == Self.change(message: "other", before: Self.place("q", 7, 7, value: "x")).fingerprint)
    let others = [
      Self.change("f/b", before: Self.place("p", 1, 1, value: "x")),
      Self.change(element: "x", before: Self.place("p", 1, 1, value: "x")),
      Self.change(position: .both, before: Self.place("p", 1, 1, value: "x")),
      Self.change(contract: "d", before: Self.place("p", 1, 1, value: "x")),
      Self.change(before: Self.place("p", 1, 1, value: "y")),
      Self.change(after: Self.place("p", 1, 1, value: "x")),
    ]
    #expect(Set(others.map(\.fingerprint) + [base.fingerprint]).count == 7)
  }
}

@Suite("Fingerprints")
struct FingerprintTests {
  @Test("A change that stands for many, and its finding, are others with other members")
  func members() {
    let changes = ["a", "b", nil].map { digest in
      Change(
        rule: "f/a", classification: .breaking, format: "f", element: "* > x", formerElement: nil,
        message: "m", position: nil, phase: nil, parties: [], contract: "c", before: nil,
        after: nil, affected: [], affectedCount: 500, memberDigest: digest)
    }
    #expect(Set(changes.map(\.fingerprint)).count == 3)
    let findings = changes.map {
      Finding(about: $0, severity: .error, clause: "p/c", remedy: "")
    }
    #expect(Set(findings.map(\.fingerprint)).count == 3)
  }

  @Test("A finding about no change is told by its facts")
  func facts() {
    func finding(_ facts: String, message: String = "m") -> String {
      Finding(
        "release/version-too-low", severity: .error, message: message, remedy: "", facts: facts,
        path: "c"
      ).fingerprint
    }
    #expect(finding("tag v1.0.1") != finding("tag v1.0.2"))
    #expect(finding("tag v1.0.1") != finding(""))
    #expect(finding("tag v1.0.1") == finding("tag v1.0.1", message: "other words"))
  }

  @Test("A problem that hides something is told by what it hides, another by its words")
  func problems() {
    func problem(_ subject: String, hides: Bool = true) -> String {
      Problem(
        rule: "f/x", message: "m", path: "c", side: .after, hint: nil, hides: hides,
        subject: subject
      ).fingerprint
    }
    #expect(problem("1") != problem("2"))
    #expect(problem("1") == problem("1"))
    #expect(problem("1", hides: false) == problem("2", hides: false))
  }
}

@Suite("Classifications")
struct ClassificationTests {
  @Test("Gravity orders the words")
  func order() {
    #expect(
      Classification.allCases.sorted() == [.neutral, .additive, .deprecation, .risky, .breaking])
  }

  @Test("A row answers for every position")
  func row() {
    let row = ClassificationRow.row(accepted: .breaking, returned: .additive, announced: .risky)
    #expect(row.classification(at: .accepted, announced: false) == .breaking)
    #expect(row.classification(at: .returned, announced: false) == .additive)
    #expect(row.classification(at: .both, announced: false) == .breaking)
    #expect(row.classification(at: .stored, announced: false) == .breaking)
    #expect(row.classification(at: nil, announced: false) == .breaking)
    #expect(row.classification(at: .accepted, announced: true) == .risky)
    #expect(row.classification(at: .returned, announced: true) == .additive)
    #expect(row.word == nil)
    #expect(ClassificationRow.always(.risky).word == .risky)
  }
}

@Suite("Reports")
struct ReportTests {
  @Test("Everything that has an order is sorted, and a hidden difference leaves it incomplete")
  func order() {
    func problem(_ path: RepositoryPath?, _ line: Int, _ side: Side, hides: Bool) -> Problem {
      Problem(
        rule: "f/x", message: "m", path: path, side: side, line: line, hint: nil, hides: hides)
    }
    let problems = [
      problem(nil, 0, .after, hides: false), problem("a", 1, .before, hides: false),
      problem("a", 1, .after, hides: true), problem("a", 2, .before, hides: false),
    ]
    func report(_ problems: [Problem]) -> Report {
      Report(
        version: "", before: .init(spelling: "a", commit: nil, date: nil),
        after: .init(spelling: "b", commit: nil, date: nil), rangeReason: nil, asOf: nil,
        contracts: [
          .init(format: "z", paths: ["b"], status: .added),
          .init(format: "a", paths: ["b"], status: .removed),
          .init(format: "z", paths: ["a"], status: .compared),
        ], unchangedContracts: nil, changes: [], problems: problems,
        notJudged: [.init(path: "y", reason: ""), .init(path: "x", reason: "")])
    }
    #expect(report(problems.reversed()).problems == problems)
    #expect(report(problems).contracts.map(\.status) == [.compared, .removed, .added])
    #expect(report(problems).notJudged.map(\.path) == ["x", "y"])
    #expect(!report(problems).complete)
    #expect(report([problems[0]]).complete)
  }

  @Test("A rule's prefix is its format")
  func prefix() {
    #expect(RuleID("openapi/response-removed").prefix == "openapi")
  }
}
