import FormatKit
import ReleaseModel
import SourceModel
import Testing

@testable import SQLMigrations

/// Phases that migrations declare, and what contradicts them.
struct PhaseTests {
  private func told(
    _ file: String, in folder: String = "migrations", name: String = "0002_more.sql"
  ) -> [DetectedChange] {
    let base = "-- file: \(folder)/0001_base.sql\nCREATE TABLE orders (id int, total int);\n"
    return Judged.changes(base, base + "-- file: \(folder)/\(name)\n\(file)\n")
  }

  private func contradictions(_ file: String, in folder: String = "migrations") -> [String] {
    told(file, in: folder).filter { $0.rule == OverlapRules.phase.id }
      .map { "\($0.classification.rawValue) \($0.message)" }
  }

  private static let drop = "ALTER TABLE orders DROP COLUMN total;"
  private static let dropped = "breaking column 'total' of 'orders' was dropped, which is no"

  @Test("A comment at the head declares a phase")
  func comments() {
    let drop = PhaseTests.drop
    #expect(
      contradictions("-- relgate:phase expand\n\(drop)") == [
        "\(PhaseTests.dropped) expansion, in a migration declared as expand by the comment in line 1"
      ])
    #expect(
      contradictions("-- why\n\n/* relgate:phase MIGRATE */\n\(drop)") == [
        "\(PhaseTests.dropped) migration of data, in a migration declared as migrate by the comment"
          + " in line 3"
      ])
    #expect(contradictions("-- relgate:phase contract\n\(drop)") == [])
    #expect(contradictions("-- relgate:phase expand\nALTER TABLE orders ADD a int;") == [])
    #expect(contradictions("SELECT 1;\n-- relgate:phase expand\n\(drop)") == [])
    #expect(contradictions("SELECT '-- relgate:phase expand';\n\(drop)") == [])
    #expect(
      contradictions("-- relgate:phase contract\nCREATE TABLE a (id int);") == [
        "risky table 'a' was created, which is an expansion, in a migration declared as contract by"
          + " the comment in line 1"
      ])
  }

  @Test("Both places of a contradiction are named")
  func places() {
    let change = told("-- relgate:phase expand\n\(PhaseTests.drop)")
      .first { $0.rule == OverlapRules.phase.id }
    #expect(change?.after?.location.range.lower == 43)
    #expect(change?.affected.map(\.element) == ["migrations/0002_more.sql:1"])
  }

  @Test("Declarations that do not agree are told")
  func odds() {
    #expect(
      contradictions("-- relgate:phase contract\nSELECT 1;", in: "db/expand/migrations") == [
        "breaking migration '0002_more.sql' was declared as contract by the comment in line 1 and as"
          + " expand by folder 'expand'"
      ])
    #expect(
      contradictions("-- relgate:phase expand\n-- relgate:phase migrate\nSELECT 1;").count == 1)
    #expect(contradictions("-- relgate:phase expand\nSELECT 1;", in: "db/expand/migrations") == [])
  }

  @Test("A word that is no phase is told")
  func unknown() {
    #expect(
      told("-- relgate:phase expnd\nSELECT 1;").map(\.message).contains(
        "migration '0002_more.sql' was read only in part: 'expnd' is no phase, which are expand,"
          + " migrate and contract"))
  }

  @Test("Python declares it behind its own mark")
  func python() {
    let base = """
      -- file: migrations/versions/a.py
      from alembic import op
      revision = 'a'
      down_revision = None
      def upgrade():
          op.execute('CREATE TABLE orders (id int, total int)')

      """
    let after =
      base + """
        -- file: migrations/versions/b.py
        # relgate:phase expand
        from alembic import op
        revision = 'b'
        down_revision = 'a'
        def upgrade():
            op.drop_column('orders', 'total')

        """
    #expect(
      Judged.changes(base, after).filter { $0.rule == OverlapRules.phase.id }.map(\.message) == [
        "column 'total' of 'orders' was dropped, which is no expansion, in a migration declared as"
          + " expand by the comment in line 1"
      ])
  }
}
