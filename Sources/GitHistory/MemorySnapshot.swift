package import SourceModel

/// Files that are held in memory.
package struct MemorySnapshot: Snapshot, Sendable {
  private let files: [RepositoryPath: [UInt8]]

  /// Takes the files by their paths; all are plain files.
  package init(_ files: [RepositoryPath: [UInt8]]) {
    self.files = files
  }

  /// Takes the files' texts by their paths.
  package init(texts: [RepositoryPath: String]) {
    self.init(texts.mapValues { Array($0.utf8) })
  }

  package func entry(at path: RepositoryPath) throws(GitError) -> Entry? {
    if let entry = try fileEntry(path) { return entry }
    let isFolder = path == .root || files.keys.contains { path.contains($0) }
    return isFolder ? Entry(mode: .folder, id: .emptyTree) : nil
  }

  package func content(at path: RepositoryPath) throws(GitError) -> FileContent {
    if let bytes = files[path] { return FileContent(file: bytes, path: path) }
    return try entry(at: path) == nil ? .missing : .folder
  }

  package func content(
    of entry: Entry, at path: RepositoryPath
  ) throws(GitError) -> FileContent {
    try content(at: path)
  }

  package func files(
    under folder: RepositoryPath, entering enters: (RepositoryPath) -> Bool,
    named isWanted: (UnsafeRawBufferPointer) -> Bool
  ) throws(GitError) -> [FileItem] {
    var items: [FileItem] = []
    for path in files.keys
    where folder.contains(path) && entersAll(from: folder, to: path, enters)
      && path.lastSegment.withUnsafeBytes(isWanted)
    {
      guard let entry = try fileEntry(path) else { continue }
      items.append(FileItem(path: path, entry: entry))
    }
    return items.sorted { $0.path < $1.path }
  }

  package func readingOrder(of entries: [Entry]) -> [Int] { Array(entries.indices) }

  /// The files that differ from those of a later snapshot, in the order of their paths' bytes.
  package func changes(to after: MemorySnapshot) throws(GitError) -> [FileDelta] {
    var deltas: [FileDelta] = []
    for path in Set(files.keys).union(after.files.keys).sorted()
    where files[path] != after.files[path] {
      deltas.append(
        FileDelta(path: path, before: try fileEntry(path), after: try after.fileEntry(path)))
    }
    return deltas
  }

  private func entersAll(
    from folder: RepositoryPath, to path: RepositoryPath, _ enters: (RepositoryPath) -> Bool
  ) -> Bool {
    var parent = path.parent
    while parent != folder {
      if !enters(parent) { return false }
      parent = parent.parent
    }
    return true
  }

  private func fileEntry(_ path: RepositoryPath) throws(GitError) -> Entry? {
    guard let bytes = files[path] else { return nil }
    return Entry(mode: .file, id: try ObjectID.ofBlob(bytes))
  }
}

extension RepositoryPath {
  /// Whether a path lies below this folder.
  fileprivate func contains(_ path: RepositoryPath) -> Bool {
    self == .root
      || path.bytes.count > bytes.count + 1 && path.bytes[bytes.count] == UInt8(ascii: "/")
        && path.bytes.starts(with: bytes)
  }
}
