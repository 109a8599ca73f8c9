import Foundation

/// A directory that lasts as long as this value.
final class Scratch: Sendable {
  let path: String

  init() throws {
    path =
      FileManager.default.temporaryDirectory
      .appendingPathComponent("relgate-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func callAsFunction(_ name: String) -> String { path + "/" + name }

  /// Writes a file, and the folders that lead to it.
  func write(_ text: String, to name: String) throws {
    try write(Array(text.utf8), to: name)
  }

  func write(_ bytes: [UInt8], to name: String) throws {
    let url = URL(fileURLWithPath: self(name))
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: url)
  }

  func read(_ name: String) throws -> String {
    String(decoding: try bytes(of: name), as: UTF8.self)
  }

  func bytes(of name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: self(name))))
  }

  func makeExecutable(_ name: String) throws {
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: self(name))
  }

  func link(_ name: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(
      atPath: self(name), withDestinationPath: target)
  }
}

/// The git program, as the yardstick.
enum GitProgram {
  struct Failure: Error {
    let arguments: [String]
    let message: String
  }

  /// Runs git with a fixed identity and clock and without the user's configuration.
  @discardableResult
  static func run(
    _ arguments: String..., in directory: String, environment: [String: String] = [:]
  ) throws -> [UInt8] {
    try run(arguments, in: directory, environment: environment)
  }

  static func run(
    _ arguments: [String], in directory: String, environment: [String: String] = [:]
  ) throws -> [UInt8] {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["git"] + arguments
    process.currentDirectoryURL = URL(fileURLWithPath: directory)
    let fixed = [
      "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin",
      "HOME": "/nonexistent", "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null",
      "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.invalid",
      "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@example.invalid",
      "GIT_AUTHOR_DATE": "1767225600 +0000", "GIT_COMMITTER_DATE": "1767225600 +0000",
      "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C",
    ]
    process.environment = fixed.merging(environment) { $1 }
    let output = Pipe()
    let errors = Pipe()
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    let bytes = output.fileHandleForReading.readDataToEndOfFile()
    let message = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    if process.terminationStatus != 0 {
      throw Failure(arguments: arguments, message: String(decoding: message, as: UTF8.self))
    }
    return Array(bytes)
  }

  /// The lines that git prints.
  static func lines(_ arguments: String..., in directory: String) throws -> [String] {
    String(decoding: try run(arguments, in: directory), as: UTF8.self)
      .split(separator: "\n").map(String.init)
  }

  /// Whether git answers with success.
  static func succeeds(_ arguments: String..., in directory: String) -> Bool {
    (try? run(arguments, in: directory)) != nil
  }
}
