import CommandLines
import FormatKit
import SourceModel
import TestSupport
import Testing

/// What descriptions say about the life of elements.
@Suite("Lives")
struct LifeTests {
  private static let text = """
    schema: relgate/cli/1
    name: tool
    version: 2.1.0
    commands:
      - path: []
        options: [{spellings: [--all, -a]}]
      - path: [list]
        aliases: [ls]
        deprecated: {since: '2.0', removal: '3.0'}
        options: [{spellings: [--long]}]
        positionals: [{name: FILE}]
      - path: [list, deep]
        options: [{spellings: [--pair], arity: 2}]
      - path: [show]
        options: [{spellings: [--old], deprecated: {since: '2.0'}}]
    exitCodes: [{code: 1, meaning: failed}]
    environment: [{name: TERM}]
    """

  private static func life(_ element: Name) throws -> ElementLife? {
    let sample = Sample("lives", text)
    let reading = CommandLineFormat.read(sample.source, from: sample)
    let model = try #require(reading.model)
    #expect(reading.problems.isEmpty, "\(reading.problems)")
    #expect(CommandLineFormat.declaredVersion(of: model)?.text == "2.1.0")
    return CommandLineFormat.lives(of: [element], in: model)[element]
  }

  @Test(
    "Elements are announced by their own word, or by that of the command around them",
    arguments: [
      "list", "ls", "list > --long", "list > FILE", "list deep", "list deep > --pair",
      "show > --old",
    ] as [Name])
  func announced(_ element: Name) throws {
    let announcement = try #require(try Self.life(element)?.announcement)
    // A version is told there, or none, and no day.
    #expect(announcement.sunset == nil)
    #expect(announcement.removal == (element == "show > --old" ? nil : "3.0"))
  }

  @Test(
    "Elements that stand and of which nothing is said",
    arguments: ["", "tool", "--all", "-a", "show", "exit code 1", "TERM"]
      as [Name])
  func served(_ element: Name) throws {
    let life = try #require(try Self.life(element))
    #expect(life.announcement == nil)
  }

  @Test(
    "Elements that do not stand",
    arguments: [
      "drop", "show > --new", "--long", "deep", "exit code 2", "HOME", "list > output json",
      "list deep > --pair > value 9",
    ] as [Name])
  func absent(_ element: Name) throws {
    #expect(try Self.life(element) == nil)
  }
}
