import Foundation
import SourceModel
import Testing

/// Pushes of release tags by whoever may push branches and tags, but not to `main` past its gate.
@Suite struct ReleaseHookTests {
  private static let twoOperations = Timeline.api("/books", "/orders")
  private static let oneOperation = Timeline.api("/books")
  private static let laxConfiguration =
    "schema: relgate/config/1\nrules: {openapi/operation-removed: \"off\"}\n"
  private static let threeOperations = Timeline.api("/books", "/orders", "/authors")

  /// A server whose `main` promises two operations and released them, with a hook from then on.
  private func scene(
    tags: [String] = ["v1.0.0"], on day: String? = nil, options: String = ""
  ) throws -> PushScene {
    let scene = try PushScene()
    try scene.commit(["api.yaml": Self.twoOperations], on: day)
    for tag in tags { try scene.git(["tag", tag]) }
    #expect(try scene.push("main", "--tags").succeeded)
    try scene.install("pre-receive", options: options)
    return scene
  }

  private func expectRefusal(
    _ push: PushScene.Outcome, _ words: String..., at location: SourceLocation = #_sourceLocation
  ) {
    #expect(!push.succeeded, sourceLocation: location)
    for word in words {
      #expect(push.errors.contains(word), "\(push.errors)", sourceLocation: location)
    }
  }

  private func expectPass(
    _ push: PushScene.Outcome, at location: SourceLocation = #_sourceLocation
  ) {
    #expect(push.succeeded, "\(push.errors)", sourceLocation: location)
  }

  // MARK: Whose policy

  @Test func noBranchBesideTheMainOneLendsAReleaseItsPolicy() throws {
    let scene = try scene()
    try scene.commit([".relgate.yaml": "schema: relgate/config/1\n"])
    expectPass(try scene.push("main"))
    let lax = Self.laxConfiguration
    try scene.git(["checkout", "-q", "-b", "evil"])
    try scene.commit([".relgate.yaml": lax])
    expectPass(try scene.push("evil"))
    try scene.commit(["api.yaml": Self.oneOperation])
    // A branch is judged by itself; whoever merges it, by the branch that it is merged into.
    expectPass(try scene.push("evil"))
    try scene.git(["tag", "v2.0.0"])
    expectRefusal(
      try scene.push("v2.0.0"), "openapi/operation-removed",
      "the main branch, which does not have the commit that the tag releases")
    expectRefusal(try scene.push("evil:main"), "openapi/operation-removed")

    // The same, decided where it may be.
    try scene.git(["checkout", "-q", "main"])
    try scene.commit([".relgate.yaml": lax])
    expectPass(try scene.push("main"))
    try scene.commit(["api.yaml": Self.oneOperation])
    expectPass(try scene.push("main"))
    try scene.git(["tag", "-f", "v2.0.0"])
    expectPass(try scene.push("v2.0.0"))
  }

  @Test func asksForTheMainBranchWhereSeveralCouldBe() throws {
    let scene = try scene()
    try scene.git(["symbolic-ref", "HEAD", "refs/heads/trunk"], in: scene.server)
    try scene.commit(["api.yaml": Self.threeOperations])
    expectPass(try scene.push("main"))
    try scene.git(["tag", "v1.1.0"])
    expectRefusal(
      try scene.push("v1.1.0"), "'refs/tags/v1.1.0' was not judged",
      "it is not known which branch is the main one",
      "hint: Let HEAD lead to it, with 'git symbolic-ref HEAD refs/heads/NAME'.")
    // Nor is a release free of all policy where no branch is left.
    expectPass(try scene.push("--delete", "main"))
    expectRefusal(try scene.push("v1.1.0"), "it is not known which branch is the main one")
    expectPass(try scene.push("main"))
    try scene.git(["symbolic-ref", "HEAD", "refs/heads/main"], in: scene.server)
    expectPass(try scene.push("v1.1.0"))
  }

  @Test func noTagStandsForTheBranchThatThePolicyIsReadAt() throws {
    let scene = try scene(options: "--policy-from main")
    try scene.git(["checkout", "-q", "--detach"])
    try scene.commit([".relgate.yaml": Self.laxConfiguration])
    try scene.git(["tag", "main"])
    // It is no release, so that it is not judged.
    expectPass(try scene.push("refs/tags/main"))
    try scene.commit(["api.yaml": Self.oneOperation])
    expectRefusal(
      try scene.push("HEAD:refs/heads/main"),
      "'main' names 'refs/tags/main' and 'refs/heads/main'",
      "hint: Write the full name: 'refs/tags/main' or 'refs/heads/main'.")
    try scene.install("pre-receive", options: "--policy-from refs/heads/main")
    expectRefusal(try scene.push("HEAD:refs/heads/main"), "openapi/operation-removed")
    try scene.commit(["api.yaml": Self.threeOperations])
    expectPass(try scene.push("HEAD:refs/heads/main"))
  }

  // MARK: What a release is compared with

  @Test(arguments: ["v0.9.0", "release-9.0.0", "v1.0.0-rc.1"])
  func noNameLetsAReleaseBeComparedWithNothing(_ tag: String) throws {
    let scene = try scene()
    try scene.commit(["api.yaml": Self.oneOperation])
    try scene.git(["tag", tag])
    expectRefusal(try scene.push(tag), "openapi/operation-removed")
    try scene.commit(["api.yaml": Self.threeOperations])
    try scene.git(["tag", "-f", tag])
    expectPass(try scene.push(tag))
    // What the main branch has went through its gate.
    try scene.git(["tag", "-f", tag, "v1.0.0"])
    expectPass(try scene.push("-f", tag))
  }

  @Test func theOnlyReleaseCannotBeMovedOntoABreak() throws {
    let scene = try scene()
    try scene.commit(["api.yaml": Self.oneOperation])
    try scene.git(["tag", "-f", "v1.0.0"])
    expectRefusal(try scene.push("-f", "v1.0.0"), "openapi/operation-removed")
    try scene.commit(["api.yaml": Self.threeOperations])
    try scene.git(["tag", "-f", "v1.0.0"])
    expectPass(try scene.push("-f", "v1.0.0"))
  }

  @Test func aHistoryOfItsOwnIsNoRelease() throws {
    let scene = try scene()
    try scene.git(["checkout", "-q", "--orphan", "other"])
    try scene.commit(["api.yaml": Self.oneOperation])
    for tag in ["v0.9.0", "v1.0.1", "other-1.0.0"] {
      try scene.git(["tag", tag])
      expectRefusal(
        try scene.push(tag), "'refs/tags/\(tag)' was not judged",
        "no release precedes it, and it has no history in common with the main branch", "hint: ")
    }
  }

  @Test func theFirstReleaseIsJudgedAsAWhole() throws {
    let scene = try scene(tags: ["nightly"])
    try scene.commit(["api.yaml": "openapi: 3.1.0\npaths: [\n"])
    try scene.git(["tag", "v1.0.0"])
    expectRefusal(try scene.push("v1.0.0"), "undecided")
    try scene.commit(["api.yaml": Self.oneOperation])
    try scene.git(["tag", "-f", "v1.0.0"])
    expectPass(try scene.push("v1.0.0"))
  }

  @Test func tellsATagThatIsPushedFromOneThatWasBeforeItLeaves() throws {
    let scene = try scene(tags: [])
    try scene.git(["fetch", "-q", "origin"])
    try scene.git(["remote", "set-head", "origin", "main"])
    try scene.install("pre-push", inClone: true)
    try FileManager.default.removeItem(atPath: scene.server + "/hooks/pre-receive")
    try scene.commit(["api.yaml": Self.oneOperation])
    try scene.git(["tag", "v1.0.0"])
    // Nothing was released, so that it is judged as a whole.
    expectPass(try scene.push("v1.0.0"))
    try scene.git(["tag", "v0.9.0"])
    expectRefusal(try scene.push("v0.9.0"), "openapi/operation-removed")
    try scene.commit(["api.yaml": Self.threeOperations])
    try scene.git(["tag", "-f", "v0.9.0"])
    expectPass(try scene.push("v0.9.0"))
  }

  // MARK: When it was announced

  @Test func aReleaseThatWasDatedBackAnnouncesNothing() throws {
    let scene = try scene(on: "2024-01-01")
    let announcing = Timeline.api("/books", "/orders deprecated")
    try scene.commit(["api.yaml": Self.threeOperations], on: "2024-01-15")
    expectPass(try scene.push("main"))
    try scene.git(["checkout", "-q", "-b", "side", "v1.0.0"])
    try scene.commit(["api.yaml": announcing], on: "2024-02-01")
    expectPass(try scene.push("side"))
    try scene.git(["tag", "v1.1.0"])
    expectRefusal(
      try scene.push("v1.1.0"), "history/date-implausible", "was committed on 2024-02-01",
      "more than 7 days before it was released on", "the main branch does not have it")

    // A branch of an old release may be released, by a commit of its day.
    try scene.git(["reset", "-q", "--hard", "v1.0.0"])
    try scene.commit(["api.yaml": announcing], on: day(-7))
    try scene.git(["tag", "-f", "v1.1.0"])
    expectPass(try scene.push("v1.1.0"))
    try scene.git(["checkout", "-q", "main"])
    try scene.commit(["api.yaml": Timeline.api("/books", "/authors")])
    expectRefusal(try scene.push("main"), "openapi/operation-removed")
  }

  @Test func anOldCommitOfTheMainBranchMayBeReleased() throws {
    let scene = try scene(on: "2024-01-01")
    try scene.commit(["api.yaml": Self.threeOperations], on: "2024-02-01")
    try scene.git(["tag", "v1.1.0"])
    expectRefusal(try scene.push("v1.1.0"), "history/date-implausible")
    expectPass(try scene.push("main"))
    expectPass(try scene.push("v1.1.0"))
  }

  /// A day, counted from today.
  private func day(_ offset: Int) -> String {
    let today = Int(Date().timeIntervalSince1970) / 86_400
    return "\(CalendarDate(dayNumber: today + offset))"
  }
}
