import Foundation
import SourceModel
import Testing

/// Real pushes through real hooks.
@Suite struct HookTests {
  private static let twoOperations = Timeline.api("/books", "/orders")
  private static let oneOperation = Timeline.api("/books")
  private static let threeOperations = Timeline.api("/books", "/orders", "/authors")

  /// A server whose `main` promises two operations, with a hook from then on.
  private func scene(_ hook: String = "pre-receive", options: String = "") throws -> PushScene {
    let scene = try PushScene()
    try scene.commit(["api.yaml": Self.twoOperations])
    #expect(try scene.push("main").succeeded)
    try scene.install(hook, options: options)
    return scene
  }

  @Test(arguments: ["pre-receive", "update"])
  func refusesABreakingPush(_ hook: String) throws {
    let scene = try scene(hook)
    let state = try scene.serverState()
    try scene.commit(["api.yaml": Self.oneOperation], message: "Drop the orders")
    let push = try scene.push("main")
    #expect(!push.succeeded)
    for part in [
      "error openapi/operation-removed", "api.yaml:5", "introduced by", "Drop the orders",
      "remedy: ", "waiver:", "rule: openapi/operation-removed", "verdict: blocked",
      "the push was refused",
    ] {
      #expect(push.errors.contains(part), "\(part) in \(push.errors)")
    }
    if hook == "pre-receive" {
      #expect(try scene.serverState() == state)
    } else {
      // Git takes the objects in before it runs this hook.
      #expect(try scene.serverState().first == state.first)
    }
  }

  @Test(arguments: ["pre-receive", "update"])
  func letsHarmlessPushesAndDeletionsPass(_ hook: String) throws {
    let scene = try scene(hook)
    try scene.commit(["api.yaml": Self.threeOperations])
    let push = try scene.push("main", "main:topic", "HEAD:refs/notes/x")
    #expect(push.succeeded, "\(push.errors)")
    #expect(push.errors.contains("'refs/heads/main' passed: 1 change"))
    #expect(push.errors.contains("'refs/notes/x' was not judged: it is neither a branch"))
    let head = try scene.git(["rev-parse", "HEAD"])
    #expect(try scene.git(["rev-parse", "main"], in: scene.server) == head)
    let deletion = try scene.push("--delete", "topic")
    #expect(deletion.succeeded, "\(deletion.errors)")
    #expect(deletion.errors.contains("'refs/heads/topic' was not judged: it was deleted"))
  }

  @Test func oneBlockedReferenceRefusesThePush() throws {
    let scene = try scene()
    let state = try scene.serverState()
    try scene.git(["branch", "fine"])
    try scene.commit(["api.yaml": Self.oneOperation])
    let push = try scene.push("fine", "main")
    #expect(!push.succeeded)
    #expect(push.errors.contains("'refs/heads/fine' passed"))
    #expect(push.errors.contains("'refs/heads/main':"))
    #expect(try scene.serverState() == state)
  }

  @Test func theUpdateHookRefusesByReference() throws {
    let scene = try scene("update", options: "--quiet")
    try scene.git(["branch", "fine"])
    try scene.commit(["api.yaml": Self.oneOperation])
    let push = try scene.push("fine", "main")
    #expect(!push.succeeded)
    #expect(!push.errors.contains("'refs/heads/fine' passed"))
    let names = try scene.git(["for-each-ref", "--format=%(refname:short)"], in: scene.server)
    #expect(names == "fine\nmain\n")
  }

  @Test func judgesANewBranchFromWhereItLeftTheMainOne() throws {
    let scene = try scene()
    try scene.git(["checkout", "-q", "-b", "topic"])
    try scene.commit(["api.yaml": Self.oneOperation])
    let refused = try scene.push("topic")
    #expect(!refused.succeeded)
    #expect(refused.errors.contains("openapi/operation-removed"))
    try scene.commit(["api.yaml": Self.threeOperations])
    // Meanwhile the main branch gets what the topic does not have.
    try scene.git(["checkout", "-q", "main"])
    try scene.commit(["api.yaml": Timeline.api("/books", "/orders", "/prices")])
    #expect(try scene.push("main").succeeded)
    let push = try scene.push("topic")
    #expect(push.succeeded, "\(push.errors)")
    try scene.git(["checkout", "-q", "--orphan", "pages"])
    try scene.commit(["api.yaml": nil, "index.html": "x"])
    let orphan = try scene.push("pages")
    #expect(orphan.succeeded, "\(orphan.errors)")
  }

  @Test func aWaiverOnTheTargetBranchLetsABreakingPushPass() throws {
    let scene = try scene()
    let today = Int(Date().timeIntervalSince1970) / 86_400
    let waiver = """
      schema: relgate/waiver/1
      rule: openapi/operation-removed
      path: api.yaml
      element: GET /orders
      owner: ana@example.invalid
      reason: Nobody has called it since the shop was closed.
      created: \(CalendarDate(dayNumber: today - 1))
      expires: \(CalendarDate(dayNumber: today + 30))

      """
    // The range that it excuses cannot bring it, not even where nothing else is configured.
    try scene.commit(["api.yaml": Self.oneOperation, "waivers/orders.yaml": waiver])
    #expect(try !scene.push("main").succeeded)
    try scene.git(["reset", "-q", "--hard", "HEAD~1"])
    try scene.commit(["waivers/orders.yaml": waiver])
    let granted = try scene.push("main")
    #expect(granted.succeeded, "\(granted.errors)")
    try scene.commit(["api.yaml": Self.oneOperation])
    let push = try scene.push("main")
    #expect(push.succeeded, "\(push.errors)")
    #expect(push.errors.contains("'refs/heads/main' passed: 1 change, 1 waived"))
  }

  @Test func theWaiverThatIsOfferedExcusesThePush() throws {
    let scene = try scene()
    try scene.commit(["api.yaml": Self.oneOperation])
    let refused = try scene.push("main")
    #expect(!refused.succeeded)
    let lines = refused.errors.split(separator: "\n").map { line in
      var text = line.trimmingPrefix("remote: ")
      while text.last == " " { text.removeLast() }
      return text
    }
    let start = try #require(lines.firstIndex { $0.hasSuffix("waiver:") })
    let offer = lines[(start + 1)...].prefix { $0.hasPrefix("    ") }.map { $0.dropFirst(4) }
    let path = try #require(offer.first).dropFirst(2)
    #expect(path.hasPrefix("waivers/openapi-operation-removed-"))
    try scene.git(["reset", "-q", "--hard", "origin/main"])
    try scene.commit([String(path): offer.joined(separator: "\n") + "\n"])
    let granted = try scene.push("main")
    #expect(granted.succeeded, "\(granted.errors)")
    try scene.commit(["api.yaml": Self.oneOperation])
    let push = try scene.push("main")
    #expect(push.succeeded, "\(push.errors)")
    #expect(push.errors.contains("1 waived"))
  }

  @Test func noNameOfABranchEscapes() throws {
    let scene = try scene()
    try scene.commit(["api.yaml": Self.oneOperation])
    for name in ["\u{301}x", "v1.0.0", "refs/tags/v1.0.0", "a b".replacing(" ", with: "\u{A0}")] {
      let push = try scene.push("HEAD:refs/heads/\(name)")
      #expect(!push.succeeded, "\(name)")
      #expect(push.errors.contains("openapi/operation-removed"), "\(push.errors)")
    }
  }

  @Test func refusesWhatItCannotRead() throws {
    let scene = try scene()
    let state = try scene.serverState()
    try scene.commit(["api.yaml": "openapi: 3.1.0\npaths: [\n"])
    let push = try scene.push("main")
    #expect(!push.succeeded)
    #expect(push.errors.contains("undecided"), "\(push.errors)")
    #expect(try scene.serverState() == state)
    try scene.commit([".relgate.yaml": "exclude: 7\n", "api.yaml": Self.twoOperations])
    try scene.install("pre-receive", options: "--policy-from nowhere")
    let lost = try scene.push("main")
    #expect(!lost.succeeded)
    #expect(lost.errors.contains("'refs/heads/main' was not judged"))
    #expect(lost.errors.contains("'nowhere' names no revision"))
  }

  @Test func judgesReleaseTagsByTheMainBranchUntilItHasThem() throws {
    let scene = try scene()
    try scene.git(["tag", "v1.0.0"])
    try scene.git(["tag", "nightly"])
    let first = try scene.push("v1.0.0", "nightly")
    #expect(first.succeeded, "\(first.errors)")
    #expect(first.errors.contains("'refs/tags/nightly' was not judged"))
    // What no branch has could bring the policy that lets it pass.
    try scene.commit([
      "api.yaml": Self.oneOperation,
      ".relgate.yaml": "schema: relgate/config/1\nrules: {openapi/operation-removed: \"off\"}\n",
    ])
    try scene.git(["tag", "-a", "-m", "Release", "v2.0.0"])
    let state = try scene.serverState()
    let refused = try scene.push("v2.0.0")
    #expect(!refused.succeeded)
    #expect(refused.errors.contains("openapi/operation-removed"), "\(refused.errors)")
    #expect(try scene.serverState() == state)
    try scene.git(["reset", "-q", "--hard", "v1.0.0"])
    try scene.commit(["api.yaml": Self.threeOperations])
    try scene.git(["tag", "-a", "-m", "Release", "v1.1.0"])
    let push = try scene.push("main", "v1.1.0")
    #expect(push.succeeded, "\(push.errors)")
    // A moved tag is judged against the release before it, not against itself.
    try scene.git(["tag", "-f", "v1.1.0", "v2.0.0"])
    let moved = try scene.push("-f", "v1.1.0")
    #expect(!moved.succeeded)
  }

  @Test func judgesAReleaseOfOneComponentByItsFiles() throws {
    let scene = try PushScene()
    try scene.commit([
      ".relgate.yaml": """
      schema: relgate/config/1
      components:
        - {name: shop, paths: ["shop/**"], tags: "shop/v*"}
        - {name: desk, paths: ["desk/**"], tags: "desk/v*"}

      """,
      "shop/api.yaml": Self.twoOperations, "desk/api.yaml": Self.twoOperations,
    ])
    for tag in ["shop/v1.0.0", "desk/v1.0.0"] { try scene.git(["tag", tag]) }
    try scene.commit([
      "shop/api.yaml": Self.oneOperation, "desk/api.yaml": Self.threeOperations,
    ])
    #expect(try scene.push("main", "--tags").succeeded)
    try scene.install("pre-receive")
    try scene.git(["tag", "desk/v1.1.0"])
    try scene.git(["tag", "shop/v1.1.0"])
    let desk = try scene.push("desk/v1.1.0")
    #expect(desk.succeeded, "\(desk.errors)")
    let shop = try scene.push("shop/v1.1.0")
    #expect(!shop.succeeded)
    #expect(shop.errors.contains("shop/api.yaml:5"), "\(shop.errors)")
  }

  @Test func judgesBeforeAPushLeaves() throws {
    let scene = try scene("post-receive-is-not-used")
    try scene.install("pre-push", inClone: true)
    try scene.commit(["api.yaml": Self.threeOperations])
    let push = try scene.push("main")
    #expect(push.succeeded, "\(push.errors)")
    let state = try scene.serverState()
    try scene.commit(["api.yaml": Self.oneOperation])
    for target in ["main", "main:new"] {
      let refused = try scene.push(target)
      #expect(!refused.succeeded)
      #expect(refused.errors.contains("openapi/operation-removed"), "\(refused.errors)")
    }
    #expect(try scene.serverState() == state)
    #expect(try scene.push("HEAD~1:refs/heads/fine").succeeded)
    #expect(try scene.push("--delete", "fine").succeeded)
  }

  @Test func tellsWhatWasNeverFetched() throws {
    let scene = try scene()
    let head = try scene.git(["rev-parse", "HEAD"]).dropLast()
    let unknown = String(repeating: "1", count: 40)
    let line = "refs/heads/main \(head) refs/heads/main \(unknown)\n"
    let outcome = try Program.run(
      "hook", "pre-push", "origin", in: scene.clone, input: line)
    #expect(outcome.exitCode == 3)
    #expect(
      outcome.errors.contains("is not in this repository\nhint: Run 'git fetch origin' first."))
  }

  @Test(arguments: [
    "x\n", "1 2 3\n", "a b refs/heads/main", " \n", "\u{0}\n", "a b c d e\n",
    String(repeating: "0", count: 40) + " refs/heads/main\n",
  ])
  func refusesWhatGitDoesNotSay(_ input: String) throws {
    let scene = try scene()
    let outcome = try Program.run("hook", "pre-receive", in: scene.server, input: input)
    #expect(outcome.exitCode == 2)
    #expect(outcome.errors.contains("is not before, after and reference"))
  }

  @Test func nothingPushedPasses() throws {
    let scene = try scene()
    let outcome = try Program.run("hook", "pre-receive", in: scene.server, input: "")
    #expect(outcome.exitCode == 0 && outcome.errors.isEmpty)
  }
}
