import PostgresSchema
import SourceModel

// Bodies of blocks and routines.

extension StatementReader {
  mutating func readBlock(_ node: NodeID) {
    var language: Name = "plpgsql"
    var start: Int?
    for option in tree.list(node, "args") {
      guard let option = tree.value(of: option, "DefElem") else { continue }
      if tree.word(option, "defname") == "as" {
        start = token(of: option)
      } else {
        language = tree.value(of: option, "arg").flatMap(tree.stringValue) ?? language
      }
    }
    let place: Statement.Place = self.place == .script ? .block : self.place
    language = language.asciiLowercased
    guard StatementReader.isReadable(language), let start, let token = string(from: start) else {
      return
    }
    guard let content = QuotedText(text.tokens[token], of: text) else {
      reason = "the body had escapes"
      return
    }
    let body = BodyReader(content, language: language, place: place, depth: depth + 1)
    readBody(body, language: language, at: token)
  }

  /// Reads a body in quotes behind the word `AS`.
  mutating func readQuotedBody(of routine: inout RoutineDefinition, from start: Int) {
    guard let token = string(from: start),
      let content = QuotedText(text.tokens[token], of: text)
    else { return }
    let body = BodyReader(
      content, language: routine.language, place: .routine(routine.name), depth: depth + 1)
    routine.body = body.normalizedText
    readBody(body, language: routine.language, at: token)
  }

  private func string(from start: Int) -> Int? {
    (start..<max(start, piece.upperBound)).first {
      text.tokens[$0].kind == .string || text.tokens[$0].kind == .dollarString
    }
  }

  private mutating func readBody(_ body: BodyReader, language: Name, at token: Int) {
    guard StatementReader.isReadable(language) else { return }
    guard depth < StatementReader.depthLimit else {
      reason = "bodies were nested too deeply"
      return
    }
    let statements = body.read()
    if body.isBroken { reason = "the body was not read to its end" }
    let whole = text.range(of: token..<(token + 1))
    inner += body.isVerbatim ? statements : statements.map { $0.moved(to: whole) }
  }

  private static func isReadable(_ language: Name) -> Bool {
    language.isSame(as: "plpgsql") || language.isSame(as: "sql")
  }

  /// How many bodies may stand in one another.
  static let depthLimit = 8

  /// Reads a body that is part of the statement: `RETURN …` or `BEGIN ATOMIC … END`.
  mutating func readSQLBody(_ node: NodeID, of routine: inout RoutineDefinition) {
    let start = text.firstAtTop(in: piece) {
      text.isWord($0, "return") || text.areWords(from: $0, "begin", "atomic")
    }
    guard let start else { return }
    routine.body = text.text(of: start..<piece.upperBound)
    guard text.isWord(start, "begin") else { return }
    let nodes = tree.listed(node).flatMap(tree.listed)
    let inside = TokenizedText(
      text.bytes, Array(text.tokens[..<max(start + 2, piece.upperBound - 1)]))
    var pieces: [Range<Int>] = []
    var first = start + 2
    for index in first...inside.tokens.count where first <= index {
      guard index == inside.tokens.count || text.isMark(index, UInt8(ascii: ";")) else { continue }
      if first < index { pieces.append(first..<index) }
      first = index + 1
    }
    guard pieces.count == nodes.count else { return }
    for (node, piece) in zip(nodes, pieces) {
      inner.append(
        StatementReader.read(
          source, piece, node: node, place: .routine(routine.name), depth: depth + 1))
    }
  }
}

extension Statement {
  /// The statement with all of its places in one range.
  func moved(to range: SourceRange) -> Statement {
    Statement(
      range: range, head: head, reading: reading, place: place,
      operations: operations.map { Operation($0.action, at: range) },
      inner: inner.map { $0.moved(to: range) })
  }

  /// The statement with the changes of rows it makes batched.
  func batched() -> Statement {
    Statement(
      range: range, head: head, reading: reading, place: place,
      operations: operations.map { Operation($0.action.batched(), at: $0.range) }, inner: inner)
  }
}

extension Action {
  fileprivate func batched() -> Action {
    func batched(_ change: RowChange) -> RowChange {
      var change = change
      change.isBatched = true
      return change
    }
    return switch self {
    case .insert(let change): .insert(batched(change))
    case .update(let change): .update(batched(change))
    case .delete(let change): .delete(batched(change))
    case .merge(let change): .merge(batched(change))
    default: self
    }
  }
}
