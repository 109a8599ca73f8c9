import MigrationLayouts
import SourceModel

/// A tree of a few files, as values.
struct SampleTree {
  var files: [String: String]

  /// Files without content of their own count as a definition.
  init(_ files: [String: String] = [:], defining paths: [String] = []) {
    self.files = files
    for path in paths { self.files[path] = "CREATE TABLE t (a int);\n" }
  }

  /// Searches for what some files, or all, belong to.
  func search(_ changed: [String]? = nil) -> MigrationSearch {
    let paths = files.keys.map { RepositoryPath(unchecked: Name($0)) }.sorted()
    let touched = changed?.map { RepositoryPath(unchecked: Name($0)) } ?? paths
    return MigrationChain.find(
      touching: touched,
      list: { folder in
        paths.filter { folder == .root || $0.bytes.starts(with: folder.bytes + [0x2F]) }
      },
      read: { path in
        files[path.name.text].map { SourceText(path: path, $0) }
      })
  }

  /// The only chain of the tree; nil if there are none or several.
  var chain: MigrationChain? {
    let chains = search().chains
    return chains.count == 1 ? chains[0] : nil
  }
}

extension MigrationChain {
  /// A line for each migration: version, name, the files below the chain's folder.
  var lines: [String] {
    func short(_ path: RepositoryPath?) -> String {
      path.map { String($0.name.text.dropFirst(folder.name.text.count + 1)) } ?? "-"
    }
    return migrations.map { "\($0.version)|\($0.name)|\(short($0.up))|\(short($0.down))" }
  }
}
