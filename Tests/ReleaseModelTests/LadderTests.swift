import ReleaseModel
import SourceModel
import Testing

@Suite("Ladders")
struct LadderTests {
  private static func day(_ text: String) -> CalendarDate? { CalendarDate(text) }

  /// A ladder whose releases `v1`, `v2`, … are ten days apart, from 2026-01-01 on.
  private static func ladder(
    _ states: [Ladder.State], asOf: String = "2026-04-01", standsAtAfter: Bool = false
  ) throws -> Ladder {
    let first = try #require(day("2026-01-01"))
    return Ladder(
      contract: "api.yaml", format: "openapi", element: "GET /pets",
      rungs: states.enumerated().map { index, state in
        Ladder.Rung(
          tag: "v\(index + 1)", commit: "c\(index + 1)",
          date: CalendarDate(dayNumber: first.dayNumber + 10 * index), state: state)
      },
      asOf: try #require(day(asOf)), standsAtAfter: standsAtAfter)
  }

  @Test("Days count from the first release that announces without a gap since")
  func proven() throws {
    let ladder = try Self.ladder([
      .absent, .served, .announced(sunset: nil), .announced(sunset: nil),
    ])
    #expect(ladder.announced?.tag == "v3")
    #expect(ladder.days == 70)
    #expect(ladder.releases == 2)
    #expect(ladder.firstServed?.tag == "v2")
    #expect(ladder.servedUntil?.tag == "v4")
    #expect(!ladder.isUndecided)
    #expect(ladder.proof == "deprecated in v3 (2026-01-21), served until v4, 70 days")
  }

  @Test(
    "An announcement that is made again starts anew", arguments: [Ladder.State.served, .absent])
  func gap(_ gap: Ladder.State) throws {
    let ladder = try Self.ladder([
      .announced(sunset: nil), gap, .announced(sunset: nil),
    ])
    #expect(ladder.announced?.tag == "v3")
    #expect(ladder.releases == 1)
    #expect(!ladder.isUndecided)
  }

  @Test("An announcement that was withdrawn is none")
  func withdrawn() throws {
    let ladder = try Self.ladder([.served, .announced(sunset: nil), .served, .served])
    #expect(ladder.announced == nil)
    #expect(ladder.days == nil)
    #expect(ladder.releases == 0)
    #expect(ladder.proof == "served until v4, not deprecated since v3")
  }

  @Test("What was never announced is said so")
  func never() throws {
    #expect(try Self.ladder([.absent, .served]).proof == "served until v2, never deprecated")
    #expect(try Self.ladder([.absent, .absent]).proof == "served by no release")
    #expect(try Self.ladder([]).proof == "served by no release")
    #expect(try Self.ladder([.served, .absent]).servedUntil?.tag == "v1")
  }

  @Test("A release that cannot be read leaves open what stands before it")
  func unreadable() throws {
    let unknown = Ladder.State.unreadable(reason: "it is a submodule")
    let newest = try Self.ladder([.announced(sunset: nil), unknown])
    #expect(newest.isUndecided)
    #expect(newest.announced == nil)
    #expect(newest.proof == "served until v1, v2 could not be read: it is a submodule")
    let before = try Self.ladder([unknown, .announced(sunset: nil)], asOf: "2026-01-12")
    #expect(before.isUndecided)
    #expect(
      before.proof == "deprecated in v2 (2026-01-11), served until v2, 1 day, perhaps earlier: "
        + "v1 could not be read: it is a submodule")
    #expect(try !Self.ladder([unknown, .served]).isUndecided)
    #expect(try !Self.ladder([unknown, .served, .announced(sunset: nil)]).isUndecided)
  }

  @Test("The sunset is the latest day that was promised, and its moves are told")
  func sunsets() throws {
    let (may, june, july) = (Self.day("2026-05-01"), Self.day("2026-06-01"), Self.day("2026-07-01"))
    let ladder = try Self.ladder([
      .announced(sunset: nil), .announced(sunset: june), .announced(sunset: june),
      .announced(sunset: july), .announced(sunset: nil), .announced(sunset: may),
    ])
    #expect(ladder.sunset == july)
    #expect(ladder.promisedSunset?.rung.tag == "v4")
    #expect(ladder.sunsetHistory.map(\.rung.tag) == ["v1", "v2", "v4", "v5", "v6"])
    #expect(ladder.sunsetHistory.map(\.end) == [nil, june, july, nil, may])
    // The day of v4 was promised until v6 set an earlier one.
    #expect(ladder.sunsetMovedEarlier.map(\.from.rung.tag) == ["v4"])
    #expect(ladder.sunsetMovedEarlier.map(\.to.rung.tag) == ["v6"])
    #expect(
      ladder.proof
        == "deprecated in v1 (2026-01-01) with sunset 2026-07-01 (promised by v4), served until v6, "
        + "90 days")
  }

  @Test("A promised day outlives its withdrawal and a gap, as long as the end is announced")
  func withdrawnSunset() throws {
    let (june, july) = (Self.day("2026-06-01"), Self.day("2026-07-01"))
    let withdrawn = try Self.ladder([.announced(sunset: june), .announced(sunset: nil)])
    #expect(withdrawn.sunset == june)
    #expect(withdrawn.promisedSunset?.rung.tag == "v1")
    let again = try Self.ladder([
      .announced(sunset: july), .served, .announced(sunset: june), .announced(sunset: june),
    ])
    #expect(again.sunset == july)
    #expect(again.announced?.tag == "v3")
    #expect(again.proof.contains("with sunset 2026-07-01 (promised by v1), served until v4"))
    #expect(try Self.ladder([.announced(sunset: june), .served]).sunset == nil)
    #expect(try Self.ladder([.announced(sunset: june), .announced(sunset: july)]).sunset == july)
  }

  @Test("The removal is that of the newest release, and its moves are told")
  func removals() throws {
    let sunset = Self.day("2026-06-01")
    let ladder = try Self.ladder([
      .announced(sunset: nil), .announced(sunset: nil, removal: "b"),
      .announced(sunset: nil, removal: "c"), .announced(sunset: nil, removal: "soon"),
      .announced(sunset: nil), .announced(sunset: sunset, removal: "a"),
    ])
    #expect(ladder.removal == "a")
    #expect(
      ladder.proof == "deprecated in v1 (2026-01-01) with sunset 2026-06-01, removal in a, "
        + "served until v6, 90 days")
    // A text that names no version takes back what was said before it as little as silence does.
    let moves = ladder.removalMovedEarlier { $0 == "soon" || $1 == "soon" ? nil : $0 < $1 }
    #expect(moves.map(\.from.rung.tag) == ["v3"])
    #expect(moves.map(\.from.end) == ["c"])
    #expect(moves.map(\.to.rung.tag) == ["v6"])
    #expect(ladder.removalMovedEarlier { _, _ in nil }.isEmpty)
    let later = try Self.ladder([
      .announced(sunset: nil, removal: "a"), .announced(sunset: nil, removal: "b"),
    ])
    #expect(later.removalMovedEarlier { $0 < $1 }.isEmpty)
    #expect(
      later.proof == "deprecated in v1 (2026-01-01), removal in b, served until v2, 90 days")
  }

  @Test("A move before a gap is not of this run")
  func moveBeforeGap() throws {
    let (may, june) = (Self.day("2026-05-01"), Self.day("2026-06-01"))
    let ladder = try Self.ladder([
      .announced(sunset: june), .announced(sunset: may), .served, .announced(sunset: june),
    ])
    #expect(ladder.sunsetMovedEarlier.isEmpty)
    #expect(ladder.sunset == june)
  }
}
