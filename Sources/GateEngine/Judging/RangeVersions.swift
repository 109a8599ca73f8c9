import FormatKit
import GitHistory
import PolicyPacks
import ReleaseChecks
import ReleaseModel
import SourceModel

/// The versions of a range: what its changes call for, what is declared, what is too low.
struct RangeVersions {
  /// The release tags of the stream, the lowest version first; none if nothing tells the stream.
  let tags: [ReleaseTag]
  let bumps: [Judgement.Bump]
  /// One for each stream of releases, of all that changed since its last release if a version is
  /// declared.
  let checks: [VersionCheck]
  /// What the range itself calls for beyond doubt, of the stream that is planned; nil if nothing.
  let demand: ReleaseScene.VersionDemand?

  var shortfalls: [VersionCheck.Shortfall] {
    checks.flatMap { ($0.tagShortfall.map { [$0] } ?? []) + $0.contractShortfalls }
  }

  /// What is known of the version that a change goes out with; nil if none is declared.
  func proof(for change: Change) -> Proof? {
    checks.first { $0.owns(change.contract) }?.proof(for: change)
  }
}

extension CheckedRange {
  /// Holds the declared versions against the changes, for each stream of releases by itself.
  ///
  /// A range that declares a version is about to be released: its version is held against all that
  /// changed since the release before, not only against the range.
  func versions() throws(GateError) -> RangeVersions {
    guard range.files == nil, range.after.commit != nil else {
      return RangeVersions(tags: [], bumps: [], checks: [], demand: nil)
    }
    var bumps: [Judgement.Bump] = []
    var checks: [VersionCheck] = []
    let streams = try streams()
    for check in streams {
      bumps.append(check.bump)
      let since =
        try request.question == .merge && check.declaresVersion ? sinceRelease(check) : nil
      checks.append(since ?? check)
    }
    let component = source.configuration.components.first { $0.name == gate.component }
    return RangeVersions(
      tags: try releaseTags(fitting: component?.tags), bumps: bumps, checks: checks,
      demand: streams.first?.demand)
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
    let coming = comingTag.flatMap { tag in
      pattern?.matches(RepositoryPath(unchecked: Name(tag.name))) == false ? nil : tag
    }
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

  // MARK: Streams

  /// The streams that the range has to do with: the named component's; else those of the components
  /// with tags of their own that changed or are released, and that of all the rest.
  private func streams() throws(GateError) -> [VersionCheck] {
    let components = source.configuration.components
    if let name = gate.component {
      let pattern = components.first { $0.name == name }?.tags
      return [check(name, pattern, try releaseTags(fitting: pattern)) { _ in true }]
    }
    let tagged = components.filter { $0.tags != nil }
    var checks: [VersionCheck] = []
    for component in tagged {
      let tags = try releaseTags(fitting: component.tags)
      let check = check(component.name, component.tags, tags) {
        components.first(containing: $0)?.name == component.name
      }
      if check.hasChanges || check.isRelease { checks.append(check) }
    }
    let tags = try releaseTags(fitting: nil).filter { tag in
      !tagged.contains { $0.tags?.matches(RepositoryPath(unchecked: Name(tag.name))) == true }
    }
    let rest = check(nil, nil, tags) { components.first(containing: $0)?.tags == nil }
    return rest.hasChanges || checks.isEmpty ? checks + [rest] : checks
  }

  /// Whether the changes of a contract call for a version at all.
  private func isVersioned(_ outcome: ContractOutcome) -> Bool {
    gate.formats[outcome.pair.format].isVersioned
  }

  private func check(
    _ component: String?, _ pattern: PathGlob?, _ tags: [ReleaseTag],
    owns: @escaping (RepositoryPath) -> Bool
  ) -> VersionCheck {
    VersionCheck(
      outcomes: compared.outcomes.filter { isVersioned($0) && owns($0.pair.path) }, range: range,
      component: component, pattern: pattern, tags: tags, owns: owns)
  }

  /// The same stream over all that changed since the release before `after`; nil if there is none.
  private func sinceRelease(_ check: VersionCheck) throws(GateError) -> VersionCheck? {
    let release: RevisionRange
    do throws(GitError) {
      release = try repositories.after.range(
        .sinceRelease(after: range.after.spelling), tags: check.pattern)
    } catch {
      switch error.kind {
      case .noReleaseTag, .severalStreams, .unknownRevision: return nil
      default: throw .git(error)
      }
    }
    if release.before.commit == range.before.commit { return nil }
    let trees = try gate.pair(release, repositories.before, repositories.after)
    let outcomes = try gate.compare(trees, source.configuration).outcomes
    return VersionCheck(
      outcomes: outcomes.filter { isVersioned($0) && check.owns($0.pair.path) }, range: release,
      component: check.component, pattern: check.pattern, tags: check.tags, owns: check.owns)
  }
}

extension [Configuration.Component] {
  /// The component that a contract is released with.
  fileprivate func first(containing path: RepositoryPath) -> Configuration.Component? {
    first { $0.contains(path) }
  }
}
