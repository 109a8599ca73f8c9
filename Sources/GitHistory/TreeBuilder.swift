package import SourceModel

/// Builds the trees of a list of files as Git would write them, innermost first.
package struct TreeBuilder {
  /// The folders that are open, outermost (the root) first.
  private var open = [Folder(pathLength: 0)]
  /// The path of the innermost open folder, ending in `/` below the root.
  private var path: [UInt8] = []
  private let write: ([UInt8]) throws(GitError) -> ObjectID

  private struct Folder {
    /// The length of the folder's path in bytes.
    let pathLength: Int
    var bytes: [UInt8] = []
  }

  /// Makes a builder that stores each tree's bytes through `write`, which gives the tree's id.
  package init(write: @escaping ([UInt8]) throws(GitError) -> ObjectID) {
    self.write = write
  }

  /// Adds a file; files are added in the order of their paths' bytes.
  package mutating func add(_ file: RepositoryPath, _ entry: Entry) throws(GitError) {
    let bytes = file.bytes
    while !bytes.starts(with: path) { try close() }
    while let slash = bytes[path.count...].firstIndex(of: UInt8(ascii: "/")) {
      path += bytes[path.count...slash]
      open.append(Folder(pathLength: path.count))
    }
    append(entry, bytes[path.count...])
  }

  /// Stores what is left and gives the id of the whole.
  package mutating func finish() throws(GitError) -> ObjectID {
    while open.count > 1 { try close() }
    return try write(open[0].bytes)
  }

  private mutating func close() throws(GitError) {
    let folder = open.removeLast()
    let start = open.last?.pathLength ?? 0
    let name = path[start...].dropLast()
    append(Entry(mode: .folder, id: try write(folder.bytes)), name)
    path.removeSubrange(start...)
  }

  private mutating func append(_ entry: Entry, _ name: ArraySlice<UInt8>) {
    let last = open.count - 1
    open[last].bytes += entry.mode.digits.utf8
    open[last].bytes.append(0x20)
    open[last].bytes += name
    open[last].bytes.append(0)
    open[last].bytes += entry.id.bytes
  }
}

extension FileMode {
  /// The mode as a tree spells it.
  fileprivate var digits: String {
    switch self {
    case .folder: "40000"
    case .file: "100644"
    case .executable: "100755"
    case .symlink: "120000"
    case .submodule: "160000"
    }
  }
}
