internal import Glibc
internal import SourceModel

/// The comments and strings of a file of code.
///
/// No grammar of any language: near enough to tell a query from a remark. Total on any bytes.
struct CodeRegions {
  /// A comment, or a string without its quotes.
  struct Region {
    let range: Range<Int>
    let isComment: Bool
  }

  private(set) var regions: [Region] = []
  private let bytes: [UInt8]
  private let language: CodeLanguage
  private var index = 0
  /// Up to where a quote is known not to be closed, so that no text is read over and over.
  private var unclosed: [UInt8: Int] = [:]

  init(_ bytes: [UInt8], _ language: CodeLanguage) {
    self.bytes = bytes
    self.language = language
    let opens = CodeRegions.opens
    while true {
      while index < bytes.count, !opens[Int(bytes[index])] { index += 1 }
      if index >= bytes.count { break }
      step()
    }
  }

  /// The bytes with which a comment or a string may begin.
  private static let opens: [Bool] = (0...255).map { (byte: UInt8) in
    "/#-<\"'`".utf8.contains(byte)
  }

  /// The region that a place lies in; nil if it lies in code.
  func region(at offset: Int) -> Int? {
    var low = 0
    var high = regions.count
    while low < high {
      let middle = (low + high) / 2
      if regions[middle].range.upperBound <= offset { low = middle + 1 } else { high = middle }
    }
    return low < regions.count && regions[low].range.lowerBound <= offset ? low : nil
  }

  /// A string together with those that are joined to it: only blanks and signs of joining between.
  func joined(_ index: Int) -> Range<Int> {
    var first = index
    var last = index
    while first > 0, isJoined(first - 1), index - first < 64 { first -= 1 }
    while last + 1 < regions.count, isJoined(last), last - index < 64 { last += 1 }
    return regions[first].range.lowerBound..<regions[last].range.upperBound
  }

  private func isJoined(_ index: Int) -> Bool {
    let (a, b) = (regions[index], regions[index + 1])
    let start = a.range.upperBound
    let end = b.range.lowerBound
    guard !a.isComment, !b.isComment, start < end, end - start < 80 else { return false }
    return bytes[start..<end].allSatisfy {
      $0 == 0x20 || ($0 >= 0x09 && $0 <= 0x0D) || "\"'`+.\\&".utf8.contains($0)
    }
  }

  private mutating func step() {
    let byte = bytes[index]
    switch byte {
    case UInt8(ascii: "/"):
      if starts("//"), language.lineComment == .slashes || language.lineComment == .slashesAndHash {
        lineComment()
      } else if language.hasBlockComments, starts("/*") {
        comment(until: "*/")
      } else {
        index += 1
      }
    case UInt8(ascii: "#"):
      // `#[` is an attribute of PHP; `${name#prefix}` is no comment of a shell.
      let mayBegin =
        index == 0 || !isWord(bytes[index - 1]) && bytes[index - 1] != UInt8(ascii: "$")
      let isComment =
        language.lineComment == .hash && mayBegin
        || (language.lineComment == .slashesAndHash && !starts("#["))
      if isComment { lineComment() } else { index += 1 }
    case UInt8(ascii: "-"):
      if language.lineComment == .hyphens, starts("--") { lineComment() } else { index += 1 }
    case UInt8(ascii: "<"):
      if language.hasMarkup, starts("<!--") {
        comment(until: "-->")
      } else if language.hasHeredocs, starts("<<") {
        heredoc()
      } else {
        index += 1
      }
    case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"): quote(byte)
    default: index += 1
    }
  }

  private mutating func quote(_ byte: UInt8) {
    let start = index
    if language.hasTripleQuotes, starts([byte, byte, byte]) {
      index += 3
      let end = find([byte, byte, byte]) ?? bytes.count
      add(start + 3..<end, isComment: false)
      index = min(end + 3, bytes.count)
    } else if byte == UInt8(ascii: "`") {
      index += 1
      if language.hasBackticks { close(byte, runsOn: true) }
    } else if byte == UInt8(ascii: "'"), !language.hasSingleQuotes {
      character()
    } else {
      index += 1
      // SQL's names in double quotes are names.
      if language.isSQL, byte == UInt8(ascii: "\"") { return }
      close(byte, runsOn: language.stringsRunOn)
    }
  }

  /// Skips a character in quotes; a lifetime of Rust has no second quote.
  private mutating func character() {
    let isEscaped = index + 1 < bytes.count && bytes[index + 1] == UInt8(ascii: "\\")
    let last = min(index + (isEscaped ? 10 : 5), bytes.count - 1)
    let start = index + (isEscaped ? 3 : 2)
    if start <= last, let end = (start...last).first(where: { bytes[$0] == UInt8(ascii: "'") }) {
      index = end + 1
    } else {
      index += 1
    }
  }

  /// Reads to the closing quote; where it is missing, the quote was none.
  private mutating func close(_ quote: UInt8, runsOn: Bool) {
    let start = index
    if start <= unclosed[quote, default: 0] { return }
    while index < bytes.count {
      let byte = bytes[index]
      if byte == quote {
        add(start..<index, isComment: false)
        index += 1
        return
      }
      if byte == 0x0A, !runsOn { break }
      index += byte == UInt8(ascii: "\\") && !language.isSQL ? 2 : 1
    }
    unclosed[quote] = index
    index = start
  }

  private mutating func lineComment() {
    let end = find([0x0A]) ?? bytes.count
    add(index..<end, isComment: true)
    index = end
  }

  private mutating func comment(until close: StaticString) {
    let start = index
    index += 2
    let end = find(close.withUTF8Buffer { Array($0) }) ?? bytes.count
    index = min(end + close.utf8CodeUnitCount, bytes.count)
    add(start..<index, isComment: true)
  }

  /// `<<~SQL`, `<<-'SQL'`, `<<<SQL`: up to a line that is the word.
  private mutating func heredoc() {
    let start = index
    index += 2
    while index < bytes.count, "<~-'\"".utf8.contains(bytes[index]) { index += 1 }
    let word = bytes[index...].prefix { isWord($0) }
    guard let first = word.first, first < 0x30 || first > 0x39,
      let line = find([0x0A])
    else {
      index = start + 2
      return
    }
    var lineStart = line + 1
    for _ in 0..<2000 where lineStart < bytes.count {
      var text = lineStart
      while text < bytes.count, bytes[text] == 0x20 || bytes[text] == 0x09 { text += 1 }
      let end = text + word.count
      if bytes[text...].starts(with: word), end >= bytes.count || !isWord(bytes[end]) {
        add(line + 1..<lineStart, isComment: false)
        index = min(end, bytes.count)
        return
      }
      guard let next = bytes[lineStart...].firstIndex(of: 0x0A) else { break }
      lineStart = next + 1
    }
    index = start + 2
  }

  private func isWord(_ byte: UInt8) -> Bool {
    byte == 0x5F || (byte >= 0x30 && byte <= 0x39)
      || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7A && byte >= 0x41)
  }

  private mutating func add(_ range: Range<Int>, isComment: Bool) {
    if !range.isEmpty { regions.append(Region(range: range, isComment: isComment)) }
  }

  /// Where a text occurs next, from the current place on.
  private func find(_ text: [UInt8]) -> Int? {
    guard let first = text.first else { return nil }
    return bytes.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress else { return nil }
      var place = index
      while place < bytes.count,
        let found = memchr(base + place, Int32(first), bytes.count - place)
      {
        place = UnsafeRawPointer(found) - base
        if bytes[place...].starts(with: text) { return place }
        place += 1
      }
      return nil
    }
  }

  private func starts(_ text: StaticString) -> Bool {
    text.withUTF8Buffer { bytes[index...].starts(with: $0) }
  }

  private func starts(_ text: [UInt8]) -> Bool { bytes[index...].starts(with: text) }
}
