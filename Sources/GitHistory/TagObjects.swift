internal import CGit2

/// A tag as Git stores it.
package struct TagObject: Hashable, Sendable {
  /// The name without `refs/tags/`.
  package let name: String
  /// The object that the reference names: of an annotated tag its own, else the commit.
  package let id: ObjectID
  /// Whether the tag has an object of its own.
  package let isAnnotated: Bool
  /// Whether it carries a signature, which says nothing of whose it is.
  package let isSigned: Bool
  /// The first line of its message; nil if it has none.
  package let title: String?
}

extension Repository {
  /// The tag of a name; nil if there is none.
  package func tagObject(named name: String) throws(GitError) -> TagObject? {
    guard let id = try target(ofTag: name) else { return nil }
    let object = try object(id)
    guard object.type == GIT_OBJECT_TAG else {
      return TagObject(name: name, id: id, isAnnotated: false, isSigned: false, title: nil)
    }
    let text = String(decoding: object.bytes, as: UTF8.self)
    // The header ends with the first empty line; the signature is the message's last block.
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let message = lines.drop { !$0.isEmpty }.drop { $0.isEmpty }
    return TagObject(
      name: name, id: id, isAnnotated: true,
      isSigned: message.contains { $0.hasPrefix("-----BEGIN ") },
      title: message.first.flatMap { $0.hasPrefix("-----BEGIN ") ? nil : String($0) })
  }

  /// The object that a tag's reference names; nil if there is no such tag.
  private func target(ofTag name: String) throws(GitError) -> ObjectID? {
    var reference: OpaquePointer?
    guard git_reference_lookup(&reference, handle, "refs/tags/" + name) == 0, let reference else {
      return nil
    }
    defer { git_reference_free(reference) }
    return git_reference_target(reference).map { ObjectID($0.pointee) }
  }
}
