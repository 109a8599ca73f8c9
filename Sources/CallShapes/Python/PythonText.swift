internal import SourceModel

/// The meaning of a literal text of Python.
///
/// [String and bytes literals](https://docs.python.org/3/reference/lexical_analysis.html#strings).
struct PythonText {
  /// The decoded bytes.
  private(set) var decoded: [UInt8] = []
  /// Where the content begins, if no escape stands in it.
  private(set) var verbatimAt: Int?

  /// Decodes a literal with its prefix and its quotes.
  init(_ bytes: [UInt8], _ range: Range<Int>) {
    var start = range.lowerBound
    var isRaw = false
    while start < range.upperBound, !Self.isQuote(bytes[start]) {
      if bytes[start] | 0x20 == UInt8(ascii: "r") { isRaw = true }
      start += 1
    }
    guard start < range.upperBound else { return }
    let quote = bytes[start]
    let isTriple =
      range.upperBound - start >= 6 && bytes[start + 1] == quote && bytes[start + 2] == quote
    let width = isTriple ? 3 : 1
    guard range.upperBound - start >= 2 * width else { return }
    let content = (start + width)..<(range.upperBound - width)
    verbatimAt = content.lowerBound
    if isRaw || !bytes[content].contains(UInt8(ascii: "\\")) {
      decoded = Array(bytes[content])
    } else {
      verbatimAt = nil
      decode(bytes[content])
    }
  }

  private static func isQuote(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"")
  }

  private mutating func decode(_ content: ArraySlice<UInt8>) {
    var index = content.startIndex
    while index < content.endIndex {
      let byte = content[index]
      guard byte == UInt8(ascii: "\\"), index + 1 < content.endIndex else {
        decoded.append(byte)
        index += 1
        continue
      }
      let escape = content[index + 1]
      index += 2
      switch escape {
      case 0x0A: break
      case 0x0D: if index < content.endIndex, content[index] == 0x0A { index += 1 }
      case UInt8(ascii: "n"): decoded.append(0x0A)
      case UInt8(ascii: "t"): decoded.append(0x09)
      case UInt8(ascii: "r"): decoded.append(0x0D)
      case UInt8(ascii: "\\"), UInt8(ascii: "'"), UInt8(ascii: "\""): decoded.append(escape)
      case UInt8(ascii: "x"): scalar(content, &index, digits: 2)
      case UInt8(ascii: "u"): scalar(content, &index, digits: 4)
      case UInt8(ascii: "U"): scalar(content, &index, digits: 8)
      default: decoded += [UInt8(ascii: "\\"), escape]
      }
    }
  }

  /// Decodes a hexadecimal escape; one that is none stays as it is written.
  private mutating func scalar(_ content: ArraySlice<UInt8>, _ index: inout Int, digits: Int) {
    let end = min(index + digits, content.endIndex)
    guard end - index == digits,
      let value = UInt32(String(decoding: content[index..<end], as: UTF8.self), radix: 16),
      let scalar = Unicode.Scalar(value)
    else {
      decoded += content[(index - 2)..<index]
      return
    }
    decoded += Array(String(Character(scalar)).utf8)
    index = end
  }
}
