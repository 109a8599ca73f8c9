import FormatKit
import ReleaseModel
import SQLMigrations

/// What is said of a migration that comes on top of what a release carried.
enum Judged {
  /// The rules that fire on statements, sorted, without `sql/`, and without what is said of the chain
  /// as a whole.
  static func rules(
    shipped: String = "", added: String..., version: Int = 15
  ) -> [String] {
    changes(shipped: shipped, added: added, version: version)
      .map { String($0.rule.text.dropFirst(4)) }.sorted()
  }

  /// The messages.
  static func messages(shipped: String = "", added: String, version: Int = 15) -> [String] {
    changes(shipped: shipped, added: [added], version: version).map(\.message)
  }

  /// The changes.
  static func changes(shipped: String, added: [String], version: Int = 15) -> [DetectedChange] {
    let base = "-- file: migrations/20260101000000_base.sql\n\(shipped)\n"
    let rest = added.enumerated().map { index, sql in
      "-- file: migrations/2026020100000\(index)_change.sql\n\(sql)\n"
    }
    return changes(base, base + rest.joined(), version: version)
  }

  /// The changes between two trees.
  static func changes(_ before: String, _ after: String, version: Int = 15) -> [DetectedChange] {
    var scene = ChainScene(example: before, after)
    scene.targets["postgresql"] = version
    let aside: Set<RuleID> = [
      "sql/migration-reformatted", "sql/down-missing", "sql/lock-timeout-missing",
      "sql/statement-timeout-missing",
    ]
    return MigrationFormat.compare(scene).chains.flatMap(\.changes)
      .filter { !aside.contains($0.rule) }
  }
}
