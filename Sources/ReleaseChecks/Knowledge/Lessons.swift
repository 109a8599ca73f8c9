import FormatKit
import Markdown
import ReleaseModel
package import SourceModel

/// What was learned for good: a registry that only grows.
package struct Lessons {
  /// One lesson.
  package struct Lesson: Hashable, Sendable {
    /// Its heading: `2026-05-02: Count before the switch`.
    package let title: String
    /// The line of its heading, from 1.
    package let line: Int
  }

  /// All lessons, in the order in which they were written.
  package let all: [Lesson]
  /// Those that the registry had not before, in order.
  package let new: [Lesson]

  /// Reads a registry: each heading of the second level is a lesson.
  ///
  /// - Parameter before: The registry as it was; nil if there was none.
  package init(_ source: SourceText, since before: SourceText?) {
    let sections = MarkdownDocument.read(source).sections.filter { $0.level == 2 }
    let known = before.map { old in
      Set(MarkdownDocument.read(old).sections.filter { $0.level == 2 }.map(\.title))
    }
    let isGrown = before.map { source.bytes.starts(with: $0.bytes) } ?? true
    let start = isGrown ? before?.bytes.count ?? 0 : 0
    all = sections.map { Lesson(title: $0.title, line: $0.line) }
    new = sections.filter { section in
      isGrown ? Int(section.range.lower) >= start : known?.contains(section.title) != true
    }.map { Lesson(title: $0.title, line: $0.line) }
  }

  /// The text of a registry's beginning.
  package static let opening = """
    # Lessons

    Only what is added at the end counts: what stands here is never edited or taken away.

    """

  /// The text that adds a lesson to the end of a registry.
  package static func entry(
    title: String, on day: CalendarDate, action: String, evidence: String, output: String
  ) -> String {
    """

    ## \(day): \(title)

    - Action: \(action)
    - Evidence: \(evidence)
    - Output: \(output)

    """
  }
}

extension Lessons {
  /// What was learned and is gone.
  static let rule = FindingRule(
    "history/lesson-rewritten", "Lesson rewritten", severity: .error,
    rationale: """
      Lessons are worth keeping because they were written when it hurt. A registry in which \
      earlier entries are edited or taken away tells what people would like to remember.
      """,
    remedy: """
      Restore the registry as the range found it, and add what is new at its end: \
      `relgate history lesson` does so. Correct a lesson by a later one.
      """,
    example: FindingRule.Trial(
      before: """
        -- file: knowledge/lessons_registry.md
        # Lessons

        ## 2026-01-01: Count rows before the switch

        """,
      after: """
        -- file: knowledge/lessons_registry.md
        # Lessons

        ## 2026-01-01: Count rows

        """),
    nearMiss: FindingRule.Trial(
      before: """
        -- file: knowledge/lessons_registry.md
        # Lessons

        ## 2026-01-01: Count rows before the switch

        """,
      after: """
        -- file: knowledge/lessons_registry.md
        # Lessons

        ## 2026-01-01: Count rows before the switch

        ## 2026-06-01: Drill the way back

        """))

  /// What was rewritten in a range.
  static func facts(in scene: ReleaseScene) -> [ReleaseFact] {
    let path = KnowledgeBase.registry(in: scene.knowledge)
    guard case .file(let before) = scene.before.read(path) else { return [] }
    guard case .file(let after) = scene.after.read(path) else {
      return [
        ReleaseFact(
          rule, "the registry of lessons was taken away", facts: "removed", path: path,
          remedy: "Restore '\(path.text)' as the range found it.")
      ]
    }
    if after.bytes.starts(with: before.bytes) { return [] }
    let common = zip(before.bytes, after.bytes).prefix { $0 == $1 }.count
    let lines = LineTable(after.bytes)
    let place = Place(SourceRange(common, common), in: path, lines)
    let lineBefore = LineTable(before.bytes).line(at: common)
    return [
      ReleaseFact(
        rule, "lessons that stood before were rewritten from line \(lineBefore) on",
        facts: scene.after.identity(of: path)?.text ?? "", path: path, place: place,
        remedy: """
          Restore what '\(path.text)' had from line \(lineBefore) on, and add what is new at its \
          end.
          """)
    ]
  }
}
