internal import SourceModel

extension MigrationChain {
  /// Tells whether a migration runs before another one of its chain.
  ///
  /// By the versions alone: false both ways where they are equal, and for layouts whose order stands
  /// in a file beside them or inside them (Sqitch, Alembic, Django).
  package static func precedes(_ a: Migration, _ b: Migration, layout: Layout) -> Bool {
    if a.isRepeatable || b.isRepeatable {
      return a.isRepeatable == b.isRepeatable ? a.name < b.name : b.isRepeatable
    }
    switch layout {
    case .sqitch, .alembic, .django: return false
    case .diesel:
      // Diesel leaves out the hyphens of dates, then compares texts.
      return a.version.withoutHyphens < b.version.withoutHyphens
    case .dbmate, .prisma, .atlas, .supabase, .pgroll, .liquibase: return a.version < b.version
    case .golangMigrate, .tern, .sqlx, .flyway, .refinery, .goose, .sqlMigrate, .drizzle,
      .nodePgMigrate, .hasura, .graphileMigrate, .pop, .morph, .temporal, .extensionScripts, .ecto,
      .plain:
      return a.version.groupsOfDigits.precede(b.version.groupsOfDigits)
    }
  }

  /// Sorts migrations as their versions tell; those of one version by path.
  static func sorted(_ migrations: [Migration], layout: Layout) -> [Migration] {
    migrations.sorted { a, b in
      if precedes(a, b, layout: layout) { return true }
      if precedes(b, a, layout: layout) { return false }
      return (a.up, a.version) < (b.up, b.version)
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
