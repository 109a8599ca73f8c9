import DataTrees
import EvidenceStatements
import ReleaseChecks
import ReleaseModel
import SourceModel
import TestSupport
import Testing

@Suite("Cutovers and windows of mixed versions", .enabled(if: SigningKey.canBeMade))
struct CutoverTests {
  private static let folder = "releases/2.0.0/evidence"

  @Test("a cutover with all that is demanded is refused by nothing")
  func green() throws {
    #expect(try Self.cutover().rules == [])
  }

  @Test("each kind of evidence that is not there is missing", arguments: CutoverChecksKinds.all)
  func missing(_ kind: EvidenceStatement.Kind) throws {
    var scene = try Self.cutover()
    scene.after["\(Self.folder)/\(kind.rawValue).json"] = nil
    #expect(scene.rules == ["evidence/missing"])
  }

  @Test("a group needs evidence that lists it, and a second one needs its own")
  func groups() throws {
    var scene = try Self.cutover()
    scene.add(Self.statement(.rollbackDrill, in: scene) { $0.groups = ["billing"] })
    #expect(scene.rules == ["evidence/group-unlisted"])
    scene.add(Self.statement(.rollbackDrill, in: scene) { $0.groups = [] })
    #expect(scene.rules == [])
    scene.after["routes/split.yaml"] = Self.routes("new", billing: "new")
    scene.after["docs/matrix.md"] = Self.matrix + "\n| billing | new | old |"
    // Bound to the routes' scripts alone, so that nothing is stale; no statement lists both groups.
    #expect(Set(scene.rules) == ["evidence/group-unlisted"])
  }

  @Test("the counts need the signature of the platform owner")
  func snapshot() throws {
    var scene = try Self.cutover()
    scene.roles = ["platform-owner": ["somebody@example.org"]]
    #expect(scene.rules == ["evidence/signer-not-allowed"])
    scene.after["\(Self.folder)/count-snapshot.json.sig"] = nil
    #expect(scene.rules == ["evidence/snapshot-unsigned"])
  }

  @Test("a harness shows that each store came back, and a drill that those did of which it tells")
  func restored() throws {
    let wrong: [(inout EvidenceStatement) -> Void] = [
      { $0.stores[0].restored = $0.stores[0].after }, { $0.stores[0].after = $0.stores[0].before },
      { $0.stores[0].before = nil },
    ]
    let silent: [(inout EvidenceStatement) -> Void] = [
      { $0.stores = [] }, { $0.stores[0].restored = nil },
    ]
    for edit in wrong + silent {
      var scene = try Self.cutover()
      scene.add(Self.statement(.harnessSummary, in: scene, edit))
      #expect(scene.rules == ["evidence/rollback-not-restored"])
    }
    for edit in wrong {
      var scene = try Self.cutover()
      scene.add(Self.statement(.rollbackDrill, in: scene, edit))
      #expect(scene.rules == ["evidence/rollback-not-restored"])
    }
    for edit in silent {
      var scene = try Self.cutover()
      scene.add(Self.statement(.rollbackDrill, in: scene, edit))
      #expect(scene.rules == [])
    }
  }

  @Test("nothing was migrated only if no manifest names a store")
  func nothingMigrated() throws {
    func empty(_ statement: inout EvidenceStatement) {
      statement.stores = []
      statement.notes["nothing-migrated"] = "the stores were empty"
    }
    var scene = try Self.cutover()
    scene.add(Self.statement(.harnessSummary, in: scene, empty))
    #expect(scene.rules == ["evidence/rollback-not-restored"])
    var other = EvidenceScene()
    for kind in [EvidenceStatement.Kind.migrationManifest, .harnessSummary] {
      other.add(
        Self.statement(kind, in: other) {
          empty(&$0)
          $0.manifest = MigrationManifest(stores: []).digest
        })
    }
    #expect(other.rules == [])
  }

  @Test("a window that cannot be read is told at its line")
  func unreadable() {
    var scene = EvidenceScene()
    scene.before["windows/w.yaml"] = "schema: relgate/window/1\nid: w\nopend_in: v1.0.0"
    let facts = EvidenceChecks.facts(in: scene.scene, scene.shelf)
    let places = facts.filter { $0.rule.id == "release/window-unreadable" }.map(\.place?.line)
    #expect(places.contains(3))
  }

  @Test("an edited rollback script makes the drill stale, and has to stay runnable")
  func script() throws {
    var scene = try Self.cutover()
    scene.after["scripts/rollback.sh"] = "#!/bin/sh\necho other"
    #expect(Set(scene.rules) == ["evidence/stale"])
    scene = try Self.cutover()
    scene.after["scripts/rollback.sh"] = scene.before["scripts/rollback.sh"]
    scene.before["scripts/rollback.sh"] = "echo back"
    #expect(scene.rules == ["release/window-script-missing"])
  }

  @Test("counts and digests that came after the cutover are missing")
  func late() throws {
    let whole = try Self.cutover()
    var early = whole
    early.after["\(Self.folder)/checksum-parity.json"] = nil
    var scene = whole.scene
    scene.lastChange = { [tree = whole.scene.after] _ in tree }
    #expect(whole.rules(in: scene) == [])
    scene.lastChange = { [tree = early.scene.after] _ in tree }
    #expect(whole.rules(in: scene) == ["evidence/missing"])
  }

  @Test("the row of the matrix must be there and name the legacy target")
  func row() throws {
    var scene = try Self.cutover()
    scene.after["docs/matrix.md"] = "| group | new | legacy |\n|---|---|---|\n| x | new | old |"
    #expect(scene.rules == ["release/rollback-row-missing"])
    scene.after["docs/matrix.md"] = "| group | new | legacy |\n|---|---|---|\n| auth | new | - |"
    #expect(scene.rules == ["release/rollback-row-missing"])
    scene.after["windows/auth.yaml"] = Self.window.replacing("matrix.md", with: "matrix.yaml")
    #expect(scene.rules == ["release/rollback-row-missing"])
    for matrix in ["- {group: auth, new: new, legacy: old}", "auth: {new: new, legacy: old}"] {
      scene.after["docs/matrix.yaml"] = matrix
      #expect(scene.rules == [], "\(matrix)")
    }
  }

  @Test("the legacy target must be there")
  func legacy() throws {
    var scene = try Self.cutover()
    scene.after["routes/split.yaml"] = "targets: [new]\ngroups: {auth: new, billing: new}"
    #expect(scene.rules.contains("release/legacy-target-missing"))
  }

  @Test("a route that goes back is no cutover")
  func back() throws {
    var scene = EvidenceScene.bare
    scene.before["windows/auth.yaml"] = Self.window
    scene.before["scripts/rollback.sh"] = "#!/bin/sh"
    scene.before["routes/split.yaml"] = Self.routes("new")
    scene.after["routes/split.yaml"] = Self.routes("old")
    #expect(scene.rules == ["evidence/missing"])  // the record's drill alone
  }

  @Test("a manifest whose stores are not as declared is refused by its own rule")
  func stores() throws {
    let edits: [(String, (inout EvidenceStatement.Store) -> Void)] = [
      ("evidence/digest-missing", { $0.after = nil }),
      ("evidence/digest-missing", { $0.after = "ABC" }),
      ("evidence/count-missing", { $0.counts = [:] }),
      ("evidence/count-invalid", { $0.counts["rows"] = DecimalNumber("1.5") }),
      ("evidence/count-invalid", { $0.counts["rows"] = DecimalNumber(-1) }),
      ("evidence/count-off-baseline", { $0.counts["rows"] = DecimalNumber(12) }),
      ("evidence/backup-incomplete", { $0.backup = nil }),
      ("evidence/backup-incomplete", { $0.backup?.sha256 = nil }),
      ("evidence/backup-lapsed", { $0.backup?.retainedUntil = CalendarDate("2026-05-31") }),
    ]
    var scene = EvidenceScene()
    scene.before["baselines/counts/staging.json"] =
      #"{"environment": "staging", "stores": {"users": {"rows": {"count": 10, "tolerance": 1}}}}"#
    scene.add(Self.statement(.migrationManifest, in: scene))
    #expect(scene.rules == [])
    for (rule, edit) in edits {
      scene.add(
        Self.statement(.migrationManifest, in: scene) { statement in
          edit(&statement.stores[0])
          statement.manifest = MigrationManifest(stores: statement.stores).digest
        })
      #expect(scene.rules == [rule])
    }
  }

  @Test("a store has to be declared by the window, and all of them named")
  func declared() throws {
    var scene = EvidenceScene()
    scene.add(Self.statement(.migrationManifest, in: scene))
    let window = "schema: relgate/window/1\nid: w\nopened_in: v1.0.0\nstores: "
    scene.before["windows/w.yaml"] = window + "[users]"
    #expect(scene.rules == [])
    scene.before["windows/w.yaml"] = window + "[users, orders]"
    #expect(scene.rules == ["evidence/store-missing"])
    scene.before["windows/w.yaml"] = window + "[orders]"
    #expect(scene.rules == ["evidence/store-missing", "evidence/store-undeclared"])
  }

  @Test("a reader that is dropped, and one that comes late, are told")
  func readers() {
    var scene = EvidenceScene()
    scene.before["windows/w.yaml"] = """
      schema: relgate/window/1
      id: w
      opened_in: v1.0.0
      elements: [users.old_name]
      readers: [{path: src/a.py, element: new_name}]
      """
    scene.before["src/a.py"] = "old_name, new_name"
    #expect(scene.rules == [])
    scene.after["src/a.py"] = "new_name"
    #expect(scene.rules == ["release/reader-dropped"])
    scene.after["src/a.py"] = nil
    scene.before["src/a.py"] = "old_name"
    scene.changes = [
      .example("sql/rows-updated", .risky, "users.old_name", in: "db/0002.up.sql", phase: .migrate)
    ]
    #expect(scene.rules == ["release/reader-late"])
    scene.changes = [
      .example(
        "sql/column-dropped", .breaking, "users.old_name", in: "db/0002.up.sql",
        phase: .contract)
    ]
    #expect(scene.rules == ["release/destroyed-in-window"])
  }

  // MARK: The scene

  private static let window = """
    schema: relgate/window/1
    id: auth
    opened_in: v1.0.0
    stores: [users]
    matrix: docs/matrix.md
    scripts: [scripts/rollback.sh]
    route_groups:
      - {group: auth, file: routes/split.yaml, key_path: groups.auth, legacy: old, new: new}
      - {group: billing, file: routes/split.yaml, key_path: groups.billing, legacy: old, new: new}
    """

  private static let matrix = "| group | new | legacy |\n|---|---|---|\n| `auth` | new | old |"

  private static func routes(_ auth: String, billing: String = "old") -> String {
    "targets: [old, new]\ngroups: {auth: \(auth), billing: \(billing)}"
  }

  /// The release that moves one group, with all that is demanded.
  private static func cutover() throws -> EvidenceScene {
    var scene = EvidenceScene()
    scene.before["windows/auth.yaml"] = window
    scene.before["docs/matrix.md"] = matrix
    scene.before["routes/split.yaml"] = routes("old")
    scene.before["scripts/rollback.sh"] = "#!/bin/sh\necho back"
    scene.after["routes/split.yaml"] = routes("new")
    scene.after["releases/2.0.0/evidence/drill.json"] = nil
    scene.after["releases/2.0.0/release.yaml"] =
      "schema: relgate/release/1\nversion: 2.0.0\nstate: ready"
    for kind in CutoverChecksKinds.all { scene.add(statement(kind, in: scene)) }
    let key = try SigningKey()
    let snapshot = "\(folder)/count-snapshot.json"
    let bytes = Array(try #require(scene.after[snapshot]).utf8)
    scene.after[snapshot + ".sig"] = String(
      decoding: try key.sign(bytes, namespace: "relgate"), as: UTF8.self)
    scene.signers = try key.signers()
    scene.roles = ["platform-owner": ["owner@example.org"]]
    return scene
  }

  private static func statement(
    _ kind: EvidenceStatement.Kind, in scene: EvidenceScene,
    _ edit: (inout EvidenceStatement) -> Void = { _ in }
  ) -> EvidenceStatement {
    let paths =
      scene.before["scripts/rollback.sh"] == nil ? "db/0001.up.sql" : "scripts/rollback.sh"
    return scene.statement(kind, about: [paths]) { statement in
      var backup = EvidenceStatement.Backup()
      backup.location = "s3://backups"
      backup.sha256 = String(repeating: "1", count: 64)
      backup.retainedUntil = CalendarDate("2026-12-31")
      var store = EvidenceStatement.Store()
      store.name = "users"
      store.before = String(repeating: "2", count: 64)
      store.after = String(repeating: "3", count: 64)
      store.restored = store.before
      store.counts = ["rows": DecimalNumber(10)]
      store.backup = backup
      statement.stores = [store]
      statement.manifest = MigrationManifest(stores: [store]).digest
      statement.environment = "staging"
      statement.groups = ["auth"]
      statement.issues = ["OPS-1"]
      edit(&statement)
    }
  }
}

/// What a cutover needs.
enum CutoverChecksKinds {
  static let all: [EvidenceStatement.Kind] = [
    .migrationManifest, .checksumParity, .countSnapshot, .rollbackDrill, .harnessSummary,
  ]
}

extension EvidenceScene {
  fileprivate mutating func add(_ statement: EvidenceStatement) {
    add(statement, at: "releases/2.0.0/evidence/\(statement.kind.rawValue).json")
  }
}
