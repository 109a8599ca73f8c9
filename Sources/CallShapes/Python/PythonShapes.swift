internal import SourceModel

/// Reads the shapes of Python expressions.
///
/// Names that stand for literals are put in their place; what is computed is `other`.
struct PythonShapes {
  private let list: TokenList
  private let constants: [Name: Shape]
  private var index: Int
  private let end: Int

  /// Reads from a range of tokens.
  init(_ list: TokenList, _ tokens: Range<Int>, constants: [Name: Shape]) {
    self.list = list
    self.constants = constants
    self.index = tokens.lowerBound
    self.end = min(tokens.upperBound, list.tokens.count)
  }

  /// The expression that takes up all of the tokens; a comma makes a tuple.
  static func read(
    _ list: TokenList, _ tokens: Range<Int>, constants: [Name: Shape]
  ) -> Shape {
    var reader = PythonShapes(list, tokens, constants: constants)
    let first = reader.expression(0)
    guard reader.index < reader.end else { return first }
    var elements = [first]
    while reader.at(","), elements.count < 10_000 {
      reader.index += 1
      if reader.index >= reader.end { break }
      elements.append(reader.expression(0))
    }
    return Shape(reader.index < reader.end ? .other : .list(elements), at: list.range(tokens))
  }

  private func at(_ text: StaticString) -> Bool { index < end && list.isToken(index, text) }

  private func range(from start: Int) -> SourceRange {
    list.range(start..<max(start + 1, min(index, end)))
  }

  private mutating func expression(_ depth: Int) -> Shape {
    let start = index
    var value = operand(depth)
    while index < end, !endsExpression {
      let isSum = at("+")
      let isFilling = at("%")
      guard isSum || isFilling else {
        skip()
        return Shape(.other, at: range(from: start))
      }
      index += 1
      let right = operand(depth)
      let joined = isSum ? Shape.sum(value, right) : Self.fill(value, right)
      value = Shape(joined, at: range(from: start))
    }
    return value
  }

  /// Whether a token stands here that an expression cannot hold.
  private var endsExpression: Bool {
    switch list.mark(index) {
    case UInt8(ascii: ","), UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"),
      UInt8(ascii: ":"), UInt8(ascii: "="):
      true
    default: false
    }
  }

  /// Goes behind what is left of an expression.
  private mutating func skip() {
    while index < end, !endsExpression {
      index = (list.closing(of: index) ?? index) + 1
      if list.isToken(index - 1, "lambda") {
        while index < end, !at(":") { index = (list.closing(of: index) ?? index) + 1 }
        index += 1
      }
    }
    index = min(index, end)
  }

  private mutating func operand(_ depth: Int) -> Shape {
    let start = index
    guard index < end else { return Shape(.other, at: list.range(max(0, start - 1)..<start)) }
    var value: Shape
    switch list.tokens[index].kind {
    case .text, .filledText: value = text()
    case .number:
      value = Shape(.number(list.name(index)), at: list.tokens[index].range)
      index += 1
    case .name: value = name()
    default: value = bracketed(depth)
    }
    var links = 0
    while index < end, at(".") || at("(") || at("[") {
      links += 1
      value = suffix(of: value, from: start, depth, isTooLong: links > Shape.deepest)
    }
    return value
  }

  private mutating func name() -> Shape {
    let start = index
    let name = list.name(index)
    let range = list.tokens[index].range
    index += 1
    switch name {
    case "None": return Shape(.none, at: range)
    case "True": return Shape(.boolean(true), at: range)
    case "False": return Shape(.boolean(false), at: range)
    case "lambda", "not", "await", "yield":
      index = start
      skip()
      return Shape(.other, at: self.range(from: start))
    default:
      if let constant = constants[name] { return constant.moved(to: range) }
      return Shape(.name(name), at: range)
    }
  }

  /// Literals that stand beside each other are one.
  private mutating func text() -> Shape {
    let start = index
    var bytes: [UInt8] = []
    var isLiteral = true
    var verbatimAt: Int?
    while index < end, list.isKind(index, .text) || list.isKind(index, .filledText) {
      let token = list.tokens[index]
      if token.kind == .text {
        let text = PythonText(list.bytes, token.lower..<token.upper)
        bytes += text.decoded
        verbatimAt = index == start ? text.verbatimAt : nil
      } else if let text = filled(token) {
        bytes += text
        verbatimAt = nil
      } else {
        isLiteral = false
      }
      index += 1
    }
    let range = range(from: start)
    return Shape(isLiteral ? .text(Name(bytes), verbatimAt: verbatimAt) : .other, at: range)
  }

  /// An f-string in which only names of literals are filled in; nil if more is.
  private func filled(_ token: Token) -> [UInt8]? {
    let bytes = PythonText(list.bytes, token.lower..<token.upper).decoded
    var whole: [UInt8] = []
    var index = 0
    var isFilled = false
    while index < bytes.count {
      let byte = bytes[index]
      let isBrace = byte == UInt8(ascii: "{") || byte == UInt8(ascii: "}")
      if !isBrace || (index + 1 < bytes.count && bytes[index + 1] == byte) {
        whole.append(byte)
        index += isBrace ? 2 : 1
        continue
      }
      guard byte == UInt8(ascii: "{"), let end = bytes[index...].firstIndex(of: UInt8(ascii: "}")),
        let value = constants[Name(bytes[(index + 1)..<end].filter { $0 != 0x20 })]?.text,
        whole.count + value.bytes.count <= Shape.longestText
      else { return nil }
      whole += value.bytes
      isFilled = true
      index = end + 1
    }
    return isFilled ? whole : nil
  }

  private mutating func bracketed(_ depth: Int) -> Shape {
    let start = index
    if at("-"), list.isKind(index + 1, .number), index + 1 < end {
      index += 2
      return Shape(.number("-" + list.name(index - 1)), at: range(from: start))
    }
    if at("*") || at("**") || at("-") || at("+") || at("~") {
      index += 1
      skip()
      return Shape(.other, at: range(from: start))
    }
    guard let closing = list.closing(of: index), closing < end, depth < Shape.deepest else {
      index = (list.closing(of: index).map { min($0, end - 1) } ?? index) + 1
      return Shape(.other, at: range(from: start))
    }
    let isParenthesis = at("(")
    let isBrace = at("{")
    index += 1
    var inner = PythonShapes(list, index..<closing, constants: constants)
    index = closing + 1
    let range = range(from: start)
    if isBrace { return Shape(inner.dictionary(depth + 1), at: range) }
    guard let elements = inner.elements(depth + 1) else { return Shape(.other, at: range) }
    if isParenthesis, elements.values.count == 1, !elements.hasComma { return elements.values[0] }
    return Shape(.list(elements.values), at: range)
  }

  /// Reads the elements up to the end, of which the first may have been read.
  private mutating func elements(
    _ depth: Int, behind first: Shape? = nil
  ) -> (values: [Shape], hasComma: Bool)? {
    var values: [Shape] = []
    var hasComma = false
    var next = first
    while next != nil || index < end {
      values.append(next ?? expression(depth))
      next = nil
      guard index < end else { break }
      guard at(",") else { return nil }
      hasComma = true
      index += 1
    }
    return (values, hasComma)
  }

  /// Reads a dictionary, or a set as a list.
  private mutating func dictionary(_ depth: Int) -> Shape.Kind {
    var pairs: [Shape.Pair] = []
    while index < end {
      let key = expression(depth)
      guard at(":") else {
        guard pairs.isEmpty else { return .other }
        return elements(depth, behind: key).map { .list($0.values) } ?? .other
      }
      index += 1
      pairs.append(Shape.Pair(key: key, value: expression(depth)))
      guard index < end else { break }
      guard at(",") else { return .other }
      index += 1
    }
    return .pairs(pairs)
  }

  private mutating func suffix(
    of value: Shape, from start: Int, _ depth: Int, isTooLong: Bool
  ) -> Shape {
    if at(".") {
      index += 1
      guard index < end, list.isKind(index, .name) else { return Shape(.other, at: value.range) }
      let member = list.name(index)
      index += 1
      let range = range(from: start)
      return Shape(isTooLong ? .other : .member(value, member), at: range)
    }
    let isCall = at("(")
    guard let closing = list.closing(of: index), closing < end else {
      index = end
      return Shape(.other, at: range(from: start))
    }
    var inner = PythonShapes(list, (index + 1)..<closing, constants: constants)
    index = closing + 1
    let range = range(from: start)
    guard isCall, !isTooLong, depth < Shape.deepest, let arguments = inner.arguments(depth + 1)
    else { return Shape(.other, at: range) }
    return Self.called(value, arguments, range)
  }

  /// A call; of a few that only lay a text out anew, the text.
  private static func called(
    _ callee: Shape, _ arguments: [Shape.Argument], _ range: SourceRange
  ) -> Shape {
    if case .member(let base, "strip") = callee.kind, arguments.isEmpty, base.text != nil {
      return base.moved(to: range)
    }
    if callee.lastName == "dedent", let text = arguments.positional.first, text.text != nil {
      return text
    }
    return Shape(.call(callee, arguments), at: range)
  }

  private mutating func arguments(_ depth: Int) -> [Shape.Argument]? {
    var arguments: [Shape.Argument] = []
    while index < end {
      let start = index
      var label: Name?
      if list.isKind(index, .name), index + 1 < end, list.isToken(index + 1, "=") {
        label = list.name(index)
        index += 2
      } else if at("**") {
        // What is spread could be any keyword; a label that nobody asks for says so.
        label = "**"
      }
      let value = expression(depth)
      arguments.append(Shape.Argument(label: label, value: value, range: range(from: start)))
      guard index < end else { break }
      guard at(",") else { return nil }
      index += 1
    }
    return arguments
  }

  /// `'…%s…' % value` for texts and numbers.
  private static func fill(_ template: Shape, _ values: Shape) -> Shape.Kind {
    guard let text = template.text else { return .other }
    var rest = (values.list ?? [values])[...]
    var bytes: [UInt8] = []
    var index = 0
    while index < text.bytes.count {
      let byte = text.bytes[index]
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        index += 1
        continue
      }
      guard index + 1 < text.bytes.count else { return .other }
      switch (text.bytes[index + 1], rest.first?.kind) {
      case (UInt8(ascii: "%"), _): bytes.append(byte)
      case (UInt8(ascii: "s"), .text(let value, _)), (UInt8(ascii: "s"), .number(let value)),
        (UInt8(ascii: "d"), .number(let value)):
        bytes += value.bytes
        rest.removeFirst()
      default: return .other
      }
      index += 2
    }
    let isWhole = rest.isEmpty && bytes.count <= Shape.longestText
    return isWhole ? .text(Name(bytes), verbatimAt: nil) : .other
  }
}
