internal import SourceModel

/// Tables, aliases and qualified names in SQL.
extension CodeText {
  /// The name before the dot before a word, in lower case; nil if it stands alone.
  func qualifier(of word: Range<Int>) -> Name? {
    var index = word.lowerBound
    while index > 0, isQuote(bytes[index - 1]) { index -= 1 }
    guard index > 0, bytes[index - 1] == UInt8(ascii: ".") else { return nil }
    index -= 1
    while index > 0, isQuote(bytes[index - 1]) { index -= 1 }
    let end = index
    while index > 0, bytes[index - 1].isWordByte { index -= 1 }
    return index < end ? lowercased(index..<end) : nil
  }

  /// The other name that a query gives to the table whose name begins at a place, in lower case.
  func alias(afterName offset: Int) -> Name? {
    var rest = bytes[offset...].prefix(200).drop { $0.isWordByte }
    rest = rest.drop(while: isQuote)
    let words = rest.prefix { $0.isWordByte || $0.isBlank || isQuote($0) }
      .split { !$0.isWordByte }.prefix(2).map { Name($0).asciiLowercased }
    guard rest.first?.isBlank == true, let first = words.first else { return nil }
    return first == "as" ? words.dropFirst().first : first
  }

  /// The tables that a query names, in lower case, without their schemas.
  func tables(in literal: Range<Int>) -> Set<Name> {
    var tables: Set<Name> = []
    var isExpected = false
    var rest = bytes[literal].prefix(16384)
    while let start = rest.firstIndex(where: \.isWordByte) {
      // A query in brackets is no table.
      if isExpected, rest[..<start].contains(UInt8(ascii: "(")) { isExpected = false }
      let word = rest[start...].prefix(while: \.isWordByte)
      rest = rest[word.endIndex...]
      let isSchema = rest.drop(while: isQuote).first == UInt8(ascii: ".")
      let name = Name(word).asciiLowercased
      if isExpected, !isSchema, name != "only" {
        tables.insert(name)
        isExpected = false
      } else if !isExpected {
        isExpected = ["from", "join", "update", "into"].contains(name)
      }
    }
    return tables
  }

  /// The table and its alias in a string such as `public.teams AS t`, in lower case.
  func tableAndAlias(in literal: Range<Int>) -> (name: Name, alias: Name?)? {
    let words = bytes[literal].prefix(200).split { $0.isBlank }
    guard let first = words.first else { return nil }
    let parts = first.split { !$0.isWordByte }
    guard let name = parts.last else { return nil }
    let others = words.dropFirst().map { Name($0.filter(\.isWordByte)).asciiLowercased }
    return (
      Name(name).asciiLowercased, others.first == "as" ? others.dropFirst().first : others.first
    )
  }

  /// The declaration of a class, a model or a table that holds a place: from the line that opens it
  /// to the next that opens one, at most 20,000 bytes to both sides.
  func declaration(around offset: Int) -> Range<Int>? {
    let reach = max(0, offset - 20_000)..<min(bytes.count, offset + 20_000)
    var start: Int?
    var line = reach.lowerBound
    while line < reach.upperBound {
      let text = bytes[line..<reach.upperBound].prefix(80).drop(while: \.isBlank)
      let head = Name(text.prefix { $0 != 0x0A }).asciiLowercased
      if CodeText.declarationOpeners.contains(where: { head.bytes.starts(with: $0.bytes) }) {
        if line > offset { return start.map { $0..<line } }
        start = line
      }
      guard let end = bytes[line..<reach.upperBound].firstIndex(of: 0x0A) else { break }
      line = end + 1
    }
    return start.map { $0..<reach.upperBound }
  }

  private func isQuote(_ byte: UInt8) -> Bool { "\"`".utf8.contains(byte) }
}
