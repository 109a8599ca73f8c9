import Foundation
package import Signatures

/// A key pair of the ssh-keygen program, in a directory that lasts as long as this value.
package final class SigningKey: Sendable {
  private let directory: URL

  /// Why the program made no key or no signature.
  package struct Failure: Error {
    /// What it was asked.
    package let words: [String]
  }

  /// Whether the program is there.
  package static var canBeMade: Bool {
    FileManager.default.isExecutableFile(atPath: "/usr/bin/ssh-keygen")
  }

  /// Makes a key pair.
  package init() throws {
    directory = FileManager.default.temporaryDirectory
      .appendingPathComponent("relgate-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    try run(["-q", "-t", "ed25519", "-N", "", "-C", "owner", "-f", "key"])
  }

  deinit { try? FileManager.default.removeItem(at: directory) }

  /// The armor of a signature of bytes.
  package func sign(_ bytes: [UInt8], namespace: String) throws -> [UInt8] {
    let file = directory.appendingPathComponent("payload-\(UUID().uuidString)")
    try Data(bytes).write(to: file)
    try run(["-q", "-Y", "sign", "-f", "key", "-n", namespace, file.lastPathComponent])
    return Array(try Data(contentsOf: file.appendingPathExtension("sig")))
  }

  /// The line of a file of allowed signers that allows the key to `owner@example.org`.
  package func line(_ options: String = "") throws -> String {
    let key = try String(contentsOf: directory.appendingPathComponent("key.pub"), encoding: .utf8)
    return "owner@example.org \(options)\(key)"
  }

  /// The allowed signers, of whom there is one.
  package func signers(_ options: String = "") throws -> AllowedSigners {
    try AllowedSigners(Array(line(options).utf8))
  }

  private func run(_ words: [String]) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/ssh-keygen")
    process.arguments = words
    process.currentDirectoryURL = directory
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    process.standardInput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    if process.terminationStatus != 0 { throw Failure(words: words) }
  }
}
