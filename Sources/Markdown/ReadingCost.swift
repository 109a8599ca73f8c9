/// What reading a document may cost beyond its length.
///
/// libcmark-gfm looks at every open container on every line, searches the rest of a paragraph for the
/// end of some brackets, and fills the short rows of wide tables. A crafted document would take hours.
struct ReadingCost {
  private let depthLimit: Int
  /// The first line of the lines without a blank one between that are looked at, from 1.
  private var first = 1
  private var lines = 0
  private var bytes = 0
  private var brackets = 0
  private var widest = 0
  private var spent = 0

  /// About a second's work.
  private static let budget = 1 << 30

  init(depthLimit: Int) {
    self.depthLimit = depthLimit
  }

  /// The first line that is too costly, from 1, and why; nil if there is none.
  mutating func excess(in text: ArraySlice<UInt8>) -> (line: Int, reason: String)? {
    var number = 1
    var index = text.startIndex
    while index < text.endIndex {
      let start = index
      if depth(of: text, at: &index) > depthLimit {
        return (number, "more than \(depthLimit) quotes and lists were nested")
      }
      var pipes = 0
      while index < text.endIndex, text[index] != 0x0A, text[index] != 0x0D {
        if text[index] == UInt8(ascii: "[") { brackets += 1 }
        if text[index] == UInt8(ascii: "|") { pipes += 1 }
        index += 1
      }
      widest = max(widest, pipes)
      lines += 1
      bytes += index - start
      if index == start, let excess = close(before: number + 1) { return excess }
      if index + 1 < text.endIndex, text[index] == 0x0D, text[index + 1] == 0x0A { index += 1 }
      index += 1
      number += 1
    }
    return close(before: number)
  }

  /// Ends the lines that are looked at: adds what they cost.
  private mutating func close(before next: Int) -> (line: Int, reason: String)? {
    spent += brackets * bytes + widest * lines * 256
    if spent > ReadingCost.budget {
      return (first, "the text had too many brackets or columns without a blank line")
    }
    (lines, bytes, brackets, widest, first) = (0, 0, 0, 0, next)
    return nil
  }

  /// The number of containers that a line's marks and the room before the last of them allow.
  ///
  /// Stops behind the marks, or behind the room where no mark is.
  private func depth(of text: ArraySlice<UInt8>, at index: inout Int) -> Int {
    var (marks, room, depth) = (0, 0, 0)
    while index < text.endIndex, depth <= depthLimit {
      switch text[index] {
      case 0x20: room += 1
      case 0x09: room += 4
      case UInt8(ascii: ">"):
        marks += 1
        depth = marks + room / 2
      default:
        guard let end = ReadingCost.endOfListMark(in: text, at: index) else { return depth }
        marks += 1
        depth = marks + room / 2
        index = end - 1
      }
      index += 1
    }
    return depth
  }

  /// The index behind the mark of a list's item that stands before room; nil if none is there.
  private static func endOfListMark(in text: ArraySlice<UInt8>, at start: Int) -> Int? {
    var index = start
    while index < text.endIndex, index - start < 9, (0x30...0x39).contains(text[index]) {
      index += 1
    }
    guard index < text.endIndex else { return nil }
    let marks: [UInt8] = index > start ? [0x2E, 0x29] : [0x2A, 0x2B, 0x2D]
    guard marks.contains(text[index]) else { return nil }
    let next = index + 1 < text.endIndex ? text[index + 1] : 0x0A
    return [0x20, 0x09, 0x0A, 0x0D].contains(next) ? index + 1 : nil
  }
}
