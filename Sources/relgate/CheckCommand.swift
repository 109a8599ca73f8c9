import CommandKit
import ContinuousIntegration
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
    let (directory, environment) = RangeOptions.place(invocation)
    guard let request = try request(directory, environment) else { return 0 }
    if !invocation[RangeOptions.quiet] { Progress.start() }
    let gate = gate()
    if let fingerprint = invocation[Options.why] {
      return try explain(fingerprint, gate, request, directory, environment)
    }
    let report = try gate.inRepository(at: directory, environment) {
      before, after throws(GateError) in
      try gate.check(request, before: before, after: after)
    }
    try output.write(report)
    return CheckCommand.exitCode(of: report, exitZero: invocation[Options.exitZero])
  }

  /// The gate as the command line limits it.
  private func gate() -> Gate {
    var gate = Gate.builtin
    gate.paths = invocation[RangeOptions.paths]
    gate.component = invocation[RangeOptions.component]
    gate.asOf = invocation[RangeOptions.asOf]?.day
    // A pull request must not date itself past a window.
    if gate.asOf == nil, invocation[Options.ci] != nil { gate.asOf = AsOf.today.day }
    return gate
  }

  /// What the gate is asked; nil if CI has nothing to judge.
  private func request(
    _ directory: String, _ environment: GitEnvironment?
  ) throws(Failure) -> CheckRequest? {
    let spelling = try RangeOptions.range(invocation)
    var isRelease = invocation[Options.release]
    if case .sinceRelease = spelling { isRelease = true }
    var request = CheckRequest(spelling, isRelease ? .release : .merge)
    if invocation[Options.ci] != nil {
      guard let asked = try ciRequest(directory, environment) else { return nil }
      request = asked
    }
    request.policyRevision = invocation[Options.policyFrom]
    request.packs = invocation[Options.packs]
    request.threshold = invocation[Options.failOn]
    request.cache = try CacheFolder.cache(invocation)
    return request
  }

  private func explain(
    _ fingerprint: String, _ gate: Gate, _ request: CheckRequest, _ directory: String,
    _ environment: GitEnvironment?
  ) throws(Failure) -> UInt8 {
    let text = try gate.inRepository(at: directory, environment) {
      before, after throws(GateError) in
      try gate.explain(fingerprint, request, before: before, after: after)
    }
    guard let text else {
      throw Failure(
        "the run has no change or finding with the fingerprint '\(fingerprint)'",
        hint: "Take it from the same run's report: '--format json' names it everywhere.",
        exitCode: 2)
    }
    try Channel.output.write(text: text)
    return 0
  }

  private func ciRequest(
    _ directory: String, _ environment: GitEnvironment?
  ) throws(Failure) -> CheckRequest? {
    let isRangeGiven =
      invocation.gives(RangeOptions.range) || invocation.gives(RangeOptions.tree)
      || invocation[RangeOptions.staged] || invocation[Options.release]
    if isRangeGiven {
      throw Failure(
        "--ci and a range, --tree, --staged or --release exclude each other",
        hint: "Give one of them.", exitCode: 2)
    }
    let repository: Repository
    do throws(GitError) {
      repository = try Repository(at: directory, environment: environment)
    } catch {
      throw Failure(error)
    }
    let run = try CIRun.find(in: repository)
    if !invocation[RangeOptions.quiet] { Channel.errors.write("relgate: \(run.narration)\n") }
    return try run.request()
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
    static let release = Flag(
      "--release", help: "Judge a release by its own policy, as without a range")
    static let ci = Option(
      "--ci", ValueKind<CIMode>.choice("HOW"),
      help: "Judge what the present run of CI is about, as of today")
    static let policyFrom = Option(
      "--policy-from", ValueKind.revision(), defaultText: "the revision compared from",
      help: "The revision whose configuration, packs, waivers and signers count")
    static let packs = Option(
      repeatable: "--pack", ValueKind.text("PACK"),
      help: "Apply a pack as well: builtin:NAME, or a path in the policy's revision")
    static let why = Option(
      "--why", ValueKind.text("FINGERPRINT"),
      help: "Tell how the verdict on a change or finding came about, in place of the report")
    static let failOn = Option(
      "--fail-on", ValueKind<Severity>.choice("SEVERITY"), default: .error,
      help: "Block at findings of at least this severity")
    static let exitZero = Flag(
      "--exit-zero", help: "Exit with 0 in place of 1, unless something is undecided")

    static let policy: [any Parameter] = [policyFrom, packs]
  }

  static let command = Command<Action>(
    "check", "Judge whether a range may be merged, or a release may go out",
    discussion: """
      With a range, only what the range introduces is judged, by the policy of the revision \
      compared from. Without one, or with --release, all that changed since the preceding release \
      is judged, by the policy of the release.
      """,
    parameters: RangeOptions.parameters + [Options.release, Options.ci, CacheFolder.option],
    sections: [
      Section("Policy options", Options.policy),
      Section("Output options", ReportOutput.Options.parameters + [Options.why]),
      Section("Verdict options", [Options.failOn, Options.exitZero]),
    ],
    examples: [
      Example("a pull request", "relgate check origin/main...HEAD"),
      Example("whatever set off the run of CI", "relgate check --ci auto"),
      Example("the next release", "relgate check --release"),
      Example("by a stricter pack", "relgate check main...HEAD --pack builtin:strict"),
    ], action: .check)
}
