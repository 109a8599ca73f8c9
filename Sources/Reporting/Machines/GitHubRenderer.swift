package import ReleaseModel
import SourceModel

/// Annotations for GitHub Actions, as workflow commands.
///
/// A step shows ten of a kind and drops the others without a word: at most nine are written,
/// severest first, and a tenth says how many there are more. What is waived is only counted.
package struct GitHubRenderer: Renderer {
  private static let shownPerKind = 9

  package static func render(_ report: Report, view: View) -> [UInt8] {
    var lines: [Severity: [String]] = [:]
    for problem in report.problems where problem.waiver == nil {
      let spot = problem.path.map { Notice.Spot($0, line: problem.line) }
      let hint = problem.hint.map { "\n" + visible($0) } ?? ""
      lines[problem.isOpen ? .error : .info, default: []].append(
        properties(spot, region: nil, problem.rule) + data(visible(problem.message) + hint))
    }
    for notice in Notice.notices(of: report, view: view) where notice.waiver == nil {
      lines[notice.severity, default: []].append(
        properties(notice.spot, region: notice.spot.region(in: .scalars), notice.rule)
          + data(notice.text))
    }
    var output = ""
    for severity in Severity.allCases.reversed() {
      let all = lines[severity, default: []]
      let command = "::" + word(severity) + " "
      for line in all.prefix(shownPerKind) { output += command + line + "\n" }
      if all.count > shownPerKind {
        let more = all.count - shownPerKind
        output += "\(command)title=relgate::\(more) more, see the whole report\n"
      }
    }
    if let judgement = report.judgement {
      let open = report.problems.count(where: \.isOpen)
      output += "relgate: \(judgement.decision(openProblems: open))\n"
    } else {
      output += "relgate: \(summary(of: report, view: view).first ?? "")\n"
    }
    return Array(output.utf8)
  }

  private static func properties(
    _ spot: Notice.Spot?, region: Region?, _ rule: RuleID
  ) -> String {
    var properties: [(String, String)] = []
    if let spot {
      properties.append(("file", visible(spot.path.text)))
      properties.append(("line", String(spot.line)))
    }
    if let region {
      properties.append(("endLine", String(region.endLine)))
      // Columns count only within one line.
      if region.endLine == region.line, let column = region.column, let end = region.endColumn {
        properties.append(("col", String(column)))
        properties.append(("endColumn", String(end)))
      }
    }
    properties.append(("title", rule.text))
    return properties.map { "\($0)=\(escaped($1, alsoColons: true))" }.joined(separator: ",")
  }

  private static func data(_ text: String) -> String { "::" + escaped(text, alsoColons: false) }

  private static func word(_ severity: Severity) -> String {
    switch severity {
    case .error: "error"
    case .warning: "warning"
    case .info: "notice"
    }
  }

  private static func escaped(_ text: String, alsoColons: Bool) -> String {
    var output = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "%": output += "%25"
      case "\r": output += "%0D"
      case "\n": output += "%0A"
      case ":" where alsoColons: output += "%3A"
      case "," where alsoColons: output += "%2C"
      default: output.unicodeScalars.append(scalar)
      }
    }
    return output
  }
}
