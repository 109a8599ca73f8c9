package import SourceModel

extension Place {
  /// Makes a place of a range of a file, with the line on which it begins.
  package init(
    _ range: SourceRange, in path: RepositoryPath, _ lines: LineTable, value: Name = ""
  ) {
    let (lower, upper) = (Int(range.lower), Int(range.upper))
    let line = lines.line(at: lower)
    let (excerpt, start) = Place.excerpt(lines, line: line, around: lower)
    let columns = start.map { lines.columns(at: $0) } ?? LineTable.firstColumns
    self.init(
      path: path, line: line, column: lines.column(at: lower),
      endLine: lines.line(at: upper), endColumn: lines.column(at: upper), excerpt: excerpt,
      excerptColumn: columns.scalars, excerptUTF16Column: columns.utf16,
      excerptByteColumn: columns.bytes, value: value)
  }

  /// The most bytes of a source line that are kept.
  private static let widestExcerpt = 400
  /// How many of them stand before the column.
  private static let lead = 120

  /// The line, or the part of a long line around an offset with the offset at which it begins.
  private static func excerpt(
    _ table: LineTable, line: Int, around offset: Int
  ) -> (Name, start: Int?) {
    let content = table.content(ofLine: line)
    if content.count <= widestExcerpt { return (Name(content), nil) }
    let caret = min(max(offset, content.startIndex), content.endIndex)
    var start = max(content.startIndex, min(caret - lead, content.endIndex - widestExcerpt))
    var end = min(content.endIndex, start + widestExcerpt)
    while start < caret, content[start] & 0xC0 == 0x80 { start += 1 }
    while end > caret, end < content.endIndex, content[end] & 0xC0 == 0x80 { end -= 1 }
    return (Name(content[start..<end]), start == content.startIndex ? nil : start)
  }
}
