import PolicyPacks
import ReleaseModel
import SourceModel
import Testing

@Suite("Checklists")
struct ChecklistTests {
  private let clauses = """
    clauses:
      - id: breaking
        when: {classification: breaking}
        require: [{deprecated_for: {days: 1}}]
        severity: error
      - {id: risky, when: {classification: risky}, severity: warning}
      - {id: note, when: {classification: additive}, severity: info}
      - {id: version, when: {rule: release/version-too-low}, severity: error}
    checklist:
      - {id: q, group: Notes, question: "Q?", formats: [notes], clauses: [breaking, risky, note]}
      - {id: v, group: Release, question: "V?", clauses: [version]}
      - {id: m, group: Notes, question: "M?", rules: [history/sunset-moved-earlier]}
    """
  private let contract = Report.Contract(
    format: "notes", paths: ["a/notes.txt", "a/part.txt"], status: .compared)

  private func answers(
    _ changes: [Change], lives: Lives = Lives(), problems: [Problem] = [], waivers: [Waiver] = [],
    contracts: [Report.Contract]? = nil, others: [Finding] = [], bumps: [Judgement.Bump] = []
  ) throws -> [Judgement.ChecklistItem] {
    let policy = try Policy.reading(clauses)
    let judged = policy.judge(changes, rules: Notes.rule, facts: Facts(lives: { _ in lives }))
    let waived = policy.waive(
      judged.findings + others, problems, with: waivers, asOf: try .day("2026-04-01"))
    return policy.answers(
      judged: judged, findings: waived.findings, changes: changes, problems: waived.problems,
      contracts: contracts ?? [contract], bumps: bumps)
  }

  private func first(_ items: [Judgement.ChecklistItem]) throws -> String {
    let item = try #require(items.first)
    #expect(item.id == "ours/q")
    return "\(item.answer.rawValue): \(item.proof)"
  }

  private func problem(_ rule: RuleID, _ path: RepositoryPath?, hides: Bool = true) -> Problem {
    Problem(
      rule: rule, message: "broken", path: path, side: .after, line: 7, column: 1, hint: nil,
      hides: hides)
  }

  @Test("An unexcused finding says no, at its place")
  func no() throws {
    let items = try answers([.note(), .note(element: "line 2")])
    #expect(try first(items) == "no: 'line 1' was removed, and 1 more")
    #expect(items[0].path == "a/notes.txt")
    #expect(items[0].line == 3)
    #expect(items[0].rules == ["notes/line-removed"])
    #expect(try first(answers([.note("notes/line-reworded", .risky)])).hasPrefix("yes"))
    #expect(
      try first(answers([.note("notes/line-changed", .risky)])) == "no: 'line 1' was removed")
  }

  @Test("Without an objection the answer is yes, with what proves it")
  func yes() throws {
    let added = Change.note("notes/line-added", .additive)
    #expect(try first(answers([added])) == "yes: 1 change, none breaking")
    #expect(try first(answers([])) == "yes: 0 changes, none breaking")
    let life = try Ladder.life([.announced(sunset: nil)])
    #expect(
      try first(answers([added, .note()], lives: Lives(own: [life])))
        == "yes: 2 changes, 1 breaking; 'line 1' deprecated in v1 (2026-01-01), served until v1,"
        + " 90 days, policy 1: proven")
  }

  @Test("A question about something else than what breaks says so")
  func notInQuestion() throws {
    let item = try answers([.note()])[2]
    #expect("\(item.answer.rawValue): \(item.proof)" == "yes: 1 change, none in question")
    let life = try Ladder.life([
      .announced(sunset: try .day("2026-09-01")), .announced(sunset: try .day("2026-03-01")),
    ])
    let moved = try answers([.note()], lives: Lives(own: [life]))[2]
    #expect(moved.answer == .no)
    #expect(moved.rules == ["history/sunset-moved-earlier"])
  }

  @Test("Excused findings say so")
  func waived() throws {
    var waiver = Waiver()
    waiver.rule = "notes/line-removed"
    waiver.path = try PathGlob.reading("a/notes.txt").get()
    waiver.element = "line 1"
    waiver.owner = "ann"
    waiver.expires = try .day("2026-05-01")
    #expect(
      try first(answers([.note()], waivers: [waiver]))
        == "waived: 'line 1' was removed: ann answers for it until 2026-05-01")
    #expect(
      try first(answers([.note(), .note(element: "line 2")], waivers: [waiver])).hasPrefix("no"))
  }

  @Test("What hides a difference leaves the answer open")
  func cannotTell() throws {
    let items = try answers([], problems: [problem("core/symlink", "a/part.txt")])
    #expect(try first(items) == "cannot tell: broken")
    #expect(items[0].path == "a/part.txt")
    #expect(items[0].line == 7)
    #expect(
      try first(answers([], problems: [problem("notes/unreadable", "x")])).hasPrefix("cannot"))
    #expect(try first(answers([], problems: [problem("core/symlink", "x")])).hasPrefix("cannot"))
    #expect(try first(answers([], problems: [problem("core/symlink", nil)])).hasPrefix("cannot"))
    #expect(
      try first(answers([], problems: [problem("core/symlink", "a/part.txt", hides: false)]))
        .hasPrefix("yes"))
    let other = Report.Contract(format: "openapi", paths: ["x"], status: .unreadable)
    #expect(
      try first(
        answers([], problems: [problem("core/symlink", "x")], contracts: [contract, other])
      ).hasPrefix("yes"))
    #expect(
      try first(answers([.note()], problems: [problem("core/symlink", "x")])).hasPrefix("no"))
  }

  @Test("Without such a contract the question does not arise")
  func notApplicable() throws {
    let other = Report.Contract(format: "openapi", paths: ["x"], status: .compared)
    #expect(
      try first(answers([], contracts: [other])) == "not applicable: no notes contract changed")
  }

  @Test("Versions are proven by what is declared")
  func versions() throws {
    func bump(_ declared: String?) -> Judgement.Bump {
      Judgement.Bump(
        component: "api", required: .minor, from: "v1.0.0", lowest: "1.1.0", declared: declared)
    }
    func second(_ bumps: [Judgement.Bump], _ others: [Finding] = []) throws -> String {
      let item = try answers([], others: others, bumps: bumps)[1]
      return "\(item.answer.rawValue): \(item.proof)"
    }
    #expect(
      try second([bump("1.1.0")]) == "yes: api: minor called for since v1.0.0, 1.1.0 declared")
    #expect(try second([bump(nil)]) == "not applicable: no version is declared")
    let low = Finding(
      "release/version-too-low", severity: .error, clause: "ours/version",
      message: "version '1.0.1' was too low", remedy: "", path: nil)
    #expect(try second([bump("1.0.1")], [low]) == "no: version '1.0.1' was too low")
  }
}
