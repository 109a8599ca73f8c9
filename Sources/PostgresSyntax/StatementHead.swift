import SourceModel

/// Finds the words that name a statement.
enum StatementHead {
  /// Words that say how, and not what.
  private static let fillers: Set<Name> = [
    "OR", "REPLACE", "TEMP", "TEMPORARY", "LOCAL", "GLOBAL", "UNLOGGED", "UNIQUE", "RECURSIVE",
    "CONSTRAINT", "TRUSTED", "PROCEDURAL",
  ]
  /// The first words of kinds that have two or three.
  private static let longKinds: [Name: Int] = [
    "MATERIALIZED": 2, "FOREIGN": 2, "EVENT": 2, "ACCESS": 2, "OPERATOR": 2, "TEXT": 3, "USER": 2,
    "DEFAULT": 2,
  ]

  /// The head of a statement in upper case.
  static func head(of piece: Range<Int>, in text: TokenizedText) -> Name {
    var index = piece.lowerBound
    while index < piece.upperBound, text.tokens[index].kind != .word { index += 1 }
    let verb = text.upper(index)
    switch verb {
    case "CREATE", "ALTER", "DROP":
      return verb + kind(from: index + 1, in: piece, of: text)
    case "WITH":
      let verbs: [StaticString] = ["insert", "update", "delete", "merge", "select", "values"]
      let rest = (index + 1)..<piece.upperBound
      let main = text.firstAtTop(in: rest) { token in verbs.contains { text.isWord(token, $0) } }
      return main.map(text.upper) ?? verb
    case "COMMENT", "REFRESH", "TRUNCATE", "LOCK", "REINDEX", "SECURITY", "IMPORT":
      let next = text.upper(index + 1)
      let isPart: Set<Name> = [
        "ON", "MATERIALIZED", "TABLE", "INDEX", "SCHEMA", "LABEL", "FOREIGN",
      ]
      guard index + 1 < piece.upperBound, isPart.contains(next) else { return verb }
      return verb + " " + next + (next == "MATERIALIZED" ? " VIEW" : "")
    default: return verb
    }
  }

  /// The kind of object, behind a blank.
  private static func kind(from start: Int, in piece: Range<Int>, of text: TokenizedText) -> Name {
    var index = start
    while index < piece.upperBound, fillers.contains(text.upper(index)) { index += 1 }
    guard index < piece.upperBound else { return "" }
    let first = text.upper(index)
    if first == "USER", text.upper(index + 1) != "MAPPING" { return " USER" }
    var kind: Name = ""
    for index in index..<min(index + (longKinds[first] ?? 1), piece.upperBound) {
      let word = text.upper(index)
      if word.isEmpty { break }
      kind = kind + " " + word
    }
    return kind
  }
}
