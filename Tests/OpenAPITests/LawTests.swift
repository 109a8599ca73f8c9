import FormatKit
import Foundation
import OpenAPI
import ReleaseModel
import SourceModel
import TestSupport
import Testing

private typealias OpenAPILaws = Laws<OpenAPIFormat>
private typealias OpenAPITrial = Trial<OpenAPIFormat>

/// The laws of all formats, over the corpus, the rules' examples and seeded edits of the corpus.
///
/// `RELGATE_SEEDS=2000 swift test --filter LawTests` tries more edits than every run does.
struct LawTests {
  private static let seeds =
    ProcessInfo.processInfo.environment["RELGATE_SEEDS"].flatMap { UInt64($0) } ?? 24

  private func expectNone(
    _ violations: [Violation], sourceLocation: Testing.SourceLocation = #_sourceLocation
  ) {
    for violation in violations { Issue.record("\(violation)", sourceLocation: sourceLocation) }
  }

  /// A description with seeded edits of it.
  private func trials(_ sample: Sample, _ seeds: UInt64 = seeds) -> [OpenAPITrial] {
    let reading = OpenAPIFormat.read(sample.source, from: sample)
    return (0..<seeds).compactMap { seed in
      Mutation.content(of: sample, seed: seed).map { OpenAPITrial(sample, reading, $0) }
    }
  }

  @Test func corpusIsReadWithoutProblems() {
    #expect(Corpus.samples.count == 6)
    for sample in Corpus.samples {
      let reading = OpenAPIFormat.read(sample.source, from: sample)
      #expect(reading.model != nil && reading.problems.isEmpty, "\(sample): \(reading.problems)")
    }
  }

  @Test(arguments: Corpus.samples)
  func equalDescriptionsDoNotDiffer(_ sample: Sample) {
    expectNone(OpenAPILaws.reflexivity(sample))
    for seed in 0..<LawTests.seeds {
      if let edit = Mutation.content(of: sample, seed: seed, edits: 3) {
        expectNone(OpenAPILaws.reflexivity(edit))
      }
    }
  }

  @Test(arguments: Corpus.samples)
  func editsAreToldFromBothSidesAndInsideTheirFiles(_ sample: Sample) {
    for trial in trials(sample) {
      expectNone(OpenAPILaws.symmetry(trial))
      expectNone(OpenAPILaws.completeness(trial))
      expectNone(OpenAPILaws.totality(trial))
      expectNone(OpenAPILaws.presence(trial))
    }
  }

  @Test func examplesAreToldFromBothSides() {
    for rule in OpenAPIFormat.rules {
      for (example, name) in [(rule.example, ""), (rule.nearMiss, ", near miss")] {
        let before = Sample("before", example.before)
        let after = Sample(rule.id.text + name, example.after)
        let trial = OpenAPITrial(before, after)
        expectNone(OpenAPILaws.symmetry(trial))
        expectNone(OpenAPILaws.presence(trial))
      }
    }
  }

  @Test(arguments: Golden.cases(of: OpenAPIFormat.self))
  func elementsOfChangesAreFoundByTheirNames(_ golden: Golden) throws {
    let (before, after) = try golden.samples()
    expectNone(OpenAPILaws.presence(OpenAPITrial(before, after)))
    expectNone(OpenAPILaws.presence(OpenAPITrial(after, before)))
  }

  @Test(arguments: Corpus.samples, Layout.allCases)
  func layoutDoesNotMatter(_ sample: Sample, _ layout: Layout) {
    expectNone(OpenAPILaws.layoutIndependence(sample, layout))
    for trial in trials(sample, LawTests.seeds / 12) {
      expectNone(OpenAPILaws.layoutIndependence(trial, layout))
    }
  }

  @Test(arguments: Corpus.samples)
  func stepsThatAddComposeToOneThatAdds(_ sample: Sample) {
    for trial in trials(sample) where !trial.changes.isEmpty {
      guard trial.changes.allSatisfy({ $0.classification <= .additive }) else { continue }
      for seed in UInt64(1_000)..<1_005 {
        guard let then = Mutation.content(of: trial.samples.after, seed: seed) else { continue }
        expectNone(OpenAPILaws.composition(trial, then))
      }
    }
  }

  @Test(arguments: Corpus.samples)
  func anyBytesAreReadOrRefused(_ sample: Sample) {
    let reading = OpenAPIFormat.read(sample.source, from: sample)
    for seed in 0..<LawTests.seeds {
      let damaged = Mutation.bytes(of: sample, seed: seed)
      expectNone(OpenAPILaws.totality(OpenAPITrial(sample, reading, damaged)))
    }
  }

  @Test(arguments: Corpus.samples)
  func answersDoNotDependOnHashesOrThreads(_ sample: Sample) {
    for trial in trials(sample, LawTests.seeds / 6) { expectNone(OpenAPILaws.determinism(trial)) }
  }
}
