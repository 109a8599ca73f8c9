internal import SourceModel

/// An expression of a program as far as its shape tells what it is, without running anything.
struct Shape: Sendable {
  /// What an expression is.
  indirect enum Kind: Sendable {
    /// A literal text, decoded; where its first byte stands in the file if all bytes stand there as
    /// they are.
    case text(Name, verbatimAt: Int?)
    /// A number as it is written.
    case number(Name)
    /// An atom of Elixir.
    case symbol(Name)
    /// `None` and `nil`.
    case none
    case boolean(Bool)
    /// A name that no literal is known for.
    case name(Name)
    case member(Shape, Name)
    case call(Shape, [Argument])
    /// A list or a tuple.
    case list([Shape])
    /// A dictionary or a map.
    case pairs([Pair])
    /// What has no shape that is looked at.
    case other
  }

  /// An argument of a call, with its keyword if one is written.
  struct Argument: Sendable {
    let label: Name?
    let value: Shape
    /// The keyword and the value.
    let range: SourceRange
  }

  /// A key with its value.
  struct Pair: Sendable {
    let key: Shape
    let value: Shape
  }

  let kind: Kind
  let range: SourceRange
  /// How deep shapes are nested in it, itself included.
  private(set) var depth = 1
  /// How many shapes it is made of, itself included; what a name stands for counts at each place.
  private(set) var size = 1

  init(_ kind: Kind, at range: SourceRange) {
    self.kind = kind
    self.range = range
    switch kind {
    case .member(let base, _): contain(base)
    case .call(let callee, let arguments):
      contain(callee)
      for argument in arguments { contain(argument.value) }
    case .list(let elements): for element in elements { contain(element) }
    case .pairs(let pairs):
      for pair in pairs {
        contain(pair.key)
        contain(pair.value)
      }
    case .text, .number, .symbol, .none, .boolean, .name, .other: break
    }
  }

  private mutating func contain(_ inner: Shape) {
    depth = max(depth, inner.depth + 1)
    size += inner.size
  }

  /// The deepest nesting that is read; what lies deeper is `other`.
  static let deepest = 48
  /// The deepest nesting that a name may stand for.
  static let deepestConstant = 12
  /// The size up to which a name stands for a shape, lest names of names of names grow for ever.
  static let largestConstant = 10_000
  /// The longest text that is put together.
  static let longestText = 100_000
  /// The longest list that is put together.
  static let longestList = 10_000
}

extension Shape {
  /// What the sum of two shapes is: a text of texts, a list of lists.
  static func sum(_ left: Shape, _ right: Shape) -> Kind {
    if case .text(let a, _) = left.kind, case .text(let b, _) = right.kind,
      a.bytes.count + b.bytes.count <= longestText
    {
      return .text(a + b, verbatimAt: nil)
    }
    if let a = left.list, let b = right.list, a.count + b.count <= longestList {
      return .list(a + b)
    }
    return .other
  }

  /// The shape as what a name may stand for; nil for what no literal tells, and what grew too large.
  var asConstant: Shape? {
    guard depth <= Shape.deepestConstant, size <= Shape.largestConstant else { return nil }
    switch kind {
    case .other, .name, .member: return nil
    default: return self
    }
  }
}

extension Shape {
  /// The literal text, or the atom.
  var text: Name? {
    switch kind {
    case .text(let text, _): text
    case .symbol(let name): name
    default: nil
    }
  }

  /// The literal number, if it is a whole one.
  var integer: Int? {
    guard case .number(let digits) = kind else { return nil }
    return Int(digits.text.filter { $0 != "_" })
  }

  /// The literal truth.
  var boolean: Bool? {
    guard case .boolean(let value) = kind else { return nil }
    return value
  }

  /// Whether it is `None` or `nil`.
  var isNone: Bool {
    guard case .none = kind else { return false }
    return true
  }

  /// The elements of a literal list.
  var list: [Shape]? {
    guard case .list(let elements) = kind else { return nil }
    return elements
  }

  /// The texts of a literal list of nothing but texts.
  var texts: [Name]? {
    guard let list else { return nil }
    let texts = list.compactMap(\.text)
    return texts.count == list.count ? texts : nil
  }

  /// The names of `a.b.c`, outermost first; nil for anything else.
  var path: [Name]? {
    var names: [Name] = []
    var shape = self
    while true {
      switch shape.kind {
      case .name(let name):
        names.append(name)
        return names.reversed()
      case .member(let base, let name):
        names.append(name)
        shape = base
      default: return nil
      }
    }
  }

  /// The last name of what a call calls: `String` of `sa.String(36)`, with or without the call.
  var lastName: Name? {
    switch kind {
    case .name(let name), .member(_, let name): name
    case .call(let callee, _): callee.lastName
    default: nil
    }
  }

  /// The call's arguments; none for a name that is not called.
  var arguments: [Argument] {
    guard case .call(_, let arguments) = kind else { return [] }
    return arguments
  }

  /// The value without a position in the file that is its own: it stands elsewhere.
  func moved(to range: SourceRange) -> Shape {
    if case .text(let text, _) = kind { return Shape(.text(text, verbatimAt: nil), at: range) }
    return Shape(kind, at: range)
  }
}

extension [Shape.Argument] {
  /// The value of a keyword, else the positional argument at an index.
  func value(_ label: Name, _ index: Int? = nil) -> Shape? {
    if let labelled = first(where: { $0.label == label }) { return labelled.value }
    guard let index else { return nil }
    let positional = positional
    return index < positional.count ? positional[index] : nil
  }

  /// The keyword argument.
  func labelled(_ label: Name) -> Shape.Argument? { first { $0.label == label } }

  /// The arguments without keyword, in their order.
  var positional: [Shape] { filter { $0.label == nil }.map(\.value) }
}
