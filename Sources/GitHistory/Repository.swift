internal import CGit2
internal import Glibc
internal import SourceModel

/// A Git repository, opened for reading.
///
/// One handle serves one thread at a time; each side of a comparison opens its own.
package final class Repository {
  let handle: OpaquePointer
  let objects: OpaquePointer
  let environment: GitEnvironment
  /// The commits read so far.
  var commits: [ObjectID: CommitRecord] = [:]
  /// The folders in which many entries were looked for.
  var folders = FolderMemo()
  /// The commits at which a shallow clone ends.
  let boundary: Set<ObjectID>
  /// The trees of the index, once it was read; owned by `objects`.
  var stagedObjects: UnsafeMutablePointer<git_odb_backend>?

  /// Opens the repository of a directory: its own, or the nearest above it.
  ///
  /// - Parameter environment: what Git told the hook that runs; nil outside a hook.
  package init(at directory: String, environment: GitEnvironment? = nil) throws(GitError) {
    try GitLibrary.start()
    let environment = environment ?? GitEnvironment()
    let path = environment.gitDirectory ?? directory
    let flags = environment.gitDirectory == nil ? 0 : GIT_REPOSITORY_OPEN_NO_SEARCH.rawValue
    var handle: OpaquePointer?
    let code = git_repository_open_ext(&handle, path, flags, nil)
    guard code >= 0, let handle else {
      throw Repository.openingError(code, directory: path)
    }
    var objects: OpaquePointer?
    let objectsCode = git_repository_odb(&objects, handle)
    guard objectsCode >= 0, let objects else {
      let cause = GitError.Cause.last
      git_repository_free(handle)
      throw GitError(.other, cause: cause)
    }
    self.handle = handle
    self.objects = objects
    self.environment = environment
    self.boundary = Repository.readBoundary(
      String(cString: git_repository_commondir(handle)) + "shallow")
    for directory in environment.objectDirectories {
      try GitError.check(git_odb_add_disk_alternate(objects, directory))
    }
  }

  deinit {
    git_odb_free(objects)
    git_repository_free(handle)
  }

  /// Whether the repository has no work tree.
  package var isBare: Bool { git_repository_is_bare(handle) == 1 }

  /// Whether the history ends at commits whose parents were not fetched.
  package var isShallow: Bool { !boundary.isEmpty }

  /// The directory of the objects and references, which all work trees share; ends in `/`.
  package var commonDirectory: String { String(cString: git_repository_commondir(handle)) }

  /// The repository's own directory, one per work tree; ends in `/`.
  package var gitDirectory: String { String(cString: git_repository_path(handle)) }

  /// The directory of the checked-out files, ending in `/`; nil if the repository is bare.
  package var workTree: String? { git_repository_workdir(handle).map { String(cString: $0) } }

  /// The branch that HEAD points to, as `refs/heads/main`; nil if HEAD is detached.
  package var headBranch: String? {
    var reference: OpaquePointer?
    defer { git_reference_free(reference) }
    guard git_reference_lookup(&reference, handle, "HEAD") == 0,
      let target = git_reference_symbolic_target(reference)
    else { return nil }
    return String(cString: target)
  }

  /// The commit that HEAD points to; nil before the first commit.
  package func head() throws(GitError) -> ObjectID? {
    var oid = git_oid()
    switch git_reference_name_to_id(&oid, handle, "HEAD") {
    case GIT_ENOTFOUND.rawValue, GIT_EUNBORNBRANCH.rawValue: return nil
    case let code:
      try GitError.check(code)
      return ObjectID(oid)
    }
  }

  /// The remote with which a partial clone left its objects; nil if the clone is whole.
  var promisor: String? {
    var config: OpaquePointer?
    defer { git_config_free(config) }
    guard git_repository_config_snapshot(&config, handle) == 0 else { return nil }
    var name: UnsafePointer<CChar>?
    if git_config_get_string(&name, config, "extensions.partialclone") == 0, let name {
      return String(cString: name)
    }
    var iterator: OpaquePointer?
    guard git_config_iterator_glob_new(&iterator, config, "remote\\..*\\.promisor") == 0 else {
      return nil
    }
    defer { git_config_iterator_free(iterator) }
    var found: UnsafeMutablePointer<git_config_entry>?
    guard git_config_next(&found, iterator) == 0, let key = found?.pointee.name else { return nil }
    return String(String(cString: key).dropFirst("remote.".count).dropLast(".promisor".count))
  }

  private static func openingError(_ code: Int32, directory: String) -> GitError {
    let cause = GitError.Cause.last
    if code == GIT_ENOTFOUND.rawValue {
      return GitError(.notARepository(directory: directory), cause: cause)
    }
    // libgit2 has no error code of its own for this: only the message tells it.
    let known = "unsupported extension name extensions."
    if let message = cause?.message, message.hasPrefix(known) {
      return GitError(
        .unsupportedRepository(extension: String(message.dropFirst(known.count))), cause: cause)
    }
    return GitError(.other, cause: cause)
  }

  /// Reads the commits at which a shallow clone ends: one id per line, no file if it is whole.
  private static func readBoundary(_ path: String) -> Set<ObjectID> {
    guard let file = fopen(path, "r") else { return [] }
    defer { fclose(file) }
    var boundary: Set<ObjectID> = []
    var line = [UInt8](repeating: 0, count: 40)
    while fread(&line, 1, 40, file) == 40 {
      if let id = ObjectID(hex: line) { boundary.insert(id) }
      while case let byte = getc(file), byte != EOF, byte != 0x0A {}
    }
    return boundary
  }
}
