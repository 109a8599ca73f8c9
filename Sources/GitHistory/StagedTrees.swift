internal import CGit2
internal import Glibc
internal import SourceModel

extension Repository {
  /// The index as a revision: what the next commit would hold, dated as HEAD is.
  package func stagedRevision() throws(GitError) -> Revision {
    let head = try head()
    let seconds: Int64? = if let head { try record(head).seconds } else { nil }
    return Revision(
      spelling: "index", commit: nil, tree: try readIndex(), seconds: seconds, isStaged: true)
  }

  /// Sees to it that the trees of the index can be read from this handle.
  func holdStagedTrees() throws(GitError) {
    if stagedObjects == nil { _ = try readIndex() }
  }

  /// Computes the trees that the index would be committed as, and keeps them in memory.
  private func readIndex() throws(GitError) -> ObjectID {
    if isBare && environment.indexFile == nil { throw GitError(.unsupportedIndex(.absent)) }
    var index: OpaquePointer?
    defer { git_index_free(index) }
    let path = environment.indexFile ?? gitDirectory + "index"
    guard git_index_open(&index, path) >= 0, let index else {
      throw Repository.indexError(.last)
    }
    if stagedObjects == nil {
      var memory: UnsafeMutablePointer<git_odb_backend>?
      try GitError.check(git_mempack_new(&memory))
      try GitError.check(git_odb_add_backend(objects, memory, 999))
      stagedObjects = memory
    }
    var builder = TreeBuilder { bytes throws(GitError) in try self.hold(tree: bytes) }
    for position in 0..<git_index_entrycount(index) {
      guard let entry = git_index_get_byindex(index, position)?.pointee, let name = entry.path
      else { continue }
      let path = RepositoryPath(
        unchecked: Name(UnsafeRawBufferPointer(start: name, count: strlen(name))))
      if Int32(entry.flags) & GIT_INDEX_ENTRY_STAGEMASK != 0 {
        throw GitError(.unsupportedIndex(.unmerged(path)))
      }
      // `git add --intent-to-add` names a file that the next commit does not hold yet.
      if UInt32(entry.flags_extended) & GIT_INDEX_ENTRY_INTENT_TO_ADD.rawValue != 0 { continue }
      try builder.add(path, Entry(mode: FileMode(bits: entry.mode), id: ObjectID(entry.id)))
    }
    return try builder.finish()
  }

  /// Keeps a tree where this handle's reads find it.
  private func hold(tree bytes: [UInt8]) throws(GitError) -> ObjectID {
    var oid = git_oid()
    try GitError.check(git_odb_hash(&oid, bytes, bytes.count, GIT_OBJECT_TREE))
    if let stagedObjects, let write = stagedObjects.pointee.write {
      try GitError.check(write(stagedObjects, &oid, bytes, bytes.count, GIT_OBJECT_TREE))
    }
    return ObjectID(oid)
  }

  private static func indexError(_ cause: GitError.Cause?) -> GitError {
    // libgit2 has no error codes of its own for these: only the messages tell them.
    let message = cause?.message ?? ""
    if message.contains("extension: 'link'") {
      return GitError(.unsupportedIndex(.split), cause: cause)
    }
    if message.contains("extension: 'sdir'") {
      return GitError(.unsupportedIndex(.sparse), cause: cause)
    }
    if message.contains("unsupported mandatory extension: '") {
      return GitError(
        .unsupportedIndex(.other(extension: String(message.dropLast().suffix(4)))), cause: cause)
    }
    if message.contains("checksum") {
      return GitError(.unsupportedIndex(.checksum), cause: cause)
    }
    return GitError(.other, cause: cause)
  }
}
