import ReleaseModel
import SourceModel

/// Notes of runs that nobody can count.
enum MalformedNotes {
  static let rule = FindingRule(
    "history/run-note-malformed", "Run note malformed", severity: .error,
    rationale: """
      Plans are adjusted by what the newest runs noted, and failures that come back are counted \
      over all notes. A note that cannot be read is left out of both.
      """,
    remedy: """
      Name the file by the day of the run and a few words, and write `outcome` and `failure_modes` \
      into its front matter: `relgate history note` makes one.
      """,
    example: FindingRule.Trial(
      after: """
        -- file: knowledge/runs/2026-05-01-orders.md
        ---
        outcome: went well
        failure_modes: []
        ---

        """),
    nearMiss: FindingRule.Trial(
      after: """
        -- file: knowledge/runs/2026-05-01-orders.md
        ---
        outcome: succeeded
        failure_modes: []
        ---

        """))

  static func facts(in base: KnowledgeBase) -> [ReleaseFact] {
    base.problems.map { problem in
      ReleaseFact(
        rule, problem.message, facts: problem.message, path: problem.path,
        place: problem.path.map { path in
          Place(
            path: path, line: max(1, problem.line), column: max(1, problem.column),
            endLine: max(1, problem.line), endColumn: max(1, problem.column), excerpt: "",
            value: "")
        }, remedy: problem.hint)
    }
  }
}
