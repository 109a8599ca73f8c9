internal import CGit2
package import SourceModel

/// Why something could not be read from Git.
package struct GitError: Error, Hashable, Sendable {
  /// What went wrong.
  package let kind: Kind

  /// What libgit2 said, where it was asked.
  package let cause: Cause?

  /// Makes an error.
  package init(_ kind: Kind, cause: Cause? = nil) {
    self.kind = kind
    self.cause = cause
  }

  /// What went wrong, with what a message needs to name.
  package enum Kind: Hashable, Sendable {
    /// No repository at this directory or above it.
    case notARepository(directory: String)
    /// The repository's configuration asks for an extension that relgate does not know.
    case unsupportedRepository(extension: String)
    /// A spelling names nothing; `nearest` is the tag or branch that resembles it most.
    case unknownRevision(spelling: String, nearest: String?)
    /// An abbreviated id fits several objects.
    case ambiguousRevision(spelling: String)
    /// A short name fits several references, which are given by their full names.
    case ambiguousName(String, references: [String])
    /// A range is not written as one.
    case malformedRange(spelling: String)
    /// The path of a `REV:PATH` begins at the current directory.
    case relativePath(spelling: String)
    /// A spelling names an object that has no tree.
    case notATree(spelling: String)
    /// A `REV:PATH` names no file.
    case notAFile(spelling: String)
    /// HEAD points to a branch that has no commit yet.
    case noCommit
    /// An object is not in the repository; `promisor` is the remote that a partial clone leaves
    /// its objects with.
    case missingObject(ObjectID, path: RepositoryPath?, promisor: String?)
    /// An object's bytes are not what its type says.
    case damagedObject(ObjectID)
    /// Folders are nested deeper than git follows them.
    case tooDeep(RepositoryPath)
    /// A shallow clone ends before the question could be answered.
    case shallowBoundary(Question)
    /// Two revisions have no ancestor in common.
    case noMergeBase(before: String, after: String)
    /// No release tag precedes a revision; `pattern` is the component's, if one was given.
    case noReleaseTag(after: String, pattern: String?, isShallow: Bool)
    /// The tags form several streams and nothing tells which one is meant.
    case severalStreams([String])
    /// The index is of a kind that cannot be compared.
    case unsupportedIndex(IndexTrouble)
    /// Anything else that libgit2 refused; `cause` says what.
    case other
  }

  /// What a shallow clone could not answer.
  package enum Question: Hashable, Sendable {
    case mergeBase(before: String, after: String)
    case ancestry(of: String, after: String)
    case history(of: String)
    case revision(String)
  }

  /// Why an index cannot be compared.
  package enum IndexTrouble: Hashable, Sendable {
    case absent
    case split
    case sparse
    case unmerged(RepositoryPath)
    case checksum
    case other(extension: String)
  }

  /// What libgit2 reported.
  package struct Cause: Hashable, Sendable {
    /// The part of libgit2 that failed, for example `odb` or `reference`.
    package let category: String
    /// The message as libgit2 wrote it.
    package let message: String
  }
}

extension GitError.Cause {
  /// What libgit2 last reported on this thread.
  static var last: GitError.Cause? {
    guard let error = git_error_last(), let message = error.pointee.message else { return nil }
    return GitError.Cause(
      category: name(ofCategory: Int(error.pointee.klass)), message: String(cString: message))
  }

  private static func name(ofCategory category: Int) -> String {
    // The order of git_error_t.
    let names = [
      "none", "memory", "os", "invalid", "reference", "zlib", "repository", "config", "regex",
      "odb", "index", "object", "net", "tag", "tree", "indexer", "ssl", "submodule", "thread",
      "stash", "checkout", "fetchhead", "merge", "ssh", "filter", "revert", "callback",
      "cherrypick", "describe", "rebase", "filesystem", "patch", "worktree", "sha", "http",
      "internal",
    ]
    return names.indices.contains(category) ? names[category] : "unknown"
  }
}

extension GitError {
  /// Throws what libgit2 reported if a call failed.
  package static func check(_ code: Int32) throws(GitError) {
    if code < 0 { throw GitError(.other, cause: .last) }
  }
}
