import SourceModel

/// Walks the top-level members of a document of JSON or YAML without reading what they hold, so
/// that a file can be recognized at the price of the bytes up to the members that tell.
///
/// A document that is no mapping has no members. Keys and scalars are given as they are spelled
/// between their quotes; a value that is no scalar of one line is given as empty. Of a YAML stream
/// the first document counts.
package struct TopLevelScanner {
  /// A member of the document.
  package struct Member: Equatable {
    /// The key as it is spelled between its quotes.
    package let key: ArraySlice<UInt8>
    /// The value likewise; empty if it is no scalar of one line.
    package let value: ArraySlice<UInt8>
  }

  private let bytes: ArraySlice<UInt8>
  private var offset: Int
  private var layout = Layout.unknown

  private enum Layout: Equatable {
    case unknown
    /// Inside the braces of JSON or of a YAML flow mapping.
    case flow
    /// A YAML block mapping, with the column of its keys.
    case block(column: Int)
    case finished
  }

  /// Begins at the top of a document.
  package init(_ text: [UInt8]) {
    bytes = text.starts(with: [0xEF, 0xBB, 0xBF]) ? text[3...] : text[...]
    offset = bytes.startIndex
  }

  /// The next member, nil behind the last one.
  package mutating func next() -> Member? {
    if layout == .unknown { findLayout() }
    return switch layout {
    case .flow: nextInFlow()
    case .block(let column): nextInBlock(column)
    case .unknown, .finished: nil
    }
  }

  // MARK: Bytes

  /// The byte at an offset; 0 beyond the end.
  private func byte(_ offset: Int) -> UInt8 { offset < bytes.endIndex ? bytes[offset] : 0 }

  private func isBreak(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }

  private func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

  private mutating func skipBlanks() {
    while isBlank(byte(offset)) { offset += 1 }
  }

  private mutating func skipLine() {
    while offset < bytes.endIndex, !isBreak(bytes[offset]) { offset += 1 }
    while isBreak(byte(offset)) { offset += 1 }
  }

  /// Whether a marker of three equal bytes stands at the start of a line.
  private func isMarker(_ mark: UInt8) -> Bool {
    let next = byte(offset + 3)
    return byte(offset) == mark && byte(offset + 1) == mark && byte(offset + 2) == mark
      && (next == 0 || isBlank(next) || isBreak(next))
  }

  /// Skips a quoted scalar and gives what stands between its quotes.
  private mutating func quoted() -> ArraySlice<UInt8> {
    let quote = byte(offset)
    let start = min(offset + 1, bytes.endIndex)
    offset = start
    while offset < bytes.endIndex, bytes[offset] != quote {
      offset += bytes[offset] == UInt8(ascii: "\\") && quote == UInt8(ascii: "\"") ? 2 : 1
    }
    let end = min(offset, bytes.endIndex)
    offset = min(end + 1, bytes.endIndex)
    return bytes[start..<end]
  }

  private func isQuote(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'")
  }

  // MARK: Layout

  private mutating func findLayout() {
    while offset < bytes.endIndex {
      let lineStart = offset
      if isMarker(UInt8(ascii: "-")) { offset += 3 }
      skipBlanks()
      switch byte(offset) {
      case UInt8(ascii: "{"):
        offset += 1
        layout = .flow
        return
      case 0x0A, 0x0D, UInt8(ascii: "#"), UInt8(ascii: "%"): skipLine()
      case UInt8(ascii: "["), 0:
        layout = .finished
        return
      default:
        layout = .block(column: offset - lineStart)
        offset = lineStart
        return
      }
    }
    layout = .finished
  }

  // MARK: Flow

  private mutating func nextInFlow() -> Member? {
    skipSeparators()
    guard offset < bytes.endIndex, bytes[offset] != UInt8(ascii: "}") else {
      layout = .finished
      return nil
    }
    let key = isQuote(bytes[offset]) ? quoted() : plainInFlow(isKey: true)
    skipSeparators()
    guard byte(offset) == UInt8(ascii: ":") else {
      // A key without value, or no mapping at all.
      if key.isEmpty { offset += 1 }
      return Member(key: key, value: [])
    }
    offset += 1
    skipSeparators()
    switch byte(offset) {
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      skipContainer()
      return Member(key: key, value: [])
    case let byte where isQuote(byte): return Member(key: key, value: quoted())
    default: return Member(key: key, value: plainInFlow(isKey: false))
    }
  }

  private mutating func skipSeparators() {
    while offset < bytes.endIndex {
      switch bytes[offset] {
      case 0x20, 0x09, 0x0A, 0x0D, UInt8(ascii: ","): offset += 1
      case UInt8(ascii: "#"): skipLine()
      default: return
      }
    }
  }

  private mutating func plainInFlow(isKey: Bool) -> ArraySlice<UInt8> {
    let start = offset
    scan: while offset < bytes.endIndex {
      switch bytes[offset] {
      case UInt8(ascii: ":") where isKey: break scan
      case UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: "{"),
        UInt8(ascii: "["), 0x0A, 0x0D:
        break scan
      default: offset += 1
      }
    }
    return trimmed(bytes[start..<offset])
  }

  /// Skips an object or an array with all that it holds.
  private mutating func skipContainer() {
    var depth = 0
    var last: UInt8 = 0x20
    repeat {
      let byte = bytes[offset]
      switch byte {
      case UInt8(ascii: "\""): _ = quoted()
      // An apostrophe inside a plain scalar of YAML is no quote.
      case UInt8(ascii: "'") where last <= 0x20 || ",:[{".utf8.contains(last): _ = quoted()
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        depth += 1
        offset += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        depth -= 1
        offset += 1
      default: offset += 1
      }
      last = byte
    } while depth > 0 && offset < bytes.endIndex
  }

  // MARK: Block

  private mutating func nextInBlock(_ column: Int) -> Member? {
    while offset < bytes.endIndex {
      let lineStart = offset
      skipBlanks()
      switch (byte(offset), offset - lineStart) {
      case (0x0A, _), (0x0D, _), (UInt8(ascii: "#"), _): skipLine()
      case (_, (column + 1)...): skipLine()
      case (_, column):
        if isMarker(UInt8(ascii: "-")) || isMarker(UInt8(ascii: ".")) { return finish() }
        if let member = blockMember() { return member }
      default: return finish()
      }
    }
    return finish()
  }

  private mutating func finish() -> Member? {
    layout = .finished
    return nil
  }

  /// Reads the member in a line and goes to the next line; nil if there is none in it.
  private mutating func blockMember() -> Member? {
    defer { skipLine() }
    let key: ArraySlice<UInt8>
    if isQuote(byte(offset)) {
      key = quoted()
      skipBlanks()
    } else {
      let start = offset
      while offset < bytes.endIndex, !isBreak(bytes[offset]), !isColon(at: offset) { offset += 1 }
      key = trimmed(bytes[start..<offset])
    }
    guard isColon(at: offset) else { return nil }
    offset += 1
    skipBlanks()
    // Anchors and tags before the value.
    while byte(offset) == UInt8(ascii: "&") || byte(offset) == UInt8(ascii: "!") {
      while offset < bytes.endIndex, bytes[offset] > 0x20 { offset += 1 }
      skipBlanks()
    }
    if isQuote(byte(offset)) { return Member(key: key, value: quoted()) }
    let start = offset
    while offset < bytes.endIndex, !isBreak(bytes[offset]) {
      if bytes[offset] == UInt8(ascii: "#"), offset > start, isBlank(bytes[offset - 1]) { break }
      offset += 1
    }
    return Member(key: key, value: trimmed(bytes[start..<offset]))
  }

  private func isColon(at offset: Int) -> Bool {
    guard byte(offset) == UInt8(ascii: ":") else { return false }
    let next = byte(offset + 1)
    return next == 0 || isBlank(next) || isBreak(next)
  }

  private func trimmed(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var text = text
    while let last = text.last, isBlank(last) { text.removeLast() }
    return text
  }
}
