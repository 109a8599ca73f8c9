import Foundation
import Rehearsals
import SourceModel

/// The built program, and the plans that it is given.
enum Rehearsing {
  /// What came of a run.
  struct Outcome {
    let exitCode: Int32
    let result: RehearsalResult?
    let errors: String
  }

  /// The folder of the programs under test.
  static var folder: String {
    let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? CommandLine.arguments[0]
    return URL(fileURLWithPath: bundle).deletingLastPathComponent().path
  }

  static var path: String { folder + "/relgate-rehearse" }

  /// Runs a plan to its end.
  static func run(_ plan: RehearsalPlan, _ arguments: String...) throws -> Outcome {
    try withTemporaryDirectory { temporary in
      let output = temporary + "/output"
      let process = try start(plan, arguments, output: output, errors: temporary + "/errors")
      process.waitUntilExit()
      let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: output)))
      let reading = RehearsalResultSchema.read(SourceText(path: "output", bytes: bytes))
      return Outcome(
        exitCode: process.terminationReason == .exit ? process.terminationStatus : -1,
        result: try? reading.get(),
        errors: try String(contentsOfFile: temporary + "/errors", encoding: .utf8))
    }
  }

  /// Starts a program with a plan.
  static func start(
    _ plan: RehearsalPlan, _ arguments: [String], output: String, errors: String
  ) throws -> Process {
    let input = URL(fileURLWithPath: output + ".plan")
    try Data(RehearsalPlanSchema.bytes(of: plan)).write(to: input)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.standardInput = try FileHandle(forReadingFrom: input)
    process.standardOutput = try created(output)
    process.standardError = try created(errors)
    try process.run()
    return process
  }

  private static func created(_ path: String) throws -> FileHandle {
    try Data().write(to: URL(fileURLWithPath: path))
    return try FileHandle(forWritingTo: URL(fileURLWithPath: path))
  }

  /// The folder of the private server that a process started; nil if there is none yet.
  static func cluster(of process: Int32) -> String? {
    for entry in (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? [] {
      guard Int32(entry) != nil,
        let state = try? String(contentsOfFile: "/proc/\(entry)/stat", encoding: .utf8),
        let tail = state.split(separator: ")").last,
        tail.split(separator: " ").dropFirst().first == "\(process)",
        let line = FileManager.default.contents(atPath: "/proc/\(entry)/cmdline")
      else { continue }
      let words = line.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
      if let folder = words.first(where: { $0.hasPrefix("/tmp/relgate-") }) { return folder }
    }
    return nil
  }

  /// Waits until something holds, half a minute at most.
  static func waits(for isReached: () -> Bool) -> Bool {
    for _ in 0..<600 {
      if isReached() { return true }
      usleep(50_000)
    }
    return false
  }
}

func withTemporaryDirectory<Answer>(_ body: (String) throws -> Answer) throws -> Answer {
  let directory = FileManager.default.temporaryDirectory
    .appendingPathComponent("rehearsal-\(UUID().uuidString)").path
  try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(atPath: directory) }
  return try body(directory)
}

extension RehearsalPlan {
  /// A plan of migrations in the folder `migrations`.
  init(
    base: [PlannedScript] = [], _ steps: [PlannedMigration],
    limits: RehearsalLimits = RehearsalLimits(), target: Int? = nil
  ) {
    self.init(
      range: RehearsedRange(before: nil, after: nil),
      chains: [
        PlannedChain(
          layout: "diesel", folder: "migrations", hasDowns: true, base: base, steps: steps)
      ], limits: limits, target: target)
  }
}

extension PlannedScript {
  /// A script with a statement on each line.
  init(_ path: RepositoryPath, _ transaction: PlannedPart.Transaction, _ lines: [Name]) {
    let statements = lines.enumerated().map { PlannedStatement(line: $0 + 1, text: $1) }
    self.init(
      file: BoundFile(path: path, blob: String(repeating: "a", count: 40)),
      parts: statements.isEmpty
        ? [] : [PlannedPart(transaction: transaction, statements: statements)])
  }
}

extension PlannedMigration {
  /// A migration, a statement on each line of its files.
  init(
    _ name: Name, _ transaction: PlannedPart.Transaction = .wrapped, up: [Name],
    down: [Name]? = []
  ) {
    self.init(
      version: name, name: "", up: PlannedScript("up.sql", transaction, up),
      down: down.map { PlannedScript("down.sql", transaction, $0) })
  }
}
