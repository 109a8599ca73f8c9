import DataTrees
package import ReleaseModel
import SourceModel

/// A report for reviewdog (rdjson): columns count bytes, ends are exclusive.
///
/// What is waived is left out.
package struct ReviewdogRenderer: Renderer {
  package static func render(_ report: Report, view: View) -> [UInt8] {
    let notices = Notice.notices(of: report, view: view).filter { $0.waiver == nil }
    let problems = report.problems.filter { $0.waiver == nil }
    let worst =
      problems.contains(where: \.isOpen)
      ? .error : notices.map(\.severity).max() ?? .info
    var writer = JSONWriter(.pretty)
    writer.object { writer in
      writer.object("source") { $0.member("name", "relgate") }
      writer.member("severity", word(worst))
      writer.array("diagnostics", problems.map(Diagnostic.init) + notices.map(Diagnostic.init)) {
        writer, diagnostic in
        writer.object { write(diagnostic, &$0) }
      }
    }
    return writer.bytes + [UInt8(ascii: "\n")]
  }

  private struct Diagnostic {
    let message: String
    let rule: RuleID
    let severity: Severity
    let path: String
    let region: Region?
    let related: [(spot: Notice.Spot, message: String)]

    init(_ notice: Notice) {
      message = notice.text
      rule = notice.rule
      severity = notice.severity
      path = notice.spot.path.text
      region = notice.spot.region(in: .bytes)
      related = notice.related
    }

    init(_ problem: Problem) {
      message = visible(problem.message) + (problem.hint.map { "\n" + visible($0) } ?? "")
      rule = problem.rule
      severity = problem.isOpen ? .error : .info
      path = problem.path?.text ?? "."
      region = problem.line > 0 ? Region(line: problem.line) : nil
      related = []
    }
  }

  private static func write(_ diagnostic: Diagnostic, _ writer: inout JSONWriter) {
    writer.member("message", diagnostic.message)
    write(diagnostic.path, diagnostic.region, &writer)
    writer.member("severity", word(diagnostic.severity))
    writer.object("code") { $0.member("value", diagnostic.rule.text) }
    if diagnostic.related.isEmpty { return }
    writer.array("related_locations", diagnostic.related) { writer, related in
      writer.object { writer in
        writer.member("message", related.message)
        write(related.spot.path.text, related.spot.region(in: .bytes), &writer)
      }
    }
  }

  private static func write(_ path: String, _ region: Region?, _ writer: inout JSONWriter) {
    writer.object("location") { writer in
      writer.member("path", path)
      guard let region else { return }
      writer.object("range") { writer in
        writer.object("start") { writer in
          writer.member("line", region.line)
          if let column = region.column { writer.member("column", column) }
        }
        if region.endColumn == nil, region.endLine == region.line { return }
        writer.object("end") { writer in
          writer.member("line", region.endLine)
          if let column = region.endColumn { writer.member("column", column) }
        }
      }
    }
  }

  private static func word(_ severity: Severity) -> String {
    switch severity {
    case .error: "ERROR"
    case .warning: "WARNING"
    case .info: "INFO"
    }
  }
}
