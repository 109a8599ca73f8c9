internal import SourceModel

/// A statement of Elixir: a call or an expression, with the block behind it.
struct ElixirStatement: Sendable {
  /// The tokens before `do`, or all of them.
  let head: Range<Int>
  /// The tokens between `do` and `end`.
  let body: Range<Int>?
  /// All tokens.
  let tokens: Range<Int>
}

/// A file of Elixir with one module of a migration.
struct ElixirModule: Sendable {
  /// A function of the module.
  struct Function: Sendable {
    let name: SourceRange
    let parameters: [Name]
    let body: Range<Int>
  }

  let list: TokenList
  /// Of `do` and `fn` the `end`.
  private let ends: [Int: Int]
  /// The functions; of several clauses the first.
  private(set) var functions: [Name: Function] = [:]
  /// The attributes, with the sign before their names.
  private(set) var constants: [Name: Shape] = [:]
  /// Whether a module was found that uses a module `Migration`.
  private(set) var isMigration = false

  init(_ source: SourceText) {
    list = ElixirLexer(source.bytes).list
    ends = Self.ends(list)
    guard let body = body(in: 0..<list.tokens.count, depth: 0) else { return }
    isMigration = true
    for statement in statements(body) { take(statement) }
  }

  /// The body of the first module that uses a module `Migration`; a module may hold it.
  private func body(in range: Range<Int>, depth: Int) -> Range<Int>? {
    guard depth < 4 else { return nil }
    for statement in statements(range) where starts(statement, "defmodule") {
      guard let body = statement.body else { continue }
      let isMigration = statements(body).contains { statement in
        starts(statement, "use") && statement.head.contains { list.isToken($0, "Migration") }
      }
      if isMigration { return body }
      if let inner = self.body(in: body, depth: depth + 1) { return inner }
    }
    return nil
  }

  private static func ends(_ list: TokenList) -> [Int: Int] {
    var ends: [Int: Int] = [:]
    var open: [Int] = []
    for index in list.tokens.indices where list.isKind(index, .name) {
      if list.isToken(index - 1, ".") { continue }
      if list.isToken(index, "do") || list.isToken(index, "fn") {
        open.append(index)
      } else if list.isToken(index, "end"), let start = open.popLast() {
        ends[start] = index
      }
    }
    return ends
  }

  /// Whether a statement begins with a word.
  func starts(_ statement: ElixirStatement, _ word: StaticString) -> Bool {
    list.isToken(statement.head.lowerBound, word)
  }

  /// The statements of a range of tokens.
  func statements(_ range: Range<Int>) -> [ElixirStatement] {
    var statements: [ElixirStatement] = []
    var index = range.lowerBound
    while index < range.upperBound {
      if list.isKind(index, .newline) || list.isToken(index, ";") {
        index += 1
        continue
      }
      let statement = statement(index..<range.upperBound)
      statements.append(statement)
      index = max(statement.tokens.upperBound, index + 1)
    }
    return statements
  }

  private func statement(_ range: Range<Int>) -> ElixirStatement {
    var index = range.lowerBound
    var block: (start: Int, end: Int)?
    while index < range.upperBound {
      if let closing = list.closing(of: index), closing < range.upperBound {
        index = closing + 1
      } else if let end = ends[index], end < range.upperBound {
        if block == nil, list.isToken(index, "do") { block = (index, end) }
        index = end + 1
      } else if list.isToken(index, ";") {
        break
      } else if list.isKind(index, .newline) {
        let next = behindLineEnds(index, range)
        guard continues(index, to: next, range) else { break }
        index = next
      } else {
        index += 1
      }
    }
    let tokens = range.lowerBound..<index
    guard let block else { return ElixirStatement(head: tokens, body: nil, tokens: tokens) }
    return ElixirStatement(
      head: range.lowerBound..<block.start, body: (block.start + 1)..<block.end, tokens: tokens)
  }

  /// The token behind the ends of lines from an index on.
  private func behindLineEnds(_ newline: Int, _ range: Range<Int>) -> Int {
    var next = newline
    while next < range.upperBound, list.isKind(next, .newline) { next += 1 }
    return next
  }

  /// Whether a statement goes on behind the end of a line and empty lines after it.
  private func continues(_ newline: Int, to next: Int, _ range: Range<Int>) -> Bool {
    let joining: [StaticString] = [
      ",", "|>", "<>", "++", "=", "->", "and", "or", "&&", "||", "|", "+", "\\\\", "<-", "::",
    ]
    if newline > range.lowerBound, joining.contains(where: { list.isToken(newline - 1, $0) }) {
      return true
    }
    guard next < range.upperBound else { return false }
    return ["|>", "<>", "and", "or", "&&", "||", "do"].contains { list.isToken(next, $0) }
  }

  private mutating func take(_ statement: ElixirStatement) {
    let start = statement.head.lowerBound
    if starts(statement, "@"), statement.head.count > 2, list.isKind(start + 1, .name) {
      let value = ElixirShapes.read(
        list, (start + 2)..<statement.head.upperBound, constants: constants)
      constants["@" + list.name(start + 1)] = value.asConstant
    } else if starts(statement, "def") || starts(statement, "defp") {
      takeFunction(statement)
    }
  }

  private mutating func takeFunction(_ statement: ElixirStatement) {
    let name = statement.head.lowerBound + 1
    guard name < statement.head.upperBound, list.isKind(name, .name),
      functions[list.name(name)] == nil
    else { return }
    var parameters: [Name] = []
    var index = name + 1
    if list.isToken(index, "("), let closing = list.closing(of: index) {
      parameters = (index + 1..<max(index + 1, closing)).filter { list.isKind($0, .name) }
        .map(list.name)
      index = closing + 1
    }
    let inline = (index..<max(index, statement.head.upperBound)).first {
      list.isKind($0, .label) && list.isToken($0, "do:")
    }
    guard let body = statement.body ?? inline.map({ ($0 + 1)..<statement.head.upperBound }) else {
      return
    }
    functions[list.name(name)] = Function(
      name: list.tokens[name].range, parameters: parameters, body: body)
  }
}
