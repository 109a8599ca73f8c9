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
    return Place(location.range, in: location.path, table(of: location.path), value: sighting.value)
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
