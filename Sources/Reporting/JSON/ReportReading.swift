import DataTrees
package import ReleaseModel
package import SourceModel

extension ReportSchema {
  /// Reads a report that was written as JSON; keys of later versions are passed over.
  ///
  /// Total: any bytes give a report or located problems.
  package static func read(_ source: SourceText) -> Result<Report, UnreadableReport> {
    let reading = DataTree.read(source, syntax: .json)
    let lines = LineTable(source.bytes)
    func problem(_ message: String, _ range: SourceRange, _ hint: String?) -> Problem {
      Problem(
        rule: "core/report-invalid", message: message, path: source.path, side: .after,
        line: lines.line(at: Int(range.lower)), column: lines.column(at: Int(range.lower)),
        hint: hint, hides: true)
    }
    var problems = reading.problems.map { problem($0.message, $0.range, $0.hint) }
    var shown: Shown?
    if problems.isEmpty, let tree = reading.tree {
      var shapeProblems: [ShapeProblem] = []
      shown = report.reader.read(tree, tree.root, &shapeProblems)
      problems = shapeProblems.map { problem($0.message, $0.range, $0.hint) }
    }
    guard let shown, problems.isEmpty else {
      return .failure(UnreadableReport(problems: problems.sorted()))
    }
    return .success(shown.report)
  }
}

/// A file that is no report of relgate, or not a whole one.
package struct UnreadableReport: Error, Hashable, Sendable {
  /// What is wrong with it, at least one problem, in report order.
  package let problems: [Problem]
}
