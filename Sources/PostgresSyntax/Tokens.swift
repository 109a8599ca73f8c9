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
  /// A line end inside a string counts the same whether it is LF or CR LF. Rows of `COPY` and
  /// commands of psql count as they stand.
  package static func tokens(of bytes: [UInt8], in range: Range<Int>? = nil) -> Name {
    let range = (range ?? bytes.indices).clamped(to: bytes.indices)
    let scan = TokenScanner.scan(bytes, in: range)
    let text = TokenizedText(bytes, scan.tokens)
    var result = text.text(of: text.tokens.indices).bytes
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
