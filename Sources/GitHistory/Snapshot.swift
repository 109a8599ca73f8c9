package import SourceModel

/// The files of one revision.
///
/// Blobs are read when they are asked for, never before.
package protocol Snapshot {
  /// What stands at a path: a file, link, submodule or folder; nil if nothing does.
  func entry(at path: RepositoryPath) throws(GitError) -> Entry?

  /// The content of a path.
  func content(at path: RepositoryPath) throws(GitError) -> FileContent

  /// The content of an entry that was found before at a path, without looking for it again.
  func content(of entry: Entry, at path: RepositoryPath) throws(GitError) -> FileContent

  /// Everything but folders below a folder, in the order of the paths' bytes.
  ///
  /// A folder for which `enters` is false is left out whole; it is asked for each folder below.
  /// Nothing if the folder does not exist.
  ///
  /// - Parameter isWanted: Tells by the last segment of a path whether it is listed; what is not
  ///   costs next to nothing.
  func files(
    under folder: RepositoryPath, entering enters: (RepositoryPath) -> Bool,
    named isWanted: (UnsafeRawBufferPointer) -> Bool
  ) throws(GitError) -> [FileItem]

  /// The order in which many entries are read the fastest, as indices of them.
  func readingOrder(of entries: [Entry]) -> [Int]
}

extension Snapshot {
  /// Everything but folders below a folder, in the order of the paths' bytes.
  package func files(
    under folder: RepositoryPath, entering enters: (RepositoryPath) -> Bool = { _ in true }
  ) throws(GitError) -> [FileItem] {
    try files(under: folder, entering: enters, named: { _ in true })
  }
}

/// A path and what stands there.
package struct FileItem: Hashable, Sendable {
  /// The path from the root.
  package let path: RepositoryPath
  /// What stands there; never a folder.
  package let entry: Entry

  /// Makes an item.
  package init(path: RepositoryPath, entry: Entry) {
    self.path = path
    self.entry = entry
  }
}

/// What reading a path gave.
package enum FileContent: Sendable {
  /// A file's bytes.
  case text(SourceText)
  /// Nothing stands at the path.
  case missing
  /// A folder stands there.
  case folder
  /// A symbolic link, which is not followed; its target as bytes.
  case symlink(target: Name)
  /// A submodule, whose files are in another repository.
  case submodule(commit: ObjectID)
  /// A pointer of Git LFS: the file itself is stored elsewhere.
  case largeFilePointer
  /// A file above the limit, with its size in bytes.
  case tooLarge(size: Int)

  /// The largest file that is read, in bytes.
  package static let sizeLimit = 256 << 20

  /// Tells a file's text from a pointer of Git LFS.
  init(file bytes: [UInt8], path: RepositoryPath) {
    // The pointer's first line is fixed by its specification, and no pointer is larger.
    let mark: StaticString = "version https://git-lfs.github.com/spec/"
    let isPointer = bytes.count < 1024 && mark.withUTF8Buffer { bytes.starts(with: $0) }
    self = isPointer ? .largeFilePointer : .text(SourceText(path: path, bytes: bytes))
  }
}
