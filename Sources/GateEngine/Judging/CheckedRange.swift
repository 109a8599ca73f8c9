import FormatKit
import GitHistory
import PolicyPacks
import ReleaseChecks
import ReleaseModel
import SourceModel

/// A range that is judged, with all that judging asks of Git.
struct CheckedRange {
  let gate: Gate
  let request: CheckRequest
  let range: RevisionRange
  let source: PolicySource
  let compared: ComparedContracts
  let repositories: (before: Repository, after: Repository)
  /// The day against which windows are judged.
  let asOf: CalendarDate?

  /// The pattern of the tags that are releases of a contract: that of its component.
  func tags(of contract: RepositoryPath) -> PathGlob? {
    let named = source.configuration.components.first { $0.name == gate.component }
    return (named ?? source.configuration.components.first { $0.contains(contract) })?.tags
  }

  /// Reads the lives that clauses ask for.
  func trace(_ changes: [Change]) throws(GateError) -> Traces {
    let asked = changes.filter {
      source.policy.asksForLives(of: $0, components: source.components(of:))
    }
    if asked.isEmpty || range.files != nil { return Traces() }
    return try Traces(of: asked, in: compared.outcomes, formats: gate.formats) {
      requests, contract throws(GateError) in
      do throws(GateError) {
        return try gate.ladders(
          for: requests, before: range, source.configuration, tags: tags(of: contract),
          handles: repositories, cache: request.cache)
      } catch {
        // A contract outside all components has no releases that could be told apart.
        guard case .git(let cause) = error, case .severalStreams = cause.kind else { throw error }
        return []
      }
    }
  }

  // MARK: Problems

  /// The problems of the run, with those that only a gate has.
  func problems(_ report: Report, _ scope: SurfaceSearch.Result) throws(GateError) -> [Problem] {
    // What was not readable before and is now is a finding, which can be waived for this range.
    let readable = Set(compared.outcomes.filter(\.becameReadable).map(\.pair.path))
    var problems = report.problems.map { problem in
      problem.side == .before && problem.path.map(readable.contains) == true
        ? problem.harmless : problem
    }
    let dumps = DumpSearch(trees: compared.trees, dumps: source.configuration.dumps)
    problems += try gate.git { () throws(GitError) in try dumps.absent() }
    if source.policy.demands.contains(.everythingJudged) {
      let files =
        report.notJudged.map { ($0.path, $0.reason) }
        + scope.unclaimed.map { ($0.path, "looks like \($0.kind), and no format reads it") }
      problems += files.map { path, reason in
        Problem(
          rule: "core/not-judged", message: "the file changed and was not judged: \(reason)",
          path: path, side: .after,
          hint: "Name it under 'exclude' in '.relgate.yaml' if it matters to nobody.",
          hides: true, subject: compared.trees.identity(of: [path]))
      }
    } else {
      problems += unreadMigrations
    }
    return problems
  }

  /// Migrations that changed and that nobody here reads, each reason once: that nothing was found in
  /// them says nothing.
  private var unreadMigrations: [Problem] {
    Dictionary(grouping: compared.chains.notJudged, by: \.reason)
      .sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      .compactMap { reason, files in
        files.map(\.path).min().map { path in
          let others = files.count == 1 ? "" : ", and \(files.count - 1) more like it"
          return Problem(
            rule: "core/not-judged",
            message: "the migration changed and was not judged\(others): \(reason)", path: path,
            side: .after, hint: nil, hides: false)
        }
      }
  }

  // MARK: Other findings

  /// What is found beside changes.
  func otherFindings(
    _ scope: SurfaceSearch.Result, _ versions: RangeVersions, _ release: ReleaseJudgement?
  ) throws(GateError) -> [Finding] {
    var others = OtherFindings(
      policy: source.policy, trees: compared.trees, components: source.components(of:))
    if range.files == nil {
      let doubt = try gate.git { () throws(GitError) in
        try DateCheck(
          repository: repositories.after, after: range.after, asOf: gate.asOf, tags: versions.tags,
          isUnmerged: request.isUnmerged
        ).doubt()
      }
      others.add(dateOf: range, doubt: doubt)
    }
    others.add(becameReadable: compared.outcomes, gate.formats)
    let stale = DumpSearch(trees: compared.trees, dumps: source.configuration.dumps).stale
    others.add(scope, stale: stale)
    others.add(versions.shortfalls)
    if let release { others.add(release) }
    if request.question == .merge, range.files == nil {
      let edits = policyEdits
      others.add(policyEdits: edits, unreadable: try unreadablePolicy(isEdited: !edits.isEmpty))
    }
    return others.findings
  }

  /// The files of the policy that the range changes, adds or takes away.
  private var policyEdits: [RepositoryPath] {
    let isVendoringEdited = compared.trees.vendoredPaths.isEdited
    return compared.trees.deltas.compactMap { delta in
      let paths = Side.allCases.compactMap { delta.path(on: $0) }
      return paths.first {
        source.isPolicy($0) || isVendoringEdited && $0 == VendoredPaths.attributesPath
      }
    }
  }

  /// What of the policy at `after` could not judge a later range.
  ///
  /// Patterns that nothing matches any more stop later ranges as well, and need not be edited for
  /// that: the file may be gone.
  private func unreadablePolicy(isEdited: Bool) throws(GateError) -> [Problem] {
    let isTouched = compared.trees.deltas.contains { $0.before == nil || $0.after == nil }
    if !isEdited, !isTouched || source.configuration.places.isEmpty { return [] }
    do throws(GateError) {
      let later = try gate.policy(at: range.after, request, in: repositories.after)
      let tree = ComparedTrees(
        before: compared.trees.after, after: compared.trees.after, deltas: [])
      var gate = gate
      gate.paths = []
      let unmatched = try gate.git { () throws(GitError) in
        try gate.unmatchedPattern(of: later.configuration, in: tree)
      }
      guard case .configuration(let error) = unmatched else { return [] }
      return error.problems
    } catch {
      guard case .configuration(let error) = error else { throw error }
      return error.problems
    }
  }

  // MARK: Introductions

  /// The findings about changes, with the commits that brought the changes in.
  func introduced(_ findings: [Finding]) throws(GateError) -> [Finding] {
    let asked = Set(findings.filter { $0.severity > .info }.compactMap(\.change))
    if asked.isEmpty { return findings }
    let search = Introductions(
      repository: repositories.after, range: range, formats: gate.formats,
      willRead: gate.willRead)
    var introductions: [String: Finding.Introduction] = [:]
    for outcome in compared.outcomes {
      let changes = outcome.changes.filter { asked.contains($0.fingerprint) }
      let found = try gate.git { () throws(GitError) in
        try search.introductions(of: changes, in: outcome)
      }
      introductions.merge(found) { first, _ in first }
    }
    for chain in compared.chains.contracts {
      let found = try gate.git { () throws(GitError) in
        try search.introductions(of: chain.changes.filter { asked.contains($0.fingerprint) })
      }
      introductions.merge(found) { first, _ in first }
    }
    return findings.map { finding in
      var finding = finding
      finding.introducedBy = finding.change.flatMap { introductions[$0] }
      return finding
    }
  }
}

extension Problem {
  /// The problem as one that hides nothing.
  fileprivate var harmless: Problem {
    Problem(
      rule: rule, message: message, path: path, side: side, line: line, column: column, hint: hint,
      hides: false, fingerprint: fingerprint)
  }
}
