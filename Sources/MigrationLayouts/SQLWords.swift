/// The words of SQL outside of comments and literals, of whatever dialect.
///
/// A look that needs no grammar; total on any bytes.
struct SQLWords {
  /// What stands somewhere.
  enum Kind: Hashable {
    case word
    /// A string, a name in double quotes, or a body between dollars.
    case string, quoted, dollars
    /// A name in backticks or, as SQL Server has them, brackets.
    case backticks
    case symbol(UInt8)
  }

  /// A part of the text.
  struct Token {
    let kind: Kind
    let range: Range<Int>
  }

  private let bytes: [UInt8]
  private let end: Int
  private var index: Int
  /// Whether a comment began that does not end.
  private(set) var hasOpenComment = false

  /// Looks at a range of a text.
  init(_ bytes: [UInt8], in range: Range<Int>) {
    self.bytes = bytes
    self.index = max(0, range.lowerBound)
    self.end = min(bytes.count, range.upperBound)
  }

  /// The next word or mark; nil at the end.
  mutating func next() -> Token? {
    skipBlanks()
    guard index < end else { return nil }
    let start = index
    let byte = bytes[index]
    switch byte {
    case UInt8(ascii: "'"): close(byte, from: start + 1)
    case UInt8(ascii: "\""), UInt8(ascii: "`"): close(byte, from: start + 1)
    case UInt8(ascii: "$"):
      if closeDollars() { return Token(kind: .dollars, range: start..<index) }
      index += 1
    case _ where byte.isWord:
      while index < end, bytes[index].isWord || bytes[index] == UInt8(ascii: "$") { index += 1 }
    default: index += 1
    }
    return Token(kind: kind(of: byte), range: start..<index)
  }

  /// The text of a token in lower case.
  func text(_ token: Token) -> String {
    String(decoding: bytes[token.range], as: UTF8.self).lowercased()
  }

  /// Whether a blank or nothing stands before a token and the end of the line after it.
  func standsAlone(_ token: Token) -> Bool {
    var before = token.range.lowerBound - 1
    while before >= 0, bytes[before] == 0x20 || bytes[before] == 0x09 { before -= 1 }
    var after = token.range.upperBound
    while after < end, bytes[after].isBlank, bytes[after] != 0x0A { after += 1 }
    return (before < 0 || bytes[before] == 0x0A) && (after >= end || bytes[after] == 0x0A)
  }

  private func kind(of byte: UInt8) -> Kind {
    switch byte {
    case UInt8(ascii: "'"): .string
    case UInt8(ascii: "\""): .quoted
    case UInt8(ascii: "`"): .backticks
    default: byte.isWord ? .word : .symbol(byte)
    }
  }

  private mutating func skipBlanks() {
    while index < end {
      if bytes[index].isBlank {
        index += 1
      } else if starts("--") {
        while index < end, bytes[index] != 0x0A { index += 1 }
      } else if starts("/*") {
        skipBlockComment()
      } else {
        return
      }
    }
  }

  private mutating func skipBlockComment() {
    var depth = 0
    repeat {
      if starts("/*") {
        depth += 1
        index += 2
      } else if starts("*/") {
        depth -= 1
        index += 2
      } else {
        index += 1
      }
    } while index < end && depth > 0
    if depth > 0 { hasOpenComment = true }
  }

  /// A quote inside is doubled.
  private mutating func close(_ quote: UInt8, from start: Int) {
    index = start
    while index < end {
      index += 1
      if bytes[index - 1] == quote {
        if index < end, bytes[index] == quote { index += 1 } else { return }
      }
    }
  }

  /// Skips `$tag$ … $tag$`; false if no such tag begins here.
  private mutating func closeDollars() -> Bool {
    var close = index + 1
    while close < end, bytes[close].isWord { close += 1 }
    guard close < end, bytes[close] == UInt8(ascii: "$"),
      !(index + 1 < close && bytes[index + 1].isDigit)
    else { return false }
    let tag = bytes[index...close]
    index = close + 1
    while index < end {
      if bytes[index] == UInt8(ascii: "$"), bytes[index..<end].starts(with: tag) {
        index += tag.count
        return true
      }
      index += 1
    }
    return true
  }

  private func starts(_ text: StaticString) -> Bool {
    index + 1 < end && text.withUTF8Buffer { bytes[index] == $0[0] && bytes[index + 1] == $0[1] }
  }
}

extension SQLWords {
  /// Whether anything runs in a range: more than blanks, comments and semicolons.
  ///
  /// What stands behind a comment that does not end may run.
  static func anythingRuns(_ bytes: [UInt8], in range: Range<Int>) -> Bool {
    var words = SQLWords(bytes, in: range)
    while let token = words.next() {
      if token.kind != .symbol(UInt8(ascii: ";")) { return true }
    }
    return words.hasOpenComment
  }
}
