import CallShapes
import FormatKit
import MigrationLayouts
import SourceModel

/// The migrations that a range adds or touches, with their ways down, as `after` has them.
struct RangeMigrations {
  /// What takes a migration back.
  enum WayDown: Hashable {
    /// The file that does.
    case found(RepositoryPath)
    /// The file that is there and does nothing.
    case empty(RepositoryPath)
    case missing
  }

  /// A migration of the range.
  struct Entry {
    /// The place of its chain in `chains`.
    let chain: Int
    let migration: Migration
    /// Whether the range adds it.
    let isAdded: Bool
    let wayDown: WayDown
    /// What Alembic calls it and those that it comes after; empty for other tools.
    let revision: Name
    let predecessors: [Name]
  }

  /// The chains that the range touches, by folder.
  let chains: [MigrationChain]
  /// The migrations of the range in the order of their chains.
  let entries: [Entry]
  /// The migrations that the range adds and that nothing here reads, in path order: those in other
  /// languages and for other databases.
  let unread: [RepositoryPath]
  /// The places in `entries`, by each file of a migration.
  private let byFile: [RepositoryPath: Int]

  /// Finds the migrations that a range touches.
  init(_ scene: ReleaseScene) {
    let touched = Set(scene.deltas.compactMap(\.after))
    let added = Set(scene.deltas.filter { $0.before == nil }.compactMap(\.after))
    let tree = scene.after
    let search = MigrationChain.find(
      touching: touched.sorted(), list: tree.files(below:), read: { tree.source(at: $0) })
    chains = search.chains
    let notJudged = Set(search.notJudged.map(\.path))
    unread = added.filter { notJudged.contains($0) || $0.isMigrationProgram }.sorted()
    var entries: [Entry] = []
    var byFile: [RepositoryPath: Int] = [:]
    for (index, chain) in chains.enumerated() {
      for migration in chain.migrations {
        let files = [migration.up] + [migration.down].compactMap(\.self) + migration.settings
        guard files.contains(where: touched.contains) else { continue }
        for file in files where byFile[file] == nil { byFile[file] = entries.count }
        entries.append(
          Entry(
            migration, of: chain, at: index, isAdded: added.contains(migration.up), in: tree))
      }
    }
    self.entries = entries
    self.byFile = byFile
  }

  /// The migrations that the range adds.
  var added: [Entry] { entries.filter(\.isAdded) }

  /// The migration that a file belongs to; nil if the range touches none of it.
  func entry(of file: RepositoryPath?) -> Entry? {
    file.flatMap { byFile[$0] }.map { entries[$0] }
  }
}

extension RangeMigrations.Entry {
  fileprivate init(
    _ migration: Migration, of chain: MigrationChain, at index: Int, isAdded: Bool,
    in tree: any ObjectTree
  ) {
    let reading = tree.source(at: migration.up).flatMap { chain.reading(of: $0) }
    let wayDown: RangeMigrations.WayDown =
      if chain.language == .sql {
        chain.wayDown(of: migration, in: tree)
      } else if let down = reading?.down {
        down.steps.isEmpty ? .empty(migration.up) : .found(migration.up)
      } else {
        .missing
      }
    self.init(
      chain: index, migration: migration, isAdded: isAdded, wayDown: wayDown,
      revision: reading?.revision ?? "", predecessors: reading?.predecessors ?? [])
  }

  /// The file that takes it back; nil if none does.
  var down: RepositoryPath? {
    if case .found(let path) = wayDown { path } else { nil }
  }

  /// Why it has no way down, as the end of a sentence; nil if it has one.
  var obstacle: String? {
    switch wayDown {
    case .found: nil
    case .empty(let path): "the way down of '\(path.text)' does nothing"
    case .missing: "migration '\(migration.up.text)' has no way down"
    }
  }
}

extension MigrationChain {
  /// What a migration in a programming language says; nil for SQL.
  fileprivate func reading(of source: SourceText) -> CallShapeReading? {
    switch language {
    case .sql: nil
    case .alembic: .alembic(source)
    case .django: .django(source, app: Name(folder.parent.lastSegment))
    case .ecto: .ecto(source)
    }
  }

  fileprivate func wayDown(
    of migration: Migration, in tree: any ObjectTree
  ) -> RangeMigrations.WayDown {
    guard let path = migration.down, let source = tree.source(at: path),
      let script = script(migration, .down, in: source)
    else { return .missing }
    return script.parts.isEmpty ? .empty(path) : .found(path)
  }
}

extension RepositoryPath {
  /// Whether the name is that of a migration in a language that is not read, such as Ruby or Go.
  fileprivate var isMigrationProgram: Bool {
    let languages: Set<String> = ["rb", "php", "js", "ts", "go", "java", "kt", "cs", "fizz"]
    let folders: Set<Name> = ["migrate", "migration", "migrations"]
    return languages.contains(fileExtension) && !name.hasSuffix("_test.go")
      && lastSegment.first.map { (0x30...0x39).contains($0) } ?? false
      && folders.contains(Name(parent.lastSegment).asciiLowercased)
  }
}

extension FileTree {
  /// The text of a file; nil if there is none that can be read.
  func source(at path: RepositoryPath) -> SourceText? {
    if case .file(let source) = read(path) { source } else { nil }
  }
}
