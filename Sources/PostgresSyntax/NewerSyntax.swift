import SourceModel

/// Puts what the grammar knows in the place of what later versions of PostgreSQL added, byte for
/// byte as long, so that the rest of a statement can be read.
///
/// What was replaced is read from the tokens: a named `NOT NULL` stands as a `CHECK` in the tree,
/// `NOT ENFORCED` is left out, a virtual column stands as a stored one.
struct NewerSyntax {
  private let text: TokenizedText
  private let piece: Range<Int>
  private var masked: MaskedText

  /// Gives the text of a statement as the grammar can read it.
  static func simplified(
    _ masked: MaskedText, _ piece: Range<Int>, of text: TokenizedText
  ) -> MaskedText {
    var syntax = NewerSyntax(text: text, piece: piece, masked: masked)
    for index in piece { syntax.simplify(index) }
    return syntax.masked
  }

  /// Gives the subquery that begins at an offset an alias; nil if there is no room for one.
  static func withAlias(
    at offset: Int, in masked: MaskedText, _ piece: Range<Int>, of text: TokenizedText
  ) -> MaskedText? {
    let open = text.token(at: offset, in: piece)
    guard text.isMark(open, UInt8(ascii: "(")) else { return nil }
    let close = text.behindParenthesis(at: open, in: piece) - 1
    guard close > open, text.isMark(close, UInt8(ascii: ")")) else { return nil }
    // Room is where at least three bytes of layout stand: what follows them moves up.
    let wide = (open + 1...close).last { index in
      text.tokens[index].start >= text.tokens[index - 1].end + 3
    }
    let end = Int(text.tokens[close].end)
    guard let wide else {
      // The parenthesis alone can move by one byte, if no word follows it directly.
      let next = close + 1 < piece.upperBound ? Int(text.tokens[close + 1].start) : end + 1
      guard text.tokens[close].start > text.tokens[close - 1].end, next > end else { return nil }
      var masked = masked
      masked.replace((end - 2)..<end, with: ")a".utf8)
      return masked
    }
    let start = Int(text.tokens[wide].start)
    let moved = Array(masked[start..<end])
    var masked = masked
    masked.replace((start - 2)..<end, with: moved + " a".utf8)
    return masked
  }

  private mutating func simplify(_ index: Int) {
    let token = text.tokens[index]
    if token.kind == .number { return simplifyNumber(token) }
    guard token.kind == .word else { return }
    switch text.word(index) {
    case "NOT" where text.isWord(index + 1, "null") && beginsElement(index):
      guard index + 2 < piece.upperBound, isName(index + 2) else { return }
      let range = text.range(of: index..<(index + 3)).indices
      let column = text.bytes[text.tokens[index + 2].range]
      masked.blank(range)
      masked.replace(range, with: Array("CHECK(".utf8) + column + [UInt8(ascii: ")")])
    case "NOT" where text.isWord(index + 1, "enforced"): blank(index..<(index + 2))
    case "ENFORCED": blank(index..<(index + 1))
    case "VIRTUAL" where text.isMark(index - 1, UInt8(ascii: ")")):
      masked.replace(token.range, with: "STORED ".utf8)
    case "WITHOUT" where text.isWord(index + 1, "overlaps"): blank(index..<(index + 2))
    case "PERIOD" where text.isMark(index - 1, UInt8(ascii: ",")) && isName(index + 1):
      blank(index..<(index + 1))
    case "STORAGE" where !text.isWord(index - 1, "set") && isStorage(index + 1):
      blank(index..<(index + 2))
    default: break
    }
  }

  /// Whether a constraint at a token stands beside the columns, and not with one.
  private func beginsElement(_ index: Int) -> Bool {
    let start = text.isWord(index - 2, "constraint") ? index - 2 : index
    return text.isMark(start - 1, UInt8(ascii: "(")) || text.isMark(start - 1, UInt8(ascii: ","))
      || text.isWord(start - 1, "add")
  }

  private func isName(_ index: Int) -> Bool {
    index < piece.upperBound
      && (text.tokens[index].kind == .word || text.tokens[index].kind == .quotedWord)
  }

  private func isStorage(_ index: Int) -> Bool {
    guard index < piece.upperBound else { return false }
    return switch text.word(index) {
    case "PLAIN", "EXTERNAL", "EXTENDED", "MAIN", "DEFAULT": true
    default: false
    }
  }

  private mutating func blank(_ tokens: Range<Int>) {
    masked.blank(text.range(of: tokens).indices)
  }

  /// A number of another base or with separators stands as some decimal one.
  private mutating func simplifyNumber(_ token: Token) {
    let digits = text.bytes[token.range]
    guard digits.contains(UInt8(ascii: "_")) || digits.dropFirst().first.map(isBase) == true else {
      return
    }
    masked.replace(
      token.range, with: digits.map { ByteClass.isDigit($0) ? $0 : UInt8(ascii: "0") })
  }

  private func isBase(_ byte: UInt8) -> Bool {
    [UInt8(ascii: "x"), UInt8(ascii: "o"), UInt8(ascii: "b")].contains(byte | 0x20)
  }
}
