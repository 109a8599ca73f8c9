import EvidenceStatements
import ReleaseChecks
import ReleaseModel
import ReleaseRecords
import SourceModel
import TestSupport
import Testing

@Suite("Refusals of evidence")
struct RefusalTests {
  private let drill = "releases/2.0.0/evidence/drill.json"

  @Test("evidence as it should be is refused by nothing")
  func valid() {
    #expect(EvidenceScene().rules == [])
    #expect(EvidenceScene().shelf.states.map(\.state) == [.valid])
  }

  @Test("removed: missing")
  func removed() {
    #expect(EvidenceScene.bare.rules == ["evidence/missing"])
    var draft = EvidenceScene.bare
    let record = "releases/2.0.0/release.yaml"
    draft.after[record] = draft.after[record]?.replacing("ready", with: "draft")
    #expect(draft.rules == [])
  }

  @Test("what a stage demands is missing once the release rolls")
  func stages() {
    let cases: [(String, [String])] = [("ready", []), ("rolling", ["evidence/missing"])]
    for (state, rules) in cases {
      var scene = EvidenceScene()
      scene.after["releases/2.0.0/release.yaml"] = """
        schema: relgate/release/1
        version: 2.0.0
        state: \(state)
        rollout:
          stages:
            - {name: canary, entry: [{evidence: backup}, {evidence: rollback-drill}]}
        """
      #expect(scene.rules == rules)
    }
  }

  @Test("what it is bound to was edited: stale")
  func edited() {
    var scene = EvidenceScene()
    scene.after["db/0002.up.sql"] = "CREATE TABLE b (id bigint);"
    #expect(scene.rules == ["evidence/stale"])
    #expect(scene.shelf.states.map(\.state) == [.stale])
    scene.after["db/0002.up.sql"] = nil
    #expect(scene.rules == ["evidence/stale"])
  }

  @Test("copied from the folder of another release: foreign")
  func copied() {
    var scene = EvidenceScene()
    scene.before["releases/1.0.0/evidence/drill.json"] = scene.after[drill]
    #expect(scene.rules == ["evidence/foreign"])
  }

  @Test("made for another train: foreign; the same train may be spelled otherwise")
  func train() {
    for (train, isForeign) in [
      ("1.9.0", true), ("v2.0", false), ("2.0.0-rc.1", false), ("2.0.1", true), ("none", true),
    ] {
      var scene = EvidenceScene()
      scene.add(scene.drill { $0.train = train }, at: drill)
      #expect(scene.rules == (isForeign ? ["evidence/foreign"] : []), "\(train)")
    }
    var scene = EvidenceScene()
    scene.add(scene.drill { $0.train = nil }, at: drill)
    #expect(scene.rules == ["evidence/foreign"])
  }

  @Test("bound to nothing that changed since the last release: foreign")
  func unchanged() {
    var scene = EvidenceScene()
    scene.add(scene.statement(.rollbackDrill, about: ["db/0001.up.sql"]), at: drill)
    #expect(scene.rules == ["evidence/foreign"])
    scene.add(scene.statement(.rollbackDrill, about: ["db/0001.up.sql", "db"]), at: drill)
    #expect(scene.rules == [])
  }

  @Test("after its own last day, or too old: expired")
  func expired() {
    var scene = EvidenceScene()
    scene.add(scene.drill { $0.expires = CalendarDate("2026-05-31") }, at: drill)
    #expect(scene.rules == ["evidence/expired"])
    scene.add(scene.drill { $0.expires = CalendarDate("2026-06-01") }, at: drill)
    #expect(scene.rules == [])
    scene.asOf = "2026-06-02"
    #expect(scene.rules == ["evidence/expired"])
    scene.add(scene.drill { $0.finished = "2026-05-03" }, at: drill)
    #expect(scene.rules == [])
    scene.asOf = "2026-06-03"
    #expect(scene.rules == ["evidence/expired"])
    scene.terms.evidenceDays = 31
    #expect(scene.rules == [])
    scene.add(scene.drill { $0.finished = nil }, at: drill)
    #expect(scene.rules == ["evidence/expired"])
  }

  @Test("dated later than the day of judgement: postdated")
  func postdated() {
    var scene = EvidenceScene()
    scene.add(scene.drill { $0.finished = "2026-06-02T00:00:00Z" }, at: drill)
    #expect(scene.rules == ["evidence/postdated"])
  }

  @Test("failed, or passed with failed tests, or without tests: failed")
  func failed() {
    var scene = EvidenceScene()
    scene.add(scene.drill { $0.result = .failed }, at: drill)
    #expect(scene.rules == ["evidence/failed"])
    scene.add(scene.drill { $0.tests.failed = ["x"] }, at: drill)
    #expect(scene.rules == ["evidence/failed"])
    scene.add(scene.statement(.testSuite, about: ["db"]), at: drill)
    #expect(scene.rules == ["evidence/failed"])
    scene.add(scene.statement(.testSuite, about: ["db"]) { $0.tests.passed = ["x"] }, at: drill)
    #expect(scene.rules == [])
  }

  @Test(
    "bound to what contains it: self-referential", arguments: [".", "releases", "releases/2.0.0"])
  func selfReferential(_ path: String) {
    var scene = EvidenceScene()
    let folder = path == "." ? RepositoryPath.root : RepositoryPath(unchecked: Name(path))
    scene.add(
      scene.drill {
        $0.subjects = [
          .init(path: folder, object: String(repeating: "0", count: 40), isFolder: true)
        ]
      }, at: drill)
    #expect(scene.rules == ["evidence/self-referential"])
  }

  @Test("cut off, or of a wrong algorithm: unreadable, at its line")
  func unreadable() throws {
    var scene = EvidenceScene()
    let text = try #require(scene.after[drill])
    scene.after[drill] = String(text.prefix(300))
    #expect(scene.rules == ["evidence/unreadable"])
    scene.after[drill] = text.replacing("gitBlob", with: "sha1")
    let facts = EvidenceChecks.facts(in: scene.scene, scene.shelf)
    let fact = try #require(facts.first { $0.rule.id == "evidence/unreadable" })
    #expect(fact.place?.line == 6)
    #expect(fact.message.contains("'sha1'"))
    #expect(scene.shelf.states.map(\.state) == [.unreadable])
  }

  @Test("a changed migration that no drill covers is told")
  func uncovered() {
    var scene = EvidenceScene()
    scene.add(scene.statement(.rollbackDrill, about: ["db/0002.up.sql"]), at: drill)
    let facts = EvidenceChecks.facts(in: scene.scene, scene.shelf)
    let uncovered = facts.filter { $0.rule.id == "evidence/uncovered" }
    #expect(uncovered.map(\.element) == ["db/0002.down.sql"])
  }

  @Test(.enabled(if: SigningKey.canBeMade))
  func signatures() throws {
    let (key, other) = (try SigningKey(), try SigningKey())
    var scene = EvidenceScene()
    scene.signers = try key.signers()
    let bytes = Array(try #require(scene.after[drill]).utf8)
    #expect(scene.allRules == ["evidence/unsigned"])
    func sign(_ key: SigningKey) throws -> String {
      String(decoding: try key.sign(bytes, namespace: "relgate"), as: UTF8.self)
    }
    scene.after[drill + ".sig"] = try sign(key)
    #expect(scene.allRules == [])
    #expect(scene.shelf.states.map(\.signer) == ["owner@example.org"])
    scene.after[drill + ".sig"] = try sign(other)
    #expect(scene.allRules == ["evidence/signer-not-allowed", "evidence/uncovered"])
    scene.after[drill + ".sig"] = String(try sign(key).prefix(200))
    #expect(scene.allRules == ["evidence/signature-broken", "evidence/uncovered"])
    #expect(scene.shelf.states.map(\.state) == [.unsigned])
  }

  @Test("a pack's demand is met by evidence of the kind, the age, the signer and the file")
  func proof() {
    let change = Change.example("sql/table-added", .additive, "b", in: "db/0002.up.sql")
    let foreign = Change.example("sql/table-added", .additive, "c", in: "db/0003.up.sql")
    func isMet(
      _ scene: EvidenceScene, _ kind: String = "rollback-drill", days: Int? = nil,
      role: String? = nil, of other: Change? = nil
    ) -> Bool {
      scene.shelf.proof(
        ofEvidence: kind, maxAgeDays: days, signedBy: role, for: other ?? change
      ).isMet
    }
    let scene = EvidenceScene()
    #expect(isMet(scene))
    #expect(isMet(scene, days: 2))
    #expect(!isMet(scene, days: 1))
    #expect(!isMet(scene, "rehearsal"))
    #expect(!isMet(scene, "no-kind"))
    #expect(!isMet(scene, role: "owner"))
    #expect(!isMet(scene, of: foreign))
    #expect(!isMet(.bare))
    var warned = EvidenceScene()
    warned.add(warned.drill { $0.result = .warned }, at: drill)
    #expect(!isMet(warned))
  }
}
