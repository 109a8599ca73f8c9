import Glibc

/// The line starts of a text, for turning byte offsets into lines and columns.
///
/// A line ends after LF, after CR LF, or after a lone CR. The table is built when something is
/// reported, not when a file is read.
package struct LineTable: Sendable {
  private let bytes: [UInt8]
  private let starts: [Int]
  /// The number of scalars before each block of bytes, so that no column costs more than a block,
  /// however long its line is.
  private let scalarsBefore: [Int]
  /// The number of scalars that are pairs in UTF-16 before each block.
  private let pairsBefore: [Int]
  private static let block = 4096

  /// Finds the line starts; cost grows with the text.
  package init(_ bytes: [UInt8]) {
    self.bytes = bytes
    self.scalarsBefore = LineTable.sums(over: bytes, LineTable.scalars)
    self.pairsBefore = LineTable.sums(over: bytes, LineTable.pairs)
    self.starts = bytes.withUnsafeBytes(LineTable.lineStarts)
  }

  /// What was counted before each block.
  private static func sums(
    over bytes: [UInt8], _ count: (ArraySlice<UInt8>) -> Int
  ) -> [Int] {
    var sum = 0
    return stride(from: 0, to: max(1, bytes.count), by: block).map { start in
      defer { sum += count(bytes[start..<min(start + block, bytes.count)]) }
      return sum
    }
  }

  private static func lineStarts(_ bytes: UnsafeRawBufferPointer) -> [Int] {
    var starts = [0]
    guard let base = bytes.baseAddress else { return starts }
    func find(_ byte: Int32, in range: Range<Int>) -> Int? {
      memchr(base + range.lowerBound, byte, range.count).map { UnsafeRawPointer($0) - base }
    }
    var index = 0
    while index < bytes.count {
      let lineFeed = find(0x0A, in: index..<bytes.count)
      let end = lineFeed ?? bytes.count
      while index < end, let lone = find(0x0D, in: index..<end) {
        index = lone + 1
        if index < end || lineFeed == nil { starts.append(index) }
      }
      index = end + 1
      if lineFeed != nil { starts.append(index) }
    }
    return starts
  }

  /// The number of lines; at least one.
  package var count: Int { starts.count }

  /// The line of a byte offset, from 1.
  ///
  /// Cost grows with the logarithm of the number of lines.
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
    let range = partOfLine(before: offset)
    return 1 + scalars(before: range.upperBound) - scalars(before: range.lowerBound)
  }

  /// From the begin of its line to an offset, without a byte order mark.
  private func partOfLine(before offset: Int) -> Range<Int> {
    let end = max(0, min(offset, bytes.count))
    let start = starts[line(at: end) - 1]
    let mark = start == 0 && bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    return min(start + mark, end)..<end
  }

  /// The column at which every line begins, in all units.
  package static let firstColumns = (scalars: 1, utf16: 1, bytes: 1)

  /// The column of a byte offset, from 1, in Unicode scalars, UTF-16 code units and bytes; a byte
  /// order mark counts nothing.
  package func columns(at offset: Int) -> (scalars: Int, utf16: Int, bytes: Int) {
    let range = partOfLine(before: offset)
    let scalars = column(at: offset)
    let pairs = pairs(before: range.upperBound) - pairs(before: range.lowerBound)
    return (scalars, scalars + pairs, 1 + range.count)
  }

  private func pairs(before offset: Int) -> Int {
    let block = min(offset / LineTable.block, pairsBefore.count - 1)
    return pairsBefore[block] + LineTable.pairs(in: bytes[(block * LineTable.block)..<offset])
  }

  /// Scalars of four bytes are pairs of surrogates.
  private static func pairs(in bytes: ArraySlice<UInt8>) -> Int {
    bytes.withUnsafeBufferPointer { $0.reduce(0) { $0 + ($1 >= 0xF0 ? 1 : 0) } }
  }

  private func scalars(before offset: Int) -> Int {
    let block = min(offset / LineTable.block, scalarsBefore.count - 1)
    return scalarsBefore[block] + LineTable.scalars(in: bytes[(block * LineTable.block)..<offset])
  }

  /// Every byte that does not continue a scalar begins one.
  private static func scalars(in bytes: ArraySlice<UInt8>) -> Int {
    bytes.withUnsafeBufferPointer { $0.reduce(0) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) } }
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
