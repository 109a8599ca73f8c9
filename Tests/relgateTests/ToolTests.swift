import CommandKit
import DataTrees
import Foundation
import GitHistory
import SourceModel
import Testing

@testable import relgate

@Suite("The program itself")
struct ToolTests {
  @Test("The command line is declared without mistakes")
  func flaws() {
    #expect(Action.tool.flaws == [])
  }

  @Test("Version and help")
  func help() throws {
    #expect(try Program.run("--version").output == "relgate \(relgateVersion)\n")
    let help = try Program.run("help", "diff")
    #expect(help.exitCode == 0)
    #expect(help.output == (try Program.run("diff", "--help").output))
    #expect(help.output.contains("--fail-on CLASS"))
    let unknown = try Program.run("dif")
    #expect(unknown.exitCode == 2)
    #expect(unknown.errors.contains("diff"))
  }

  @Test("What is derived from the command line", arguments: ["bash", "zsh", "fish"])
  func completions(_ shell: String) throws {
    let script = try Program.run("completions", shell)
    #expect(script.exitCode == 0)
    #expect(script.output.contains("--fail-on") || script.output.contains("-l fail-on"))
  }

  @Test("The man page and the dump")
  func manual() throws {
    #expect(try Program.run("man").output.hasPrefix(".TH \"RELGATE\" 1"))
    let dump = try Program.run("dump-cli").output
    let reading = DataTree.read(SourceText(path: "cli.json", dump), syntax: .json)
    #expect(reading.problems.isEmpty)
    #expect(dump.contains("relgate/cli/1"))
  }

  @Test("Schemas are JSON", arguments: ["report", "config", "summary"])
  func schemas(_ document: String) throws {
    let schema = try Program.run("schema", document).output
    let reading = DataTree.read(SourceText(path: "schema.json", schema), syntax: .json)
    #expect(reading.problems.isEmpty)
    #expect(schema.contains("http://json-schema.org/draft-07/schema#"))
    #expect(schema.contains("relgate/\(document)/1"))
  }

  @Test("Rules are listed and explained, and a near spelling is offered")
  func rules() throws {
    let halves = try Program.run("rules").output.split(separator: "\n\nProblems:\n")
    let sections = halves.flatMap { $0.split(separator: "\n\nReleases:\n") }
      .map { $0.split(separator: "\n") }
    #expect(sections.count == 3)
    #expect(sections[1].contains { $0.hasPrefix("release/lever-missing ") })
    #expect(sections.first?.contains { $0.hasPrefix("openapi/contract-removed ") } == true)
    #expect(sections.last?.contains { $0.hasPrefix("core/object-missing ") } == true)
    for list in sections {
      #expect(list == list.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
    }
    let finding = try Program.run("explain", "release/lever-missing").output
    #expect(finding.hasPrefix("release/lever-missing: Change without a lever\n"))
    let page = try Program.run("explain", "openapi/contract-removed").output
    #expect(page.hasPrefix("openapi/contract-removed: Contract removed\n"))
    let unknown = try Program.run("explain", "openapi/contract-remove")
    #expect(unknown.exitCode == 2)
    #expect(
      unknown.errors
        == "relgate: there is no rule 'openapi/contract-remove'\n"
        + "hint: Did you mean 'openapi/contract-removed'?\n")
    let problem = try Program.run("explain", "openapi/reference-unresolved")
    #expect(problem.exitCode == 0)
    #expect(problem.output.hasPrefix("openapi/reference-unresolved: Reference leads nowhere\n"))
    let short = try Program.run("explain", "type-changed").errors
    #expect(short.hasSuffix("\nhint: Did you mean 'openapi/type-changed'?\n"))
    let json = try Program.run("rules", "--format", "json").output
    #expect(DataTree.read(SourceText(path: "r.json", json), syntax: .json).problems.isEmpty)
  }

  @Test("The demo shows what its golden says")
  func demo() throws {
    let scenario = "fixtures/histories/bookshop"
    try withTemporaryDirectory { directory in
      let outcome = try Program.run(
        "demo", sourcePath(scenario), environment: ["TMPDIR": directory])
      #expect(outcome.exitCode == 0)
      #expect(
        outcome.errors.hasPrefix("$ relgate check --release --repo \(directory)/relgate-demo."))
      #expect(outcome.output == (try sourceFile(scenario + "/expected.txt")))
      let isFresh = quotes(try sourceFile("README.md"), outcome.output)
      #expect(isFresh, "the README shows an older report")
    }
    let none = try Program.run("demo", "/nowhere")
    #expect(none.exitCode == 2)
  }

  /// Whether the text block of a document is made of parts of an output, in their order; a line `…`
  /// stands for what was left out.
  private func quotes(_ document: String, _ output: String) -> Bool {
    guard let start = document.range(of: "```text\n"),
      let end = document.range(of: "```\n", range: start.upperBound..<document.endIndex)
    else { return false }
    var rest = output[...]
    let parts = document[start.upperBound..<end.lowerBound].components(separatedBy: "…\n")
    for part in parts {
      guard let found = rest.range(of: part) else { return false }
      rest = rest[found.upperBound...]
    }
    return parts.count > 1 && output.hasPrefix(parts[0]) && rest.isEmpty
  }

  @Test("A reader who goes away is no failure")
  func brokenPipe() throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", "{ '\(Program.path)' rules; echo $? >&2; } | true"]
    let errors = Pipe()
    process.standardError = errors
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    #expect(text == "0\n")
  }

  @Test("A trap ends with exit code 70, names what was being read, and leaves no report")
  func trap() throws {
    try withRepository(Shop.broken) { repository in
      // Opening a pipe that nobody writes to holds the program where a signal can reach it.
      let blob = try MemorySnapshot(
        texts: ["x": try #require(Shop.broken[1]["api.yaml"]?.text)]
      ).entry(at: "x")
      let hex = try #require(blob).id.hex
      let object = "\(repository)/objects/\(hex.prefix(2))/\(hex.dropFirst(2))"
      try FileManager.default.removeItem(atPath: object)
      try #require(mkfifo(object, 0o600) == 0)
      let process = Process()
      process.executableURL = URL(fileURLWithPath: Program.path)
      process.arguments = [
        "diff", "v1.0.0..HEAD", "--repo", repository, "--output", repository + "/report",
      ]
      let errors = Pipe()
      process.standardError = errors
      try process.run()
      while open(object, O_WRONLY | O_NONBLOCK) < 0 {
        try #require(process.isRunning)
        usleep(5_000)
      }
      kill(process.processIdentifier, SIGSEGV)
      process.waitUntilExit()
      let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      #expect(process.terminationReason == .exit)
      #expect(process.terminationStatus == 70)
      #expect(text == "relgate: internal error while reading 'api.yaml'\n")
      #expect(!FileManager.default.fileExists(atPath: repository + "/report"))
    }
  }
}
