import FormatKit
import MigrationLayouts
import PostgresSchema
import ReleaseModel
import SourceModel
import Testing

@testable import SQLMigrations

/// What cannot be read is told as such, and never passes.
struct ProblemTests {
  private func problems(_ added: String) -> [String] {
    let before = "-- file: migrations/0001_base.up.sql\nCREATE TABLE users (id int);\n"
    let scene = ChainScene(
      example: before, before + "-- file: migrations/0002_more.up.sql\n\(added)\n")
    return MigrationFormat.compare(scene).chains.flatMap(\.problemsAfter)
      .map { "\($0.rule): \($0.message)" }
  }

  @Test(
    "A file that is only a comment without an end is not empty",
    arguments: [
      "/* DROP TABLE users;", "/* a /* b */ DROP TABLE users;", "; -- nothing\n/*",
    ])
  func openComment(_ text: String) {
    #expect(problems(text) == ["sql/script-unreadable: a comment was not closed"])
  }

  @Test("A comment that ends is no problem")
  func closedComment() {
    #expect(problems("/* DROP TABLE users; */") == [])
    #expect(problems("-- DROP TABLE users;") == [])
  }

  @Test("Marks of a tool inside a statement are no part of it")
  func marks() {
    let tree = ExampleTree(
      """
      -- file: m/1_a.sql
      --liquibase formatted sql
      --changeset a:1
      ALTER TABLE a ADD b int;
      --rollback ALTER TABLE a
      --rollback DROP COLUMN b;
      """)
    let migration = Migration(version: "1", name: "a", up: "m/1_a.sql", down: "m/1_a.sql")
    let chain = MigrationChain(
      layout: .liquibase, folder: "m", language: .sql, dialect: .postgresql,
      migrations: [migration])
    var reader = MigrationReader(chain, in: tree)
    let drop = TableAction.dropColumn("b", isCascade: false, ifExists: false)
    #expect(
      reader.read(migration)?.down?.operations.map(\.action) == [.alterTable(ObjectName("a"), drop)]
    )
  }
}
