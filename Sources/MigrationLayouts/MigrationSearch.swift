package import SourceModel

/// The migrations that some files of a tree belong to.
package struct MigrationSearch: Hashable, Sendable {
  /// A file of migrations whose effect relgate does not judge.
  package struct NotJudged: Hashable, Sendable {
    /// The file.
    package let path: RepositoryPath
    /// What it is: `migrations for MySQL`.
    package let reason: String
    /// What makes them judged, as an imperative sentence; nil if nothing does.
    package let remedy: String?

    /// Names a file.
    package init(path: RepositoryPath, reason: String, remedy: String?) {
      self.path = path
      self.reason = reason
      self.remedy = remedy
    }
  }

  /// The chains, by folder; those of other dialects too.
  package private(set) var chains: [MigrationChain] = []
  /// Every file that belongs to migrations: settings, sum files and migrations in languages that are
  /// not read included.
  package private(set) var claimed: Set<RepositoryPath> = []
  /// The files among those searched for that are migrations and are not judged, by path.
  package private(set) var notJudged: [NotJudged] = []

  /// A search that found nothing.
  package init() {}

  /// Adds what a place holds; only files that were searched for are said to be not judged.
  mutating func add(_ found: FoundMigrations, asked: Set<RepositoryPath>) {
    chains += found.chains
    if claimed.isEmpty { claimed = found.claimed } else { claimed.formUnion(found.claimed) }
    for (path, skipped) in found.skipped where asked.contains(path) {
      notJudged.append(
        NotJudged(path: path, reason: skipped.reason, remedy: skipped.remedy))
    }
    for chain in found.chains {
      guard case .other(let dialect) = chain.dialect else { continue }
      for path in chain.files where asked.contains(path) {
        notJudged.append(
          NotJudged(path: path, reason: "migrations for \(dialect)", remedy: nil))
      }
    }
  }

  mutating func sort() {
    chains.sort {
      ($0.folder, $0.dialect.name, $0.layout.rawValue)
        < ($1.folder, $1.dialect.name, $1.layout.rawValue)
    }
    notJudged.sort { ($0.path, $0.reason) < ($1.path, $1.reason) }
  }
}

extension MigrationChain {
  /// Finds the chains that files belong to.
  ///
  /// Names are looked at before any file is read, each folder is listed once, and a few files of a
  /// folder are read to tell layouts apart. What a folder is depends on the folder alone: any of its
  /// files leads to the same chain.
  ///
  /// - Parameters:
  ///   - changed: the files, which need not be in the tree.
  ///   - list: all files of the tree below a folder, at any depth, sorted.
  ///   - read: the content of a file; nil if there is none.
  package static func find(
    touching changed: [RepositoryPath], list: (RepositoryPath) -> [RepositoryPath],
    read: (RepositoryPath) -> SourceText?
  ) -> MigrationSearch {
    withoutActuallyEscaping(list) { list in
      withoutActuallyEscaping(read) { read in
        var tree = TreeLook(list: list, read: read)
        let places = MigrationPlace.all(of: changed, in: &tree)
        let asked = Set(changed)
        var search = MigrationSearch()
        for place in places { search.add(place.migrations(in: &tree), asked: asked) }
        search.sort()
        return search
      }
    }
  }

  /// Every file of its migrations, each once per migration.
  var files: [RepositoryPath] {
    migrations.flatMap { [$0.up] + ($0.down.map { [$0] } ?? []) + $0.settings }.uniqued()
  }
}

extension MigrationChain.Dialect {
  /// The usual name; empty if nothing tells.
  package var name: String {
    switch self {
    case .postgresql: "PostgreSQL"
    case .other(let name): name
    case .unknown: ""
    }
  }
}

extension Sequence where Element: Hashable {
  /// The elements in their order, each once.
  func uniqued() -> [Element] {
    var seen: Set<Element> = []
    return filter { seen.insert($0).inserted }
  }
}

/// What one place holds.
struct FoundMigrations {
  /// Why files are not judged.
  struct Skipped {
    let reason: String
    let remedy: String?
  }

  var chains: [MigrationChain] = []
  var claimed: Set<RepositoryPath> = []
  var skipped: [(RepositoryPath, Skipped)] = []

  /// Adds a chain and claims its files.
  mutating func add(_ chain: MigrationChain) {
    if chain.migrations.isEmpty { return }
    chains.append(chain)
    for migration in chain.migrations {
      claimed.insert(migration.up)
      if let down = migration.down, down != migration.up { claimed.insert(down) }
      claimed.formUnion(migration.settings)
    }
  }

  /// Claims files that are not read.
  mutating func skip(_ paths: [RepositoryPath], _ reason: String, remedy: String?) {
    claimed.formUnion(paths)
    skipped += paths.map { ($0, Skipped(reason: reason, remedy: remedy)) }
  }
}

/// A tree, each folder listed and each file read at most once.
struct TreeLook {
  private let list: (RepositoryPath) -> [RepositoryPath]
  private let read: (RepositoryPath) -> SourceText?
  private var listed: [RepositoryPath: [RepositoryPath]] = [:]
  private var sources: [RepositoryPath: SourceText?] = [:]

  init(
    list: @escaping (RepositoryPath) -> [RepositoryPath],
    read: @escaping (RepositoryPath) -> SourceText?
  ) {
    self.list = list
    self.read = read
  }

  /// All files below a folder.
  mutating func files(below folder: RepositoryPath) -> [RepositoryPath] {
    if let known = listed[folder] { return known }
    let files = list(folder)
    listed[folder] = files
    return files
  }

  /// The files of a folder itself.
  mutating func files(in folder: RepositoryPath) -> [RepositoryPath] {
    files(below: folder).filter { $0.parent == folder }
  }

  /// The content of a file; nil if there is none.
  mutating func source(_ path: RepositoryPath) -> SourceText? {
    if let known = sources[path] { return known }
    let source = read(path)
    sources[path] = source
    return source
  }

  /// A few of some files, spread evenly, the first and the last among them.
  mutating func samples(of paths: [RepositoryPath]) -> [SourceText] {
    let most = 5
    let chosen =
      paths.count <= most
      ? paths : (0..<most).map { paths[$0 * (paths.count - 1) / (most - 1)] }
    return chosen.compactMap { source($0) }
  }

  /// Whether a manifest of a folder or of one above it mentions a text.
  mutating func mentions(_ text: String, in manifest: StaticString, above folder: RepositoryPath)
    -> Bool
  {
    var folder = folder
    while true {
      let path = folder.appending(manifest.withUTF8Buffer { Array($0) })
      if source(path)?.contains(text) == true { return true }
      if folder == .root { return false }
      folder = folder.parent
    }
  }
}
