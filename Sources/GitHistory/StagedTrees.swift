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
    guard git_index_open(&index, path) >= 0, git_index_read(index, 1) >= 0, let index else {
      throw Repository.indexError(.last)
    }
    if stagedObjects == nil {
      var memory: UnsafeMutablePointer<git_odb_backend>?
      try GitError.check(git_mempack_new(&memory))
      try GitError.check(git_odb_add_backend(objects, memory, 999))
      stagedObjects = memory
    }
    var builder = StagedTreeBuilder(store: stagedObjects)
    for position in 0..<git_index_entrycount(index) {
      guard let entry = git_index_get_byindex(index, position)?.pointee, let path = entry.path
      else { continue }
      let bytes = UnsafeRawBufferPointer(start: path, count: strlen(path))
      if Int32(entry.flags) & GIT_INDEX_ENTRY_STAGEMASK != 0 {
        throw GitError(.unsupportedIndex(.unmerged(RepositoryPath(unchecked: Name(bytes)))))
      }
      // `git add --intent-to-add` names a file that the next commit does not hold yet.
      if UInt32(entry.flags_extended) & GIT_INDEX_ENTRY_INTENT_TO_ADD.rawValue != 0 { continue }
      try builder.add(path: bytes, entry)
    }
    return try builder.finish()
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

/// Builds the trees of a sorted list of files, innermost first.
private struct StagedTreeBuilder {
  let store: UnsafeMutablePointer<git_odb_backend>?
  /// The folders that are open, outermost (the root) first, with their names.
  private var open: [(name: [UInt8], bytes: [UInt8])] = [([], [])]

  init(store: UnsafeMutablePointer<git_odb_backend>?) {
    self.store = store
  }

  mutating func add(path: UnsafeRawBufferPointer, _ entry: git_index_entry) throws(GitError) {
    let segments = path.split(separator: UInt8(ascii: "/"))
    guard let name = segments.last else { return }
    let folders = segments.dropLast()
    let shared = zip(folders, open.dropFirst()).prefix { $0.elementsEqual($1.name) }.count
    while open.count > shared + 1 { try close() }
    for folder in folders.dropFirst(shared) { open.append((Array(folder), [])) }
    append(FileMode(bits: entry.mode), name, ObjectID(entry.id))
  }

  mutating func finish() throws(GitError) -> ObjectID {
    while open.count > 1 { try close() }
    return try write(open[0].bytes)
  }

  private mutating func close() throws(GitError) {
    let folder = open.removeLast()
    append(.folder, folder.name[...], try write(folder.bytes))
  }

  private mutating func append(_ mode: FileMode, _ name: some Sequence<UInt8>, _ id: ObjectID) {
    let last = open.count - 1
    open[last].bytes += String(mode.rawValue, radix: 8).utf8
    open[last].bytes.append(0x20)
    open[last].bytes += name
    open[last].bytes.append(0)
    open[last].bytes += id.bytes
  }

  private func write(_ bytes: [UInt8]) throws(GitError) -> ObjectID {
    if bytes.isEmpty { return .emptyTree }
    var oid = git_oid()
    try GitError.check(git_odb_hash(&oid, bytes, bytes.count, GIT_OBJECT_TREE))
    if let store, let write = store.pointee.write {
      try GitError.check(write(store, &oid, bytes, bytes.count, GIT_OBJECT_TREE))
    }
    return ObjectID(oid)
  }
}
