import ReleaseModel
import SourceModel
import TestSupport
import Testing

@testable import ReleaseChecks

@Suite("Whether all traffic was moved for long enough")
struct CanaryTests {
  private func record(_ version: String, _ rest: String = "") -> String {
    """
    -- file: releases/\(version)/release.yaml
    schema: relgate/release/1
    version: \(version)
    state: complete
    \(rest)

    """
  }

  private let stages = "rollout: {stages: [{name: all, traffic: 100}]}"
  private let result = """
    -- file: releases/1.3.0/stages/all.json
    {"schema": "relgate/stage-result/1", "stage": "all", "traffic": 100, "verdict": "advance",
    "started": "2026-01-26", "ended": "2026-02-10"}

    """

  /// What is missing of a canary, behind the releases 1.3.0 and 1.3.1.
  private func lack(opened: String, _ files: String) -> String? {
    let window = """
      -- file: windows/users.yaml
      schema: relgate/window/1
      id: users
      opened_in: \(opened)
      elements: [users.old_name]

      """
    let scene = ReleaseScene(
      after: window + files,
      releases: ["1.3.0", "1.3.1"].map { .init(tag: "v\($0)", on: "2026-02-01", "") })
    let windows = OpenWindow.all(in: scene.after)
    #expect(windows.count == 1)
    return CanaryCompletion(scene: scene, folder: nil, window: windows.first).lack
  }

  @Test("is seen in the last release with stages that carried the window")
  func former() {
    let moved = record("1.3.0", stages) + result
    #expect(lack(opened: "v1.3.0", moved + record("1.3.1")) == nil)
    #expect(
      lack(opened: "v1.3.1", moved + record("1.3.1")) == "'releases/1.3.1' has no stages")
    #expect(
      lack(opened: "v1.3.0", moved + record("1.3.1", stages)) == "the stage 'all' has no result")
    #expect(
      lack(opened: "v1.3.0", record("1.3.0") + record("1.3.1"))
        == "'releases/1.3.1' has no stages")
  }
}
