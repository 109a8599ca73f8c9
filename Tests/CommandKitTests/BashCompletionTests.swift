import CommandKit
import Foundation
import Testing

/// Runs the generated script in bash, in a repository of its own.
@Suite struct BashCompletionTests {
  /// Words before and at the cursor, and what bash is offered there.
  struct Row: Sendable, CustomTestStringConvertible {
    let words: [String]
    let offered: [String]

    /// Splits at spaces; a space at the end starts an empty word.
    init(_ line: String, _ offered: [String]) {
      self.words = line.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
      self.offered = offered
    }

    var testDescription: String { words.joined(separator: " ") }
  }

  static let globals = ["--repo", "--quiet", "--help"]

  static let rows = [
    Row("", ["diff", "explain", "waivers", "help"]),
    Row("d", ["diff"]),
    Row("sh", []),
    Row("x", []),
    Row("waivers ", ["list", "new"]),
    Row("waivers l", ["list"]),
    Row("waivers list ", []),
    Row("help w", ["waivers"]),
    Row("--", ["--version"] + globals),
    Row(
      "diff --",
      ["--only", "--limit", "--policy-from", "--summary", "--format", "--output"] + globals),
    Row("compare --f", ["--format"]),
    Row(
      "diff -",
      [
        "--only", "--limit", "--policy-from", "--summary", "--format", "-o", "--output", "--repo",
        "-q", "--quiet",
        "-h", "--help",
      ]),
    Row("diff --format ", ["text", "json", "markdown"]),
    Row("diff --format j", ["json"]),
    Row("diff --format =", ["text", "json", "markdown"]),
    Row("diff --format = m", ["markdown"]),
    Row("diff --format = json --on", ["--only"]),
    Row("--quiet diff --format te", ["text"]),
    Row("--repo folder diff --only r", ["risky"]),
    Row("--repo fo", ["folder"]),
    Row("--repo = fo", ["folder"]),
    Row("diff --output f", ["file one", "folder"]),
    Row("diff -o fi", ["file one"]),
    Row("diff v", ["v1.0.0", "v1.1.0"]),
    Row("diff v1.0.0..v", ["v1.0.0..v1.0.0", "v1.0.0..v1.1.0"]),
    Row("diff v1.0.0...v1.1", ["v1.0.0...v1.1.0"]),
    Row("diff v1.0.0 v", []),
    Row("diff --policy-from v", ["v1.0.0", "v1.1.0"]),
    Row("diff --policy-from = v1.0", ["v1.0.0"]),
    Row("diff HEAD : f", []),
    Row("diff HEAD : file v", []),
    Row("diff --limit ", []),
    Row("diff -- --o", []),
    Row("diff -- v1.0", ["v1.0.0"]),
    Row("waivers new fi", ["file one"]),
    Row("waivers new a b fi", ["file one"]),
    Row("waivers new --owner fi", []),
    Row("waivers new --owner : a b fi", ["file one"]),
    Row("explain ", []),
  ]

  @Test func offersWhatMayFollow() throws {
    let folder = try repository()
    defer { try? FileManager.default.removeItem(at: folder) }
    for row in Self.rows {
      let offered = try complete(row.words, in: folder)
      #expect(offered == row.offered, "\(row.testDescription)")
    }
  }

  @Test func namesOfReferencesAreNeverRun() throws {
    let folder = try repository()
    defer { try? FileManager.default.removeItem(at: folder) }
    try run("/usr/bin/env", ["git", "tag", "x$(touch${IFS}run);a"], in: folder)
    #expect(try complete(["diff", "x"], in: folder) == [#"x\$\(touch\$\{IFS\}run\)\;a"#])
    #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "run").path))
  }

  @Test func theScriptParses() throws {
    try run(
      "/bin/bash", ["-n", "-c", Sample.tool.completion(for: .bash)],
      in: FileManager.default.temporaryDirectory)
  }

  /// What bash is offered when the last word is completed.
  private func complete(_ words: [String], in folder: URL) throws -> [String] {
    let driver = """
      eval "$SCRIPT"
      COMP_WORDS=(sample "$@")
      COMP_CWORD=$#
      _sample
      ((${#COMPREPLY[@]})) && printf '%s\\n' "${COMPREPLY[@]}"
      true
      """
    let output = try run("/bin/bash", ["-c", driver, "bash"] + words, in: folder)
    return output.split(separator: "\n").map(String.init)
  }

  /// A repository with two tags, a file and a folder.
  private func repository() throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(
      at: folder.appending(path: "folder"), withIntermediateDirectories: true)
    try Data().write(to: folder.appending(path: "file one"))
    let commands = [
      ["init", "-q", "-b", "main"],
      ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "--allow-empty", "-m", "a"],
      ["tag", "v1.0.0"], ["tag", "v1.1.0"],
    ]
    for command in commands { try run("/usr/bin/env", ["git"] + command, in: folder) }
    return folder
  }

  /// Runs a program, which must succeed and say nothing on standard error.
  @discardableResult
  private func run(_ program: String, _ arguments: [String], in folder: URL) throws -> String {
    let process = Process()
    let output = Pipe()
    let errors = Pipe()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.environment = [
      "PATH": "/usr/local/bin:/usr/bin:/bin", "GIT_CONFIG_GLOBAL": "/dev/null",
      "SCRIPT": Sample.tool.completion(for: .bash),
    ]
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    let complaint = String(
      decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    #expect(complaint == "")
    return text
  }
}
