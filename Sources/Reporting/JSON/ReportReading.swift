import DataTrees
package import ReleaseModel
import ShapedDocuments
package import SourceModel

extension ReportSchema {
  /// Reads a report that was written as JSON; keys of later versions are passed over.
  ///
  /// Total: any bytes give a report or located problems.
  package static func read(_ source: SourceText) -> Result<Report, UnreadableReport> {
    let reading = DocumentReading(source, as: .json, rule: "core/report-invalid", report.reader)
    guard let shown = reading.value else {
      return .failure(UnreadableReport(problems: reading.problems))
    }
    return .success(shown.report)
  }
}

/// A file that is no report of relgate, or not a whole one.
package struct UnreadableReport: Error, Hashable, Sendable {
  /// What is wrong with it, at least one problem, in report order.
  package let problems: [Problem]
}
