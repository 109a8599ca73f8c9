import CommandKit
import Testing

@Suite struct FlawsTests {
  @Test func theSampleHasNone() {
    #expect(Sample.tool.flaws == [])
  }

  private func flaws(
    _ parameters: [any Parameter], globals: [any Parameter] = []
  ) -> [String] {
    let leaf = Command("do", "Do it", parameters: parameters, action: 0)
    let root = Command("x", "Do things", commands: [leaf])
    return Tool(version: "1", root: root, globals: globals).flaws
  }

  private func flag(_ spellings: Spellings, help: String = "Help") -> Flag {
    Flag(spellings, help: help)
  }

  @Test func spellings() {
    #expect(flaws([flag("--a"), flag(["--b", "--a"])]) == ["x do: option '--a' stands twice"])
    #expect(flaws([flag("--help")]) == ["x do: option '--help' stands twice"])
    #expect(flaws([flag("--a")], globals: [flag("--a")]) == ["x do: option '--a' stands twice"])
    for spelling in ["a", "-ab", "--", "-", "--a b", "--a=", "--é", "-1", "---a"] {
      #expect(
        flaws([flag([spelling])])
          == ["x do: '\(spelling)' is no option spelling"])
    }
    #expect(flaws([flag([])]) == ["x do: an option has no spelling"])
  }

  @Test func help() {
    for help in ["", "A sentence.", "Two\nlines"] {
      #expect(
        flaws([flag("--a", help: help)]) == ["x do: the help of '--a' is no one-line fragment"])
    }
  }

  @Test func places() {
    let many = Positional(zeroOrMore: .text("MANY"), help: "Help")
    let one = Positional(required: .text("ONE"), help: "Help")
    let maybe = Positional(.text("MAYBE"), help: "Help")
    #expect(flaws([one, maybe, many]) == [])
    #expect(
      flaws([many, maybe]) == ["x do: 'MAYBE' follows a repeatable argument"])
    #expect(
      flaws([maybe, one]) == ["x do: 'ONE' must be given but follows one that need not"])
    #expect(flaws([one, one]) == ["x do: argument 'ONE' stands twice"])
  }

  @Test func values() {
    func option(_ kind: ValueKind<String>) -> Option<String?> {
      Option("--a", kind, help: "Help")
    }
    #expect(flaws([option(.text("file"))]) == ["x do: 'file' is no placeholder in capitals"])
    #expect(
      flaws([option(.choice("A", of: []))])
        == ["x do: '--a' has choices and another kind of content, or neither"])
    #expect(
      flaws([option(.choice("A", of: ["b", "b"]))])
        == ["x do: choice 'b' of '--a' stands twice"])
    #expect(
      flaws([option(.choice("A", of: ["$b"]))])
        == ["x do: choice '$b' of '--a' has characters that shells change"])
  }

  @Test func commandsAndTables() {
    let leaf = Command("do", aliases: ["act"], "Do it", action: 0)
    let other = Command("act", "Act.", action: 0)
    let bad = Command<Int>("Do", "Do it", commands: [])
    let tool = Tool(
      version: "1", root: Command("x", "Do things", commands: [leaf, other, bad]),
      exitCodes: [ExitCode(0, "good"), ExitCode(0, "fine")],
      environment: [EnvironmentVariable("A", "b"), EnvironmentVariable("A", "c")])
    #expect(
      tool.flaws == [
        "x: command 'act' stands twice",
        "x act: the abstract is no one-line fragment",
        "x Do: 'Do' is no word for a command", "x Do: the group is empty",
        "exit code 0 stands twice", "environment variable A stands twice",
      ])
  }
}
