internal import SourceModel

extension Repository {
  /// Whether a commit is another one or one of its ancestors, whatever their clocks said.
  ///
  /// - Throws: `shallowBoundary` if the clone ends before an answer.
  package func isAncestor(_ ancestor: ObjectID, of commit: ObjectID) throws(GitError) -> Bool {
    var walk = CommonWalk(repository: self)
    return try walk.isAncestor(ancestor, of: commit)
  }

  /// The best common ancestor of two commits: none of its descendants is one.
  ///
  /// Of several, the latest committed, then the lowest id; nil if there is none.
  ///
  /// - Throws: `shallowBoundary` if the clone ends before an answer.
  package func mergeBase(_ a: ObjectID, _ b: ObjectID) throws(GitError) -> ObjectID? {
    var walk = CommonWalk(repository: self)
    var bases = try walk.commonAncestors(a, b)
    if walk.isCutShort {
      throw GitError(.shallowBoundary(.mergeBase(before: a.hex, after: b.hex)))
    }
    // A clock that ran backwards can let an ancestor of the base through.
    if bases.count > 1 {
      let all = bases
      for base in all {
        for other in all where other != base {
          if try isAncestor(base, of: other) { bases.removeAll { $0 == base } }
        }
      }
    }
    var best: (id: ObjectID, seconds: Int64)?
    for base in bases {
      let seconds = try record(base).seconds
      if let found = best, (found.seconds, base) > (seconds, found.id) { continue }
      best = (base, seconds)
    }
    return best?.id
  }
}

/// A walk from two commits towards their common ancestors, latest first.
///
/// Every commit that only one of the two reaches is visited, so the answers do not depend on the
/// clocks; the dates only keep the walk short.
private struct CommonWalk {
  private struct Marks: OptionSet {
    let rawValue: UInt8
    static let fromFirst = Marks(rawValue: 1)
    static let fromSecond = Marks(rawValue: 2)
    /// Below a common ancestor.
    static let stale = Marks(rawValue: 4)
    static let common: Marks = [.fromFirst, .fromSecond]
  }

  let repository: Repository
  /// The commits met whose parents a shallow clone hid.
  private var boundary: [ObjectID] = []
  private var marks: [ObjectID: Marks] = [:]
  private var queue = CommitQueue()
  /// The commits in the queue that are not stale.
  private var fresh = 0

  init(repository: Repository) {
    self.repository = repository
  }

  /// Whether a shallow clone hid the parents of a commit that only one of the two reaches.
  var isCutShort: Bool {
    boundary.contains { !marks[$0, default: []].isSuperset(of: .common) }
  }

  mutating func isAncestor(_ ancestor: ObjectID, of commit: ObjectID) throws(GitError) -> Bool {
    if ancestor == commit { return true }
    try mark(ancestor, .fromFirst)
    try mark(commit, .fromSecond)
    while fresh > 0, let id = pop() {
      try advance(id)
      if marks[ancestor, default: []].contains(.fromSecond) { return true }
    }
    // What is hidden below a commit that both reach cannot hold the ancestor.
    if boundary.contains(where: { marks[$0] == .fromSecond }) {
      throw GitError(.shallowBoundary(.ancestry(of: ancestor.hex, after: commit.hex)))
    }
    return false
  }

  mutating func commonAncestors(_ a: ObjectID, _ b: ObjectID) throws(GitError) -> [ObjectID] {
    if a == b { return [a] }
    try mark(a, .fromFirst)
    try mark(b, .fromSecond)
    var found: Set<ObjectID> = []
    while fresh > 0, let id = pop() {
      if marks[id] == .common { found.insert(id) }
      try advance(id)
    }
    return found.filter { marks[$0] == .common }.sorted()
  }

  private mutating func pop() -> ObjectID? {
    guard let id = queue.pop() else { return nil }
    if !marks[id, default: []].contains(.stale) { fresh -= 1 }
    return id
  }

  private mutating func advance(_ id: ObjectID) throws(GitError) {
    let own = marks[id, default: []]
    let record = try repository.record(id)
    if record.isBoundary { boundary.append(id) }
    let passedOn = own.isSuperset(of: .common) ? own.union(.stale) : own
    for parent in record.parents { try mark(parent, passedOn) }
  }

  /// Adds marks to a commit and queues it if it did not have them.
  private mutating func mark(_ id: ObjectID, _ added: Marks) throws(GitError) {
    let own = marks[id, default: []]
    let new = own.union(added)
    if new == own { return }
    marks[id] = new
    let record = try repository.record(id)
    let wasFresh = !own.isEmpty && !own.contains(.stale)
    if queue.contains(id) {
      if wasFresh, new.contains(.stale) { fresh -= 1 }
    } else {
      queue.push(id, seconds: record.seconds)
      if !new.contains(.stale) { fresh += 1 }
    }
  }
}
