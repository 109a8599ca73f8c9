import SourceModel

/// What stands before the text of a document between two lines `---`.
struct FrontMatter {
  /// The lines between; nil if there is none.
  let range: SourceRange?
  /// The byte at which the text begins.
  let end: Int
  /// The number of lines before the text.
  let lines: Int
  /// Whether the second line `---` is missing.
  let isOpen: Bool

  /// Cuts off what stands before the text.
  init(of bytes: [UInt8], _ table: LineTable) {
    guard FrontMatter.isMark(table.content(ofLine: 1), or: []) else {
      (range, end, lines, isOpen) = (nil, 0, 0, false)
      return
    }
    var line = 2
    while line <= table.count, !FrontMatter.isMark(table.content(ofLine: line), or: "...".utf8) {
      line += 1
    }
    guard line <= table.count, let start = table.start(ofLine: 2) else {
      (range, end, lines, isOpen) = (nil, 0, 0, true)
      return
    }
    let close = table.start(ofLine: line) ?? bytes.count
    range = SourceRange(start, max(start, close))
    end = table.start(ofLine: line + 1) ?? bytes.count
    lines = line
    isOpen = false
  }

  private static func isMark(_ line: ArraySlice<UInt8>, or other: some Sequence<UInt8>) -> Bool {
    var line = line
    while let last = line.last, last == 0x20 || last == 0x09 { line.removeLast() }
    return line.elementsEqual("---".utf8) || (!line.isEmpty && line.elementsEqual(other))
  }
}
