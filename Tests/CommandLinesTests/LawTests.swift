import CommandLines
import FormatKit
import Foundation
import ReleaseModel
import SourceModel
import TestSupport
import Testing

private typealias CommandLineLaws = Laws<CommandLineFormat>
private typealias CommandLineTrial = Trial<CommandLineFormat>

/// The laws of all formats, over one description in each dialect, seeded edits of them and the
/// rules' examples.
///
/// `RELGATE_SEEDS=2000 swift test --filter LawTests` tries more edits than every run does.
struct LawTests {
  private static let corpus = Fixtures.samples(in: "cli/corpus", of: CommandLineFormat.self)
  private static let seeds =
    ProcessInfo.processInfo.environment["RELGATE_SEEDS"].flatMap { UInt64($0) } ?? 60

  private func expectNone(
    _ violations: [Violation], sourceLocation: Testing.SourceLocation = #_sourceLocation
  ) {
    for violation in violations { Issue.record("\(violation)", sourceLocation: sourceLocation) }
  }

  /// A description with seeded edits of it, one to three each.
  private func trials(_ sample: Sample, _ seeds: UInt64 = seeds) -> [CommandLineTrial] {
    let reading = CommandLineFormat.read(sample.source, from: sample)
    return (0..<seeds).compactMap { seed in
      Mutation.content(of: sample, seed: seed, edits: Int(seed % 3) + 1).map {
        CommandLineTrial(sample, reading, $0)
      }
    }
  }

  @Test func corpusIsReadWithoutProblems() {
    #expect(LawTests.corpus.count == 3)
    for sample in LawTests.corpus {
      let reading = CommandLineFormat.read(sample.source, from: sample)
      #expect(reading.model != nil && reading.problems.isEmpty, "\(sample): \(reading.problems)")
    }
  }

  @Test(arguments: corpus)
  func equalDescriptionsDoNotDiffer(_ sample: Sample) {
    expectNone(CommandLineLaws.reflexivity(sample))
    for trial in trials(sample) { expectNone(CommandLineLaws.reflexivity(trial.samples.after)) }
  }

  @Test(arguments: corpus)
  func editsAreToldFromBothSidesAndInsideTheirFiles(_ sample: Sample) {
    for trial in trials(sample) {
      expectNone(CommandLineLaws.symmetry(trial))
      expectNone(CommandLineLaws.completeness(trial))
      expectNone(CommandLineLaws.totality(trial))
      expectNone(CommandLineLaws.presence(trial))
    }
  }

  @Test func examplesAreToldFromBothSides() {
    for rule in CommandLineFormat.rules {
      for (example, name) in [(rule.example, ""), (rule.nearMiss, ", near miss")] {
        let before = Sample("before", example.before)
        let after = Sample(rule.id.text + name, example.after)
        let trial = CommandLineTrial(before, after)
        expectNone(CommandLineLaws.symmetry(trial))
        expectNone(CommandLineLaws.presence(trial))
      }
    }
  }

  @Test(arguments: Golden.cases(of: CommandLineFormat.self))
  func elementsOfChangesAreFoundByTheirNames(_ golden: Golden) throws {
    let (before, after) = try golden.samples()
    expectNone(CommandLineLaws.presence(CommandLineTrial(before, after)))
    expectNone(CommandLineLaws.presence(CommandLineTrial(after, before)))
  }

  @Test(arguments: corpus, Layout.allCases)
  func layoutDoesNotMatter(_ sample: Sample, _ layout: Layout) {
    expectNone(CommandLineLaws.layoutIndependence(sample, layout))
    for trial in trials(sample, LawTests.seeds / 10) {
      expectNone(CommandLineLaws.layoutIndependence(trial, layout))
    }
  }

  @Test(arguments: corpus)
  func anyBytesAreReadOrRefused(_ sample: Sample) {
    let reading = CommandLineFormat.read(sample.source, from: sample)
    for seed in 0..<LawTests.seeds {
      let damaged = Mutation.bytes(of: sample, seed: seed)
      expectNone(CommandLineLaws.totality(CommandLineTrial(sample, reading, damaged)))
    }
  }

  @Test(arguments: corpus)
  func answersDoNotDependOnHashesOrThreads(_ sample: Sample) {
    for trial in trials(sample, LawTests.seeds / 6) {
      expectNone(CommandLineLaws.determinism(trial))
    }
  }

  /// Descriptions in different dialects: what can be compared obeys the same laws.
  @Test func dialectsCompareWithEachOther() {
    for first in LawTests.corpus {
      for second in LawTests.corpus where second.name != first.name {
        let trial = CommandLineTrial(first, second)
        expectNone(CommandLineLaws.symmetry(trial))
        #expect(trial.changes.map(\.rule).contains("cli/dialect-changed"))
      }
    }
  }

  // MARK: Additions

  /// Where something is added to the description in relgate's dialect, and what.
  private static let additions: [(place: [DataStep], item: String)] = [
    ([.key("commands")], "{path: [fresh]}"),
    ([.key("commands"), .index(1), .key("aliases")], "cmp"),
    ([.key("commands"), .index(0), .key("options")], "{spellings: [--all], global: true}"),
    ([.key("commands"), .index(1), .key("options")], "{spellings: [--new], arity: 1}"),
    (
      [.key("commands"), .index(1), .key("options"), .index(0), .key("choices")], "neutral"
    ),
    (
      [.key("commands"), .index(1), .key("options"), .index(1), .key("spellings")], "--most"
    ),
    ([.key("commands"), .index(1), .key("positionals")], "{name: PATH}"),
    ([.key("environment")], "{name: TERM}"),
  ]

  /// The sample with some of the additions.
  private func adding(_ indices: [Int], to value: DataValue) -> Sample {
    var value = value
    for index in indices {
      let (place, item) = LawTests.additions[index]
      value[place + [.index(Int.max)]] = DataValue(yaml: item)
    }
    return Sample("additions \(indices)", String(decoding: value.yaml(), as: UTF8.self))
  }

  @Test func stepsThatAddComposeToOneThatAdds() throws {
    let sample = try #require(LawTests.corpus.first { $0.name == "relgate.json" })
    let value = try #require(DataValue(sample.source))
    for first in LawTests.additions.indices {
      let trial = CommandLineTrial(sample, adding([first], to: value))
      #expect(trial.changes.map(\.classification) == [.additive], "\(trial.changes)")
      for second in LawTests.additions.indices where second != first {
        expectNone(CommandLineLaws.composition(trial, adding([first, second], to: value)))
      }
    }
  }
}
