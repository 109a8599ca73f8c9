import GitHistory

/// What of a push is judged.
enum HookSubject: Equatable {
  /// What a branch gets.
  case range(RangeSpelling)
  /// What a release tag promises.
  case release(Release)
  /// Nothing, for a reason: a sentence without a full stop.
  case nothing(reason: String)

  /// A release that a tag makes.
  struct Release: Equatable {
    /// From the preceding release.
    let range: RangeSpelling
    /// The tag's name without `refs/tags/`.
    let tag: String
    let commit: ObjectID
    /// The revision whose policy counts; nil for the release's own.
    let policyRevision: String?
  }
}

extension HookSubject {
  /// Finds what is to be judged of one reference.
  ///
  /// - Parameter home: where the branches of the repository that is pushed to are known:
  ///   `refs/heads/`, or `refs/remotes/origin/`.
  init(
    of update: ReferenceUpdate, in repository: Repository, branchesBelow home: String
  ) throws(GitError) {
    guard let after = update.after else {
      self = .nothing(reason: "it was deleted")
      return
    }
    if let branch = update.name.after("refs/heads/") {
      if let before = update.before {
        self = .range(.between(before: before.hex, after: after.hex))
      } else {
        self = .range(
          try HookSubject.newBranch(home + branch, at: after, in: repository, branchesBelow: home))
      }
    } else if let tag = update.name.after("refs/tags/"), ReleaseVersion(tag: tag) != nil {
      self = try HookSubject.release(tag, at: after, in: repository, branchesBelow: home)
    } else {
      self = .nothing(reason: "it is neither a branch nor a release tag")
    }
  }

  /// A new branch brings what it has beyond the main branch, else beyond the first that it shares
  /// history with.
  private static func newBranch(
    _ name: String, at after: ObjectID, in repository: Repository, branchesBelow home: String
  ) throws(GitError) -> RangeSpelling {
    for branch in try branches(in: repository, below: home)
    where !branch.utf8.elementsEqual(name.utf8) {
      let base = try repository.revision(branch)
      let tip = try repository.revision(after.hex)
      guard let first = base.commit, let second = tip.commit else { continue }
      if try repository.mergeBase(first, second) != nil {
        return .sinceMergeBase(before: branch, after: after.hex)
      }
    }
    return .tree(after.hex)
  }

  /// The first release of a stream is compared with nothing, since whoever pushes it cannot choose.
  private static func release(
    _ tag: String, at after: ObjectID, in repository: Repository, branchesBelow home: String
  ) throws(GitError) -> HookSubject {
    guard let commit = try repository.revision(after.hex).commit else {
      return .nothing(reason: "it is a tag of no commit")
    }
    var range = RangeSpelling.sinceRelease(after: after.hex, tag: tag)
    do {
      _ = try repository.range(range)
    } catch {
      guard case .noReleaseTag(_, _, isShallow: false) = error.kind else { throw error }
      range = .tree(after.hex)
    }
    return .release(
      Release(
        range: range, tag: tag, commit: commit,
        policyRevision: try policyRevision(of: commit, in: repository, branchesBelow: home)))
  }

  /// A release is judged by its own policy only if a branch has it already: what no branch has did
  /// not pass the gate, and could bring a policy that lets it pass.
  private static func policyRevision(
    of commit: ObjectID, in repository: Repository, branchesBelow home: String
  ) throws(GitError) -> String? {
    let branches = try branches(in: repository, below: home)
    for branch in branches {
      if let tip = try repository.revision(branch).commit,
        try repository.isAncestor(commit, of: tip)
      {
        return nil
      }
    }
    return branches.first
  }

  /// The branches, the main one first.
  private static func branches(
    in repository: Repository, below home: String
  ) throws(GitError) -> [String] {
    let main = home == "refs/heads/" ? repository.headBranch : home + "HEAD"
    let others = try repository.references(below: home).filter { $0 != main }
    return [main].compactMap(\.self).filter(repository.hasReference) + others
  }
}

extension String {
  /// What follows a prefix; nil if the text does not begin with its bytes, or has nothing more.
  ///
  /// By bytes: to `hasPrefix`, a slash before a combining mark is another character, and the name
  /// of a branch may begin with one.
  fileprivate func after(_ prefix: String) -> String? {
    utf8.starts(with: prefix.utf8) && utf8.count > prefix.utf8.count
      ? String(decoding: utf8.dropFirst(prefix.utf8.count), as: UTF8.self) : nil
  }
}
