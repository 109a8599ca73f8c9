import DataTrees
package import ReleaseModel

/// A report for machines, as `relgate/report/1` says.
package struct JSONRenderer: Renderer {
  package static func render(_ report: Report, view: View) -> [UInt8] {
    var writer = JSONWriter(.pretty)
    let changes = report.changes.filter { view.keeps($0.classification) }
    ReportSchema.report.write(ReportSchema.Shown(report: report, changes: changes), &writer)
    return writer.bytes + [UInt8(ascii: "\n")]
  }
}
