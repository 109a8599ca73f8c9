import DataTrees
package import ReleaseModel

/// A report for machines, as `relgate/report/1` says.
package struct JSONRenderer: Renderer {
  package static func render(_ report: Report, view: View) -> [UInt8] {
    var writer = JSONWriter(.pretty)
    ReportSchema.report.writer.write(ReportSchema.Shown(report, view: view), &writer)
    return writer.bytes + [UInt8(ascii: "\n")]
  }
}
