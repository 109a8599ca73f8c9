package import SourceModel

extension SQLScript {
  /// A comment.
  package struct Comment: Hashable, Sendable {
    /// What stands in it, without its marks and the blanks around.
    package let text: Name
    /// Where, its marks included.
    package let range: SourceRange

    /// Places a comment.
    package init(text: Name, range: SourceRange) {
      self.text = text
      self.range = range
    }
  }

  /// The tokens of a part of some bytes, comments and layout left out, names without quotes and
  /// keywords in lower case, joined by blanks: equal if and only if the tokens are.
  ///
  /// A line end inside a string counts the same whether it is LF or CR LF. Bodies in SQL and PL/pgSQL
  /// count by their tokens too. Rows of `COPY` and commands of psql count as they stand.
  package static func tokens(of bytes: [UInt8], in range: Range<Int>? = nil) -> Name {
    let range = (range ?? bytes.indices).clamped(to: bytes.indices)
    let scan = TokenScanner.scan(bytes, in: range)
    let text = TokenizedText(bytes, scan.tokens)
    var result = text.textWithBodies.bytes
    for foreign in scan.foreign {
      result.append(0x0A)
      result.append(contentsOf: bytes[foreign].filter { $0 != 0x0D })
    }
    if let (_, start) = scan.unterminated {
      result.append(0x0A)
      result.append(contentsOf: bytes[start..<range.upperBound].filter { $0 != 0x0D })
    }
    return Name(result)
  }

  /// The first tokens in which two parts of some bytes differ; nil if none do.
  ///
  /// Where one ends sooner they are the last ones. Of bodies in dollar quotes it is the token inside.
  package static func firstDifference(
    of bytes: [UInt8], in range: Range<Int>, from other: [UInt8], in otherRange: Range<Int>
  ) -> (SourceRange, SourceRange)? {
    func text(_ bytes: [UInt8], _ range: Range<Int>) -> TokenizedText {
      let range = range.clamped(to: bytes.indices)
      return TokenizedText(bytes, TokenScanner.scan(bytes, in: range).tokens)
    }
    let (one, two) = (text(bytes, range), text(other, otherRange))
    let count = min(one.tokens.count, two.tokens.count)
    let first = (0..<count).first { one.text(of: $0..<$0 + 1) != two.text(of: $0..<$0 + 1) }
    guard let index = first ?? (one.tokens.count == two.tokens.count ? nil : count) else {
      return nil
    }
    if index < count, one.tokens[index].kind == .dollarString,
      two.tokens[index].kind == .dollarString,
      let body = QuotedText(one.tokens[index], of: one),
      let otherBody = QuotedText(two.tokens[index], of: two), body.isVerbatim, otherBody.isVerbatim,
      let inside = firstDifference(
        of: body.bytes, in: body.range, from: otherBody.bytes, in: otherBody.range)
    {
      return inside
    }
    func place(_ text: TokenizedText) -> SourceRange {
      let index = min(index, text.tokens.count - 1)
      return index < 0 ? SourceRange(0, 0) : text.range(of: index..<index + 1)
    }
    return (place(one), place(two))
  }

  /// The comments of a part of some bytes, in their order.
  package static func markers(of bytes: [UInt8], in range: Range<Int>? = nil) -> [Comment] {
    let range = (range ?? bytes.indices).clamped(to: bytes.indices)
    return TokenScanner.scan(bytes, in: range).comments.map { comment in
      let isLine = bytes[comment.lowerBound] == UInt8(ascii: "-")
      var inside = bytes[comment].dropFirst(2).dropLast(isLine ? 0 : 2)
      while let first = inside.first, ByteClass.isSpace(first) { inside.removeFirst() }
      while let last = inside.last, ByteClass.isSpace(last) { inside.removeLast() }
      return Comment(
        text: Name(inside), range: SourceRange(comment.lowerBound, comment.upperBound))
    }
  }

  /// Whose grammar reads: `PostgreSQL 15.1`.
  package static let grammarVersion = Grammar.version
}

extension TokenizedText {
  /// All tokens as normalized text, those of bodies included.
  fileprivate var textWithBodies: Name {
    guard tokens.contains(where: { $0.kind == .dollarString }) else {
      return text(of: tokens.indices)
    }
    var result: [UInt8] = []
    var start = 0
    for piece in StatementSplitter.pieces(of: self) where isProcedural(piece) {
      for index in piece where tokens[index].kind == .dollarString {
        guard let body = QuotedText(tokens[index], of: self) else { continue }
        result += text(of: start..<index).bytes
        result += " $ ".utf8
        result += SQLScript.tokens(of: bytes, in: body.range).bytes
        result += " $ ".utf8
        start = index + 1
      }
    }
    return Name(result + text(of: start..<tokens.count).bytes)
  }

  /// Whether a statement is a block or makes a routine whose body is in SQL or PL/pgSQL.
  private func isProcedural(_ piece: Range<Int>) -> Bool {
    let first = piece.lowerBound
    let language = piece.first { isWord($0, "language") }.map { $0 + 1 }
    let isReadable = language.map { isWord($0, "sql") || isWord($0, "plpgsql") }
    if isWord(first, "do") { return isReadable ?? true }
    let kind = areWords(from: first + 1, "or", "replace") ? first + 3 : first + 1
    return isWord(first, "create") && (isWord(kind, "function") || isWord(kind, "procedure"))
      && isReadable == true
  }
}
