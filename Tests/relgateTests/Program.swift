import Foundation
import GitHistory
import HistoryBuilding
import SourceModel

/// The built program, run as a user runs it.
///
/// `RELGATE_BINARY` names another build of it; otherwise it is the one beside the tests.
enum Program {
  struct Outcome {
    let exitCode: Int32
    let output: String
    let errors: String
  }

  static var path: String {
    if let path = ProcessInfo.processInfo.environment["RELGATE_BINARY"] { return path }
    let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? CommandLine.arguments[0]
    return URL(fileURLWithPath: bundle).deletingLastPathComponent()
      .appendingPathComponent("relgate").path
  }

  static func run(
    _ arguments: String..., in directory: String? = nil, environment: [String: String] = [:],
    input: String? = nil
  ) throws -> Outcome {
    try run(arguments, in: directory, environment: environment, input: input)
  }

  static func run(
    _ arguments: [String], in directory: String? = nil, environment: [String: String] = [:],
    input: String? = nil
  ) throws -> Outcome {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.environment = environment
    if let directory { process.currentDirectoryURL = URL(fileURLWithPath: directory) }
    return try withTemporaryDirectory { temporary in
      // Files, not pipes: a program that fills one pipe while the other is read would wait forever.
      func file(_ name: String, _ text: String = "") throws -> FileHandle {
        let path = temporary + "/" + name
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        return try FileHandle(forUpdating: URL(fileURLWithPath: path))
      }
      let (output, errors) = (try file("output"), try file("errors"))
      process.standardOutput = output
      process.standardError = errors
      process.standardInput = try input.map { try file("input", $0) } ?? FileHandle.nullDevice
      try process.run()
      process.waitUntilExit()
      func text(_ handle: FileHandle) throws -> String {
        try handle.seek(toOffset: 0)
        return String(decoding: try handle.readToEnd() ?? Data(), as: UTF8.self)
      }
      return Outcome(
        exitCode: process.terminationReason == .exit ? process.terminationStatus : -1,
        output: try text(output), errors: try text(errors))
    }
  }
}

func withTemporaryDirectory<Answer>(_ body: (String) throws -> Answer) throws -> Answer {
  let directory = FileManager.default.temporaryDirectory
    .appendingPathComponent("relgate-\(UUID().uuidString)").path
  try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(atPath: directory) }
  return try body(directory)
}

/// Builds a repository whose commits are tagged `v1.0.0`, `v2.0.0` and so on but for the last one.
func withRepository<Answer>(
  _ commits: [[RepositoryPath: BuiltFile]], bare: Bool = true, _ body: (String) throws -> Answer
) throws -> Answer {
  try withTemporaryDirectory { temporary in
    let directory = temporary + "/repository"
    var builder = try HistoryBuilder(at: directory, bare: bare)
    for (index, files) in commits.enumerated() {
      let commit = try builder.commit(files)
      if index < commits.count - 1 { try builder.tag("v\(index + 1).0.0", at: commit) }
    }
    if !bare { try builder.checkOut() }
    return try body(directory)
  }
}

/// The text of a file of the source tree.
func sourceFile(_ path: String) throws -> String {
  let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
  return try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
}

/// The path of a file of the source tree.
func sourcePath(_ path: String) -> String {
  URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent(path).path
}
