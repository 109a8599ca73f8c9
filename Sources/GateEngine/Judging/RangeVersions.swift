import GitHistory
import PolicyPacks
import ReleaseModel
import SourceModel

/// The versions of a range: what its changes call for, what is declared, what is too low.
struct RangeVersions {
  /// The release tags of the stream, the lowest version first; none if nothing tells the stream.
  let tags: [ReleaseTag]
  let bumps: [Judgement.Bump]
  let shortfalls: [VersionCheck.Shortfall]

  /// What is known of the version that a change goes out with; nil if none is declared.
  func proof(for change: Change) -> Proof? {
    let certain = shortfalls.filter { $0.rule == VersionCheck.rule }
    if let shortfall = certain.first(where: { $0.path == change.contract }) ?? certain.first {
      return Proof(isMet: false, shortfall.message)
    }
    guard let declared = bumps.first?.declared else { return nil }
    return Proof(isMet: true, "'\(declared)' is declared")
  }
}

extension CheckedRange {
  /// Holds the declared versions against the changes.
  ///
  /// A range that declares a version is about to be released: its version is held against all that
  /// changed since the release before, not only against the range.
  func versions() throws(GateError) -> RangeVersions {
    guard range.files == nil, range.after.commit != nil else {
      return RangeVersions(tags: [], bumps: [], shortfalls: [])
    }
    let pattern = source.configuration.components.first { $0.name == gate.component }?.tags
    let tags = try releaseTags(fitting: pattern)
    var check = VersionCheck(
      compared: compared, range: range, component: gate.component, tags: tags)
    let bump = check.bump
    if request.question == .merge, check.declaresVersion, let since = try sinceRelease(pattern) {
      check = since.check(tags, gate.component)
    }
    let shortfalls = (check.tagShortfall.map { [$0] } ?? []) + check.contractShortfalls
    return RangeVersions(tags: tags, bumps: [bump], shortfalls: shortfalls)
  }

  /// The versions that contracts go out with of which a life announces a removal: that of `after`'s
  /// own release tag, else the one that the contract declares there.
  func releases(of traces: Traces) throws(GateError) -> [RepositoryPath: Name] {
    let asked = Set(
      traces.ladders.filter { $0.run.contains { $0.state.removal != nil } }.map(\.contract))
    var releases: [RepositoryPath: Name] = [:]
    for outcome in compared.outcomes where asked.contains(outcome.pair.path) {
      let path = outcome.pair.path
      let own = try releaseTags(fitting: tags(of: path)).last { $0.commit == range.after.commit }
      releases[path] = own.map { Name($0.name) } ?? outcome.versionAfter?.text
    }
    return releases
  }

  /// The release tags of a stream, the lowest version first; none if nothing tells the stream.
  private func releaseTags(fitting pattern: PathGlob?) throws(GateError) -> [ReleaseTag] {
    let coming = comingTag
    return try gate.git { () throws(GitError) in
      do throws(GitError) {
        let tags = try repositories.after.releaseTags(
          fitting: pattern, of: range.after.commit, stream: coming?.version.stream)
        guard let coming else { return tags }
        // What the commit is about to be called counts, not what else it is called.
        return (tags.filter { $0.commit != coming.commit && $0.name != coming.name } + [coming])
          .sorted()
      } catch {
        guard case .severalStreams = error.kind else { throw error }
        return []
      }
    }
  }

  /// The release tag that `after` is about to get; nil if it has what it will have.
  private var comingTag: ReleaseTag? {
    guard case .sinceRelease(_, let name?) = request.spelling, let commit = range.after.commit
    else { return nil }
    return ReleaseTag(name: name, commit: commit)
  }

  /// What changed since the release before `after`; nil if there is none.
  private func sinceRelease(_ pattern: PathGlob?) throws(GateError) -> SinceRelease? {
    let release: RevisionRange
    do throws(GitError) {
      release = try repositories.after.range(
        .sinceRelease(after: range.after.spelling), tags: pattern)
    } catch {
      switch error.kind {
      case .noReleaseTag, .severalStreams, .unknownRevision: return nil
      default: throw .git(error)
      }
    }
    if release.before.commit == range.before.commit { return nil }
    let trees = try gate.pair(release, repositories.before, repositories.after)
    return SinceRelease(range: release, compared: try gate.compare(trees, source.configuration))
  }

  private struct SinceRelease {
    let range: RevisionRange
    let compared: ComparedContracts

    func check(_ tags: [ReleaseTag], _ component: String?) -> VersionCheck {
      VersionCheck(compared: compared, range: range, component: component, tags: tags)
    }
  }
}
