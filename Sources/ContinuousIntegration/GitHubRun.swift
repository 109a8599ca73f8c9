internal import DataTrees
internal import SourceModel

/// Reads what GitHub Actions tells a run: variables, and the webhook's payload in a file.
struct GitHubRun {
  private let variables: CIVariables
  private let bytes: [UInt8]?
  private let head: CIRun.Head?
  private let isGone: (String) -> Bool

  init(
    _ variable: @escaping (String) -> String?, event: [UInt8]?, head: CIRun.Head?,
    isGone: @escaping (String) -> Bool
  ) {
    self.variables = CIVariables(variable)
    self.bytes = event
    self.head = head
    self.isGone = isGone
  }

  func run() throws(CIError) -> CIRun {
    let name = try variables.required("GITHUB_EVENT_NAME")
    switch name {
    case "pull_request", "pull_request_target", "pull_request_review",
      "pull_request_review_comment":
      return try pullRequest(try event(), name)
    case "merge_group":
      let event = try event()
      let before = try event.commit("merge_group", "base_sha")
      let after = try event.commit("merge_group", "head_sha")
      return CIRun(
        .gitHub, .range("\(before)..\(after)"),
        "the event 'merge_group' names base_sha and head_sha")
    case "push": return try push(try event())
    default:
      if let tag = variables["GITHUB_REF"]?.tagName {
        return CIRun(.gitHub, .release(tag: tag), "GITHUB_REF is the tag '\(tag)'")
      }
      throw CIError(
        "the event '\(name)' names no commits to compare",
        hint: "Name a range, or judge a release with --release.")
    }
  }

  /// The merge that GitHub prepared is compared with the target branch; without it, the request's
  /// commits with where they left the branch.
  private func pullRequest(_ event: GitHubEvent, _ name: String) throws(CIError) -> CIRun {
    let before = try event.commit("pull_request", "base", "sha")
    let after = try event.commit("pull_request", "head", "sha")
    if let head, head.parents.count == 2, isMerge(head, of: after, name) {
      return CIRun(
        .gitHub, .range("HEAD^1..HEAD"), "HEAD is the merge commit of the event '\(name)'")
    }
    // Never HEAD: under pull_request_target it is the target branch, and nothing would differ.
    return CIRun(
      .gitHub, .range("\(before)...\(after)"),
      "the event '\(name)' names base.sha and head.sha, and HEAD is not their merge commit")
  }

  private func isMerge(_ head: CIRun.Head, of commit: String, _ name: String) -> Bool {
    if head.parents[1] == commit { return true }
    // The request may have moved on since; the merge was still made by GitHub.
    guard name == "pull_request", let reference = variables["GITHUB_REF"] else { return false }
    return head.id == variables["GITHUB_SHA"] && reference.hasPrefix("refs/pull/")
      && reference.hasSuffix("/merge")
  }

  private func push(_ event: GitHubEvent) throws(CIError) -> CIRun {
    let reference = try event.text("ref")
    let before = try event.commit("before")
    let after = try event.commit("after")
    if after.isZeroID {
      return CIRun(.gitHub, .nothing, "the event 'push' deleted '\(reference)'")
    }
    if let tag = reference.tagName {
      return CIRun(
        .gitHub, .release(tag: tag), "the event 'push' set the tag '\(tag)'",
        mainBranch: try? event.text("repository", "default_branch"))
    }
    let branch = try event.text("repository", "default_branch")
    let isDefault = reference == "refs/heads/" + branch
    if before.isZeroID {
      if isDefault {
        return CIRun(
          .gitHub, .tree(after), "the event 'push' created the default branch '\(branch)'")
      }
      return againstDefault(branch, after, "the event 'push' created '\(reference)'")
    }
    if isGone(before), !isDefault {
      return againstDefault(branch, after, "the event 'push' was forced over what is gone")
    }
    return CIRun(
      .gitHub, .range("\(before)..\(after)"), "the event 'push' names before and after")
  }

  private func againstDefault(_ branch: String, _ after: String, _ reason: String) -> CIRun {
    CIRun(
      .gitHub, .range("refs/remotes/origin/\(branch)...\(after)"),
      "\(reason), so that it is compared with the default branch '\(branch)'")
  }

  private func event() throws(CIError) -> GitHubEvent {
    let hint = "Name a range, or let the job read the file of GITHUB_EVENT_PATH."
    guard let bytes, let path = variables["GITHUB_EVENT_PATH"] else {
      throw CIError("the file of GITHUB_EVENT_PATH could not be read", hint: hint)
    }
    let source = SourceText(path: .root, bytes: bytes)
    let reading = DataTree.read(source, syntax: .json)
    guard let tree = reading.tree, reading.problems.isEmpty else {
      let reason = reading.problems.first.map { ": \($0.message)" } ?? ""
      throw CIError("'\(path)' is not JSON\(reason)", hint: hint)
    }
    return GitHubEvent(tree: tree, path: path)
  }
}

/// The payload of a webhook.
private struct GitHubEvent {
  let tree: DataTree
  let path: String

  /// The text at the end of a path of keys.
  func text(_ keys: String...) throws(CIError) -> String { try text(keys) }

  /// The id of a commit at the end of a path of keys.
  func commit(_ keys: String...) throws(CIError) -> String {
    let value = try text(keys)
    guard value.isObjectID else {
      throw CIError(
        "'\(keys.joined(separator: "."))' in '\(path)' is no commit: '\(value)'",
        hint: "Name a range.")
    }
    return value
  }

  private func text(_ keys: [String]) throws(CIError) -> String {
    var node: NodeID? = tree.root
    for key in keys { node = node.flatMap { tree.value(of: $0, named: Name(key)) } }
    guard let value = node.flatMap({ tree.string(of: $0) }), !value.isEmpty else {
      throw CIError(
        "'\(path)' has no '\(keys.joined(separator: "."))'", hint: "Name a range.")
    }
    return value.text
  }
}

extension String {
  /// The name of a tag whose full name this is; nil of any other reference.
  ///
  /// By bytes: to `hasPrefix`, a slash before a combining mark is another character.
  fileprivate var tagName: String? {
    let prefix = "refs/tags/".utf8
    return utf8.starts(with: prefix)
      ? String(decoding: utf8.dropFirst(prefix.count), as: UTF8.self) : nil
  }
}
