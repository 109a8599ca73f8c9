import DataTrees
import EvidenceStatements
import SourceModel
import Testing

@Suite("Statements of evidence")
struct StatementTests {
  @Test("what is written is read back, and written again to the same bytes")
  func roundTrip() throws {
    let bytes = StatementSchema.bytes(of: .sample)
    let reading = StatementSchema.read(SourceText(path: "drill.json", bytes: bytes))
    #expect(reading.problems.isEmpty)
    #expect(reading.statement == .sample)
    #expect(try StatementSchema.bytes(of: #require(reading.statement)) == bytes)
  }

  @Test("the order of subjects and stores changes no byte")
  func order() {
    var other = EvidenceStatement.sample
    other.subjects.reverse()
    other.stores.reverse()
    #expect(StatementSchema.bytes(of: other) == StatementSchema.bytes(of: .sample))
  }

  @Test("layout changes nothing that is read")
  func layout() throws {
    let text = String(decoding: StatementSchema.bytes(of: .sample), as: UTF8.self)
    let compact = text.split(separator: "\n").map { $0.drop { $0 == " " } }.joined()
    #expect(read(compact).statement == .sample)
  }

  @Test("fields that others add are passed over")
  func foreignFields() {
    let text = sample(replacing: #""configuration""#, with: #""url": "x", "configuration""#)
    #expect(read(text).statement == .sample)
  }

  @Test(
    "what is wrong is told with its line",
    arguments: [
      (#""gitBlob""#, #""sha1""#, "the digest 'sha1' is unknown", nil),
      (#""gitTree""#, #""gitTre""#, "the digest 'gitTre' is unknown", "Did you mean 'gitTree'?"),
      (
        #""rollback-drill""#, #""rollback-dril""#, "the kind 'rollback-dril' is unknown",
        "Did you mean 'rollback-drill'?"
      ),
      (#""PASSED""#, #""passed""#, "the result 'passed' is unknown", nil),
      (
        "evidence:train", "evidence:trian", "the field 'urn:relgate:evidence:trian' is unknown",
        "Did you mean 'urn:relgate:evidence:train'?"
      ),
      (
        #""db/b.sql""#, #""db""#, "the subject 'db' stands twice",
        "Name each file or folder once."
      ),
      (#""db/b.sql""#, #""../b.sql""#, "a path from the repository's root was expected", nil),
      (
        EvidenceStatement.blob, String(EvidenceStatement.blob.dropLast()),
        "the digest is not one of its algorithm",
        "Write it in lower-case hexadecimal digits, whole."
      ),
      (
        #""2026-05-30T10:00:00Z""#, #""2026-13-30""#,
        "a moment like 2026-03-31T12:00:00Z was expected",
        nil
      ),
      (
        #"https://in-toto.io/Statement/v1"#, #"https://in-toto.io/Statement/v0.1"#,
        "the type 'https://in-toto.io/Statement/v0.1' is unknown", nil
      ),
    ] as [(String, String, String, String?)])
  func wrong(_ part: String, _ other: String, _ message: String, _ hint: String?) throws {
    let source = SourceText(path: "x.json", sample(replacing: part, with: other))
    let reading = StatementSchema.read(source)
    #expect(reading.statement == nil)
    let problem = try #require(reading.problems.first)
    #expect(problem.message == message)
    if let hint { #expect(problem.hint == hint) }
    let line = LineTable(source.bytes).line(at: Int(problem.range.lower))
    #expect(line > 1)
  }

  @Test("a statement that is cut off anywhere is refused")
  func truncated() {
    let bytes = StatementSchema.bytes(of: .sample)
    for count in stride(from: 0, to: bytes.count - 2, by: 7) {
      let reading = StatementSchema.read(
        SourceText(path: "x.json", bytes: Array(bytes.prefix(count))))
      #expect(reading.statement == nil && !reading.problems.isEmpty, "after \(count) bytes")
    }
  }

  @Test("a statement about nothing, or about both a file and a folder, is refused")
  func subjects() {
    let blob = #""gitBlob": "\#(EvidenceStatement.blob)""#
    let both = sample(replacing: blob, with: blob + #", "gitTree": "\#(EvidenceStatement.blob)""#)
    #expect(read(both).problems.map(\.message) == ["the subject is both a file and a folder"])
    let text = """
      {"_type": "https://in-toto.io/Statement/v1", "subject": [],
       "predicateType": "https://in-toto.io/attestation/test-result/v0.1",
       "predicate": {"result": "PASSED", "configuration": [],
       "urn:relgate:evidence:kind": "backup"}}
      """
    #expect(read(text).problems.map(\.message) == ["the statement is bound to nothing"])
  }

  @Test("the root folder is a subject that can be told")
  func root() {
    #expect(read(sample(replacing: #""db""#, with: #""./""#)).statement?.subjects[0].path == .root)
  }

  private func read(_ text: String) -> StatementSchema.Reading {
    StatementSchema.read(SourceText(path: "x.json", text))
  }

  private func sample(replacing part: String, with other: String) -> String {
    let text = String(decoding: StatementSchema.bytes(of: .sample), as: UTF8.self)
    return text.replacing(part, with: other)
  }
}

extension EvidenceStatement {
  static let blob = String(repeating: "0123456789", count: 4)

  /// A statement that uses every field.
  static let sample: EvidenceStatement = {
    var store = Store()
    store.name = "users"
    store.file = "users.json"
    store.before = String(repeating: "a", count: 64)
    store.after = String(repeating: "b", count: 64)
    store.restored = store.before
    store.counts = ["rows": DecimalNumber(12), "active": DecimalNumber(7)]
    var backup = Backup()
    backup.location = "s3://backups"
    backup.sha256 = String(repeating: "c", count: 64)
    backup.retainedUntil = CalendarDate("2027-01-01")
    store.backup = backup
    var other = Store()
    other.name = "orders"
    var statement = EvidenceStatement(
      .rollbackDrill,
      subjects: [
        Subject(path: "db", object: String(blob.reversed()), isFolder: true),
        Subject(
          path: "db/b.sql", object: blob, isFolder: false,
          sha256: String(repeating: "d", count: 64)),
      ], result: .passed)
    statement.sources = [Source(name: "m.json", sha256: String(repeating: "e", count: 64))]
    statement.tests.passed = ["one"]
    statement.tests.warned = ["two"]
    statement.tests.failed = ["three"]
    statement.train = "2.5.0"
    statement.environment = "staging"
    statement.started = "2026-05-30"
    statement.finished = "2026-05-30T10:00:00Z"
    statement.expires = CalendarDate("2026-07-01")
    statement.roles = ["operator"]
    statement.recoverySeconds = 240
    statement.manifest = String(repeating: "f", count: 64)
    statement.repeatOf = String(repeating: "1", count: 64)
    statement.stores = [other, store]
    statement.groups = ["auth"]
    statement.issues = ["OPS-1"]
    statement.counts = ["b": 2, "a": 1]
    statement.digests = ["x": "y"]
    statement.notes = ["k": "v", "é": "w"]
    return statement
  }()
}
