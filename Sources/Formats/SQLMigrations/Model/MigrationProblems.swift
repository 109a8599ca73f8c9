import FormatKit
import ReleaseModel

/// What can be wrong with migrations.
enum MigrationProblems {
  static let unreadable = ProblemRule(
    "sql/migration-unreadable", "Migration not readable",
    rationale: "A migration that cannot be read may do anything.",
    remedy: "Commit the file itself: no link, no pointer, no other encoding.")

  static let unsplit = ProblemRule(
    "sql/script-unreadable", "Script not readable",
    rationale: """
      Where a quote, a comment or a body does not end, nobody can tell which statements follow.
      """,
    remedy: "Close what is open, or render templates before the files are committed.")

  static let all = [unreadable, unsplit]
}
