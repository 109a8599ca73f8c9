import PolicyPacks
import ReleaseModel
import SourceModel
import Testing

@Suite("What clauses speak of")
struct CriteriaTests {
  /// Whether a clause with these criteria finds a change.
  private func finds(_ criteria: String, _ change: Change) throws -> Bool {
    let policy = try Policy.reading(
      "strictness: source\nclauses: [{id: c, when: {\(criteria)}, severity: error}]")
    let facts = Facts(components: { $0 == "a/notes.txt" ? ["api"] : [] })
    return policy.lines([change], facts) == ["error | ours/c | \(change.rule)"]
  }

  @Test(
    "Every criterion lets one change through and keeps another back",
    arguments: [
      ("", Change.note(), nil as Change?),
      ("rule: notes/line-removed", .note(), .note("notes/line-added", .additive)),
      ("rule: [notes/line-added, \"*/*-removed\"]", .note(), .note("notes/line-moved", .neutral)),
      ("rule: \"notes/*\"", .note(), nil),
      ("classification: breaking", .note(), .note("notes/line-removed", .risky)),
      ("classification: [risky, breaking]", .note(), .note("notes/line-added", .additive)),
      ("phase: contract", .note(), .note("notes/line-moved", .neutral)),
      ("position: returned", .note(position: .returned), .note(position: .accepted)),
      ("position: [accepted, both]", .note(position: .both), .note()),
      ("party: [consumers, operators]", .note(), nil),
      ("announced: true", .note(isAnnounced: true), .note()),
      ("announced: false", .note(), .note(isAnnounced: true)),
      ("format: notes", .note(), nil),
      ("path: \"a/**\"", .note(), .note(at: "b/notes.txt")),
      ("path: a/", .note(), .note(at: "b/notes.txt")),
      ("path: \"parts/*\"", .note(in: "parts/one"), .note()),
      ("component: api", .note(), .note(at: "b/notes.txt")),
      (
        "rule: \"*/line-removed\", classification: breaking, path: a/notes.txt", .note(),
        .note(at: "a/other.txt")
      ),
    ])
  func criteria(_ criteria: String, _ spokenOf: Change, _ other: Change?) throws {
    #expect(try finds(criteria, spokenOf))
    if let other { #expect(try !finds(criteria, other)) }
  }

  @Test("A change of another format, or for other people, is not spoken of")
  func others() throws {
    #expect(try !finds("format: openapi", .note()))
    #expect(try !finds("party: operators", .note()))
  }

  @Test(
    "A strictness includes the words before it",
    arguments: [
      ("wire", ["notes/line-moved"]),
      ("contract", ["notes/line-moved", "notes/line-removed"]),
      ("source", ["notes/line-moved", "notes/line-removed", "notes/line-reworded"]),
    ] as [(String, [RuleID])])
  func strictness(_ word: String, _ seen: [RuleID]) throws {
    let policy = try Policy.reading(
      "strictness: \(word)\nclauses: [{id: c, severity: error}]")
    let changes: [Change] = [
      .note("notes/line-moved", .neutral), .note(), .note("notes/line-reworded", .risky),
    ]
    let found = policy.judge(changes, rules: Notes.rule, facts: Facts()).findings.map(\.rule)
    #expect(found.sorted() == seen)
  }

  @Test("Of what is no change, only clauses speak that name its rule and ask for nothing else")
  func noChange() throws {
    let policy = try Policy.reading(
      """
      clauses:
        - {id: all, severity: error}
        - {id: classified, when: {rule: "*/*", classification: breaking}, severity: error}
        - {id: demanding, when: {rule: "*/*"}, require: [{version_bump: true}], severity: error}
        - {id: named, when: {rule: history/date-implausible, path: "a/**"}, severity: info}
        - {id: silent, when: {rule: waiver/expiring}, severity: "off"}
      """, overrides: ["waiver/unused": .error, "waiver/expired": .off])
    func ruling(_ rule: RuleID, _ path: RepositoryPath?) -> [String] {
      let ruling = policy.ruling(on: rule, at: path, default: .warning)
      return [ruling.severity?.rawValue ?? "-", ruling.clause]
    }
    #expect(ruling("history/date-implausible", "a/b") == ["info", "ours/named"])
    #expect(ruling("history/date-implausible", "b") == ["warning", ""])
    #expect(ruling("history/date-implausible", nil) == ["warning", ""])
    #expect(ruling("waiver/expiring", "w") == ["-", "ours/silent"])
    #expect(ruling("waiver/unused", "w") == ["error", ""])
    #expect(ruling("waiver/expired", "w") == ["-", ""])
  }
}
