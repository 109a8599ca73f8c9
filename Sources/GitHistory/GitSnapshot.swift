internal import CGit2
package import SourceModel

/// The files of a tree in a repository.
package struct GitSnapshot: Snapshot {
  private let repository: Repository
  private let tree: ObjectID

  fileprivate init(repository: Repository, tree: ObjectID) {
    self.repository = repository
    self.tree = tree
  }

  package func entry(at path: RepositoryPath) throws(GitError) -> Entry? {
    var found = Entry(mode: .folder, id: tree)
    for segment in path.segments {
      guard found.mode == .folder,
        let next = try repository.entry(named: segment, in: found.id)
      else { return nil }
      found = next
    }
    return found
  }

  package func content(at path: RepositoryPath) throws(GitError) -> FileContent {
    guard let entry = try entry(at: path) else { return .missing }
    return try content(of: entry, at: path)
  }

  package func content(
    of entry: Entry, at path: RepositoryPath
  ) throws(GitError) -> FileContent {
    switch entry.mode {
    case .folder: return .folder
    case .submodule: return .submodule(commit: entry.id)
    case .symlink, .file, .executable:
      let size = try repository.header(entry.id, path: path).size
      if size > FileContent.sizeLimit { return .tooLarge(size: size) }
      let object = try repository.object(entry.id, path: path)
      guard object.type == GIT_OBJECT_BLOB else { throw GitError(.damagedObject(entry.id)) }
      let bytes = Array(object.bytes)
      return entry.mode == .symlink
        ? .symlink(target: Name(bytes)) : FileContent(file: bytes, path: path)
    }
  }

  package func files(
    under folder: RepositoryPath, entering enters: (RepositoryPath) -> Bool,
    named isWanted: (UnsafeRawBufferPointer) -> Bool
  ) throws(GitError) -> [FileItem] {
    guard let entry = try entry(at: folder), entry.mode == .folder else { return [] }
    var items: [FileItem] = []
    try collect(
      entry.id, at: folder, depth: 0, entering: enters, named: isWanted, into: &items)
    return items
  }

  package func readingOrder(of entries: [Entry]) -> [Int] {
    repository.storageOrder(of: entries.map(\.id))
  }

  private func collect(
    _ id: ObjectID, at folder: RepositoryPath, depth: Int,
    entering enters: (RepositoryPath) -> Bool, named isWanted: (UnsafeRawBufferPointer) -> Bool,
    into items: inout [FileItem]
  ) throws(GitError) {
    if depth > deepestFolder { throw GitError(.tooDeep(folder)) }
    let tree = try repository.tree(id)
    var offset = 0
    while let entry = try tree.entry(at: offset) {
      offset = entry.end
      if entry.mode != .folder {
        guard isWanted(entry.name) else { continue }
        items.append(FileItem(path: folder.appending(entry.name), entry: entry.entry))
      } else if case let path = folder.appending(entry.name), enters(path) {
        try collect(
          entry.id, at: path, depth: depth + 1, entering: enters, named: isWanted, into: &items)
      }
    }
  }
}

extension Repository {
  /// The files of a revision.
  package func snapshot(of revision: Revision) throws(GitError) -> GitSnapshot {
    if revision.isStaged { try holdStagedTrees() }
    return GitSnapshot(repository: self, tree: revision.tree)
  }

  /// The files of a tree.
  package func snapshot(ofTree tree: ObjectID) -> GitSnapshot {
    GitSnapshot(repository: self, tree: tree)
  }
}
