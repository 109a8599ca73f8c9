import PostgresSchema
import SourceModel

/// Turns one statement of the grammar's tree into operations.
struct StatementReader {
  /// Adds the operations of a statement of one kind.
  typealias Handler = @Sendable (inout StatementReader, NodeID) -> Void

  let source: ParsedText
  /// The tokens of the statement.
  let piece: Range<Int>
  let place: Statement.Place
  /// How many bodies stand around the statement.
  let depth: Int
  var operations: [Operation] = []
  var inner: [Statement] = []
  /// Why not all of the statement was understood; nil if it was.
  var reason: String?

  var tree: ParseTree { source.tree }
  var text: TokenizedText { source.text }

  /// Reads a statement of the tree, which stands in some tokens of the text.
  static func read(
    _ source: ParsedText, _ piece: Range<Int>, node: NodeID?, place: Statement.Place,
    depth: Int = 0
  ) -> Statement {
    var reader = StatementReader(source: source, piece: piece, place: place, depth: depth)
    if let node { reader.readStatement(node) }
    if reader.operations.isEmpty { reader.add(.other) }
    if piece.contains(where: { source.text.tokens[$0].kind == .directive }) {
      reader.reason = templateReason
    }
    return Statement(
      range: source.text.range(of: piece), head: StatementHead.head(of: piece, in: source.text),
      reading: reader.reason.map { .partly(reason: $0) } ?? .whole, place: place,
      operations: reader.operations, longNames: source.text.longNames(of: piece),
      strings: reader.writesRows ? source.text.strings(of: piece) : [], inner: reader.inner)
  }

  /// Whether it writes rows, in not so many words that these are data.
  private var writesRows: Bool {
    piece.count <= 512
      && operations.contains { operation in
        switch operation.action {
        case .insert, .update, .delete, .merge: true
        default: false
        }
      }
  }

  /// Why a statement is not understood in which a template makes more than names.
  static let templateReason = "a template decides what stands in it"

  mutating func readStatement(_ node: NodeID) {
    guard let (kind, content) = tree.content(node) else { return }
    StatementReader.handlers[kind.name]?(&self, content)
  }

  /// The kinds of statements that are looked at; every other one is `other`.
  private static let handlers: [Name: Handler] = {
    let groups = [
      tableStatements, indexStatements, typeStatements, codeStatements, dropStatements,
      renameStatements, rightStatements, rowStatements, upkeepStatements, otherObjectStatements,
    ]
    return groups.reduce(into: [:]) { all, group in all.merge(group) { first, _ in first } }
  }()

  /// Adds an action of the whole statement.
  mutating func add(_ action: Action) {
    operations.append(Operation(action, at: text.range(of: piece)))
  }

  /// Adds an action of some of the statement's tokens.
  mutating func add(_ action: Action, at tokens: Range<Int>) {
    operations.append(Operation(action, at: text.range(of: tokens.isEmpty ? piece : tokens)))
  }

  /// The token at a node's location; nil if it has none.
  func token(of node: NodeID, _ key: StaticString = "location") -> Int? {
    guard let location = tree.integer(node, key), location >= 0 else { return nil }
    return text.token(at: source.offset + location, in: piece)
  }

  /// All of the statement as normalized text.
  var statementText: Name { text.text(of: piece) }
}
