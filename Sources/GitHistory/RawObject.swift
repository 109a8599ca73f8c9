internal import CGit2
internal import SourceModel

/// The bytes of one object, alive as long as this value.
struct RawObject: ~Copyable {
  private let object: OpaquePointer
  let type: git_object_t

  fileprivate init(_ object: OpaquePointer) {
    self.object = object
    self.type = git_odb_object_type(object)
  }

  deinit { git_odb_object_free(object) }

  var bytes: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: git_odb_object_data(object), count: git_odb_object_size(object))
  }
}

extension Repository {
  /// Reads an object of any type.
  func object(_ id: ObjectID, path: RepositoryPath? = nil) throws(GitError) -> RawObject {
    var oid = id.oid
    var object: OpaquePointer?
    let code = git_odb_read(&object, objects, &oid)
    guard code >= 0, let object else { throw readingError(code, id, path) }
    return RawObject(object)
  }

  /// The type and size of an object, without reading its bytes.
  func header(
    _ id: ObjectID, path: RepositoryPath? = nil
  ) throws(GitError) -> (type: git_object_t, size: Int) {
    var oid = id.oid
    var size = 0
    var type = GIT_OBJECT_INVALID
    let code = git_odb_read_header(&size, &type, objects, &oid)
    guard code >= 0 else { throw readingError(code, id, path) }
    return (type, size)
  }

  private func readingError(_ code: Int32, _ id: ObjectID, _ path: RepositoryPath?) -> GitError {
    let cause = GitError.Cause.last
    if code == GIT_ENOTFOUND.rawValue {
      return GitError(.missingObject(id, path: path, promisor: promisor), cause: cause)
    }
    return GitError(.damagedObject(id), cause: cause)
  }
}
