internal import CGit2
internal import Glibc
package import SourceModel

/// A commit as it was written.
package struct Commit: Hashable, Sendable {
  /// The commit's own id.
  package let id: ObjectID
  /// The tree of its files.
  package let tree: ObjectID
  /// The parents that the commit names, whether they are here or not.
  package let parents: [ObjectID]
  /// Who wrote the change.
  package let author: Signature
  /// Who put it into the history.
  package let committer: Signature
  /// Whether the commit carries a signature; it is not checked here.
  package let isSigned: Bool
  /// The message as bytes, without the blank line before it.
  package let message: Name

  /// Who did something, and when.
  package struct Signature: Hashable, Sendable {
    /// The name, as bytes.
    package let name: Name
    /// The mail address, without angle brackets.
    package let mail: Name
    /// Seconds since 1970-01-01T00:00:00Z.
    package let seconds: Int64
  }

  /// A line `Key: value` at the end of a message.
  package struct Trailer: Hashable, Sendable {
    /// What precedes the colon.
    package let key: Name
    /// What follows it; continued lines keep their line ends.
    package let value: Name
  }

  /// The first paragraph of the message, its lines joined by spaces.
  package var subject: String {
    let lines = message.bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
      .map { String(decoding: $0, as: UTF8.self).trimmingSpaces }
    return lines.drop(while: \.isEmpty).prefix { !$0.isEmpty }.joined(separator: " ")
  }

  /// The trailers of the message, in their order, as `git interpret-trailers` finds them.
  package func trailers() throws(GitError) -> [Trailer] {
    var array = git_message_trailer_array()
    let text = (message.bytes.filter { $0 != 0 } + [0]).map(CChar.init(bitPattern:))
    try GitError.check(git_message_trailers(&array, text))
    defer { git_message_trailer_array_free(&array) }
    return UnsafeBufferPointer(start: array.trailers, count: array.count).map { trailer in
      Trailer(key: Name(cString: trailer.key), value: Name(cString: trailer.value))
    }
  }
}

extension Repository {
  /// Reads a commit.
  package func commit(_ id: ObjectID) throws(GitError) -> Commit {
    let object = try object(id)
    guard object.type == GIT_OBJECT_COMMIT, var header = CommitHeader(object.bytes) else {
      throw GitError(.damagedObject(id))
    }
    header.readRest()
    return Commit(
      id: id, tree: header.tree, parents: header.parents, author: header.author,
      committer: header.committer, isSigned: header.isSigned,
      message: Name(header.rest))
  }
}

extension Name {
  fileprivate init(cString: UnsafePointer<CChar>?) {
    self.init(UnsafeRawBufferPointer(start: cString, count: cString.map { strlen($0) } ?? 0))
  }
}

extension String {
  fileprivate var trimmingSpaces: String {
    let spaces = Set(" \t\r".unicodeScalars)
    let scalars = unicodeScalars.drop { spaces.contains($0) }
    let count = scalars.reversed().drop { spaces.contains($0) }.count
    return String(scalars.prefix(count))
  }
}
