/// Makes text of which PostgreSQL's grammar can read all that it should, byte for byte as long.
enum TemplateMask {
  /// The bytes with names where placeholders stand, and blanks where psql's own lines and orders to
  /// a template stand.
  ///
  /// Equal placeholders give equal names, in which their letters can be recognized.
  static func masked(_ text: TokenizedText, foreign: [Range<Int>]) -> [UInt8] {
    var bytes = text.bytes
    for range in foreign { blank(range, in: &bytes) }
    for (index, token) in text.tokens.enumerated() {
      switch token.kind {
      case .directive: blank(token.range, in: &bytes)
      case .placeholder where token.range.count == 1:
        let next = index + 1 < text.tokens.count ? text.tokens[index + 1].kind : .symbol
        bytes[token.range.lowerBound] = next == .word ? UInt8(ascii: "_") : 0x20
      case .placeholder:
        for index in token.range {
          let byte = ByteClass.lowercased(bytes[index])
          bytes[index] = ByteClass.continuesWord(byte) && byte < 0x80 ? byte : UInt8(ascii: "_")
          if bytes[index] == UInt8(ascii: "$") { bytes[index] = UInt8(ascii: "_") }
        }
      default: break
      }
    }
    return bytes
  }

  private static func blank(_ range: Range<Int>, in bytes: inout [UInt8]) {
    for index in range where !ByteClass.isSpace(bytes[index]) { bytes[index] = 0x20 }
  }
}
