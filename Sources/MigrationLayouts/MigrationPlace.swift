internal import SourceModel

/// A folder that may hold migrations, and the way in which it would.
struct MigrationPlace: Hashable {
  /// How migrations lie in a folder.
  enum Arrangement: Hashable {
    /// Files side by side.
    case files
    /// A folder for each.
    case folders
    /// Flyway's names, at any depth.
    case prefixed
    /// Folders `deploy`, `revert`, `verify` and a plan.
    case planned
    /// A folder for each version of the schema.
    case versioned
    /// Numbered folders with files side by side, which together are one chain.
    case numberedFolders
    /// Python, at any depth.
    case python
    case elixir
    /// A language or notation that is not read.
    case program(ProgramLayout)
  }

  let folder: RepositoryPath
  let arrangement: Arrangement

  /// The places that files may belong to, by folder.
  static func all(of paths: [RepositoryPath], in tree: inout TreeLook) -> [MigrationPlace] {
    var places: Set<MigrationPlace> = []
    // Files that only their content could place; a few of a folder are enough.
    var unplaced: [RepositoryPath: Int] = [:]
    for path in paths {
      if let place = planned(path, in: &tree) ?? named(by: path) {
        places.insert(place)
      } else if path.fileExtension == "sql", unplaced[path.parent, default: 0] < 8 {
        unplaced[path.parent, default: 0] += 1
        if let source = tree.source(path), Annotations.layout(of: source) != nil {
          places.insert(MigrationPlace(folder: path.parent, arrangement: .files))
        }
      }
    }
    return places.sorted { ($0.folder, "\($0.arrangement)") < ($1.folder, "\($1.arrangement)") }
  }

  /// The place that a file's path alone says.
  static func named(by path: RepositoryPath) -> MigrationPlace? {
    let folder = path.parent
    switch path.fileExtension {
    case "sql": return ofSQL(path)
    case "postgres", "sqlite": return path.name.contains(".sql.") ? numberedFolders(of: path) : nil
    case "conf" where path.name.hasSuffix(".sql.conf"):
      return MigrationName(path.stem.dropLast(4)).isPrefixed ? prefixed(path) : nil
    case "java", "kt":
      return MigrationName(path.stem).isPrefixed ? prefixed(path) : nil
    case "toml" where path.lastSegment.elementsEqual("metadata.toml".utf8):
      return MigrationPlace(folder: folder.parent, arrangement: .folders)
    case "toml" where path.lastSegment.elementsEqual("migration_lock.toml".utf8):
      return MigrationPlace(folder: folder, arrangement: .folders)
    case "plan" where path.lastSegment.elementsEqual("sqitch.plan".utf8):
      return MigrationPlace(folder: folder, arrangement: .planned)
    case "sum" where path.lastSegment.elementsEqual("atlas.sum".utf8), "fizz":
      return MigrationPlace(folder: folder, arrangement: .files)
    case "json" where path.lastSegment.elementsEqual("_journal.json".utf8):
      return MigrationPlace(folder: folder.parent, arrangement: .files)
    case "json" where path.lastSegment.elementsEqual("manifest.json".utf8):
      return versions(of: path)
    case "go":
      return MigrationName(path.stem).shape == .numbered && folder.isNamedForMigrations
        ? MigrationPlace(folder: folder, arrangement: .files) : nil
    case "py": return numberedFolders(of: path) ?? ofPython(path)
    case "exs":
      return MigrationName(path.stem).shape == .numbered && folder.isNamedForMigrations
        ? MigrationPlace(folder: folder, arrangement: .elixir) : nil
    default:
      return ProgramLayout(path).map {
        MigrationPlace(folder: folder, arrangement: .program($0))
      }
    }
  }

  private static func ofSQL(_ path: RepositoryPath) -> MigrationPlace? {
    let folder = path.parent
    let stem = Name(path.stem)
    if ["up", "down", "migration"].contains(stem),
      MigrationName(folder.lastSegment).shape == .numbered
    {
      return MigrationPlace(folder: folder.parent, arrangement: .folders)
    }
    if let versions = versions(of: path) { return versions }
    if !MigrationName(path.stem).isPrefixed, let folders = numberedFolders(of: path) {
      return folders
    }
    switch MigrationName(path.stem).shape {
    case .prefixed: return prefixed(path)
    case .numbered, .upgrade: return MigrationPlace(folder: folder, arrangement: .files)
    case .named:
      return stem == "current"
        ? MigrationPlace(
          folder: folder.appending("committed".utf8), arrangement: .files) : nil
    }
  }

  /// The place of a script below `deploy`, `revert` or `verify`, if a plan lies beside those folders,
  /// which have such names in other projects too.
  private static func planned(
    _ path: RepositoryPath, in tree: inout TreeLook
  ) -> MigrationPlace? {
    guard path.fileExtension == "sql",
      let top = ancestor(
        of: path.parent,
        where: {
          ["deploy", "revert", "verify"].contains(Name($0))
        })?.parent, tree.source(top.appending("sqitch.plan".utf8)) != nil
    else { return nil }
    return MigrationPlace(folder: top, arrangement: .planned)
  }

  /// The place of a file in `versioned/v1.2`.
  private static func versions(of path: RepositoryPath) -> MigrationPlace? {
    let version = path.parent
    let folder = version.parent
    guard folder.lastSegment.elementsEqual("versioned".utf8),
      version.lastSegment.contains(where: \.isDigit)
    else { return nil }
    return MigrationPlace(folder: folder, arrangement: .versioned)
  }

  /// The place of a file in `migrations/45`, or `delta/45`.
  private static func numberedFolders(of path: RepositoryPath) -> MigrationPlace? {
    let folder = path.parent.parent
    guard path.parent.isNumber, folder != .root,
      folder.segments.suffix(4).contains(where: {
        let segment = Name($0).asciiLowercased
        return segment.contains("migrat") || segment == "delta"
      })
    else { return nil }
    return MigrationPlace(folder: folder, arrangement: .numberedFolders)
  }

  /// Flyway's trees: up to the folder that is named for migrations or for a database, through folders
  /// of years and versions.
  private static func prefixed(_ path: RepositoryPath) -> MigrationPlace {
    let own = path.parent
    var folder = own
    for _ in 0..<4 {
      let segment = Name(folder.lastSegment).asciiLowercased
      if segment.contains("migrat") || MigrationChain.Dialect.named(segment.bytes) != nil {
        return MigrationPlace(folder: folder, arrangement: .prefixed)
      }
      folder = folder.parent
    }
    return MigrationPlace(folder: own, arrangement: .prefixed)
  }

  private static func ofPython(_ path: RepositoryPath) -> MigrationPlace? {
    // Most modules of a tree have nothing to do with migrations: one look over the bytes tells.
    guard
      path.name.contains("igrat") || path.name.contains("versions/")
        || path.name.contains("lembic")
    else { return nil }
    if path.lastSegment.elementsEqual("__init__.py".utf8) { return nil }
    let folder = path.parent
    if let versions = ancestor(of: folder, where: { $0.elementsEqual("versions".utf8) }) {
      return MigrationPlace(folder: versions, arrangement: .python)
    }
    let isNear = folder.segments.suffix(3).contains {
      let segment = Name($0).asciiLowercased
      return segment.contains("migrat") || segment.contains("alembic")
    }
    return isNear ? MigrationPlace(folder: folder, arrangement: .python) : nil
  }

  /// The nearest folder, beginning with this one, whose name fits.
  private static func ancestor(
    of folder: RepositoryPath, where fits: (ArraySlice<UInt8>) -> Bool
  ) -> RepositoryPath? {
    var folder = folder
    while folder != .root {
      if fits(folder.lastSegment) { return folder }
      folder = folder.parent
    }
    return nil
  }
}

extension MigrationName {
  /// Whether the name is one of Flyway's.
  var isPrefixed: Bool { if case .prefixed = shape { true } else { false } }
}

extension RepositoryPath {
  /// The last segment without its extension.
  var stem: ArraySlice<UInt8> {
    guard let dot = lastSegment.lastIndex(of: UInt8(ascii: ".")), dot > lastSegment.startIndex
    else { return lastSegment }
    return lastSegment[..<dot]
  }

  /// Whether the last segment is a number and no date.
  var isNumber: Bool { lastSegment.count <= 4 && lastSegment.allSatisfy(\.isDigit) }

  /// Whether the folder's own name has to do with migrations, or that of its parent where its own
  /// names a dialect.
  var isNamedForMigrations: Bool {
    let segment = Name(lastSegment).asciiLowercased
    if segment.contains("migrat") { return true }
    return MigrationChain.Dialect.named(segment.bytes) != nil
      && Name(parent.lastSegment).asciiLowercased.contains("migrat")
  }
}
