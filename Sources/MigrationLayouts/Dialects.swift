internal import SourceModel

extension MigrationChain.Dialect {
  /// The dialect that a word of a path or a marker file names; nil if it names none.
  ///
  /// - Parameter word: lower case.
  static func named(_ word: some Sequence<UInt8>) -> MigrationChain.Dialect? {
    switch String(decoding: Array(word), as: UTF8.self) {
    case "postgres", "postgresql", "pg", "pgsql", "psql", "postgre": .postgresql
    case "mysql": .other("MySQL")
    case "mariadb": .other("MariaDB")
    case "sqlite", "sqlite3", "libsql", "d1", "turso": .other("SQLite")
    case "mssql", "sqlserver", "tsql", "azuresql": .other("SQL Server")
    case "oracle", "plsql": .other("Oracle")
    case "clickhouse": .other("ClickHouse")
    case "cockroach", "cockroachdb", "crdb": .other("CockroachDB")
    case "snowflake": .other("Snowflake")
    case "bigquery": .other("BigQuery")
    case "redshift": .other("Redshift")
    case "duckdb": .other("DuckDB")
    case "tidb": .other("TiDB")
    case "cassandra", "scylla", "scylladb": .other("Cassandra")
    case "spanner": .other("Spanner")
    case "h2": .other("H2")
    case "hsqldb": .other("HSQLDB")
    case "derby": .other("Derby")
    case "db2": .other("Db2")
    case "singlestore": .other("SingleStore")
    default: nil
    }
  }

  /// The dialect that the folders of a path name, the innermost first.
  ///
  /// A folder's whole name tells more than a part of it: `pg-tools/mysql` is MySQL's.
  static func ofFolders(_ path: RepositoryPath) -> MigrationChain.Dialect? {
    let segments = path.segments.suffix(5).reversed().map { Name($0).asciiLowercased.bytes }
    for segment in segments {
      if let dialect = named(segment) { return dialect }
    }
    for segment in segments {
      let parts = segment.split { !$0.isWord || $0 == UInt8(ascii: "_") }
      // `snowflake` and `oracle` name other things too: only as a whole folder do they count.
      if let dialect = parts.lazy.compactMap({ named($0) }).first,
        dialect != .other("Oracle"), dialect != .other("Snowflake")
      {
        return dialect
      }
    }
    // Drivers in one word: `riversqlite`, `postgresmigrations`.
    for segment in segments {
      for (word, dialect) in drivers where Name(segment).contains(word) { return dialect }
    }
    return nil
  }

  private static let drivers: [(Name, MigrationChain.Dialect)] = [
    ("postgres", .postgresql), ("sqlite", .other("SQLite")), ("mysql", .other("MySQL")),
    ("mariadb", .other("MariaDB")), ("clickhouse", .other("ClickHouse")),
  ]
}

extension Name {
  /// Whether the bytes of another name occur in it.
  func contains(_ other: Name) -> Bool {
    let needle = other.bytes
    guard let first = needle.first, bytes.count >= needle.count else { return needle.isEmpty }
    return (0...(bytes.count - needle.count)).contains {
      bytes[$0] == first && bytes[$0..<($0 + needle.count)].elementsEqual(needle)
    }
  }
}

/// How often a few files show signs of each dialect, and whether they define anything.
struct DialectSigns {
  private var counts: [String: Int] = [:]
  private(set) var hasDefinitions = false

  /// Looks at the beginning of a file.
  mutating func look(at source: SourceText) {
    var words = SQLWords(source.bytes, in: 0..<min(source.bytes.count, 1 << 16))
    var previous = ""
    var isAtStart = true
    var colon = -1
    while let token = words.next() {
      switch token.kind {
      case .backticks: count("MySQL")
      case .dollars: count(DialectSigns.postgres, 2)
      case .symbol(UInt8(ascii: ":")):
        if colon == token.range.lowerBound { count(DialectSigns.postgres) }
        colon = token.range.upperBound
      case .symbol(UInt8(ascii: "=")):
        if previous == "engine" { count("MySQL", 2) }
      case .word:
        let word = words.text(token)
        if isAtStart, ["create", "alter", "drop", "comment", "grant"].contains(word) {
          hasDefinitions = true
        }
        note(word, after: previous, words.standsAlone(token))
        previous = word
        isAtStart = false
        continue
      case .string, .quoted, .symbol: break
      }
      isAtStart = token.kind == .symbol(UInt8(ascii: ";"))
      if token.kind != .symbol(UInt8(ascii: "=")) { previous = "" }
    }
  }

  /// What the signs say; unknown if there are none.
  var dialect: MigrationChain.Dialect {
    let ours = counts[DialectSigns.postgres, default: 0]
    let others = counts.filter { $0.key != DialectSigns.postgres }
    guard let most = others.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }), most.value > ours
    else { return ours > 0 ? .postgresql : .unknown }
    return .other(most.key)
  }

  /// Whether the signs are those of PostgreSQL, and of nothing else, where a name says another
  /// dialect that is nothing like it.
  func contradict(_ named: MigrationChain.Dialect) -> Bool {
    let unlike = [
      "MySQL", "MariaDB", "SQLite", "SQL Server", "Oracle", "ClickHouse", "TiDB", "Db2",
    ]
    guard case .other(let name) = named, unlike.contains(name) else { return false }
    return counts[DialectSigns.postgres, default: 0] >= 4 && counts.count == 1
  }

  private static let postgres = "PostgreSQL"

  private mutating func count(_ dialect: String, _ weight: Int = 1) {
    counts[dialect, default: 0] += weight
  }

  private mutating func note(_ word: String, after previous: String, _ standsAlone: Bool) {
    switch word {
    case "serial", "bigserial", "smallserial", "jsonb", "plpgsql", "concurrently", "timestamptz",
      "bytea", "tsvector", "citext", "int8", "int4", "inet", "regclass", "gin", "gist":
      count(DialectSigns.postgres)
    case "auto_increment", "mediumtext", "longtext", "unsigned", "mediumblob", "longblob":
      count("MySQL", 2)
    case "autoincrement", "pragma", "randomblob": count("SQLite", 3)
    case "rowid": if previous == "without" { count("SQLite", 3) }
    case "nvarchar", "uniqueidentifier", "datetime2", "dbo": count("SQL Server", 2)
    case "go": if standsAlone { count("SQL Server", 2) }
    case "varchar2", "nvarchar2", "sysdate": count("Oracle", 2)
    case "lowcardinality", "fixedstring": count("ClickHouse", 3)
    default: if word.hasSuffix("mergetree") { count("ClickHouse", 5) }
    }
  }
}
