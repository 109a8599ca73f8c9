import Foundation
import Testing

/// `relgate check --ci auto` in clones as CI makes them.
@Suite struct CITests {
  private static let gitHub = ["GITHUB_ACTIONS": "true"]

  /// A clone whose HEAD merges a branch into `main`, which has meanwhile moved on.
  private func merge(_ branch: String, _ main: String) throws -> (PushScene, head: String) {
    let scene = try PushScene()
    try scene.commit(["api.yaml": Timeline.api("/books", "/orders"), "other.yaml": main + "0"])
    try scene.git(["checkout", "-q", "-b", "topic"])
    try scene.commit(["api.yaml": branch], message: "On the branch")
    let head = String(try scene.git(["rev-parse", "HEAD"]).dropLast())
    try scene.git(["checkout", "-q", "main"])
    try scene.commit(["other.yaml": main + "1"])
    try scene.git(["merge", "-q", "--no-ff", "-m", "Merge", "topic"])
    return (scene, head)
  }

  private func event(_ text: String, in scene: PushScene) throws -> String {
    let path = scene.directory + "/event.json"
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    return path
  }

  private func pullRequest(
    _ scene: PushScene, head: String
  ) throws -> (variables: [String: String], base: String) {
    let base = String(try scene.git(["rev-parse", "HEAD^1"]).dropLast())
    let text = """
      {"pull_request": {"base": {"sha": "\(base)"}, "head": {"sha": "\(head)"}}}
      """
    let path = try event(text, in: scene)
    let variables = ["GITHUB_EVENT_NAME": "pull_request", "GITHUB_EVENT_PATH": path]
    return (variables.merging(Self.gitHub) { $1 }, base)
  }

  @Test func judgesTheMergeOfAPullRequest() throws {
    let (scene, head) = try merge(Timeline.api("/books"), "a: ")
    let (variables, base) = try pullRequest(scene, head: head)
    let outcome = try Program.run(
      "check", "--ci", "auto", "--format", "json", in: scene.clone, environment: variables)
    #expect(outcome.exitCode == 1)
    #expect(
      outcome.errors == """
        relgate: GitHub Actions: the range is HEAD^1..HEAD: HEAD is the merge commit of the event \
        'pull_request'

        """)
    let range = outcome.report["range"] as? [String: Any]
    #expect((range?["before"] as? [String: Any])?["commit"] as? String == base)
    let today = CalendarDay.today
    #expect([today, CalendarDay.today].contains(outcome.report["asOf"] as? String))
    // The branch alone, where CI checks out no merge.
    try scene.git(["checkout", "-q", "topic"])
    let alone = try Program.run(
      "check", "--ci", "auto", in: scene.clone, environment: variables)
    #expect(alone.exitCode == 1)
    #expect(alone.errors.contains("the range is \(base)...\(head)"))
  }

  @Test func letsAHarmlessPullRequestPass() throws {
    let (scene, head) = try merge(Timeline.api("/books", "/orders", "/authors"), "a: ")
    let (variables, _) = try pullRequest(scene, head: head)
    let outcome = try Program.run(
      "check", "--ci", "auto", "--quiet", in: scene.clone, environment: variables)
    #expect(outcome.exitCode == 0, "\(outcome.output)\(outcome.errors)")
    #expect(outcome.errors.isEmpty)
  }

  @Test(arguments: [
    (["GITHUB_ACTIONS": "true"], "Set 'fetch-depth: 0' and 'fetch-tags: true'"),
    (["GITLAB_CI": "true"], "Set 'GIT_DEPTH: 0'"),
    (["TF_BUILD": "True"], "Set 'fetchDepth: 0'"),
    ([:], "Run 'git fetch --unshallow --tags'"),
  ])
  func tellsTheDepthThatAShallowCloneNeeds(
    _ variables: [String: String], _ remedy: String
  ) throws {
    let (scene, _) = try merge(Timeline.api("/books"), "a: ")
    try scene.git(["push", "-q", "origin", "main"])
    try scene.git(
      ["clone", "-q", "--depth", "1", "file://" + scene.server, "shallow"], in: scene.directory)
    for range in ["HEAD^1..HEAD", "main...HEAD~1"] {
      let outcome = try Program.run(
        "check", range, in: scene.directory + "/shallow", environment: variables)
      #expect(outcome.exitCode == 3)
      #expect(outcome.errors.contains("hint: " + remedy), "\(outcome.errors)")
    }
  }

  @Test func judgesAReleaseWhenATagIsPushed() throws {
    let scene = try PushScene()
    try scene.commit(["api.yaml": Timeline.api("/books", "/orders")])
    try scene.git(["tag", "v1.0.0"])
    try scene.commit(["api.yaml": Timeline.api("/books")])
    try scene.git(["tag", "v1.1.0"])
    let variables = ["GITLAB_CI": "true", "CI_COMMIT_TAG": "v1.1.0"]
    let outcome = try Program.run(
      "check", "--ci", "auto", "--format", "json", in: scene.clone, environment: variables)
    #expect(outcome.exitCode == 1)
    let range = outcome.report["range"] as? [String: Any]
    #expect((range?["before"] as? [String: Any])?["spelling"] as? String == "v1.0.0")
  }

  @Test func asksWhereAnOldReleaseComesFrom() throws {
    let scene = try PushScene()
    try scene.commit(["api.yaml": Timeline.api("/books")], on: "2024-01-01")
    try scene.git(["tag", "v1.0.0"])
    _ = try scene.push("main")
    try scene.commit(["api.yaml": Timeline.api("/books", "/orders")], on: "2024-02-01")
    try scene.git(["tag", "v1.1.0"])
    let pushed = """
      {"ref": "refs/tags/v1.1.0", "before": "\(String(repeating: "0", count: 40))",
      "after": "\(try scene.git(["rev-parse", "HEAD"]).dropLast())",
      "repository": {"default_branch": "main"}}
      """
    let gitHub = [
      "GITHUB_EVENT_NAME": "push", "GITHUB_EVENT_PATH": try event(pushed, in: scene),
    ].merging(Self.gitHub) { $1 }
    let gitLab = ["GITLAB_CI": "true", "CI_COMMIT_TAG": "v1.1.0", "CI_DEFAULT_BRANCH": "main"]
    func check(_ options: String...) throws -> [Int32] {
      try [gitHub, gitLab].map { variables in
        let outcome = try Program.run(
          ["check", "--ci", "auto", "--format", "json"] + options, in: scene.clone,
          environment: variables)
        #expect(
          outcome.findings.contains { $0.contains("history/date-implausible") }
            == (outcome.exitCode == 1), "\(outcome.output)\(outcome.errors)")
        return outcome.exitCode
      }
    }
    #expect(try check() == [1, 1])
    #expect(try check("--as-of", "today") == [1, 1])
    #expect(try check("--as-of", "2024-02-20") == [0, 0])
    _ = try scene.push("main")
    #expect(try check() == [0, 0])
  }

  @Test func judgesTheComponentThatATagReleases() throws {
    let scene = try PushScene()
    let both = Timeline.api("/books", "/orders")
    try scene.commit([
      ".relgate.yaml": """
      schema: relgate/config/1
      components:
        - {name: shop, paths: ["shop/**"], tags: "shop/v*"}
        - {name: desk, paths: ["desk/**"], tags: "desk/v*"}

      """,
      "shop/api.yaml": both, "desk/api.yaml": both,
    ])
    for tag in ["shop/v1.0.0", "desk/v1.0.0"] { try scene.git(["tag", tag]) }
    try scene.commit(["shop/api.yaml": Timeline.api("/books")])
    for (tag, code) in [("shop/v1.1.0", 1), ("desk/v1.0.1", 0)] as [(String, Int32)] {
      try scene.git(["tag", tag])
      let outcome = try Program.run(
        "check", "--ci", "auto", in: scene.clone,
        environment: ["GITLAB_CI": "true", "CI_COMMIT_TAG": tag])
      #expect(outcome.exitCode == code, "\(tag): \(outcome.output)\(outcome.errors)")
    }
  }

  @Test func passesWhatWasDeletedAndRefusesWhatItDoesNotKnow() throws {
    let scene = try PushScene()
    try scene.commit(["a": "b"])
    let zero = String(repeating: "0", count: 40)
    let head = try scene.git(["rev-parse", "HEAD"]).dropLast()
    let path = try event(
      "{\"ref\": \"refs/heads/x\", \"before\": \"\(head)\", \"after\": \"\(zero)\"}", in: scene)
    let deleted = try Program.run(
      "check", "--ci", "auto", in: scene.clone,
      environment: [
        "GITHUB_ACTIONS": "true", "GITHUB_EVENT_NAME": "push", "GITHUB_EVENT_PATH": path,
      ])
    #expect(deleted.exitCode == 0)
    #expect(deleted.errors.contains("there is nothing to judge"))
    let unknown = try Program.run("check", "--ci", "auto", in: scene.clone)
    #expect(unknown.exitCode == 2)
    #expect(unknown.errors.contains("no CI was recognized"))
    let both = try Program.run("check", "--ci", "auto", "main..HEAD", in: scene.clone)
    #expect(both.exitCode == 2)
    #expect(both.errors.contains("exclude each other"))
  }
}

/// The present day as reports write it.
private enum CalendarDay {
  static var today: String {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.timeZone = TimeZone(identifier: "UTC")
    formatter.dateFormat = "yyyy-MM-dd"
    return formatter.string(from: Date())
  }
}
