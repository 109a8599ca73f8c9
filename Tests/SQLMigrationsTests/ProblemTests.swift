import FormatKit
import ReleaseModel
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
}
