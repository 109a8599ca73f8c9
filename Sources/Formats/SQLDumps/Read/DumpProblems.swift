import FormatKit
import ReleaseModel

/// Everything that can be wrong with a dump.
enum DumpProblems {
  static let all = [
    ProblemRule(
      DocumentProblem.unreadable.rule(of: "sql"), "File unreadable",
      rationale: """
        A part of the file cannot be split into statements: a quote or a comment is not closed, or a \
        byte is no text. What stands behind it is not known, so that any change may hide there.
        """,
      remedy: "Correct the file at the line that is named, or write the dump again."),
    ProblemRule(
      statementPartlyRead, "Statement of a dump partly read",
      rationale: """
        A statement is beyond the grammar that this relgate has, such as syntax of a newer \
        PostgreSQL. What it defines is not compared.
        """,
      remedy: "Compare what the statement defines by hand."),
    ProblemRule(
      DocumentProblem.beforeUnreadable.rule(of: "sql"), "Unreadable before",
      rationale: """
        The dump could not be read in the earlier revision, so that nobody can say what it promised \
        and what of it changed. Later ranges begin with a dump that can be read.
        """,
      remedy: "Review the dump by hand, and waive the finding for this range."),
  ]

  static let statementPartlyRead: RuleID = "sql/schema-statement-partly-read"
}
