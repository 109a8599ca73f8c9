import Criteria
import DataTrees
import Testing

@Suite("Intervals")
struct IntervalTests {
  private func values(_ text: String) throws -> Interval {
    try Criterion.reading(text).get().values
  }

  @Test(
    "meet where some value belongs to both",
    arguments: [
      ("x < 1%", "x > 3%", false), ("x <= 1%", "x >= 1%", true), ("x < 1%", "x >= 1%", false),
      ("x <= 3%", "x > 1%", true), ("x == 2", "x < 2", false), ("x == 2", "x <= 2", true),
    ])
  func meeting(first: String, second: String, doMeet: Bool) throws {
    #expect(try (values(first).intersection(values(second)) != nil) == doMeet)
    #expect(try (values(second).intersection(values(first)) != nil) == doMeet)
  }

  @Test(
    "leave gaps between them",
    arguments: [
      (["x < 0.5%", "x > 3%"], ["from 0.5% to 3%"]), (["x < 3%", "x >= 3%"], []),
      (["x < 3%", "x > 3%"], ["3%"]), (["x <= 3%", "x > 1%"], []),
      (["x == 2%"], ["below 2%", "above 2%"]), ([], ["any value"]),
      (["x >= 1%", "x < 0.5%", "x == 0.7%"], ["from 0.5% below 0.7%", "above 0.7% below 1%"]),
    ])
  func gaps(texts: [String], expected: [String]) throws {
    let scale = try Criterion.reading("x < 1%").get().scale
    let gaps = try Interval.gaps(between: texts.map(values))
    #expect(gaps.map { $0.text(on: scale) } == expected)
  }

  @Test(
    "are covered where each value belongs to another",
    arguments: [
      ("x > 3%", ["x > 1%"], true), ("x > 3%", ["x > 6%"], false), ("x > 3%", ["x >= 3%"], true),
      ("x >= 3%", ["x > 3%"], false), ("x > 3%", ["x > 6%", "x <= 6%"], true),
      ("x > 3%", [], false),
    ])
  func covering(inner: String, outer: [String], isCovered: Bool) throws {
    #expect(try values(inner).isCovered(by: outer.map(values)) == isCovered)
  }

  @Test("contain the values between their ends")
  func containing() throws {
    let below = try values("x < 5")
    #expect(below.contains(DecimalNumber(4)))
    #expect(!below.contains(DecimalNumber(5)))
  }
}
