import FormatKit
import MigrationLayouts
import SourceModel

extension SQLDumpFormat {
  /// Tells whether a file is a dump in PostgreSQL's SQL.
  static func recognition(of source: SourceText) -> Recognition {
    switch SchemaDump.recognize(source) {
    case .certain(.postgresql), .certain(.unknown): .certain
    case .likely(.postgresql), .likely(.unknown): isMigration(source.path) ? .no : .certain
    case .certain(.other), .likely(.other), .no: .no
    }
  }

  /// Whether a file that only its name makes a dump is more likely a step of a chain: it is numbered,
  /// or stands among migrations.
  private static func isMigration(_ path: RepositoryPath) -> Bool {
    let stem = Array(path.lastSegment)
    let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
    if let first = stem.first, digits.contains(first) { return true }
    if stem.count > 1, stem[0] == UInt8(ascii: "V"), digits.contains(stem[1]) { return true }
    let folders: Set<Name> = ["migrations", "migration", "migrate", "versions", "changes"]
    return path.segments.dropLast().contains { folders.contains(Name($0)) }
  }
}
