import PostgresSchema
import SourceModel

/// Reads the statements inside a body.
struct BodyReader {
  private let text: TokenizedText
  private let range: Range<Int>
  /// Whether positions in the body are those of the file.
  let isVerbatim: Bool
  private let isProcedural: Bool
  private let place: Statement.Place
  private let depth: Int
  /// Whether a quote or a comment in the body never ends.
  let isBroken: Bool

  init(_ content: QuotedText, language: Name, place: Statement.Place, depth: Int) {
    let scan = TokenScanner.scan(content.bytes, in: content.range)
    text = TokenizedText(content.bytes, scan.tokens)
    range = content.range
    isVerbatim = content.isVerbatim
    isProcedural = language.isSame(as: "plpgsql")
    self.place = place
    self.depth = depth
    isBroken = scan.unterminated != nil
  }

  /// The tokens joined by single blanks.
  var normalizedText: Name { text.text(of: text.tokens.indices) }

  /// The statements in their order; their positions count from the begin of the content's bytes.
  func read() -> [Statement] {
    let found =
      isProcedural
      ? BodyScanner.statements(of: text)
      : StatementSplitter.pieces(of: text).map { BodyStatement(tokens: $0, form: .plain) }
    let plain = found.filter { $0.isPlain }
    var masked = MaskedText(text, range: range)
    masked.keepOnly(plain.map(\.tokens), of: text)
    for statement in plain { masked.simplify(statement, of: text) }
    var parsed = readTogether(plain, masked)
    var statements: [Statement] = []
    for statement in found {
      switch statement.form {
      case .plain:
        let own = parsed.isEmpty ? readAlone(statement.tokens, masked) : [parsed.removeFirst()]
        statements += own.map { statement.isInBatchLoop ? $0.batched() : $0 }
      case .literal(let token): statements += literal(token, of: statement)
      case .dynamic: statements.append(dynamic(statement))
      case .failure: statements.append(failure(statement))
      }
    }
    return statements
  }

  /// Reads all statements by one call of the grammar; none unless it takes them all.
  private func readTogether(_ plain: [BodyStatement], _ masked: MaskedText) -> ArraySlice<Statement>
  {
    guard !plain.isEmpty, case .tree(let tree) = Grammar.parse(masked[range]),
      let list = tree.value(of: tree.root, "stmts")
    else { return [] }
    let nodes = tree.items(of: list)
    guard nodes.count == plain.count else { return [] }
    let source = ParsedText(text: text, tree: tree, offset: range.lowerBound)
    return zip(nodes, plain).map { node, statement in
      StatementReader.read(
        source, statement.tokens, node: tree.value(of: node, "stmt"), place: place, depth: depth)
    }[...]
  }

  private func readAlone(_ tokens: Range<Int>, _ masked: MaskedText) -> [Statement] {
    LoneStatement(text: text, masked: masked, place: place, depth: depth).read(tokens)
  }

  private func literal(_ token: Int, of statement: BodyStatement) -> [Statement] {
    guard depth < StatementReader.depthLimit,
      let content = QuotedText(text.tokens[token], of: text)
    else { return [dynamic(statement)] }
    let reader = BodyReader(content, language: "sql", place: place, depth: depth + 1)
    let statements = reader.read()
    guard !reader.isBroken else { return [dynamic(statement)] }
    let batched = statement.isInBatchLoop ? statements.map { $0.batched() } : statements
    return content.isVerbatim
      ? batched : batched.map { $0.moved(to: text.range(of: statement.tokens)) }
  }

  private func dynamic(_ statement: BodyStatement) -> Statement {
    let range = text.range(of: statement.tokens)
    return Statement(
      range: range, head: "EXECUTE", place: place, operations: [Operation(.dynamicSQL, at: range)])
  }

  private func failure(_ statement: BodyStatement) -> Statement {
    Statement(
      range: text.range(of: statement.tokens),
      head: StatementHead.head(of: statement.tokens, in: text), place: place, operations: [])
  }
}

extension BodyStatement {
  fileprivate var isPlain: Bool {
    if case .plain = form { true } else { false }
  }
}
