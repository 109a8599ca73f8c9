internal import SourceModel

extension GitError {
  /// How far an error stops a run.
  package enum Outcome: Hashable, Sendable {
    /// Nothing was judged: there is no repository, or a spelling is no revision.
    case refused
    /// What was asked could not be found out: the verdict is undecided.
    case undecided
  }

  /// How far this error stops a run.
  package var outcome: Outcome {
    switch kind {
    case .notARepository, .unsupportedRepository, .unknownRevision, .ambiguousRevision,
      .ambiguousName, .malformedRange, .relativePath, .notATree, .notAFile, .noCommit, .noMergeBase,
      .severalStreams, .unsupportedIndex(.absent):
      .refused
    case .missingObject, .damagedObject, .tooDeep, .shallowBoundary, .noReleaseTag,
      .unsupportedIndex,
      .other:
      .undecided
    }
  }

  /// Whether a clone with the whole history and all tags could answer.
  package var isForWantOfHistory: Bool {
    switch kind {
    case .shallowBoundary, .noReleaseTag(_, _, isShallow: true): true
    default: false
    }
  }

  /// The fact, lower case and without a full stop.
  package var message: String {
    switch kind {
    case .notARepository(let directory): "no Git repository was found at '\(directory)'"
    case .unsupportedRepository(let name):
      "the repository uses the extension '\(name)', which is not supported"
    case .unknownRevision(let spelling, _): "'\(spelling)' names no revision"
    case .ambiguousRevision(let spelling): "'\(spelling)' fits more than one object"
    case .ambiguousName(let name, let references):
      "'\(name)' names \(references.map { "'\($0)'" }.joined(separator: " and "))"
    case .malformedRange(let spelling): "'\(spelling)' is not a range"
    case .relativePath(let spelling): "the path of '\(spelling)' does not begin at the root"
    case .notATree(let spelling): "'\(spelling)' names neither a commit nor a tree"
    case .notAFile(let spelling): "'\(spelling)' names no file"
    case .noCommit: "the repository has no commit yet"
    case .missingObject(let id, let path?, _):
      "object \(id.hex) of '\(path.text)' is not in this repository"
    case .missingObject(let id, nil, _): "object \(id.hex) is not in this repository"
    case .damagedObject(let id): "object \(id.hex) could not be read"
    case .tooDeep(let path):
      "the folder '\(path.text.prefix(80))…' is nested more than \(deepestFolder) levels deep"
    case .shallowBoundary(.mergeBase(let before, let after)):
      "the shallow clone ends before the merge base of '\(before)' and '\(after)'"
    case .shallowBoundary(.ancestry(let ancestor, let after)):
      "the shallow clone ends before '\(ancestor)' was found among the ancestors of '\(after)'"
    case .shallowBoundary(.history(let spelling)):
      "the shallow clone ends within the history of '\(spelling)'"
    case .shallowBoundary(.revision(let spelling)):
      "the shallow clone ends before '\(spelling)' was found"
    case .noMergeBase(let before, let after): "'\(before)' and '\(after)' have no common ancestor"
    case .noReleaseTag(let after, let pattern?, _):
      "no release tag that fits '\(pattern)' precedes '\(after)'"
    case .noReleaseTag(let after, nil, _): "no release tag precedes '\(after)'"
    case .severalStreams(let names):
      "the release tags form several streams: \(names.map { "'\($0)'" }.joined(separator: ", "))"
    case .unsupportedIndex(let trouble): trouble.message
    case .other:
      cause.map { "libgit2 refused: \($0.message) (\($0.category))" }
        ?? "libgit2 refused without a reason"
    }
  }

  /// What to do, an imperative sentence; nil where there is nothing to advise.
  package var hint: String? {
    switch kind {
    case .notARepository: "Run relgate inside a repository, or name one with --repo DIR."
    case .unsupportedRepository(let name): GitError.hint(forExtension: name)
    case .unknownRevision(_, let nearest?): "Did you mean '\(nearest)'?"
    case .unknownRevision(_, nil):
      "Fetch it, or list what there is with 'git tag' and 'git branch -a'."
    case .ambiguousRevision: "Write more digits of the id."
    case .ambiguousName(_, let references):
      "Write the full name: \(references.map { "'\($0)'" }.joined(separator: " or "))."
    case .malformedRange: "Write A..B, A...B, A, or REV:PATH REV:PATH."
    case .relativePath: "Write the path from the root of the repository."
    case .notATree: "Name a commit, a tag of a commit, or a tree."
    case .notAFile: "List the files of a revision with 'git ls-tree -r --name-only REV'."
    case .noCommit: "Commit something first, or name a revision."
    case .missingObject(let id, _, let remote?):
      "The clone is partial: run 'git fetch \(remote) \(id.hex)', or "
        + "'git fetch --refetch --no-filter \(remote)' for all objects."
    case .missingObject(_, _, nil), .damagedObject: "Run 'git fsck' and fetch what it misses."
    case .shallowBoundary, .noReleaseTag(_, _, isShallow: true):
      "Run 'git fetch --unshallow --tags', or set 'fetch-depth: 0' where CI checks out."
    case .noMergeBase: "Compare the two trees with A..B."
    case .noReleaseTag(_, .some, _):
      "Create the tag, correct the component's tags, or name a range A..B."
    case .noReleaseTag(_, nil, _):
      "Fetch the tags with 'git fetch --tags', judge everything with '--tree HEAD', or name a range "
        + "'A...B'."
    case .severalStreams: "Choose one with --component NAME, or name a range A..B."
    case .unsupportedIndex(let trouble): trouble.hint
    case .tooDeep, .other: nil
    }
  }

  private static func hint(forExtension name: String) -> String {
    switch name {
    case "objectformat": "relgate reads SHA-1 repositories: run it on a SHA-1 mirror of this one."
    case "refstorage": "Run 'git refs migrate --ref-format=files' in a clone and use that."
    default: "Remove the extension from a clone's configuration and run relgate there."
    }
  }
}

extension GitError.IndexTrouble {
  fileprivate var message: String {
    switch self {
    case .absent: "a bare repository has no index"
    case .split: "the index is split"
    case .sparse: "the index is sparse"
    case .unmerged(let path): "'\(path.text)' is unmerged in the index"
    case .checksum: "the index was written without a checksum"
    case .other(let name): "the index uses the extension '\(name)', which is not supported"
    }
  }

  fileprivate var hint: String {
    switch self {
    case .absent: "Run --staged in a work tree."
    case .split: "Rewrite it with 'git update-index --no-split-index'."
    case .sparse: "Rewrite it with 'git sparse-checkout reapply --no-sparse-index'."
    case .unmerged: "Resolve the conflict and add the file with 'git add'."
    case .checksum:
      "Rewrite it with 'git -c index.skipHash=false update-index --force-write-index'."
    case .other: "Remove the index and rewrite it with 'git reset'."
    }
  }
}
