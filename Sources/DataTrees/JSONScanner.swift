import SourceModel

/// Reads JSON by RFC 8259, strictly, into the arrays of a tree.
///
/// A struct with mutating methods: local functions that capture variables would pay a runtime
/// exclusivity check for every byte.
struct JSONScanner {
  let source: ByteWindow
  private(set) var position: Int
  private var builder: TreeBuilder

  init(_ source: ByteWindow, limits: TreeLimits) {
    self.source = source
    self.position = SourceEncoding.markLength(source)
    self.builder = TreeBuilder(source, limits: limits)
  }

  /// Reads the one document.
  mutating func read(_ text: SourceText) -> TreeReading {
    do throws(TreeProblem) {
      try scanDocument()
    } catch {
      return TreeReading(tree: nil, problems: builder.problems + [error])
    }
    let tree = DataTree(source: text, documents: [NodeID(0)], builder: builder)
    return TreeReading(tree: tree, problems: builder.problems)
  }

  private mutating func scanDocument() throws(TreeProblem) {
    skipSpace()
    var isComplete = try scanValue()
    while true {
      if !isComplete {
        isComplete = try scanValue()
        continue
      }
      guard let container = builder.container else { break }
      skipSpace()
      switch (source[position], container) {
      case (UInt8(ascii: ","), _):
        position &+= 1
        skipSpace()
        if container == .object { try scanKey(after: ",") }
        isComplete = false
      case (UInt8(ascii: "}"), .object), (UInt8(ascii: "]"), .array):
        position &+= 1
        try builder.close(at: position)
      default:
        throw unexpected(container == .object ? "',' or '}'" : "',' or ']'")
      }
    }
    skipSpace()
    if position < source.count { throw unexpected("the end of the document") }
  }

  /// Reads a scalar or an empty container, or opens a container up to its first value.
  ///
  /// - Returns: false if a container was opened.
  private mutating func scanValue() throws(TreeProblem) -> Bool {
    skipSpace()
    let start = position
    switch source[position] {
    case UInt8(ascii: "\""):
      let hasEscapes = try scanString()
      try addString(from: start, hasEscapes: hasEscapes)
    case UInt8(ascii: "{"):
      try builder.open(.object, at: start)
      position &+= 1
      skipSpace()
      if source[position] != UInt8(ascii: "}") {
        try scanKey(after: "{")
        return false
      }
      position &+= 1
      try builder.close(at: position)
    case UInt8(ascii: "["):
      try builder.open(.array, at: start)
      position &+= 1
      skipSpace()
      if source[position] != UInt8(ascii: "]") { return false }
      position &+= 1
      try builder.close(at: position)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      try scanNumber()
      let hash = ContentHash.of(number: source.slice(start, position))
      try builder.add(.number, from: start, to: position, hash: hash)
    case UInt8(ascii: "t"): try scanWord("true", .bool, hash: ContentHash.true)
    case UInt8(ascii: "f"): try scanWord("false", .bool, hash: ContentHash.false)
    case UInt8(ascii: "n"): try scanWord("null", .null, hash: ContentHash.null)
    default: throw unexpected("a value")
    }
    return true
  }

  private mutating func scanWord(
    _ word: StaticString, _ kind: NodeKind, hash: UInt64
  ) throws(TreeProblem) {
    let end = position &+ word.utf8CodeUnitCount
    let matches = word.withUTF8Buffer { source.slice(position, end).elementsEqual($0) }
    guard matches, !source[end].continuesWord else { throw unexpected("a value") }
    try builder.add(kind, from: position, to: end, hash: hash)
    position = end
  }

  private mutating func skipSpace() {
    while true {
      switch source[position] {
      case 0x20:
        // Indentation comes in runs.
        guard let word = source.word(at: position) else {
          position &+= 1
          continue
        }
        let others = word ^ 0x2020_2020_2020_2020
        position &+= others == 0 ? 8 : others.trailingZeroBitCount >> 3
      case 0x0A, 0x0D, 0x09: position &+= 1
      default: return
      }
    }
  }

  // MARK: Strings

  /// Reads a key and its colon.
  private mutating func scanKey(after byte: Unicode.Scalar) throws(TreeProblem) {
    guard source[position] == UInt8(ascii: "\"") else {
      throw unexpected(byte == "{" ? "a key or '}'" : "a key")
    }
    let start = position
    let hasEscapes = try scanString()
    let content = source.slice(start &+ 1, position &- 1)
    let key =
      hasEscapes
      ? JSONEscapes.decoded(content).withUnsafeBytes { builder.keys.intern($0) }
      : builder.keys.intern(content)
    builder.setKey(key, from: start, to: position)
    skipSpace()
    guard source[position] == UInt8(ascii: ":") else { throw unexpected("':' after the key") }
    position &+= 1
  }

  private mutating func addString(from start: Int, hasEscapes: Bool) throws(TreeProblem) {
    let content = source.slice(start &+ 1, position &- 1)
    if hasEscapes {
      let text = JSONEscapes.decoded(content)
      let hash = text.withUnsafeBytes { ContentHash.of(string: $0) }
      try builder.add(.string, from: start, to: position, hash: hash, decoded: text)
    } else {
      let hash = ContentHash.of(string: content)
      try builder.add(.string, .quoted, from: start, to: position, hash: hash)
    }
  }

  /// Reads a string from its first quote to behind its last one, and checks its escapes.
  ///
  /// - Returns: whether there are escapes.
  private mutating func scanString() throws(TreeProblem) -> Bool {
    let start = position
    var hasEscapes = false
    position &+= 1
    while true {
      skipOrdinary()
      switch source[position] {
      case UInt8(ascii: "\""):
        position &+= 1
        return hasEscapes
      case UInt8(ascii: "\\"):
        hasEscapes = true
        guard let length = JSONEscapes.length(in: source, at: position) else {
          throw invalidEscape()
        }
        position &+= length
      default:
        if position >= source.count {
          throw problem("the string was not closed", from: start, to: start &+ 1)
        }
        throw controlCharacter()
      }
    }
  }

  /// Moves to the next quote, backslash or control character, eight bytes at a time.
  private mutating func skipOrdinary() {
    let ones: UInt64 = 0x0101_0101_0101_0101
    while let word = source.word(at: position) {
      let quotes = word ^ 0x2222_2222_2222_2222
      let slashes = word ^ 0x5C5C_5C5C_5C5C_5C5C
      let found =
        ((quotes &- ones) & ~quotes | (slashes &- ones) & ~slashes
          | (word &- 0x2020_2020_2020_2020) & ~word) & 0x8080_8080_8080_8080
      if found != 0 {
        position &+= found.trailingZeroBitCount >> 3
        return
      }
      position &+= 8
    }
    while position < source.count {
      let byte = source[position]
      if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { return }
      position &+= 1
    }
  }

  // MARK: Numbers

  /// Reads a number by the grammar of RFC 8259, section 6.
  private mutating func scanNumber() throws(TreeProblem) {
    let start = position
    if source[position] == UInt8(ascii: "-") { position &+= 1 }
    if source[position] == UInt8(ascii: "0") {
      position &+= 1
    } else {
      try scanDigits(of: start)
    }
    if source[position] == UInt8(ascii: ".") {
      position &+= 1
      try scanDigits(of: start)
    }
    if source[position] | 0x20 == UInt8(ascii: "e") {
      position &+= 1
      if source[position] == UInt8(ascii: "+") || source[position] == UInt8(ascii: "-") {
        position &+= 1
      }
      try scanDigits(of: start)
    }
    if source[position].continuesWord { throw invalidNumber(from: start) }
  }

  private mutating func scanDigits(of start: Int) throws(TreeProblem) {
    guard source[position].isDigit else { throw invalidNumber(from: start) }
    while source[position].isDigit { position &+= 1 }
  }
}

extension UInt8 {
  /// Whether the byte is an ASCII digit.
  var isDigit: Bool { self &- UInt8(ascii: "0") < 10 }

  /// Whether the byte would continue a number or a word of JSON, so that neither ends before it.
  var continuesWord: Bool {
    isDigit || (self | 0x20) &- UInt8(ascii: "a") < 26 || self == UInt8(ascii: "_")
      || self == UInt8(ascii: ".") || self == UInt8(ascii: "+") || self == UInt8(ascii: "-")
  }
}
