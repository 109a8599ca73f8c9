internal import SourceModel

/// A file of Python: its lines, functions, imports and the names of its literals.
struct PythonModule: Sendable {
  /// A function of the module itself.
  struct Function: Sendable {
    let name: SourceRange
    /// The line of `def`.
    let line: Int
    /// The parameters in their order, with the literals that stand behind them.
    let parameters: [(name: Name, value: Shape?)]
  }

  let list: TokenList
  let lines: [PythonLine]
  /// The literals that names at the outermost level stand for.
  private(set) var constants: [Name: Shape] = [:]
  /// Where the value of an assignment at the outermost level stands.
  private(set) var functions: [Name: Function] = [:]
  /// What names mean that are imported: `op` is `alembic.op`.
  private(set) var imports: [Name: Name] = [:]

  init(_ source: SourceText) {
    let lexer = PythonLexer(source.bytes)
    list = lexer.list
    lines = lexer.lines
    var index = 0
    while index < lines.count {
      let line = lines[index]
      if isWord(line, 0, "from") || isWord(line, 0, "import") {
        readImport(line)
      } else if isWord(line, 0, "def") || (isWord(line, 0, "async") && isWord(line, 1, "def")) {
        readFunction(index)
      } else if let assignment = assignment(line) {
        assign(assignment)
      }
      index = block(after: index).upperBound
    }
  }

  /// Whether a token of a line is exactly a text.
  func isWord(_ line: PythonLine, _ offset: Int, _ text: StaticString) -> Bool {
    offset < line.tokens.count && list.isToken(line.tokens.lowerBound + offset, text)
  }

  /// The lines that are deeper than one, right behind it.
  func block(after index: Int) -> Range<Int> {
    let indent = lines[index].indent
    var end = index + 1
    while end < lines.count, lines[end].indent > indent { end += 1 }
    return (index + 1)..<end
  }

  /// The name and the tokens of the value of `name = value` and `name: type = value`.
  func assignment(_ line: PythonLine) -> (name: Name, value: Range<Int>)? {
    let start = line.tokens.lowerBound
    guard list.isKind(start, .name), line.tokens.count >= 3 else { return nil }
    var index = start + 1
    if list.isToken(index, ":") {
      while index < line.tokens.upperBound, !list.isToken(index, "=") {
        index = (list.closing(of: index) ?? index) + 1
      }
    }
    guard index + 1 < line.tokens.upperBound, list.isToken(index, "=") else { return nil }
    return (list.name(start), (index + 1)..<line.tokens.upperBound)
  }

  private mutating func assign(_ assignment: (name: Name, value: Range<Int>)) {
    let shape = PythonShapes.read(list, assignment.value, constants: constants)
    constants[assignment.name] = shape.asConstant
  }

  private mutating func readImport(_ line: PythonLine) {
    var words: [Name] = []
    for index in line.tokens where !list.isToken(index, "(") && !list.isToken(index, ")") {
      words.append(list.name(index))
    }
    guard let first = words.first else { return }
    var prefix: Name = ""
    var rest = words.dropFirst()
    if first == "from" {
      guard let split = words.firstIndex(of: "import") else { return }
      prefix = Name(words[1..<split].flatMap(\.bytes)) + "."
      rest = words[(split + 1)...]
    }
    for item in rest.split(separator: ",") {
      let path = item.prefix { $0 != "as" }
      let whole = Name(path.flatMap(\.bytes))
      if path.count < item.count, let alias = item.last {
        imports[alias] = prefix + whole
      } else if first == "from" {
        imports[whole] = prefix + whole
      } else if let top = path.first {
        imports[top] = top
      }
    }
  }

  private mutating func readFunction(_ index: Int) {
    let tokens = lines[index].tokens
    let name = tokens.lowerBound + (list.isToken(tokens.lowerBound, "async") ? 2 : 1)
    guard name < tokens.upperBound, list.isKind(name, .name), list.isToken(name + 1, "("),
      let closing = list.closing(of: name + 1), closing < tokens.upperBound
    else { return }
    var parameters: [(name: Name, value: Shape?)] = []
    var start = name + 2
    var cursor = start
    while cursor <= closing {
      if cursor == closing || list.isToken(cursor, ",") {
        if start < cursor, list.isKind(start, .name) {
          let equals = (start..<cursor).first { list.isToken($0, "=") }
          let value = equals.map {
            PythonShapes.read(list, ($0 + 1)..<cursor, constants: constants)
          }
          parameters.append((list.name(start), value))
        }
        start = cursor + 1
      }
      cursor = (list.closing(of: cursor) ?? cursor) + 1
    }
    functions[list.name(name)] = Function(
      name: list.tokens[name].range, line: index, parameters: parameters)
  }
}
