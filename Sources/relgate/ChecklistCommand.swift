import CommandKit
import GateEngine
import Reporting

/// `relgate checklist`: the questions of the packs, answered.
enum ChecklistCommand {
  private static let format = Option(
    ["--format", "-f"], ValueKind<ChecklistFormat>.choice("FORMAT"), default: .text,
    help: "How the answers are written")

  static let command = Command<Action>(
    "checklist", "Answer the questions of the packs: yes, no, or why it cannot be told",
    discussion: "The range is judged as by 'relgate check', and the exit code is the same.",
    parameters: JudgingOptions.parameters + [CheckCommand.Options.failOn, format],
    examples: [
      Example(
        "is this release safe to undo", "relgate checklist --pack builtin:release-safety")
    ], action: .checklist)

  static func run(_ invocation: Invocation) throws(Failure) -> UInt8 {
    let report = try JudgingOptions.ask(invocation) {
      gate, request, before, after throws(GateError) in
      var request = request
      request.threshold = invocation[CheckCommand.Options.failOn]
      return try gate.check(request, before: before, after: after)
    }
    guard let report else { return 0 }
    try Channel.output.write(ChecklistPages.render(report, as: invocation[format]))
    return CheckCommand.exitCode(of: report, exitZero: false)
  }
}
