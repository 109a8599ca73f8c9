import ReleaseModel
import SourceModel
import TestSupport
import Testing

@testable import ReleaseChecks

@Suite("Deprecations")
struct DeprecationTests {
  private let api = RecordTrials.api("/a", "/b")

  private func entry(_ announced: String, _ body: String) -> String {
    """
    -- file: deprecations/list.yaml
    schema: relgate/deprecation/1
    id: list
    affects: {element: GET /b, path: api/openapi.yaml}
    announced: \(announced)
    \(body)

    """
  }

  /// The facts of a range that removes the operation, behind releases.
  private func facts(
    _ releases: [(tag: String, date: String, text: String)], after: String, asOf: String
  ) -> [ReleaseFact] {
    let before = releases.last?.text ?? ""
    let scene = ReleaseScene(
      before: before, after: after,
      releases: releases.map { ReleaseScene.PastRelease(tag: $0.tag, on: $0.date, $0.text) },
      changes: ToldChanges(before: before, after: after).changes, asOf: asOf)
    return RecordChecks.facts(in: scene, nil)
  }

  @Test("count from the release that carried them, whatever day they state")
  func announcement() {
    let releases = [
      ("v1.0.0", "2026-01-01", api),
      ("v1.1.0", "2026-03-01", api + entry("2026-01-01", "days: 90")),
    ]
    let early = facts(releases, after: RecordTrials.api("/a"), asOf: "2026-04-15")
      .first { $0.rule == Removals.early }
    #expect(
      early?.message
        == "'GET /b' was removed on 2026-04-15, day 45 after 'v1.1.0' announced it, and may go on "
        + "2026-05-30")
    #expect(early?.place?.path == "api/openapi.yaml")
    #expect(early?.related.first?.path == "deprecations/list.yaml")
    let later = facts(releases, after: RecordTrials.api("/a"), asOf: "2026-05-30")
    #expect(!later.contains { $0.rule == Removals.early })
  }

  @Test("never count from a day before that of an earlier release")
  func backdating() {
    let releases = [
      ("v1.0.0", "2026-03-01", api),
      ("v1.1.0", "2025-01-01", api + entry("2025-01-01", "days: 90")),
    ]
    let found = facts(releases, after: RecordTrials.api("/a"), asOf: "2026-05-29")
    #expect(found.contains { $0.rule == Removals.early })
    let later = facts(releases, after: RecordTrials.api("/a"), asOf: "2026-05-30")
    #expect(!later.contains { $0.rule == Removals.early })
  }

  @Test("keep the longest promise, which cannot be shortened before the end")
  func shortening() {
    let releases = [("v1.0.0", "2026-01-01", api + entry("2026-01-01", "days: 180"))]
    let after = RecordTrials.api("/a") + entry("2026-01-01", "days: 30")
    let found = Set(facts(releases, after: after, asOf: "2026-03-01").map(\.rule.id))
    #expect(found.contains("release/deprecation-shortened"))
    #expect(found.contains("release/removed-early"))
  }

  @Test("hold for an entry that goes together with what it is about")
  func goneEntry() {
    let releases = [("v1.0.0", "2026-01-01", api + entry("2026-01-01", "days: 90"))]
    let scene = ReleaseScene(
      before: releases[0].2, after: RecordTrials.api("/a"),
      releases: [ReleaseScene.PastRelease(tag: "v1.0.0", on: "2026-01-01", releases[0].2)],
      changes: ToldChanges(before: api, after: RecordTrials.api("/a")).changes,
      asOf: "2026-02-01")
    let found = RecordChecks.facts(in: scene, nil).map(\.rule.id)
    #expect(found.contains("release/removed-early"))
    #expect(!found.contains("release/deprecation-missing"))
  }

  @Test("name a version before which nothing goes")
  func version() {
    let releases = [
      (
        "v1.0.0", "2026-01-01",
        api + entry("2026-01-01", "days: 90\nremoval: {version: 2.0.0}")
      )
    ]
    let minor = facts(
      releases, after: RecordTrials.api("/a") + RecordTrials.text("", version: "1.1.0"),
      asOf: "2026-06-01"
    ).filter { $0.rule == Removals.early }
    #expect(
      minor.map(\.message) == ["'GET /b' was removed in '1.1.0', and may go in '2.0.0'"])
    let major = facts(
      releases, after: RecordTrials.api("/a") + RecordTrials.text("", version: "2.0.0"),
      asOf: "2026-06-01"
    ).filter { $0.rule == Removals.early }
    #expect(major.isEmpty)
  }

  @Test("are kept by an operation that answers 410 alone")
  func gone() {
    let releases = [("v1.0.0", "2026-01-01", api + entry("2026-01-01", "days: 90"))]
    let after = """
      -- file: api/openapi.yaml
      openapi: 3.0.3
      info: {title: Users, version: 1.0.0}
      paths:
        /a:
          get: {responses: {'200': {description: all}}}
        /b:
          get: {responses: {'410': {description: gone}}}

      """
    let found = facts(releases, after: after, asOf: "2026-06-01").map(\.rule.id)
    #expect(!found.contains("release/removal-overdue"))
    let unchanged = facts(releases, after: "", asOf: "2026-06-01").map(\.rule.id)
    #expect(unchanged.contains("release/removal-overdue"))
  }
}
