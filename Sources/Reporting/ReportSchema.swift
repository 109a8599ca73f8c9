import DataTrees
import ReleaseModel
import SourceModel

/// The report as JSON: what is written and its schema, from one description.
package enum ReportSchema {
  /// The version that stands in every report.
  package static let identifier = "relgate/report/1"

  /// The schema of a report (JSON Schema, draft-07).
  package static var schema: [UInt8] {
    report.shape.schema(id: identifier, title: "A report of relgate")
  }

  /// A report and those of its changes that are shown.
  struct Shown {
    let report: Report
    let changes: [Change]
  }

  static let report = ShapedWriter<Shown>.record(
    "What relgate found between two revisions.",
    [
      .required(
        "schema", "The version of this schema.",
        ShapedWriter(.word([identifier])) { $1.string($0) }, { _ in identifier }),
      .required("tool", "The program that wrote the report.", tool, \.report.version),
      .required("range", "The two revisions.", range, \.report),
      .optional("asOf", "The day against which windows are judged.", .date, \.report.asOf),
      .required("complete", "Whether nothing was left undecided.", .boolean, \.report.complete),
      .required("summary", "How much was found.", summary, \.report),
      .required(
        "contracts", "The contracts that were looked at.", .list(contract), \.report.contracts),
      .required("changes", "The facts, in report order.", .list(change), \.changes),
      .required(
        "problems", "Trouble with the input, in report order.", .list(problem), \.report.problems),
      .required(
        "notJudged", "Changed files that were not judged.", .list(notJudged), \.report.notJudged),
    ])

  private static let tool = ShapedWriter<String>.record(
    "The program that wrote the report.",
    [
      .required("name", "The program's name.", .string) { _ in "relgate" },
      .required("version", "The program's version.", .string) { $0 },
    ])

  private static let range = ShapedWriter<Report>.record(
    "The two revisions that were compared.",
    [
      .required("before", "The revision compared from.", before, \.before),
      .required("after", "The revision compared to.", after, \.after),
      .optional("reason", "How the range was chosen, if not by the user.", .string, \.rangeReason),
    ])

  private static let before = ShapedWriter<Report.Revision>.record(
    "The revision compared from.",
    [
      .required("spelling", "As the user wrote it, or as it was chosen.", .string, \.spelling),
      .optional("commit", "The commit in hex.", .string, \.commit),
      .optional("date", "The committer's date, UTC.", .date, \.date),
    ])

  private static let after = ShapedWriter<Report.Revision>.record(
    "The revision compared to.",
    [
      .required("spelling", "As the user wrote it, or as it was chosen.", .string, \.spelling),
      .required(
        "commit", "The commit in hex; null for the index and bare trees.", .nullable(.string),
        \.commit),
      .optional("date", "The committer's date, UTC.", .date, \.date),
    ])

  private static let summary = ShapedWriter<Report>.record(
    "How much was found.",
    Classification.allCases.reversed().map { classification in
      .required(
        classification.rawValue, "How many changes are \(classification.rawValue).", .integer
      ) { $0.count(of: classification) }
    } + [
      .required("problems", "How many problems there are.", .integer) { $0.problems.count },
      .optional(
        "unchangedContracts",
        "How many contracts are the same in both revisions; absent if nobody had to look for them.",
        .integer, \.unchangedContracts),
    ])

  private static let contract = ShapedWriter<Report.Contract>.record(
    "A contract that was looked at.",
    [
      .required("format", "The format's name.", .string, \.format),
      .required(
        "paths", "The root file first, then the files it refers to.", .list(.path), \.paths),
      .required("status", "What became of it.", .word(), \.status),
    ])

  private static let notJudged = ShapedWriter<Report.NotJudged>.record(
    "A changed file that was not judged.",
    [
      .required("path", "The file.", .path, \.path),
      .required("reason", "Why.", .string, \.reason),
    ])

  private static let problem = ShapedWriter<Problem>.record(
    "Trouble with the input.",
    [
      .required("rule", "The rule that names the trouble.", .string, \.rule.text),
      .required("message", "What is wrong.", .string, \.message),
      .optional("path", "The file.", .path, \.path),
      .optional("line", "The line, from 1.", .integer) { $0.line > 0 ? $0.line : nil },
      .optional("column", "The column in Unicode scalars, from 1.", .integer) {
        $0.column > 0 ? $0.column : nil
      },
      .required("side", "The revision in which the file is at fault.", .word(), \.side),
      .optional("hint", "What to do.", .string, \.hint),
      .required("hides", "Whether it can hide a difference.", .boolean, \.hides),
      .required("fingerprint", "The problem's identity across runs.", .string, \.fingerprint),
    ])
}
