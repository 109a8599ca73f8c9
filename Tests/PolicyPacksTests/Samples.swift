import PolicyPacks
import ReleaseModel
import SourceModel
import Testing

/// The rules of a small format of notes.
enum Notes {
  static let rules: [Rule] = [
    rule("notes/line-added", .always(.additive)),
    rule("notes/line-removed", .always(.breaking, announced: .risky), phase: .contract),
    rule("notes/line-changed", .row(accepted: .breaking, returned: .additive)),
    rule("notes/line-reworded", .always(.risky), strictness: .source),
    rule("notes/line-moved", .always(.neutral), strictness: .wire),
  ]

  /// A rule that an announcement changes nothing about; no pack of a test names it.
  static let dropped = rule("notes/line-dropped", .always(.breaking), phase: .contract)

  static func rule(_ id: RuleID) -> Rule? { (rules + [dropped]).first { $0.id == id } }

  /// Whether a version, which is one number, comes before another.
  static func precedes(_ version: Name, _ other: Name) -> Bool? {
    guard let version = Int(version.text), let other = Int(other.text) else { return nil }
    return version < other
  }

  static let vocabulary = Vocabulary(
    rules: rules.map(\.id) + Policy.problemRules.map(\.id) + [
      "release/version-too-low", "history/date-implausible", "notes/unreadable",
    ],
    formats: ["notes", "openapi"], components: ["api"])

  private static func rule(
    _ id: RuleID, _ row: ClassificationRow, phase: Phase? = nil, strictness: Strictness = .contract
  ) -> Rule {
    let example = Example(before: "1", after: "2")
    return Rule(
      id, "Title", is: row, phase: phase, strictness: strictness, inverse: id,
      norm: Norm("Notes", "1"), rationale: "Because.", remedy: "Keep the line.", example: example,
      nearMiss: example)
  }
}

extension Change {
  /// A change of a note.
  static func note(
    _ rule: RuleID = "notes/line-removed", _ classification: Classification = .breaking,
    element: Name = "line 1", position: Position? = nil, at path: RepositoryPath = "a/notes.txt",
    in file: RepositoryPath? = nil, affected: [Name] = [], affectedCount: Int? = nil,
    isAnnounced: Bool = false, value: Name = "x", formerElement: Name? = nil,
    isStanding: Bool = false
  ) -> Change {
    let place = Place(
      path: file ?? path, line: 3, column: 1, endLine: 3, endColumn: 2, excerpt: "x", value: value)
    return Change(
      rule: rule, classification: classification, format: "notes", element: element,
      formerElement: formerElement, message: "'\(element)' was removed", position: position,
      phase: Notes.rule(rule)?.phase, parties: [.consumers], contract: path,
      before: place, after: isStanding ? place : nil,
      affected: affected.map { AffectedElement(element: $0, position: nil, count: 1) },
      affectedCount: affectedCount ?? affected.count, isAnnounced: isAnnounced)
  }
}

extension CalendarDate {
  /// A day that a test writes.
  static func day(_ text: String) throws -> CalendarDate { try #require(CalendarDate(text)) }
}

extension Ladder {
  /// A life of releases `v1`, `v2`, … that are ten days apart, from 2026-01-01 on.
  static func life(
    _ states: [State], of element: Name = "line 1", asOf: String = "2026-04-01"
  ) throws -> Ladder {
    let first = try CalendarDate.day("2026-01-01")
    return Ladder(
      contract: "a/notes.txt", format: "notes", element: element,
      rungs: states.enumerated().map { index, state in
        Rung(
          tag: "v\(index + 1)", commit: "c",
          date: CalendarDate(dayNumber: first.dayNumber + 10 * index), state: state)
      },
      asOf: try .day(asOf), standsAtAfter: false)
  }
}

extension Policy {
  /// A policy of one pack, whose first lines are written for it.
  static func reading(
    _ text: String, named name: String = "ours", overrides: [RuleID: SeveritySetting] = [:]
  ) throws -> Policy {
    let pack = "schema: relgate/pack/1\nname: \(name)\n\(text)"
    return try PolicyReader(Notes.vocabulary, builtins: []).read(
      [Pack.Reference("pack.yaml", line: 1, column: 1)], overrides: overrides
    ) { $0 == .file("pack.yaml") ? Array(pack.utf8) : nil }.get()
  }

  /// The findings about changes, one short line each.
  func lines(_ changes: [Change], _ facts: Facts = Facts()) -> [String] {
    judge(changes, rules: Notes.rule, facts: facts).findings.map { finding in
      ([finding.severity.rawValue, finding.clause, finding.rule.text]
        + finding.unmet.map { "\($0.requirement): \($0.proof)" }).joined(separator: " | ")
    }
  }
}

/// The problems of what could not be read, one short line each.
func troubles<Value>(_ result: Result<Value, PolicyError>) -> [String] {
  guard case .failure(let error) = result else { return [] }
  return error.problems.map {
    "\($0.path?.text ?? "-"):\($0.line):\($0.column) \($0.rule) \($0.message)"
      + ($0.hint.map { " | \($0)" } ?? "")
  }
}
