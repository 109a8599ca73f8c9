package import SourceModel

/// A file that differs between two trees.
package struct FileDelta: Hashable, Sendable {
  /// The path at `after`, or at `before` if the file was removed.
  package let path: RepositoryPath
  /// The path at `before` if the file was renamed; else nil.
  package let origin: RepositoryPath?
  /// What `before` holds; nil if the file was added.
  package let before: Entry?
  /// What `after` holds; nil if the file was removed.
  package let after: Entry?

  /// How a file changed.
  package enum Kind: Hashable, Sendable {
    case added, removed, modified, typeChanged, renamed
  }

  /// Makes a delta; at least one of the entries is there.
  package init(
    path: RepositoryPath, origin: RepositoryPath? = nil, before: Entry?, after: Entry?
  ) {
    self.path = path
    self.origin = origin
    self.before = before
    self.after = after
  }

  /// How the file changed.
  package var kind: Kind {
    guard let before else { return .added }
    guard let after else { return .removed }
    if origin != nil { return .renamed }
    return before.mode.hasSameType(as: after.mode) ? .modified : .typeChanged
  }
}

extension Repository {
  /// The files that differ between two trees, in the order of their paths' bytes.
  ///
  /// Folders appear as their files; a submodule is one entry. The result is that of `git diff
  /// --no-renames`. Cost grows with the folders that differ, not with the size of the trees.
  package func changes(from before: ObjectID, to after: ObjectID) throws(GitError) -> [FileDelta] {
    if before == after { return [] }
    var comparison = TreeComparison(repository: self)
    try comparison.compare(tree(before), tree(after))
    return comparison.deltas
  }
}

/// The deepest nesting of folders that is followed, which a thread's small stack bears.
let deepestFolder = 256

private struct TreeComparison {
  let repository: Repository
  var deltas: [FileDelta] = []
  /// The path of the folder that is compared, ending in `/` below the root.
  private var folder: [UInt8] = []
  private var depth = 0

  init(repository: Repository) {
    self.repository = repository
  }

  mutating func compare(
    _ before: borrowing RawTree, _ after: borrowing RawTree
  ) throws(GitError) {
    var left = try before.entry(at: 0)
    var right = try after.entry(at: 0)
    while left != nil || right != nil {
      let order =
        if let left, let right { left.order(before: right) } else { left == nil ? 1 : -1 }
      if order == 0, let entryBefore = left, let entryAfter = right {
        if !entryBefore.isSame(as: entryAfter) { try compare(entryBefore, entryAfter) }
        left = try before.entry(at: entryBefore.end)
        right = try after.entry(at: entryAfter.end)
      } else if order < 0, let entryBefore = left {
        try compare(entryBefore, nil)
        left = try before.entry(at: entryBefore.end)
      } else if let entryAfter = right {
        try compare(nil, entryAfter)
        right = try after.entry(at: entryAfter.end)
      }
    }
  }

  /// Compares what two trees hold under one name.
  private mutating func compare(_ before: RawEntry?, _ after: RawEntry?) throws(GitError) {
    guard let entry = after ?? before else { return }
    if entry.mode == .folder {
      try enter(entry.name, before?.id, after?.id)
      return
    }
    deltas.append(
      FileDelta(
        path: RepositoryPath(unchecked: Name(folder + entry.name)), before: before?.entry,
        after: after?.entry))
  }

  private mutating func enter(
    _ name: UnsafeRawBufferPointer, _ before: ObjectID?, _ after: ObjectID?
  ) throws(GitError) {
    let length = folder.count
    folder.append(contentsOf: name)
    folder.append(UInt8(ascii: "/"))
    depth += 1
    if depth > deepestFolder {
      throw GitError(.tooDeep(RepositoryPath(unchecked: Name(folder.dropLast()))))
    }
    try compare(
      repository.tree(before ?? .emptyTree), repository.tree(after ?? .emptyTree))
    depth -= 1
    folder.removeSubrange(length...)
  }
}
