import FormatKit
import Foundation
import ReleaseModel
import SQLDumps
import SourceModel
import TestSupport
import Testing

private typealias DumpLaws = Laws<SQLDumpFormat>
private typealias DumpTrial = Trial<SQLDumpFormat>

/// The laws of all formats, over two dumps, seeded edits of them and the rules' examples.
struct LawTests {
  private static let corpus = Fixtures.samples(in: "sql/corpus", of: SQLDumpFormat.self)
  private static let seeds =
    ProcessInfo.processInfo.environment["RELGATE_SEEDS"].flatMap { UInt64($0) } ?? 30

  private func expectNone(
    _ violations: [Violation], sourceLocation: Testing.SourceLocation = #_sourceLocation
  ) {
    for violation in violations { Issue.record("\(violation)", sourceLocation: sourceLocation) }
  }

  @Test func corpusIsReadWithoutProblems() {
    #expect(LawTests.corpus.count == 2)
    for sample in LawTests.corpus {
      let reading = SQLDumpFormat.read(sample.source, from: sample)
      #expect(reading.model != nil && reading.problems.isEmpty, "\(sample): \(reading.problems)")
      #expect(SQLDumpFormat.recognize(sample.source) == .certain)
    }
  }

  @Test(arguments: corpus)
  func editsObeyTheLaws(_ sample: Sample) {
    let reading = SQLDumpFormat.read(sample.source, from: sample)
    expectNone(DumpLaws.reflexivity(sample))
    for seed in 0..<LawTests.seeds {
      for edited in [
        SQLEdits.lines(of: sample, seed: seed), SQLEdits.statements(of: sample, seed: seed),
      ] {
        let trial = DumpTrial(sample, reading, edited)
        expectNone(DumpLaws.completeness(trial))
        // An edit of one line can rename a column and leave what names it, which no database does.
        if !trial.changes.contains(where: { $0.rule == "sql/schema-column-renamed" }) {
          expectNone(DumpLaws.symmetry(trial))
        }
        expectNone(DumpLaws.totality(trial))
        expectNone(DumpLaws.presence(trial))
        if seed % 10 == 0 { expectNone(DumpLaws.determinism(trial)) }
      }
    }
  }

  @Test(arguments: corpus)
  func layoutDoesNotMatter(_ sample: Sample) {
    for other in SQLEdits.layouts(of: sample) {
      let changes = DumpTrial(sample, other).changes
      #expect(changes.isEmpty, "\(other): \(changes.map(\.message))")
    }
  }

  @Test(arguments: corpus)
  func anyBytesAreReadOrRefused(_ sample: Sample) {
    let reading = SQLDumpFormat.read(sample.source, from: sample)
    for seed in 0..<LawTests.seeds {
      expectNone(
        DumpLaws.totality(DumpTrial(sample, reading, Mutation.bytes(of: sample, seed: seed))))
    }
  }

  @Test func examplesAreToldFromBothSides() {
    for rule in SQLDumpFormat.rules {
      for example in [rule.example, rule.nearMiss] {
        let trial = DumpTrial(
          Sample("before", example.before, at: "schema.sql"),
          Sample(rule.id.text, example.after, at: "schema.sql"))
        expectNone(DumpLaws.completeness(trial))
        expectNone(DumpLaws.symmetry(trial))
        expectNone(DumpLaws.presence(trial))
      }
    }
  }

  @Test(arguments: Golden.cases(of: SQLDumpFormat.self))
  func goldensObeyTheLaws(_ golden: Golden) throws {
    let (before, after) = try golden.samples()
    for trial in [DumpTrial(before, after), DumpTrial(after, before)] {
      expectNone(DumpLaws.completeness(trial))
      expectNone(DumpLaws.symmetry(trial))
      expectNone(DumpLaws.presence(trial))
    }
  }

  /// Statements that only add, in any order: together they only add.
  @Test func stepsThatAddComposeToOneThatAdds() {
    let base = "CREATE TABLE users (id integer);\n"
    let steps = [
      "CREATE TABLE more (id integer);", "ALTER TABLE users ADD COLUMN age integer;",
      "CREATE INDEX by_id ON users (id);", "CREATE TYPE mood AS ENUM ('calm');",
      "CREATE VIEW ids AS SELECT id FROM users;", "GRANT SELECT ON users TO app;",
      "ALTER TABLE users ALTER COLUMN id SET DEFAULT 3;",
    ].map { $0 + "\n" }
    let start = Sample("base", base, at: "schema.sql")
    for first in steps {
      let trial = DumpTrial(start, Sample(first, base + first, at: "schema.sql"))
      #expect(trial.changes.map(\.classification) == [.additive], "\(trial.changes)")
      for second in steps where second != first {
        let then = Sample(first + second, base + first + second, at: "schema.sql")
        expectNone(DumpLaws.composition(trial, then))
      }
    }
  }
}
