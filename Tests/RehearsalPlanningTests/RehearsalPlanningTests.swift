import FormatKit
import Rehearsals
import SourceModel
import Testing

@testable import RehearsalPlanning

@Suite("Plans of rehearsals")
struct RehearsalPlanningTests {
  private let diesel = """
    -- file: migrations/2024-01-01-000000_users/up.sql
    CREATE TABLE users (id int);
    -- file: migrations/2024-01-01-000000_users/down.sql
    DROP TABLE users;

    """

  private func planning(_ before: String, _ after: String) -> RehearsalPlanning {
    RehearsalPlanning(of: ChainScene(example: before, after))
  }

  private func texts(_ script: PlannedScript?) -> [[Name]] {
    script?.parts.map { $0.statements.map(\.text) } ?? []
  }

  @Test("The new migrations are steps, and those that stood there make the schema")
  func steps() throws {
    let after =
      diesel + """
        -- file: migrations/2024-02-01-000000_age/up.sql
        -- A comment.

        ALTER TABLE users ADD COLUMN age int;
        CREATE INDEX ON users (age);
        -- file: migrations/2024-02-01-000000_age/down.sql
        ALTER TABLE users DROP COLUMN age;
        """
    let chain = try #require(planning(diesel, after).chains.first)
    #expect(chain.layout == "diesel")
    #expect(chain.hasDowns)
    #expect(chain.base.map { texts($0) } == [[["CREATE TABLE users (id int)"]]])
    let step = try #require(chain.steps.first)
    #expect(chain.steps.count == 1)
    #expect(step.name == "age")
    #expect(step.up.file.path == "migrations/2024-02-01-000000_age/up.sql")
    #expect(
      texts(step.up) == [["ALTER TABLE users ADD COLUMN age int", "CREATE INDEX ON users (age)"]])
    #expect(step.up.parts.map(\.transaction) == [.wrapped])
    #expect(step.up.parts.flatMap(\.statements).map(\.line) == [3, 4])
    #expect(texts(step.down) == [["ALTER TABLE users DROP COLUMN age"]])
    #expect(step.up.obstacle == nil)
  }

  @Test("Of a range without new migrations there is no plan")
  func nothing() {
    #expect(planning(diesel, diesel).chains.isEmpty)
    #expect(planning("", "-- file: readme.sql\nSELECT 1;").chains.isEmpty)
  }

  @Test("Without an earlier revision all migrations are steps")
  func wholeTree() throws {
    let chain = try #require(planning("", diesel).chains.first)
    #expect(chain.base.isEmpty)
    #expect(chain.steps.map(\.name) == ["users"])
  }

  @Test(
    "What only psql runs is said to be an obstacle",
    arguments: [
      ("\\i other.sql\nSELECT 1;", "it holds commands of psql"),
      ("COPY users FROM stdin;\n1\n\\.\n", "it copies rows out of its own text, as only psql does"),
    ])
  func obstacles(_ text: String, _ obstacle: String) throws {
    let after = diesel + "-- file: migrations/2024-02-01-000000_x/up.sql\n\(text)\n"
    let chain = try #require(planning(diesel, after).chains.first)
    #expect(chain.steps.map(\.up.obstacle) == [obstacle])
  }

  @Test("Migrations that are programs, or for another database, are left out with the reason")
  func leftOut() {
    let mysql = """
      -- file: migrations/mysql/2024-02-01-000000_x/up.sql
      CREATE TABLE `a` (`b` int) ENGINE=InnoDB;
      -- file: migrations/mysql/2024-02-01-000000_x/down.sql
      DROP TABLE `a`;
      """
    #expect(planning("", mysql).chains.isEmpty)
    #expect(planning("", mysql).leftOut.map(\.reason) == ["its migrations are for MySQL"])
  }
}
