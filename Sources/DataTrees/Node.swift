import SourceModel

/// A value in the flat array: 16 bytes, in document order, so that a subtree is a contiguous run.
struct Node: Sendable {
  private let tag: UInt32
  /// The offset of the first byte.
  let start: UInt32
  /// The number of bytes.
  private(set) var length: UInt32
  /// One past the last node of the subtree: the next sibling.
  private(set) var end: UInt32

  /// What a tag holds beside the kind; the high 24 bits are the key's id.
  struct Flags: OptionSet {
    let rawValue: UInt32

    /// The value is the one that an alias names; the kind is that value's.
    static let alias = Flags(rawValue: 1 << 3)
    /// The content stands between two delimiters of one byte.
    static let quoted = Flags(rawValue: 1 << 4)
    /// The content is not a slice of the source: it stands in the pool.
    static let decoded = Flags(rawValue: 1 << 5)
    /// The member is a YAML merge key.
    static let merge = Flags(rawValue: 1 << 6)
  }

  @inline(__always)
  init(_ kind: NodeKind, _ flags: Flags, key: UInt32, start: Int, end: Int, next: Int) {
    self.tag = UInt32(kind.rawValue) | flags.rawValue | key << 8
    self.start = UInt32(truncatingIfNeeded: start)
    self.length = UInt32(truncatingIfNeeded: end &- start)
    self.end = UInt32(truncatingIfNeeded: next)
  }

  mutating func close(at offset: Int, next: Int) {
    length = UInt32(truncatingIfNeeded: max(offset - Int(start), 0))
    end = UInt32(truncatingIfNeeded: next)
  }

  var kind: NodeKind { NodeKind(rawValue: UInt8(truncatingIfNeeded: tag & 7)) ?? .null }
  var key: UInt32 { tag >> 8 }
  var isAlias: Bool { tag & Flags.alias.rawValue != 0 }
  var isQuoted: Bool { tag & Flags.quoted.rawValue != 0 }
  var isDecoded: Bool { tag & Flags.decoded.rawValue != 0 }
  var isMerge: Bool { tag & Flags.merge.rawValue != 0 }
  var isContainer: Bool { tag & 7 >= UInt32(NodeKind.array.rawValue) }
  var range: SourceRange { SourceRange(start, start + length) }
}

/// The decoded text of the scalars whose text is not a slice of the source.
struct DecodedPool: Sendable {
  private var bytes: [UInt8] = []
  /// In document order.
  private var entries: [Entry] = []

  private struct Entry: Sendable {
    let node: UInt32
    let start: UInt32
  }

  /// Adds the text of a node that follows those added before.
  mutating func add(node: Int, _ text: some Sequence<UInt8>) {
    entries.append(
      Entry(
        node: UInt32(truncatingIfNeeded: node), start: UInt32(truncatingIfNeeded: bytes.count)))
    bytes.append(contentsOf: text)
  }

  /// The text of a node; cost grows with the logarithm of the number of entries.
  func content(ofNode node: UInt32) -> ArraySlice<UInt8> {
    var low = 0
    var high = entries.count
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].node < node { low = middle + 1 } else { high = middle }
    }
    guard low < entries.count, entries[low].node == node else { return [] }
    let end = low + 1 < entries.count ? Int(entries[low + 1].start) : bytes.count
    return bytes[Int(entries[low].start)..<end]
  }
}

/// A member of an object with merge keys.
struct MergedMember: Sendable {
  let key: UInt32
  let value: UInt32
}
