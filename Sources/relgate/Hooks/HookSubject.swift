import GitHistory

/// What of a push is judged.
enum HookSubject: Equatable {
  /// What a branch gets.
  case range(RangeSpelling)
  /// What a release tag promises.
  case release(Release)
  /// Nothing, for a reason: a sentence without a full stop.
  case nothing(reason: String)
  /// What cannot be found out, for a reason like that; the hint is an imperative sentence.
  case undecided(reason: String, hint: String)

  /// A release that a tag makes.
  struct Release: Equatable {
    /// From the preceding release, else what the main branch does not have, else everything.
    let range: RangeSpelling
    /// The tag's name without `refs/tags/`.
    let tag: String
    let commit: ObjectID
    /// The main branch, whose policy counts, if it does not have the commit; nil for the release's
    /// own.
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
      self = try HookSubject.release(
        tag, of: update, at: after, in: repository, branchesBelow: home)
    } else {
      self = .nothing(reason: "it is neither a branch nor a release tag")
    }
  }

  /// A new branch brings what it has beyond the main branch, else beyond the first that it shares
  /// history with.
  private static func newBranch(
    _ name: String, at after: ObjectID, in repository: Repository, branchesBelow home: String
  ) throws(GitError) -> RangeSpelling {
    let branches = try branches(in: repository, below: home)
    for branch in (branches.main.map { [$0] } ?? []) + branches.others
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

  /// A release is judged by its own policy only if the main branch has it: what did not pass its
  /// gate could bring a policy that lets it pass.
  private static func release(
    _ tag: String, of update: ReferenceUpdate, at after: ObjectID, in repository: Repository,
    branchesBelow home: String
  ) throws(GitError) -> HookSubject {
    guard let commit = try repository.revision(after.hex).commit else {
      return .nothing(reason: "it is a tag of no commit")
    }
    // Before a push leaves, the tag that it creates is here already.
    let released = try repository.releaseTagNames().filter { update.before != nil || $0 != tag }
    let branches = try branches(in: repository, below: home)
    guard let main = branches.main, let tip = try repository.revision(main).commit else {
      if !branches.others.isEmpty || !released.isEmpty { return unknownMain(below: home) }
      let whole = RangeSpelling.tree(after.hex)
      return .release(Release(range: whole, tag: tag, commit: commit, policyRevision: nil))
    }
    let range = try range(
      ofRelease: tag, commit, beyond: (main, tip), isFirst: released.isEmpty, in: repository)
    guard let range else {
      return .undecided(
        reason: "no release precedes it, and it has no history in common with the main branch",
        hint: "Merge its commit first, or choose a version above a release that it builds on.")
    }
    let isMerged = try repository.isAncestor(commit, of: tip)
    return .release(
      Release(range: range, tag: tag, commit: commit, policyRevision: isMerged ? nil : main))
  }

  /// A release counts from the one before it.
  ///
  /// Whoever pushes a tag chooses its name. So one that no release precedes is judged by what it
  /// brings beyond the main branch, and as a whole only if nothing was released yet. Nil if it has
  /// nothing in common with the main branch.
  private static func range(
    ofRelease tag: String, _ commit: ObjectID, beyond main: (name: String, tip: ObjectID),
    isFirst: Bool, in repository: Repository
  ) throws(GitError) -> RangeSpelling? {
    let range = RangeSpelling.sinceRelease(after: commit.hex, tag: tag)
    do {
      _ = try repository.range(range)
      return range
    } catch {
      guard case .noReleaseTag(_, _, isShallow: false) = error.kind else { throw error }
    }
    if isFirst { return .tree(commit.hex) }
    return try repository.mergeBase(main.tip, commit) == nil
      ? nil : .sinceMergeBase(before: main.name, after: commit.hex)
  }

  private static func unknownMain(below home: String) -> HookSubject {
    .undecided(
      reason: "it is not known which branch is the main one",
      hint: home == "refs/heads/"
        ? "Let HEAD lead to it, with 'git symbolic-ref HEAD refs/heads/NAME'."
        : "Push to a remote by its name, after 'git remote set-head NAME --auto'.")
  }

  /// The branches by their full names.
  private struct Branches {
    /// The one that HEAD leads to; nil if there is none.
    let main: String?
    let others: [String]
  }

  private static func branches(
    in repository: Repository, below home: String
  ) throws(GitError) -> Branches {
    let head = home == "refs/heads/" ? repository.headBranch : home + "HEAD"
    return Branches(
      main: head.flatMap { repository.hasReference($0) ? $0 : nil },
      others: try repository.references(below: home).filter { $0 != head })
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
