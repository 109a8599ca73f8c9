internal import SourceModel

/// Numbered folders, each with a few files, as schemas of some programs have them.
extension MigrationPlace {
  func numberedFolderMigrations(in tree: inout TreeLook) -> FoundMigrations {
    var found = FoundMigrations()
    let own = tree.files(below: folder).filter { MigrationPlace.named(by: $0) == self }
    var files: [NamedFile] = []
    var others: [String: [RepositoryPath]] = [:]
    for path in own where path.fileExtension != "py" {
      let (name, dialect) = name(of: path)
      if case .other(let dialect)? = dialect {
        others[dialect, default: []].append(path)
      } else {
        files.append(NamedFile(path: path, name: name))
      }
    }
    if files.isEmpty { return found }
    let pairs = MigrationPairs(files, mayEndInDirection: true)
    let migrations = pairs.ups.map { up in
      Migration(
        version: up.name.version, name: up.name.name, up: up.path, down: pairs.down(of: up))
    }
    let isMarked = files.contains { self.name(of: $0.path).dialect == .postgresql }
    found.add(
      MigrationChain(
        layout: .plain, folder: folder, language: .sql,
        dialect: dialect(
          marked: isMarked ? .postgresql : nil, samples: tree.samples(of: migrations.map(\.up))),
        migrations: MigrationChain.sorted(migrations, layout: .plain)))
    found.claimed.formUnion(files.map(\.path))
    for (dialect, paths) in others.sorted(by: { $0.key < $1.key }) {
      found.skip(paths, "migrations for \(dialect)", remedy: nil)
    }
    found.skip(
      own.filter { $0.fileExtension == "py" }, "Python migration (numbered folders)",
      remedy: "write it as an SQL migration")
    return found
  }

  /// What a file's name says, its version behind that of its folder: `45/03_a.up.sql`,
  /// `45/03a.sql.postgres`.
  private func name(of path: RepositoryPath) -> (
    name: MigrationName, dialect: MigrationChain.Dialect?
  ) {
    var stem = path.stem
    var dialect: MigrationChain.Dialect?
    if path.fileExtension != "sql" {
      dialect = MigrationChain.Dialect.named(path.fileExtension.utf8)
      stem = stem.dropLast(".sql".utf8.count)
    }
    let name = MigrationName(stem)
    return (name.inside(Name(path.parent.lastSegment)), dialect ?? name.dialect)
  }
}
