import ReleaseModel
import SourceModel

/// A unit in which columns are counted, from 1.
enum ColumnUnit {
  case scalars, utf16, bytes
}

/// A range of a file as a format for machines tells it: the end is exclusive.
struct Region: Hashable {
  let line: Int
  /// Nil for whole lines.
  let column: Int?
  let endLine: Int
  /// Nil if the range reaches to the end of `endLine`, or nobody can tell its column.
  let endColumn: Int?

  /// A whole line.
  init(line: Int) {
    self.line = max(1, line)
    column = nil
    endLine = self.line
    endColumn = nil
  }

  /// The range of a place; columns that the place's excerpt does not cover are left out.
  init(_ place: Place, in unit: ColumnUnit) {
    line = max(1, place.line)
    column = Region.column(place.column, of: place, in: unit)
    let isOneLine = place.endLine <= line
    // A range that ends where a line begins has nothing of that line.
    endLine = max(line, place.endColumn <= 1 ? place.endLine - 1 : place.endLine)
    endColumn =
      isOneLine && place.endColumn > place.column && column != nil
      ? Region.column(place.endColumn, of: place, in: unit) : nil
  }

  private static func column(_ column: Int, of place: Place, in unit: ColumnUnit) -> Int? {
    if column < 1 { return nil }
    if unit == .scalars { return column }
    var (scalars, utf16, bytes) = (
      place.excerptColumn, place.excerptUTF16Column, place.excerptByteColumn
    )
    if column < scalars { return nil }
    for byte in place.excerpt.bytes {
      // A byte that continues a scalar belongs to the one before it.
      if byte & 0xC0 != 0x80 {
        if scalars == column { break }
        scalars += 1
        utf16 += byte >= 0xF0 ? 2 : 1
      }
      bytes += 1
    }
    if scalars != column { return nil }
    return unit == .utf16 ? utf16 : bytes
  }
}
