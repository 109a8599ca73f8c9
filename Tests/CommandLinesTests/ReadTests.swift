import CommandLines
import FormatKit
import ReleaseModel
import SourceModel
import TestSupport
import Testing

struct ReadTests {
  private func recognition(_ text: String, at path: RepositoryPath = "cli.yaml") -> Recognition {
    CommandLineFormat.recognize(SourceText(path: path, text))
  }

  private func read(
    _ text: String, at path: RepositoryPath = "cli.yaml"
  ) -> Reading<CommandLineModel> {
    let sample = Sample("description", text, at: path)
    return CommandLineFormat.read(sample.source, from: sample)
  }

  @Test(arguments: [
    (#"{"schema": "relgate/cli/1"}"#, Recognition.certain),
    (#"{"schema": "relgate/cli/2"}"#, .unknownVersion("relgate/cli/2")),
    (#"{"schema": "relgate/config/1", "note": "relgate/cli/1"}"#, .no),
    (#"{"serializationVersion": 0, "command": {"commandName": "x"}}"#, .certain),
    (
      #"{"serializationVersion": 1, "command": {"commandName": "x"}}"#,
      .unknownVersion("swift-argument-parser 1")
    ),
    (#"{"serializationVersion": 0, "command": {"name": "x"}}"#, .no),
    (#"{"opencli": "0.1", "info": {}}"#, .certain),
    (#"{"opencli": "0.1.7", "info": {}}"#, .certain),
    (#"{"opencli": "0.1-draft", "info": {}}"#, .certain),
    (#"{"opencli": 0.1, "info": {}}"#, .certain),
    (#"{"opencli": "0.10", "info": {}}"#, .unknownVersion("OpenCLI 0.10")),
    (#"{"opencli": "1.0.0", "info": {}}"#, .unknownVersion("OpenCLI 1.0.0")),
    (
      #"{"opencli": "0.1.0", "info": {"binaryName": "x"}}"#,
      .unknownVersion("opencli-dev 0.1.0")
    ),
    (#"{"name": "x", "dependencies": {"opencli": "^0.1"}}"#, .no),
    (#"{"opencli": "0.1""#, .no),
    ("opencli", .no),
    ("", .no),
  ])
  func documentsAreRecognized(_ text: String, _ expected: Recognition) {
    #expect(recognition(text) == expected)
    #expect(recognition(text, at: "cli.json") == expected)
  }

  @Test func yamlVersionNeedsNoQuotes() {
    #expect(recognition("opencli: 0.1\ninfo: {title: x}\n") == .certain)
  }

  @Test func elementsAreCommands() throws {
    let model = try #require(
      read(
        """
        opencli: '0.1'
        info: {title: acme, version: '1'}
        commands: [{name: config, commands: [{name: get}]}, {name: add}]
        """
      ).model)
    #expect(CommandLineFormat.elements(of: model) == ["acme", "add", "config", "config get"])
  }

  /// Commands come one by one with their paths, so that the one above may be missing.
  @Test func commandWithoutParentIsAProblem() throws {
    let reading = read(
      """
      schema: relgate/cli/1
      name: tool
      commands: [{path: []}, {path: [a, b]}]
      """)
    #expect(reading.problems.map(\.rule) == ["cli/parent-missing"])
    #expect(CommandLineFormat.elements(of: try #require(reading.model)) == ["tool"])
  }

  @Test func toolWithoutCommandOfItsOwnIsAProblem() {
    let reading = read("schema: relgate/cli/1\nname: tool\ncommands: [{path: [a]}]\n")
    #expect(reading.problems.map(\.message) == ["the tool itself was not described"])
    #expect(reading.model.map(CommandLineFormat.elements) == ["a", "tool"])
  }

  /// Generators write null for what they leave out.
  @Test func nullIsAbsent() {
    let plain = read("opencli: '0.1'\ninfo: {title: x, version: '1'}\ncommands: [{name: a}]\n")
    let nulls = read(
      """
      opencli: '0.1'
      info: {title: x, version: '1'}
      options: null
      commands: [{name: a, options: null, hidden: null, metadata: null}]
      exitCodes: ~
      """)
    #expect(plain.problems.isEmpty && nulls.problems.isEmpty)
    #expect(plain.model != nil && plain.model == nulls.model)
  }

  /// A later draft holds the tool as a command of its own.
  @Test func rootCommandOfOpenCLIMayBeAnObject() {
    let flat = read("opencli: '0.1'\ninfo: {title: x, version: '1'}\noptions: [{name: --all}]\n")
    let nested = read(
      "opencli: '0.1'\ninfo: {title: x, version: '1'}\ncommand: {options: [{name: --all}]}\n")
    #expect(flat.model != nil && flat.model == nested.model)
  }

  /// Names that look alike are told apart by their bytes.
  @Test func normalFormsAreDifferentNames() {
    let text = { (name: String) in
      "opencli: '0.1'\ninfo: {title: x, version: '1'}\ncommands: [{name: \(name)}]\n"
    }
    let before = Sample("composed", text("\u{E9}"))
    let after = Sample("decomposed", text("e\u{301}"))
    let rules = Trial<CommandLineFormat>(before, after).changes.map(\.rule).sorted()
    #expect(rules == ["cli/command-added", "cli/command-removed"])
  }

  @Test func manyInheritedOptionsAreRefused() {
    let options = (0..<1_000).map { "{name: --o\($0), recursive: true}" }
    let commands = (0..<150).map { "{name: c\($0)}" }
    let reading = read(
      """
      opencli: '0.1'
      info: {title: x, version: '1'}
      options: [\(options.joined(separator: ", "))]
      commands: [\(commands.joined(separator: ", "))]
      """)
    #expect(reading.problems.map(\.rule) == ["cli/too-large"])
  }

  @Test(arguments: ["", "{", "[]", "null", "opencli: '0.1'\n", "schema: relgate/cli/9\n", "\u{0}"])
  func otherDocumentsGiveProblems(_ text: String) {
    let reading = read(text)
    #expect(reading.model == nil && !reading.problems.isEmpty)
  }

  @Test func deepCommandsAreRead() throws {
    let depth = 200
    let nested =
      String(repeating: #"{"name":"c","commands":["#, count: depth) + #"{"name":"c"}"#
      + String(repeating: "]}", count: depth)
    let reading = read(
      #"{"opencli":"0.1","info":{"title":"x","version":"1"},"commands":[\#(nested)]}"#,
      at: "cli.json")
    #expect(reading.problems.isEmpty)
    #expect(CommandLineFormat.elements(of: try #require(reading.model)).count == depth + 2)
  }
}
