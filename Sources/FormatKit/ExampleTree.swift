import Digests
package import SourceModel

/// The files of an example, each behind a line `-- file: PATH`.
package struct ExampleTree: FileTree {
  private let texts: [RepositoryPath: SourceText]

  /// Cuts a text into its files; what stands before the first line of that kind is left out.
  package init(_ text: String) {
    var texts: [RepositoryPath: [Substring]] = [:]
    var path: RepositoryPath?
    // By bytes: a carriage return and a line feed are one character of a string.
    for bytes in text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false) {
      let line = Substring(bytes)
      if let name = ExampleTree.name(in: line) {
        path = name
        texts[name] = []
      } else if let path {
        texts[path]?.append(line)
      }
    }
    self.texts = texts.reduce(into: [:]) { trees, entry in
      trees[entry.key] = SourceText(path: entry.key, entry.value.joined(separator: "\n"))
    }
  }

  /// Tells whether a text is a tree of files.
  package static func isTree(_ text: String) -> Bool {
    text.split(separator: "\n").contains { name(in: $0) != nil }
  }

  private static func name(in line: Substring) -> RepositoryPath? {
    line.hasPrefix("-- file: ") ? RepositoryPath(String(line.dropFirst(9))) : nil
  }

  /// All paths, in order.
  package var paths: [RepositoryPath] { texts.keys.sorted() }

  package func files(below folder: RepositoryPath) -> [RepositoryPath] {
    let prefix = folder == .root ? [] : folder.bytes + [UInt8(ascii: "/")]
    return paths.filter { $0.bytes.starts(with: prefix) }
  }

  package func identity(of path: RepositoryPath) -> Name? { texts[path]?.contentDigest }

  package func read(_ path: RepositoryPath) -> FileReading {
    texts[path].map { .file($0) } ?? .missing
  }
}

extension ChainScene {
  /// The scene of an example, of which a release carried all that stands before.
  package init(example before: String, _ after: String) {
    let (before, after) = (ExampleTree(before), ExampleTree(after))
    let paths = Set(before.paths + after.paths)
    self.init(
      before: before, after: after,
      changed: paths.filter { before.identity(of: $0) != after.identity(of: $0) }.sorted(),
      isCode: { _ in true })
  }
}
