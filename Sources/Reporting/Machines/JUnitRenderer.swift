package import ReleaseModel
import SourceModel

/// A report for test result viewers (JUnit XML).
///
/// The common dialect has files and lines, and the text of warnings in their cases. The strict one
/// is what the schema of Ant's reports allows, where such text stands at the end of the suite.
package struct JUnitRenderer: Renderer {
  private let report: Report
  private let isStrict: Bool
  private let cases: [JUnitCase]
  private var output = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"

  package static func render(_ report: Report, view: View) -> [UInt8] {
    var renderer = JUnitRenderer(report, view)
    renderer.write()
    return Array(renderer.output.utf8)
  }

  private init(_ report: Report, _ view: View) {
    self.report = report
    isStrict = view.isJUnitStrict
    cases = JUnitCase.cases(of: report, view: view)
  }

  private mutating func write() {
    var counts = (failed: 0, undecided: 0, skipped: 0)
    for test in cases {
      switch test.outcome {
      case .passed: break
      case .failed: counts.failed += 1
      case .undecided: counts.undecided += 1
      case .skipped: counts.skipped += 1
      }
    }
    let totals = [
      ("tests", String(cases.count)), ("failures", String(counts.failed)),
      ("errors", String(counts.undecided)), ("skipped", String(counts.skipped)), ("time", "0"),
    ]
    line(0, "<testsuites\(attributes(isStrict ? [] : [("name", "relgate")] + totals))>")
    // There is no clock: the day is the one against which was judged.
    let day = report.asOf ?? report.after.date ?? CalendarDate(dayNumber: 0)
    line(
      1,
      "<testsuite"
        + attributes(
          [
            ("name", "relgate"), ("timestamp", "\(day)T00:00:00"), ("hostname", "localhost"),
          ] + totals + (isStrict ? [("package", "relgate"), ("id", "0")] : [])) + ">")
    writeSummary()
    for test in cases { write(test) }
    if isStrict {
      let passed = cases.filter {
        if case .passed = $0.outcome { !$0.details.isEmpty } else { false }
      }
      let text = passed.map { "\($0.name): \($0.details)" }.joined(separator: "\n")
      line(2, "<system-out>\(xml(text))</system-out>")
      line(2, "<system-err></system-err>")
    }
    line(1, "</testsuite>")
    line(0, "</testsuites>")
  }

  private mutating func writeSummary() {
    var properties = [
      ("relgate", report.version), ("before", report.before.spelling),
      ("after", report.after.spelling),
    ]
    if let judgement = report.judgement {
      properties += [("verdict", judgement.verdict.rawValue), ("policy", judgement.basis)]
    }
    line(2, "<properties>")
    for (name, value) in properties {
      line(3, "<property\(attributes([("name", name), ("value", value)]))/>")
    }
    line(2, "</properties>")
  }

  private mutating func write(_ test: JUnitCase) {
    var known = [("name", test.name), ("classname", test.classname)]
    if !isStrict, let file = test.file {
      known.append(("file", file.path))
      if file.line > 0 { known.append(("line", String(file.line))) }
    }
    let opening = "<testcase\(attributes(known + [("time", "0")]))"
    let body: String? =
      switch test.outcome {
      case .passed:
        isStrict || test.details.isEmpty ? nil : "<system-out>\(xml(test.details))</system-out>"
      case .failed(let type): element("failure", type, test)
      case .undecided(let type): element("error", type, test)
      case .skipped: "<skipped\(attributes([("message", test.message)]))/>"
      }
    guard let body else {
      line(2, opening + "/>")
      return
    }
    line(2, opening + ">")
    line(3, body)
    line(2, "</testcase>")
  }

  private func element(_ name: String, _ type: String, _ test: JUnitCase) -> String {
    "<\(name)\(attributes([("type", type), ("message", test.message)]))>"
      + "\(xml(test.details))</\(name)>"
  }

  private func attributes(_ attributes: [(name: String, value: String)]) -> String {
    attributes.map { " \($0.name)=\"\(xml($0.value, inAttribute: true))\"" }.joined()
  }

  private mutating func line(_ level: Int, _ text: String) {
    output += String(repeating: "  ", count: level) + text + "\n"
  }
}
