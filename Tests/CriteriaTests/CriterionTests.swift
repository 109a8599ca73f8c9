import Criteria
import DataTrees
import TestSupport
import Testing

@Suite("Criteria")
struct CriterionTests {
  @Test(
    "have one canonical spelling",
    arguments: [
      ("error_rate <= 0.5%", "error_rate <= 0.5%"),
      ("Error rate: < 0.5 %", "error_rate < 0.5%"),
      ("latency_p95 < 300ms", "latency_p95 < 300ms"),
      ("latency_p95 < 0.3 s", "latency_p95 < 300ms"),
      ("latency p99 > 2 seconds", "latency_p99 > 2s"),
      ("session > 5 minutes", "session > 5m"),
      ("retention >= 48h", "retention >= 2d"),
      ("score > 4/5", "score > 80%"),
      ("connections < 500", "connections < 500"),
      ("throughput ≥ 1000/s", "throughput >= 1000/s"),
      ("memory <= 1500 MB", "memory <= 1.5GB"),
      ("memory <= 1234567 B", "memory <= 1.234567MB"),
      ("memory <= 2000 MB", "memory <= 2GB"),
      ("disk_io > 0.5kB", "disk_io > 500B"),
      ("failures = 0", "failures == 0"),
      ("job:errors:rate5m > 00.10", "job:errors:rate5m > 0.1"),
      ("conversion: no drop > 5%", "conversion >= -5%"),
      ("conversion no drop > 5%", "conversion >= -5%"),
      ("conversion: no drop", "conversion >= +0%"),
      ("support_tickets: no increase >= 10%", "support_tickets < +10%"),
      ("latency_p95 <= +10%", "latency_p95 <= +10%"),
      ("latency_p95: <= +50ms", "latency_p95 <= +50ms"),
      ("engagement >= -0%", "engagement >= +0%"),
    ])
  func spelling(text: String, canonical: String) throws {
    #expect(try Criterion.reading(text).get().description == canonical)
  }

  @Test(
    "that cannot be read say where and why",
    arguments: [
      ("", 0, "the name of a metric was expected"),
      ("< 5%", 0, "the name of a metric was expected"),
      ("5xx < 5%", 0, "the name of a metric was expected"),
      ("error rate is low", 17, "one of <, <=, >, >= and == was expected"),
      ("errors {code} < 5", 7, "one of <, <=, >, >= and == was expected"),
      ("errors <", 8, "a number was expected"),
      ("errors < many", 9, "a number was expected"),
      ("errors < 1234567890123456789", 9, "a number was expected"),
      ("errors < 0.1234567", 9, "a number was expected"),
      ("errors < 5 apples", 11, "the unit 'apples' is unknown"),
      ("errors < 5/min", 10, "the unit '/min' is unknown"),
      ("errors > 5% for 5m", 15, "a time was not expected here"),
      ("errors > 5 for 5m", 11, "a time was not expected here"),
      ("errors > 5% or so", 12, "nothing was expected behind the bound"),
      ("errors < 1,000", 10, "nothing was expected behind the bound"),
      ("ratio < 2/3", 8, "the fraction has no finite decimal"),
      ("ratio < 1/0", 8, "the fraction has no finite decimal"),
      ("uptime > 999999999999999 d", 9, "the time is too long to be counted"),
      ("sales: no drop < 5%", 15, "'no drop' and 'no increase' were not followed by '>'"),
      ("no drop > 5%", 0, "the name of a metric was expected"),
    ])
  func errors(text: String, offset: Int, reason: String) {
    guard case .failure(let error) = Criterion.reading(text) else {
      Issue.record("'\(text)' was read")
      return
    }
    #expect(error.offset == offset)
    #expect(error.reason == reason)
  }

  @Test("read back from their spelling as the same criteria")
  func roundTrip() throws {
    var random = SplitMix64(seed: 7)
    let units = ["", "%", "ms", "s", "m", "h", "d", "w", "B", "kB", "MB", "GB", "TB", "/s", "/4"]
    var count = 0
    for _ in 0..<4_000 {
      let digits = Int.random(in: 1...17, using: &random)
      var number = (0..<digits).map { _ in String(Int.random(in: 0...9, using: &random)) }.joined()
      if Bool.random(using: &random) { number += ".\(Int.random(in: 0...9, using: &random))" }
      let comparator = Criterion.Comparator.allCases.randomElement(using: &random)?.rawValue ?? "<"
      let sign = ["", "+", "-"].randomElement(using: &random) ?? ""
      let unit = units.randomElement(using: &random) ?? ""
      guard
        case .success(let criterion) = Criterion.reading(
          "a_b \(comparator) \(sign)\(number)\(unit)")
      else { continue }
      count += 1
      #expect(try Criterion.reading(criterion.description).get() == criterion)
    }
    #expect(count > 2_000)
  }

  @Test("are read, or refused, whatever the bytes are")
  func totality() {
    var random = SplitMix64(seed: 11)
    let seeds = ["error_rate <= 0.5%", "conversion: no drop > 5%", "24h 30m", "score > 4/5 ≥"]
    for _ in 0..<5_000 {
      var bytes = Array((seeds.randomElement(using: &random) ?? "").utf8)
      for _ in 0..<3 {
        let index = Int.random(in: 0..<bytes.count, using: &random)
        bytes[index] = UInt8.random(in: 0...255, using: &random)
      }
      let text = String(decoding: bytes, as: UTF8.self)
      if case .failure(let error) = Criterion.reading(text) {
        #expect((0...text.utf8.count).contains(error.offset))
      }
      if case .failure(let error) = TimeSpan.reading(text) {
        #expect((0...text.utf8.count).contains(error.offset))
      }
    }
  }
}

@Suite("Times")
struct TimeSpanTests {
  @Test(
    "have one canonical spelling",
    arguments: [
      ("5m", "5m"), ("24h", "1d"), ("2 weeks", "14d"), ("90 s", "90s"), ("1h 30m", "90m"),
      ("1.5h", "90m"), ("1 day 12 hours", "36h"), ("0s", "0s"), ("1500ms", "1500ms"),
      ("36500d", "36500d"),
    ])
  func spelling(text: String, canonical: String) throws {
    let span = try TimeSpan.reading(text).get()
    #expect(span.description == canonical)
    #expect(try TimeSpan.reading(canonical).get() == span)
  }

  @Test(
    "that cannot be read say where and why",
    arguments: [
      ("", 0, "a number was expected"), ("permanent", 0, "a number was expected"),
      ("5", 1, "a unit of time was expected"), ("5%", 1, "a unit of time was expected"),
      ("5m later", 3, "a number was expected"), ("-5m", 0, "a number was expected"),
      ("99999999999 weeks", 0, "the time is longer than a hundred years"),
      ("100y", 3, "a unit of time was expected"),
      ("36000d 999d", 7, "the time is longer than a hundred years"),
      ("0.5ms", 0, "the time is not a whole number of milliseconds"),
    ])
  func errors(text: String, offset: Int, reason: String) {
    guard case .failure(let error) = TimeSpan.reading(text) else {
      Issue.record("'\(text)' was read")
      return
    }
    #expect(error.offset == offset)
    #expect(error.reason == reason)
  }

  @Test("fill days, the last one counted whole")
  func days() throws {
    #expect(try TimeSpan.reading("24h").get().days == 1)
    #expect(try TimeSpan.reading("25h").get().days == 2)
    #expect(try TimeSpan.reading("0s").get().days == 0)
  }
}
