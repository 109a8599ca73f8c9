internal import SourceModel

extension MigrationChain {
  /// Tells whether a migration runs before another one of its chain.
  ///
  /// By the versions alone: false both ways where they are equal, and for layouts whose order stands
  /// in a file beside them or inside them (Sqitch, Alembic, Django).
  package static func precedes(_ a: Migration, _ b: Migration, layout: Layout) -> Bool {
    VersionKey(a, layout).precedes(VersionKey(b, layout))
  }

  /// Sorts migrations as their versions tell; those of one version by path.
  static func sorted(_ migrations: [Migration], layout: Layout) -> [Migration] {
    migrations.map { (key: VersionKey($0, layout), migration: $0) }.sorted { a, b in
      if a.key.precedes(b.key) { return true }
      if b.key.precedes(a.key) { return false }
      return (a.migration.up, a.migration.version) < (b.migration.up, b.migration.version)
    }.map(\.migration)
  }
}

/// What a layout orders a migration by.
private enum VersionKey {
  /// What runs again and again comes last.
  case repeatable(Name)
  case text(Name)
  case numbers([ArraySlice<UInt8>])
  /// The order stands elsewhere.
  case none

  init(_ migration: Migration, _ layout: Layout) {
    if migration.isRepeatable {
      self = .repeatable(migration.name)
      return
    }
    switch layout {
    case .sqitch, .alembic, .django: self = .none
    // Diesel leaves out the hyphens of dates, then compares texts.
    case .diesel: self = .text(migration.version.withoutHyphens)
    case .dbmate, .prisma, .atlas, .supabase, .pgroll, .liquibase: self = .text(migration.version)
    case .golangMigrate, .tern, .sqlx, .flyway, .refinery, .goose, .sqlMigrate, .drizzle,
      .nodePgMigrate, .hasura, .graphileMigrate, .pop, .morph, .temporal, .extensionScripts, .ecto,
      .plain:
      self = .numbers(migration.version.groupsOfDigits)
    }
  }

  func precedes(_ other: VersionKey) -> Bool {
    switch (self, other) {
    case (.repeatable(let own), .repeatable(let others)): own < others
    case (_, .repeatable): true
    case (.text(let own), .text(let others)): own < others
    case (.numbers(let own), .numbers(let others)): own.precede(others)
    default: false
    }
  }
}

extension Name {
  fileprivate var withoutHyphens: Name { Name(bytes.filter { $0 != UInt8(ascii: "-") }) }

  /// The numbers of a version, without leading zeros: `V1_10` has 1 and 10.
  var groupsOfDigits: [ArraySlice<UInt8>] {
    bytes.split { !$0.isDigit }.map { $0.drop { $0 == UInt8(ascii: "0") } }
  }
}

extension [ArraySlice<UInt8>] {
  /// Compares numbers group by group; a group that is missing is 0.
  func precede(_ other: Self) -> Bool {
    for index in 0..<Swift.max(count, other.count) {
      let mine = index < count ? self[index] : []
      let others = index < other.count ? other[index] : []
      if mine.count != others.count { return mine.count < others.count }
      if !mine.elementsEqual(others) { return mine.lexicographicallyPrecedes(others) }
    }
    return false
  }
}

extension UInt8 {
  /// Whether the byte is `0` to `9`.
  var isDigit: Bool { self >= UInt8(ascii: "0") && self <= UInt8(ascii: "9") }

  /// Whether the byte is blank or ends a line.
  var isBlank: Bool { self == 0x20 || (self >= 0x09 && self <= 0x0D) }

  /// Whether the byte may stand in a word: letters, digits, `_`, and all beyond ASCII.
  var isWord: Bool {
    isDigit || self == UInt8(ascii: "_") || self >= 0x80 || (self | 0x20).isLowerLetter
  }

  private var isLowerLetter: Bool { self >= UInt8(ascii: "a") && self <= UInt8(ascii: "z") }
}
