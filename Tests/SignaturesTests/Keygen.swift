import Foundation

/// The ssh-keygen and git programs, as the yardsticks, in a directory that lasts as long as this
/// value.
final class Keygen: Sendable {
  struct Failure: Error {
    let words: [String]
    let message: String
  }

  let directory: String

  /// Whether both programs are there.
  static let isThere = ["ssh-keygen", "git"].allSatisfy { name in
    FileManager.default.isExecutableFile(atPath: "/usr/bin/\(name)")
  }

  init() throws {
    directory =
      FileManager.default.temporaryDirectory.appendingPathComponent("relgate-\(UUID().uuidString)")
      .path
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: directory) }

  /// Makes a key pair and gives the public key: type and blob.
  func makeKey(_ name: String, _ options: String...) throws -> String {
    try makeKey(name, options)
  }

  func makeKey(_ name: String, _ options: [String]) throws -> String {
    try run("ssh-keygen", ["-q", "-N", "", "-C", name, "-f", name] + options)
    return try text(of: name + ".pub").split(separator: " ").prefix(2).joined(separator: " ")
  }

  /// Signs bytes with a key.
  func sign(
    _ payload: [UInt8], key: String, namespace: String = "git", hash: String = "sha512"
  ) throws -> [UInt8] {
    let name = "payload-\(UUID().uuidString)"
    try write(payload, to: name)
    try run(
      "ssh-keygen", ["-Y", "sign", "-f", key, "-n", namespace, "-O", "hashalg=\(hash)", name])
    return try bytes(of: name + ".sig")
  }

  @discardableResult
  func run(_ program: String, _ words: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/\(program)")
    process.arguments = words
    process.currentDirectoryURL = URL(fileURLWithPath: directory)
    process.environment = [
      "PATH": "/usr/bin:/bin", "HOME": directory, "TZ": "UTC", "LC_ALL": "C",
      "GIT_CONFIG_NOSYSTEM": "1", "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.invalid",
      "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@example.invalid",
      "GIT_AUTHOR_DATE": "1767225600 +0000", "GIT_COMMITTER_DATE": "1767225600 +0000",
    ]
    let log = directory + "/log-\(UUID().uuidString)"
    try Data().write(to: URL(fileURLWithPath: log))
    let output = try FileHandle(forWritingTo: URL(fileURLWithPath: log))
    process.standardOutput = output
    process.standardError = output
    process.standardInput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    let text = String(decoding: try Data(contentsOf: URL(fileURLWithPath: log)), as: UTF8.self)
    if process.terminationStatus != 0 { throw Failure(words: words, message: text) }
    return text
  }

  func write(_ bytes: [UInt8], to name: String) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: directory + "/" + name))
  }

  func bytes(of name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: directory + "/" + name)))
  }

  private func text(of name: String) throws -> String {
    String(decoding: try bytes(of: name), as: UTF8.self)
  }
}
