import FormatKit
import ReleaseModel
import SourceModel
import TestSupport
import Testing

@testable import ReleaseChecks

/// Runs examples and near misses without the formats: what they would tell is read off the texts.
@Suite("The rules about records")
struct RecordRuleTests {
  @Test("find their examples, and not their near misses", arguments: RecordChecks.rules)
  func trial(rule: FindingRule) {
    #expect(found(in: rule.example).contains(rule.id), "the example of \(rule.id)")
    #expect(!found(in: rule.nearMiss).contains(rule.id), "the near miss of \(rule.id)")
  }

  @Test("have ids of their own, and titles and sentences in their form")
  func texts() {
    #expect(Set(RecordChecks.rules.map(\.id)).count == RecordChecks.rules.count)
    for rule in RecordChecks.rules {
      #expect(!rule.title.hasSuffix("."), "\(rule.id)")
      #expect(rule.rationale.hasSuffix(".") && rule.remedy.hasSuffix("."), "\(rule.id)")
    }
  }

  private func found(in trial: FindingRule.Trial) -> Set<RuleID> {
    Set(trial.recordFacts().map(\.rule.id))
  }
}

extension FindingRule.Trial {
  /// What is found of the records of a trial.
  func recordFacts() -> [ReleaseFact] {
    let text = before + after
    let roles: [String: [Name]] = Dictionary(
      uniqueKeysWithValues: ["release-manager", "lead"].filter { text.contains("\($0): [") }.map {
        ($0, ["a@example.com"])
      })
    let changes = ToldChanges(before: before, after: after)
    var scene = ReleaseScene(
      before: before, after: after,
      releases: [ReleaseScene.PastRelease(tag: "v1.0.0", on: "2026-01-01", before, title: "First")],
      changes: changes.changes, asOf: day, roles: roles)
    scene.demand = changes.demand
    return RecordChecks.facts(in: scene, ReleaseFolder(of: scene))
  }
}

/// What the formats tell of the few things that happen in examples.
struct ToldChanges {
  private(set) var changes: [Change] = []

  init(before: String, after: String) {
    let (old, new) = (ExampleTree(before), ExampleTree(after))
    if new.identity(of: "api/openapi.yaml") != nil {
      let (served, serves) = (ToldChanges.paths(old), ToldChanges.paths(new))
      for path in served where !serves.contains(path) {
        changes.append(
          .example(
            "openapi/operation-removed", .breaking, Name("GET \(path)"), in: "api/openapi.yaml",
            message: "operation was removed", phase: .contract, side: .before))
      }
      for path in serves where !served.contains(path) {
        changes.append(
          .example(
            "openapi/operation-added", .additive, Name("GET \(path)"), in: "api/openapi.yaml",
            message: "operation was added", phase: .expand, side: .after))
      }
    }
    for path in new.paths where path.name.hasSuffix(".up.sql") {
      guard case .file(let source) = new.read(path) else { continue }
      for (words, rule, classification, element, phase) in ToldChanges.statements
      where source.contains(words) {
        changes.append(
          .example(
            rule, classification, element, in: path, format: "sql", message: "'\(words)' was added",
            phase: phase, parties: [.storedData, .operators], side: .after))
      }
    }
  }

  /// What the changes call for of a version: those of the database call for none.
  var demand: ReleaseScene.VersionDemand? {
    let gravest = changes.filter { !$0.format.hasPrefix("sql") }
      .max { $0.classification < $1.classification }
    return gravest.map { .init($0.classification == .breaking ? .major : .minor, for: $0) }
  }

  private static let statements: [(String, RuleID, Classification, Name, Phase)] = [
    ("ADD COLUMN note", "sql/column-added", .additive, "users.note", .expand),
    ("DROP COLUMN name", "sql/column-dropped", .breaking, "users.name", .contract),
    ("RENAME COLUMN name", "sql/column-renamed", .breaking, "users.name", .contract),
    ("UPDATE users", "sql/update-without-where", .risky, "users", .migrate),
  ]

  private static func paths(_ tree: ExampleTree) -> [String] {
    guard case .file(let source) = tree.read("api/openapi.yaml") else { return [] }
    return String(decoding: source.bytes, as: UTF8.self).split(separator: "\n").compactMap { line in
      line.hasPrefix("  /") ? String(line.dropFirst(2).dropLast()) : nil
    }
  }
}
