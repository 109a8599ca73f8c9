import Foundation

/// A server that stands for the one of a user.
struct Server {
  /// The folder of PostgreSQL's programs; nil if none is installed.
  static let programs: String? = {
    let root = "/usr/lib/postgresql"
    let versions = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
    return versions.compactMap { Int($0) }.sorted(by: >).map { "\(root)/\($0)/bin" }
      .first { FileManager.default.isExecutableFile(atPath: $0 + "/postgres") }
  }()

  static var isInstalled: Bool { programs != nil }

  private let folder: String
  private let programs: String

  /// The URL of a database.
  func url(_ database: String) -> String {
    "postgresql://postgres@/\(database)?host=\(folder)&port=5432"
  }

  /// Runs SQL in a database, and returns what psql prints.
  @discardableResult
  func run(_ sql: String, in database: String = "postgres") throws -> String {
    try Server.call([programs + "/psql", "-XqAt", "-d", url(database), "-c", sql], in: folder)
  }

  /// Starts a server for a while.
  static func with<Answer>(_ body: (Server) throws -> Answer) throws -> Answer {
    guard let programs else { throw CocoaError(.fileNoSuchFile) }
    let folder = "/tmp/rehearsal-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let isRoot = geteuid() == 0
    if isRoot { try call(["chown", "postgres", folder], in: "/") }
    let change = isRoot ? ["runuser", "-u", "postgres", "--"] : []
    let data = folder + "/data"
    try call(
      change + [
        programs + "/initdb", "-D", data, "-A", "trust", "-U", "postgres", "-E", "UTF8",
        "--no-sync", "--no-locale",
      ], in: folder)
    // In the foreground: the end of a process is only seen when all that it started ended, too.
    let server = Process()
    server.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    server.arguments =
      change + [
        programs + "/postgres", "-D", data, "-c", "listen_addresses=", "-c", "port=5432",
        "-c", "unix_socket_directories=\(folder)", "-c", "fsync=off",
      ]
    server.currentDirectoryURL = URL(fileURLWithPath: folder)
    server.standardInput = FileHandle.nullDevice
    server.standardOutput = FileHandle.nullDevice
    server.standardError = FileHandle.nullDevice
    try server.run()
    defer {
      let text = try? String(contentsOfFile: data + "/postmaster.pid", encoding: .utf8)
      if let process = text?.split(separator: "\n").first.flatMap({ Int32($0) }) {
        kill(process, SIGQUIT)
      }
      server.waitUntilExit()
    }
    let started = Server(folder: folder, programs: programs)
    guard Rehearsing.waits(for: { (try? started.run("SELECT 1")) == "1" }) else {
      throw CocoaError(.executableNotLoadable)
    }
    return try body(started)
  }

  @discardableResult
  private static func call(_ words: [String], in directory: String) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = words
    process.currentDirectoryURL = URL(fileURLWithPath: directory)
    let output = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try Data().write(to: output)
    defer { try? FileManager.default.removeItem(at: output) }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw CocoaError(.executableNotLoadable) }
    return try String(contentsOf: output, encoding: .utf8)
      .trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
