import SourceModel

/// What a JSON scanner says when it meets something else than it expects.
extension JSONScanner {
  func problem(
    _ message: String, from start: Int, to end: Int, hint: String? = nil
  ) -> TreeProblem {
    TreeProblem(
      .syntax, message,
      at: SourceRange(min(start, source.count), min(max(start, end), source.count)), hint: hint)
  }

  func unexpected(_ expected: String) -> TreeProblem {
    if position >= source.count {
      return problem(
        "the document ended where \(expected) was expected", from: position, to: position)
    }
    let (end, found) = found()
    return problem(
      "\(expected) was expected, \(found) was found", from: position, to: end,
      hint: hint(expecting: expected))
  }

  /// The word or character at the position, for a message.
  private func found() -> (end: Int, text: String) {
    var end = position
    while source[end].continuesWord, end - position < 40 { end += 1 }
    if end == position {
      end += 1
      while source[end] & 0xC0 == 0x80 { end += 1 }
    }
    let bytes = source.slice(position, end)
    if let first = bytes.first, first < 0x20 || first == 0x7F {
      return (end, "control character U+00" + String(hex: first))
    }
    return (end, "'\(String(decoding: bytes, as: UTF8.self))'")
  }

  private func hint(expecting expected: String) -> String? {
    switch source[position] {
    case UInt8(ascii: "/"), UInt8(ascii: "#"): return "Remove the comment: JSON has none."
    case UInt8(ascii: "'"): return "Write strings and keys in double quotes."
    case UInt8(ascii: "}"), UInt8(ascii: "]"):
      var before = position - 1
      while before > 0, [0x20, 0x0A, 0x0D, 0x09].contains(source[before]) { before -= 1 }
      return source[before] == UInt8(ascii: ",") ? "Remove the comma before it." : nil
    case UInt8(ascii: "N"), UInt8(ascii: "I"): return "Write null: JSON has no such number."
    case UInt8(ascii: "T"), UInt8(ascii: "F"): return "Write true and false in lower case."
    case UInt8(ascii: "+"), UInt8(ascii: "."): return "Begin a number with a digit or '-'."
    case UInt8(ascii: "\""):
      return expected.hasPrefix("','") ? "Separate members and items with commas." : nil
    default: return expected.hasPrefix("a key") ? "Write keys in double quotes." : nil
    }
  }

  func invalidNumber(from start: Int) -> TreeProblem {
    var end = position
    while source[end].continuesWord, end - start < 40 { end += 1 }
    let text = String(decoding: source.slice(start, end), as: UTF8.self)
    return problem("'\(text)' is not a number of JSON", from: start, to: end)
  }

  func invalidEscape() -> TreeProblem {
    var end = position + 2
    if source[position + 1] == UInt8(ascii: "u") { end += 4 }
    // Not beyond the string, nor inside a character.
    end =
      ((position + 1)..<max(end, position + 2)).first {
        $0 > position + 1 && (source[$0] == UInt8(ascii: "\"") || source[$0] < 0x20)
      } ?? end
    while source[end] & 0xC0 == 0x80 { end += 1 }
    let text = String(decoding: source.slice(position, end), as: UTF8.self)
    return problem(
      "'\(text)' is not an escape of JSON", from: position, to: end,
      hint: #"Write a backslash as '\\'."#)
  }

  func controlCharacter() -> TreeProblem {
    let byte = source[position]
    let isBreak = byte == 0x0A || byte == 0x0D
    return problem(
      isBreak
        ? "the string was not closed in its line"
        : "control character U+00\(String(hex: byte)) stood in a string",
      from: position, to: position &+ 1,
      hint: isBreak ? #"Write a line break in a string as '\n'."# : "Write it as an escape.")
  }
}

extension String {
  /// Two upper-case hexadecimal digits.
  fileprivate init(hex byte: UInt8) {
    let digits = String(byte, radix: 16, uppercase: true)
    self = byte < 16 ? "0" + digits : digits
  }
}
