/// The content of a string of SQL.
struct QuotedText {
  /// The bytes in which the content stands: those of the file, or decoded ones.
  let bytes: [UInt8]
  /// Where in them.
  let range: Range<Int>
  /// Whether the bytes are those of the file, so that every offset in them is one of the file.
  let isVerbatim: Bool

  /// Takes the content of a string token; nil if it has escapes other than doubled quotes.
  init?(_ token: Token, of text: TokenizedText) {
    let content = text.bytes[token.range]
    switch token.kind {
    case .dollarString:
      let dollar = UInt8(ascii: "$")
      guard let second = content.dropFirst().firstIndex(of: dollar) else { return nil }
      let mark = second + 1 - content.startIndex
      guard content.count >= 2 * mark else { return nil }
      range = (content.startIndex + mark)..<(content.endIndex - mark)
      bytes = text.bytes
      isVerbatim = true
    case .string:
      let quote = UInt8(ascii: "'")
      guard let first = content.firstIndex(of: quote), content.count >= 2,
        first == content.startIndex || content[content.startIndex] | 0x20 == UInt8(ascii: "e")
      else { return nil }
      let inside = (first + 1)..<max(first + 1, content.endIndex - 1)
      let hasEscapes = first > content.startIndex && content[inside].contains(UInt8(ascii: "\\"))
      guard !hasEscapes else { return nil }
      if !content[inside].contains(quote) {
        range = inside
        bytes = text.bytes
        isVerbatim = true
        return
      }
      var decoded: [UInt8] = []
      var index = inside.lowerBound
      while index < inside.upperBound {
        decoded.append(content[index])
        index += content[index] == quote ? 2 : 1
      }
      bytes = decoded
      range = decoded.indices
      isVerbatim = false
    default: return nil
    }
  }
}
