import CommandKit
import GateEngine
import GitHistory
import ReleaseModel
import Reporting

/// `relgate hook`: judges what a push brings, before Git accepts it.
struct HookCommand {
  /// The hooks that Git runs for a push.
  enum Hook: Sendable {
    /// Where it arrives: all references at once, their objects still in quarantine.
    case receive
    /// Where it arrives: each reference by itself.
    case update
    /// Where it starts from.
    case push
  }

  private let hook: Hook
  private let invocation: Invocation
  /// Git runs a hook inside the repository, and tells where the objects are that just arrived.
  private let environment = GitEnvironment(variable: environmentVariable)

  init(_ hook: Hook, _ invocation: Invocation) {
    self.hook = hook
    self.invocation = invocation
  }

  func run() throws(Failure) -> UInt8 {
    var codes: Set<UInt8> = [0]
    for update in try updates() {
      do throws(Failure) {
        codes.insert(try judge(update))
      } catch {
        say("'\(update.name)' was not judged")
        Channel.errors.write(error.text)
        codes.insert(error.exitCode)
      }
    }
    // What blocks is said before what is not known.
    let code = [1, 2, 3].first(where: codes.contains) ?? 0
    if code != 0 { say("the push was refused") }
    return code
  }

  private func updates() throws(Failure) -> [ReferenceUpdate] {
    switch hook {
    case .receive:
      return try ReferenceUpdate.reading(try Channel.readInput(), order: .receive)
    case .push: return try ReferenceUpdate.reading(try Channel.readInput(), order: .push)
    case .update:
      let words = [Options.reference, Options.before, Options.after].map { invocation[$0] }
      return [try ReferenceUpdate(words, order: .update)]
    }
  }

  /// Judges one reference; the exit code that it alone would give.
  private func judge(_ update: ReferenceUpdate) throws(Failure) -> UInt8 {
    var gate = Gate.builtin
    // A push must not date itself past a window.
    gate.asOf = AsOf.today.day
    var request: CheckRequest
    switch try subject(of: update) {
    case .nothing(let reason):
      narrate("'\(update.name)' was not judged: \(reason)")
      return 0
    case .undecided(let reason, let hint): throw Failure(reason, hint: hint, exitCode: 3)
    case .range(let spelling):
      request = self.request(spelling, .merge, policyRevision: nil)
    case .release(let release):
      request = self.request(release.range, .release, policyRevision: release.policyRevision)
      request.isUnmerged = release.policyRevision != nil
      let revision = request.policyRevision ?? release.commit.hex
      gate.component = try gate.inRepository(at: ".", environment) {
        _, after throws(GateError) in
        try gate.component(releasedBy: release.tag, accordingTo: revision, in: after)
      }
    }
    let report = try gate.inRepository(at: ".", environment) {
      before, after throws(GateError) in
      try gate.check(request, before: before, after: after)
    }
    let code = CheckCommand.exitCode(of: report, exitZero: false)
    if code == 0 {
      narrate("'\(update.name)' passed: \(report.tally)")
    } else {
      say("'\(update.name)':")
      let obstacles = report.obstacles(from: request.threshold)
      Channel.errors.write(
        String(decoding: TextRenderer.render(obstacles, view: view(of: report)), as: UTF8.self))
    }
    return code
  }

  private func subject(of update: ReferenceUpdate) throws(Failure) -> HookSubject {
    do throws(GitError) {
      let repository = try Repository(at: ".", environment: environment)
      if hook != .push || update.after == nil || update.before.map(repository.contains) ?? true {
        return try HookSubject(of: update, in: repository, branchesBelow: branchesBelow)
      }
    } catch {
      throw Failure(error)
    }
    throw Failure(
      "what '\(update.name)' of the remote leads to is not in this repository",
      hint: "Run 'git fetch \(invocation[Options.remote])' first.", exitCode: 3)
  }

  private func view(of report: Report) -> View {
    View(
      rule: { builtinRules[$0] }, problemRule: describedRule,
      waiver: report.waiverOffer)
  }

  private func request(
    _ spelling: RangeSpelling, _ question: Judgement.Question, policyRevision: String?
  ) -> CheckRequest {
    var request = CheckRequest(spelling, question)
    request.policyRevision = invocation[JudgingOptions.policyFrom] ?? policyRevision
    if invocation[JudgingOptions.policyFrom] == nil {
      request.policyReason = "the main branch, which does not have the commit that the tag releases"
    }
    request.packs = invocation[JudgingOptions.packs]
    request.threshold = invocation[CheckCommand.Options.failOn]
    return request
  }

  /// Where the branches of the repository that is pushed to are known.
  private var branchesBelow: String {
    hook == .push ? "refs/remotes/\(invocation[Options.remote])/" : "refs/heads/"
  }

  private func say(_ text: String) { Channel.errors.write("relgate: \(text)\n") }

  private func narrate(_ text: String) {
    if !invocation[RangeOptions.quiet] { say(text) }
  }
}

extension HookCommand {
  /// The parameters of the commands.
  enum Options {
    static let reference = Positional(
      required: ValueKind<String>.text("REF"), help: "The reference that is pushed to")
    static let before = Positional(
      required: ValueKind<String>.text("BEFORE"), help: "What it leads to now")
    static let after = Positional(
      required: ValueKind<String>.text("AFTER"), help: "What it is to lead to")
    static let remote = Positional(
      required: ValueKind<String>.text("REMOTE"), help: "The name of the remote")
    static let address = Positional(
      ValueKind<String>.text("URL"), defaultText: "that of the remote",
      help: "The address of the remote")
    static let common: [any Parameter] = [
      JudgingOptions.policyFrom, JudgingOptions.packs,
      CheckCommand.Options.failOn, RangeOptions.quiet,
    ]
  }

  static let command = Command<Action>(
    "hook", "Judge a push, as a hook of Git",
    discussion: """
      Each reference that a push changes is judged, and one that does not pass refuses the push. \
      What a branch gets is judged by the policy of the branch as it is; a new branch from where \
      it left the main one. A release tag is judged as a release, by its own policy if the main \
      branch has its commit, else by that of the main branch. Deleted references and other \
      references pass. The day of judgement is today.
      """,
    examples: [
      Example(
        "hooks/pre-receive of the repository that is pushed to", "exec relgate hook pre-receive"),
      Example(
        "hooks/update there", "exec relgate hook update \"$1\" \"$2\" \"$3\""),
      Example(
        ".git/hooks/pre-push of a developer", "exec relgate hook pre-push \"$1\" \"$2\""),
    ],
    commands: [
      Command(
        "pre-receive", "Judge all references of a push where it arrives",
        discussion: "Reads lines of before, after and reference from standard input.",
        parameters: Options.common, action: .hook(.receive)),
      Command(
        "update", "Judge one reference of a push where it arrives",
        parameters: [Options.reference, Options.before, Options.after] + Options.common,
        action: .hook(.update)),
      Command(
        "pre-push", "Judge a push before it leaves",
        discussion: """
          Reads lines of local reference, its commit, remote reference and its commit from \
          standard input.
          """,
        parameters: [Options.remote, Options.address] + Options.common, action: .hook(.push)),
    ])
}
