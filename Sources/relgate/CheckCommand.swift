import CommandKit
import GateEngine
import GitHistory
import ReleaseModel
import Reporting

/// `relgate check`: whether a range may be merged, or a release may go out.
struct CheckCommand {
  private let invocation: Invocation

  init(_ invocation: Invocation) {
    self.invocation = invocation
  }

  func run() throws(Failure) -> UInt8 {
    let output = ReportOutput(invocation)
    try output.check()
    if let fingerprint = invocation[Options.why] { return try explain(fingerprint) }
    let isAttesting = invocation[Options.attest] != nil
    let answer = try ask { gate, request, before, after throws(GateError) in
      let report = try gate.check(request, before: before, after: after)
      return (report, isAttesting ? try gate.attestation(of: report, in: after) : nil)
    }
    guard let (report, attestation) = answer else { return 0 }
    if let path = invocation[Options.attest] {
      guard let attestation else {
        throw Failure(
          "what is staged cannot be attested", hint: "Commit it, and check the commit.",
          exitCode: 2)
      }
      try writeFile(attestation, at: path)
    }
    try output.write(report)
    return CheckCommand.exitCode(of: report, exitZero: invocation[Options.exitZero])
  }

  private func ask<Answer>(
    _ question: (Gate, CheckRequest, Repository, Repository) throws(GateError) -> Answer
  ) throws(Failure) -> Answer? {
    let threshold = invocation[Options.failOn]
    return try JudgingOptions.ask(invocation) {
      gate, request, before, after throws(GateError) in
      var request = request
      request.threshold = threshold
      return try question(gate, request, before, after)
    }
  }

  private func explain(_ fingerprint: String) throws(Failure) -> UInt8 {
    let text = try ask { gate, request, before, after throws(GateError) in
      try gate.explain(fingerprint, request, before: before, after: after)
    }
    guard let text = text ?? nil else {
      throw Failure(
        "the run has no change or finding with the fingerprint '\(fingerprint)'",
        hint: "Take it from the same run's report: '--format json' names it everywhere.",
        exitCode: 2)
    }
    try Channel.output.write(text: text)
    return 0
  }

  /// The exit code of a judged report.
  static func exitCode(of report: Report, exitZero: Bool) -> UInt8 {
    switch report.judgement?.verdict {
    case .blocked: exitZero && report.complete ? 0 : 1
    case .undecided: 3
    case .passed, nil: 0
    }
  }
}

extension CheckCommand {
  /// The parameters of the command.
  enum Options {
    static let why = Option(
      "--why", ValueKind.text("FINGERPRINT"),
      help: "Tell how the verdict on a change or finding came about, in place of the report")
    static let failOn = Option(
      "--fail-on", ValueKind<Severity>.choice("SEVERITY"), default: .error,
      help: "Block at findings of at least this severity")
    static let exitZero = Flag(
      "--exit-zero", help: "Exit with 0 in place of 1, unless something is undecided")
    static let attest = Option(
      "--attest", ValueKind.file(),
      help: "Write the verdict as a verification summary (in-toto, SLSA) with the packs' digests")
  }

  static let command = Command<Action>(
    "check", "Judge whether a range may be merged, or a release may go out",
    discussion: """
      With a range, only what the range introduces is judged, by the policy of the revision \
      compared from. Without one, or with --release, all that changed since the preceding release \
      is judged, by the policy of the release.
      """,
    parameters: JudgingOptions.parameters,
    sections: [
      Section(
        "Output options", ReportOutput.Options.parameters + [Options.why, Options.attest]),
      Section("Verdict options", [Options.failOn, Options.exitZero]),
    ],
    examples: [
      Example("a pull request", "relgate check origin/main...HEAD"),
      Example("whatever set off the run of CI", "relgate check --ci auto"),
      Example("the next release", "relgate check --release"),
      Example("by a stricter pack", "relgate check main...HEAD --pack builtin:strict"),
    ], action: .check)
}
