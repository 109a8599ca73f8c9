internal import SourceModel

/// A logical line of Python: a simple statement, or the head of a compound one.
struct PythonLine: Sendable {
  /// Its tokens, without the colon at its end.
  let tokens: Range<Int>
  /// The width of the blanks before it; the body of a head is what follows with more.
  let indent: Int
}

/// Splits Python into tokens and logical lines.
///
/// [Lexical analysis](https://docs.python.org/3/reference/lexical_analysis.html).
struct PythonLexer {
  private(set) var list: TokenList
  private(set) var lines: [PythonLine] = []
  private let bytes: [UInt8]
  private var position = 0
  private var lineStart = 0
  private var indent = 0
  private var isAtLineStart = true
  private var pendingLambdas = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    self.list = TokenList(bytes)
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    while position < bytes.count { step() }
    endLine(deeper: 0)
  }

  private mutating func step() {
    if isAtLineStart { measureIndent() }
    guard position < bytes.count else { return }
    let byte = bytes[position]
    switch byte {
    case 0x0A, 0x0D:
      position += 1
      if list.depth == 0 {
        endLine(deeper: 0)
        isAtLineStart = true
      }
    case 0x20, 0x09, 0x0C: position += 1
    case UInt8(ascii: "#"): skipComment()
    case UInt8(ascii: "\\"):
      position += 1
      if position < bytes.count, bytes[position] == 0x0D { position += 1 }
      if position < bytes.count, bytes[position] == 0x0A { position += 1 }
    case UInt8(ascii: "\""), UInt8(ascii: "'"): text(from: position)
    case UInt8(ascii: "0")...UInt8(ascii: "9"): number()
    case _ where Self.beginsName(byte): nameOrText()
    default: mark(byte)
    }
  }

  private mutating func measureIndent() {
    isAtLineStart = false
    var width = 0
    while position < bytes.count {
      if bytes[position] == 0x20 {
        width += 1
      } else if bytes[position] == 0x09 {
        width = (width / 8 + 1) * 8
      } else {
        break
      }
      position += 1
    }
    // Two steps for each blank leave room for what stands behind the colon of a head.
    indent = width * 2
  }

  private mutating func skipComment() {
    while position < bytes.count, bytes[position] != 0x0A, bytes[position] != 0x0D { position += 1 }
  }

  private static func beginsName(_ byte: UInt8) -> Bool {
    (byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z"))
      || byte == UInt8(ascii: "_") || byte >= 0x80
  }

  private static func continuesName(_ byte: UInt8) -> Bool {
    beginsName(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  private mutating func number() {
    let start = position
    while position < bytes.count,
      Self.continuesName(bytes[position]) || bytes[position] == UInt8(ascii: ".")
    { position += 1 }
    list.append(.number, start, position)
  }

  private mutating func nameOrText() {
    let start = position
    while position < bytes.count, Self.continuesName(bytes[position]) { position += 1 }
    let isPrefix =
      position - start <= 2
      && bytes[start..<position].allSatisfy { "rRbBuUfFtT".utf8.contains($0) }
    if isPrefix, position < bytes.count,
      bytes[position] == UInt8(ascii: "'") || bytes[position] == UInt8(ascii: "\"")
    {
      return text(from: start)
    }
    list.append(.name, start, position)
    if list.depth == 0, list.isToken(list.tokens.count - 1, "lambda") { pendingLambdas += 1 }
  }

  /// Reads a literal whose prefix begins at an offset and whose quote stands at the position.
  private mutating func text(from start: Int) {
    let prefix = bytes[start..<position]
    let isFilled = prefix.contains { "fFtT".utf8.contains($0) }
    let quote = bytes[position]
    let isTriple =
      position + 2 < bytes.count && bytes[position + 1] == quote && bytes[position + 2] == quote
    position += isTriple ? 3 : 1
    var braces = 0
    while position < bytes.count {
      let byte = bytes[position]
      if byte == UInt8(ascii: "\\") {
        position = min(position + 2, bytes.count)
      } else if !isTriple, byte == 0x0A || byte == 0x0D {
        break
      } else if isFilled, byte == UInt8(ascii: "{"), braces == 0, peek(1) == byte {
        position += 2
      } else if isFilled, byte == UInt8(ascii: "{") {
        braces += 1
        position += 1
      } else if isFilled, byte == UInt8(ascii: "}") {
        braces = max(0, braces - 1)
        position += 1
      } else if byte == quote, braces == 0, !isTriple {
        position += 1
        return list.append(isFilled ? .filledText : .text, start, position)
      } else if byte == quote, isTriple, peek(1) == quote, peek(2) == quote {
        position += 3
        return list.append(isFilled ? .filledText : .text, start, position)
      } else {
        position += 1
      }
    }
    list.append(.filledText, start, position)
  }

  private func peek(_ distance: Int) -> UInt8? {
    position + distance < bytes.count ? bytes[position + distance] : nil
  }

  private mutating func mark(_ byte: UInt8) {
    let start = position
    position += 1
    if let next = peek(0), Self.pairs.contains([byte, next]) { position += 1 }
    if list.depth == 0, position == start + 1 {
      if byte == UInt8(ascii: ";") { return endLine(deeper: 0) }
      if byte == UInt8(ascii: ":") {
        if pendingLambdas > 0 {
          pendingLambdas -= 1
        } else if lineIsHead {
          return endLine(deeper: 1)
        }
      }
    }
    list.append(.mark, start, position)
  }

  /// The operators of two characters.
  private static let pairs: Set<[UInt8]> = Set(
    "== != <= >= -> ** // := += -= |= *= %=".utf8.split(separator: 0x20).map(Array.init))

  private var lineIsHead: Bool {
    let heads: [StaticString] = [
      "if", "elif", "else", "for", "while", "def", "class", "with", "try", "except", "finally",
      "async", "match", "case",
    ]
    return lineStart < list.tokens.count && heads.contains { list.isToken(lineStart, $0) }
  }

  private mutating func endLine(deeper: Int) {
    pendingLambdas = 0
    let end = list.tokens.count
    if lineStart < end { lines.append(PythonLine(tokens: lineStart..<end, indent: indent)) }
    lineStart = end
    indent += deeper
  }
}
