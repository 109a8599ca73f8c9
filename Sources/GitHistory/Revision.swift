package import SourceModel

/// One side of a comparison: a tree and how it was named.
package struct Revision: Hashable, Sendable {
  /// The revision as the user wrote it.
  package let spelling: String
  /// The commit; nil for a bare tree, the empty tree and the index.
  package let commit: ObjectID?
  /// The tree that is compared.
  package let tree: ObjectID
  /// The committer date in seconds since 1970-01-01T00:00:00Z; for the index, that of HEAD.
  package let seconds: Int64?
  /// Whether this is the index, whose trees are held in memory by the handle that resolved it.
  package let isStaged: Bool

  /// Makes a revision.
  package init(
    spelling: String, commit: ObjectID?, tree: ObjectID, seconds: Int64?, isStaged: Bool = false
  ) {
    self.spelling = spelling
    self.commit = commit
    self.tree = tree
    self.seconds = seconds
    self.isStaged = isStaged
  }

  /// The empty tree: before the first release.
  package static let empty = Revision(
    spelling: "", commit: nil, tree: .emptyTree, seconds: nil)

  /// The UTC day of the committer date.
  package var date: CalendarDate? { seconds.map(CalendarDate.init(unixSeconds:)) }
}

/// The two revisions that are compared.
package struct RevisionRange: Hashable, Sendable {
  /// The revision that is compared against.
  package let before: Revision
  /// The revision that is judged.
  package let after: Revision
  /// The two files, if the user named files and not trees.
  package let files: FilePair?
  /// Why `before` was chosen, a sentence without a full stop; nil if the user named it.
  package let reason: String?

  /// The files that a pair of `REV:PATH` names.
  package struct FilePair: Hashable, Sendable {
    /// The file at `before`.
    package let before: RepositoryPath
    /// The file at `after`.
    package let after: RepositoryPath

    /// Makes a pair.
    package init(before: RepositoryPath, after: RepositoryPath) {
      self.before = before
      self.after = after
    }
  }

  /// Makes a range.
  package init(before: Revision, after: Revision, files: FilePair? = nil, reason: String? = nil) {
    self.before = before
    self.after = after
    self.files = files
    self.reason = reason
  }
}
