import CommandKit
import ContinuousIntegration
import GateEngine
import GitHistory
import ReleaseModel

/// The parameters of every command that asks the gate: of what, and by which policy.
enum JudgingOptions {
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

  static let mixedVersion = Flag(
    "--mixed-version", help: "Judge for a time in which old and new versions run side by side")

  static let parameters: [any Parameter] =
    RangeOptions.parameters
    + [release, ci, policyFrom, packs, mixedVersion, CacheFolder.option]

  /// Asks the gate, with a repository handle per side; nil if CI has nothing to judge.
  static func ask<Answer>(
    _ invocation: Invocation,
    _ question: (Gate, CheckRequest, _ before: Repository, _ after: Repository)
      throws(GateError) -> Answer
  ) throws(Failure) -> Answer? {
    let (directory, environment) = RangeOptions.place(invocation)
    guard let request = try request(invocation, directory, environment) else { return nil }
    if !invocation[RangeOptions.quiet] { Progress.start() }
    let gate = gate(invocation)
    return try gate.inRepository(at: directory, environment) {
      before, after throws(GateError) in
      var gate = gate
      if gate.component == nil, case .sinceRelease(let commit, let tag?) = request.spelling {
        gate.component = try gate.component(
          releasedBy: tag, accordingTo: request.policyRevision ?? commit, in: after)
      }
      return try question(gate, request, before, after)
    }
  }

  /// The gate as the command line limits it.
  private static func gate(_ invocation: Invocation) -> Gate {
    var gate = Gate.builtin
    gate.paths = invocation[RangeOptions.paths]
    gate.component = invocation[RangeOptions.component]
    gate.isMixedVersion = invocation[mixedVersion]
    gate.asOf = invocation[RangeOptions.asOf]?.day
    // A pull request must not date itself past a window.
    if gate.asOf == nil, invocation[ci] != nil { gate.asOf = AsOf.today.day }
    return gate
  }

  /// What the gate is asked, without a range about the release; nil if CI has nothing to judge.
  private static func request(
    _ invocation: Invocation, _ directory: String, _ environment: GitEnvironment?
  ) throws(Failure) -> CheckRequest? {
    let spelling = try RangeOptions.range(invocation)
    var isRelease = invocation[release]
    if case .sinceRelease = spelling { isRelease = true }
    var request = CheckRequest(spelling, isRelease ? .release : .merge)
    if invocation[ci] != nil {
      guard let asked = try ciRequest(invocation, directory, environment) else { return nil }
      request = asked
    }
    if let revision = invocation[policyFrom] {
      request.policyRevision = revision
      request.policyReason = nil
    }
    request.packs = invocation[packs]
    request.cache = try CacheFolder.cache(invocation)
    return request
  }

  private static func ciRequest(
    _ invocation: Invocation, _ directory: String, _ environment: GitEnvironment?
  ) throws(Failure) -> CheckRequest? {
    let isRangeGiven =
      invocation.gives(RangeOptions.range) || invocation.gives(RangeOptions.tree)
      || invocation[RangeOptions.staged] || invocation[release]
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
    var request = try run.request()
    // The range begins where the branch left; the policy is that of the branch it goes into.
    if let target = run.targetBranch.map({ "refs/remotes/origin/\($0)" }),
      repository.hasReference(target)
    {
      request?.policyRevision = target
      request?.policyReason = "the branch that the range is to be merged into"
    }
    // Only today is the day of a push: one that is named looks back.
    if case .date = invocation[RangeOptions.asOf] { return request }
    do throws(GitError) {
      request?.isUnmerged = try run.isUnmergedRelease(in: repository)
    } catch {
      throw Failure(error)
    }
    return request
  }
}

/// How an answer is written that is no report.
enum AnswerFormat: String, CaseIterable, Sendable {
  case text, json
}
