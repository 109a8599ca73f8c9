internal import SourceModel

/// Reads the shapes of Elixir expressions; what is computed is `other`.
struct ElixirShapes {
  private let list: TokenList
  private let constants: [Name: Shape]
  private var index: Int
  private let end: Int

  private init(_ list: TokenList, _ tokens: Range<Int>, constants: [Name: Shape]) {
    self.list = list
    self.constants = constants
    self.index = tokens.lowerBound
    self.end = min(tokens.upperBound, list.tokens.count)
  }

  /// The expression that takes up all of the tokens.
  static func read(_ list: TokenList, _ tokens: Range<Int>, constants: [Name: Shape]) -> Shape {
    var reader = ElixirShapes(list, tokens, constants: constants)
    let shape = reader.expression(0)
    reader.skipNewlines()
    return reader.index < reader.end ? Shape(.other, at: list.range(tokens)) : shape
  }

  private func at(_ text: StaticString) -> Bool { index < end && list.isToken(index, text) }

  private mutating func skipNewlines() {
    while index < end, list.isKind(index, .newline) { index += 1 }
  }

  private func range(from start: Int) -> SourceRange {
    var last = min(index, end)
    while last > start + 1, list.isKind(last - 1, .newline) { last -= 1 }
    return list.range(start..<max(start + 1, last))
  }

  // MARK: Expressions

  private mutating func expression(_ depth: Int) -> Shape {
    skipNewlines()
    let start = index
    var value = operand(depth)
    while index < end, !endsExpression {
      let isText = at("<>")
      guard isText || at("++") else {
        skip()
        return Shape(.other, at: range(from: start))
      }
      index += 1
      skipNewlines()
      let right = operand(depth)
      value = Shape(Shape.sum(value, right), at: range(from: start))
    }
    return value
  }

  private var endsExpression: Bool {
    switch list.mark(index) {
    case UInt8(ascii: ","), UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"): true
    default: list.isKind(index, .newline) || at("=>") || at("do")
    }
  }

  private mutating func skip() {
    while index < end, !endsExpression { index = (list.closing(of: index) ?? index) + 1 }
    index = min(index, end)
  }

  private mutating func operand(_ depth: Int) -> Shape {
    let start = index
    guard index < end else { return Shape(.other, at: list.range(max(0, start - 1)..<start)) }
    let token = list.tokens[index]
    var value: Shape
    switch token.kind {
    case .text: value = text(token)
    case .filledText:
      index += 1
      let text = Self.filled(ElixirText(list.bytes, token.lower..<token.upper), constants)
      value = Shape(text.map { .text($0, verbatimAt: nil) } ?? .other, at: token.range)
    case .newline, .label:
      index += 1
      value = Shape(.other, at: token.range)
    case .number:
      index += 1
      value = Shape(.number(list.name(start)), at: token.range)
    case .symbol:
      index += 1
      let isQuoted = token.upper - token.lower > 2 && list.bytes[token.lower + 1] < 0x30
      let name =
        isQuoted
        ? Name(ElixirText(list.bytes, token.lower..<token.upper).decoded)
        : Name(list.bytes[(token.lower + 1)..<token.upper])
      value = Shape(.symbol(name), at: token.range)
    case .name: value = name(depth)
    case .mark: value = marked(depth)
    }
    var links = 0
    while index + 1 < end, at("."), list.isKind(index + 1, .name), links < Shape.deepest {
      links += 1
      value = member(of: value, from: start, depth)
    }
    return value
  }

  /// A text in which only names of literals are filled in; nil if more is.
  private static func filled(_ text: ElixirText, _ constants: [Name: Shape]) -> Name? {
    let bytes = text.decoded
    var whole: [UInt8] = []
    var index = 0
    var isFilled = false
    while index < bytes.count {
      let isOpen =
        bytes[index] == UInt8(ascii: "#") && index + 1 < bytes.count
        && bytes[index + 1] == UInt8(ascii: "{")
      guard isOpen else {
        whole.append(bytes[index])
        index += 1
        continue
      }
      guard let end = bytes[index...].firstIndex(of: UInt8(ascii: "}")),
        let value = constants[Name(bytes[(index + 2)..<end].filter { $0 != 0x20 })]?.text,
        whole.count + value.bytes.count <= Shape.longestText
      else { return nil }
      whole += value.bytes
      isFilled = true
      index = end + 1
    }
    return isFilled ? Name(whole) : nil
  }

  private mutating func text(_ token: Token) -> Shape {
    index += 1
    let text = ElixirText(list.bytes, token.lower..<token.upper)
    if let sigil = text.sigil, sigil | 0x20 == UInt8(ascii: "w") {
      let isAtoms = text.modifiers == [UInt8(ascii: "a")]
      let words = text.decoded.split { $0 == 0x20 || $0 == 0x0A || $0 == 0x09 || $0 == 0x0D }
      let elements = words.map { word in
        Shape(
          isAtoms ? .symbol(Name(word)) : .text(Name(word), verbatimAt: nil), at: token.range)
      }
      return Shape(.list(elements), at: token.range)
    }
    if let sigil = text.sigil, sigil | 0x20 != UInt8(ascii: "s") {
      return Shape(.other, at: token.range)
    }
    return Shape(.text(Name(text.decoded), verbatimAt: text.verbatimAt), at: token.range)
  }

  private mutating func name(_ depth: Int) -> Shape {
    let start = index
    let name = list.name(index)
    let range = list.tokens[index].range
    index += 1
    switch name {
    case "nil": return Shape(.none, at: range)
    case "true": return Shape(.boolean(true), at: range)
    case "false": return Shape(.boolean(false), at: range)
    case "not", "fn", "if", "case", "unless", "cond", "with", "for":
      index = start
      skip()
      return Shape(.other, at: self.range(from: start))
    default: break
    }
    if let call = call(Shape(.name(name), at: range), from: start, depth) { return call }
    if let constant = constants[name] { return constant.moved(to: range) }
    return Shape(.name(name), at: range)
  }

  private mutating func member(of value: Shape, from start: Int, _ depth: Int) -> Shape {
    let name = list.name(index + 1)
    index += 2
    let member = Shape(.member(value, name), at: range(from: start))
    return call(member, from: start, depth) ?? member
  }

  /// A call with parentheses right behind the name, or with arguments behind a blank.
  private mutating func call(_ callee: Shape, from start: Int, _ depth: Int) -> Shape? {
    guard index < end, depth < Shape.deepest else { return nil }
    let isTight = list.tokens[index].lower == list.tokens[index - 1].upper
    if at("("), isTight {
      guard let closing = list.closing(of: index), closing < end else { return nil }
      var inner = ElixirShapes(list, (index + 1)..<closing, constants: constants)
      index = closing + 1
      let range = range(from: start)
      guard let arguments = inner.arguments(depth + 1) else { return Shape(.other, at: range) }
      return Shape(.call(callee, arguments), at: range)
    }
    guard !isTight, beginsOperand else { return nil }
    guard let arguments = arguments(depth + 1) else {
      return Shape(.other, at: range(from: start))
    }
    return Shape(.call(callee, arguments), at: range(from: start))
  }

  /// Whether the first argument of a call without parentheses stands here.
  private var beginsOperand: Bool {
    switch list.tokens[index].kind {
    case .text, .filledText, .number, .symbol, .label: true
    case .name:
      !["do", "and", "or", "in", "when", "not", "end", "else"].contains(list.name(index))
    case .mark: at("[") || at("{") || at("%") || at("&") || at("@")
    case .newline: false
    }
  }

  // MARK: Marks

  private mutating func marked(_ depth: Int) -> Shape {
    let start = index
    if at("-"), list.isKind(index + 1, .number), index + 1 < end {
      index += 2
      return Shape(.number("-" + list.name(index - 1)), at: range(from: start))
    }
    if at("@"), list.isKind(index + 1, .name), index + 1 < end {
      index += 2
      let range = range(from: start)
      let name = "@" + list.name(index - 1)
      return constants[name]?.moved(to: range) ?? Shape(.name(name), at: range)
    }
    if at("&"), list.isKind(index + 1, .name), index + 3 < end, list.isToken(index + 2, "/") {
      index += 4
      return Shape(.name("&" + list.name(start + 1)), at: range(from: start))
    }
    let isMap = at("%")
    if isMap {
      index += 1
      while index < end, list.isKind(index, .name) || at(".") { index += 1 }
    }
    guard let closing = list.closing(of: index), closing < end, depth < Shape.deepest else {
      index = max(index, start) + 1
      skip()
      return Shape(.other, at: range(from: start))
    }
    let isParenthesis = at("(")
    var inner = ElixirShapes(list, (index + 1)..<closing, constants: constants)
    index = closing + 1
    let range = range(from: start)
    guard let elements = inner.arguments(depth + 1) else { return Shape(.other, at: range) }
    if isParenthesis {
      return elements.count == 1 && elements[0].label == nil
        ? elements[0].value : Shape(.other, at: range)
    }
    if elements.isEmpty { return Shape(isMap ? .pairs([]) : .list([]), at: range) }
    let pairs = elements.compactMap { element in
      element.label.map {
        Shape.Pair(key: Shape(.symbol($0), at: element.range), value: element.value)
      }
    }
    if pairs.count == elements.count { return Shape(.pairs(pairs), at: range) }
    if isMap { return Shape(.other, at: range) }
    // Keywords at the end of a list or a tuple are one element, a list of their own.
    let keywords = pairs.isEmpty ? [] : [Shape(.pairs(pairs), at: range)]
    return Shape(.list(elements.filter { $0.label == nil }.map(\.value) + keywords), at: range)
  }

  /// The arguments up to the end; a list of keywords in brackets at their end is one of keywords.
  private mutating func arguments(_ depth: Int) -> [Shape.Argument]? {
    var arguments: [Shape.Argument] = []
    skipNewlines()
    while index < end, !at("do") {
      let start = index
      var label: Name?
      if list.isKind(index, .label) {
        let token = list.tokens[index]
        let name = Array(list.bytes[token.lower..<(token.upper - 1)])
        label = Name(name.filter { $0 != UInt8(ascii: "\"") })
        index += 1
      }
      let value = expression(depth)
      arguments.append(Shape.Argument(label: label, value: value, range: range(from: start)))
      let lineEnd = index
      skipNewlines()
      guard index < end, !at("do") else { break }
      guard at(",") else {
        // A call without parentheses ends with its line.
        index = lineEnd
        return list.isKind(lineEnd, .newline) || at(")") || at("]") || at("}") ? arguments : nil
      }
      index += 1
      skipNewlines()
    }
    return arguments
  }
}

extension [Shape.Argument] {
  /// The arguments with the keywords of a list in brackets as keywords of their own.
  var spread: [Shape.Argument] {
    guard let last, last.label == nil, case .pairs(let pairs) = last.value.kind else { return self }
    return dropLast()
      + pairs.map { pair in
        Shape.Argument(label: pair.key.text, value: pair.value, range: pair.key.range)
      }
  }
}
