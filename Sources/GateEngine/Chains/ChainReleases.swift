package import GitHistory
import SourceModel

/// The releases around the beginning of a range and inside it, which tell what was shipped.
package struct ChainReleases {
  /// A release with its files.
  package struct Release {
    /// The tag.
    package let tag: String
    /// Its files.
    package let tree: any Snapshot
  }

  /// The newest release that `before` holds, or that precedes it.
  package var preceding: Release?
  /// Whether `before` is that release itself.
  package var isBeforeReleased = false
  /// The releases between the two revisions, lowest version first.
  package var between: [Release] = []

  /// No releases.
  package init() {}
}

extension Repository {
  /// The releases of a stream before and inside a range; none where streams cannot be told apart, or
  /// where a range has no commits.
  func chainReleases(
    around range: RevisionRange, fitting pattern: PathGlob?
  ) throws(GitError) -> ChainReleases {
    var found = ChainReleases()
    guard let start = range.before.commit, let end = range.after.commit else { return found }
    let everyDay = CalendarDate(unixSeconds: Int64(Int32.max) * 100)
    do throws(GitError) {
      let releases = try releases(preceding: range, fitting: pattern, until: everyDay)
      let own = releases.last { $0.tag.commit == start }
      found.isBeforeReleased = own != nil
      var preceding = own
      if preceding == nil {
        let before = RevisionRange(before: range.before, after: range.before)
        preceding = try self.releases(preceding: before, fitting: pattern, until: everyDay).last
      }
      found.preceding = preceding.map {
        ChainReleases.Release(tag: $0.tag.name, tree: snapshot(ofTree: $0.tree))
      }
      for release in releases where release.tag.commit != start {
        if let preceding, release.tag.version <= preceding.tag.version { continue }
        guard try isAncestor(release.tag.commit, of: end),
          try !isAncestor(release.tag.commit, of: start)
        else { continue }
        found.between.append(
          ChainReleases.Release(tag: release.tag.name, tree: snapshot(ofTree: release.tree)))
      }
    } catch {
      switch error.kind {
      case .severalStreams, .noReleaseTag: return ChainReleases()
      default: throw error
      }
    }
    return found
  }
}
