import Foundation
import HistoryBuilding
import SourceModel
import Testing

/// A command line that announces by a version when an option ends.
@Suite("Removals by version")
struct RemovalTests {
  /// The tool's dump; its option `--old` stands where `life` is given, with these members.
  private static func tool(_ life: String?, version: String?) -> [RepositoryPath: BuiltFile] {
    let old = life.map { ", {\"spellings\": [\"--old\"]\($0)}" } ?? ""
    let declared = version.map { "\"version\": \"\($0)\", " } ?? ""
    return [
      "tool.json": .text(
        """
        {"schema": "relgate/cli/1", "name": "tool", \(declared)"commands": [
          {"path": [], "options": [{"spellings": ["--new"]}\(old)]}]}

        """)
    ]
  }

  private static func ending(in version: String) -> String {
    ", \"deprecated\": {\"since\": \"1.1\", \"removal\": \"\(version)\"}"
  }

  /// Releases up to 1.2.0 that announce the end, then one commit without the option.
  private func history(
    then tag: String?, declaring version: String?, announced: [String] = ["2.0", "2.0"]
  ) -> Timeline {
    var timeline = Timeline()
    let lives = [""] + announced.map(RemovalTests.ending)
    for (index, life) in lives.enumerated() {
      timeline.steps.append(
        Timeline.Step(
          tag: "v1.\(index).0", day: "2026-01-0\(index + 1)",
          files: RemovalTests.tool(life, version: version.map { _ in "1.\(index).0" })))
    }
    timeline.steps.append(
      Timeline.Step(
        tag: tag, day: "2026-06-01", files: RemovalTests.tool(nil, version: version)))
    return timeline
  }

  private func check(_ timeline: Timeline) throws -> Program.Outcome {
    try timeline.build { try Program.run("check", "--repo", $0, "--format", "json") }
  }

  @Test("What ends in 2.0 may not go in 1.9, and may in 2.0")
  func reached() throws {
    let early = try check(history(then: "v1.9.0", declaring: nil))
    #expect(early.exitCode == 1)
    #expect(early.findings.contains("error cli/option-removed --old"))
    #expect(
      early.unmet == [
        "deprecated in v1.1.0 (2026-01-02), removal in 2.0, served until v1.2.0, 150 days, "
          + "2 releases, policy 1 release: removal in 2.0 not reached with v1.9.0"
      ])
    let ladder = try #require((early.report["ladders"] as? [[String: Any]])?.first)
    let rungs = try #require(ladder["rungs"] as? [[String: Any]])
    #expect(rungs.map { $0["removal"] as? String } == [nil, "2.0", "2.0"])
    for tag in ["v2", "v2.0.0", "v2.1.0"] {
      let due = try check(history(then: tag, declaring: nil))
      #expect(due.exitCode == 0, "\(tag): \(due.findings)")
    }
  }

  @Test("Without a tag the version counts that the contract declares, and with none nothing passes")
  func declared() throws {
    let early = try check(history(then: nil, declaring: "1.9.0"))
    #expect(early.unmet.first?.hasSuffix(": removal in 2.0 not reached with 1.9.0") == true)
    #expect(early.exitCode == 1)
    let due = try check(history(then: nil, declaring: "2.0.0"))
    #expect(due.exitCode == 0, "\(due.findings)")
    let unknown = try check(history(then: nil, declaring: nil))
    #expect(unknown.exitCode == 1)
    #expect(
      unknown.unmet.first?.hasSuffix(": the version that it goes out with is not known") == true)
    // The tag is what is released, whatever the contract says of itself.
    let tagged = try check(history(then: "v1.9.0", declaring: "2.0.0"))
    #expect(tagged.unmet.first?.hasSuffix("not reached with v1.9.0") == true)
  }

  @Test("A removal that was moved earlier still blocks before the version that was promised")
  func movedEarlier() throws {
    let moved = try check(history(then: "v1.9.0", declaring: nil, announced: ["2.0", "1.9"]))
    #expect(moved.exitCode == 1)
    #expect(
      moved.findings == [
        "error history/removal-moved-earlier --old", "error release/version-too-low",
      ])
    let late = try check(history(then: "v2.0.0", declaring: nil, announced: ["2.0", "1.9"]))
    #expect(late.exitCode == 0)
    #expect(late.findings == ["info history/removal-moved-earlier --old"])
    let postponed = try check(history(then: "v2.0.0", declaring: nil, announced: ["1.9", "2.0"]))
    #expect(postponed.exitCode == 0)
    #expect(postponed.findings == [])
  }

  @Test("What went within the range is held against the release that it went with")
  func past() throws {
    var timeline = history(then: "v1.9.0", declaring: nil)
    timeline.steps.append(
      Timeline.Step(
        tag: "v2.0.0", day: "2026-07-01", files: RemovalTests.tool(nil, version: "2.0.0")))
    let early = try timeline.build {
      try Program.run("check", "v1.2.0..v2.0.0", "--repo", $0, "--format", "json")
    }
    #expect(early.exitCode == 1)
    #expect(early.unmet.first?.hasSuffix(": removal in 2.0 not reached with v1.9.0") == true)
    let ladder = try #require((early.report["ladders"] as? [[String: Any]])?.first)
    #expect(ladder["endedIn"] as? String == "v1.9.0")
  }

  @Test("A trace tells the version and its moves")
  func trace() throws {
    let timeline = history(then: "v2.0.0", declaring: nil, announced: ["2.0", "1.9", "10.0"])
    try timeline.build { repository in
      let text = try Program.run("trace", "--repo", repository, "--", "--old")
      #expect(
        text.output == """
          tool.json (cli)
          v1.0.0  2026-01-01  '--old' was served
          v1.1.0  2026-01-02  '--old' was deprecated, removal in 2.0
          v1.2.0  2026-01-03  removal of '--old' was moved earlier, from 2.0 to 1.9
          v1.3.0  2026-01-04  removal of '--old' was moved later, from 1.9 to 10.0
          v2.0.0  2026-06-01  '--old' was removed
          deprecated in v1.1.0 (2026-01-02), removal in 10.0, served until v1.3.0, 150 days

          """, "\(text.errors)")
      let json = try Program.run("trace", "--repo", repository, "-f", "json", "--", "--old")
      let object = try #require(
        try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
      let states = (object["points"] as? [[String: Any]])?.compactMap {
        ($0["states"] as? [[String: String]])?.first?["removal"]
      }
      #expect(states == ["2.0", "1.9", "10.0"])
      let proof = try #require((object["proofs"] as? [[String: Any]])?.first)
      #expect(proof["removal"] as? String == "10.0")
    }
  }
}
