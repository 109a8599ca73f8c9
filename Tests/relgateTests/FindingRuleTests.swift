import FormatKit
import Foundation
import GateEngine
import GitHistory
import HistoryBuilding
import ReleaseModel
import SourceModel
import Testing

@testable import relgate

/// Runs the example and the near miss of every rule about releases through the whole gate.
struct FindingRuleTests {
  @Test("a rule about releases finds its example, and not its near miss", arguments: rules)
  func trial(rule: FindingRule) throws {
    #expect(try rule.found(in: rule.example).contains(rule.id), "the example of \(rule.id)")
    #expect(try !rule.found(in: rule.nearMiss).contains(rule.id), "the near miss of \(rule.id)")
  }

  @Test("ids of rules about releases are those of no change and no problem")
  func ids() {
    #expect(Set(Self.rules.map(\.id)).count == Self.rules.count)
    for rule in Self.rules {
      #expect(builtinRules[rule.id] == nil && builtinProblemRules[rule.id] == nil, "\(rule.id)")
    }
  }

  private static let rules = Gate.findingRules.sorted { $0.id < $1.id }
}

extension FindingRule {
  /// The rules of which the gate finds something in a trial, this one being an error.
  fileprivate func found(in trial: Trial) throws -> Set<RuleID> {
    try withTemporaryDirectory { temporary in
      let directory = temporary + "/repository.git"
      var builder = try HistoryBuilder(at: directory)
      let before = files(trial.before, [:])
      let after = try files(resolved(trial), before)
      let first = try builder.commit(before, message: "Before", seconds: seconds("2026-01-01"))
      try builder.tag("v1.0.0", at: first, message: "First")
      _ = try builder.commit(after, message: "After", seconds: seconds(trial.day))
      let request = CheckRequest(.between(before: "v1.0.0", after: "main"), .merge)
      let report = try Gate.builtin.inRepository(at: directory, nil) {
        before, after throws(GateError) in
        try Gate.builtin.check(request, before: before, after: after)
      }
      return Set((report.judgement?.findings ?? []).map(\.rule))
    }
  }

  /// The files of a tree behind lines `-- file: PATH`, over others.
  private func files(
    _ text: String, _ others: [RepositoryPath: BuiltFile]
  ) -> [RepositoryPath: BuiltFile] {
    var files = others
    let tree = ExampleTree(text)
    for path in tree.paths {
      guard case .file(let source) = tree.read(path) else { continue }
      // A script that begins as one is one that can be run.
      files[path] =
        source.bytes.starts(with: "#!".utf8) ? .executable(source.bytes) : .file(source.bytes)
    }
    let configuration: RepositoryPath = ".relgate.yaml"
    if files[configuration] == nil {
      files[configuration] = .text(
        "schema: relgate/config/1\nrules:\n  \(id.text): error\n")
    }
    return files
  }

  /// What stands after, with the names of objects in the place of `{{PATH}}`.
  private func resolved(_ trial: Trial) throws -> String {
    guard trial.after.contains("{{") else { return trial.after }
    return try withTemporaryDirectory { temporary in
      var builder = try HistoryBuilder(at: temporary + "/objects.git")
      _ = try builder.commit(files(trial.after, files(trial.before, [:])), message: "")
      let repository = try Repository(at: temporary + "/objects.git", environment: nil)
      let snapshot = try repository.snapshot(
        of: repository.revision("main"))
      var parts = trial.after.components(separatedBy: "{{")
      for index in parts.indices.dropFirst() {
        let halves = parts[index].components(separatedBy: "}}")
        let path = RepositoryPath(halves[0]) ?? .root
        let id = try snapshot.entry(at: path)?.id.hex ?? ""
        parts[index] = id + halves.dropFirst().joined(separator: "}}")
      }
      return parts.joined()
    }
  }

  private func seconds(_ day: String) -> Int64 {
    Int64(CalendarDate(day)?.dayNumber ?? 0) * 86_400 + 43_200
  }
}
