import FormatKit
import GitHistory
import ReleaseModel
import SourceModel

/// Turns byte ranges of one revision into lines and columns; a file's lines are counted when its
/// first range is asked for.
struct Locator {
  private let files: SnapshotFiles
  private var tables: [RepositoryPath: LineTable] = [:]
  private var roots: [RepositoryPath: SourceText]

  /// The most bytes of a source line that are kept.
  private static let widestExcerpt = 400
  /// How many of them stand before the column.
  private static let lead = 120

  /// Prepares to locate in a revision; the root is at hand, other files are read when needed.
  init(files: SnapshotFiles, root: SourceText?) {
    self.files = files
    self.roots = root.map { [$0.path: $0] } ?? [:]
  }

  /// The line and column of a location's begin.
  mutating func point(_ location: Location) -> (line: Int, column: Int) {
    let table = table(of: location.path)
    let offset = Int(location.range.lower)
    return (table.line(at: offset), table.column(at: offset))
  }

  /// The place of a sighting.
  mutating func place(_ sighting: Sighting) -> Place {
    let location = sighting.location
    let table = table(of: location.path)
    let (lower, upper) = (Int(location.range.lower), Int(location.range.upper))
    let line = table.line(at: lower)
    let (excerpt, start) = Locator.excerpt(table, line: line, around: lower)
    let columns = start.map { table.columns(at: $0) } ?? LineTable.firstColumns
    return Place(
      path: location.path, line: line, column: table.column(at: lower),
      endLine: table.line(at: upper), endColumn: table.column(at: upper), excerpt: excerpt,
      excerptColumn: columns.scalars, excerptUTF16Column: columns.utf16,
      excerptByteColumn: columns.bytes, value: sighting.value)
  }

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

  private mutating func table(of path: RepositoryPath) -> LineTable {
    if let table = tables[path] { return table }
    var bytes = roots[path]?.bytes ?? []
    if bytes.isEmpty, case .file(let source) = files.read(path) { bytes = source.bytes }
    let table = LineTable(bytes)
    tables[path] = table
    return table
  }
}
