import CommandKit
import GateEngine
import GitHistory
import ReleaseModel
import Reporting

/// `relgate diff`: what changed in the contracts between two revisions.
struct DiffCommand {
  private let invocation: Invocation

  init(_ invocation: Invocation) {
    self.invocation = invocation
  }

  func run() throws(Failure) -> UInt8 {
    let output = ReportOutput(invocation)
    try output.check()
    let spelling = try RangeOptions.range(invocation)
    let report = try diff(spelling)
    try output.write(report)
    return exitCode(of: report)
  }

  private func diff(_ spelling: RangeSpelling) throws(Failure) -> Report {
    if !invocation[RangeOptions.quiet] { Progress.start() }
    var gate = Gate.builtin
    gate.paths = invocation[RangeOptions.paths]
    gate.component = invocation[RangeOptions.component]
    gate.asOf = invocation[RangeOptions.asOf]?.day
    let (directory, environment) = RangeOptions.place(invocation)
    return try gate.diff(spelling, in: directory, environment: environment)
  }

  private func exitCode(of report: Report) -> UInt8 {
    if let threshold = invocation[Options.failOn],
      report.changes.contains(where: { $0.classification >= threshold })
    {
      return invocation[Options.exitZero] && report.complete ? 0 : 1
    }
    return report.complete ? 0 : 3
  }
}

extension DiffCommand {
  /// The parameters of the command.
  enum Options {
    static let failOn = Option(
      "--fail-on", ValueKind<Classification>.choice("CLASS"),
      help: "Exit with 1 if a change is at least this grave")
    static let exitZero = Flag(
      "--exit-zero", help: "Exit with 0 in place of 1, unless something is undecided")
  }

  static let command = Command<Action>(
    "diff", "Show what changed in the contracts between two revisions",
    discussion: """
      Contracts are found by their content. Paths for tests, examples and other people's code are \
      set aside, unless '.relgate.yaml' names them.
      """,
    parameters: RangeOptions.parameters,
    sections: [
      Section("Output options", ReportOutput.Options.parameters),
      Section("Verdict options", [Options.failOn, Options.exitZero]),
    ],
    examples: [
      Example("what the next release breaks", "relgate diff"),
      Example("what a branch breaks", "relgate diff main...HEAD --fail-on breaking"),
      Example("two files", "relgate diff v1.0.0:api.yaml HEAD:openapi.yaml"),
    ], action: .diff)
}
