internal import SourceModel

/// Migrations in languages and notations that are not read.
enum ProgramLayout: String, Hashable {
  case rails = "Ruby migration (Rails)"
  case laravel = "PHP migration (Laravel)"
  case doctrine = "PHP migration (Doctrine)"
  case javaScript = "JavaScript migration"
  case entityFramework = "C# migration (Entity Framework)"
  case liquibase = "Liquibase change log"
  case pgroll = "pgroll migration"

  /// The layout that a file's path says; nil if it says none.
  init?(_ path: RepositoryPath) {
    let folder = path.parent
    let name = MigrationName(path.stem)
    switch path.fileExtension {
    case "rb":
      guard name.shape == .numbered, Name(folder.lastSegment).hasSuffix("migrate") else {
        return nil
      }
      self = .rails
    case "php":
      guard folder.isNamedForMigrations else { return nil }
      if name.shape == .numbered {
        self = .laravel
      } else if Name(path.stem).hasPrefix("Version"), path.stem.last?.isDigit == true {
        self = .doctrine
      } else {
        return nil
      }
    case "js", "ts", "mjs", "cjs", "mts", "cts":
      guard name.shape == .numbered, folder.isNamedForMigrations else { return nil }
      self = .javaScript
    case "cs":
      guard name.shape == .numbered, folder.isNamedForMigrations else { return nil }
      self = .entityFramework
    case "xml", "yaml", "yml", "json":
      if path.segments.contains(where: { Name($0).asciiLowercased.contains("changelog") }) {
        self = .liquibase
      } else if name.shape == .numbered, path.fileExtension != "xml", folder.isNamedForMigrations {
        self = .pgroll
      } else {
        return nil
      }
    default: return nil
    }
  }

  /// Texts of which one of the files must have one; empty if the names are enough.
  private var signs: [String] {
    switch self {
    case .liquibase: ["databaseChangeLog"]
    case .pgroll: ["operations"]
    // TypeORM and MikroORM, Knex, Sequelize and Umzug, node-pg-migrate, Kysely.
    case .javaScript:
      ["queryRunner", "addSql", "knex", "queryInterface", "pgm", "schema.", "sql`", "createTable"]
    case .rails, .laravel, .doctrine, .entityFramework: []
    }
  }

  private var remedy: String {
    switch self {
    case .rails:
      "set config.active_record.schema_format to :sql and commit db/structure.sql, which relgate "
        + "compares"
    case .laravel: "commit the dump that php artisan schema:dump writes, which relgate compares"
    case .doctrine: "write the SQL with doctrine:migrations:migrate --write-sql and commit it"
    case .javaScript:
      "write migrations as SQL files, or commit a dump made with pg_dump --schema-only, which "
        + "relgate compares"
    case .entityFramework: "render the SQL with dotnet ef migrations script and commit it"
    case .liquibase: "render the SQL with liquibase update-sql, or write formatted SQL"
    case .pgroll: "commit a dump made with pg_dump --schema-only, which relgate compares"
    }
  }

  /// Claims the files of a folder.
  func migrations(in folder: RepositoryPath, of tree: inout TreeLook) -> FoundMigrations {
    var found = FoundMigrations()
    let files = tree.files(in: folder).filter { ProgramLayout($0) == self }
    let samples = signs.isEmpty ? [] : tree.samples(of: files)
    guard
      signs.isEmpty || samples.contains(where: { sample in signs.contains(where: sample.contains) })
    else { return found }
    found.skip(files, rawValue, remedy: remedy)
    return found
  }
}
