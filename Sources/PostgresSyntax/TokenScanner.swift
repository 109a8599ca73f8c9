/// Cuts SQL into tokens, as PostgreSQL's scanner and psql do it with standard strings.
struct TokenScanner {
  /// What a scanner found.
  struct Result {
    var tokens: [Token] = []
    /// Comments, from the first dash or slash to the last character.
    var comments: [Range<Int>] = []
    /// What PostgreSQL's grammar does not read but psql does: its own commands, rows of `COPY`.
    var foreign: [Range<Int>] = []
    /// What begins and never ends, with what it is.
    var unterminated: (what: String, start: Int)?
  }

  private let bytes: UnsafeBufferPointer<UInt8>
  private let end: Int
  private var position: Int
  private var result = Result()
  /// The first token of the statement that is being scanned.
  private var statementStart = 0
  /// How many square brackets are open, between which a colon stands for itself.
  private var brackets = 0

  private init(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) {
    self.bytes = bytes
    self.position = range.lowerBound
    self.end = range.upperBound
    result.tokens.reserveCapacity(range.count / 5)
  }

  /// Scans a part of some bytes; offsets count from the begin of the bytes.
  static func scan(_ bytes: [UInt8], in range: Range<Int>) -> Result {
    let range = range.clamped(to: bytes.indices)
    return bytes.withUnsafeBufferPointer { buffer in
      var scanner = TokenScanner(buffer, range)
      while scanner.result.unterminated == nil, scanner.scanNext() {}
      return scanner.result
    }
  }

  /// The byte so many places further on; 0 behind the end.
  @inline(__always)
  private func byte(_ distance: Int = 0) -> UInt8 {
    position + distance < end ? bytes[position + distance] : 0
  }

  private mutating func add(_ kind: Token.Kind, from start: Int) {
    result.tokens.append(Token(kind, start, position))
  }

  /// Scans one token or what stands between two; tells whether anything was left.
  private mutating func scanNext() -> Bool {
    while position < end, ByteClass.isSpace(bytes[position]) { position += 1 }
    guard position < end else { return false }
    let start = position
    let first = bytes[position]
    if ByteClass.startsWord(first) {
      scanWord()
    } else if ByteClass.isDigit(first)
      || (first == UInt8(ascii: ".") && ByteClass.isDigit(byte(1)))
    {
      scanNumber()
    } else {
      switch first {
      case UInt8(ascii: "'"): scanQuoted(.string, from: start)
      case UInt8(ascii: "\""): scanQuoted(.quotedWord, from: start)
      case UInt8(ascii: "$"): scanDollar()
      case UInt8(ascii: "-") where byte(1) == UInt8(ascii: "-"): scanLineComment()
      case UInt8(ascii: "/") where byte(1) == UInt8(ascii: "*"): scanBlockComment()
      case UInt8(ascii: "\\"): skipCommand()
      case UInt8(ascii: "{"): scanPlaceholder()
      case UInt8(ascii: ":"): scanColon()
      default: scanPunctuation(first)
      }
    }
    return true
  }

  private mutating func scanWord() {
    let start = position
    while position < end, ByteClass.continuesWord(bytes[position]) { position += 1 }
    guard position - start <= 2, position < end else { return add(.word, from: start) }
    let first = bytes[start] | 0x20
    switch (position - start, bytes[position]) {
    case (1, UInt8(ascii: "'")):
      switch first {
      case UInt8(ascii: "e"): scanQuoted(.string, from: start, hasEscapes: true)
      case UInt8(ascii: "b"), UInt8(ascii: "x"), UInt8(ascii: "n"):
        scanQuoted(.string, from: start)
      default: add(.word, from: start)
      }
    case (1, UInt8(ascii: "&")) where first == UInt8(ascii: "u"):
      let quote = byte(1)
      guard quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else {
        return add(.word, from: start)
      }
      position += 1
      scanQuoted(quote == UInt8(ascii: "'") ? .string : .quotedWord, from: start)
    default: add(.word, from: start)
    }
  }

  private mutating func scanNumber() {
    let start = position
    while position < end {
      let byte = bytes[position]
      if ByteClass.isDigit(byte) || ByteClass.startsWord(byte) {
        let isExponent = byte | 0x20 == UInt8(ascii: "e")
        position += 1
        if isExponent, self.byte() == UInt8(ascii: "+") || self.byte() == UInt8(ascii: "-"),
          ByteClass.isDigit(self.byte(1))
        {
          position += 1
        }
      } else if byte == UInt8(ascii: "."), self.byte(1) != UInt8(ascii: ".") {
        position += 1
      } else {
        break
      }
    }
    add(.number, from: start)
  }

  /// Scans what stands in quotes, the position at the opening one.
  private mutating func scanQuoted(_ kind: Token.Kind, from start: Int, hasEscapes: Bool = false) {
    let quote = bytes[position]
    position += 1
    while position < end {
      let byte = bytes[position]
      position += 1
      if byte == UInt8(ascii: "{"), kind == .quotedWord, self.byte() == byte {
        skipPlaceholder()
      } else if byte == quote {
        if self.byte() != quote { return add(kind, from: start) }
        position += 1
      } else if hasEscapes, byte == UInt8(ascii: "\\") {
        position = min(position + 1, end)
      }
    }
    fail(kind == .string ? "string" : "quoted name", at: start)
  }

  /// Walks over a placeholder inside a quoted name, which may have quotes of its own.
  private mutating func skipPlaceholder() {
    var index = position
    while index + 1 < min(end, position + 1024), bytes[index] != 0x0A {
      if bytes[index] == UInt8(ascii: "}"), bytes[index + 1] == UInt8(ascii: "}") {
        position = index + 2
        return
      }
      index += 1
    }
  }

  private mutating func fail(_ what: String, at start: Int) {
    position = end
    result.unterminated = (what, start)
  }

  private mutating func scanDollar() {
    let start = position
    if byte(1) == UInt8(ascii: "{") { return scanBraces(from: start, opening: start + 1) }
    position += 1
    if ByteClass.isDigit(byte()) {
      while ByteClass.isDigit(byte()) { position += 1 }
      return add(.parameter, from: start)
    }
    if ByteClass.startsWord(byte()) {
      while position < end, ByteClass.continuesWord(bytes[position]),
        bytes[position] != UInt8(ascii: "$")
      {
        position += 1
      }
    }
    guard byte() == UInt8(ascii: "$") else {
      position = start + 1
      return add(.symbol, from: start)
    }
    position += 1
    let tag = start..<position
    while position < end {
      guard bytes[position] == UInt8(ascii: "$"), position + tag.count <= end,
        tag.indices.allSatisfy({ bytes[position + $0 - start] == bytes[$0] })
      else {
        position += 1
        continue
      }
      position += tag.count
      return add(.dollarString, from: start)
    }
    fail("dollar-quoted string", at: start)
  }

  private mutating func scanLineComment() {
    let start = position
    while position < end, bytes[position] != 0x0A, bytes[position] != 0x0D { position += 1 }
    result.comments.append(start..<position)
  }

  private mutating func scanBlockComment() {
    let start = position
    var depth = 0
    while position < end {
      switch (bytes[position], byte(1)) {
      case (UInt8(ascii: "/"), UInt8(ascii: "*")):
        depth += 1
        position += 2
      case (UInt8(ascii: "*"), UInt8(ascii: "/")):
        depth -= 1
        position += 2
        if depth == 0 { return result.comments.append(start..<position) }
      default: position += 1
      }
    }
    fail("comment", at: start)
  }

  /// Leaves out a command of psql, which ends with its line.
  private mutating func skipCommand() {
    let start = position
    while position < end, bytes[position] != 0x0A { position += 1 }
    result.foreign.append(start..<position)
  }

  private mutating func scanColon() {
    let start = position
    position += 1
    let next = byte()
    if next == UInt8(ascii: ":") || next == UInt8(ascii: "=") {
      position += 1
      return add(.punctuation, from: start)
    }
    // A variable of psql: the colon belongs to it, but not in a slice of an array.
    let begins =
      ByteClass.startsWord(next) || next == UInt8(ascii: "'") || next == UInt8(ascii: "\"")
    guard brackets == 0, begins else { return add(.punctuation, from: start) }
    add(.placeholder, from: start)
  }

  private mutating func scanPunctuation(_ first: UInt8) {
    let start = position
    guard ByteClass.isSymbol(first) else {
      position += 1
      switch first {
      case UInt8(ascii: "["): brackets += 1
      case UInt8(ascii: "]"): brackets = max(0, brackets - 1)
      case UInt8(ascii: ";"):
        add(.punctuation, from: start)
        skipRows()
        statementStart = result.tokens.count
        brackets = 0
        return
      default: break
      }
      return add(.punctuation, from: start)
    }
    while position < end, ByteClass.isSymbol(bytes[position]) {
      let beginsComment =
        (bytes[position] == UInt8(ascii: "-") && byte(1) == UInt8(ascii: "-"))
        || (bytes[position] == UInt8(ascii: "/") && byte(1) == UInt8(ascii: "*"))
      if beginsComment, position > start { break }
      position += 1
    }
    add(.symbol, from: start)
  }
}

// MARK: Templates

extension TokenScanner {
  private mutating func scanPlaceholder() {
    let start = position
    if byte(1) == UInt8(ascii: "{") { return scanDoubleBraces() }
    scanBraces(from: start, opening: start)
  }

  /// Scans `{name}` or `${name}`; what is none of them is a symbol.
  private mutating func scanBraces(from start: Int, opening: Int) {
    var index = opening + 1
    while index < end, index - start < 256, bytes[index] != UInt8(ascii: "}"),
      bytes[index] != 0x0A
    {
      index += 1
    }
    guard index < end, bytes[index] == UInt8(ascii: "}"), index > opening + 1 else {
      position = start + 1
      return add(.symbol, from: start)
    }
    position = index + 1
    add(.placeholder, from: start)
  }

  private mutating func scanDoubleBraces() {
    let start = position
    var index = start + 2
    let limit = min(end, start + 1024)
    while index + 1 < limit,
      !(bytes[index] == UInt8(ascii: "}") && bytes[index + 1] == UInt8(ascii: "}"))
    {
      index += 1
    }
    guard index + 1 < limit else {
      position = start + 1
      return add(.symbol, from: start)
    }
    position = index + 2
    let inside = (start + 2)..<index
    var word: [UInt8] = []
    for index in inside {
      let byte = bytes[index]
      if ByteClass.continuesWord(byte) || byte == UInt8(ascii: "/") || byte == UInt8(ascii: "#") {
        word.append(byte)
      } else if !word.isEmpty {
        break
      }
    }
    let orders = [
      "if", "else", "end", "range", "with", "define", "block", "template", "#if", "/if",
    ]
    let isOrder = orders.contains { word.elementsEqual($0.utf8) }
    add(isOrder ? .directive : .placeholder, from: start)
  }
}

// MARK: Rows of COPY

extension TokenScanner {
  /// Behind a `COPY … FROM STDIN;` leaves out the rows up to the line that is only `\.`, if there
  /// is such a line.
  private mutating func skipRows() {
    let words = result.tokens[statementStart...]
    guard let first = words.first, first.kind == .word, has(first, "copy"),
      zip(words, words.dropFirst()).contains(where: { has($0, "from") && has($1, "stdin") })
    else { return }
    var line = position
    while line < end, bytes[line] != 0x0A { line += 1 }
    let start = min(line + 1, end)
    while line < end {
      line += 1
      if line + 1 < end, bytes[line] == UInt8(ascii: "\\"), bytes[line + 1] == UInt8(ascii: "."),
        line + 2 == end || bytes[line + 2] == 0x0A || bytes[line + 2] == 0x0D
      {
        result.foreign.append(start..<(line + 2))
        position = line + 2
        return
      }
      while line < end, bytes[line] != 0x0A { line += 1 }
    }
  }

  private func has(_ token: Token, _ word: StaticString) -> Bool {
    token.range.count == word.utf8CodeUnitCount
      && word.withUTF8Buffer { text in
        token.range.indices.allSatisfy {
          ByteClass.lowercased(bytes[$0]) == text[$0 - token.range.lowerBound]
        }
      }
  }
}
