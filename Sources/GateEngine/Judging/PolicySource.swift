import BuiltinPolicies
import FormatKit
import GitHistory
import PolicyPacks
import ReleaseChecks
package import ReleaseModel
import Signatures
import SourceModel

/// What a run is judged by, all of it read at one revision.
struct PolicySource {
  /// The revision.
  let revision: Revision
  /// Why this one, a sentence without a full stop.
  let reason: String
  let configuration: Configuration
  let policy: Policy
  let waivers: [Waiver]
  /// Who may sign exceptions; nil if nobody is named.
  let signers: AllowedSigners?

  /// The components to which a path belongs.
  func components(of path: RepositoryPath) -> [String] {
    configuration.components.filter { $0.contains(path) }.map(\.name)
  }

  /// Whether a file is a part of what judges.
  func isPolicy(_ path: RepositoryPath) -> Bool {
    path == Configuration.path || path == configuration.signers
      || path.segments.first.map { Name($0) } == Name(Waiver.folder.bytes)
      || policy.packs.contains { Name($0.name) == Name(path.bytes) }
  }

  /// The policy as the report names it.
  var reported: Judgement.Policy {
    Judgement.Policy(
      revision: revision.reported.spelling, commit: revision.commit?.hex, source: reason,
      packs: policy.packs,
      waiverDays: policy.terms.maxDays, waiverNeedsTicket: policy.terms.isTicketRequired)
  }
}

extension Gate {
  /// Finds the range, and reads the policy that judges it.
  func policy(
    for request: CheckRequest, in repository: Repository
  ) throws(GateError) -> (RevisionRange, PolicySource) {
    // Where nobody wrote a range, the configuration says which tags are releases.
    if case .sinceRelease(let spelledAfter, _) = request.spelling {
      let after = try git { () throws(GitError) in try repository.revision(spelledAfter) }
      let chosen = try policyRevision(request, before: nil, after: after, in: repository)
      let source = try policy(at: chosen, request, in: repository)
      let tags = try source.configuration.component(named: component)?.tags
      let range = try git { () throws(GitError) in
        try repository.range(request.spelling, tags: tags)
      }
      return (range, source)
    }
    let range = try git { () throws(GitError) in try repository.range(request.spelling) }
    let chosen = try policyRevision(
      request, before: range.before, after: range.after, in: repository)
    return (range, try policy(at: chosen, request, in: repository))
  }

  /// A revision that the policy is read at, and why.
  private struct Choice {
    let revision: Revision
    let reason: String
  }

  /// Chooses the revision that the policy is read at.
  ///
  /// A range is never judged by what it brings itself, nor by an ancestor that it chose to depart
  /// from: what it is compared with decides, and of `A...B` that is A.
  private func policyRevision(
    _ request: CheckRequest, before: Revision?, after: Revision, in repository: Repository
  ) throws(GateError) -> Choice {
    if let spelling = request.policyRevision {
      let revision = try git { () throws(GitError) in try repository.revision(spelling) }
      return Choice(
        revision: revision, reason: request.policyReason ?? "the revision that --policy-from names")
    }
    guard request.question == .merge, let before else {
      return Choice(revision: after, reason: "the revision that is released")
    }
    switch request.spelling {
    case .tree: return Choice(revision: after, reason: "the revision that is judged as a whole")
    case .sinceMergeBase(let spelling, _):
      let target = try git { () throws(GitError) in try repository.revision(spelling) }
      return try choice(target, "the revision that the range is to be merged into", in: repository)
    default: return try choice(before, "the revision compared from", in: repository)
    }
  }

  private func choice(
    _ revision: Revision, _ reason: String, in repository: Repository
  ) throws(GateError) -> Choice {
    let hasPolicy = try hasPolicy(revision, in: repository)
    return Choice(
      revision: revision, reason: hasPolicy ? reason : reason + ", which has no policy of its own")
  }

  private func hasPolicy(
    _ revision: Revision, in repository: Repository
  ) throws(GateError) -> Bool {
    try git { () throws(GitError) in
      let files = try repository.snapshot(of: revision)
      if try files.entry(at: Configuration.path) != nil { return true }
      return try files.entry(at: Waiver.folder) != nil
    }
  }

  /// Reads configuration, packs, waivers and signers at a revision.
  func policy(
    at revision: Revision, _ request: CheckRequest, in repository: Repository
  ) throws(GateError) -> PolicySource {
    try policy(at: Choice(revision: revision, reason: ""), request, in: repository)
  }

  private func policy(
    at choice: Choice, _ request: CheckRequest, in repository: Repository
  ) throws(GateError) -> PolicySource {
    let revision = choice.revision
    let configuration = try configuration(at: revision, in: repository)
    let files = try git { () throws(GitError) in
      SnapshotFiles(
        snapshot: try repository.snapshot(of: revision), side: .after, willRead: willRead)
    }
    let vocabulary = vocabulary(configuration)
    var problems = try git { () throws(GitError) in try misnamedConfiguration(in: files) }
    let policy = policy(configuration, request.packs, files, vocabulary, &problems)
    let waivers = try git { () throws(GitError) in
      try self.waivers(in: files, vocabulary, policy?.terms ?? WaiverTerms(), &problems)
    }
    let signers = signers(at: configuration.signers, in: files, &problems)
    guard let policy, problems.isEmpty else {
      throw .configuration(ConfigurationError(problems: problems.sorted()))
    }
    return PolicySource(
      revision: revision, reason: choice.reason, configuration: configuration, policy: policy,
      waivers: waivers, signers: signers)
  }

  /// The trouble that the configuration has a name under which it is not looked for: a slip of the
  /// pen would be no gate.
  private func misnamedConfiguration(in files: SnapshotFiles) throws(GitError) -> [Problem] {
    guard try files.snapshot.entry(at: Configuration.path) == nil,
      try files.snapshot.entry(at: Configuration.misspelledPath) != nil
    else { return [] }
    return [
      Problem(
        rule: "config/not-read", message: "'.relgate.yml' was not read",
        path: Configuration.misspelledPath, side: .after, hint: "Name it '.relgate.yaml'.",
        hides: true)
    ]
  }

  /// The configuration with the contracts that the configuration of the other side names as well, so
  /// that one which moves together with its entry is seen on both sides.
  func widened(
    _ configuration: Configuration, by other: Revision, in repository: Repository
  ) throws(GateError) -> Configuration {
    var widened = configuration
    do throws(GateError) {
      let known = Set(configuration.contracts.map(\.format))
      // A format that is found by its content is found everywhere.
      widened.contracts += try self.configuration(at: other, in: repository).contracts
        .filter { known.contains($0.format) }
    } catch {
      // What cannot be read there is told as such, or does not judge.
      guard case .configuration = error else { throw error }
    }
    return widened
  }

  /// The words that packs and waivers may use here.
  func vocabulary(_ configuration: Configuration) -> Vocabulary {
    Vocabulary(
      rules: knownRules, formats: formatNames,
      components: configuration.components.map(\.name))
  }

  /// The ids of everything that can be found.
  package var knownRules: [RuleID] {
    rules.map(\.id) + formats.flatMap { $0.problemRules.map(\.id) }
      + chains.flatMap { $0.problemRules.map(\.id) }
      + Gate.problemRules.map(\.id) + Policy.problemRules.map(\.id)
      + ReleaseChecking.rules.map(\.id)
  }

  private func policy(
    _ configuration: Configuration, _ named: [String], _ files: SnapshotFiles,
    _ vocabulary: Vocabulary, _ problems: inout [Problem]
  ) -> Policy? {
    let own = configuration.packs ?? [Pack.Reference("builtin:core", line: 0, column: 0)]
    let reader = PolicyReader(vocabulary, builtins: BuiltinPack.allCases.map(\.rawValue))
    let result = reader.read(
      own + named.map { Pack.Reference($0, line: 0, column: 0) }, naming: Configuration.path,
      overrides: configuration.rules
    ) { location in
      switch location {
      case .builtin(let name): BuiltinPack(rawValue: name)?.bytes
      case .file(let path):
        if case .success(let source?) = files.content(of: path) { source.bytes } else { nil }
      }
    }
    switch result {
    case .success(let policy): return policy
    case .failure(let error):
      problems += error.problems
      return nil
    }
  }

  /// The waivers of a revision, in path order.
  func waivers(
    in files: SnapshotFiles, _ vocabulary: Vocabulary, _ terms: WaiverTerms,
    _ problems: inout [Problem]
  ) throws(GitError) -> [Waiver] {
    var waivers: [Waiver] = []
    let schema = WaiverSchema(vocabulary, terms: terms)
    for item in try files.snapshot.files(under: Waiver.folder)
    where ["yaml", "yml"].contains(item.path.fileExtension) {
      switch files.content(of: item.path, entry: item.entry) {
      case .success(nil): continue
      case .failure(let problem):
        problems.append(problem.problem(at: item.path, files.side, hiding: ""))
      case .success(let source?):
        switch schema.read(source) {
        case .success(let waiver): waivers.append(waiver)
        case .failure(let error): problems += error.problems
        }
      }
    }
    return waivers
  }

  private func signers(
    at path: RepositoryPath, in files: SnapshotFiles, _ problems: inout [Problem]
  ) -> AllowedSigners? {
    switch files.content(of: path) {
    case .success(nil): return nil
    case .failure(let problem):
      problems.append(problem.problem(at: path, .after, hiding: ""))
      return nil
    case .success(let source?):
      do throws(AllowedSignersError) {
        return try AllowedSigners(source.bytes)
      } catch {
        problems += error.flaws.map { flaw in
          Problem(
            rule: "policy/signers-invalid", message: flaw.message, path: path, side: .after,
            line: flaw.line, column: flaw.column, hint: flaw.hint, hides: true)
        }
        return nil
      }
    }
  }
}
