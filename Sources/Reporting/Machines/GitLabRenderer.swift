import DataTrees
package import ReleaseModel
import SourceModel

/// A report for the Code Quality widget of GitLab: a list of issues.
///
/// What is waived is left out.
package struct GitLabRenderer: Renderer {
  package static func render(_ report: Report, view: View) -> [UInt8] {
    var writer = JSONWriter(.pretty)
    // Issues with one fingerprint would be shown as one.
    var times: [String: Int] = [:]
    func unique(_ fingerprint: String) -> String {
      times[fingerprint, default: 0] += 1
      let count = times[fingerprint, default: 1]
      return count == 1 ? fingerprint : "\(fingerprint)-\(count)"
    }
    writer.beginArray()
    for problem in report.problems where problem.isOpen {
      write(
        visible(problem.message), problem.rule, unique(problem.fingerprint), "blocker",
        problem.path?.text ?? ".", problem.line, &writer)
    }
    for notice in Notice.notices(of: report, view: view) where notice.waiver == nil {
      let severity =
        switch notice.severity {
        case .error: "critical"
        case .warning: "minor"
        case .info: "info"
        }
      write(
        notice.message, notice.rule, unique(notice.fingerprint), severity, notice.spot.path.text,
        notice.spot.line, &writer)
    }
    writer.endArray()
    return writer.bytes + [UInt8(ascii: "\n")]
  }

  private static func write(
    _ description: String, _ rule: RuleID, _ fingerprint: String, _ severity: String,
    _ path: String, _ line: Int, _ writer: inout JSONWriter
  ) {
    writer.object { writer in
      writer.member("description", description)
      writer.member("check_name", rule.text)
      writer.member("fingerprint", fingerprint)
      writer.member("severity", severity)
      writer.object("location") { writer in
        writer.member("path", path)
        writer.object("lines") { $0.member("begin", max(1, line)) }
      }
    }
  }
}
