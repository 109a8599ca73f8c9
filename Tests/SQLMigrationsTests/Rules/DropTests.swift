import FormatKit
import ReleaseModel
import Testing

@testable import SQLMigrations

/// Drops of what the migrations do not show.
struct DropTests {
  private func told(_ shipped: String, _ added: String) -> [String] {
    let rules: Set<RuleID> = ["sql/table-dropped", "sql/object-dropped", "sql/down-irreversible"]
    return Judged.changes(shipped: shipped, added: [added]).filter { rules.contains($0.rule) }
      .map { "\($0.classification.rawValue) \($0.message.prefix { $0 != ";" })" }
  }

  private static let drop = "DROP TABLE IF EXISTS legacy;"
  private static let message =
    "risky table 'legacy' was dropped if it stood, which no migration tells"

  @Test("What IF EXISTS finds may be older than the migrations")
  func olderThanTheChain() {
    let whole = "CREATE TABLE users (id int);"
    #expect(told(whole, DropTests.drop) == [])
    #expect(
      told("\(whole) ALTER TABLE legacy_users ADD a int;", DropTests.drop) == [DropTests.message])
    #expect(told("\(whole) DROP TABLE accounts;", DropTests.drop) == [DropTests.message])
    #expect(
      told("\(whole) DO $$ BEGIN EXECUTE f(); END $$;", DropTests.drop) == [DropTests.message])
    #expect(told("", DropTests.drop) == [DropTests.message])
    #expect(told("", "\(DropTests.drop) \(whole)") == [])
  }

  @Test("What is made again is not lost")
  func madeAgain() {
    let shipped = "ALTER TABLE users ADD a int;"
    #expect(told(shipped, "DROP TABLE IF EXISTS x; CREATE TABLE x (a int);") == [])
    #expect(told(shipped, "DROP VIEW IF EXISTS x; CREATE VIEW x AS SELECT 1;") == [])
    #expect(
      told(shipped, "DROP VIEW IF EXISTS x;")
        == ["risky view 'x' was dropped if it stood, which no migration tells"])
  }
}
