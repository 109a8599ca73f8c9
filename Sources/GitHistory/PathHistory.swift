package import SourceModel

extension Repository {
  /// The commits between two revisions that changed what stands at some paths, latest first.
  ///
  /// As `git log` simplifies a history: of a merge that took the paths unchanged from one parent,
  /// that parent's side is followed; a merge that changed them itself stands for its other sides.
  package func commits(
    changing paths: [RepositoryPath], from before: Revision, to after: Revision
  ) throws(GitError) -> [ObjectID] {
    let range = Set(try commits(from: before, to: after))
    var found: [ObjectID] = []
    var current = after.commit
    while let id = current, range.contains(id) {
      let own = try entries(at: paths, of: id)
      let parents = try record(id).parents
      var next: ObjectID?
      for parent in parents where try entries(at: paths, of: parent) == own {
        next = parent
        break
      }
      if next == nil {
        found.append(id)
        next = parents.first
      }
      current = next
    }
    return found
  }

  private func entries(
    at paths: [RepositoryPath], of commit: ObjectID
  ) throws(GitError) -> [Entry?] {
    let snapshot = try snapshot(of: revision(of: commit, spelling: ""))
    var entries: [Entry?] = []
    for path in paths { entries.append(try snapshot.entry(at: path)) }
    return entries
  }
}
