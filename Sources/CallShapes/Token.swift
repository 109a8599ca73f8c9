internal import SourceModel

/// A token of Python or Elixir.
struct Token: Sendable {
  /// What a token is.
  enum Kind: Sendable {
    case name
    case number
    /// A literal with its prefix and quotes.
    case text
    /// A literal in which expressions are filled, or that never ends.
    case filledText
    /// An atom of Elixir with its colon.
    case symbol
    /// A keyword of Elixir with its colon: `null:`.
    case label
    /// Everything else.
    case mark
    /// The end of a line in Elixir.
    case newline
  }

  let kind: Kind
  let lower: Int
  let upper: Int

  var range: SourceRange { SourceRange(lower, upper) }
}

/// The tokens of a file, with the partner of each bracket.
struct TokenList: Sendable {
  let bytes: [UInt8]
  private(set) var tokens: [Token] = []
  /// For each token: of an opening bracket the index of the closing one; of one that is not closed,
  /// and of all other tokens, 0.
  private var closings: [Int] = []
  private var open: [(index: Int, byte: UInt8)] = []

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// How many brackets are open.
  var depth: Int { open.count }

  mutating func append(_ kind: Token.Kind, _ lower: Int, _ upper: Int) {
    if kind == .mark, upper == lower + 1 { match(bytes[lower]) }
    tokens.append(Token(kind: kind, lower: lower, upper: upper))
    closings.append(0)
  }

  private mutating func match(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"):
      open.append((tokens.count, byte))
    case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"):
      // A bracket of another kind closes nothing; the file is broken there.
      guard let last = open.last else { return }
      open.removeLast()
      let fits = byte == UInt8(ascii: ")") ? last.byte == byte - 1 : last.byte == byte - 2
      if fits { closings[last.index] = tokens.count }
    default: break
    }
  }

  /// The index of the bracket that closes the one at an index.
  func closing(of index: Int) -> Int? {
    guard closings.indices.contains(index), closings[index] > 0 else { return nil }
    return closings[index]
  }

  /// Whether a token is exactly a text.
  func isToken(_ index: Int, _ text: StaticString) -> Bool {
    guard index >= 0, index < tokens.count else { return false }
    let token = tokens[index]
    guard token.upper - token.lower == text.utf8CodeUnitCount, token.kind != .text,
      token.kind != .filledText
    else { return false }
    return text.withUTF8Buffer { bytes[token.lower..<token.upper].elementsEqual($0) }
  }

  /// The character of a token that is one of punctuation; 0 for all others.
  func mark(_ index: Int) -> UInt8 {
    guard index >= 0, index < tokens.count else { return 0 }
    let token = tokens[index]
    return token.kind == .mark && token.upper == token.lower + 1 ? bytes[token.lower] : 0
  }

  /// The bytes of a token as a name.
  func name(_ index: Int) -> Name { Name(bytes[tokens[index].lower..<tokens[index].upper]) }

  /// Whether a token is of a kind.
  func isKind(_ index: Int, _ kind: Token.Kind) -> Bool {
    index >= 0 && index < tokens.count && tokens[index].kind == kind
  }

  /// The range from the first to the last of some tokens.
  func range(_ indices: Range<Int>) -> SourceRange {
    guard !indices.isEmpty, indices.upperBound <= tokens.count else { return SourceRange(0, 0) }
    let lower = tokens[indices.lowerBound].lower
    return SourceRange(lower, max(lower, tokens[indices.upperBound - 1].upper))
  }
}
