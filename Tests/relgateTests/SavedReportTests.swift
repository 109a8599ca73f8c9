import Foundation
import GitHistory
import HistoryBuilding
import Testing

@Suite("relgate render and merge")
struct SavedReportTests {
  /// Runs `diff` in a repository and saves its report.
  private func withReport(_ body: (_ json: String, _ arguments: [String]) throws -> Void) throws {
    try withRepository(Shop.broken) { repository in
      try withTemporaryDirectory { directory in
        let arguments = ["diff", "v1.0.0..HEAD", "--repo", repository]
        let json = directory + "/report.json"
        let written = try Program.run(arguments + ["--format", "json", "--output", json])
        #expect(written.exitCode == 0)
        try body(json, arguments)
      }
    }
  }

  @Test("A saved report reads as the run itself")
  func render() throws {
    try withReport { json, arguments in
      for format in ["text", "json", "markdown", "sarif", "junit"] {
        let rendered = try Program.run("render", json, "--format", format)
        #expect(rendered.exitCode == 0)
        #expect(rendered.output == (try Program.run(arguments + ["--format", format]).output))
      }
      let copy = json + ".md"
      #expect(try Program.run("render", json, "--report", "markdown=\(copy)").exitCode == 0)
      #expect(
        try String(contentsOfFile: copy, encoding: .utf8)
          == Program.run(arguments + ["--format", "markdown"]).output)
    }
  }

  @Test("What is no report is refused with its place")
  func refused() throws {
    try withReport { json, _ in
      let missing = try Program.run("render", json + ".none")
      #expect(missing.exitCode == 2)
      #expect(missing.errors.contains("could not be read: No such file or directory\nhint: "))
      let directory = try Program.run("render", "/")
      #expect(directory.exitCode == 2)
      let text = try String(contentsOfFile: json, encoding: .utf8)
      let broken = json + ".broken"
      try Data(text.replacing(#""complete": true,"#, with: "").utf8)
        .write(to: URL(fileURLWithPath: broken))
      let refused = try Program.run("merge", json, broken)
      #expect(refused.exitCode == 2)
      #expect(refused.output == "")
      #expect(
        refused.errors.hasPrefix("\(broken):1:1: the key 'complete' is missing\nhint: "),
        "\(refused.errors)")
    }
  }

  @Test("Reports of one run are joined, those of different runs are not")
  func merge() throws {
    try withReport { json, arguments in
      let text = try String(contentsOfFile: json, encoding: .utf8)
      let merged = try Program.run("merge", json, json, "--format", "json")
      #expect(merged.exitCode == 0)
      #expect(merged.output == text)
      let other = json + ".other"
      try Data(text.replacing(#""spelling": "HEAD""#, with: #""spelling": "main""#).utf8)
        .write(to: URL(fileURLWithPath: other))
      let refused = try Program.run("merge", json, other)
      #expect(refused.exitCode == 2)
      #expect(
        refused.errors
          == "relgate: '\(json)' and '\(other)' differ in their revisions\n"
          + "hint: Join reports of one run only.\n")
    }
  }
}

@Suite("relgate render and merge after check")
struct SavedVerdictTests {
  @Test("The worst verdict is the exit code, and no format changes it")
  func verdict() throws {
    try withRepository(Shop.broken) { repository in
      try withTemporaryDirectory { directory in
        let arguments = ["check", "v1.0.0..HEAD", "--repo", repository]
        let json = directory + "/report.json"
        let checked = try Program.run(arguments + ["--format", "json", "--output", json])
        #expect(checked.exitCode == 1)
        for format in ["text", "json", "markdown", "sarif", "junit", "github", "summary"] {
          #expect(try Program.run(arguments + ["--format", format]).exitCode == 1)
          let rendered = try Program.run("render", json, "--format", format)
          #expect(rendered.exitCode == 0)
          #expect(rendered.output == (try Program.run(arguments + ["--format", format]).output))
          #expect(try Program.run("merge", json, "--format", format).exitCode == 1)
        }
        let passed = directory + "/passed.json"
        let text = try String(contentsOfFile: json, encoding: .utf8)
        try Data(text.replacing(#""verdict": "blocked""#, with: #""verdict": "passed""#).utf8)
          .write(to: URL(fileURLWithPath: passed))
        #expect(try Program.run("merge", passed).exitCode == 0)
        #expect(try Program.run("merge", passed, json).exitCode == 1)
        #expect(try Program.run("merge", json, passed).exitCode == 1)
      }
    }
  }
}
