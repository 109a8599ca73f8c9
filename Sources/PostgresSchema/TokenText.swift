import SourceModel

/// Normalized text of a statement: tokens joined by single blanks.
struct TokenText {
  private let text: Name

  init(_ text: Name) { self.text = text }

  /// Whether a token is the name, quoted or not.
  func mentions(_ name: Name) -> Bool {
    var found = false
    forEachToken { token in if token.isIdentifier(name) { found = true } }
    return found
  }

  /// The text with a name in place of another one.
  func replacing(_ name: Name, with new: Name) -> Name {
    let spelled = new.isPlainIdentifier ? new.bytes : new.quotedIdentifier
    return mentions(name) ? replacing(spelled) { $0.isIdentifier(name) } : text
  }

  /// The text with a literal in place of another one; both with their quotes.
  func replacing(_ literal: Name, literal new: Name) -> Name {
    replacing(new.bytes) { $0.elementsEqual(literal.bytes) }
  }

  private func replacing(
    _ spelled: [UInt8], where isMeant: (ArraySlice<UInt8>) -> Bool
  ) -> Name {
    var bytes: [UInt8] = []
    var isFirst = true
    forEachToken { token in
      if !isFirst { bytes.append(UInt8(ascii: " ")) }
      isFirst = false
      bytes += isMeant(token) ? spelled[...] : token
    }
    return Name(bytes)
  }

  /// Visits what stands between blanks outside of quotes.
  private func forEachToken(_ body: (ArraySlice<UInt8>) -> Void) {
    let bytes = text.bytes
    var start = 0
    var quote: UInt8?
    for (index, byte) in bytes.enumerated() {
      if let open = quote {
        if byte == open { quote = nil }
      } else if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") {
        quote = byte
      } else if byte == UInt8(ascii: " ") {
        body(bytes[start..<index])
        start = index + 1
      }
    }
    body(bytes[start...])
  }
}

extension ArraySlice<UInt8> {
  fileprivate func isIdentifier(_ name: Name) -> Bool {
    elementsEqual(name.bytes)
      || (first == UInt8(ascii: "\"") && elementsEqual(name.quotedIdentifier))
  }
}

extension Name {
  /// Whether the name needs no quotes.
  var isPlainIdentifier: Bool {
    guard let first = bytes.first, first == UInt8(ascii: "_") || first.isLowercaseLetter else {
      return false
    }
    return bytes.allSatisfy {
      $0.isLowercaseLetter || $0 == UInt8(ascii: "_")
        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
    }
  }

  fileprivate var quotedIdentifier: [UInt8] {
    let quote = UInt8(ascii: "\"")
    return [quote] + bytes.flatMap { $0 == quote ? [quote, quote] : [$0] } + [quote]
  }
}

extension UInt8 {
  fileprivate var isLowercaseLetter: Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self) }
}

extension Expression {
  /// The expression in other words.
  func saying(_ text: Name) -> Expression {
    Expression(
      volatility: volatility, isNull: isNull, columns: columns, functions: functions,
      columnsNotNull: columnsNotNull, plainCast: plainCast, text: text)
  }

  /// The expression after a column that it reads was renamed.
  func renaming(_ name: Name, to new: Name) -> Expression {
    guard columns.contains(name) || columnsNotNull.contains(name) else { return self }
    return Expression(
      volatility: volatility, isNull: isNull, columns: columns.replacing(name, with: new).sorted(),
      functions: functions,
      columnsNotNull: columnsNotNull.replacing(name, with: new).sorted(), plainCast: plainCast,
      text: TokenText(text).replacing(name, with: new))
  }
}

extension [Name] {
  func replacing(_ name: Name, with new: Name) -> [Name] { map { $0 == name ? new : $0 } }
}
