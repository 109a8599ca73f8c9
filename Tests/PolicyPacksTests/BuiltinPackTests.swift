import BuiltinPolicies
import CommandLines
import FormatKit
import OpenAPI
import PolicyPacks
import ReleaseChecks
import ReleaseModel
import SQLDumps
import SQLMigrations
import SourceModel
import TestSupport
import Testing

/// The formats whose contracts examples may use.
private let contractFormats: [any Format.Type] = [
  OpenAPIFormat.self, CommandLineFormat.self, SQLDumpFormat.self,
]

/// All rules that changes can have.
private let changeRules: [Rule] = contractFormats.flatMap { $0.rules } + MigrationFormat.rules

/// What the engine can find beside changes and problems.
private let others: [RuleID] = ["release/version-too-low", "core/path-unclaimed"]

extension Vocabulary {
  /// All words of the formats, and those of the engine that builtin packs use.
  static let builtin = Vocabulary(
    rules: formatRules + Policy.problemRules.map(\.id) + others + ReleaseChecking.rules.map(\.id),
    formats: contractFormats.map { $0.name })

  private static var formatRules: [RuleID] {
    changeRules.map(\.id) + contractFormats.flatMap { $0.problemRules.map(\.id) }
      + MigrationFormat.problemRules.map(\.id)
  }
}

extension Policy {
  /// A builtin pack with all that it extends.
  static func builtin(_ pack: BuiltinPack) throws -> Policy {
    let reader = PolicyReader(.builtin, builtins: BuiltinPack.allCases.map(\.rawValue))
    let reference = Pack.Reference("builtin:\(pack.rawValue)", line: 0, column: 0)
    return try reader.read([reference]) { location in
      if case .builtin(let name) = location { BuiltinPack(rawValue: name)?.bytes } else { nil }
    }.get()
  }
}

/// Compares two contracts of one file; nil if a side has a problem.
private func changes<F: Format>(_ format: F.Type, _ before: String, _ after: String) -> [Change]? {
  let trial = Trial<F>(Sample("before", before), Sample("after", after))
  guard trial.before.problems.isEmpty, trial.after.problems.isEmpty else { return nil }
  return trial.changes.map { located($0, F.name) }
}

/// What a chain of migrations adds to another.
private func migrations(_ before: String, _ after: String) -> [Change] {
  MigrationFormat.compare(ChainScene(example: before, after)).chains.flatMap(\.changes)
    .map { located($0, MigrationFormat.name) }
}

private func located(_ change: DetectedChange, _ format: String) -> Change {
  func place(_ sighting: Sighting?) -> Place? {
    sighting.map { sighting in
      Place(
        path: sighting.location.path, line: 1, column: 1, endLine: 1, endColumn: 1, excerpt: "",
        value: sighting.value)
    }
  }
  let rule = changeRules.first { $0.id == change.rule }
  return Change(
    rule: change.rule, classification: change.classification, format: format,
    element: change.element, formerElement: change.formerElement, message: change.message,
    position: change.position, phase: rule?.phase, parties: rule?.parties ?? [],
    contract: "contract.yaml", before: place(change.before), after: place(change.after),
    affected: change.affected, affectedCount: change.affectedCount,
    memberDigest: change.memberDigest, isAnnounced: change.isAnnounced)
}

@Suite("The builtin packs")
struct BuiltinPackTests {
  @Test("Each is read, and its examples are judged as they say", arguments: BuiltinPack.allCases)
  func examples(_ pack: BuiltinPack) throws {
    let policy = try Policy.builtin(pack)
    let rules = Dictionary(uniqueKeysWithValues: changeRules.map { ($0.id, $0) })
    #expect(!policy.examples.isEmpty)
    let violations = policy.examples.flatMap { example in
      example.violations(of: policy, rules: { rules[$0] }) { name, before, after in
        ExampleTree.isTree(after)
          ? migrations(before, after)
          : contractFormats.first { $0.name == name }.flatMap { changes($0, before, after) }
      }
    }
    #expect(violations == [])
  }

  @Test("Each speaks of rules and formats that there are", arguments: BuiltinPack.allCases)
  func words(_ pack: BuiltinPack) throws {
    let source = SourceText(path: "pack.yaml", bytes: pack.bytes)
    _ = try PackSchema(.builtin).read(source).get()
  }
}
