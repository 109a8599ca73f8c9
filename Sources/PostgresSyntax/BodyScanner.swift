import SourceModel

/// A statement of SQL inside a body, or what runs one.
struct BodyStatement {
  /// How the statement is found.
  enum Form {
    /// It stands there.
    case plain
    /// It is the content of a string, by the token.
    case literal(Int)
    /// It is made when the body runs.
    case dynamic
    /// It is none of SQL, and ends the run with an error: `RAISE EXCEPTION`, `ASSERT`.
    case failure
  }

  /// Its tokens; of a string that runs, those of the `EXECUTE`.
  let tokens: Range<Int>
  let form: Form
  /// Tokens that say where a result goes and are no part of SQL.
  var targets: Range<Int> = 0..<0
  /// Whether a loop stands around it in which `COMMIT` or `LIMIT` occurs.
  var isInBatchLoop = false
}

/// Finds the statements of SQL in a body of PL/pgSQL, whose own control structures it walks over.
struct BodyScanner {
  private let text: TokenizedText
  private var index = 0
  private var statements: [BodyStatement] = []
  /// The tokens that make batches of what a loop around them does.
  private let batchWords: [Int]
  /// For each open loop the number of statements before it and its first token.
  private var loops: [(statements: Int, start: Int)] = []

  /// The statements in their order.
  static func statements(of text: TokenizedText) -> [BodyStatement] {
    var scanner = BodyScanner(text: text)
    while scanner.index < text.tokens.count {
      let start = scanner.index
      scanner.scanStatement()
      if scanner.index == start { scanner.index += 1 }
    }
    while !scanner.loops.isEmpty { scanner.closeLoop() }
    return scanner.statements
  }

  private init(text: TokenizedText) {
    self.text = text
    batchWords = text.tokens.indices.filter {
      text.isWord($0, "commit") || text.isWord($0, "limit")
    }
  }

  private var end: Int { text.tokens.count }

  private func isWord(_ word: StaticString) -> Bool { text.isWord(index, word) }

  /// Walks over one statement, or over the words that open a structure.
  private mutating func scanStatement() {
    guard text.tokens[index].kind == .word else { return scanOther() }
    switch text.word(index) {
    case "DECLARE": skipDeclarations()
    case "BEGIN", "ELSE", "EXCEPTION": index += 1
    case "END": scanEnd()
    case "IF", "ELSIF", "ELSEIF", "CASE", "WHEN": skip(behind: "then")
    case "WHILE":
      openLoop()
      skip(behind: "loop")
    case "FOR", "FOREACH":
      openLoop()
      scanFor()
    case "LOOP":
      openLoop()
      index += 1
    case "RETURN":
      if text.areWords(from: index, "return", "query") {
        index += 2
        if isWord("execute") { return scanExecute(until: endOfStatement()) }
        return addPlain(until: endOfStatement())
      }
      index = endOfStatement()
    case "RAISE", "ASSERT": scanFailure()
    case "EXIT", "CONTINUE", "NULL", "GET", "OPEN", "FETCH", "MOVE", "CLOSE":
      index = endOfStatement()
    case "EXECUTE": scanExecute(until: endOfStatement())
    default: scanOther()
    }
  }

  /// Walks over an assignment, a label, an empty statement; takes anything else as SQL.
  private mutating func scanOther() {
    let end = endOfStatement()
    if end == index {
      index += 1
    } else if isLabel() {
      index += 3
    } else if isAssignment(until: end) {
      index = end
    } else {
      addPlain(until: end)
    }
  }

  /// Takes what ends the run with an error, and walks over what only tells something.
  private mutating func scanFailure() {
    let tokens = index..<endOfStatement()
    let levels: [StaticString] = ["debug", "log", "info", "notice", "warning"]
    // A `RAISE` of nothing hands on an error that is there already.
    let isFailure = tokens.count > 1 && !levels.contains { text.isWord(index + 1, $0) }
    if isFailure { statements.append(BodyStatement(tokens: tokens, form: .failure)) }
    index = tokens.upperBound
  }

  private func isLabel() -> Bool {
    text.tokens[index].kind == .symbol && text.text(of: index..<(index + 1)) == "<<"
  }

  private func isAssignment(until end: Int) -> Bool {
    var target = index + 1
    while target < end {
      if text.isMark(target, UInt8(ascii: ".")) {
        target += 2
      } else if text.isMark(target, UInt8(ascii: "[")) {
        target = text.behindParenthesis(at: target, in: target..<end)
      } else {
        break
      }
    }
    guard target < end else { return false }
    let sign = text.text(of: target..<(target + 1))
    return sign == ":=" || sign == "="
  }

  /// The semicolon that ends the statement, or the end of the body.
  private func endOfStatement() -> Int {
    (index..<max(index, end)).first { text.isMark($0, UInt8(ascii: ";")) } ?? end
  }

  private mutating func skipDeclarations() {
    index += 1
    while index < end, !isWord("begin") { index = endOfStatement() + 1 }
  }

  private mutating func scanEnd() {
    if text.areWords(from: index, "end", "loop") { closeLoop() }
    index = endOfStatement()
  }

  /// Walks to behind the next such word that belongs to no expression.
  private mutating func skip(behind word: StaticString) {
    var depth = 0
    var cases = 0
    index += 1
    while index < end {
      if depth == 0, cases == 0, isWord(word) {
        index += 1
        return
      }
      if text.isMark(index, UInt8(ascii: ";")) { return }
      if isWord("case") { cases += 1 }
      if isWord("end") { cases = max(0, cases - 1) }
      depth += text.depthChange(index)
      index += 1
    }
  }

  // MARK: Loops

  private mutating func openLoop() {
    loops.append((statements.count, index))
  }

  private mutating func closeLoop() {
    guard let loop = loops.popLast() else { return }
    guard let word = lastBatchWord(before: index), word >= loop.start else { return }
    for index in loop.statements..<statements.count { statements[index].isInBatchLoop = true }
  }

  private func lastBatchWord(before end: Int) -> Int? {
    var low = 0
    var high = batchWords.count
    while low < high {
      let middle = (low + high) / 2
      if batchWords[middle] < end { low = middle + 1 } else { high = middle }
    }
    return low > 0 ? batchWords[low - 1] : nil
  }

  private mutating func scanFor() {
    let isList = isWord("foreach")
    let rest = index..<endOfStatement()
    guard let header = text.firstAtTop(in: rest, where: { text.isWord($0, "loop") }) else {
      index = rest.upperBound
      return
    }
    let source = text.firstAtTop(in: index..<header) { text.isWord($0, "in") }
    if let source, !isList {
      index = source + 1
      if isWord("execute") {
        scanExecute(until: header)
      } else if isWord("select") || isWord("with") || isWord("insert") || isWord("update")
        || isWord("delete")
      {
        addPlain(until: header)
      }
    }
    index = header + 1
  }

  // MARK: Statements

  private mutating func addPlain(until end: Int) {
    guard index < end else { return }
    var statement = BodyStatement(tokens: index..<end, form: .plain)
    let verbs: [StaticString] = ["select", "insert", "update", "delete", "with", "merge"]
    if verbs.contains(where: { isWord($0) }) { statement.targets = targets(in: index..<end) }
    statements.append(statement)
    index = end
  }

  /// The tokens of `INTO a, b`.
  private func targets(in range: Range<Int>) -> Range<Int> {
    let word = text.firstAtTop(in: range) { token in
      text.isWord(token, "into") && !text.isWord(token - 1, "insert")
        && !text.isWord(token - 1, "merge")
    }
    guard let word else { return 0..<0 }
    var last = word + 1
    if text.isWord(last, "strict") { last += 1 }
    while last < range.upperBound {
      last += 1
      if text.isMark(last, UInt8(ascii: "[")) {
        last = text.behindParenthesis(at: last, in: last..<range.upperBound)
      }
      guard text.isMark(last, UInt8(ascii: ".")) || text.isMark(last, UInt8(ascii: ",")) else {
        break
      }
      last += 1
    }
    return word..<min(last, range.upperBound)
  }

  /// Takes `EXECUTE` with a text that is literal as what the text says.
  private mutating func scanExecute(until end: Int) {
    let tokens = index..<end
    var argument = index + 1
    var close = end
    let isFormat =
      text.isWord(argument, "format") && text.isMark(argument + 1, UInt8(ascii: "("))
    if isFormat {
      close = text.behindParenthesis(at: argument + 1, in: tokens) - 1
      argument += 2
    } else {
      let words: [StaticString] = ["using", "into"]
      let option = text.firstAtTop(in: argument..<max(argument, end)) { token in
        words.contains { text.isWord(token, $0) }
      }
      close = option ?? end
    }
    let isLiteral =
      argument + 1 == close && argument < end && isString(argument)
      && !(isFormat && text.bytes[text.tokens[argument].range].contains(UInt8(ascii: "%")))
    statements.append(
      BodyStatement(tokens: tokens, form: isLiteral ? .literal(argument) : .dynamic))
    index = end
  }

  private func isString(_ token: Int) -> Bool {
    text.tokens[token].kind == .string || text.tokens[token].kind == .dollarString
  }
}
