import CommandKit
import Glibc
import ReleaseModel
import Reporting
import SourceModel

/// A report that was written as JSON, read from a file.
struct SavedReport {
  let path: String
  let report: Report

  init(_ path: String) throws(Failure) {
    self.path = path
    let source = SourceText(path: RepositoryPath(unchecked: Name(path)), bytes: try readFile(path))
    switch ReportSchema.read(source) {
    case .success(let report): self.report = report
    case .failure(let error):
      throw Failure(
        error.problems, hint: "Name a report that was written with '--format json'.")
    }
  }
}

/// `relgate render`: a saved report in another format.
enum RenderCommand {
  private static let file = Positional(
    required: ValueKind.file(), help: "A report that was written with '--format json'")

  static let command = Command<Action>(
    "render", "Write a saved report in another format",
    discussion: "Nothing is judged again: the exit code is 0 whatever the report says.",
    parameters: [file],
    sections: [Section("Output options", ReportOutput.Options.parameters)],
    examples: [
      Example("a report for a job's summary", "relgate render report.json --format markdown")
    ], action: .render)

  static func run(_ invocation: Invocation) throws(Failure) {
    let output = ReportOutput(invocation)
    try output.check()
    try output.write(try SavedReport(invocation[file]).report)
  }
}

/// `relgate merge`: the reports of the parts of one run, joined.
enum MergeCommand {
  private static let files = Positional(
    oneOrMore: ValueKind.file(), help: "Reports that were written with '--format json'")

  static let command = Command<Action>(
    "merge", "Join the reports of one run that was spread over several jobs",
    discussion: """
      The reports must be about the same revisions, by the same relgate and policy. The worst \
      verdict counts and is the exit code.
      """,
    parameters: [files],
    sections: [Section("Output options", ReportOutput.Options.parameters)],
    examples: [Example("the jobs of a matrix", "relgate merge reports/*.json --format sarif")],
    action: .merge)

  static func run(_ invocation: Invocation) throws(Failure) -> UInt8 {
    let output = ReportOutput(invocation)
    try output.check()
    var saved: [SavedReport] = []
    for path in invocation[files] { saved.append(try SavedReport(path)) }
    guard let first = saved.first else { return 0 }
    var whole = first.report
    // Joined with itself a report says each fact once.
    for next in saved {
      switch whole.joined(with: next.report) {
      case .success(let joined): whole = joined
      case .failure(let conflict):
        throw Failure(
          "'\(first.path)' and '\(next.path)' differ in their \(conflict.rawValue)",
          hint: "Join reports of one run only.", exitCode: 2)
      }
    }
    try output.write(whole)
    if whole.judgement != nil { return CheckCommand.exitCode(of: whole, exitZero: false) }
    return whole.complete ? 0 : 3
  }
}

/// The bytes of a file that the user named.
func readFile(_ path: String) throws(Failure) -> [UInt8] {
  func failed() -> Failure {
    Failure(
      "'\(path)' could not be read: \(String(cString: strerror(errno)))",
      hint: "Name a file that exists and may be read.", exitCode: 2)
  }
  let descriptor = open(path, O_RDONLY | O_CLOEXEC)
  if descriptor < 0 { throw failed() }
  defer { close(descriptor) }
  var bytes: [UInt8] = []
  var chunk = [UInt8](repeating: 0, count: 1 << 16)
  while true {
    let count = chunk.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
    if count > 0 {
      bytes += chunk[..<count]
    } else if count == 0 {
      return bytes
    } else if errno != EINTR {
      throw failed()
    }
  }
}
