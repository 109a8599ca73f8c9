import CommandLines
import FormatKit
import ReleaseModel
import SourceModel
import TestSupport
import Testing

private typealias CommandLineLaws = Laws<CommandLineFormat>

/// The laws of all formats, over one description in each dialect, seeded edits of them, the rules'
/// examples and the goldens.
struct LawTests {
  private static let corpus = Fixtures.samples(in: "cli/corpus", of: CommandLineFormat.self)
  private static let seeds: Range<UInt64> = 0..<60

  /// The pairs that rules show.
  private static let examples: [(before: Sample, after: Sample)] =
    CommandLineFormat.rules.flatMap { rule in
      [(rule.id.text, rule.example), (rule.id.text + ", near miss", rule.nearMiss)].map {
        (Sample($0, $1.before), Sample($0, $1.after))
      }
    }

  private func expectNone(
    _ violations: [Violation], sourceLocation: Testing.SourceLocation = #_sourceLocation
  ) {
    for violation in violations { Issue.record("\(violation)", sourceLocation: sourceLocation) }
  }

  /// Descriptions with one, two or three random edits.
  private func edits(of sample: Sample, _ seeds: Range<UInt64> = seeds) -> [Sample] {
    seeds.compactMap { Mutation.content(of: sample, seed: $0, edits: Int($0 % 3) + 1) }
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
    for edit in edits(of: sample) { expectNone(CommandLineLaws.reflexivity(edit)) }
  }

  @Test(arguments: corpus)
  func comparingBackwardsMirrors(_ sample: Sample) {
    for edit in edits(of: sample) { expectNone(CommandLineLaws.symmetry(sample, edit)) }
  }

  @Test func comparingExamplesBackwardsMirrors() {
    for (before, after) in LawTests.examples { expectNone(CommandLineLaws.symmetry(before, after)) }
  }

  @Test(arguments: corpus, Layout.allCases)
  func layoutDoesNotMatter(_ sample: Sample, _ layout: Layout) {
    expectNone(CommandLineLaws.layoutIndependence(sample, layout))
    for edit in edits(of: sample, 0..<6) {
      expectNone(CommandLineLaws.layoutIndependence(sample, edit, layout))
    }
  }

  @Test(arguments: corpus)
  func nothingIsMissed(_ sample: Sample) {
    for edit in edits(of: sample) { expectNone(CommandLineLaws.completeness(sample, edit)) }
  }

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
      let once = adding([first], to: value)
      let found = CommandLineLaws.changes(sample, once)
      #expect(found.map(\.classification) == [.additive], "\(once): \(found)")
      for second in LawTests.additions.indices where second != first {
        expectNone(
          CommandLineLaws.composition(sample, once, adding([first, second], to: value)))
      }
    }
  }

  @Test(arguments: corpus)
  func readingIsTotal(_ sample: Sample) {
    for edit in edits(of: sample) { expectNone(CommandLineLaws.totality(sample, edit)) }
    for seed in LawTests.seeds {
      expectNone(CommandLineLaws.totality(sample, Mutation.bytes(of: sample, seed: seed)))
    }
  }

  @Test(arguments: corpus)
  func answersDoNotDependOnHashesOrThreads(_ sample: Sample) {
    for edit in edits(of: sample, 0..<20) {
      expectNone(CommandLineLaws.determinism(sample, edit))
    }
  }

  /// Descriptions in different dialects: what can be compared obeys the same laws.
  @Test func dialectsCompareWithEachOther() {
    for first in LawTests.corpus {
      for second in LawTests.corpus where second.name != first.name {
        expectNone(CommandLineLaws.symmetry(first, second))
        let rules = CommandLineLaws.changes(first, second).map(\.rule)
        #expect(rules.contains("cli/dialect-changed"))
      }
    }
  }
}
