import FormatKit
import ReleaseModel
import Testing

@testable import SQLMigrations

/// What a way down puts right, and what it leaves.
struct DownTests {
  private func told(_ up: String, _ down: String) -> [String] {
    let base = """
      -- file: m/1_a.up.sql
      CREATE TABLE t (id int, note text);
      ALTER TABLE t ADD CONSTRAINT c CHECK (id > 0) NOT VALID;
      -- file: m/1_a.down.sql
      DROP TABLE t;

      """
    let next = "-- file: m/2_b.up.sql\n\(up)\n-- file: m/2_b.down.sql\n\(down)\n"
    return Judged.changes(base, base + next).filter { $0.rule.text.hasPrefix("sql/down-") }
      .map { "\($0.classification.rawValue) \($0.rule.text.dropFirst(4))" }.sorted()
  }

  @Test("A table comes back with all of its columns")
  func columns() {
    let drop = "-- irreversible: t and its rows are gone\nDROP TABLE t;"
    #expect(told(drop, "CREATE TABLE t (id int, note text);") == [])
    #expect(told(drop, "CREATE TABLE t (id int);") == ["risky down-not-inverse"])
    #expect(told(drop, "CREATE TABLE t (id int); ALTER TABLE t ADD COLUMN note text;") == [])
  }

  @Test("What only proves what holds needs no way down, and a reason is one in any words")
  func reasons() {
    #expect(told("ALTER TABLE t VALIDATE CONSTRAINT c;", "SELECT 1;") == ["neutral down-empty"])
    let add = "ALTER TABLE t ADD COLUMN b int;"
    #expect(told(add, "SELECT 1;") == ["risky down-empty"])
    #expect(told(add, "-- cannot be safely reversed\nSELECT 1;") == [])
    #expect(told("CREATE COLLATION IF NOT EXISTS x FROM \"C\";", "SELECT 1;").count == 1)
  }

  @Test("Ecto refuses to undo some of what 'change' does")
  func changes() {
    func told(_ body: String) -> [String] {
      let head = "defmodule R.M do\n  use Ecto.Migration\n  def change do\n    "
      let folder = "-- file: priv/repo/migrations/"
      let base =
        "\(folder)20260101000000_a.exs\n\(head)create table(:t) do\n"
        + "      add :note, :text\n    end\n  end\nend\n"
      let next = "\(folder)20260201000000_b.exs\n\(head)\(body)\n  end\nend\n"
      return MigrationFormat.compare(ChainScene(example: base, base + next)).chains
        .flatMap(\.changes).map { String($0.rule.text.dropFirst(4)) }
        .filter { $0 == "down-missing" }
    }
    #expect(told("alter table(:t) do\n      add :b, :text\n    end") == [])
    #expect(told("alter table(:t) do\n      remove :note\n    end") == ["down-missing"])
    #expect(told("execute \"DROP VIEW v\"") == ["down-missing"])
    #expect(told("execute \"DROP VIEW v\", \"SELECT 2\"") == [])
  }
}
