import PostgresSchema
import SourceModel

/// Tells from its first words what a statement does that the grammar does not take.
struct PartialReader {
  let text: TokenizedText
  let piece: Range<Int>
  let place: Statement.Place
  let reason: String

  func read() -> Statement {
    let actions = actions()
    let range = text.range(of: piece)
    return Statement(
      range: range, head: StatementHead.head(of: piece, in: text),
      reading: .partly(reason: reason), place: place,
      operations: (actions.isEmpty ? [.other] : actions).map { Operation($0, at: range) })
  }

  private func actions() -> [Action] { [] }
}
