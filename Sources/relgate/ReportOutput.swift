import CommandKit
import FormatKit
import Glibc
import ReleaseModel
import Reporting

/// Writes a report where and as the command line says.
struct ReportOutput {
  private let invocation: Invocation

  init(_ invocation: Invocation) {
    self.invocation = invocation
  }

  /// Sees to it that no report is written over another.
  func check() throws(Failure) {
    var paths = invocation[Options.reports].map(\.path)
    if let path = invocation[Options.output] { paths.append(path) }
    var seen: Set<String> = []
    for path in paths where !seen.insert(path).inserted {
      throw Failure(
        "two reports were to be written to '\(path)'", hint: "Name a file for each of them.",
        exitCode: 2)
    }
  }

  /// Writes the files first: what goes to a pipe may end the program's reader.
  func write(_ report: Report) throws(Failure) {
    for target in invocation[Options.reports] {
      try writeFile(
        target.format.render(report, view: view(of: report, colored: false)), at: target.path)
    }
    let format = invocation[Options.format]
    if let path = invocation[Options.output] {
      let isColored = invocation[Options.color] == .always
      try writeFile(format.render(report, view: view(of: report, colored: isColored)), at: path)
    } else {
      try Channel.output.write(format.render(report, view: view(of: report, colored: isColored)))
    }
  }

  private func view(of report: Report, colored: Bool) -> View {
    let only = invocation[Options.only].flatMap(\.self)
    var view = View(
      only: only.isEmpty ? nil : Set(only), showsEverything: invocation[Options.all],
      style: colored ? .colored : .plain,
      rule: { builtinRules[$0] }, problemRule: describedRule)
    view.isJUnitStrict = invocation[Options.junitStrict]
    view.waiver = report.waiverOffer
    return view
  }

  private var isColored: Bool {
    switch invocation[Options.color] {
    case .always: true
    case .never: false
    case .auto: Channel.output.isTerminal && getenv("NO_COLOR").map { $0.pointee == 0 } ?? true
    }
  }
}

/// When escape sequences are written.
enum ColorChoice: String, CaseIterable, Sendable {
  case auto, always, never
}

/// A file to write a report to, and how.
struct ReportTarget: Sendable {
  let format: ReportFormat
  let path: String
}

extension ReportOutput {
  /// The parameters of every command that writes a report.
  enum Options {
    static let format = Option(
      ["--format", "-f"], ValueKind<ReportFormat>.choice("FORMAT"), default: .text,
      help: "How the report is written")
    static let output = Option(
      ["--output", "-o"], ValueKind.file(), defaultText: "standard output",
      help: "Where the report is written")
    static let reports = Option(
      repeatable: "--report", ValueKind.reportTarget,
      help: "Write the report to a file in another format as well")
    static let only = Option(
      repeatable: "--only", ValueKind.classifications,
      help: "Show only changes of these classifications, separated by commas")
    static let all = Flag(
      "--all", help: "Show neutral changes and files that were not judged, too")
    static let color = Option(
      "--color", ValueKind<ColorChoice>.choice("WHEN"), default: .auto,
      help: "When the text has colors")

    static let junitStrict = Flag(
      "--junit-strict", help: "Write JUnit as the schema of Ant wants it, without files and lines")

    static let parameters: [any Parameter] = [
      format, output, reports, only, all, color, junitStrict,
    ]
  }
}

extension ValueKind where Value == [Classification] {
  /// Classifications, separated by commas.
  static var classifications: Self {
    let words = Classification.allCases.reversed().map(\.rawValue)
    return Self(
      "CLASS", expectation: "classifications: \(words.joined(separator: ", "))",
      read: { text in
        let classes = text.split(separator: ",", omittingEmptySubsequences: false)
          .map { Classification(rawValue: String($0)) }
        return classes.contains(nil) ? nil : classes.compactMap(\.self)
      }, write: { $0.map(\.rawValue).joined(separator: ",") })
  }
}

extension ValueKind where Value == ReportTarget {
  /// A format and a file.
  static var reportTarget: Self {
    let formats = ReportFormat.allCases.map(\.rawValue)
    return Self(
      "FORMAT=FILE", expectation: "a format (\(formats.joined(separator: ", "))), '=' and a file",
      read: { text in
        let parts = text.split(separator: "=", maxSplits: 1)
        guard parts.count == 2, let format = ReportFormat(rawValue: String(parts[0])) else {
          return nil
        }
        return ReportTarget(format: format, path: String(parts[1]))
      }, write: { "\($0.format.rawValue)=\($0.path)" })
  }
}
