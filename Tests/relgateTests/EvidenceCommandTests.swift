import DataTrees
import Digests
import EvidenceStatements
import Foundation
import HistoryBuilding
import SourceModel
import Testing

@Suite("relgate evidence")
struct EvidenceCommandTests {
  private static let before: [RepositoryPath: BuiltFile] = [
    "db/migrations/0001_a.up.sql": .text("CREATE TABLE a (id bigint PRIMARY KEY);\n"),
    "db/migrations/0001_a.down.sql": .text("DROP TABLE a;\n"),
  ]
  private static let after = before.merging([
    "db/migrations/0002_b.up.sql": .text("CREATE TABLE b (id bigint PRIMARY KEY);\n"),
    "db/migrations/0002_b.down.sql": .text("DROP TABLE b;\n"),
    "releases/2.0.0/release.yaml": .text(
      "schema: relgate/release/1\nversion: 2.0.0\nstate: ready\n"),
  ]) { $1 }

  private func inRepository(_ body: (String) throws -> Void) throws {
    try withRepository([Self.before, Self.after], bare: false, body)
  }

  private func record(_ directory: String, _ words: String..., input: String? = nil) throws
    -> Program.Outcome
  {
    try Program.run(
      ["evidence", "record"] + words + ["--repo", directory, "--date", "2026-01-02"],
      input: input)
  }

  private func statement(_ directory: String, _ name: String) throws -> EvidenceStatement {
    let path = "\(directory)/releases/2.0.0/evidence/\(name).json"
    let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    return try #require(StatementSchema.read(SourceText(path: "e.json", bytes: bytes)).statement)
  }

  @Test("a drill is bound to HEAD's objects, and written once")
  func drill() throws {
    try inRepository { directory in
      let words = ["rollback-drill", "--subject", "db/migrations", "--result", "passed"]
      let outcome = try record(
        directory, words[0], words[1], words[2], words[3], words[4], "--environment", "staging",
        "--role", "operator", "--recovery-seconds", "240", "--expires", "2026-03-01")
      #expect(outcome.exitCode == 0, "\(outcome.errors)")
      #expect(outcome.output == "releases/2.0.0/evidence/rollback-drill-2026-01-02.json\n")
      let made = try statement(directory, "rollback-drill-2026-01-02")
      #expect(made.subjects.map(\.path) == ["db/migrations"])
      #expect(made.subjects.map(\.isFolder) == [true])
      #expect(made.train == "2.0.0" && made.environment == "staging" && made.roles == ["operator"])
      #expect(made.recoverySeconds == 240 && made.finished == "2026-01-02")
      #expect(made.expires == CalendarDate("2026-03-01") && made.result == .passed)
      let again = try record(directory, words[0], words[1], words[2], words[3], words[4])
      #expect(again.exitCode == 2)
      #expect(again.errors.contains("is there already"))
    }
  }

  @Test("what differs from HEAD, contains the statement or is not there is refused")
  func refusals() throws {
    try inRepository { directory in
      func refusal(_ subject: String) throws -> String {
        let outcome = try record(
          directory, "rollback-drill", "--subject", subject, "--result", "passed")
        #expect(outcome.exitCode == 2)
        #expect(outcome.output == "")
        return outcome.errors
      }
      #expect(try refusal(".").contains("the root folder would contain the statement"))
      #expect(try refusal("releases").contains("'releases' would contain the statement"))
      #expect(try refusal("nowhere").contains("HEAD has no file or folder 'nowhere'"))
      let file = URL(fileURLWithPath: directory + "/db/migrations/0002_b.up.sql")
      try Data("-- edited\n".utf8).write(to: file)
      let edited = "'db/migrations/0002_b.up.sql' differs between HEAD and the work tree"
      #expect(try refusal("db/migrations").contains(edited))
      #expect(try refusal("db/migrations/0002_b.up.sql").contains(edited))
      let outcome = try record(
        directory, "rollback-drill", "--subject", "db/migrations/0001_a.up.sql")
      #expect(outcome.errors.contains("nothing says how it ended"))
      let nothing = try record(directory, "rollback-drill", "--result", "passed")
      #expect(nothing.errors.contains("bound to nothing"))
    }
  }

  @Test("a bare repository takes no evidence")
  func bare() throws {
    try withRepository([Self.before, Self.after]) { directory in
      let outcome = try record(
        directory, "rollback-drill", "--subject", "db", "--result", "passed")
      #expect(outcome.exitCode == 2)
      #expect(outcome.errors.contains("has no work tree"))
    }
  }

  @Test("a folder that is a link is not written through")
  func link() throws {
    try inRepository { directory in
      try withTemporaryDirectory { elsewhere in
        try FileManager.default.createSymbolicLink(
          atPath: directory + "/releases/2.0.0/evidence", withDestinationPath: elsewhere)
        let outcome = try record(
          directory, "rollback-drill", "--subject", "db", "--result", "passed")
        #expect(outcome.exitCode == 2)
        #expect(outcome.errors.contains("is no folder"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: elsewhere).isEmpty)
      }
    }
  }

  @Test("results of tests say how it ended; none is not passed")
  func tests() throws {
    try inRepository { directory in
      func run(_ report: String, _ name: String, _ more: String...) throws -> Program.Outcome {
        let file = directory + "/junit.xml"
        try Data(report.utf8).write(to: URL(fileURLWithPath: file))
        return try Program.run(
          ["evidence", "record", "test-suite", "--subject", "db", "--junit", file, "--name", name]
            + ["--suite", "smoke", "--repo", directory, "--date", "2026-01-02"] + more)
      }
      let one = "<testsuite><testcase name='a'/></testsuite>"
      #expect(try run(one, "one").exitCode == 0)
      #expect(try statement(directory, "one").tests.passed == ["a"])
      #expect(try statement(directory, "one").notes == ["suite": "smoke"])
      #expect(try statement(directory, "one").sources.map(\.sha256.count) == [64])
      let none = try run("<testsuite/>", "none")
      #expect(none.exitCode == 1)
      #expect(try statement(directory, "none").result == .failed)
      #expect(try run("<testsuite/>", "lie", "--result", "passed").exitCode == 2)
      #expect(try run("<testsuite>", "damaged").exitCode == 2)
    }
  }

  @Test("a manifest is embedded, and what is recorded after it names it")
  func manifest() throws {
    try inRepository { directory in
      let file = directory + "/manifest.json"
      let text = #"{"environment": "staging", "stores": [{"store": "users", "after_sha256": "x"}]}"#
      try Data(text.utf8).write(to: URL(fileURLWithPath: file))
      let outcome = try record(
        directory, "migration-manifest", "--subject", "db", "--file", file, "--result", "passed",
        "--name", "manifest")
      #expect(outcome.exitCode == 0, "\(outcome.errors)")
      let made = try statement(directory, "manifest")
      let expected = MigrationManifest.read(SourceText(path: "m", text)).manifest
      #expect(made.stores.map(\.name) == ["users"])
      #expect(made.manifest == expected?.digest)
      #expect(made.environment == "staging")
    }
  }

  @Test("a given file is named by its path in the repository, else by its last name")
  func sourceNames() throws {
    try inRepository { directory in
      let text = #"{"stores": [{"store": "users", "after_sha256": "x"}]}"#
      func name(_ file: String, _ name: String) throws -> [String] {
        try Data(text.utf8).write(to: URL(fileURLWithPath: file))
        let outcome = try record(
          directory, "migration-manifest", "--subject", "db", "--file", file, "--result", "passed",
          "--name", name)
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        return try statement(directory, name).sources.map(\.name)
      }
      let inside = try name(directory + "/db/../releases/m.json", "in")
      #expect(inside == ["releases/m.json"])
      let outside = try withTemporaryDirectory { try name($0 + "/m.json", "out") }
      #expect(outside == ["m.json"])
    }
  }

  @Test("a rehearsal is bound to the scripts that it ran, if HEAD has them")
  func rehearsal() throws {
    try inRepository { directory in
      let up = "0002_b.up.sql"
      func result(_ blob: String) -> String {
        """
        {"schema": "relgate/rehearsal/1", "tool": "1", "range": {"before": "a", "after": "b"},
         "server": {"version": "15.1", "ephemeral": true},
         "summary": {"restored": 1, "restored-up-to-column-order": 0, "differs": 0,
          "up-failed": 0, "down-failed": 0, "no-down": 0, "not-rehearsable": 0},
         "chains": [{"layout": "golang-migrate", "folder": "db/migrations", "hasDowns": false,
          "base": "built", "baseFiles": [], "migrations": [{"version": "2", "name": "b",
          "outcome": "restored", "up": {"file": {"path": "db/migrations/\(up)", "blob": "\(blob)"},
          "statements": []}}]}]}
        """
      }
      let wrong = try record(
        directory, "rehearsal", "--rehearsal", "-", "--name", "r",
        input: result(String(repeating: "0", count: 40)))
      #expect(wrong.exitCode == 2)
      #expect(wrong.errors.contains("is another file at HEAD"), "\(wrong.errors)")
      let blob = "c21214ab01ccfe7e35435c039010291b8247e712"
      let right = try record(
        directory, "rehearsal", "--rehearsal", "-", "--name", "r", input: result(blob))
      #expect(right.exitCode == 0, "\(right.errors)")
      let made = try statement(directory, "r")
      #expect(made.subjects.map(\.object) == [blob])
      #expect(made.counts["restored"] == 1 && made.notes["server"] == "15.1")
    }
  }

  @Test("what was recorded and committed is verified, and refused once a file is edited")
  func verify() throws {
    let path: RepositoryPath = "releases/2.0.0/evidence/drill.json"
    var recorded: [UInt8] = []
    try inRepository { directory in
      #expect(
        try record(
          directory, "rollback-drill", "--subject", "db/migrations", "--result", "passed",
          "--name", "drill"
        ).exitCode == 0)
      recorded = Array(try Data(contentsOf: URL(fileURLWithPath: "\(directory)/\(path)")))
    }
    var committed = Self.after
    committed[path] = .file(recorded)
    try withRepository([Self.before, committed]) { directory in
      let outcome = try Program.run(
        "evidence", "verify", "v1.0.0..HEAD", "--repo", directory, "--as-of", "2026-01-02")
      #expect(outcome.exitCode == 0, "\(outcome.output)\(outcome.errors)")
      #expect(
        outcome.output == "\(path): valid rollback-drill: it ended with PASSED on 2026-01-02\n")
    }
    committed["db/migrations/0002_b.up.sql"] = .text("CREATE TABLE b (id int);\n")
    try withRepository([Self.before, committed]) { directory in
      let outcome = try Program.run(
        "evidence", "verify", "v1.0.0..HEAD", "--repo", directory, "--as-of", "2026-01-02",
        "--format", "json")
      #expect(outcome.exitCode == 1)
      let source = SourceText(path: "v.json", outcome.output)
      let tree = try #require(DataTree.read(source, syntax: .json).tree)
      let items = try #require(tree.value(of: tree.root, "evidence")).self
      let states = tree.items(of: items).compactMap { tree.value(of: $0, "state") }
        .compactMap { tree.string(of: $0)?.text }
      #expect(states == ["stale"])
    }
  }

  @Test("digests of stores are computed again from the files that the manifest names")
  func files() throws {
    let content = "1,ada\n"
    let digest = SHA256.hexDigest(of: content.utf8)
    var statement = EvidenceStatement(
      .migrationManifest,
      subjects: [.init(path: "db", object: String(repeating: "0", count: 40), isFolder: true)],
      result: .passed)
    var store = EvidenceStatement.Store()
    store.name = "users"
    store.file = "users.csv"
    store.after = digest
    statement.stores = [store]
    var committed = Self.after
    committed["releases/2.0.0/evidence/m.json"] = .file(StatementSchema.bytes(of: statement))
    try withRepository([Self.before, committed]) { directory in
      try withTemporaryDirectory { stores in
        func told() throws -> Bool {
          let outcome = try Program.run(
            "evidence", "verify", "v1.0.0..HEAD", "--repo", directory, "--files", stores)
          #expect(outcome.exitCode == 1, "the statement is stale whatever its files are")
          return outcome.output.contains("m.json: store 'users': 'users.csv'")
        }
        #expect(try told())
        let file = URL(fileURLWithPath: stores + "/users.csv")
        try Data("1,eve\n".utf8).write(to: file)
        #expect(try told())
        try Data(content.utf8).write(to: file)
        #expect(try !told())
      }
    }
  }
}
