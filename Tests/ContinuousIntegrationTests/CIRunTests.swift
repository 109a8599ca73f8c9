import ContinuousIntegration
import Testing

/// What a service tells a run, and what relgate must make of it.
struct Told: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let variables: [String: String]
  var event: String?
  var head: CIRun.Head?
  var gone: Set<String> = []
  let subject: CIRun.Subject

  func run() throws(CIError) -> CIRun {
    let (variables, gone) = (variables, gone)
    return try CIRun(
      variable: { variables[$0] }, event: event.map { Array($0.utf8) }, head: head,
      isGone: { gone.contains($0) })
  }
}

private let a = String(repeating: "a", count: 40)
private let b = String(repeating: "b", count: 40)
private let c = String(repeating: "c", count: 40)
private let zero = String(repeating: "0", count: 40)

private func gitHub(_ event: String, _ more: [String: String] = [:]) -> [String: String] {
  ["GITHUB_ACTIONS": "true", "GITHUB_EVENT_NAME": event, "GITHUB_EVENT_PATH": "/event.json"]
    .merging(more) { $1 }
}

private func gitLab(_ more: [String: String]) -> [String: String] {
  ["GITLAB_CI": "true", "CI_COMMIT_SHA": b, "CI_DEFAULT_BRANCH": "main"].merging(more) { $1 }
}

private let pullRequest = """
  {"action": "synchronize", "number": 7, "pull_request": {
    "base": {"ref": "main", "sha": "\(a)"}, "head": {"ref": "topic", "sha": "\(b)"},
    "merge_commit_sha": "\(c)"}, "repository": {"default_branch": "main"}}
  """

private func push(_ reference: String, _ before: String, _ after: String) -> String {
  """
  {"ref": "\(reference)", "before": "\(before)", "after": "\(after)", "created": false,
   "deleted": false, "forced": false, "repository": {"default_branch": "trunk"}}
  """
}

struct CIRunTests {
  @Test(arguments: [
    Told(
      testDescription: "the merge commit of a pull request", variables: gitHub("pull_request"),
      event: pullRequest, head: CIRun.Head(id: c, parents: [a, b]),
      subject: .range("HEAD^1..HEAD")),
    Told(
      testDescription: "a merge commit of an earlier state of the pull request",
      variables: gitHub(
        "pull_request", ["GITHUB_SHA": c, "GITHUB_REF": "refs/pull/7/merge"]),
      event: pullRequest, head: CIRun.Head(id: c, parents: [a, a]),
      subject: .range("HEAD^1..HEAD")),
    Told(
      testDescription: "the head of a pull request is a merge itself",
      variables: gitHub("pull_request", ["GITHUB_SHA": c, "GITHUB_REF": "refs/pull/7/merge"]),
      event: pullRequest, head: CIRun.Head(id: b, parents: [c, a]),
      subject: .range("\(a)...\(b)")),
    Told(
      testDescription: "the target branch under pull_request_target",
      variables: gitHub("pull_request_target", ["GITHUB_SHA": a, "GITHUB_REF": "refs/heads/main"]),
      event: pullRequest, head: CIRun.Head(id: a, parents: [c, c]),
      subject: .range("\(a)...\(b)")),
    Told(
      testDescription: "the merge commit under pull_request_target",
      variables: gitHub("pull_request_target", ["GITHUB_SHA": a]), event: pullRequest,
      head: CIRun.Head(id: c, parents: [a, b]), subject: .range("HEAD^1..HEAD")),
    Told(
      testDescription: "nothing checked out", variables: gitHub("pull_request"),
      event: pullRequest, subject: .range("\(a)...\(b)")),
    Told(
      testDescription: "a merge queue", variables: gitHub("merge_group"),
      event: """
        {"action": "checks_requested", "merge_group": {"head_sha": "\(b)",
         "head_ref": "refs/heads/gh-readonly-queue/main/pr-7-\(a)", "base_sha": "\(a)",
         "base_ref": "refs/heads/main"}}
        """, head: CIRun.Head(id: b, parents: [a, c]), subject: .range("\(a)..\(b)")),
    Told(
      testDescription: "a push", variables: gitHub("push"), event: push("refs/heads/x", a, b),
      head: CIRun.Head(id: b, parents: [a, c]), subject: .range("\(a)..\(b)")),
    Told(
      testDescription: "a new branch", variables: gitHub("push"),
      event: push("refs/heads/x", zero, b),
      subject: .range("refs/remotes/origin/trunk...\(b)")),
    Told(
      testDescription: "the first push", variables: gitHub("push"),
      event: push("refs/heads/trunk", zero, b), subject: .tree(b)),
    Told(
      testDescription: "a push forced over what is gone", variables: gitHub("push"),
      event: push("refs/heads/x", a, b), gone: [a],
      subject: .range("refs/remotes/origin/trunk...\(b)")),
    Told(
      testDescription: "the default branch forced over what is gone", variables: gitHub("push"),
      event: push("refs/heads/trunk", a, b), gone: [a], subject: .range("\(a)..\(b)")),
    Told(
      testDescription: "a branch of GitLab forced over what is gone",
      variables: gitLab(["CI_COMMIT_BRANCH": "x", "CI_COMMIT_BEFORE_SHA": a]), gone: [a],
      subject: .range("refs/remotes/origin/main...\(b)")),
    Told(
      testDescription: "the default branch of GitLab forced over what is gone",
      variables: gitLab(["CI_COMMIT_BRANCH": "main", "CI_COMMIT_BEFORE_SHA": a]), gone: [a],
      subject: .range("\(a)..\(b)")),
    Told(
      testDescription: "a deleted branch", variables: gitHub("push"),
      event: push("refs/heads/x", a, zero), subject: .nothing),
    Told(
      testDescription: "a new tag", variables: gitHub("push"),
      event: push("refs/tags/v1.2.0", zero, b), subject: .release(tag: "v1.2.0")),
    Told(
      testDescription: "a tag that begins with a combining mark", variables: gitHub("push"),
      event: push("refs/tags/\u{301}1.0", zero, b), subject: .release(tag: "\u{301}1.0")),
    Told(
      testDescription: "a moved tag", variables: gitHub("push"),
      event: push("refs/tags/v1.2.0", a, b), subject: .release(tag: "v1.2.0")),
    Told(
      testDescription: "a published release",
      variables: gitHub("release", ["GITHUB_REF": "refs/tags/v2"]),
      subject: .release(tag: "v2")),
    Told(
      testDescription: "a merge request",
      variables: gitLab([
        "CI_MERGE_REQUEST_IID": "3", "CI_MERGE_REQUEST_DIFF_BASE_SHA": a,
        "CI_MERGE_REQUEST_EVENT_TYPE": "detached", "CI_COMMIT_BEFORE_SHA": zero,
        "CI_MERGE_REQUEST_TARGET_BRANCH_SHA": "",
      ]), subject: .range("\(a)..\(b)")),
    Told(
      testDescription: "a merged result",
      variables: gitLab([
        "CI_MERGE_REQUEST_IID": "3", "CI_MERGE_REQUEST_DIFF_BASE_SHA": a,
        "CI_MERGE_REQUEST_EVENT_TYPE": "merged_result", "CI_MERGE_REQUEST_TARGET_BRANCH_SHA": c,
      ]), subject: .range("\(c)..\(b)")),
    Told(
      testDescription: "a merge train",
      variables: gitLab([
        "CI_MERGE_REQUEST_IID": "3", "CI_MERGE_REQUEST_EVENT_TYPE": "merge_train",
        "CI_MERGE_REQUEST_TARGET_BRANCH_SHA": c,
      ]), subject: .range("\(c)..\(b)")),
    Told(
      testDescription: "a merge train that does not tell its target",
      variables: gitLab([
        "CI_MERGE_REQUEST_IID": "3", "CI_MERGE_REQUEST_EVENT_TYPE": "merge_train",
        "CI_MERGE_REQUEST_DIFF_BASE_SHA": a,
      ]), head: CIRun.Head(id: b, parents: [c, a]), subject: .range("HEAD^1..HEAD")),
    Told(
      testDescription: "a branch",
      variables: gitLab(["CI_COMMIT_BRANCH": "x", "CI_COMMIT_BEFORE_SHA": a]),
      subject: .range("\(a)..\(b)")),
    Told(
      testDescription: "a new branch of GitLab",
      variables: gitLab([
        "CI_COMMIT_BRANCH": "x", "CI_COMMIT_BEFORE_SHA": zero, "CI_PIPELINE_SOURCE": "push",
      ]), subject: .range("refs/remotes/origin/main...\(b)")),
    Told(
      testDescription: "the first push to GitLab",
      variables: gitLab([
        "CI_COMMIT_BRANCH": "main", "CI_COMMIT_BEFORE_SHA": zero, "CI_PIPELINE_SOURCE": "push",
      ]), subject: .tree(b)),
    Told(
      testDescription: "a tag of GitLab",
      variables: gitLab(["CI_COMMIT_TAG": "v1.2.0", "CI_COMMIT_BEFORE_SHA": zero]),
      subject: .release(tag: "v1.2.0")),
  ])
  func finds(_ told: Told) throws {
    let run = try told.run()
    #expect(run.subject == told.subject)
    #expect(!run.explanation.isEmpty && !run.explanation.hasSuffix("."))
  }

  @Test(
    arguments: [
      ([:], nil, "no CI was recognized: none of 'GITHUB_ACTIONS', 'GITLAB_CI', 'TF_BUILD' is set"),
      (
        ["GITHUB_ACTIONS": "false", "TF_BUILD": "True"], nil,
        "a range is not resolved for Azure Pipelines"
      ),
      (["GITHUB_ACTIONS": "true"], nil, "the variable 'GITHUB_EVENT_NAME' is not set"),
      (gitHub("schedule"), nil, "the event 'schedule' names no commits to compare"),
      (
        gitHub("schedule", ["GITHUB_REF": "refs/heads/main"]), "{}",
        "the event 'schedule' names no commits to compare"
      ),
      (gitHub("push"), nil, "the file of GITHUB_EVENT_PATH could not be read"),
      (gitHub("push"), "{}", "'/event.json' has no 'ref'"),
      (gitHub("push"), "[1]", "'/event.json' has no 'ref'"),
      (
        gitHub("push"), push("refs/heads/x", "--help", b),
        "'before' in '/event.json' is no commit: '--help'"
      ),
      (
        gitHub("pull_request"), "{\"pull_request\": {}}",
        "'/event.json' has no 'pull_request.base.sha'"
      ),
      (
        gitHub("merge_group"), "{\"merge_group\": 1}", "'/event.json' has no 'merge_group.base_sha'"
      ),
      (
        gitLab(["CI_MERGE_REQUEST_IID": "3"]), nil,
        "the variable 'CI_MERGE_REQUEST_DIFF_BASE_SHA' is not set"
      ),
      (
        gitLab(["CI_MERGE_REQUEST_IID": "3", "CI_MERGE_REQUEST_EVENT_TYPE": "merge_train"]), nil,
        "the variable 'CI_MERGE_REQUEST_TARGET_BRANCH_SHA' is not set"
      ),
      (
        gitLab(["CI_COMMIT_BEFORE_SHA": "HEAD"]), nil,
        "the variable 'CI_COMMIT_BEFORE_SHA' holds no commit: 'HEAD'"
      ),
      (
        gitLab([
          "CI_COMMIT_BRANCH": "main", "CI_COMMIT_BEFORE_SHA": zero,
          "CI_PIPELINE_SOURCE": "schedule",
        ]), nil, "CI_COMMIT_BEFORE_SHA is zero, as for every pipeline that no push set off"
      ),
    ] as [([String: String], String?, String)])
  func says(_ variables: [String: String], _ event: String?, _ message: String) {
    let told = Told(
      testDescription: message, variables: variables, event: event, subject: .nothing)
    let error = #expect(throws: CIError.self) { try told.run() }
    #expect(error?.message == message)
    #expect(error?.hint.isEmpty == false)
  }

  @Test func refusesEventsThatAreNotJSON() {
    for event in ["", "{", "ref: x", "{\"ref\": \"a\", \"ref\": \"b\"}", "\u{0}"] {
      let told = Told(
        testDescription: event, variables: gitHub("push"), event: event, subject: .nothing)
      let error = #expect(throws: CIError.self) { try told.run() }
      #expect(error?.message.hasPrefix("'/event.json' is not JSON") == true, "\(event)")
    }
  }

  @Test func knowsEachServiceAndItsRemedy() {
    let found = [("GITHUB_ACTIONS", "true"), ("GITLAB_CI", "true"), ("TF_BUILD", "True")].map {
      mark in CISystem { $0 == mark.0 ? mark.1 : nil }
    }
    #expect(found == [.gitHub, .gitLab, .azure])
    #expect(CISystem { _ in nil } == nil)
    let remedies = CISystem.allCases.map(\.depthRemedy)
    #expect(
      zip(remedies, ["fetch-depth: 0", "GIT_DEPTH: 0", "fetchDepth: 0"])
        .allSatisfy { $0.contains($1) })
    #expect(CIRun.eventFile { gitHub("push")[$0] } == "/event.json")
    #expect(CIRun.eventFile { gitLab([:])[$0] } == nil)
  }
}
