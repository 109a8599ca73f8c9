import SourceModel

/// Finds the words that name a statement.
enum StatementHead {
  /// The head of a statement in upper case.
  static func head(of piece: Range<Int>, in text: TokenizedText) -> Name {
    var index = piece.lowerBound
    while index < piece.upperBound, text.tokens[index].kind != .word { index += 1 }
    let verb = text.word(index)
    switch verb {
    case "CREATE", "ALTER", "DROP":
      return verb.upper + kind(from: index + 1, in: piece, of: text)
    case "WITH":
      let verbs: [StaticString] = ["insert", "update", "delete", "merge", "select", "values"]
      let rest = (index + 1)..<piece.upperBound
      let main = text.firstAtTop(in: rest) { token in verbs.contains { text.isWord(token, $0) } }
      return text.word(main ?? index).upper
    case "COMMENT", "REFRESH", "TRUNCATE", "LOCK", "REINDEX", "SECURITY", "IMPORT":
      guard index + 1 < piece.upperBound else { return verb.upper }
      let next = text.word(index + 1)
      switch next {
      case "ON", "TABLE", "INDEX", "SCHEMA", "LABEL", "FOREIGN":
        return verb.upper + " " + next.upper
      case "MATERIALIZED": return verb.upper + " MATERIALIZED VIEW"
      default: return verb.upper
      }
    default: return verb.upper
    }
  }

  /// The kind of object, behind a blank.
  private static func kind(from start: Int, in piece: Range<Int>, of text: TokenizedText) -> Name {
    var index = start
    while index < piece.upperBound, isFiller(text.word(index)) { index += 1 }
    guard index < piece.upperBound else { return "" }
    if case "USER" = text.word(index), !text.isWord(index + 1, "mapping") { return " USER" }
    var kind: [UInt8] = []
    let end = min(index + wordCount(text.word(index)), piece.upperBound)
    for index in index..<end {
      let word = text.word(index)
      if word.isEmpty { break }
      kind.append(UInt8(ascii: " "))
      kind += word.upper.bytes
    }
    return Name(kind)
  }

  /// Whether a word says how, and not what.
  private static func isFiller(_ word: TokenWord) -> Bool {
    switch word {
    case "OR", "REPLACE", "TEMP", "TEMPORARY", "LOCAL", "GLOBAL", "UNLOGGED", "UNIQUE",
      "RECURSIVE", "CONSTRAINT", "TRUSTED", "PROCEDURAL":
      true
    default: false
    }
  }

  /// How many words a kind has that begins with this one.
  private static func wordCount(_ first: TokenWord) -> Int {
    switch first {
    case "MATERIALIZED", "FOREIGN", "EVENT", "ACCESS", "OPERATOR", "USER", "DEFAULT": 2
    case "TEXT": 3
    default: 1
    }
  }
}
