import DataTrees
import PostgresSchema
import SourceModel

// Bodies of blocks and routines.

extension StatementReader {
  mutating func readBlock(_ node: NodeID) {
    add(.other)
  }

  /// Reads a body in quotes behind the word `AS`.
  func readQuotedBody(of routine: inout RoutineDefinition, from start: Int) {
    guard let token = (start..<piece.upperBound).first(where: { isString($0) }) else { return }
    let tokens = text.tokens[token]
    let range = tokens.range
    let quote =
      text.bytes[range].firstIndex(of: tokens.kind == .string ? 39 : 36) ?? range.lowerBound
    let closing =
      tokens.kind == .string
      ? 1 : (text.bytes[(quote + 1)..<range.upperBound].firstIndex(of: 36) ?? quote) - quote + 1
    let inside = (quote + closing)..<max(quote + closing, range.upperBound - closing)
    let scan = TokenScanner.scan(text.bytes, in: inside)
    let body = TokenizedText(text.bytes, scan.tokens)
    routine.body = body.text(of: body.tokens.indices)
  }

  private func isString(_ index: Int) -> Bool {
    text.tokens[index].kind == .string || text.tokens[index].kind == .dollarString
  }

  /// Reads a body that is part of the statement: `RETURN …` or `BEGIN ATOMIC … END`.
  func readSQLBody(of routine: inout RoutineDefinition) {
    let start = text.firstAtTop(in: piece) {
      text.isWord($0, "return") || text.isWord($0, "begin")
    }
    if let start { routine.body = text.text(of: start..<piece.upperBound) }
  }
}
