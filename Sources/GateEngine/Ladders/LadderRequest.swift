import FormatKit
package import GitHistory
package import ReleaseModel
package import SourceModel

/// A contract and the elements of it whose lives are asked for.
package struct LadderRequest: Hashable, Sendable {
  /// The format's name.
  package let format: String
  /// The contract's root file at `after`, else at `before`: the name under which it is reported.
  package let contract: RepositoryPath
  /// The root file at `before`.
  package let path: RepositoryPath
  /// The elements by their names at `before`; the contract's own path means the contract whole.
  package let elements: [Name]
  /// Those of them that `after` still has.
  package let standing: Set<Name>

  /// Asks for elements of a contract.
  ///
  /// - Parameter path: the root file at `before`; that at `after` if nil.
  package init(
    format: String, contract: RepositoryPath, path: RepositoryPath? = nil, elements: [Name],
    standing: Set<Name> = []
  ) {
    self.format = format
    self.contract = contract
    self.path = path ?? contract
    self.elements = elements
    self.standing = standing
  }
}

extension Gate {
  /// Reads the lives of elements from the releases before a range's `after`.
  ///
  /// A contract is followed back over its renames. Every content of it is read once, however many
  /// releases have it, or not at all if the cache knows what it says. Nothing is read if nothing is
  /// asked. A release whose contract cannot be read is a rung that says so.
  ///
  /// - Parameters:
  ///   - pattern: the release tags of the component; nil for the stream that the range tells.
  ///   - handles: two on the same repository, for two threads.
  /// - Returns: one ladder for each element, in the order of the requests and their elements; none
  ///   if `after` has no day and no as-of was given.
  package func ladders(
    for requests: [LadderRequest], before range: RevisionRange, _ configuration: Configuration,
    tags pattern: PathGlob?, handles: (Repository, Repository), cache: LadderCache? = nil
  ) throws(GateError) -> [Ladder] {
    guard requests.contains(where: { !$0.elements.isEmpty }),
      let asOf = asOf ?? range.after.date
    else { return [] }
    let releases = try git { () throws(GitError) in
      try handles.0.releases(preceding: range, fitting: pattern, until: asOf)
    }
    let scope = Scope(
      formats: formats, configuration: configuration, limits: [], vendored: .none)
    var dates = ReleaseDates(repository: handles.0, cache: cache)
    var ladders: [Ladder] = []
    for request in requests {
      let states = states(
        for: request, in: releases, from: range.before.tree, Recognizer(scope: scope), handles,
        cache)
      for element in request.elements {
        let rungs = zip(releases, states).map { release, states in
          Ladder.Rung(
            tag: release.tag.name, commit: release.tag.commit.hex, date: release.date,
            state: states[element] ?? .absent)
        }
        let past = try git { () throws(GitError) -> Past in
          try self.past(of: rungs, releases, before: range, in: handles.0)
        }
        let ladder = Ladder(
          contract: request.contract, format: request.format, element: element, rungs: past.rungs,
          asOf: min(asOf, past.end?.date ?? asOf),
          standsAtAfter: request.standing.contains(element), endedIn: past.end?.tag)
        ladders.append(
          try git { () throws(GitError) in try dates.correcting(ladder, releases) })
      }
    }
    return ladders
  }

  /// A life up to its end.
  private struct Past {
    var rungs: [Ladder.Rung]
    /// The release that carried the end; nil if none did.
    var end: Ladder.Rung?
  }

  /// The rungs up to the end of an element that releases within the range carried already, and the
  /// first of those.
  ///
  /// What was announced was announced for that day, and its absence since is no gap.
  private func past(
    of rungs: [Ladder.Rung], _ releases: [DatedRelease], before range: RevisionRange,
    in repository: Repository
  ) throws(GitError) -> Past {
    var past = Past(rungs: rungs)
    while let last = past.rungs.last, last.state == .absent,
      past.rungs.contains(where: { $0.state.stands })
    {
      let commit = releases[past.rungs.count - 1].tag.commit
      if let start = range.before.commit, try repository.isAncestor(commit, of: start) { break }
      past.end = last
      past.rungs.removeLast()
    }
    return past
  }

  /// What each release says about the elements of a request.
  private func states(
    for request: LadderRequest, in releases: [DatedRelease], from tree: ObjectID,
    _ recognizer: Recognizer, _ handles: (Repository, Repository), _ cache: LadderCache?
  ) -> [LadderReading.States] {
    guard !request.elements.isEmpty,
      let format = formats.firstIndex(where: { $0.name == request.format })
    else { return [] }
    let trail = ContractTrail(
      releases: releases[...], path: request.path, recognizer: recognizer,
      repository: handles.0, willRead: willRead)
    let reading = LadderReading(
      format: formats[format], request: request, version: version,
      trees: releases.map(\.tree), stands: trail.stands(from: tree), cache: cache,
      willRead: willRead)
    return reading.states(handles)
  }
}
