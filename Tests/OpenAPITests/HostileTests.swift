import FormatKit
import OpenAPI
import SourceModel
import TestSupport
import Testing

/// Input that means harm, or looks as if it did, is read or refused, in little time.
struct HostileTests {
  private typealias OpenAPITrial = Trial<OpenAPIFormat>

  private static let samples = Fixtures.samples(in: "hostile", of: OpenAPIFormat.self)

  /// What looks hostile and is not: it is read whole.
  private static let harmless: Set = [
    "levels-500.json", "lone-surrogate.json", "many-documents.yaml", "many-merges.yaml",
    "numbers.json",
  ]

  @Test func fixturesAreThere() {
    #expect(HostileTests.samples.count >= 20)
  }

  @Test(arguments: samples)
  func isReadOrRefused(_ sample: Sample) {
    let clock = ContinuousClock()
    let start = clock.now
    let trial = OpenAPITrial(sample, sample)
    #expect(trial.changes.isEmpty)
    for violation in Laws.totality(trial) { Issue.record("\(violation)") }
    // What cannot be read whole says so.
    let isHarmless = HostileTests.harmless.contains(sample.name)
    #expect(trial.after.problems.isEmpty == isHarmless, "\(trial.after.problems)")
    // Generous for a debug build on a busy machine; growth beyond linear takes minutes.
    #expect(clock.now - start < .seconds(20))
  }

  @Test(arguments: samples)
  func differenceToAPlainDescriptionIsTold(_ sample: Sample) {
    let plain = Sample(
      "plain", "openapi: 3.1.0\ninfo: {title: Hostile, version: '1'}\npaths: {}\n")
    for trial in [OpenAPITrial(plain, sample), OpenAPITrial(sample, plain)] {
      for violation in Laws.totality(trial) + Laws.completeness(trial) {
        Issue.record("\(violation)")
      }
    }
  }

  @Test(arguments: [
    (
      "a.json", #"{"openapi":"3.1.0","info":{"title":"a","version":"1"},"paths":{},"x-text":""#,
      "\"}"
    ),
    ("a.yaml", "openapi: 3.1.0\ninfo: {title: a, version: 1}\npaths: {}\nx-text: \"", "\"\n"),
  ])
  func oneStringOfFiftyMegabytesIsReadAtOnce(_ path: String, _ head: String, _ tail: String) {
    let letters = [UInt8](repeating: UInt8(ascii: "a"), count: 50_000_000)
    let bytes = Array(head.utf8) + letters + Array(tail.utf8)
    let root = RepositoryPath(stringLiteral: path)
    let sample = Sample("50 MB", root: root, files: [root: bytes])
    let clock = ContinuousClock()
    var reading: Reading<OpenAPIModel>?
    let time = clock.measure { reading = OpenAPIFormat.read(sample.source, from: sample) }
    #expect(reading?.model != nil)
    #expect(time < .seconds(20), "\(time)")
  }
}
