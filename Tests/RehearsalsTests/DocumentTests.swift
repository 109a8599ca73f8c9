import DataTrees
import SourceModel
import TestSupport
import Testing

@testable import Rehearsals

@Suite("Plans and results as JSON")
struct DocumentTests {
  private static let file = BoundFile(
    path: "migrations/1/up.sql", blob: "0123456789012345678901234567890123456789")

  private static let plan = RehearsalPlan(
    range: RehearsedRange(before: "aa", after: nil),
    chains: [
      PlannedChain(
        layout: "diesel", folder: "migrations", hasDowns: true,
        base: [
          PlannedScript(file: file, parts: [], obstacle: "it is a template")
        ],
        steps: [
          PlannedMigration(
            version: "1", name: "caf\u{E9}",
            up: PlannedScript(
              file: file,
              parts: [
                PlannedPart(
                  transaction: .wrappedWherePossible,
                  statements: [PlannedStatement(line: 3, text: "SELECT '\n\u{1F600}'")])
              ]), down: PlannedScript(file: file, parts: []))
        ])
    ], limits: RehearsalLimits(statement: 1, lock: 2), target: 16)

  private static let result = RehearsalResult(
    tool: "0.1.0", range: plan.range,
    server: RehearsalResult.Server(version: "15.18", isEphemeral: true),
    chains: [
      RehearsedChain(
        of: plan.chains[0], base: .failed,
        failure: RehearsalFailure(path: file.path, line: 4, message: "no", code: "42601"),
        migrations: [
          RehearsedMigration(
            version: "1", name: "caf\u{E9}", outcome: .differs, obstacle: .notRunnable,
            failure: RehearsalFailure(path: file.path, line: 4, message: "no", code: nil),
            differences: [
              SchemaDifference(kind: "table", name: "public.t", before: "x", after: nil)
            ], again: .failed,
            againFailure: RehearsalFailure(path: file.path, line: 1, message: "no", code: nil),
            againDifferences: [
              SchemaDifference(kind: "table", name: "public.t", before: nil, after: "y")
            ],
            up: RehearsedScript(
              file: file,
              statements: [
                RehearsedStatement(
                  line: 3, locks: [RelationLock(relation: "public.t", mode: .share)],
                  rewritten: ["public.t"], isObserved: false)
              ]), down: RehearsedScript(file: file))
        ])
    ])

  private func source(_ bytes: [UInt8]) -> SourceText {
    SourceText(path: "document.json", bytes: bytes)
  }

  private func tree(_ bytes: [UInt8]) throws -> DataTree {
    try #require(DataTree.read(source(bytes), syntax: .json).tree)
  }

  @Test("A plan that was written is read back the same, and its schema describes it")
  func plan() throws {
    let bytes = RehearsalPlanSchema.bytes(of: Self.plan)
    let read = try RehearsalPlanSchema.read(source(bytes)).get()
    #expect(read == Self.plan)
    let validator = SchemaValidator(schema: try tree(RehearsalPlanSchema.schema))
    let written = try tree(bytes)
    #expect(validator.flaws(of: written).isEmpty)
  }

  @Test("A result that was written is read back the same, and its schema describes it")
  func result() throws {
    let bytes = RehearsalResultSchema.bytes(of: Self.result)
    let read = try RehearsalResultSchema.read(source(bytes)).get()
    #expect(read == Self.result)
    let validator = SchemaValidator(schema: try tree(RehearsalResultSchema.schema))
    let written = try tree(bytes)
    #expect(validator.flaws(of: written).isEmpty)
  }

  @Test(
    "What is no plan is refused with its place",
    arguments: [
      ("", "1:1: "), ("[]", "1:1: an object was expected"),
      ("{\n\"schema\": \"relgate/rehearsal/1\"}", "1:1: "),
      ("{\"limits\": {\"statement\": 0, \"lock\": 1}}", "1:1: "),
    ])
  func refused(_ text: String, _ message: String) {
    let reading = RehearsalPlanSchema.read(source(Array(text.utf8)))
    #expect(throws: UnreadableRehearsal.self) { try reading.get() }
    if case .failure(let trouble) = reading { #expect(trouble.message.hasPrefix(message)) }
  }

  @Test("A limit of nothing is refused")
  func limits() {
    let plan = RehearsalPlan(
      range: RehearsedRange(before: nil, after: nil), chains: [],
      limits: RehearsalLimits(statement: 0, lock: 1))
    let reading = RehearsalPlanSchema.read(source(RehearsalPlanSchema.bytes(of: plan)))
    #expect(throws: UnreadableRehearsal.self) { try reading.get() }
  }
}

@Suite("What a rehearsal says of its range")
struct VerdictTests {
  private func verdict(
    _ outcomes: [RehearsedMigration.Outcome], hasDowns: Bool = true,
    again: RehearsedMigration.Again? = nil
  ) -> RehearsalResult.Verdict {
    let file = RehearsedScript(file: BoundFile(path: "a.sql", blob: ""))
    let chain = PlannedChain(
      layout: "diesel", folder: "migrations", hasDowns: hasDowns, base: [], steps: [])
    let migrations = outcomes.map {
      RehearsedMigration(version: "1", name: "", outcome: $0, again: again, up: file, down: nil)
    }
    return RehearsalResult(
      tool: "", range: RehearsedRange(before: nil, after: nil),
      server: RehearsalResult.Server(version: "", isEphemeral: true),
      chains: [RehearsedChain(of: chain, base: .built, migrations: migrations)]
    ).verdict
  }

  @Test("What came back passes, whatever the order of columns")
  func passed() {
    #expect(verdict([]) == .passed)
    #expect(verdict([.restored, .restoredUpToColumnOrder]) == .passed)
  }

  @Test("A missing way down counts where there should be one")
  func noDown() {
    #expect(verdict([.noDown]) == .failed)
    #expect(verdict([.noDown], hasDowns: false) == .passed)
  }

  @Test("What could not be rehearsed is not passed, and a failure beside it counts more")
  func undecided() {
    #expect(verdict([.restored, .notRehearsable]) == .undecided)
    #expect(verdict([.notRehearsable, .differs]) == .failed)
    #expect(verdict([.notRehearsable, .upFailed]) == .failed)
    #expect(verdict([.notRehearsable, .downFailed]) == .failed)
  }

  @Test("A way up that runs only once fails")
  func again() {
    #expect(verdict([.restored], again: .failed) == .failed)
    #expect(verdict([.restored], again: .same) == .passed)
  }
}
