internal import SourceModel

/// Splits Elixir into tokens.
///
/// [Syntax reference](https://hexdocs.pm/elixir/syntax-reference.html).
struct ElixirLexer {
  private(set) var list: TokenList
  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    self.list = TokenList(bytes)
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    while position < bytes.count { step() }
  }

  private func peek(_ distance: Int) -> UInt8? {
    position + distance < bytes.count ? bytes[position + distance] : nil
  }

  private mutating func step() {
    let byte = bytes[position]
    switch byte {
    case 0x0A:
      list.append(.newline, position, position + 1)
      position += 1
    case 0x20, 0x09, 0x0D: position += 1
    case UInt8(ascii: "\\") where peek(1) == 0x0A: position += 2
    case UInt8(ascii: "#"):
      while position < bytes.count, bytes[position] != 0x0A { position += 1 }
    case UInt8(ascii: "\""), UInt8(ascii: "'"): quoted(from: position, .text)
    case UInt8(ascii: "~") where peek(1).map(Self.isLetter) == true: sigil()
    case UInt8(ascii: ":"): symbol()
    case UInt8(ascii: "?") where peek(1) != nil && peek(1) != 0x20 && peek(1) != 0x0A:
      let start = position
      position += peek(1) == UInt8(ascii: "\\") ? 3 : 2
      position = min(position, bytes.count)
      list.append(.number, start, position)
    case UInt8(ascii: "0")...UInt8(ascii: "9"): number()
    case _ where Self.isLetter(byte) || byte == UInt8(ascii: "_") || byte >= 0x80: name()
    default: mark()
    }
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z")
  }

  private static func continuesName(_ byte: UInt8) -> Bool {
    isLetter(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
      || byte == UInt8(ascii: "_") || byte >= 0x80
  }

  private mutating func number() {
    let start = position
    while let byte = peek(0),
      Self.continuesName(byte)
        || (byte == UInt8(ascii: ".") && peek(1).map { $0 >= 0x30 && $0 <= 0x39 } == true)
    { position += 1 }
    list.append(.number, start, position)
  }

  private mutating func skipName() {
    while let byte = peek(0), Self.continuesName(byte) { position += 1 }
    if peek(0) == UInt8(ascii: "?") || peek(0) == UInt8(ascii: "!"), peek(1) != UInt8(ascii: "=") {
      position += 1
    }
  }

  private mutating func name() {
    let start = position
    skipName()
    if peek(0) == UInt8(ascii: ":"), peek(1) != UInt8(ascii: ":") {
      position += 1
      return list.append(.label, start, position)
    }
    list.append(.name, start, position)
  }

  private mutating func symbol() {
    let start = position
    guard let next = peek(1) else { return mark() }
    if next == UInt8(ascii: "\"") || next == UInt8(ascii: "'") {
      position += 1
      quoted(from: start, .symbol)
    } else if Self.isLetter(next) || next == UInt8(ascii: "_") {
      position += 1
      skipName()
      list.append(.symbol, start, position)
    } else {
      mark()
    }
  }

  /// Reads a text or heredoc whose quote stands at the position.
  private mutating func quoted(from start: Int, _ kind: Token.Kind) {
    let quote = bytes[position]
    let isHeredoc = peek(1) == quote && peek(2) == quote
    position += isHeredoc ? 3 : 1
    let isFilled = skip(to: quote, isHeredoc: isHeredoc, isRaw: false)
    if peek(0) == UInt8(ascii: ":"), peek(1) == 0x20, !isHeredoc, kind == .text, isFilled == false {
      position += 1
      return list.append(.label, start, position)
    }
    list.append(isFilled ?? true ? .filledText : kind, start, position)
  }

  /// Goes behind the closing quote.
  ///
  /// - Returns: whether expressions are filled in; nil if it never ends.
  private mutating func skip(to quote: UInt8, isHeredoc: Bool, isRaw: Bool) -> Bool? {
    var isFilled = false
    while position < bytes.count {
      let byte = bytes[position]
      if byte == UInt8(ascii: "\\"), !isRaw {
        position = min(position + 2, bytes.count)
      } else if byte == UInt8(ascii: "#"), peek(1) == UInt8(ascii: "{"), !isRaw {
        isFilled = true
        skipFilling()
      } else if byte == quote, !isHeredoc {
        position += 1
        return isFilled
      } else if byte == quote, peek(1) == quote, peek(2) == quote {
        position += 3
        return isFilled
      } else {
        position += 1
      }
    }
    return nil
  }

  /// Goes behind `#{…}`, in which braces and texts may stand.
  private mutating func skipFilling() {
    position += 2
    var depth = 1
    while position < bytes.count, depth > 0 {
      if bytes[position] == UInt8(ascii: "{") { depth += 1 }
      if bytes[position] == UInt8(ascii: "}") { depth -= 1 }
      position += 1
    }
  }

  private mutating func sigil() {
    let start = position
    position += 1
    let isRaw = peek(0).map { $0 < UInt8(ascii: "a") } ?? false
    while let byte = peek(0), Self.isLetter(byte) { position += 1 }
    guard let open = peek(0) else { return list.append(.mark, start, position) }
    let pairs: [UInt8: UInt8] = [0x28: 0x29, 0x5B: 0x5D, 0x7B: 0x7D, 0x3C: 0x3E]
    let isSigil = pairs[open] != nil || "/|\"'".utf8.contains(open)
    guard isSigil else { return list.append(.mark, start, position) }
    let isHeredoc = pairs[open] == nil && peek(1) == open && peek(2) == open
    position += isHeredoc ? 3 : 1
    let isFilled = skip(to: pairs[open] ?? open, isHeredoc: isHeredoc, isRaw: isRaw)
    while let byte = peek(0), Self.isLetter(byte) { position += 1 }
    list.append(isFilled ?? true ? .filledText : .text, start, position)
  }

  private mutating func mark() {
    let start = position
    position += Self.pairs.contains([bytes[position], peek(1) ?? 0]) ? 2 : 1
    list.append(.mark, start, position)
  }

  /// The operators of two characters.
  private static let pairs: Set<[UInt8]> = Set(
    "|> <> ++ -- -> <- => == != :: \\\\ && || <= >= =~ ..".utf8.split(separator: 0x20).map(
      Array.init))
}
