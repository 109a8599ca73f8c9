import FormatKit
import MigrationLayouts
import SourceModel

/// Finds the dumps that stand beside chains of migrations.
struct NearbyDumps {
  private let tree: any FileTree
  /// The changed files.
  private let changed: [RepositoryPath]
  /// The files that belong to chains.
  private let claimed: Set<RepositoryPath>
  /// The changed files in SQL that belong to no chain, by folder.
  private let changedScripts: [RepositoryPath: [RepositoryPath]]

  init(_ tree: any FileTree, changed: [RepositoryPath], claimed: Set<RepositoryPath>) {
    self.tree = tree
    self.changed = changed
    self.claimed = claimed
    changedScripts = Dictionary(
      grouping: changed.filter { $0.fileExtension == "sql" && !claimed.contains($0) }, by: \.parent)
  }

  /// The names that dumps have mostly.
  private static let names = [
    "schema.sql", "structure.sql", "dump.sql", "db_schema.sql", "schema_dump.sql",
    "generated_schema.sql",
  ]

  /// The dump of a chain in some folder: the only one in the nearest of the folder, the two above it
  /// and the folder for schemas beside it; nil if there is none, or several.
  func dump(ofChainIn folder: RepositoryPath) -> SourceText? {
    for place in NearbyDumps.places(around: folder) {
      let dumps = dumps(in: place)
      if !dumps.isEmpty { return dumps.count == 1 ? dumps.first : nil }
    }
    return nil
  }

  /// The changed files that are dumps.
  var changedDumps: [SourceText] {
    changed.filter { $0.fileExtension == "sql" && !claimed.contains($0) }.compactMap(source)
  }

  /// The chains for PostgreSQL whose dump a file is, by folder.
  func chains(around dump: SourceText) -> [MigrationChain] {
    let own = dump.path.parent
    let isBeside = ["schemas", "schema"].contains(Name(own.lastSegment))
    let top = isBeside ? own.parent : own
    let near = tree.files(below: top).filter {
      MigrationFormat.codeExtensions.contains($0.fileExtension)
    }
    return MigrationChain.find(
      touching: near, list: tree.files(below:),
      read: { path in
        if case .file(let source) = tree.read(path) { return source }
        return nil
      }
    ).judged.filter { self.dump(ofChainIn: $0.folder)?.path == dump.path }
  }

  /// The folders in which the dump of a chain may stand, the nearest first.
  private static func places(around folder: RepositoryPath) -> [RepositoryPath] {
    var places = [folder]
    if folder != .root {
      places.append(folder.parent)
      places.append(folder.parent.appending("schemas".utf8))
      places.append(folder.parent.appending("schema".utf8))
      if folder.parent != .root { places.append(folder.parent.parent) }
    }
    return places
  }

  private func dumps(in folder: RepositoryPath) -> [SourceText] {
    let usual = NearbyDumps.names.map { folder.appending($0.utf8) }
    let other = (changedScripts[folder] ?? []).filter { !usual.contains($0) }
    return (usual + other).filter { !claimed.contains($0) }.compactMap(source)
  }

  /// A dump that may be in PostgreSQL's SQL.
  private func source(_ path: RepositoryPath) -> SourceText? {
    guard tree.identity(of: path) != nil, case .file(let source) = tree.read(path) else {
      return nil
    }
    return switch SchemaDump.recognize(source) {
    case .certain(.postgresql), .certain(.unknown), .likely(.postgresql), .likely(.unknown):
      source
    case .certain(.other), .likely(.other), .no: nil
    }
  }
}
