import GitHistory
import HistoryBuilding
import SourceModel
import Testing

@Suite struct PrecedingReleasesTests {
  private func releases(
    _ spelling: RangeSpelling, fitting pattern: String? = nil, until day: String = "2027-01-01",
    at directory: String
  ) throws -> [String] {
    let repository = try Repository(at: directory)
    return try repository.releases(
      preceding: repository.range(spelling),
      fitting: try pattern.map { try PathGlob.reading($0).get() },
      until: try #require(CalendarDate(day))
    ).map { "\($0.tag.name) \($0.date)" }
  }

  @Test func areThoseBelowTheRevisionsOwnTag() throws {
    let scratch = try Scratch()
    var history = try HistoryBuilder(at: scratch("r"))
    let first = try history.commit(["a": "1"])
    try history.tag("v1.0.0", at: first)
    let candidate = try history.commit(["a": "2"])
    try history.tag("v2.0.0-rc.1", at: candidate)
    let second = try history.commit(["a": "3"])
    try history.tag("v2.0.0", at: second)
    // A fix of the first release, on a branch of its own.
    let fix = try history.commit(["a": "4"], parents: [first], branch: "fix")
    try history.tag("v1.0.1", at: fix, message: "Fix")
    let third = try history.commit(["a": "5"], parents: [second])

    let all = ["v1.0.0 2026-01-01", "v1.0.1 2026-01-04"]
    #expect(
      try releases(.between(before: "v1.0.0", after: "v2.0.0"), at: scratch("r")) == all)
    #expect(
      try releases(
        .between(before: "v1.0.0", after: "v2.0.0"), until: "2026-01-03", at: scratch("r"))
        == ["v1.0.0 2026-01-01"])
    #expect(try releases(.between(before: "v1.0.0", after: "v1.0.0"), at: scratch("r")) == [])
    #expect(
      try releases(.between(before: "v1.0.0", after: third.hex), at: scratch("r"))
        == all + ["v2.0.0 2026-01-03"])
    // A revision between two releases has not seen the later one, unless it is compared with it.
    try history.tag("v3.0.0", at: try history.commit(["a": "6"], parents: [third]))
    #expect(
      try releases(.between(before: "v1.0.0", after: third.hex), at: scratch("r"))
        == all + ["v2.0.0 2026-01-03"])
    #expect(
      try releases(.between(before: "v3.0.0", after: third.hex), at: scratch("r")).last
        == "v3.0.0 2026-01-06")
    #expect(
      try releases(.between(before: "v1.0.0", after: "v2.0.0-rc.1"), at: scratch("r")) == all)
  }

  @Test func areOfTheStreamThatTheRangeTells() throws {
    let scratch = try Scratch()
    var history = try HistoryBuilder(at: scratch("r"))
    for (index, tag) in ["api/v1.0.0", "web/v1.0.0", "api/v1.1.0", "web/v2.0.0"].enumerated() {
      try history.tag(tag, at: try history.commit(["a": .text("\(index)")]))
    }
    _ = try history.commit(["a": "x"])
    #expect(
      try releases(.between(before: "api/v1.0.0", after: "api/v1.1.0"), at: scratch("r"))
        == ["api/v1.0.0 2026-01-01"])
    #expect(
      try releases(.between(before: "api/v1.1.0", after: "main"), at: scratch("r"))
        == ["api/v1.0.0 2026-01-01", "api/v1.1.0 2026-01-03"])
    #expect(
      try releases(.between(before: "main~1", after: "main"), fitting: "web/*", at: scratch("r"))
        == ["web/v1.0.0 2026-01-02", "web/v2.0.0 2026-01-04"])
    let untagged = try history.commit(["a": "y"])
    #expect(throws: GitError(.severalStreams(["api", "web"]))) {
      try releases(.between(before: untagged.hex, after: untagged.hex), at: scratch("r"))
    }
  }

  @Test func areNoneInAHistoryWithoutReleases() throws {
    let scratch = try Scratch()
    var history = try HistoryBuilder(at: scratch("r"))
    let first = try history.commit(["a": "1"])
    let second = try history.commit(["a": "2"])
    #expect(
      try releases(.between(before: first.hex, after: second.hex), at: scratch("r")) == [])
  }

  @Test func newestDateIsThatOfAnyAncestor() throws {
    let scratch = try Scratch()
    var history = try HistoryBuilder(at: scratch("r"))
    let day: Int64 = 86_400
    let first = try history.commit(["a": "1"], seconds: HistoryBuilder.start + 9 * day)
    let second = try history.commit(["a": "2"], seconds: HistoryBuilder.start + 2 * day)
    let third = try history.commit(["a": "3"], seconds: HistoryBuilder.start + 5 * day)
    let repository = try Repository(at: scratch("r"))
    for (commit, date) in [
      (first, "2026-01-10"), (second, "2026-01-10"), (third, "2026-01-10"),
    ] {
      #expect(
        try repository.newestDate(throughHistoryOf: commit) == CalendarDate(date))
    }
    let alone = try history.commit(["a": "4"], parents: [], seconds: HistoryBuilder.start)
    #expect(
      try Repository(at: scratch("r")).newestDate(throughHistoryOf: alone)
        == CalendarDate("2026-01-01"))
  }
}
