import Digests
package import FormatKit
package import ReleaseChecks
package import SourceModel

/// The files of an example as a revision with names of objects: those of a Git repository whose
/// objects are named by SHA-256.
///
/// A file that begins with `#!` is executable.
package struct ExampleObjectTree: ObjectTree {
  private let tree: ExampleTree
  private let objects: [RepositoryPath: TreeObject]

  /// Cuts a text into its files, each behind a line `-- file: PATH`.
  package init(_ text: String) {
    let tree = ExampleTree(text)
    self.tree = tree
    var objects: [RepositoryPath: TreeObject] = [:]
    for path in tree.paths {
      guard case .file(let source) = tree.read(path) else { continue }
      let isScript = source.bytes.starts(with: "#!".utf8)
      objects[path] = TreeObject(
        isScript ? .executable : .file, id: ExampleObjectTree.id("blob", Array(source.bytes)))
    }
    ExampleObjectTree.nameFolders(&objects)
    self.objects = objects
  }

  /// All paths, in order.
  package var paths: [RepositoryPath] { tree.paths }

  package func object(at path: RepositoryPath) -> TreeObject? { objects[path] }

  package func files(below folder: RepositoryPath) -> [RepositoryPath] { tree.files(below: folder) }

  package func identity(of path: RepositoryPath) -> Name? { tree.identity(of: path) }

  package func read(_ path: RepositoryPath) -> FileReading { tree.read(path) }

  /// Adds the folders that hold the files, the innermost first.
  private static func nameFolders(_ objects: inout [RepositoryPath: TreeObject]) {
    var entries: [RepositoryPath: Set<RepositoryPath>] = [.root: []]
    for var path in objects.keys {
      while path != .root {
        entries[path.parent, default: []].insert(path)
        path = path.parent
      }
    }
    for folder in entries.keys.sorted(by: { $0.segments.count > $1.segments.count }) {
      // Git orders a folder as if its name ended in a slash.
      let sorted = (entries[folder] ?? []).sorted { first, second in
        key(first, objects).lexicographicallyPrecedes(key(second, objects))
      }
      var bytes: [UInt8] = []
      for entry in sorted {
        guard let object = objects[entry] else { continue }
        bytes += Array("\(mode(object.kind)) ".utf8) + Array(entry.lastSegment) + [0]
        bytes += Base16.decode(object.id) ?? []
      }
      objects[folder] = TreeObject(.folder, id: id("tree", bytes))
    }
  }

  private static func key(
    _ path: RepositoryPath, _ objects: [RepositoryPath: TreeObject]
  ) -> [UInt8] {
    Array(path.lastSegment) + (objects[path]?.kind == .folder ? [UInt8(ascii: "/")] : [])
  }

  private static func mode(_ kind: TreeObject.Kind) -> String {
    switch kind {
    case .file: "100644"
    case .executable: "100755"
    case .folder: "40000"
    }
  }

  private static func id(_ kind: String, _ bytes: [UInt8]) -> String {
    SHA256.hexDigest(of: Array("\(kind) \(bytes.count)\0".utf8) + bytes)
  }
}
