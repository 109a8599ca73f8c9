package import SourceModel

/// A range as it is written on the command line.
package enum RangeSpelling: Hashable, Sendable {
  /// `A..B`: two revisions; an empty one is HEAD.
  case between(before: String, after: String)
  /// `A...B`: from their merge base.
  case sinceMergeBase(before: String, after: String)
  /// `REV:PATH REV:PATH`: two files.
  case files(before: File, after: File)
  /// `--tree REV`: everything, against the empty tree.
  case tree(String)
  /// `--staged`: HEAD against the index.
  case staged
  /// Nothing written: from the release that precedes a revision.
  ///
  /// `tag` is the release tag, without `refs/tags/`, that the revision is about to get.
  case sinceRelease(after: String, tag: String? = nil)

  /// A file at a revision.
  package struct File: Hashable, Sendable {
    /// What precedes the first colon.
    package let revision: String
    /// What follows it, from the root.
    package let path: RepositoryPath

    /// Makes a file's spelling.
    package init(revision: String, path: RepositoryPath) {
      self.revision = revision
      self.path = path
    }
  }

  /// Reads the positional arguments of a command: none, one range, or two files.
  package static func reading(_ arguments: [String]) throws(GitError) -> RangeSpelling {
    switch arguments.count {
    case 0: return .sinceRelease(after: "HEAD")
    case 1: return try range(arguments[0])
    case 2:
      guard let before = try file(arguments[0]), let after = try file(arguments[1]) else { break }
      return .files(before: before, after: after)
    default: break
    }
    throw GitError(.malformedRange(spelling: arguments.joined(separator: " ")))
  }

  private static func range(_ spelling: String) throws(GitError) -> RangeSpelling {
    let bytes = Array(spelling.utf8)
    if bytes.isEmpty || offset(of: ":", in: bytes) != nil {
      throw GitError(.malformedRange(spelling: spelling))
    }
    guard let dots = offset(of: "..", in: bytes) else {
      return .between(before: spelling, after: "HEAD")
    }
    let isMergeBase = bytes.dropFirst(dots + 2).first == UInt8(ascii: ".")
    let before = text(bytes[..<dots])
    let after = text(bytes[(dots + (isMergeBase ? 3 : 2))...])
    return isMergeBase
      ? .sinceMergeBase(before: before, after: after) : .between(before: before, after: after)
  }

  private static func file(_ spelling: String) throws(GitError) -> File? {
    let bytes = Array(spelling.utf8)
    guard let colon = offset(of: ":", in: bytes), colon > 0 else { return nil }
    let written = text(bytes[(colon + 1)...])
    // To Git these begin at the current directory, which has no part in what relgate compares.
    if written.hasPrefix("./") || written.hasPrefix("../") {
      throw GitError(.relativePath(spelling: spelling))
    }
    guard let path = RepositoryPath(written) else { return nil }
    return File(revision: text(bytes[..<colon]), path: path)
  }

  /// Finds a mark outside braces, in which a revision may hold any text (`HEAD^{/fix: a..b}`).
  private static func offset(of mark: StaticString, in bytes: [UInt8]) -> Int? {
    var depth = 0
    for (index, byte) in bytes.enumerated() {
      if byte == UInt8(ascii: "{") { depth += 1 }
      if byte == UInt8(ascii: "}") { depth -= 1 }
      if depth == 0, mark.withUTF8Buffer({ bytes[index...].starts(with: $0) }) { return index }
    }
    return nil
  }

  private static func text(_ bytes: some Sequence<UInt8>) -> String {
    String(decoding: Array(bytes), as: UTF8.self)
  }
}
