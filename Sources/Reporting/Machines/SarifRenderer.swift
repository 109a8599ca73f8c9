import DataTrees
package import ReleaseModel
import SourceModel

/// A report for code scanning: SARIF 2.1.0 (OASIS), within the limits of GitHub.
package struct SarifRenderer: Renderer {
  /// The most results that GitHub accepts in a run.
  private static let limit = 25_000

  private let report: Report
  private let view: View
  private let notices: [Notice]
  private let leftOut: Int
  private let rules: SarifRules
  private let hasWaivers: Bool

  package static func render(_ report: Report, view: View) -> [UInt8] {
    var writer = JSONWriter(.pretty)
    SarifRenderer(report, view).write(to: &writer)
    return writer.bytes + [UInt8(ascii: "\n")]
  }

  private init(_ report: Report, _ view: View) {
    self.report = report
    self.view = view
    let all = Notice.notices(of: report, view: view)
    notices = Array(all.prefix(SarifRenderer.limit))
    leftOut = all.count - notices.count
    rules = SarifRules(notices, view: view)
    hasWaivers = notices.contains { $0.waiver != nil }
  }

  private func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("$schema", "https://json.schemastore.org/sarif-2.1.0.json")
      writer.member("version", "2.1.0")
      writer.array("runs", [report]) { writer, _ in writer.object(nil, writeRun) }
    }
  }

  private func writeRun(_ writer: inout JSONWriter) {
    writer.object("tool") { writer in
      writer.object("driver") { writer in
        writer.member("name", "relgate")
        writer.member("version", report.version)
        rules.write(to: &writer)
        SarifRules.write(report.problems, view: view, to: &writer)
      }
    }
    writer.array("invocations", [report]) { writer, _ in writer.object(nil, writeInvocation) }
    // What comes before the last slash is the category under which an upload replaces another.
    let question = report.judgement?.question.rawValue ?? "diff"
    writer.object("automationDetails") { $0.member("id", "relgate/\(question)/") }
    writer.member("columnKind", "utf16CodeUnits")
    writer.array("results", notices, write)
    writer.object("properties", writeProperties)
  }

  private func writeInvocation(_ writer: inout JSONWriter) {
    writer.member("executionSuccessful", report.complete)
    if report.problems.isEmpty, leftOut == 0 { return }
    let counts = leftOut > 0 ? [leftOut] : []
    writer.key("toolExecutionNotifications")
    writer.beginArray()
    for problem in report.problems { write(problem, to: &writer) }
    for count in counts {
      writer.object { writer in
        writer.object("message") { writer in
          writer.member(
            "text",
            "\(counted(count, "result was", "results were")) left out: "
              + "no more than \(SarifRenderer.limit) are accepted")
        }
        writer.member("level", "warning")
      }
    }
    writer.endArray()
  }

  private func write(_ problem: Problem, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.object("descriptor") { $0.member("id", problem.rule.text) }
      let waived = problem.waiver.map { ", " + visible($0.phrase) } ?? ""
      let hint = problem.hint.map { "\n" + visible($0) } ?? ""
      writer.object("message") { $0.member("text", visible(problem.message) + waived + hint) }
      writer.member("level", problem.isOpen ? "error" : "note")
      guard let path = problem.path else { return }
      writer.array("locations", [path]) { writer, path in
        write(Notice.Spot(path, line: problem.line), to: &writer)
      }
    }
  }

  private func write(_ writer: inout JSONWriter, _ notice: Notice) {
    writer.object { writer in
      writer.member("ruleId", notice.rule.text)
      writer.member("ruleIndex", rules.index(of: notice.rule))
      writer.member("level", SarifRules.level(of: notice.severity))
      writer.object("message") { $0.member("text", notice.text) }
      writer.array("locations", [notice.spot]) { write($1, to: &$0) }
      if !notice.related.isEmpty {
        writer.array("relatedLocations", notice.related.enumerated()) { writer, related in
          write(
            related.element.spot, id: related.offset + 1, message: related.element.message,
            to: &writer)
        }
      }
      writer.object("partialFingerprints") { $0.member("relgate/v1", notice.fingerprint) }
      if hasWaivers { writeSuppressions(of: notice, to: &writer) }
      writer.object("properties") { writer in
        if !notice.element.isEmpty { writer.member("element", notice.element.text) }
        if !notice.clause.isEmpty { writer.member("clause", notice.clause) }
        if let word = notice.classification?.rawValue { writer.member("classification", word) }
      }
    }
  }

  private func writeSuppressions(of notice: Notice, to writer: inout JSONWriter) {
    writer.array("suppressions", [notice.waiver].compactMap(\.self)) { writer, waiver in
      writer.object { writer in
        writer.member("kind", notice.isWaivedInline ? "inSource" : "external")
        writer.member("status", "accepted")
        writer.member("justification", visible("\(waiver.reason) (\(waiver.phrase))"))
        writer.object("location") { writer in
          writeLocation(Notice.Spot(waiver.file, line: waiver.line), to: &writer)
        }
      }
    }
  }

  private func write(
    _ spot: Notice.Spot, id: Int? = nil, message: String? = nil, to writer: inout JSONWriter
  ) {
    writer.object { writer in
      if let id { writer.member("id", id) }
      writeLocation(spot, to: &writer)
      if let message { writer.object("message") { $0.member("text", message) } }
    }
  }

  private func writeLocation(_ spot: Notice.Spot, to writer: inout JSONWriter) {
    let region = spot.region(in: .utf16)
    writer.object("physicalLocation") { writer in
      writer.object("artifactLocation") { $0.member("uri", uriReference(to: spot.path)) }
      writer.object("region") { writer in
        writer.member("startLine", region.line)
        if let column = region.column { writer.member("startColumn", column) }
        writer.member("endLine", region.endLine)
        if let column = region.endColumn { writer.member("endColumn", column) }
      }
    }
  }

  private func writeProperties(_ writer: inout JSONWriter) {
    for (key, revision) in [("before", report.before), ("after", report.after)] {
      writer.object(key) { writer in
        writer.member("spelling", revision.spelling)
        if let commit = revision.commit { writer.member("commit", commit) }
      }
    }
    if let asOf = report.asOf { writer.member("asOf", asOf.description) }
    if let judgement = report.judgement {
      writer.member("verdict", judgement.verdict.rawValue)
      writer.member("policy", judgement.basis)
    }
  }
}

/// A path as a relative URI reference (RFC 3986): every byte that is not unreserved is encoded.
private func uriReference(to path: RepositoryPath) -> String {
  let digits = Array("0123456789ABCDEF")
  return path.bytes.reduce(into: "") { text, byte in
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
      UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "/"):
      text.unicodeScalars.append(Unicode.Scalar(byte))
    default: text += "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
    }
  }
}
