import SourceModel

/// Bytes of SQL with their tokens.
struct TokenizedText {
  let bytes: [UInt8]
  let tokens: [Token]

  init(_ bytes: [UInt8], _ tokens: [Token]) {
    self.bytes = bytes
    self.tokens = tokens
  }

  /// Whether a token is a keyword or name without quotes; the text is in lower case.
  func isWord(_ index: Int, _ text: StaticString) -> Bool {
    guard index >= 0, index < tokens.count else { return false }
    let token = tokens[index]
    guard token.kind == .word, token.range.count == text.utf8CodeUnitCount else { return false }
    return bytes.withUnsafeBufferPointer { bytes in
      text.withUTF8Buffer { text in
        var offset = Int(token.start)
        for letter in text {
          if ByteClass.lowercased(bytes[offset]) != letter { return false }
          offset += 1
        }
        return true
      }
    }
  }

  /// Whether words follow one another.
  func areWords(from index: Int, _ words: StaticString...) -> Bool {
    words.indices.allSatisfy { isWord(index + $0, words[$0]) }
  }

  /// Whether a token is one character of punctuation.
  func isMark(_ index: Int, _ mark: UInt8) -> Bool {
    guard index >= 0, index < tokens.count else { return false }
    let token = tokens[index]
    return token.kind == .punctuation && token.range.count == 1
      && bytes[token.range.lowerBound] == mark
  }

  /// How much deeper in parentheses and brackets it is behind a token than before it.
  func depthChange(_ index: Int) -> Int {
    let token = tokens[index]
    guard token.kind == .punctuation, token.range.count == 1 else { return 0 }
    return switch bytes[token.range.lowerBound] {
    case UInt8(ascii: "("), UInt8(ascii: "["): 1
    case UInt8(ascii: ")"), UInt8(ascii: "]"): -1
    default: 0
    }
  }

  /// The range in the file from the first of some tokens to the last.
  func range(of tokens: Range<Int>) -> SourceRange {
    let tokens = tokens.clamped(to: self.tokens.indices)
    guard let first = tokens.first, let last = tokens.last else { return SourceRange(0, 0) }
    let start = self.tokens[first].start
    return SourceRange(start, max(start, self.tokens[last].end))
  }

  /// The word, which compares as if it were in upper case; empty if the token is something else.
  func word(_ index: Int) -> TokenWord {
    guard index >= 0, index < tokens.count, tokens[index].kind == .word else {
      return TokenWord(bytes: [])
    }
    return TokenWord(bytes: bytes[tokens[index].range])
  }

  /// The first token of a range at which a condition holds and no parenthesis is open; nil if there
  /// is none.
  func firstAtTop(in range: Range<Int>, where condition: (Int) -> Bool) -> Int? {
    var depth = 0
    for index in range {
      if depth == 0, condition(index) { return index }
      depth += depthChange(index)
    }
    return nil
  }

  /// The parts of a range that commas outside of parentheses separate.
  func partsAtCommas(_ range: Range<Int>) -> [Range<Int>] {
    var parts: [Range<Int>] = []
    var start = range.lowerBound
    var depth = 0
    for index in range {
      if depth == 0, isMark(index, UInt8(ascii: ",")) {
        parts.append(start..<index)
        start = index + 1
      }
      depth += depthChange(index)
    }
    parts.append(start..<range.upperBound)
    return parts
  }

  /// The token behind the parenthesis that closes the one at an index; the end of the range if none
  /// does.
  func behindParenthesis(at index: Int, in range: Range<Int>) -> Int {
    var depth = 0
    for index in index..<max(index, range.upperBound) {
      depth += depthChange(index)
      if depth <= 0 { return index + 1 }
    }
    return range.upperBound
  }

  /// The first token at or behind an offset of the file.
  func token(at offset: Int, in range: Range<Int>) -> Int {
    var low = range.lowerBound
    var high = range.upperBound
    while low < high {
      let middle = (low + high) / 2
      if Int(tokens[middle].start) < offset { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Tokens joined by single blanks, folded as PostgreSQL folds them.
  ///
  /// A line end inside a string counts as one whether it is written with one byte or two.
  func text(of range: Range<Int>) -> Name {
    let range = range.clamped(to: tokens.indices)
    guard let first = range.first, let last = range.last else { return "" }
    var result: [UInt8] = []
    result.reserveCapacity(max(0, Int(tokens[last].end) - Int(tokens[first].start)) + range.count)
    for token in tokens[range] {
      if !result.isEmpty { result.append(0x20) }
      append(token, to: &result)
    }
    return Name(result)
  }

  private func append(_ token: Token, to result: inout [UInt8]) {
    switch token.kind {
    case .word, .number:
      for byte in bytes[token.range] { result.append(ByteClass.lowercased(byte)) }
    case .string, .dollarString, .quotedWord:
      var previous: UInt8 = 0
      for byte in bytes[token.range] {
        if byte == 0x0A, previous == 0x0D { result.removeLast() }
        result.append(byte)
        previous = byte
      }
    case .parameter, .symbol, .punctuation, .placeholder, .directive:
      result.append(contentsOf: bytes[token.range])
    }
  }
}

extension TokenizedText {
  /// The names among some tokens that are longer than the 63 bytes that PostgreSQL keeps.
  func longNames(of piece: Range<Int>) -> [Name] {
    piece.compactMap { index in
      let token = tokens[index]
      switch token.kind {
      case .word: return token.range.count > 63 ? Name(bytes[token.range]) : nil
      case .quotedWord:
        return token.range.count > 65 ? Name(bytes[token.range].dropFirst().dropLast()) : nil
      default: return nil
      }
    }
  }

  /// The strings in single quotes among some tokens, with their quotes.
  func strings(of piece: Range<Int>) -> [Name] {
    piece.compactMap { tokens[$0].kind == .string ? Name(bytes[tokens[$0].range]) : nil }
  }
}

/// A keyword or a name without quotes, in whatever case it is written.
struct TokenWord {
  fileprivate let bytes: ArraySlice<UInt8>

  /// Whether the token is something else.
  var isEmpty: Bool { bytes.isEmpty }

  /// The word in upper case.
  var upper: Name { Name(bytes).asciiUppercased }

  /// Whether the word is this one, which is in upper case.
  static func ~= (text: StaticString, word: TokenWord) -> Bool {
    guard word.bytes.count == text.utf8CodeUnitCount else { return false }
    return word.bytes.withUnsafeBufferPointer { bytes in
      text.withUTF8Buffer { text in
        for (byte, letter) in zip(bytes, text) where ByteClass.uppercased(byte) != letter {
          return false
        }
        return true
      }
    }
  }
}
