import Foundation
import GateEngine
import GitHistory
import HistoryBuilding
import ReleaseModel
import SourceModel
import Testing

/// Where the two trees of a test stand; the same bodies run on both.
enum Store: CaseIterable {
  case memory, repository
}

typealias Files = [RepositoryPath: BuiltFile]

extension Gate {
  static let notes = Gate(formats: [NotesFormat.self], version: "0")

  /// Compares two trees.
  func run(
    _ before: Files, _ after: Files, on store: Store = .repository, removing lost: String? = nil
  ) throws -> Report {
    switch store {
    case .repository:
      return try withRepository([before, after]) { directory, commits in
        if let lost { try remove(lost, from: directory) }
        return try diff(
          .between(before: commits[0].hex, after: commits[1].hex),
          before: Repository(at: directory), after: Repository(at: directory)
        ).expectingListedProblems
      }
    case .memory:
      let (old, new) = (before.compactMapValues(\.bytes), after.compactMapValues(\.bytes))
      let trees = ComparedTrees(
        before: MemorySnapshot(old), after: MemorySnapshot(new), deltas: try deltas(old, new))
      let revision = Revision(spelling: "memory", commit: nil, tree: .emptyTree, seconds: nil)
      let configuration = try new[Configuration.path].map { bytes in
        try ConfigurationSchema(formats: ["notes"])
          .read(SourceText(path: Configuration.path, bytes: bytes)).get()
      }
      return try diff(
        trees, RevisionRange(before: revision, after: revision),
        configuration ?? Configuration()
      ).expectingListedProblems
    }
  }
}

/// Builds a bare repository of some commits, for as long as the body runs.
func withRepository<Answer>(
  _ commits: [Files], _ body: (_ directory: String, _ commits: [ObjectID]) throws -> Answer
) throws -> Answer {
  let directory = FileManager.default.temporaryDirectory
    .appendingPathComponent("relgate-\(UUID().uuidString)").path
  defer { try? FileManager.default.removeItem(atPath: directory) }
  var builder = try HistoryBuilder(at: directory)
  var ids: [ObjectID] = []
  for files in commits { ids.append(try builder.commit(files)) }
  return try body(directory, ids)
}

/// Deletes the object of a file's text.
private func remove(_ text: String, from directory: String) throws {
  let file = try MemorySnapshot(texts: ["x": text]).entry(at: "x")
  let hex = file?.id.hex ?? ""
  try FileManager.default.removeItem(
    atPath: "\(directory)/objects/\(hex.prefix(2))/\(hex.dropFirst(2))")
}

private func deltas(
  _ before: [RepositoryPath: [UInt8]], _ after: [RepositoryPath: [UInt8]]
) throws -> [FileDelta] {
  let (old, new) = (MemorySnapshot(before), MemorySnapshot(after))
  return try Set(before.keys).union(after.keys).sorted().compactMap { path in
    if before[path] == after[path] { return nil }
    return FileDelta(
      path: path, before: try old.entry(at: path), after: try new.entry(at: path))
  }.joiningExactRenames()
}

extension BuiltFile {
  /// The bytes of a file; nil of anything else.
  var bytes: [UInt8]? {
    switch self {
    case .file(let bytes), .executable(let bytes): bytes
    case .symlink, .submodule: nil
    }
  }
}

extension Report {
  /// The report, every problem of which can be explained.
  fileprivate var expectingListedProblems: Report {
    let listed = Set((Gate.problemRules + NotesFormat.problemRules).map(\.id))
    #expect(problems.map(\.rule).filter { !listed.contains($0) } == [])
    return self
  }

  /// The changes, one short line each.
  var facts: [String] {
    changes.map { change in
      let place = change.primary.map { "\($0.path):\($0.line):\($0.column)" } ?? ""
      return "\(place) \(change.classification.rawValue) \(change.rule) \(change.element)"
    }
  }

  /// The problems, one short line each.
  var troubles: [String] {
    problems.map { problem in
      "\(problem.side.rawValue) \(problem.path?.text ?? ""):\(problem.line) \(problem.rule)"
        + (problem.hides ? " hides" : "")
    }
  }

  /// The contracts, one short line each.
  var standing: [String] {
    contracts.map { "\($0.status.rawValue) " + $0.paths.map(\.text).joined(separator: " ") }
  }
}
