extension Repository {
  /// The commits that a revision has and another has not, latest first: `git log BEFORE..AFTER`.
  ///
  /// By committer date, then by id. Clocks may be wrong by up to 30 days; a commit whose date is
  /// further off can make one of `before`'s appear.
  ///
  /// - Throws: `shallowBoundary` if the clone ends before the ancestors of `before` are met.
  package func commits(
    from before: Revision, to after: Revision
  ) throws(GitError) -> [ObjectID] {
    guard let start = after.commit else { return [] }
    var walk = DifferenceWalk(repository: self)
    try walk.add(start, isExcluded: false)
    if let end = before.commit { try walk.add(end, isExcluded: true) }
    try walk.run()
    if walk.isCutShort { throw GitError(.shallowBoundary(.history(of: after.spelling))) }
    return walk.commits
  }
}

/// A walk, latest first, from one commit to the ancestors that it shares with another.
private struct DifferenceWalk {
  let repository: Repository
  private var isExcluded: [ObjectID: Bool] = [:]
  private var queue = CommitQueue()
  /// The commits in the queue that are not excluded.
  private var fresh = 0
  private var visited: [(id: ObjectID, seconds: Int64)] = []
  private var cuts: [ObjectID] = []

  private static let slop: Int64 = 30 * 86_400

  init(repository: Repository) {
    self.repository = repository
  }

  var commits: [ObjectID] { visited.filter { isExcluded[$0.id] == false }.map(\.id) }

  /// Whether a shallow clone hid parents of a commit that is not excluded.
  var isCutShort: Bool { cuts.contains { isExcluded[$0] == false } }

  mutating func run() throws(GitError) {
    var earliest = Int64.max
    while let latest = queue.latest {
      // Past the earliest visited commit, only a wrong clock could still exclude one.
      if fresh == 0, latest < earliest - DifferenceWalk.slop { break }
      guard let id = queue.pop() else { break }
      let excluded = isExcluded[id, default: false]
      let record = try repository.record(id)
      if !excluded {
        fresh -= 1
        earliest = min(earliest, record.seconds)
        visited.append((id, record.seconds))
      }
      if record.isBoundary { cuts.append(id) }
      for parent in record.parents { try add(parent, isExcluded: excluded) }
    }
    visited.sort { $0.seconds != $1.seconds ? $0.seconds > $1.seconds : $0.id < $1.id }
  }

  /// Queues a commit if it is new, or if it was not known to be excluded.
  mutating func add(_ id: ObjectID, isExcluded excluded: Bool) throws(GitError) {
    let known = isExcluded[id]
    if known == excluded || known == true { return }
    isExcluded[id] = excluded
    let isWaiting = queue.contains(id)
    if !excluded { fresh += 1 } else if known == false, isWaiting { fresh -= 1 }
    if !isWaiting { queue.push(id, seconds: try repository.record(id).seconds) }
  }
}
