internal import CGit2

/// What a walk needs of a commit.
struct CommitRecord {
  let tree: ObjectID
  /// Empty at the boundary of a shallow clone, whatever the commit says.
  let parents: [ObjectID]
  /// When it was committed, in seconds since 1970-01-01T00:00:00Z.
  let seconds: Int64
  /// Whether the commit has parents that a shallow clone left out.
  let isBoundary: Bool
}

extension Repository {
  /// Reads a commit's header; every commit is read once.
  func record(_ id: ObjectID) throws(GitError) -> CommitRecord {
    if let record = commits[id] { return record }
    let object = try object(id)
    guard object.type == GIT_OBJECT_COMMIT, let header = CommitHeader(object.bytes) else {
      throw GitError(.damagedObject(id))
    }
    let isBoundary = boundary.contains(id) && !header.parents.isEmpty
    let record = CommitRecord(
      tree: header.tree, parents: isBoundary ? [] : header.parents, seconds: header.seconds,
      isBoundary: isBoundary)
    commits[id] = record
    return record
  }
}

/// The tree, parents and commit time of a raw commit.
private struct CommitHeader {
  let tree: ObjectID
  private(set) var parents: [ObjectID] = []
  let seconds: Int64

  init?(_ bytes: UnsafeRawBufferPointer) {
    var rest = bytes[...]
    guard let tree = CommitHeader.id(after: "tree ", &rest) else { return nil }
    self.tree = tree
    while let parent = CommitHeader.id(after: "parent ", &rest) { parents.append(parent) }
    CommitHeader.skipLine(&rest)
    guard CommitHeader.skip("committer ", &rest) else { return nil }
    let line = rest.prefix { $0 != 0x0A }
    // A name may hold anything, so the time is found from the end: "<mail> seconds zone".
    guard let close = line.lastIndex(of: UInt8(ascii: ">")) else { return nil }
    var digits = line[(close + 1)...].drop { $0 == 0x20 }
    let isNegative = digits.first == UInt8(ascii: "-")
    if isNegative { digits = digits.dropFirst() }
    var seconds: Int64 = 0
    for digit in digits.prefix(while: { $0 &- 0x30 < 10 }).prefix(18) {
      seconds = seconds * 10 + Int64(digit - 0x30)
    }
    self.seconds = isNegative ? -seconds : seconds
  }

  private static func id(
    after word: StaticString, _ rest: inout Slice<UnsafeRawBufferPointer>
  ) -> ObjectID? {
    guard skip(word, &rest), let id = ObjectID(hex: rest.prefix(40)) else { return nil }
    skipLine(&rest)
    return id
  }

  private static func skip(
    _ word: StaticString, _ rest: inout Slice<UnsafeRawBufferPointer>
  ) -> Bool {
    guard word.withUTF8Buffer({ rest.starts(with: $0) }) else { return false }
    rest = rest.dropFirst(word.utf8CodeUnitCount)
    return true
  }

  private static func skipLine(_ rest: inout Slice<UnsafeRawBufferPointer>) {
    rest = rest.drop { $0 != 0x0A }.dropFirst()
  }
}
