/// The line starts of a text, for turning byte offsets into lines and columns.
///
/// A line ends after LF, after CR LF, or after a lone CR. The table is built when something is
/// reported, not when a file is read.
package struct LineTable: Sendable {
  private let bytes: [UInt8]
  private let starts: [Int]

  /// Finds the line starts; cost grows with the text.
  package init(_ bytes: [UInt8]) {
    self.bytes = bytes
    var starts = [0]
    bytes.withUnsafeBufferPointer { buffer in
      var index = 0
      while index < buffer.count {
        let byte = buffer[index]
        index += 1
        if byte == 0x0A || (byte == 0x0D && !(index < buffer.count && buffer[index] == 0x0A)) {
          starts.append(index)
        }
      }
    }
    self.starts = starts
  }

  /// The number of lines; at least one.
  package var count: Int { starts.count }

  /// The line of a byte offset, from 1. Cost grows with the logarithm of the number of lines.
  package func line(at offset: Int) -> Int {
    var low = 0
    var high = starts.count
    while low + 1 < high {
      let middle = (low + high) / 2
      if starts[middle] <= offset { low = middle } else { high = middle }
    }
    return low + 1
  }

  /// The column of a byte offset in Unicode scalars, from 1; a byte order mark counts nothing.
  package func column(at offset: Int) -> Int {
    let start = starts[line(at: offset) - 1]
    let end = min(offset, bytes.count)
    var column = 1
    var index = start
    if start == 0, bytes.starts(with: [0xEF, 0xBB, 0xBF]) { index = min(3, end) }
    while index < end {
      // Every byte that does not continue a scalar begins one.
      if bytes[index] & 0xC0 != 0x80 { column += 1 }
      index += 1
    }
    return column
  }

  /// The bytes of a line, counted from 1, without its line end; empty if there is no such line.
  package func content(ofLine line: Int) -> ArraySlice<UInt8> {
    guard line >= 1, line <= starts.count else { return [] }
    let start = starts[line - 1]
    var end = line < starts.count ? starts[line] : bytes.count
    while end > start, bytes[end - 1] == 0x0A || bytes[end - 1] == 0x0D { end -= 1 }
    let mark = start == 0 && bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    return bytes[min(start + mark, end)..<end]
  }

  /// The byte offset at which a line begins, counted from 1; nil if there is no such line.
  package func start(ofLine line: Int) -> Int? {
    line >= 1 && line <= starts.count ? starts[line - 1] : nil
  }
}
