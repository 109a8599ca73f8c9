internal import PostgresSchema
internal import SourceModel

/// A piece of SQL inside a call, a default or a condition, as far as its tokens tell.
struct SQLFragment {
  private var tokens: [Name] = []
  private var kinds: [Kind] = []

  private enum Kind { case word, quoted, number, text, mark }

  init(_ sql: Name) {
    let bytes = sql.bytes
    var index = 0
    while index < bytes.count {
      let start = index
      let byte = bytes[index]
      index += 1
      switch byte {
      case 0x20, 0x09...0x0D: continue
      case UInt8(ascii: "'"):
        index = Self.end(bytes, index, quote: byte)
        append(.text, Name(bytes[start..<index]))
      case UInt8(ascii: "\""):
        index = Self.end(bytes, index, quote: byte)
        append(.quoted, Name(bytes[(start + 1)..<max(start + 1, index - 1)]))
      case _ where Self.isWord(byte):
        let isNumber = (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        while index < bytes.count, Self.isWord(bytes[index]) || bytes[index] == UInt8(ascii: "$") {
          index += 1
        }
        if isNumber, index + 1 < bytes.count, bytes[index] == UInt8(ascii: "."),
          Self.isWord(bytes[index + 1])
        {
          index += 1
          while index < bytes.count, Self.isWord(bytes[index]) { index += 1 }
        }
        append(isNumber ? .number : .word, Name(bytes[start..<index]).asciiLowercased)
      case _ where Self.isOperator(byte):
        while index < bytes.count, Self.isOperator(bytes[index]) { index += 1 }
        append(.mark, Name(bytes[start..<index]))
      default: append(.mark, Name([byte]))
      }
    }
  }

  private mutating func append(_ kind: Kind, _ token: Name) {
    kinds.append(kind)
    tokens.append(token)
  }

  /// The offset behind a quoted piece; a doubled quote does not end it.
  private static func end(_ bytes: [UInt8], _ start: Int, quote: UInt8) -> Int {
    var index = start
    while index < bytes.count {
      if bytes[index] == quote {
        guard index + 1 < bytes.count, bytes[index + 1] == quote else { return index + 1 }
        index += 1
      }
      index += 1
    }
    return bytes.count
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    (byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z"))
      || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "_")
      || byte >= 0x80
  }

  private static func isOperator(_ byte: UInt8) -> Bool { "+-*/<>=~!@#%^&|`?:".utf8.contains(byte) }

  /// The tokens joined by single blanks.
  var text: Name {
    let written = zip(tokens, kinds).map { token, kind in
      kind == .quoted ? "\"" + token + "\"" : token
    }
    return Name(Array(written.map(\.bytes).joined(separator: [0x20])))
  }

  /// The expression that the piece is.
  var expression: Expression {
    let functions = functions
    let called = functions.map { Self.volatility[$0.name] ?? .unknown } + bareCalls
    return Expression(
      volatility: called.max() ?? .immutable,
      isNull: tokens.first == "null" && (tokens.count == 1 || tokens[1] == "::"),
      columns: columns, functions: functions, columnsNotNull: columnsNotNull, text: text)
  }

  private func isCall(_ index: Int) -> Bool {
    (kinds[index] == .word || kinds[index] == .quoted) && index + 1 < tokens.count
      && tokens[index + 1] == "(" && !Self.keywords.contains(tokens[index])
  }

  private var functions: [ObjectName] {
    Set(tokens.indices.filter(isCall).map { ObjectName(tokens[$0]) }).sorted()
  }

  /// What is called without parentheses.
  private var bareCalls: [Expression.Volatility] {
    tokens.indices.contains { kinds[$0] == .word && Self.bareFunctions.contains(tokens[$0]) }
      ? [.stable] : []
  }

  private var columns: [Name] {
    Set(
      tokens.indices.filter { index in
        guard kinds[index] == .word || kinds[index] == .quoted, !isCall(index) else { return false }
        if kinds[index] == .quoted { return true }
        if index > 0, tokens[index - 1] == "::" { return false }
        if index + 1 < tokens.count, tokens[index + 1] == "." || kinds[index + 1] == .text {
          return false
        }
        return !Self.keywords.contains(tokens[index])
          && !Self.bareFunctions.contains(tokens[index])
      }.map { tokens[$0] }
    ).sorted()
  }

  /// The columns of `a IS NOT NULL` in a row of nothing but `AND`.
  private var columnsNotNull: [Name] {
    var names: Set<Name> = []
    for part in conjuncts(of: unwrapped(tokens.indices)) {
      let part = unwrapped(part)
      guard part.count == 4, tokens[part].dropFirst().elementsEqual(["is", "not", "null"]) else {
        continue
      }
      names.insert(tokens[part.lowerBound])
    }
    return names.sorted()
  }

  /// The parts between the outermost `AND`s; all of it if an outermost `OR` stands there.
  private func conjuncts(of range: Range<Int>) -> [Range<Int>] {
    var parts: [Range<Int>] = []
    var start = range.lowerBound
    var depth = 0
    for index in range {
      if tokens[index] == "(" { depth += 1 }
      if tokens[index] == ")" { depth -= 1 }
      guard depth == 0, kinds[index] == .word else { continue }
      if tokens[index] == "or" { return [range] }
      if tokens[index] == "and" {
        parts.append(start..<index)
        start = index + 1
      }
    }
    return parts + [start..<range.upperBound]
  }

  /// The range without the parentheses around all of it.
  private func unwrapped(_ range: Range<Int>) -> Range<Int> {
    var range = range
    // Each layer costs a look at all that is inside.
    for _ in 0..<16 where range.count > 2 && tokens[range.lowerBound] == "(" {
      var depth = 0
      let end = range.first { index in
        if tokens[index] == "(" { depth += 1 }
        if tokens[index] == ")" { depth -= 1 }
        return depth == 0
      }
      guard end == range.upperBound - 1 else { break }
      range = (range.lowerBound + 1)..<(range.upperBound - 1)
    }
    return range
  }

  private static let bareFunctions: Set<Name> = [
    "current_timestamp", "current_date", "current_time", "localtimestamp", "localtime",
    "current_user", "session_user", "user", "current_role",
  ]

  private static let keywords: Set<Name> = [
    "and", "or", "not", "is", "null", "true", "false", "in", "like", "ilike", "between", "any",
    "all", "some", "array", "case", "when", "then", "else", "end", "cast", "as", "interval",
    "timestamp", "date", "time", "at", "zone", "collate", "distinct", "from", "similar", "to",
    "exists", "values", "varchar", "numeric", "row",
  ]

  /// What the catalog says of functions that defaults call.
  private static let volatility: [Name: Expression.Volatility] = [
    "now": .stable, "transaction_timestamp": .stable, "statement_timestamp": .stable,
    "current_setting": .stable, "timezone": .immutable, "to_char": .stable, "date_trunc": .stable,
    "clock_timestamp": .volatile, "gen_random_uuid": .volatile, "uuid_generate_v4": .volatile,
    "uuid_generate_v1": .volatile, "random": .volatile, "nextval": .volatile,
    "timeofday": .volatile, "setval": .volatile, "lower": .immutable, "upper": .immutable,
    "coalesce": .immutable, "nullif": .immutable, "md5": .immutable, "length": .immutable,
    "char_length": .immutable, "concat": .stable, "abs": .immutable, "round": .immutable,
    "greatest": .immutable, "least": .immutable, "to_tsvector": .stable, "trim": .immutable,
    "btrim": .immutable, "jsonb_build_object": .stable, "jsonb_build_array": .stable,
  ]

  /// A text as SQL writes it.
  static func quoted(_ text: Name) -> Name {
    var bytes: [UInt8] = [UInt8(ascii: "'")]
    for byte in text.bytes {
      if byte == UInt8(ascii: "'") { bytes.append(byte) }
      bytes.append(byte)
    }
    return Name(bytes + [UInt8(ascii: "'")])
  }

  /// The constant that a text stands for.
  static func constant(_ text: Name) -> Expression {
    Expression(volatility: .immutable, text: quoted(text))
  }

  /// What is computed outside, of which only that it is constant is known.
  static let notLiteral = Expression(volatility: .unknown, text: "")
}
