import Foundation
import HistoryBuilding
import SourceModel
import Testing

@Suite("The gate")
struct CheckTests {
  private func check(_ timeline: Timeline, _ arguments: String...) throws -> Program.Outcome {
    try timeline.build { directory in
      try Program.run(["check", "--repo", directory, "--format", "json"] + arguments)
    }
  }

  @Test("A break blocks, an addition passes, and a range without contracts says so")
  func verdicts() throws {
    var timeline = Timeline()
    timeline.add("v1.0.0", on: "2026-01-01", Timeline.api("/a", "/b"))
    timeline.add(nil, on: "2026-02-01", Timeline.api("/a", "/b", "/c"))
    timeline.add(nil, on: "2026-02-02", Timeline.api("/a", "/c"))
    timeline.add(nil, on: "2026-02-03", Timeline.api("/a", "/c"), ["README": "r"])
    let broken = try check(timeline, "HEAD~2..HEAD~1")
    #expect(broken.exitCode == 1)
    #expect(broken.verdict == "blocked")
    #expect(broken.findings == ["error openapi/operation-removed GET /b"])
    #expect(
      broken.unmet == ["served until v1.0.0, never deprecated"])
    let added = try check(timeline, "v1.0.0..HEAD~2")
    #expect(added.exitCode == 0 && added.verdict == "passed" && added.findings == [])
    let nothing = try check(timeline, "HEAD~1..HEAD")
    #expect(nothing.exitCode == 0 && nothing.verdict == "passed")
    let text = try timeline.build { try Program.run("check", "--repo", $0, "HEAD~1..HEAD") }
    #expect(text.output.contains("nothing in scope"))
  }

  @Test("What a range introduces and what the release contains are two questions")
  func questions() throws {
    var timeline = Timeline()
    timeline.add("v1.0.0", on: "2026-01-01", Timeline.api("/a", "/b"))
    timeline.add(nil, on: "2026-02-01", Timeline.api("/a"))
    timeline.add(nil, on: "2026-02-02", Timeline.api("/a", "/c"))
    let merge = try check(timeline, "HEAD~1..HEAD")
    #expect(merge.exitCode == 0)
    #expect(merge.report["question"] as? String == "merge")
    let release = try check(timeline)
    #expect(release.exitCode == 1)
    #expect(release.report["question"] as? String == "release")
    let introduced = (release.report["findings"] as? [[String: Any]])?.first?["introducedBy"]
    #expect((introduced as? [String: Any])?["subject"] as? String == "Commit 1")
  }

  @Test("An element that an earlier release announced may go")
  func announced() throws {
    var timeline = Timeline()
    timeline.add("v1.0.0", on: "2026-01-01", Timeline.api("/a", "/b"))
    timeline.add("v1.1.0", on: "2026-02-01", Timeline.api("/a", "/b deprecated"))
    timeline.add(nil, on: "2026-03-01", Timeline.api("/a"))
    let passed = try check(timeline, "HEAD~1..HEAD")
    #expect(passed.exitCode == 0)
    let text = try timeline.build {
      try Program.run("check", "--repo", $0, "HEAD~1..HEAD", "--pack", "builtin:release-safety")
    }
    #expect(text.exitCode == 1)
    #expect(
      text.output.contains(
        "deprecated in v1.1.0 (2026-02-01), served until v1.1.0, 28 days"))
    #expect(text.output.contains("62 days missing"))
    let later = try check(
      timeline, "HEAD~1..HEAD", "--pack", "builtin:release-safety", "--as-of", "2026-05-02")
    #expect(later.exitCode == 0)
  }

  @Test("Announced and removed since the last release is blocked")
  func announcedTooLate() throws {
    var timeline = Timeline()
    timeline.add("v1.0.0", on: "2026-01-01", Timeline.api("/a", "/b"))
    timeline.add(nil, on: "2026-02-01", Timeline.api("/a", "/b deprecated"))
    timeline.add(nil, on: "2026-03-01", Timeline.api("/a"))
    #expect(
      try check(timeline, "HEAD~1..HEAD").findings == ["error openapi/operation-removed GET /b"])
    #expect(
      try check(timeline, "--release").findings == ["error openapi/operation-removed GET /b"])
  }

  @Test("Announcing again restarts the time")
  func gap() throws {
    var timeline = Timeline()
    timeline.add("v1.0.0", on: "2026-01-01", Timeline.api("/a", "/b deprecated"))
    timeline.add("v1.1.0", on: "2026-06-01", Timeline.api("/a", "/b"))
    timeline.add("v1.2.0", on: "2026-07-01", Timeline.api("/a", "/b deprecated"))
    timeline.add(nil, on: "2026-08-01", Timeline.api("/a"))
    let outcome = try check(timeline, "HEAD~1..HEAD", "--pack", "builtin:release-safety")
    #expect(outcome.exitCode == 1)
    #expect(outcome.unmet.first?.hasPrefix("deprecated in v1.2.0 (2026-07-01)") == true)
  }

  @Test("Before its announced last day an element must stay, however long ago it was announced")
  func sunset() throws {
    var timeline = Timeline()
    timeline.add("v1.0.0", on: "2025-01-01", Timeline.api("/a", "/b deprecated sunset 2026-12-31"))
    timeline.add(nil, on: "2026-08-01", Timeline.api("/a"))
    #expect(try check(timeline, "HEAD~1..HEAD").exitCode == 1)
    #expect(try check(timeline, "HEAD~1..HEAD", "--as-of", "2027-01-01").exitCode == 0)
  }

  @Test("A date that cannot be is told")
  func dates() throws {
    var timeline = Timeline()
    timeline.add("v1.0.0", on: "2026-06-01", Timeline.api("/a"))
    timeline.add(nil, on: "2026-01-01", Timeline.api("/a", "/b"))
    #expect(
      try check(timeline, "v1.0.0..HEAD").findings.contains {
        $0.contains("history/date-implausible")
      })
    #expect(
      try check(timeline, "v1.0.0..HEAD", "--as-of", "2025-01-01").findings
        .contains { $0.contains("history/date-implausible") })
  }

  @Test("A contract that becomes readable is a finding, not an undecided run for ever")
  func becameReadable() throws {
    var timeline = Timeline()
    timeline.add("v1.0.0", on: "2026-01-01", Timeline.api("/a"))
    timeline.add(nil, on: "2026-02-01", "openapi: 3.1.0\ninfo: {title: a, version: '1'\npaths: [")
    timeline.add(nil, on: "2026-02-02", Timeline.api("/a"))
    let outcome = try check(timeline, "HEAD~1..HEAD")
    #expect(outcome.exitCode == 1)
    #expect(outcome.findings.contains { $0.contains("openapi/before-unreadable") })
    #expect(try check(timeline, "HEAD~2..HEAD~1").exitCode == 3)
  }

  @Test("A release whose tag promises less than it breaks is blocked")
  func versions() throws {
    var timeline = Timeline()
    timeline.add("v1.0.0", on: "2026-01-01", Timeline.api("/a", "/b deprecated"))
    timeline.add("v1.0.1", on: "2026-02-01", Timeline.api("/a", "/b deprecated", "/c"))
    let outcome = try check(timeline, "--release", "v1.0.0..v1.0.1")
    #expect(outcome.exitCode == 1)
    #expect(outcome.findings.contains { $0.contains("release/version-too-low") })
  }

  @Test("A release inside the range that carried the removal is no gap in its announcement")
  func acrossReleases() throws {
    var timeline = Timeline()
    timeline.add("v1.0.0", on: "2026-01-01", Timeline.api("/a", "/b"))
    timeline.add("v1.1.0", on: "2026-02-01", Timeline.api("/a", "/b deprecated"))
    timeline.add("v2.0.0", on: "2026-03-01", Timeline.api("/a"))
    timeline.add(nil, on: "2026-09-01", Timeline.api("/a", "/c"))
    #expect(try check(timeline, "v1.1.0..HEAD").exitCode == 0)
    // The time ends with the release that carried the removal.
    let window = try check(timeline, "v1.1.0..HEAD", "--pack", "builtin:release-safety")
    #expect(window.exitCode == 1)
    #expect(window.unmet.first?.contains("28 days") == true)
  }

  @Test("A contract that moves together with its entry in the configuration is followed")
  func movedWithConfiguration() throws {
    func config(_ path: String) -> BuiltFile {
      .text("schema: relgate/config/1\ncontracts: [{format: openapi, paths: [\(path)]}]\n")
    }
    var timeline = Timeline()
    let api = Timeline.api("/a", "/b", "/c", "/d")
    timeline.add("v1.0.0", on: "2026-01-01", api, [".relgate.yaml": config("api.yaml")])
    timeline.steps.append(
      Timeline.Step(
        tag: nil, day: "2026-02-01",
        files: [
          "web.yaml": .text(Timeline.api("/a", "/b", "/c")), ".relgate.yaml": config("web.yaml"),
        ]))
    for arguments in [["--release"], ["v1.0.0..HEAD"]] {
      let outcome = try timeline.build { directory in
        try Program.run(["check", "--repo", directory, "--format", "json"] + arguments)
      }
      #expect(outcome.findings.contains("error openapi/operation-removed GET /d"))
      #expect(!outcome.findings.contains { $0.contains("contract-removed") })
    }
  }

  @Test("A configuration that is named wrong stops the run")
  func misnamed() throws {
    var timeline = Timeline()
    timeline.add("v1.0.0", on: "2026-01-01", Timeline.api("/a"), [".relgate.yml": "x: 1\n"])
    timeline.add(nil, on: "2026-02-01", Timeline.api("/a", "/b"), [".relgate.yml": "x: 1\n"])
    let outcome = try check(timeline, "v1.0.0..HEAD")
    #expect(outcome.exitCode == 2)
    #expect(outcome.errors.contains("Name it '.relgate.yaml'."))
  }
}
