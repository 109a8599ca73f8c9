import Foundation
import HistoryBuilding
import SourceModel
import Testing

@Suite("Waivers at work")
struct WaiverTests {
  /// A release, a commit that may bring files, and one that removes an operation.
  private func timeline(
    before: [RepositoryPath: BuiltFile] = [:], with: [RepositoryPath: BuiltFile] = [:]
  ) -> Timeline {
    var timeline = Timeline()
    timeline.add("v1.0.0", on: "2026-01-01", Timeline.api("/a", "/b"))
    timeline.add(nil, on: "2026-02-01", Timeline.api("/a", "/b"), before)
    timeline.add(
      nil, on: "2026-03-01", Timeline.api("/a"), before.merging(with) { _, later in later })
    return timeline
  }

  private func check(_ timeline: Timeline, _ arguments: String...) throws -> Program.Outcome {
    try timeline.build { directory in
      try Program.run(
        ["check", "--repo", directory, "--format", "json", "HEAD~1..HEAD"] + arguments)
    }
  }

  /// The waiver that the text report offers for its only blocker.
  private func offered() throws -> (path: RepositoryPath, text: String) {
    let text = try timeline().build {
      try Program.run("check", "--repo", $0, "HEAD~1..HEAD").output
    }
    let lines = text.split(separator: "\n")
    let start = try #require(lines.firstIndex { $0.hasPrefix("    # waivers/") })
    let block = lines[start...].prefix { $0.hasPrefix("    ") }.map { $0.dropFirst(4) }
    let path = try #require(RepositoryPath(String(block[0].dropFirst(2))))
    let body = block.dropFirst().joined(separator: "\n") + "\n"
    return (path, body.replacingOccurrences(of: "OWNER", with: "api-team"))
  }

  @Test("The offered waiver, in the revision compared from, excuses exactly its finding")
  func pasted() throws {
    let waiver = try offered()
    let outcome = try check(timeline(before: [waiver.path: .text(waiver.text)]))
    #expect(outcome.exitCode == 0)
    #expect(outcome.verdict == "passed")
    #expect(outcome.findings == ["error openapi/operation-removed GET /b waived"])
  }

  @Test("A waiver that the range itself brings does not count, and the report says so")
  func inRange() throws {
    let waiver = try offered()
    let outcome = try check(timeline(with: [waiver.path: .text(waiver.text)]))
    #expect(outcome.exitCode == 1)
    #expect(outcome.findings.contains { $0.hasPrefix("info waiver/disregarded") })
    #expect(outcome.findings.contains { $0.hasPrefix("info policy/edited") })
  }

  @Test("A waiver of one version excuses neither the contract's version nor the next")
  func versions() throws {
    func fingerprints(_ tag: String, contract: String) throws -> [String] {
      var timeline = Timeline()
      timeline.add("v1.0.0", on: "2026-01-01", Timeline.api("/a", version: "1.0.0"))
      timeline.add(tag, on: "2026-02-01", Timeline.api("/a", "/c", version: contract))
      let outcome = try timeline.build { directory in
        try Program.run("check", "--repo", directory, "--format", "json", "v1.0.0..\(tag)")
      }
      return (outcome.report["findings"] as? [[String: Any]] ?? [])
        .filter { $0["rule"] as? String == "release/version-too-low" }
        .compactMap { $0["fingerprint"] as? String }
    }
    let first = try fingerprints("v1.0.1", contract: "1.0.1")
    #expect(Set(first).count == 2)
    let next = try fingerprints("v1.0.2", contract: "1.0.2")
    #expect(Set(first + next).count == 4)
  }

  @Test("A waiver of a file that could not be read before excuses no other content")
  func unreadableBefore() throws {
    func fingerprints(_ operation: String) throws -> [String] {
      var timeline = Timeline()
      timeline.add(nil, on: "2026-02-01", "openapi: 3.1.0\ninfo: {title: a, version: '1'\n")
      timeline.add(nil, on: "2026-02-02", Timeline.api(operation))
      return (try check(timeline).report["findings"] as? [[String: Any]] ?? [])
        .filter { $0["rule"] as? String == "openapi/before-unreadable" }
        .compactMap { $0["fingerprint"] as? String }
    }
    let one = try fingerprints("/a")
    #expect(one.count == 1)
    #expect(try fingerprints("/a") == one)
    #expect(try fingerprints("/b") != one)
  }

  @Test("Altered scope, rule or expiry bring the finding back")
  func altered() throws {
    let waiver = try offered()
    let alterations = [
      ("element: GET /b", "element: GET /a"), ("operation-removed", "operation-added"),
      (
        "created: \"2026-03-01\"\nexpires: \"2026-08-28\"",
        "created: \"2026-01-01\"\nexpires: \"2026-02-28\""
      ),
    ]
    for (old, new) in alterations {
      let text = waiver.text.replacingOccurrences(of: old, with: new)
      #expect(text != waiver.text, "\(old)")
      let outcome = try check(timeline(before: [waiver.path: .text(text)]))
      #expect(outcome.exitCode == 1, "\(new)")
    }
  }

  @Test("A waiver that cannot be read stops the run and names its line")
  func unreadable() throws {
    let waiver = try offered()
    let text = waiver.text.replacingOccurrences(of: "owner: api-team\n", with: "")
    let outcome = try check(timeline(before: [waiver.path: .text(text)]))
    #expect(outcome.exitCode == 2)
    #expect(outcome.errors.contains(waiver.path.text))
    #expect(outcome.errors.contains("'owner' is missing"))
  }

  @Test("A broken waiver that the range brings is told before it locks the next range")
  func lockout() throws {
    let outcome = try check(timeline(with: ["waivers/x.yaml": "schema: relgate/waiver/1\n"]))
    #expect(outcome.exitCode == 1)
    #expect(outcome.findings.contains { $0.hasPrefix("error policy/unreadable-after") })
  }

  @Test("They are listed, written and pruned")
  func commands() throws {
    let waiver = try offered()
    let used = timeline(before: [waiver.path: .text(waiver.text)])
    try used.build { directory in
      let list = try Program.run("waivers", "list", "--repo", directory, "HEAD~1..HEAD")
      #expect(list.output.contains(": used: openapi/operation-removed of api.yaml > GET /b"))
      let json = try Program.run(
        "waivers", "list", "--repo", directory, "HEAD~1..HEAD", "--format", "json")
      let states = try JSONSerialization.jsonObject(with: Data(json.output.utf8))
      #expect((states as? [[String: Any]])?.first?["owner"] as? String == "api-team")
    }
    try timeline().build { directory in
      let report = try Program.run(
        "check", "--repo", directory, "--format", "json", "HEAD~1..HEAD"
      ).report
      let fingerprint = (report["findings"] as? [[String: Any]])?.first?["fingerprint"] as? String
      let arguments = [
        "waivers", "new", try #require(fingerprint), "HEAD~1..HEAD", "--repo", directory,
        "--owner", "api-team",
      ]
      let short = try Program.run(arguments + ["--reason", "because"])
      #expect(short.exitCode == 2)
      let new = try Program.run(arguments + ["--reason", "Both clients were moved in May."])
      #expect(new.exitCode == 0)
      #expect(new.output.contains("reason: Both clients were moved in May."))
      let bare = try Program.run(
        arguments + ["--reason", "Both clients were moved in May.", "--write"])
      #expect(bare.exitCode == 2)
      #expect(bare.errors.contains("no work tree"))
    }
  }

  @Test("Pruning removes what excuses nothing, and only what is committed as it stands")
  func prune() throws {
    let waiver = try offered()
    try withRepository(
      [
        ["api.yaml": .text(Timeline.api("/a"))],
        ["api.yaml": .text(Timeline.api("/a", "/c")), waiver.path: .text(waiver.text)],
      ], bare: false
    ) { directory in
      let file = directory + "/" + waiver.path.text
      let list = try Program.run("waivers", "prune", "--dry-run", "--repo", directory)
      #expect(list.output == "\(waiver.path.text): unused\n")
      let ci = try Program.run(
        ["waivers", "prune", "--repo", directory], environment: ["CI": "true"])
      #expect(ci.exitCode == 2)
      try "changed".write(toFile: file, atomically: true, encoding: .utf8)
      #expect(try Program.run("waivers", "prune", "--repo", directory).exitCode == 2)
      try waiver.text.write(toFile: file, atomically: true, encoding: .utf8)
      #expect(try Program.run("waivers", "prune", "--repo", directory).exitCode == 0)
      #expect(!FileManager.default.fileExists(atPath: file))
    }
  }
}
