import Foundation
import HistoryBuilding
import SourceModel
import Testing

@Suite("Judgements that must not be wrong")
struct JudgementTests {
  private func check(_ timeline: Timeline, _ arguments: String...) throws -> Program.Outcome {
    try timeline.build { directory in
      try Program.run(["check", "--repo", directory, "--format", "json"] + arguments)
    }
  }

  // MARK: What a deprecation excuses

  /// An API of one deprecated operation, with more of it.
  private static func deprecated(_ more: String) -> String {
    """
    openapi: 3.1.0
    info: {title: Shop, version: '1'}
    paths:
      /a: {get: {deprecated: true, \(more)responses: {'200': {description: ok}}}}

    """
  }

  @Test("A deprecation excuses no change of what is still served")
  func changedInPlace() throws {
    var timeline = Timeline()
    timeline.add("v1.0.0", on: "2025-01-01", Self.deprecated(""))
    timeline.add(
      nil, on: "2026-01-01",
      Self.deprecated("parameters: [{name: q, in: query, required: true, schema: {}}], "))
    for pack in ["builtin:core", "builtin:release-safety", "builtin:strict"] {
      let outcome = try check(timeline, "v1.0.0..HEAD", "--pack", pack)
      #expect(outcome.exitCode == 1)
      #expect(
        outcome.unmet.first
          == "the element is still served, so that no deprecation excuses the change")
    }
  }

  @Test("A deprecation excuses what is taken out of the element, or renamed in it")
  func takenAway() throws {
    let answer = "deprecated: true, responses: {'200': {description: ok, content: {application/json"
    func api(_ name: String?) -> String {
      let (required, property) = name.map { (", \($0)", ", \($0): {type: string}") } ?? ("", "")
      return """
        openapi: 3.1.0
        info: {title: Shop, version: '1'}
        paths:
          /a: {get: {\(answer): {schema: {$ref: '#/components/schemas/Book'}}}}}}}
          /b: {get: {\(answer): {schema: {$ref: '#/components/schemas/Book'}}}}}}}
        components:
          schemas:
            Book: {type: object, required: [id\(required)], properties: {id: {}\(property)}}

        """
    }
    var timeline = Timeline()
    timeline.add("v1.0.0", on: "2025-01-01", api("pageCount"))
    timeline.add(nil, on: "2026-01-01", api("page_count"))
    timeline.add(nil, on: "2026-01-02", api(nil))
    let renamed = try check(timeline, "v1.0.0..HEAD~1")
    #expect(renamed.output.contains("required-property-renamed"))
    #expect(renamed.exitCode == 0)
    let removed = try check(timeline, "v1.0.0..HEAD")
    #expect(removed.output.contains("required-property-removed"))
    #expect(removed.exitCode == 0)
  }

  // MARK: Versions

  @Test("Removing what was announced calls for a major version")
  func announcedRemoval() throws {
    var timeline = Timeline()
    timeline.add("v1.0.0", on: "2026-01-01", Timeline.api("/a", "/b deprecated"))
    var next = timeline
    timeline.add("v1.1.0", on: "2026-06-01", Timeline.api("/a"))
    next.add("v2.0.0", on: "2026-06-01", Timeline.api("/a"))
    let minor = try check(timeline, "--release", "v1.0.0..v1.1.0")
    #expect(minor.findings.contains { $0.hasPrefix("error release/version-too-low") })
    #expect(minor.output.contains("the gravest of which is breaking: 2.0.0 is the lowest version"))
    #expect(minor.exitCode == 1)
    let major = try check(next, "--release", "v1.0.0..v2.0.0")
    #expect(major.findings == [])
    #expect(major.exitCode == 0)
  }

  /// What a pack says of a break that demands a version, in a commit that declares one, or a tag.
  private func versioned(
    _ before: String, _ after: String, tag: String? = nil, other: String? = nil
  ) throws -> Program.Outcome {
    let policy: [RepositoryPath: BuiltFile] = [
      ".relgate.yaml": "schema: relgate/config/1\npacks: [policies/bump.yaml]\n",
      "policies/bump.yaml": """
      schema: relgate/pack/1
      name: bump
      clauses:
        - id: bump
          when: {classification: [breaking]}
          require: [{version_bump: true}]
          severity: error

      """,
    ]
    var later = policy
    if let other { later["other.yaml"] = .text(Timeline.api("/x", version: other)) }
    var timeline = Timeline()
    timeline.add("v1.0.0", on: "2026-01-01", Timeline.api("/a", "/b", version: before), policy)
    timeline.add(tag, on: "2026-02-01", Timeline.api("/a", version: after), later)
    return try check(timeline, "v1.0.0..HEAD")
  }

  @Test(
    "Only a higher version that can be compared is a promise",
    arguments: ["latest", "v2", "1.1.0.1", "2000.0.0", "other-2.0.0"])
  func incomparable(_ version: String) throws {
    let outcome = try versioned("1.0.0", version)
    #expect(outcome.exitCode == 1)
    #expect(outcome.unmet == ["version '\(version)' cannot be compared"])
  }

  @Test("The version of the contract or of the tag must be high enough")
  func comparable() throws {
    #expect(try versioned("1.0.0", "2.0.0").exitCode == 0)
    let minor = try versioned("1.0.0", "1.1.0")
    #expect(
      minor.unmet == [
        "'1.1.0' promised less than the change: 2.0.0 is the lowest version after '1.0.0'"
      ])
    #expect(try versioned("1.0.0", "1.0.0").unmet == ["no version is declared"])
    // What another contract promises is none of this one's.
    #expect(try versioned("1.0.0", "1.0.0", other: "2.0.0").unmet == ["no version is declared"])
    #expect(try versioned("1", "1", tag: "v2.0.0").exitCode == 0)
    #expect(try versioned("1", "latest", tag: "v2.0.0").exitCode == 0)
    let tagged = try versioned("1", "1", tag: "v1.1.0")
    #expect(
      tagged.unmet == [
        "'v1.1.0' promised less than the change: 2.0.0 is the lowest version after 'v1.0.0'"
      ])
    #expect(try versioned("1", "1", tag: "v2").unmet == ["version 'v2' cannot be compared"])
  }

  // MARK: Components

  /// Two components with tags of their own, and an API that belongs to none.
  private static func components(
    a: String, b: String, rest: String
  ) -> [RepositoryPath: BuiltFile] {
    [
      ".relgate.yaml": """
      schema: relgate/config/1
      components:
        - {name: a, paths: ["a/**"], tags: "a-v*"}
        - {name: b, paths: ["b/**"], tags: "b-v*"}

      """, "a/api.yaml": .text(a), "b/api.yaml": .text(b), "rest.yaml": .text(rest),
    ]
  }

  @Test("A component's tag answers for its own changes alone")
  func componentTags() throws {
    let (one, two) = (Timeline.api("/x"), Timeline.api("/x", "/y"))
    var timeline = Timeline()
    timeline.steps = [
      Timeline.Step(
        tag: "a-v1.0.0", day: "2026-01-01",
        files: Self.components(a: one, b: two, rest: one)),
      Timeline.Step(
        tag: "a-v1.0.1", day: "2026-02-01",
        files: Self.components(a: one, b: one, rest: two)),
      Timeline.Step(
        tag: "a-v1.0.2", day: "2026-03-01",
        files: Self.components(a: two, b: one, rest: two)),
    ]
    let other = try check(timeline, "a-v1.0.0..a-v1.0.1")
    #expect(other.findings == ["error openapi/operation-removed GET /y"])
    let own = try check(timeline, "a-v1.0.1..a-v1.0.2")
    #expect(own.findings == ["error release/version-too-low"])
    let bump = try timeline.build {
      try Program.run("bump", "--repo", $0, "a-v1.0.0..a-v1.0.2")
    }
    #expect(
      bump.output == """
        a: minor from a-v1.0.0, at least 1.1.0, declared a-v1.0.2
        b: major, nothing declared
        no component: minor, nothing declared

        """, "\(bump.errors)")
  }

  // MARK: History

  @Test("A promised day that a release withdrew still holds")
  func withdrawnSunset() throws {
    var timeline = Timeline()
    timeline.add("v1.0.0", on: "2025-01-01", Timeline.api("/a", "/b deprecated sunset 2026-12-31"))
    timeline.add("v1.1.0", on: "2025-02-01", Timeline.api("/a", "/b deprecated"))
    timeline.add(nil, on: "2026-08-01", Timeline.api("/a"))
    let early = try check(timeline, "v1.1.0..HEAD")
    #expect(early.exitCode == 1)
    #expect(early.unmet.first?.contains("with sunset 2026-12-31 (promised by v1.0.0)") == true)
    #expect(early.unmet.first?.contains("sunset 2026-12-31 not reached") == true)
    #expect(try check(timeline, "v1.1.0..HEAD", "--as-of", "2027-01-01").exitCode == 0)
  }

  @Test("Without release tags an announced end is undecided, and one that was not is blocked")
  func noTags() throws {
    var timeline = Timeline()
    timeline.add(nil, on: "2025-01-01", Timeline.api("/a", "/b deprecated", "/c"))
    timeline.add(nil, on: "2026-01-01", Timeline.api("/a", "/c"))
    timeline.add(nil, on: "2026-01-02", Timeline.api("/a"))
    let undecided = try check(timeline, "HEAD~2..HEAD~1")
    #expect(undecided.exitCode == 3)
    #expect(undecided.verdict == "undecided")
    #expect(undecided.findings == [])
    #expect(undecided.output.contains("history/releases-missing"))
    #expect(undecided.output.contains("git fetch --tags"))
    let blocked = try check(timeline, "HEAD~2..HEAD")
    #expect(blocked.exitCode == 1)
    #expect(blocked.findings == ["error openapi/operation-removed GET /c"])
  }

  @Test("What was removed, restored and removed again was introduced by the last removal")
  func removedTwice() throws {
    var timeline = Timeline()
    for (index, isWhole) in [true, false, false, false, true, false].enumerated() {
      timeline.add(
        index == 0 ? "v1.0.0" : nil, on: "2026-01-0\(index + 1)",
        isWhole
          ? Timeline.api("/a", "/b", version: "\(index)") : Timeline.api("/a", version: "\(index)"))
    }
    let outcome = try check(timeline, "v1.0.0..HEAD")
    let introduced = (outcome.report["findings"] as? [[String: Any]])?.first?["introducedBy"]
    #expect((introduced as? [String: Any])?["subject"] as? String == "Commit 5")
  }
}
