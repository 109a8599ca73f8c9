internal import CGit2

/// What a walk needs of a commit.
struct CommitRecord {
  let tree: ObjectID
  /// Empty at the boundary of a shallow clone, whatever the commit says.
  let parents: [ObjectID]
  /// When it was committed, in seconds since 1970-01-01T00:00:00Z.
  let seconds: Int64
  /// Whether the commit has parents that a shallow clone left out.
  let isBoundary: Bool
}

extension Repository {
  /// Reads a commit's header; every commit is read once.
  func record(_ id: ObjectID) throws(GitError) -> CommitRecord {
    if let record = commits[id] { return record }
    let object = try object(id)
    guard object.type == GIT_OBJECT_COMMIT, let header = CommitHeader(object.bytes) else {
      throw GitError(.damagedObject(id))
    }
    let isBoundary = boundary.contains(id) && !header.parents.isEmpty
    let record = CommitRecord(
      tree: header.tree, parents: isBoundary ? [] : header.parents, seconds: header.seconds,
      isBoundary: isBoundary)
    commits[id] = record
    return record
  }
}
