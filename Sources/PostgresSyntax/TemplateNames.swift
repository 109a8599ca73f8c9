package import SourceModel

/// The names that stand for a template's text in what is read of a script.
package struct TemplateNames: Hashable, Sendable {
  fileprivate struct Pair: Hashable {
    /// The name as the grammar gives it.
    let mask: [UInt8]
    /// The text of the file.
    let text: [UInt8]
  }

  /// The longest first.
  private var pairs: [Pair] = []

  /// Finds the names of a file; one without a brace or a variable of psql costs one look.
  package init(_ bytes: [UInt8]) {
    let mayHold = bytes.indices.contains { index in
      bytes[index] == UInt8(ascii: "{")
        || bytes[index] == UInt8(ascii: ":") && index + 1 < bytes.count
          && bytes[index + 1] != UInt8(ascii: ":") && bytes[index + 1] > 0x20
          && (index == 0 || bytes[index - 1] != UInt8(ascii: ":"))
    }
    guard mayHold else { return }
    let scan = TokenScanner.scan(bytes, in: bytes.indices)
    let text = TokenizedText(bytes, scan.tokens)
    guard text.tokens.contains(where: { $0.holdsTemplate(bytes) }) else { return }
    let masked = MaskedText(text, range: bytes.indices)
    var found: Set<Pair> = []
    for run in text.runsOfTemplates {
      // Names in quotes keep their letters.
      let isQuoted = run.lowerBound > 0 && bytes[run.lowerBound - 1] == UInt8(ascii: "\"")
      let own = masked[run].prefix(63).map { isQuoted ? $0 : ByteClass.lowercased($0) }
      if own.count > 1 { found.insert(Pair(mask: own, text: Array(bytes[run]))) }
    }
    pairs = found.sorted { a, b in
      if a.mask.count != b.mask.count { return a.mask.count > b.mask.count }
      return a.text.lexicographicallyPrecedes(b.text)
    }
  }

  /// Whether no template makes a name.
  package var isEmpty: Bool { pairs.isEmpty }

  /// A text with what the file says in the place of its masks.
  package func restored(_ text: Name) -> Name {
    var result: [UInt8] = []
    let bytes = text.bytes
    var index = 0
    while index < bytes.count {
      let isStart = index == 0 || !ByteClass.continuesWord(bytes[index - 1])
      let pair = isStart ? pairs.first { $0.stands(in: bytes, at: index) } : nil
      if let pair {
        result += pair.text
        index += pair.mask.count
      } else {
        result.append(bytes[index])
        index += 1
      }
    }
    return Name(result)
  }
}

extension TemplateNames.Pair {
  /// Whether the mask is a whole word at an offset.
  fileprivate func stands(in bytes: [UInt8], at index: Int) -> Bool {
    let end = index + mask.count
    return end <= bytes.count && bytes[index..<end].elementsEqual(mask)
      && (end == bytes.count || !ByteClass.continuesWord(bytes[end]))
  }
}

extension Token {
  /// Whether a template makes it, or a part of it.
  fileprivate func holdsTemplate(_ bytes: [UInt8]) -> Bool {
    kind == .placeholder
      || kind == .quotedWord && bytes[range].contains(UInt8(ascii: "{"))
  }
}

extension TokenizedText {
  /// The bytes of names of which a template makes a part: tokens without a blank between them, or
  /// what stands in quotes.
  fileprivate var runsOfTemplates: [Range<Int>] {
    var runs: [Range<Int>] = []
    var index = 0
    while index < tokens.count {
      let token = tokens[index]
      guard token.kind == .placeholder || token.kind == .word else {
        if token.kind == .quotedWord, token.holdsTemplate(bytes) {
          runs.append(token.range.dropFirst().dropLast())
        }
        index += 1
        continue
      }
      var end = index + 1
      while end < tokens.count, tokens[end].start == tokens[end - 1].end,
        tokens[end].kind == .placeholder || tokens[end].kind == .word
          || tokens[end].kind == .number
      {
        end += 1
      }
      if tokens[index..<end].contains(where: { $0.kind == .placeholder }) {
        runs.append(token.range.lowerBound..<tokens[end - 1].range.upperBound)
      }
      index = end
    }
    return runs
  }
}
