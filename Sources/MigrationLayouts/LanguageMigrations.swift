internal import SourceModel

/// Migrations in Python and Elixir, which are read by the shape of their calls.
extension MigrationPlace {
  /// Alembic's and Django's files.
  func pythonMigrations(in tree: inout TreeLook) -> FoundMigrations {
    var found = FoundMigrations()
    let direct = tree.files(in: folder).filter { $0.isPythonModule }
    if tree.samples(of: direct.filter { MigrationName($0.stem).shape == .numbered })
      .contains(where: { $0.contains("migrations.Migration") })
    {
      let modules = direct.filter {
        MigrationName($0.stem).shape == .numbered
          || tree.source($0)?.contains("migrations.Migration") == true
      }
      found.add(chain(.django, .django, of: modules))
      return found
    }
    let all = tree.files(below: folder).filter { $0.isPythonModule && isOwn($0) }
    if tree.samples(of: all).contains(where: \.namesItsPredecessor) {
      found.add(chain(.alembic, .alembic, of: all))
    }
    return found
  }

  /// Whether a file belongs to this place and to none further down.
  private func isOwn(_ path: RepositoryPath) -> Bool { MigrationPlace.named(by: path) == self }

  /// Ecto's files.
  func elixirMigrations(in tree: inout TreeLook) -> FoundMigrations {
    var found = FoundMigrations()
    let files = tree.files(in: folder).filter {
      $0.fileExtension == "exs" && MigrationName($0.stem).shape == .numbered
    }
    guard tree.samples(of: files).contains(where: { $0.contains("Ecto.Migration") }) else {
      return found
    }
    found.add(chain(.ecto, .ecto, of: files))
    return found
  }

  private func chain(
    _ layout: Layout, _ language: MigrationChain.Language, of files: [RepositoryPath]
  ) -> MigrationChain {
    let migrations = files.map { path in
      let name = MigrationName(path.stem)
      // Ecto remembers the number; Alembic and Django the whole name or what stands inside.
      let version = layout == .ecto ? name.version : Name(path.stem)
      return Migration(version: version, name: name.name, up: path, down: path)
    }
    let folders = MigrationChain.Dialect.ofFolders(folder)
    return MigrationChain(
      layout: layout, folder: folder, language: language, dialect: folders ?? .unknown,
      migrations: MigrationChain.sorted(migrations, layout: layout))
  }
}

extension RepositoryPath {
  fileprivate var isPythonModule: Bool {
    fileExtension == "py" && !lastSegment.elementsEqual("__init__.py".utf8)
  }
}

extension SourceText {
  /// Whether a module begins a line with Alembic's `down_revision`.
  fileprivate var namesItsPredecessor: Bool {
    contains("\ndown_revision") && (contains("\nrevision") || bytes.starts(with: "revision".utf8))
  }
}
