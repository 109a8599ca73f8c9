import Digests
import GitHistory
import ReleaseModel
import SourceModel

/// The days of releases, none earlier than what the release builds on.
struct ReleaseDates {
  private let repository: Repository
  private let cache: LadderCache?
  private var known: [ObjectID: CalendarDate] = [:]

  init(repository: Repository, cache: LadderCache?) {
    self.repository = repository
    // Where a clone ends, a commit does not tell all that it builds on.
    self.cache = repository.isShallow ? nil : cache
  }

  /// The ladder with the true day of the release from which days are counted.
  mutating func correcting(
    _ ladder: Ladder, _ releases: [DatedRelease]
  ) throws(GitError) -> Ladder {
    guard !ladder.run.isEmpty else { return ladder }
    let index = ladder.run.startIndex
    let rung = ladder.rungs[index]
    var rungs = ladder.rungs
    rungs[index] = Ladder.Rung(
      tag: rung.tag, commit: rung.commit, date: try date(of: releases[index].tag.commit),
      state: rung.state)
    return Ladder(
      contract: ladder.contract, format: ladder.format, element: ladder.element, rungs: rungs,
      asOf: ladder.asOf, standsAtAfter: ladder.standsAtAfter,
      endedIn: ladder.endedIn)
  }

  private mutating func date(of commit: ObjectID) throws(GitError) -> CalendarDate {
    if let date = known[commit] { return date }
    let key = SHA256.hexDigest(of: Array("newest date".utf8) + commit.bytes)
    if let kept = cache?.load(key).flatMap({ CacheRecord($0)?.readDate() }) {
      known[commit] = kept
      return kept
    }
    let date = try repository.newestDate(throughHistoryOf: commit)
    cache?.store(key, CacheRecord.bytes(of: date))
    known[commit] = date
    return date
  }
}
