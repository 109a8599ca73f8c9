internal import CGit2
internal import SourceModel

extension Repository {
  /// Finds what a spelling names: a tag, branch, id, `HEAD~2` and the like; a commit or a tree.
  ///
  /// An empty spelling is HEAD.
  ///
  /// - Throws: `ambiguousName` if it begins with the short name of several references.
  package func revision(_ spelling: String) throws(GitError) -> Revision {
    let asked = spelling.isEmpty ? "HEAD" : spelling
    try checkName(in: asked)
    var object: OpaquePointer?
    defer { git_object_free(object) }
    let code =
      asked.utf8.contains(0)
      ? GIT_EINVALIDSPEC.rawValue
      : git_revparse_single(&object, handle, asked)
    guard code >= 0, let object else { throw try unresolved(code, asked) }
    var peeled: OpaquePointer?
    defer { git_object_free(peeled) }
    if git_object_peel(&peeled, object, GIT_OBJECT_COMMIT) == 0 {
      return try revision(of: ObjectID(git_object_id(peeled).pointee), spelling: asked)
    }
    guard git_object_peel(&peeled, object, GIT_OBJECT_TREE) == 0 else {
      throw GitError(.notATree(spelling: asked), cause: .last)
    }
    return Revision(
      spelling: asked, commit: nil, tree: ObjectID(git_object_id(peeled).pointee), seconds: nil)
  }

  /// Refuses a name that Git would only warn of, since whoever may push one of the references could
  /// choose which is meant.
  ///
  /// Full names and whole ids are never ambiguous.
  private func checkName(in spelling: String) throws(GitError) {
    let name = Repository.name(in: spelling)
    if name.isEmpty || ObjectID(name) != nil || name.utf8.contains(0) || hasReference(name) {
      return
    }
    if name.utf8.starts(with: "refs/".utf8) {
      // To Git, `refs/tags/refs/heads/main` would do.
      throw GitError(.unknownRevision(spelling: spelling, nearest: try nearestName(to: spelling)))
    }
    // The order of gitrevisions(7).
    let places = ["refs/", "refs/tags/", "refs/heads/", "refs/remotes/"].map { $0 + name }
    let found = (places + ["refs/remotes/\(name)/HEAD"]).filter(hasReference)
    if found.count > 1 {
      throw GitError(.ambiguousName(name, references: found))
    }
  }

  /// What of a spelling may be a reference: what precedes `~2`, `^{tree}`, `@{1}`, or a path.
  private static func name(in spelling: String) -> String {
    let bytes = Array(spelling.utf8)
    let end = bytes.indices.first { index in
      "~^:".utf8.contains(bytes[index]) || bytes[index...].starts(with: "@{".utf8)
    }
    return String(decoding: bytes[..<(end ?? bytes.endIndex)], as: UTF8.self)
  }

  /// The revision of a commit.
  package func revision(of commit: ObjectID, spelling: String) throws(GitError) -> Revision {
    let record = try record(commit)
    return Revision(
      spelling: spelling, commit: commit, tree: record.tree, seconds: record.seconds)
  }

  /// Says why a spelling could not be resolved.
  private func unresolved(_ code: Int32, _ spelling: String) throws(GitError) -> GitError {
    let cause = GitError.Cause.last
    switch code {
    case GIT_EAMBIGUOUS.rawValue:
      return GitError(.ambiguousRevision(spelling: spelling), cause: cause)
    case GIT_ENOTFOUND.rawValue, GIT_EINVALIDSPEC.rawValue, GIT_ERROR.rawValue:
      if spelling == "HEAD", try head() == nil { return GitError(.noCommit, cause: cause) }
      if isShallow, promisor == nil, ObjectID(spelling) != nil || isAncestor(spelling) {
        return GitError(.shallowBoundary(.revision(spelling)), cause: cause)
      }
      if let id = ObjectID(spelling) {
        return GitError(.missingObject(id, path: nil, promisor: promisor), cause: cause)
      }
      let nearest = try nearestName(to: spelling)
      return GitError(.unknownRevision(spelling: spelling, nearest: nearest), cause: cause)
    default: return GitError(.other, cause: cause)
    }
  }

  /// Tells whether a spelling asks for an ancestor (`v1~2`, `HEAD^`) of what can be found.
  private func isAncestor(_ spelling: String) -> Bool {
    let stem = spelling.prefix { !"~^".contains($0) }
    if stem.isEmpty || stem.count == spelling.count { return false }
    var object: OpaquePointer?
    defer { git_object_free(object) }
    return git_revparse_single(&object, handle, String(stem)) == 0
  }

  /// The tag or branch that resembles a spelling most, but is another; `~2` and the like are kept.
  private func nearestName(to spelling: String) throws(GitError) -> String? {
    let stem = spelling.prefix { !"~^@:".contains($0) }
    var names: [String] = ["HEAD"]
    try forEachReference("refs/*") { reference in
      let name = String(cString: git_reference_shorthand(reference))
      names.append(name)
    }
    // Where the name is right, what follows it is wrong.
    if names.contains(String(stem)) { return nil }
    return Spelling.nearest(to: String(stem), among: names).map {
      $0 + spelling.dropFirst(stem.count)
    }
  }

  /// Visits the references that fit a pattern; their order is libgit2's.
  func forEachReference(
    _ pattern: String, _ visit: (OpaquePointer) throws(GitError) -> Void
  ) throws(GitError) {
    var iterator: OpaquePointer?
    try GitError.check(git_reference_iterator_glob_new(&iterator, handle, pattern))
    defer { git_reference_iterator_free(iterator) }
    var reference: OpaquePointer?
    while true {
      let code = git_reference_next(&reference, iterator)
      if code == GIT_ITEROVER.rawValue { return }
      try GitError.check(code)
      defer { git_reference_free(reference) }
      if let reference { try visit(reference) }
    }
  }
}
