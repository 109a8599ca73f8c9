import PostgresSchema
import SourceModel

/// Tells from its words what a statement does that the grammar does not take.
struct PartialReader {
  let lone: LoneStatement
  let piece: Range<Int>
  let reason: String

  private var text: TokenizedText { lone.text }

  func read() -> Statement {
    let operations = operations()
    return Statement(
      range: text.range(of: piece), head: StatementHead.head(of: piece, in: text),
      reading: .partly(reason: reason), place: lone.place,
      operations: operations.isEmpty ? [whole(.other)] : operations)
  }

  private func whole(_ action: Action) -> Operation { Operation(action, at: text.range(of: piece)) }

  private func operations() -> [Operation] {
    let head = StatementHead.head(of: piece, in: text)
    switch head {
    case "ALTER TABLE": return alterTable()
    case "CREATE TABLE", "CREATE FOREIGN TABLE":
      return createTable(isForeign: head != "CREATE TABLE")
    case "CREATE INDEX": return createIndex().map { [$0] } ?? []
    case "INSERT": return change(behind: "into").map { [whole(.insert($0))] } ?? []
    case "UPDATE": return change(behind: "update").map { [whole(.update($0))] } ?? []
    case "DELETE": return change(behind: "from").map { [whole(.delete($0))] } ?? []
    case "MERGE": return change(behind: "into").map { [whole(.merge($0))] } ?? []
    default: return otherObject(head)
    }
  }

  // MARK: Tables

  /// Reads each part of an `ALTER TABLE` by itself.
  private func alterTable() -> [Operation] {
    guard let (table, start) = name(behind: "table") else { return [] }
    let header = Array(text.tokens[piece.lowerBound..<start])
    let parts = text.partsAtCommas(start..<piece.upperBound).filter { !$0.isEmpty }
    return parts.flatMap { part -> [Operation] in
      let range = text.range(of: part)
      if parts.count <= PartialReader.partLimit,
        let statement = lone.read(only: header + text.tokens[part])
      {
        return statement.operations.map { Operation($0.action, at: range) }
      }
      return [Operation(.alterTable(table, tableAction(part)), at: range)]
    }
  }

  /// How many parts of one statement are given to the grammar one by one: as many as a table may
  /// have columns.
  private static let partLimit = 1600

  private func tableAction(_ part: Range<Int>) -> TableAction {
    guard text.isWord(part.lowerBound, "alter") else { return .other }
    let isLong = text.isWord(part.lowerBound + 1, "column")
    let column = part.lowerBound + (isLong ? 2 : 1)
    guard text.areWords(from: column + 1, "set", "expression"), let name = plainName(column) else {
      return .other
    }
    return .setExpression(name)
  }

  /// Reads the table without the columns and constraints that the grammar refuses.
  private func createTable(isForeign: Bool) -> [Operation] {
    guard let (name, start) = name(behind: "table") else { return [] }
    var table = TableDefinition(name)
    table.isForeign = isForeign
    table.ifNotExists = text.areWords(from: start - 4, "if", "not", "exists")
    guard text.isMark(start, UInt8(ascii: "(")) else { return [whole(.createTable(table))] }
    let end = text.behindParenthesis(at: start, in: piece)
    let header = Array(text.tokens[piece.lowerBound...start])
    let close = Array(text.tokens[max(start, end - 1)..<end])
    var kept = header
    let elements = text.partsAtCommas((start + 1)..<max(start + 1, end - 1))
    guard elements.count <= PartialReader.partLimit else { return [whole(.createTable(table))] }
    for element in elements where !element.isEmpty {
      let own = Array(text.tokens[element])
      guard lone.read(only: header + own + close) != nil else { continue }
      if kept.count > header.count { kept.append(text.tokens[element.lowerBound - 1]) }
      kept += own
    }
    let rest = Array(text.tokens[end..<piece.upperBound])
    let statement = lone.read(only: kept + close + rest) ?? lone.read(only: kept + close)
    return statement?.operations.map { whole($0.action) } ?? [whole(.createTable(table))]
  }

  private func createIndex() -> Operation? {
    guard let (table, end) = name(behind: "on") else { return nil }
    var index = IndexDefinition(name: name(behind: "index")?.0.name, on: table)
    if index.name == table.name || index.name == "on" { index.name = nil }
    index.isUnique = text.isWord(piece.lowerBound + 1, "unique")
    index.isConcurrent = piece.contains { text.isWord($0, "concurrently") }
    index.text = text.text(of: end..<piece.upperBound)
    return whole(.createIndex(index))
  }

  // MARK: Rows

  private func change(behind word: StaticString) -> RowChange? {
    guard let (table, start) = name(behind: word) else { return nil }
    var change = RowChange(table)
    let rest = start..<piece.upperBound
    change.hasWhere = text.firstAtTop(in: rest) { text.isWord($0, "where") } != nil
    return change
  }

  // MARK: Other objects

  private func otherObject(_ head: Name) -> [Operation] {
    let verbs: [Name] = ["CREATE ", "ALTER ", "DROP "]
    guard let verb = verbs.first(where: { head.bytes.starts(with: $0.bytes) }),
      let kind = ObjectKind(
        rawValue: Name(head.bytes.dropFirst(verb.bytes.count)).asciiLowercased.text),
      let word = text.firstAtTop(
        in: piece, where: { text.word($0).upper == Name(head.lastWord) })
    else { return [] }
    if verb == "DROP " { return drops(kind, from: word + 1) }
    guard let (object, _) = name(at: skipped(word + 1)) else { return [] }
    if verb == "ALTER " { return [whole(.alter(kind, object, text: text.text(of: piece)))] }
    if kind == .view || kind == .materializedView {
      var view = ViewDefinition(object)
      view.isMaterialized = kind == .materializedView
      view.orReplace = text.areWords(from: piece.lowerBound + 1, "or", "replace")
      view.text = text.text(of: piece)
      return [whole(.createView(view))]
    }
    let ifNotExists = text.areWords(from: word + 1, "if", "not", "exists")
    return [
      whole(.create(kind, object, ifNotExists: ifNotExists, text: text.text(of: piece)))
    ]
  }

  private func drops(_ kind: ObjectKind, from start: Int) -> [Operation] {
    let first = skipped(start)
    let isCascade = text.isWord(piece.upperBound - 1, "cascade")
    return text.partsAtCommas(min(first, piece.upperBound)..<piece.upperBound).compactMap { part in
      guard let (object, end) = name(at: part.lowerBound) else { return nil }
      var drop = Drop(kind, object)
      drop.isCascade = isCascade
      drop.ifExists = text.areWords(from: first - 2, "if", "exists")
      drop.isConcurrent = piece.contains { text.isWord($0, "concurrently") }
      if text.isWord(end, "on") { drop.table = name(at: end + 1)?.0 }
      return Operation(.drop(drop), at: text.range(of: part))
    }
  }

  // MARK: Names

  /// The dotted name behind a word, and the token behind it.
  private func name(behind word: StaticString) -> (ObjectName, Int)? {
    guard let index = text.firstAtTop(in: piece, where: { text.isWord($0, word) }) else {
      return nil
    }
    return name(at: skipped(index + 1))
  }

  /// The first token that is none of the words that may stand before a name.
  private func skipped(_ start: Int) -> Int {
    let words: [StaticString] = ["if", "not", "exists", "only", "concurrently"]
    var index = start
    while words.contains(where: { text.isWord(index, $0) }) { index += 1 }
    return index
  }

  private func name(at start: Int) -> (ObjectName, Int)? {
    guard var name = plainName(start) else { return nil }
    var schema: Name = ""
    var index = start + 1
    while text.isMark(index, UInt8(ascii: ".")), let next = plainName(index + 1) {
      schema = name
      name = next
      index += 2
    }
    return (ObjectName(schema: schema, name), min(index, piece.upperBound))
  }

  private func plainName(_ index: Int) -> Name? {
    guard piece.contains(index) else { return nil }
    let token = text.tokens[index]
    switch token.kind {
    case .word: return Name(text.bytes[token.range]).asciiLowercased
    case .quotedWord: return Name(text.bytes[token.range].dropFirst().dropLast())
    default: return nil
    }
  }
}

extension Name {
  /// What stands behind the last blank.
  fileprivate var lastWord: ArraySlice<UInt8> {
    bytes[(bytes.lastIndex(of: 0x20).map { $0 + 1 } ?? 0)...]
  }
}
