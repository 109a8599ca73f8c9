package import SourceModel

/// Builds the trees of a list of files as Git would write them, innermost first.
package struct TreeBuilder {
  /// The folders that are open, outermost (the root) first, with their names and entries so far.
  private var open: [(name: [UInt8], bytes: [UInt8])] = [([], [])]
  private let write: ([UInt8]) throws(GitError) -> ObjectID

  /// Makes a builder that stores each tree's bytes through `write`, which gives the tree's id.
  package init(write: @escaping ([UInt8]) throws(GitError) -> ObjectID) {
    self.write = write
  }

  /// Adds a file; files are added in the order of their paths' bytes.
  package mutating func add(_ path: RepositoryPath, _ entry: Entry) throws(GitError) {
    let segments = path.segments
    guard let name = segments.last else { return }
    let folders = segments.dropLast()
    let shared = zip(folders, open.dropFirst()).prefix { $0.elementsEqual($1.name) }.count
    while open.count > shared + 1 { try close() }
    for folder in folders.dropFirst(shared) { open.append((Array(folder), [])) }
    append(entry, name)
  }

  /// Stores what is left and gives the id of the whole.
  package mutating func finish() throws(GitError) -> ObjectID {
    while open.count > 1 { try close() }
    return try write(open[0].bytes)
  }

  private mutating func close() throws(GitError) {
    let folder = open.removeLast()
    append(Entry(mode: .folder, id: try write(folder.bytes)), folder.name[...])
  }

  private mutating func append(_ entry: Entry, _ name: ArraySlice<UInt8>) {
    let last = open.count - 1
    open[last].bytes += String(entry.mode.rawValue, radix: 8).utf8
    open[last].bytes.append(0x20)
    open[last].bytes += name
    open[last].bytes.append(0)
    open[last].bytes += entry.id.bytes
  }
}
