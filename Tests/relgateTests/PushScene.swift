import Foundation

/// A bare repository with hooks, and a clone that pushes to it, both made by the git program.
final class PushScene {
  /// What a command of git said.
  struct Outcome {
    let succeeded: Bool
    let errors: String
  }

  let directory: String

  /// Makes the two; the clone's branch is `main`.
  init() throws {
    directory =
      FileManager.default.temporaryDirectory.appendingPathComponent("relgate-\(UUID().uuidString)")
      .path
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    try git(["init", "-q", "--bare", "-b", "main", "server.git"], in: directory)
    try git(["clone", "-q", "server.git", "clone"], in: directory)
    try git(["symbolic-ref", "HEAD", "refs/heads/main"])
  }

  deinit { try? FileManager.default.removeItem(atPath: directory) }

  var server: String { directory + "/server.git" }
  var clone: String { directory + "/clone" }

  /// Installs a hook that runs relgate.
  func install(_ hook: String, inClone: Bool = false, options: String = "") throws {
    let path = (inClone ? clone + "/.git" : server) + "/hooks/" + hook
    let words = hook == "pre-receive" ? "" : "\"$@\""
    let script = "#!/bin/sh\nexec '\(Program.path)' hook \(hook) \(words) \(options)\n"
    try Data(script.utf8).write(to: URL(fileURLWithPath: path))
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
  }

  /// Commits files in the clone beside those that are there; nil removes one.
  ///
  /// - Parameter day: the committer's; nil for today.
  func commit(
    _ files: [String: String?], message: String = "Change", on day: String? = nil
  ) throws {
    for (name, text) in files {
      let url = URL(fileURLWithPath: clone + "/" + name)
      if let text {
        try FileManager.default.createDirectory(
          at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
      } else {
        try FileManager.default.removeItem(at: url)
      }
    }
    try git(["add", "-A"])
    let date = day.map { ["GIT_COMMITTER_DATE": "\($0)T12:00:00Z"] } ?? [:]
    try git(["commit", "-q", "--allow-empty", "-m", message], environment: date)
  }

  /// Pushes from the clone.
  func push(_ words: String...) throws -> Outcome {
    try run(["push", "origin"] + words, in: clone)
  }

  /// Runs git, which must succeed; what it printed.
  @discardableResult
  func git(
    _ words: [String], in directory: String? = nil, environment: [String: String] = [:]
  ) throws -> String {
    struct Failure: Error {
      let words: [String]
      let message: String
    }
    let (code, output, errors) = try start(words, in: directory ?? clone, environment)
    if code != 0 { throw Failure(words: words, message: errors) }
    return output
  }

  /// Everything that the server has: its references, and how many objects.
  func serverState() throws -> [String] {
    let references = try git(["for-each-ref", "--format=%(refname) %(objectname)"], in: server)
    let counts = try git(["count-objects", "-v"], in: server).split(separator: "\n")
      .filter { $0.hasPrefix("count:") || $0.hasPrefix("in-pack:") || $0.hasPrefix("garbage:") }
    let quarantines = try FileManager.default.contentsOfDirectory(atPath: server + "/objects")
      .filter { $0.hasPrefix("tmp_") || $0.hasPrefix("incoming") }
    return references.split(separator: "\n").map(String.init) + counts.map(String.init)
      + quarantines
  }

  private func run(_ words: [String], in directory: String) throws -> Outcome {
    let (code, _, errors) = try start(words, in: directory)
    return Outcome(succeeded: code == 0, errors: errors)
  }

  private func start(
    _ words: [String], in place: String, _ environment: [String: String] = [:]
  ) throws -> (code: Int32, output: String, errors: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["git"] + words
    process.currentDirectoryURL = URL(fileURLWithPath: place)
    process.environment = [
      "PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": directory, "LC_ALL": "C",
      "GIT_CONFIG_NOSYSTEM": "1", "GIT_TERMINAL_PROMPT": "0", "GIT_AUTHOR_NAME": "a",
      "GIT_AUTHOR_EMAIL": "a@example.invalid", "GIT_COMMITTER_NAME": "a",
      "GIT_COMMITTER_EMAIL": "a@example.invalid",
    ].merging(environment) { $1 }
    // Files, not pipes: a hook may hold a pipe open after git has ended.
    func file(_ name: String) throws -> FileHandle {
      let path = directory + "/" + name
      try Data().write(to: URL(fileURLWithPath: path))
      return try FileHandle(forUpdating: URL(fileURLWithPath: path))
    }
    let (output, errors) = (try file("output"), try file("errors"))
    process.standardOutput = output
    process.standardError = errors
    process.standardInput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    func text(_ handle: FileHandle) throws -> String {
      try handle.seek(toOffset: 0)
      return String(decoding: try handle.readToEnd() ?? Data(), as: UTF8.self)
    }
    return (process.terminationStatus, try text(output), try text(errors))
  }
}
