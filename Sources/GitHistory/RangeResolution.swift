package import SourceModel

extension Repository {
  /// Finds the two revisions that a range names.
  ///
  /// - Parameter tags: the pattern of a component's tags, for the range that no one wrote.
  package func range(
    _ spelling: RangeSpelling, tags: PathGlob? = nil
  ) throws(GitError) -> RevisionRange {
    switch spelling {
    case .between(let before, let after):
      return RevisionRange(before: try revision(before), after: try revision(after))
    case .sinceMergeBase(let before, let after):
      return try rangeSinceMergeBase(before, after)
    case .files(let before, let after):
      let range = RevisionRange(
        before: try revision(before.revision), after: try revision(after.revision),
        files: .init(before: before.path, after: after.path))
      try checkFile(before, at: range.before)
      try checkFile(after, at: range.after)
      return range
    case .tree(let spelling):
      return RevisionRange(before: .empty, after: try revision(spelling))
    case .staged:
      let before = try head() == nil ? Revision.empty : revision("HEAD")
      return RevisionRange(before: before, after: try stagedRevision())
    case .sinceRelease(let after, let tag):
      return try rangeSinceRelease(after: try revision(after), tags: tags, tag: tag)
    }
  }

  private func rangeSinceMergeBase(
    _ beforeSpelling: String, _ afterSpelling: String
  ) throws(GitError) -> RevisionRange {
    let before = try revision(beforeSpelling)
    let after = try revision(afterSpelling)
    guard let first = before.commit else {
      throw GitError(.noMergeBase(before: before.spelling, after: after.spelling))
    }
    guard let second = after.commit else {
      throw GitError(.noMergeBase(before: before.spelling, after: after.spelling))
    }
    let base = try naming(before.spelling, after.spelling) { () throws(GitError) in
      try mergeBase(first, second)
    }
    guard let base else {
      throw GitError(.noMergeBase(before: before.spelling, after: after.spelling))
    }
    return RevisionRange(
      before: try revision(of: base, spelling: base.hex), after: after,
      reason: "it is the merge base of '\(before.spelling)' and '\(after.spelling)'")
  }

  /// Lets a shallow boundary name revisions as the user did.
  private func naming<Answer>(
    _ before: String, _ after: String, _ ask: () throws(GitError) -> Answer
  ) throws(GitError) -> Answer {
    do {
      return try ask()
    } catch {
      guard case .shallowBoundary(.mergeBase) = error.kind else { throw error }
      throw GitError(.shallowBoundary(.mergeBase(before: before, after: after)))
    }
  }

  private func checkFile(
    _ file: RangeSpelling.File, at revision: Revision
  ) throws(GitError) {
    let entry = try snapshot(of: revision).entry(at: file.path)
    if entry == nil || entry?.mode == .folder {
      throw GitError(.notAFile(spelling: "\(file.revision):\(file.path.text)"))
    }
  }
}
