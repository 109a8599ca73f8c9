/// Finds where statements end.
struct StatementSplitter {
  private let text: TokenizedText
  private var pieces: [Range<Int>] = []

  /// The tokens of each statement, without the semicolons; empty statements are left out.
  static func pieces(of text: TokenizedText) -> [Range<Int>] {
    var splitter = StatementSplitter(text: text)
    splitter.split()
    return splitter.pieces
  }

  private init(text: TokenizedText) {
    self.text = text
  }

  private mutating func split() {
    var start = 0
    var index = 0
    while index < text.tokens.count {
      if index == start, let end = endOfCompound(from: start) {
        index = end
      } else if text.isMark(index, UInt8(ascii: ";")) {
        if start < index { pieces.append(start..<index) }
        start = index + 1
        index += 1
      } else {
        index += 1
      }
    }
    if start < text.tokens.count { pieces.append(start..<text.tokens.count) }
  }

  /// The end of the part of a statement in which semicolons separate nothing: the commands of a
  /// rule, the body of a routine in SQL; nil if the statement is another.
  private func endOfCompound(from start: Int) -> Int? {
    guard text.isWord(start, "create") else { return nil }
    let kind = text.areWords(from: start + 1, "or", "replace") ? start + 3 : start + 1
    if text.isWord(kind, "rule") { return endOfRule(from: kind) }
    guard text.isWord(kind, "function") || text.isWord(kind, "procedure") else { return nil }
    var index = kind
    while index < text.tokens.count, !text.isMark(index, UInt8(ascii: ";")) {
      if text.areWords(from: index, "begin", "atomic") { return endOfBody(from: index + 2) }
      index += 1
    }
    return nil
  }

  private func endOfRule(from start: Int) -> Int? {
    var depth = 0
    for index in start..<text.tokens.count {
      depth += text.depthChange(index)
      if depth <= 0, text.isMark(index, UInt8(ascii: ";")) { return index }
    }
    return nil
  }

  private func endOfBody(from start: Int) -> Int? {
    var depth = 1
    for index in start..<text.tokens.count {
      if text.isWord(index, "case") {
        depth += 1
      } else if text.isWord(index, "end") {
        depth -= 1
        if depth == 0 { return index + 1 }
      }
    }
    return nil
  }
}
