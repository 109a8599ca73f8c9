import DataTrees
import Foundation
import HistoryBuilding
import SourceModel
import Testing

/// A small API, so that a test can say what changes in it.
enum Shop {
  static func api(responses: String = "'200': {description: ok}", extra: String = "") -> BuiltFile {
    .text(
      """
      openapi: 3.1.0
      info: {title: Shop, version: '1'}
      paths:
        /größe:
          get:
            responses:
              \(responses)
      \(extra)
      """)
  }

  /// A success response is removed from the first to the second revision.
  static let broken: [[RepositoryPath: BuiltFile]] = [
    ["api.yaml": api(responses: "{'200': {description: ok}, '201': {description: made}}")],
    ["api.yaml": api()],
  ]
}

@Suite("relgate diff")
struct DiffTests {
  @Test("The exit code follows the threshold, not the format or what is shown")
  func exitCodes() throws {
    try withRepository(Shop.broken) { repository in
      for (options, code) in [
        ([], 0), (["--fail-on", "breaking"], 1), (["--fail-on", "neutral"], 1),
        (["--fail-on", "breaking", "--exit-zero"], 0),
        (["--fail-on", "breaking", "--only", "neutral"], 1),
        (["--fail-on", "breaking", "--format", "json"], 1),
        (["--fail-on", "breaking", "--path", "./api.yaml"], 1),
      ] as [([String], Int32)] {
        let outcome = try Program.run(["diff", "v1.0.0..HEAD", "--repo", repository] + options)
        #expect(outcome.exitCode == code, "\(options) \(outcome.errors)")
        #expect(outcome.errors == "")
      }
      let none = try Program.run(
        "diff", "v1.0.0..HEAD", "--repo", repository, "--path", "other/**")
      #expect(none.exitCode == 2)
      #expect(none.errors.hasPrefix("relgate: no file matches --path 'other/**'\nhint: "))
      let file = repository + "/report"
      let twice = try Program.run(
        "diff", "v1.0.0..HEAD", "--repo", repository, "-o", file, "--report", "json=" + file)
      #expect(twice.exitCode == 2)
      #expect(twice.errors.hasPrefix("relgate: two reports were to be written to '\(file)'\n"))
    }
  }

  @Test("The preceding release is found, and why it was chosen is said")
  func precedingRelease() throws {
    try withRepository(Shop.broken) { repository in
      let outcome = try Program.run("diff", "--repo", repository)
      #expect(outcome.exitCode == 0)
      #expect(outcome.output.hasPrefix("comparing v1.0.0 ("))
      #expect(outcome.output.contains("breaking openapi/"))
    }
  }

  @Test("What cannot be read is undecided, and the rest is still told")
  func undecided() throws {
    var commits = Shop.broken
    commits[0]["bad.yaml"] = Shop.api()
    commits[1]["bad.yaml"] = .text("openapi: 3.1.0\ninfo: {title: Shop, version: '1'}\npaths: [\n")
    try withRepository(commits) { repository in
      for (options, code) in [
        ([], 3), (["--exit-zero"], 3), (["--fail-on", "breaking"], 1),
        (["--fail-on", "breaking", "--exit-zero"], 1),
      ] as [([String], Int32)] {
        let outcome = try Program.run(["diff", "v1.0.0..HEAD", "--repo", repository] + options)
        #expect(outcome.exitCode == code)
        #expect(outcome.output.contains("breaking openapi/"))
        #expect(outcome.output.contains("bad.yaml:"))
        #expect(outcome.output.contains("\nundecided: "))
      }
    }
  }

  @Test("Nothing is judged where nothing can be")
  func refused() throws {
    try withRepository(Shop.broken) { repository in
      for (arguments, message) in [
        (["v1.0.1..HEAD"], "'v1.0.1' names no revision\nhint: Did you mean 'v1.0.0'?"),
        (["v1.0.0..HEAD", "--staged"], "a range, --tree and --staged exclude each other"),
        (["--component", "api"], "the configuration has no component 'api'"),
        (["--fail-on", "braking"], "option '--fail-on' was given 'braking'"),
        (["--as-of", "2026-02-30"], "option '--as-of' was given '2026-02-30'"),
        (["v1.0.0..HEAD", "-o", "/nowhere/x"], "'/nowhere/x' could not be written"),
      ] {
        let outcome = try Program.run(["diff", "--repo", repository] + arguments)
        #expect(outcome.exitCode == 2)
        #expect(outcome.output == "")
        #expect(outcome.errors.hasPrefix("relgate: \(message)"), "\(outcome.errors)")
      }
      let nowhere = try Program.run("diff", "A..B", "--repo", "/")
      #expect(nowhere.exitCode == 2)
      #expect(nowhere.errors.hasPrefix("relgate: no Git repository was found at '/'"))
    }
  }

  @Test("A configuration that cannot be used is named with its line")
  func configuration() throws {
    var commits = Shop.broken
    commits[1][".relgate.yaml"] = "schema: relgate/config/1\nexcluded: [a]\n"
    try withRepository(commits) { repository in
      let outcome = try Program.run("diff", "v1.0.0..HEAD", "--repo", repository)
      #expect(outcome.exitCode == 2)
      #expect(
        outcome.errors
          == ".relgate.yaml:2:1: the key 'excluded' is unknown\nhint: Did you mean 'exclude'?\n")
    }
  }

  @Test("A repository without release tags, and one without commits")
  func noTags() throws {
    try withRepository([["a": "x"]]) { repository in
      let outcome = try Program.run("diff", "--repo", repository)
      #expect(outcome.exitCode == 3)
      #expect(outcome.errors.contains("no release tag precedes 'HEAD'"))
    }
    try withRepository([]) { repository in
      let outcome = try Program.run("diff", "A..HEAD", "--repo", repository)
      #expect(outcome.exitCode == 2)
    }
  }

  @Test("The current directory is the repository, and a hook's variables are heeded")
  func directory() throws {
    try withRepository(Shop.broken) { repository in
      let here = try Program.run("diff", "v1.0.0..HEAD", in: repository)
      let hook = try Program.run(
        "diff", "v1.0.0..HEAD", in: "/", environment: ["GIT_DIR": repository])
      let named = try Program.run(
        "diff", "v1.0.0..HEAD", "--repo", repository, environment: ["GIT_DIR": "/nowhere"])
      #expect(here.exitCode == 0)
      #expect(here.output == hook.output)
      #expect(here.output == named.output)
    }
  }

  @Test("The index is compared with HEAD")
  func staged() throws {
    try withRepository([Shop.broken[0]], bare: false) { repository in
      let file = repository + "/api.yaml"
      try #require(Shop.broken[1]["api.yaml"]?.text).write(
        toFile: file, atomically: true, encoding: .utf8)
      let clean = try Program.run("diff", "--staged", "--repo", repository)
      #expect(clean.output.contains("no changes"))
      let add = Process()
      add.executableURL = URL(fileURLWithPath: "/usr/bin/git")
      add.arguments = ["-C", repository, "add", "api.yaml"]
      try add.run()
      add.waitUntilExit()
      let outcome = try Program.run(
        "diff", "--staged", "--repo", repository, "--format", "json", "--fail-on", "breaking")
      #expect(outcome.exitCode == 1)
      #expect(outcome.output.contains(#""commit": null"#))
    }
  }

  @Test("Two files are compared, whatever their names")
  func files() throws {
    let commits: [[RepositoryPath: BuiltFile]] = [
      ["test/v1": try #require(Shop.broken[0]["api.yaml"])],
      ["test/v2": try #require(Shop.broken[1]["api.yaml"])],
    ]
    try withRepository(commits) { repository in
      let outcome = try Program.run(
        "diff", "v1.0.0:test/v1", "HEAD:test/v2", "--repo", repository, "--fail-on", "breaking")
      #expect(outcome.exitCode == 1)
      let missing = try Program.run("diff", "v1.0.0:x", "HEAD:test/v2", "--repo", repository)
      #expect(missing.exitCode == 2)
      #expect(missing.errors.hasPrefix("relgate: 'v1.0.0:x' names no file"))
    }
  }

  @Test("Columns count Unicode scalars")
  func columns() throws {
    let commits: [[RepositoryPath: BuiltFile]] = ["1", "2"].map { value in
      [
        "ä.json": .text(
          #"{"openapi":"3.1.0","info":{"title":"数字😀","version":"\#(value)"},"paths":{}}"#)
      ]
    }
    try withRepository(commits) { repository in
      let outcome = try Program.run(
        "diff", "v1.0.0..HEAD", "--all", "--repo", repository)
      #expect(outcome.output.contains("\nä.json:1:42: neutral openapi/"))
    }
  }

  @Test("Two runs give the same bytes, and files are written beside the output")
  func outputs() throws {
    try withRepository(Shop.broken) { repository in
      try withTemporaryDirectory { directory in
        let arguments = ["diff", "v1.0.0..HEAD", "--repo", repository]
        let json = try Program.run(arguments + ["--format", "json"])
        let written = try Program.run(
          arguments + [
            "--output", directory + "/r.txt", "--report", "json=\(directory)/r.json", "--report",
            "markdown=\(directory)/r.md",
          ])
        #expect(written.exitCode == 0)
        #expect(written.output == "")
        #expect(try String(contentsOfFile: directory + "/r.json", encoding: .utf8) == json.output)
        #expect(
          try String(contentsOfFile: directory + "/r.txt", encoding: .utf8)
            == Program.run(arguments).output)
        #expect(
          try FileManager.default.contentsOfDirectory(atPath: directory).sorted()
            == ["r.json", "r.md", "r.txt"])
        let reading = DataTree.read(SourceText(path: "r.json", json.output), syntax: .json)
        #expect(reading.problems.isEmpty)
      }
    }
  }

  @Test("relgate sees what a change of its own command line breaks")
  func ownCommandLine() throws {
    let dump = try Program.run("dump-cli").output
    let commits: [[RepositoryPath: BuiltFile]] = [
      ["cli.json": .text(dump)],
      ["cli.json": .text(dump.replacing(#""--exit-zero""#, with: #""--exit-nought""#))],
    ]
    try withRepository(commits) { repository in
      let outcome = try Program.run("diff", "v1.0.0..HEAD", "--repo", repository)
      #expect(outcome.exitCode == 0)
      #expect(outcome.output.contains("breaking cli/"), "\(outcome.output)")
      #expect(outcome.output.contains("--exit-zero"))
    }
  }

  @Test("Colors are written when asked for")
  func colors() throws {
    try withRepository(Shop.broken) { repository in
      let arguments = ["diff", "v1.0.0..HEAD", "--repo", repository]
      let colored = try Program.run(arguments + ["--color", "always"])
      #expect(colored.output.contains("\u{1B}[1;31mbreaking\u{1B}[0m"))
      #expect(try !Program.run(arguments).output.contains("\u{1B}"))
      #expect(try !Program.run(arguments + ["--color=never"]).output.contains("\u{1B}"))
    }
  }
}

extension BuiltFile {
  /// The text of a plain file.
  var text: String? {
    if case .file(let bytes) = self { String(decoding: bytes, as: UTF8.self) } else { nil }
  }
}
