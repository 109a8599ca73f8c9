internal import SourceModel

/// Migrations that lie side by side as files.
extension MigrationPlace {
  /// A file and what its name says.
  struct NamedFile {
    let path: RepositoryPath
    let name: MigrationName
  }

  func fileMigrations(in tree: inout TreeLook) -> FoundMigrations {
    var found = FoundMigrations()
    let files = tree.files(in: folder)
    let sql = files.filter { $0.fileExtension == "sql" }
      .map { NamedFile(path: $0, name: MigrationName($0.stem)) }
    let numbered = sql.filter { $0.name.shape == .numbered }
    let samples = tree.samples(of: (numbered.isEmpty ? sql : numbered).map(\.path))
    if let layout = layout(of: numbered, samples: samples, in: &tree) {
      let own = layout == .liquibase || layout == .sqlMigrate ? sql : numbered
      addChains(of: own, layout, samples: samples, to: &found, in: &tree)
      skipPrograms(files, layout, in: &found)
      let current = folder.parent.appending("current.sql".utf8)
      if layout == .graphileMigrate, tree.source(current) != nil { found.claimed.insert(current) }
      let markers = ["atlas.sum", "meta/_journal.json", "tern.conf"].map {
        RepositoryPath(unchecked: folder.appending($0.utf8).name)
      }
      found.claimed.formUnion(markers.filter { tree.files(below: folder).contains($0) })
    }
    addExtensionScripts(sql, to: &found, in: &tree)
    return found
  }

  /// The layout of the files of a folder; nil if they are no migrations.
  private func layout(
    of numbered: [NamedFile], samples: [SourceText], in tree: inout TreeLook
  ) -> Layout? {
    let isPaired = numbered.contains {
      $0.path.name.hasSuffix(".up.sql") || $0.path.name.hasSuffix(".down.sql")
    }
    let annotated = samples.compactMap { Annotations.layout(of: $0) }
    // Names of ways are surer than a mark that another tool left in one of the files.
    if let first = annotated.first, !isPaired || annotated.count * 2 > samples.count {
      return first
    }
    if numbered.isEmpty { return nil }
    let files = tree.files(below: folder)
    if files.contains(folder.appending("meta/_journal.json".utf8)) { return .drizzle }
    if isPaired { return pairedLayout(numbered, samples: samples, in: &tree) }
    if folder.segments.suffix(2).map({ Name($0) }) == ["supabase", "migrations"] {
      return .supabase
    }
    if files.contains(folder.appending("atlas.sum".utf8)) { return .atlas }
    if tree.mentions("sqlx", in: "Cargo.toml", above: folder), folder.isNamedForMigrations {
      return .sqlx
    }
    if files.contains(folder.appending("tern.conf".utf8)) { return .tern }
    return isPlain(numbered, samples: samples) ? .plain : nil
  }

  private func pairedLayout(
    _ numbered: [NamedFile], samples: [SourceText], in tree: inout TreeLook
  ) -> Layout {
    let speaksOfPop =
      numbered.contains { $0.name.isAutocommit } || samples.contains { $0.contains("{{ index") }
    if speaksOfPop || tree.mentions("gobuffalo/pop", in: "go.mod", above: folder) { return .pop }
    if tree.mentions("mattermost/morph", in: "go.mod", above: folder) { return .morph }
    if tree.mentions("golang-migrate/migrate", in: "go.mod", above: folder) {
      return .golangMigrate
    }
    if tree.mentions("sqlx", in: "Cargo.toml", above: folder) { return .sqlx }
    if tree.mentions("node-pg-migrate", in: "package.json", above: folder) {
      return .nodePgMigrate
    }
    return .golangMigrate
  }

  /// Numbered files of no known tool: they define something, and they are not lone or a folder of
  /// queries, seeds or test data.
  private func isPlain(_ numbered: [NamedFile], samples: [SourceText]) -> Bool {
    let others: Set<Name> = [
      "queries", "query", "seed", "seeds", "fixture", "fixtures", "data", "testdata", "test",
      "tests",
      "docker-entrypoint-initdb.d", "initdb", "initdb.d", "init", "examples", "reports",
      "benchmarks",
      "snippets", "regress",
    ]
    let own = Name(folder.lastSegment).asciiLowercased
    if others.contains(own) { return false }
    if numbered.count < 2, !folder.isNamedForMigrations { return false }
    var signs = DialectSigns()
    for sample in samples { signs.look(at: sample) }
    return signs.hasDefinitions
  }

  private func addChains(
    of files: [NamedFile], _ layout: Layout, samples: [SourceText],
    to found: inout FoundMigrations, in tree: inout TreeLook
  ) {
    let named = files.compactMap(\.name.dialect).uniqued()
    let common = files.filter { $0.name.dialect == nil }
    let journal = layout == .drizzle ? journalDialect(in: &tree) : nil
    for marked in named {
      // Files of no dialect run beside those of PostgreSQL; pop takes them only where there is none.
      let specific = files.filter { $0.name.dialect == marked }
      let hidden = Set(layout == .pop ? specific.map(\.name.way) : [])
      let own = files.filter {
        $0.name.dialect == marked
          || (marked == .postgresql && $0.name.dialect == nil && !hidden.contains($0.name.way))
      }
      found.add(chain(of: own, layout, marked))
    }
    if named.isEmpty || (!common.isEmpty && !named.contains(.postgresql)) {
      found.add(chain(of: common, layout, dialect(marked: journal, samples: samples)))
    }
    found.claimed.formUnion(files.map(\.path))
  }

  private func chain(
    of files: [NamedFile], _ layout: Layout, _ dialect: MigrationChain.Dialect
  ) -> MigrationChain {
    let pairs = MigrationPairs(files, mayEndInDirection: layout == .plain)
    let downIsInside =
      switch layout {
      case .goose, .dbmate, .sqlMigrate, .tern, .liquibase: true
      case .nodePgMigrate: pairs.downs.isEmpty
      default: false
      }
    let migrations = pairs.ups.map { up in
      Migration(
        version: up.name.version, name: up.name.name, up: up.path,
        down: downIsInside ? up.path : pairs.down(of: up))
    }
    return MigrationChain(
      layout: layout, folder: folder, language: .sql, dialect: dialect,
      migrations: MigrationChain.sorted(migrations, layout: layout))
  }

  /// What Drizzle's journal says.
  private func journalDialect(in tree: inout TreeLook) -> MigrationChain.Dialect? {
    guard let journal = tree.source(folder.appending("meta/_journal.json".utf8)) else { return nil }
    let words = journal.bytes.prefix(4096).split { !$0.isWord }.map { Name($0) }
    guard let key = words.firstIndex(of: "dialect"), key + 1 < words.count else { return nil }
    return MigrationChain.Dialect.named(words[key + 1].bytes)
  }

  private func skipPrograms(
    _ files: [RepositoryPath], _ layout: Layout, in found: inout FoundMigrations
  ) {
    found.skip(
      files.filter {
        $0.fileExtension == "go" && !$0.name.hasSuffix("_test.go")
          && MigrationName($0.stem).shape == .numbered
      }, "Go migration (\(layout.rawValue))", remedy: "write it as an SQL migration")
    found.skip(
      files.filter { $0.fileExtension == "fizz" }, "fizz migration (pop)",
      remedy: "write it as an SQL migration")
  }

  /// Update scripts of an extension whose control file lies beside them or above.
  private func addExtensionScripts(
    _ sql: [NamedFile], to found: inout FoundMigrations, in tree: inout TreeLook
  ) {
    let scripts = sql.filter { $0.name.shape == .upgrade }
    for name in scripts.map(\.name.name).uniqued() {
      let control = name.bytes + Array(".control".utf8)
      guard
        tree.source(folder.appending(control)) != nil
          || tree.source(folder.parent.appending(control)) != nil
      else { continue }
      let own = scripts.filter { $0.name.name == name }
      let byVersion = Dictionary(
        own.map { ($0.name.version, $0.path) }, uniquingKeysWith: { first, _ in first })
      let migrations: [Migration] = own.compactMap { script in
        guard let (from, to) = script.name.upgradedVersions, from.isOlder(than: to) else {
          return nil
        }
        return Migration(
          version: script.name.version, name: name, up: script.path,
          down: byVersion[to + "--" + from])
      }
      found.add(
        MigrationChain(
          layout: .extensionScripts, folder: folder, language: .sql, dialect: .postgresql,
          migrations: MigrationChain.sorted(migrations, layout: .extensionScripts)))
      found.claimed.formUnion(own.map(\.path))
    }
  }
}
