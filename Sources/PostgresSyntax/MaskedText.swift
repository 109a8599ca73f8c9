import SourceModel

/// Text of which PostgreSQL's grammar can read all that it should, byte for byte as long as what
/// stands in the file.
struct MaskedText {
  private var bytes: [UInt8]
  /// Where in the file it begins.
  private let base: Int

  /// Takes a part of a text with names where placeholders stand, and blanks where orders to a
  /// template stand.
  ///
  /// Equal placeholders give equal names, in which their letters can be recognized.
  init(_ text: TokenizedText, range: Range<Int>) {
    bytes = Array(text.bytes[range])
    base = range.lowerBound
    for (index, token) in text.tokens.enumerated() {
      switch token.kind {
      case .directive: blank(token.range)
      case .placeholder where token.range.count == 1:
        let next = index + 1 < text.tokens.count ? text.tokens[index + 1].kind : .symbol
        bytes[token.range.lowerBound - base] = next == .word ? UInt8(ascii: "_") : 0x20
      case .placeholder: fill(token.range)
      case .quotedWord: fillInside(token.range)
      default: break
      }
    }
  }

  private init(bytes: [UInt8], base: Int) {
    self.bytes = bytes
    self.base = base
  }

  /// A part of the text by itself.
  func part(_ range: Range<Int>) -> MaskedText {
    MaskedText(bytes: Array(self[range]), base: range.lowerBound)
  }

  /// Puts other bytes of at most its length into a range of the file.
  mutating func replace(_ range: Range<Int>, with replacement: some Collection<UInt8>) {
    for (index, byte) in zip(range, replacement) { bytes[index - base] = byte }
  }

  /// Leaves some tokens and nothing between them.
  mutating func keepTokens(_ tokens: [Token]) {
    var kept = [UInt8](repeating: 0x20, count: bytes.count)
    for token in tokens {
      for index in token.range { kept[index - base] = bytes[index - base] }
    }
    bytes = kept
  }

  /// A part of the text, by offsets in the file.
  subscript(range: Range<Int>) -> ArraySlice<UInt8> {
    bytes[((range.lowerBound - base)..<(range.upperBound - base)).clamped(to: bytes.indices)]
  }

  /// Puts blanks into a range of the file.
  mutating func blank(_ range: Range<Int>) {
    for index in range where !ByteClass.isSpace(bytes[index - base]) {
      bytes[index - base] = 0x20
    }
  }

  /// Puts a name for a placeholder into a quoted name.
  private mutating func fillInside(_ range: Range<Int>) {
    let inside = range.dropFirst().dropLast()
    guard inside.contains(where: isBrace),
      zip(inside, inside.dropFirst()).contains(where: { isBrace($0) && isBrace($1) })
    else { return }
    for index in inside where bytes[index - base] == UInt8(ascii: "\"") {
      bytes[index - base] = UInt8(ascii: "_")
    }
  }

  private func isBrace(_ index: Int) -> Bool { bytes[index - base] == UInt8(ascii: "{") }

  private mutating func fill(_ range: Range<Int>) {
    for index in range {
      let byte = ByteClass.lowercased(bytes[index - base])
      let isPart = byte < 0x80 && ByteClass.continuesWord(byte) && byte != UInt8(ascii: "$")
      bytes[index - base] = isPart ? byte : UInt8(ascii: "_")
    }
    if ByteClass.isDigit(bytes[range.lowerBound - base]) {
      bytes[range.lowerBound - base] = UInt8(ascii: "_")
    }
  }

  /// Leaves some statements, each with a semicolon behind it, and nothing between them.
  mutating func keepOnly(_ statements: [Range<Int>], of text: TokenizedText) {
    var kept = [UInt8](repeating: 0x20, count: bytes.count)
    for statement in statements {
      let range = text.range(of: statement).indices
      let own = (range.lowerBound - base)..<(range.upperBound - base)
      kept.replaceSubrange(own, with: bytes[own])
      if own.upperBound < kept.count { kept[own.upperBound] = UInt8(ascii: ";") }
    }
    bytes = kept
  }

  /// Makes SQL of a statement of PL/pgSQL: takes out where its result goes, and `PERFORM`.
  mutating func simplify(_ statement: BodyStatement, of text: TokenizedText) {
    if !statement.targets.isEmpty { blank(text.range(of: statement.targets).indices) }
    if text.isWord(statement.tokens.lowerBound, "perform") {
      let start = text.range(of: statement.tokens).indices.lowerBound - base
      bytes.replaceSubrange(start..<(start + 7), with: "SELECT ".utf8)
    }
  }
}
