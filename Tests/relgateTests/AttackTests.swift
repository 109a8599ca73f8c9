import Foundation
import GitHistory
import HistoryBuilding
import SourceModel
import Testing

/// What a branch may try so that its own break passes.
@Suite("Branches that would weaken their own gate")
struct AttackTests {
  private typealias Files = [RepositoryPath: BuiltFile]

  private static let kept = Timeline.api("/a", "/b")
  private static let broken = Timeline.api("/a")
  private static let strict = "schema: relgate/config/1\npacks: [builtin:strict]\n"

  /// Checks a branch of some commits that leaves a main branch of others after its first.
  private func check(
    main: [Files], branch: [Files], _ range: String = "main...branch"
  ) throws -> Program.Outcome {
    try withTemporaryDirectory { temporary in
      let directory = temporary + "/repository.git"
      var builder = try HistoryBuilder(at: directory)
      let base = try builder.commit(main[0])
      try builder.tag("v1.0.0", at: base)
      for files in main.dropFirst() { _ = try builder.commit(files) }
      var tip = base
      for files in branch {
        tip = try builder.commit(files, parents: [tip], branch: "branch")
      }
      return try Program.run("check", "--repo", directory, "--format", "json", range)
    }
  }

  private func api(_ text: String, _ others: Files = [:]) -> Files {
    others.merging(["api.yaml": .text(text)]) { $1 }
  }

  @Test("Marking a contract as vendored does not set its break aside")
  func vendored() throws {
    let mark: Files = [".gitattributes": "*.yaml linguist-vendored\n"]
    let attack = try check(main: [api(Self.kept)], branch: [api(Self.broken, mark)])
    #expect(attack.exitCode == 1)
    #expect(attack.findings.contains { $0.hasPrefix("error openapi/operation-removed") })
    let alone = try check(main: [api(Self.kept)], branch: [api(Self.kept, mark)])
    #expect(alone.exitCode == 0)
    #expect(alone.findings == ["info policy/edited"])
    let vendored = try check(main: [api(Self.kept, mark)], branch: [api(Self.broken, mark)])
    #expect(vendored.exitCode == 0 && vendored.findings == [])
  }

  @Test("A branch that left before a policy was adopted is judged by it all the same")
  func oldFork() throws {
    let policy: Files = [".relgate.yaml": .text(Self.strict)]
    let own: Files = [".relgate.yaml": "schema: relgate/config/1\nexclude: [\"**\"]\n"]
    let attack = try check(
      main: [api(Self.kept), api(Self.kept, policy)], branch: [api(Self.broken, own)])
    #expect(attack.exitCode == 1)
    let source = attack.report["policy"] as? [String: Any]
    #expect(source?["revision"] as? String == "main")
    let harmless = try check(
      main: [api(Self.kept), api(Self.kept, policy)],
      branch: [api(Timeline.api("/a", "/b", "/c"))])
    #expect(harmless.exitCode == 0)
  }

  @Test("The first policy does not judge the range that brings it")
  func adoption() throws {
    let own: Files = [".relgate.yaml": "schema: relgate/config/1\nexclude: [\"**\"]\n"]
    #expect(try check(main: [api(Self.kept)], branch: [api(Self.broken, own)]).exitCode == 1)
    let adopted = try check(main: [api(Self.kept)], branch: [api(Self.kept, own)])
    #expect(adopted.exitCode == 0 && adopted.findings == ["info policy/edited"])
  }

  @Test("Packs that are extended, renamed or no longer found are policy")
  func extended() throws {
    let base = "schema: relgate/pack/1\nname: base\nclauses: []\n"
    let ours = "schema: relgate/pack/1\nname: ours\nextends: [policies/base.yaml]\n"
    let config = "schema: relgate/config/1\npacks: [builtin:core, policies/ours.yaml]\n"
    let policy: Files = [
      ".relgate.yaml": .text(config), "policies/ours.yaml": .text(ours),
      "policies/base.yaml": .text(base),
    ]
    func edit(_ path: RepositoryPath, _ text: String?, _ other: RepositoryPath? = nil) throws
      -> Program.Outcome
    {
      var files = policy
      if let other { files[other] = files[path] }
      files[path] = text.map { .text($0) }
      return try check(main: [api(Self.kept, policy)], branch: [api(Self.kept, files)])
    }
    let broken = try edit("policies/base.yaml", "schema: relgate/pack/1\nnam: base\n")
    #expect(broken.exitCode == 1)
    #expect(broken.findings.contains { $0.hasPrefix("error policy/unreadable-after") })
    #expect(try edit("policies/ours.yaml", nil, "policies/theirs.yaml").exitCode == 1)
    let harmless = try edit("policies/base.yaml", base + "about: Nothing.\n")
    #expect(harmless.exitCode == 0 && harmless.findings == ["info policy/edited"])
    let hidden = try edit(".relgate.yaml", nil, "old.yaml")
    #expect(hidden.findings.contains("info policy/edited"))
  }

  @Test("A pattern that matches nothing is told before it stops the next range")
  func unmatched() throws {
    func config(_ path: String) -> Files {
      [
        ".relgate.yaml": .text(
          "schema: relgate/config/1\ncontracts: [{format: openapi, paths: [\(path)]}]\n")
      ]
    }
    let attack = try check(
      main: [api(Self.kept, config("api.yaml"))], branch: [api(Self.kept, config("apo.yaml"))])
    #expect(attack.exitCode == 1)
    #expect(attack.findings.contains { $0.hasPrefix("error policy/unreadable-after") })
    let twin = try check(
      main: [api(Self.kept, config("api.yaml"))], branch: [api(Self.kept, config("\"*.yaml\""))])
    #expect(twin.exitCode == 0)
  }
}
