import PostgresSchema
import SourceModel

/// A statement that is given to the grammar alone.
struct LoneStatement {
  let text: TokenizedText
  let masked: MaskedText
  let place: Statement.Place
  let depth: Int

  /// Reads some tokens, which are one statement or several between which semicolons are missing.
  func read(_ piece: Range<Int>) -> [Statement] {
    let answer = parse(piece)
    if let statement = statement(piece, answer) { return [statement] }
    if let parts = separated(piece) { return parts }
    guard case .refused(let refusal) = answer else { return [] }
    let hasPlaceholder = piece.contains {
      text.tokens[$0].kind == .placeholder || text.tokens[$0].kind == .directive
    }
    let reason = hasPlaceholder ? StatementReader.templateReason : refusal.reason
    return [PartialReader(lone: self, piece: piece, reason: reason).read()]
  }

  /// Reads a statement of which only some tokens are given to the grammar; nil if it refuses them.
  func read(only tokens: [Token]) -> Statement? {
    let part = LoneStatement(
      text: TokenizedText(text.bytes, tokens), masked: masked, place: place, depth: depth)
    let piece = tokens.indices
    var kept = masked.part(part.text.range(of: piece).indices)
    kept.keepTokens(tokens)
    return part.statement(piece, part.parse(piece, in: kept))
  }

  private func parse(_ piece: Range<Int>) -> Grammar.Answer {
    parse(piece, in: masked.part(text.range(of: piece).indices))
  }

  private func parse(_ piece: Range<Int>, in masked: MaskedText) -> Grammar.Answer {
    let range = text.range(of: piece).indices
    var masked = NewerSyntax.simplified(masked, piece, of: text)
    var answer = Grammar.parse(masked[range])
    for _ in 0..<32 {
      guard case .refused(let refusal) = answer, refusal.lacksAlias,
        let offset = refusal.offset(in: masked[range]),
        let changed = NewerSyntax.withAlias(
          at: range.lowerBound + offset, in: masked, piece, of: text)
      else { break }
      masked = changed
      answer = Grammar.parse(masked[range])
    }
    return answer
  }

  private func statement(_ piece: Range<Int>, _ answer: Grammar.Answer) -> Statement? {
    guard case .tree(let tree) = answer, let list = tree.value(of: tree.root, "stmts"),
      let node = tree.items(of: list).first
    else { return nil }
    let offset = Int(text.range(of: piece).lower)
    let source = ParsedText(text: text, tree: tree, offset: offset)
    return StatementReader.read(
      source, piece, node: tree.value(of: node, "stmt"), place: place, depth: depth)
  }

  private func statement(at piece: Range<Int>) -> Statement? { statement(piece, parse(piece)) }

  // MARK: Missing semicolons

  /// The statements if semicolons are missing before lines that begin with a verb; nil unless the
  /// grammar takes all of them.
  private func separated(_ piece: Range<Int>) -> [Statement]? {
    guard piece.count < 10_000 else { return nil }
    var starts = [piece.lowerBound]
    var depth = 0
    for index in piece {
      if depth == 0, index > piece.lowerBound, beginsLine(index), isVerb(index) {
        starts.append(index)
      }
      depth += text.depthChange(index)
    }
    guard starts.count > 1, starts.count <= 32 else { return nil }
    starts.append(piece.upperBound)
    var statements: [Statement] = []
    var position = 0
    while position + 1 < starts.count {
      let ends = (position + 1)..<starts.count
      guard
        let (end, statement) = ends.lazy.compactMap({ end in
          statement(at: starts[position]..<starts[end]).map { (end, $0) }
        }).first
      else { return nil }
      statements.append(statement)
      position = end
    }
    return statements
  }

  private func beginsLine(_ index: Int) -> Bool {
    let end = Int(text.tokens[index - 1].end)
    return text.bytes[end..<Int(text.tokens[index].start)].contains { $0 == 0x0A || $0 == 0x0D }
  }

  private func isVerb(_ index: Int) -> Bool {
    let verbs: [StaticString] = [
      "alter", "comment", "create", "delete", "drop", "grant", "insert", "revoke", "select",
      "truncate", "update",
    ]
    return verbs.contains { text.isWord(index, $0) }
  }
}
