import CommandKit
import Testing

@Suite struct ParserTests {
  /// What a command line of the sample asks for, in one word.
  private func outcome(_ words: [String]) throws -> String {
    switch try Sample.tool.parse(words) {
    case .run(let action, _): action
    case .help(let path): "help " + path.joined(separator: " ")
    case .version: "version"
    }
  }

  private func invocation(_ line: String) throws -> Invocation {
    guard
      case .run(_, let invocation) = try Sample.tool.parse(
        line.split(separator: " ").map(String.init))
    else { throw Unexpected() }
    return invocation
  }

  private struct Unexpected: Error {}

  @Test(arguments: [
    ("diff", "diff"),
    ("compare", "diff"),
    ("waivers list", "list"),
    ("waivers list --expired a b c", "list"),
    ("--quiet diff", "diff"),
    ("diff -q", "diff"),
    ("--repo . waivers -q new --owner me a", "new"),
    ("show", "show"),
    ("--version", "version"),
    ("--quiet --version", "version"),
    ("--help", "help "),
    ("-h", "help "),
    ("--help nonsense", "help "),
    ("diff --help", "help diff"),
    ("compare -h", "help diff"),
    ("explain --help", "help explain"),
    ("waivers -h", "help waivers"),
    ("waivers new -h", "help waivers new"),
    ("help", "help "),
    ("help diff", "help diff"),
    ("help compare", "help diff"),
    ("help waivers new", "help waivers new"),
    ("help help", "help help"),
    ("help --help", "help help"),
    ("-- diff", "diff"),
  ])
  func commands(line: String, expected: String) throws {
    #expect(try outcome(line.split(separator: " ").map(String.init)) == expected)
  }

  @Test func valuesKeepTheirTypes() throws {
    let given = try invocation(
      "--repo /r diff v1..v2 --format=json -o out --only risky --limit -1 --only=breaking -q")
    #expect(given.path == ["diff"])
    #expect(given[Sample.range] == "v1..v2")
    #expect(given[Sample.format] == .json)
    #expect(given[Sample.output] == "out")
    #expect(given[Sample.only] == ["risky", "breaking"])
    #expect(given[Sample.limit] == -1)
    #expect(given[Sample.directory] == "/r")
    #expect(given[Sample.quiet])
    #expect(given.gives(Sample.format))
  }

  @Test func absentParametersHaveTheirDefaults() throws {
    let given = try invocation("diff")
    #expect(given[Sample.range] == nil)
    #expect(given[Sample.format] == .text)
    #expect(given[Sample.output] == nil)
    #expect(given[Sample.only] == [])
    #expect(given[Sample.limit] == 100)
    #expect(given[Sample.directory] == nil)
    #expect(!given[Sample.quiet])
    #expect(!given.gives(Sample.format))
  }

  @Test func positionalsKeepTheirOrder() throws {
    #expect(try invocation("waivers list b a b")[Sample.patterns] == ["b", "a", "b"])
    #expect(try invocation("waivers list")[Sample.patterns] == [])
    let new = try invocation("waivers new b --owner me a")
    #expect(new[Sample.files] == ["b", "a"])
    #expect(new[Sample.owner] == "me")
    #expect(new.path == ["waivers", "new"])
  }

  @Test(arguments: [
    ("explain -- --rule", "--rule"),
    ("explain -1", "-1"),
    ("explain -.5", "-.5"),
    ("explain -", "-"),
    ("explain --quiet -- -h", "-h"),
    ("explain a=b", "a=b"),
    ("explain -- --", "--"),
  ])
  func wordsThatLookLikeOptions(line: String, expected: String) throws {
    #expect(try invocation(line)[Sample.rule] == expected)
  }

  @Test(arguments: [
    ("diff --output=--quiet", "--quiet"),
    ("diff --output=a=b", "a=b"),
    ("diff --output a=b", "a=b"),
    ("diff -o -", "-"),
    ("diff -o -1", "-1"),
  ])
  func valuesThatLookLikeOptions(line: String, expected: String) throws {
    #expect(try invocation(line)[Sample.output] == expected)
  }

  @Test func anEmptyValueIsTakenWhereItIsAllowed() throws {
    #expect(try invocation("waivers new --owner me --reason= a")[Sample.reason] == "")
  }

  @Test func aFlagGivenTwiceSaysNoMore() throws {
    #expect(try invocation("diff -q --quiet") == invocation("-q diff"))
  }

  @Test func deprecatedWordsAreTold() throws {
    let notices = try invocation("diff --summary --summary").notices
    #expect(notices.map(\.message) == ["option '--summary' was deprecated in 1.1"])
    #expect(notices.map(\.hint) == ["Use '--format text' instead."])
    #expect(
      try invocation("show").notices.map(\.message)
        == ["command 'show' was deprecated in 1.0 and will be removed in 2.0"])
    #expect(try invocation("diff").notices.isEmpty)
  }

  @Test func askingForAnotherCommandsParameterTraps() async {
    await #expect(processExitsWith: .failure) {
      guard case .run(_, let invocation) = try Sample.tool.parse(["diff"]) else { return }
      _ = invocation[Sample.owner]
    }
  }

  @Test func aToolWithoutCommandsRunsByItself() throws {
    let tool = Tool(
      version: "1", root: Command("solo", "Do one thing", parameters: [Sample.files], action: 7))
    guard case .run(let action, let invocation) = try tool.parse(["help", "--", "--version"])
    else { throw Unexpected() }
    #expect(action == 7)
    #expect(invocation.path == [])
    #expect(invocation[Sample.files] == ["help", "--version"])
    guard case .version = try tool.parse(["--version"]) else { throw Unexpected() }
  }
}
