internal import SourceModel

extension MigrationPlace {
  /// Reads what the place holds; nothing if it turns out to hold no migrations.
  func migrations(in tree: inout TreeLook) -> FoundMigrations {
    switch arrangement {
    case .files: fileMigrations(in: &tree)
    case .folders: folderMigrations(in: &tree)
    case .prefixed: prefixedMigrations(in: &tree)
    case .planned: plannedMigrations(in: &tree)
    case .versioned: versionedMigrations(in: &tree)
    case .numberedFolders: numberedFolderMigrations(in: &tree)
    case .python: pythonMigrations(in: &tree)
    case .elixir: elixirMigrations(in: &tree)
    case .program(let layout): layout.migrations(in: folder, of: &tree)
    }
  }

  /// What tells the SQL that files speak, the surest first: a marker, folders, signs in a few files.
  ///
  /// Names of folders are overruled by files that speak nothing but PostgreSQL, again and again.
  func dialect(
    marked: MigrationChain.Dialect? = nil, samples: [SourceText]
  ) -> MigrationChain.Dialect {
    if let marked { return marked }
    var signs = DialectSigns()
    for sample in samples { signs.look(at: sample) }
    guard let named = MigrationChain.Dialect.ofFolders(folder) else { return signs.dialect }
    return signs.contradict(named) ? .postgresql : named
  }
}

/// Folders that hold one migration each.
extension MigrationPlace {
  /// Diesel's, Prisma's, Hasura's and Drizzle's.
  func folderMigrations(in tree: inout TreeLook) -> FoundMigrations {
    var found = FoundMigrations()
    let files = tree.files(below: folder)
    let present = Set(files)
    var migrations: [Migration] = []
    for own in files.map(\.parent).uniqued() where own.parent == folder {
      let name = MigrationName(own.lastSegment)
      guard name.shape == .numbered else { continue }
      func file(_ name: String) -> RepositoryPath? {
        let path = own.appending(name.utf8)
        return present.contains(path) ? path : nil
      }
      guard let up = file("migration.sql") ?? file("up.sql") else { continue }
      migrations.append(
        Migration(
          version: name.version, name: name.name, up: up, down: file("down.sql"),
          settings: file("metadata.toml").map { [$0] } ?? []))
    }
    guard let first = migrations.first else { return found }
    let layout = folderLayout(of: first, versions: migrations.map(\.version), in: &tree)
    let lock = folder.appending("migration_lock.toml".utf8)
    var marked = present.contains(lock) ? tree.source(lock).flatMap { provider(in: $0) } : nil
    if layout == .diesel, MigrationChain.Dialect.ofFolders(folder) == nil {
      marked = backend(above: folder, in: &tree)
    }
    let samples = tree.samples(of: migrations.map(\.up))
    found.add(
      MigrationChain(
        layout: layout, folder: folder, language: .sql,
        dialect: dialect(marked: marked, samples: samples),
        migrations: MigrationChain.sorted(migrations, layout: layout)))
    if present.contains(lock) { found.claimed.insert(lock) }
    return found
  }

  private func folderLayout(
    of migration: Migration, versions: [Name], in tree: inout TreeLook
  ) -> Layout {
    let own = migration.up.parent
    if migration.up.lastSegment.elementsEqual("migration.sql".utf8) {
      let snapshot = own.appending("snapshot.json".utf8)
      return tree.files(below: folder).contains(snapshot) ? .drizzle : .prisma
    }
    // Hasura counts milliseconds; its configuration says where its metadata lies.
    let isHasura =
      versions.contains { $0.bytes.count == 13 && $0.bytes.allSatisfy(\.isDigit) }
      || tree.mentions("metadata_directory", in: "config.yaml", above: folder)
    return isHasura ? .hasura : .diesel
  }

  /// The only database for which a crate builds Diesel; nil if there are several, or none is named.
  private func backend(
    above folder: RepositoryPath, in tree: inout TreeLook
  ) -> MigrationChain.Dialect? {
    var folder = folder
    while folder != .root {
      folder = folder.parent
      guard let manifest = tree.source(folder.appending("Cargo.toml".utf8)) else { continue }
      for line in Lines(manifest.bytes, in: 0..<manifest.bytes.count) {
        let words = manifest.bytes[line.range].split { !$0.isWord }.map { Name($0) }
        guard words.first == "diesel" else { continue }
        let named = words.filter { ["postgres", "mysql", "sqlite"].contains($0) }.uniqued()
        if named.count == 1 { return MigrationChain.Dialect.named(named[0].bytes) }
      }
    }
    return nil
  }

  private func provider(in lock: SourceText) -> MigrationChain.Dialect? {
    for line in Lines(lock.bytes, in: 0..<lock.bytes.count) {
      let parts = lock.bytes[line.range].split { !$0.isWord }
      if parts.count == 2, Name(parts[0]) == "provider" {
        return MigrationChain.Dialect.named(parts[1])
      }
    }
    return nil
  }
}

/// Flyway's and Refinery's files.
extension MigrationPlace {
  func prefixedMigrations(in tree: inout TreeLook) -> FoundMigrations {
    var found = FoundMigrations()
    let files = tree.files(below: folder).filter { MigrationPlace.named(by: $0) == self }
    let sql = files.filter { $0.fileExtension == "sql" }
    let present = Set(files)
    var undo: [Name: RepositoryPath] = [:]
    for path in sql {
      let name = MigrationName(path.stem)
      if name.shape == .prefixed(UInt8(ascii: "U")) { undo[name.version] = path }
    }
    let migrations: [Migration] = sql.compactMap { path in
      let name = MigrationName(path.stem)
      let isRepeatable = name.shape == .prefixed(UInt8(ascii: "R"))
      guard isRepeatable || name.shape == .prefixed(UInt8(ascii: "V")) else { return nil }
      let settings = path.parent.appending(Array(path.lastSegment) + Array(".conf".utf8))
      return Migration(
        version: name.version, name: name.name, up: path,
        down: isRepeatable ? nil : undo[name.version],
        settings: present.contains(settings) ? [settings] : [], isRepeatable: isRepeatable)
    }
    let isRefinery = tree.mentions("refinery", in: "Cargo.toml", above: folder)
    let layout: Layout = isRefinery ? .refinery : .flyway
    found.add(
      MigrationChain(
        layout: layout, folder: folder, language: .sql,
        dialect: dialect(samples: tree.samples(of: migrations.map(\.up))),
        migrations: MigrationChain.sorted(migrations, layout: layout)))
    found.claimed.formUnion(sql)
    found.skip(
      files.filter { ["java", "kt"].contains($0.fileExtension) }, "Java migration (Flyway)",
      remedy: "write it as an SQL migration")
    return found
  }
}

/// Schemas with a folder for each version.
extension MigrationPlace {
  func versionedMigrations(in tree: inout TreeLook) -> FoundMigrations {
    var found = FoundMigrations()
    let files = tree.files(below: folder)
    let present = Set(files)
    let migrations: [Migration] = files.compactMap { path in
      let own = path.parent
      guard path.fileExtension == "sql", own.parent == folder,
        own.lastSegment.contains(where: \.isDigit)
      else { return nil }
      let manifest = own.appending("manifest.json".utf8)
      return Migration(
        version: Name(own.lastSegment), name: Name(path.stem), up: path, down: nil,
        settings: present.contains(manifest) ? [manifest] : [])
    }
    found.add(
      MigrationChain(
        layout: .temporal, folder: folder, language: .sql,
        dialect: dialect(samples: tree.samples(of: migrations.map(\.up))),
        migrations: MigrationChain.sorted(migrations, layout: .temporal)))
    return found
  }
}
