internal import SourceModel

extension Repository {
  /// The range from the release that precedes a revision.
  ///
  /// That is the highest release tag below the revision's own version among its ancestors. Where
  /// releases are tagged on branches of their own, higher tags left its history after that one: then
  /// it is the one that left last, and of several the highest. Pre-releases count only if the
  /// revision is one itself. A tag that the revision is about to get counts as its own, wherever it
  /// may lead now.
  func rangeSinceRelease(
    after: Revision, tags pattern: PathGlob?, tag: String? = nil
  ) throws(GitError) -> RevisionRange {
    let none = GitError(
      .noReleaseTag(after: after.spelling, pattern: pattern?.pattern, isShallow: isShallow))
    guard let commit = after.commit else { throw none }
    let coming = tag.flatMap { name in
      ReleaseVersion(tag: name).map { ReleaseTag(name: name, commit: commit, version: $0) }
    }
    let tags = try releaseTags(fitting: pattern, of: commit, stream: coming?.version.stream)
    let own = coming ?? tags.last { $0.commit == commit }
    let candidates = Array(
      tags.reversed().filter { tag in
        tag.commit != commit && tag.name != own?.name
          && (own.map { tag.version < $0.version } ?? true)
          && (!tag.version.isPreRelease || own?.version.isPreRelease == true)
      })
    guard let highest = candidates.first else { throw none }
    let below = own.map { " below '\($0.name)'" } ?? ""
    if try isKnownAncestor(highest, of: after, commit) {
      return try range(
        from: highest, to: after,
        reason: "it is the highest release tag\(below) among the ancestors of '\(after.spelling)'")
    }
    let search = BranchSearch(ancestors: try ancestors(of: commit), repository: self)
    let (tag, isAncestor) = try search.preceding(commit, among: candidates)
    guard let tag else { throw none }
    let reason =
      isAncestor
      ? "it is the highest release tag\(below) among the ancestors of '\(after.spelling)'"
      : "of the release tags\(below), its branch left the history of '\(after.spelling)' last"
    return try range(from: tag, to: after, reason: reason)
  }

  private func range(
    from tag: ReleaseTag, to after: Revision, reason: String
  ) throws(GitError) -> RevisionRange {
    RevisionRange(before: try revision(of: tag), after: after, reason: reason)
  }

  /// Asks whether a tag's commit is an ancestor; a shallow boundary names both as the user knows them.
  private func isKnownAncestor(
    _ tag: ReleaseTag, of after: Revision, _ commit: ObjectID
  ) throws(GitError) -> Bool {
    do {
      return try isAncestor(tag.commit, of: commit)
    } catch {
      guard case .shallowBoundary = error.kind else { throw error }
      throw GitError(.shallowBoundary(.ancestry(of: tag.name, after: after.spelling)))
    }
  }

  /// A commit and all its ancestors.
  private func ancestors(of commit: ObjectID) throws(GitError) -> Set<ObjectID> {
    var found: Set<ObjectID> = [commit]
    var waiting = [commit]
    while let id = waiting.popLast() {
      for parent in try record(id).parents where found.insert(parent).inserted {
        waiting.append(parent)
      }
    }
    return found
  }
}

/// The search for a preceding release among tags that need not be ancestors.
private struct BranchSearch {
  let ancestors: Set<ObjectID>
  let repository: Repository

  /// The tag that precedes a commit, of candidates with the highest first.
  func preceding(
    _ commit: ObjectID, among candidates: [ReleaseTag]
  ) throws(GitError) -> (tag: ReleaseTag?, isAncestor: Bool) {
    let ancestor = candidates.first { ancestors.contains($0.commit) }
    var best: (tag: ReleaseTag, seconds: Int64)?
    for tag in candidates {
      if tag == ancestor { break }
      guard let base = try fork(of: tag.commit), base != commit else { continue }
      if let ancestor {
        if base == ancestor.commit { continue }
        if try !repository.isAncestor(ancestor.commit, of: base) { continue }
      }
      let seconds = try repository.record(base).seconds
      if seconds > best?.seconds ?? .min { best = (tag, seconds) }
    }
    return best.map { ($0.tag, false) } ?? (ancestor, true)
  }

  /// The latest ancestor from which a commit's own history departs; nil if there is none.
  private func fork(of commit: ObjectID) throws(GitError) -> ObjectID? {
    var seen: Set<ObjectID> = [commit]
    var waiting = [commit]
    var latest: (seconds: Int64, id: ObjectID)?
    while let id = waiting.popLast() {
      let record = try repository.record(id)
      if ancestors.contains(id) {
        if let found = latest, (found.seconds, id) > (record.seconds, found.id) { continue }
        latest = (record.seconds, id)
      } else {
        for parent in record.parents where seen.insert(parent).inserted { waiting.append(parent) }
      }
    }
    return latest?.id
  }
}
