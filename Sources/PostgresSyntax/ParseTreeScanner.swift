extension ParseTree {
  /// Reads the JSON that libpg_query writes, which has no layout; nil if it is anything else.
  static func read(_ json: UnsafeRawBufferPointer) -> ParseTree? {
    guard json.count < Int(UInt32.max) - ParseTreeScanner.padding else { return nil }
    let count = json.count + ParseTreeScanner.padding
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      let end = buffer.initialize(fromContentsOf: json.bindMemory(to: UInt8.self))
      buffer[end...].initialize(repeating: 0)
      initialized = count
    }
    let nodes = bytes.withUnsafeBytes { bytes in
      var scanner = ParseTreeScanner(bytes)
      return scanner.scan()
    }
    return nodes.map { ParseTree(bytes: bytes, nodes: $0) }
  }
}

/// Cuts the JSON of a tree into nodes.
///
/// Zeros stand behind the text, so that looking ahead needs no look at the end.
private struct ParseTreeScanner {
  /// How many zeros.
  static let padding = 8
  /// How many objects and arrays may stand in one another.
  private static let depthLimit = 1 << 16

  private let bytes: UnsafeRawBufferPointer
  private var position = 0
  private var nodes: [ParseTree.Node] = []
  /// The objects and arrays that are not closed, outermost first.
  private var open: [Int] = []

  init(_ bytes: UnsafeRawBufferPointer) {
    self.bytes = bytes
    nodes.reserveCapacity(bytes.count / 16 + 4)
  }

  /// The nodes; nil if the text is none that the library writes.
  mutating func scan() -> [ParseTree.Node]? {
    var keyLength = 0
    while true {
      guard let isComplete = scanValue(keyLength: keyLength) else { return nil }
      if isComplete, !closeContainers() { return nil }
      guard let container = open.last else { break }
      keyLength = 0
      if nodes[container].kind == .object {
        guard let length = scanKey() else { return nil }
        keyLength = length
      }
    }
    return position == bytes.count - ParseTreeScanner.padding ? nodes : nil
  }

  /// Reads a scalar or an empty container, or opens a container; tells whether the value is
  /// complete, nil if there is none.
  private mutating func scanValue(keyLength: Int) -> Bool? {
    let first = bytes[position]
    switch first {
    case UInt8(ascii: "{"): return openContainer(.object, keyLength, end: UInt8(ascii: "}"))
    case UInt8(ascii: "["): return openContainer(.array, keyLength, end: UInt8(ascii: "]"))
    case UInt8(ascii: "\""):
      let start = position
      guard let hasEscapes = skipString() else { return nil }
      add(.string, keyLength, from: start, hasEscapes: hasEscapes)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): addPlain(.number, keyLength)
    case UInt8(ascii: "t"), UInt8(ascii: "f"): addPlain(.bool, keyLength)
    case UInt8(ascii: "n"): addPlain(.null, keyLength)
    default: return nil
    }
    return true
  }

  private mutating func openContainer(_ kind: ParseTree.Kind, _ keyLength: Int, end: UInt8) -> Bool?
  {
    guard open.count < ParseTreeScanner.depthLimit else { return nil }
    let start = position
    position += 1
    if bytes[position] == end {
      position += 1
      add(kind, keyLength, from: start)
      return true
    }
    open.append(nodes.count)
    add(kind, keyLength, from: start)
    return false
  }

  /// Walks behind a value to the next one; tells whether that is possible.
  private mutating func closeContainers() -> Bool {
    while let container = open.last {
      let isObject = nodes[container].kind == .object
      switch bytes[position] {
      case UInt8(ascii: ","):
        position += 1
        return true
      case UInt8(ascii: "}") where isObject, UInt8(ascii: "]") where !isObject:
        position += 1
        nodes[container].end = UInt32(truncatingIfNeeded: position)
        nodes[container].next = UInt32(truncatingIfNeeded: nodes.count)
        open.removeLast()
      default: return false
      }
    }
    return true
  }

  /// Reads a key and its colon, and gives its length; nil if there is none.
  private mutating func scanKey() -> Int? {
    let start = position
    guard bytes[position] == UInt8(ascii: "\""), skipString() == false,
      bytes[position] == UInt8(ascii: ":"), position - start < Int(UInt16.max)
    else { return nil }
    position += 1
    return position - start - 3
  }

  /// Reads a string up to behind its last quote; tells whether there are escapes, nil if it is not
  /// closed.
  private mutating func skipString() -> Bool? {
    var hasEscapes = false
    position += 1
    while true {
      skipOrdinary()
      switch bytes[position] {
      case UInt8(ascii: "\""):
        position += 1
        return hasEscapes
      case UInt8(ascii: "\\") where bytes[position + 1] != 0:
        hasEscapes = true
        position += 2
      default: return nil
      }
    }
  }

  /// Moves to the next quote, backslash or control character, eight bytes at a time.
  private mutating func skipOrdinary() {
    let ones: UInt64 = 0x0101_0101_0101_0101
    while position <= bytes.count - 8 {
      let word = UInt64(
        littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self))
      let quotes = word ^ 0x2222_2222_2222_2222
      let slashes = word ^ 0x5C5C_5C5C_5C5C_5C5C
      let found =
        ((quotes &- ones) & ~quotes | (slashes &- ones) & ~slashes
          | (word &- 0x2020_2020_2020_2020) & ~word) & 0x8080_8080_8080_8080
      if found != 0 {
        position += found.trailingZeroBitCount >> 3
        return
      }
      position += 8
    }
  }

  private mutating func addPlain(_ kind: ParseTree.Kind, _ keyLength: Int) {
    let start = position
    while ByteClass.continuesWord(bytes[position]) || bytes[position] == UInt8(ascii: "-")
      || bytes[position] == UInt8(ascii: ".") || bytes[position] == UInt8(ascii: "+")
    {
      position += 1
    }
    add(kind, keyLength, from: start)
  }

  private mutating func add(
    _ kind: ParseTree.Kind, _ keyLength: Int, from start: Int, hasEscapes: Bool = false
  ) {
    nodes.append(
      ParseTree.Node(
        kind: kind, hasEscapes: hasEscapes, keyLength: UInt16(truncatingIfNeeded: keyLength),
        start: UInt32(truncatingIfNeeded: start), end: UInt32(truncatingIfNeeded: position),
        next: UInt32(truncatingIfNeeded: nodes.count + 1)))
  }
}
