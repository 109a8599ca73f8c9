internal import SourceModel

/// The meaning of a literal text of Elixir: a string, a charlist, a heredoc, a sigil, or a quoted
/// atom.
struct ElixirText {
  /// The decoded bytes.
  private(set) var decoded: [UInt8] = []
  /// Where the content begins, if it stands in the file as it is.
  private(set) var verbatimAt: Int?
  /// The letter of a sigil.
  private(set) var sigil: UInt8?
  /// The letters behind a sigil.
  private(set) var modifiers: [UInt8] = []

  /// Decodes a literal with its prefix and its quotes.
  init(_ bytes: [UInt8], _ range: Range<Int>) {
    var start = range.lowerBound
    var end = range.upperBound
    if start < end, bytes[start] == UInt8(ascii: ":") { start += 1 }
    if start + 1 < end, bytes[start] == UInt8(ascii: "~") {
      sigil = bytes[start + 1]
      start += 1
      while start < end, Self.isLetter(bytes[start]) { start += 1 }
      while end > start, Self.isLetter(bytes[end - 1]) { end -= 1 }
      modifiers = Array(bytes[end..<range.upperBound])
    }
    guard start < end else { return }
    let quote = bytes[start]
    let isQuote = quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'")
    let isHeredoc =
      isQuote && end - start >= 6 && bytes[start + 1] == quote && bytes[start + 2] == quote
    let width = isHeredoc ? 3 : 1
    guard end - start >= 2 * width else { return }
    var content = (start + width)..<(end - width)
    var stripped = 0
    if isHeredoc { (content, stripped) = Self.heredoc(bytes, content) }
    let isRaw = sigil.map { $0 < UInt8(ascii: "a") } ?? false
    let hasEscape = !isRaw && bytes[content].contains(UInt8(ascii: "\\"))
    if stripped == 0, !hasEscape {
      verbatimAt = content.lowerBound
      decoded = Array(bytes[content])
    } else {
      decode(bytes[content], stripping: stripped, isRaw: isRaw)
    }
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z")
  }

  /// The lines of a heredoc, and how many blanks the closing quotes stand in.
  private static func heredoc(
    _ bytes: [UInt8], _ content: Range<Int>
  ) -> (content: Range<Int>, indent: Int) {
    let lower = bytes[content].firstIndex(of: 0x0A).map { $0 + 1 } ?? content.lowerBound
    var upper = content.upperBound
    while upper > lower, bytes[upper - 1] == 0x20 || bytes[upper - 1] == 0x09 { upper -= 1 }
    return (lower..<upper, content.upperBound - upper)
  }

  private mutating func decode(_ content: ArraySlice<UInt8>, stripping indent: Int, isRaw: Bool) {
    var index = content.startIndex
    var isAtStart = true
    while index < content.endIndex {
      if isAtStart {
        var blanks = 0
        while blanks < indent, index < content.endIndex, content[index] == 0x20 {
          index += 1
          blanks += 1
        }
        isAtStart = false
        continue
      }
      let byte = content[index]
      index += 1
      isAtStart = byte == 0x0A
      guard byte == UInt8(ascii: "\\"), !isRaw, index < content.endIndex else {
        decoded.append(byte)
        continue
      }
      let escapes: [UInt8: UInt8] = [
        UInt8(ascii: "n"): 0x0A, UInt8(ascii: "t"): 0x09, UInt8(ascii: "r"): 0x0D,
        UInt8(ascii: "s"): 0x20,
      ]
      if content[index] == 0x0A {
        isAtStart = true
      } else {
        decoded.append(escapes[content[index]] ?? content[index])
      }
      index += 1
    }
  }
}
