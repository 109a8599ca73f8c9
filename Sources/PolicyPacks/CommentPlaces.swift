import SourceModel

/// Where comments stand in a text, told apart from literals that look like them.
///
/// SQL is scanned from its beginning, since its literals may go over many lines; of other notations
/// only the line counts.
struct CommentPlaces {
  private let source: SourceText
  /// The comments of SQL; nil for other notations.
  private let comments: [Range<Int>]?

  init(_ source: SourceText) {
    self.source = source
    comments = source.path.fileExtension == "sql" ? SQLComments(source.bytes).ranges : nil
  }

  /// Whether what begins at an offset, in a line, can be a comment.
  func canHold(_ offset: Int, inLineFrom start: Int) -> Bool {
    if let comments { return comments.contains { $0.contains(offset) } }
    return !hasOpenQuote(start..<offset)
  }

  /// Whether a quote is open at the end of a part of a line.
  private func hasOpenQuote(_ range: Range<Int>) -> Bool {
    var open: UInt8?
    var isEscaped = false
    for byte in source.bytes[range] {
      if isEscaped {
        isEscaped = false
      } else if byte == UInt8(ascii: "\\") {
        isEscaped = open != nil
      } else if byte == open {
        open = nil
      } else if open == nil, byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
        open = byte
      }
    }
    return open != nil
  }
}

/// The comments of SQL, of whatever dialect.
///
/// Texts between dollars are literals too, but for the bodies of `DO` and `CREATE FUNCTION`, in which
/// comments are comments.
private struct SQLComments {
  private(set) var ranges: [Range<Int>] = []
  private let bytes: [UInt8]
  private var index = 0
  /// The first word of the statement, in lower case.
  private var verb: [UInt8] = []
  /// The marks of the bodies that are open.
  private var bodies: [ArraySlice<UInt8>] = []

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    while index < bytes.count { scan() }
  }

  private mutating func scan() {
    let start = index
    switch bytes[index] {
    case UInt8(ascii: "'"):
      let hasEscapes = start > 0 && bytes[start - 1] | 0x20 == UInt8(ascii: "e")
      skip(quote: UInt8(ascii: "'"), hasEscapes: hasEscapes)
    case UInt8(ascii: "\""), UInt8(ascii: "`"): skip(quote: bytes[index], hasEscapes: false)
    case UInt8(ascii: "-") where follows(UInt8(ascii: "-")):
      while index < bytes.count, bytes[index] != 0x0A { index += 1 }
      ranges.append(start..<index)
    case UInt8(ascii: "/") where follows(UInt8(ascii: "*")):
      skipBlock()
      ranges.append(start..<index)
    case UInt8(ascii: "$"): scanDollar()
    case UInt8(ascii: ";"):
      if bodies.isEmpty { verb = [] }
      index += 1
    case let byte where isWord(byte):
      while index < bytes.count, isWord(bytes[index]) { index += 1 }
      if verb.isEmpty { verb = bytes[start..<index].map { $0 | 0x20 } }
    default: index += 1
    }
  }

  private func follows(_ byte: UInt8) -> Bool {
    index + 1 < bytes.count && bytes[index + 1] == byte
  }

  private func isWord(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
      || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "_")
      || byte >= 0x80
  }

  /// A quote inside is doubled, or escaped.
  private mutating func skip(quote: UInt8, hasEscapes: Bool) {
    index += 1
    while index < bytes.count {
      let byte = bytes[index]
      index += hasEscapes && byte == UInt8(ascii: "\\") ? 2 : 1
      if byte == quote {
        guard index < bytes.count, bytes[index] == quote else { break }
        index += 1
      }
    }
    index = min(index, bytes.count)
  }

  private mutating func skipBlock() {
    var depth = 0
    repeat {
      if bytes[index] == UInt8(ascii: "/"), follows(UInt8(ascii: "*")) {
        depth += 1
        index += 2
      } else if bytes[index] == UInt8(ascii: "*"), follows(UInt8(ascii: "/")) {
        depth -= 1
        index += 2
      } else {
        index += 1
      }
    } while index < bytes.count && depth > 0
  }

  private mutating func scanDollar() {
    var end = index + 1
    while end < bytes.count, isWord(bytes[end]) { end += 1 }
    guard end < bytes.count, bytes[end] == UInt8(ascii: "$") else {
      index += 1
      return
    }
    let mark = bytes[index...end]
    index = end + 1
    if bodies.last == mark {
      bodies.removeLast()
    } else if verb.elementsEqual("do".utf8) || verb.elementsEqual("create".utf8) {
      bodies.append(mark)
    } else {
      while index < bytes.count, !bytes[index...].starts(with: mark) { index += 1 }
      index = min(index + mark.count, bytes.count)
    }
  }
}
