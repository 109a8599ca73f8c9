import EvidenceStatements
import FormatKit
import ReleaseChecks
import ReleaseModel
import ReleaseRecords
import Signatures
import SourceModel
import TestSupport

/// A release that adds a migration, with its evidence.
struct EvidenceScene {
  /// The files before, by path.
  var before: [String: String] = [
    "db/0001.up.sql": "CREATE TABLE a (id int);", "db/0001.down.sql": "DROP TABLE a;",
  ]
  /// The files after that are not as before.
  var after: [String: String] = [
    "db/0002.up.sql": "CREATE TABLE b (id int);", "db/0002.down.sql": "DROP TABLE b;",
    "releases/2.0.0/release.yaml": """
    schema: relgate/release/1
    version: 2.0.0
    state: ready
    rollback:
      types:
        - {kind: database, tested: {evidence: releases/2.0.0/evidence/drill.json}}
    """,
  ]
  var signers: AllowedSigners?
  var roles: [String: [Name]] = [:]
  var asOf = "2026-06-01"
  var changes: [Change] = []
  var terms = ReleaseTerms()

  /// A scene with a drill that is as it should be.
  init() {
    add(drill(), at: "releases/2.0.0/evidence/drill.json")
  }

  /// A scene without evidence.
  static var bare: EvidenceScene {
    var scene = EvidenceScene()
    scene.after["releases/2.0.0/evidence/drill.json"] = nil
    return scene
  }

  func drill(_ edit: (inout EvidenceStatement) -> Void = { _ in }) -> EvidenceStatement {
    statement(.rollbackDrill, about: ["db/0002.up.sql", "db/0002.down.sql"], edit)
  }

  func statement(
    _ kind: EvidenceStatement.Kind, about paths: [String],
    _ edit: (inout EvidenceStatement) -> Void = { _ in }
  ) -> EvidenceStatement {
    let tree = ExampleObjectTree(text(of: merged))
    let subjects = paths.map { path in
      let path = RepositoryPath(unchecked: Name(path))
      let object = tree.object(at: path)
      return EvidenceStatement.Subject(
        path: path, object: object?.id ?? "", isFolder: object?.kind == .folder)
    }
    var statement = EvidenceStatement(kind, subjects: subjects, result: .passed)
    statement.train = "2.0.0"
    statement.finished = "2026-05-30"
    edit(&statement)
    return statement
  }

  mutating func add(_ statement: EvidenceStatement, at path: String) {
    after[path] = String(decoding: StatementSchema.bytes(of: statement), as: UTF8.self)
  }

  var scene: ReleaseScene {
    let new = ExampleObjectTree(text(of: merged))
    let migrations = new.paths.filter { $0.fileExtension == "sql" }
    return ReleaseScene(
      before: text(of: before), after: text(of: after), changes: changes,
      contracts: [Report.Contract(format: "sql", paths: ["db"] + migrations, status: .compared)],
      asOf: asOf, terms: terms, roles: roles, signers: signers)
  }

  var shelf: EvidenceShelf {
    let scene = scene
    return EvidenceShelf(of: scene, ReleaseFolder(of: scene))
  }

  /// The rules of all that is found, silent ones aside.
  var rules: [String] { rules(in: scene) }

  /// The rules of all that is found in a scene made of this one, silent ones aside.
  func rules(in scene: ReleaseScene) -> [String] {
    EvidenceChecks.facts(in: scene, EvidenceShelf(of: scene, ReleaseFolder(of: scene)))
      .filter { $0.rule.severity != nil }.map(\.rule.id.text).sorted()
  }

  /// The rules of all that is found.
  var allRules: Set<String> {
    Set(EvidenceChecks.facts(in: scene, shelf).map(\.rule.id.text))
  }

  private var merged: [String: String] { before.merging(after) { $1 } }

  private func text(of files: [String: String]) -> String {
    files.sorted { $0.key < $1.key }.map { "-- file: \($0.key)\n\($0.value)" }
      .joined(separator: "\n")
  }
}
