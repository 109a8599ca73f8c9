internal import SourceModel

/// The header lines of a raw commit, read from the top.
///
/// `tree`, any number of `parent`, `author`, `committer`, then lines that may or may not be there; a
/// line that begins with a space continues the one before. A blank line ends the header.
struct CommitHeader {
  let tree: ObjectID
  private(set) var parents: [ObjectID] = []
  private let authorLine: Slice<UnsafeRawBufferPointer>
  private let committerLine: Slice<UnsafeRawBufferPointer>
  /// Whether one of the further lines is a signature.
  private(set) var isSigned = false
  /// What was not read yet: after `readRest`, the message.
  private(set) var rest: Slice<UnsafeRawBufferPointer>

  /// Reads as far as the committer; nil if a line is missing.
  init?(_ bytes: UnsafeRawBufferPointer) {
    rest = bytes[...]
    guard let tree = CommitHeader.id(after: "tree ", &rest) else { return nil }
    self.tree = tree
    while let parent = CommitHeader.id(after: "parent ", &rest) { parents.append(parent) }
    guard CommitHeader.skip("author ", &rest) else { return nil }
    authorLine = CommitHeader.line(&rest)
    guard CommitHeader.skip("committer ", &rest) else { return nil }
    committerLine = CommitHeader.line(&rest)
  }

  var author: Commit.Signature { CommitHeader.signature(authorLine) }
  var committer: Commit.Signature { CommitHeader.signature(committerLine) }

  /// When it was committed, in seconds since 1970-01-01T00:00:00Z.
  var seconds: Int64 { CommitHeader.seconds(committerLine) }

  /// Reads the further lines.
  mutating func readRest() {
    while let first = rest.first, first != 0x0A {
      if CommitHeader.skip("gpgsig ", &rest) || CommitHeader.skip("gpgsig-sha256 ", &rest) {
        isSigned = true
      }
      _ = CommitHeader.line(&rest)
    }
    rest = rest.dropFirst()
  }

  /// Reads `name <mail> seconds zone`.
  private static func signature(_ line: Slice<UnsafeRawBufferPointer>) -> Commit.Signature {
    let close = line.lastIndex(of: UInt8(ascii: ">")) ?? line.startIndex
    let open = line[..<close].lastIndex(of: UInt8(ascii: "<")) ?? close
    let name = line[..<open]
    return Commit.Signature(
      name: Name(name.last == 0x20 ? name.dropLast() : name),
      mail: Name(line[open..<close].dropFirst()), seconds: seconds(line))
  }

  private static func seconds(_ line: Slice<UnsafeRawBufferPointer>) -> Int64 {
    // A name may hold anything, so the time is found from the end.
    guard let close = line.lastIndex(of: UInt8(ascii: ">")) else { return 0 }
    var digits = line[close...].dropFirst().drop { $0 == 0x20 }
    let isNegative = digits.first == UInt8(ascii: "-")
    if isNegative { digits = digits.dropFirst() }
    var seconds: Int64 = 0
    for digit in digits.prefix(18) {
      guard digit &- 0x30 < 10 else { break }
      seconds = seconds * 10 + Int64(digit - 0x30)
    }
    return isNegative ? -seconds : seconds
  }

  private static func id(
    after word: StaticString, _ rest: inout Slice<UnsafeRawBufferPointer>
  ) -> ObjectID? {
    guard skip(word, &rest), let id = ObjectID(hex: rest.prefix(40)) else { return nil }
    _ = line(&rest)
    return id
  }

  private static func skip(
    _ word: StaticString, _ rest: inout Slice<UnsafeRawBufferPointer>
  ) -> Bool {
    guard word.withUTF8Buffer({ rest.starts(with: $0) }) else { return false }
    rest = rest.dropFirst(word.utf8CodeUnitCount)
    return true
  }

  /// Takes a line, without its end.
  private static func line(
    _ rest: inout Slice<UnsafeRawBufferPointer>
  ) -> Slice<UnsafeRawBufferPointer> {
    let line = rest.prefix { $0 != 0x0A }
    rest = rest[line.endIndex...].dropFirst()
    return line
  }
}
