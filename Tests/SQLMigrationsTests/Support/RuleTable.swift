import FormatKit
import ReleaseModel
import SQLMigrations

/// A table of statements and what fires on them.
struct RuleTable {
  /// What a release carried.
  let shipped: String
  /// The major version of PostgreSQL.
  var version = 15

  /// The rules that fire on migrations, sorted, without `sql/`.
  ///
  /// What is said of the chain as a whole, of timeouts, of hygiene and of statements that do
  /// nothing is left out.
  func callAsFunction(_ sql: String...) -> [String] {
    Judged.changes(shipped: shipped, added: sql, version: version)
      .filter { !RuleTable.aside.contains($0.rule) }
      .map { String($0.rule.text.dropFirst(4)) }.sorted()
  }

  private static let aside: Set<RuleID> = [
    "sql/statement-added", "sql/existence-unguarded", "sql/char-padded", "sql/id-type-narrow",
    "sql/identifier-too-long", "sql/serial-used", "sql/timestamp-without-zone",
    "sql/varchar-limited",
  ]
}
