package import SourceModel

/// A release tag with the tree and the day of its commit.
package struct DatedRelease: Hashable, Sendable {
  /// The tag.
  package let tag: ReleaseTag
  /// The tree of its commit.
  package let tree: ObjectID
  /// The UTC day of its commit.
  package let date: CalendarDate
}

extension Repository {
  /// The releases that count as the past of a range's `after`, lowest version first, reachable or
  /// not.
  ///
  /// They are of one stream; lower than `after` if that is a release itself, else at most the
  /// release that precedes it or that is `before`; committed on or before a day. Pre-releases count
  /// only if `after` is one. None if no release precedes a whole history.
  ///
  /// - Throws: `noReleaseTag` if none precedes and the clone is shallow; `severalStreams`.
  package func releases(
    preceding range: RevisionRange, fitting pattern: PathGlob?, until day: CalendarDate
  ) throws(GitError) -> [DatedRelease] {
    let tags = try tags(around: range, fitting: pattern)
    let own = tags.last { $0.commit == range.after.commit }
    var highest: ReleaseVersion?
    if own == nil {
      highest = try precedingVersion(of: range.after, among: tags, fitting: pattern)
      if let start = tags.last(where: { $0.commit == range.before.commit })?.version {
        highest = max(highest ?? start, start)
      }
    }
    var releases: [DatedRelease] = []
    for tag in tags where !tag.version.isPreRelease || own?.version.isPreRelease == true {
      if let own, tag.version >= own.version { continue }
      if own == nil, highest.map({ tag.version > $0 }) ?? true { continue }
      let record = try record(tag.commit)
      let date = CalendarDate(unixSeconds: record.seconds)
      if date <= day { releases.append(DatedRelease(tag: tag, tree: record.tree, date: date)) }
    }
    return releases
  }

  /// The tags of the stream that the end of a range tells, else its beginning.
  private func tags(
    around range: RevisionRange, fitting pattern: PathGlob?
  ) throws(GitError) -> [ReleaseTag] {
    do {
      return try releaseTags(fitting: pattern, of: range.after.commit)
    } catch {
      guard case .severalStreams = error.kind, let start = range.before.commit else { throw error }
      return try releaseTags(fitting: pattern, of: start)
    }
  }

  /// The version of the release before a revision that is none itself.
  private func precedingVersion(
    of after: Revision, among tags: [ReleaseTag], fitting pattern: PathGlob?
  ) throws(GitError) -> ReleaseVersion? {
    var start = after
    if after.isStaged, let head = try head() {
      // What is staged follows what HEAD is.
      if let own = tags.last(where: { $0.commit == head }) { return own.version }
      start = try revision(of: head, spelling: "HEAD")
    }
    do {
      let before = try rangeSinceRelease(after: start, tags: pattern).before
      return tags.last { $0.name == before.spelling }?.version
    } catch {
      switch error.kind {
      case .noReleaseTag where !isShallow, .severalStreams: return nil
      default: throw error
      }
    }
  }

  /// The newest day on which a commit or one of its ancestors was made.
  ///
  /// A commit can carry an earlier day than what it builds on; it cannot have been there before.
  package func newestDate(throughHistoryOf commit: ObjectID) throws(GitError) -> CalendarDate {
    var newest = Int64.min
    var seen: Set<ObjectID> = [commit]
    var waiting = [commit]
    while let id = waiting.popLast() {
      let record = try record(id)
      newest = max(newest, record.seconds)
      for parent in record.parents where seen.insert(parent).inserted { waiting.append(parent) }
    }
    return CalendarDate(unixSeconds: newest)
  }
}
