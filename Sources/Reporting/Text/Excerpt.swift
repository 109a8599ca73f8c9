import ReleaseModel
import SourceModel

/// A source line fit for a terminal, with the caret line that goes under it.
struct Excerpt {
  /// The line, at most `widest` columns wide; `…` stands for what was left out.
  let source: String
  /// Spaces, then carets under the range.
  let carets: String

  private static let widest = 100

  init(_ place: Place) {
    let cells = Excerpt.cells(of: place.excerpt)
    let first = min(max(0, place.column - place.excerptColumn), cells.count)
    let endsHere = place.endLine == place.line && place.endColumn > place.column
    let past = endsHere ? min(first + place.endColumn - place.column, cells.count) : cells.count
    let shown = Excerpt.window(cells, around: first)
    let isCutBefore = shown.lowerBound > 0 || place.excerptColumn > 1
    let isCutAfter = shown.upperBound < cells.count

    let marked = cells[first..<max(first, min(past, shown.upperBound))]
    let indent = (isCutBefore ? 1 : 0) + cells[shown.lowerBound..<first].reduce(0) { $0 + $1.width }
    source =
      (isCutBefore ? "…" : "") + cells[shown].map(\.text).joined() + (isCutAfter ? "…" : "")
    carets =
      String(repeating: " ", count: indent)
      + String(repeating: "^", count: max(1, marked.reduce(0) { $0 + $1.width }))
  }

  private struct Cell {
    let text: String
    let width: Int
  }

  /// One cell per column as columns are counted: a byte that continues a scalar joins the cell
  /// before it.
  private static func cells(of line: Name) -> [Cell] {
    var cells: [Cell] = []
    var bytes = line.bytes[...]
    while let lead = bytes.first {
      let length = 1 + bytes.dropFirst().prefix { $0 & 0xC0 == 0x80 }.count
      if lead == UInt8(ascii: "\t") {
        cells.append(Cell(text: "  ", width: 2))
      } else {
        let text = visible(String(decoding: bytes.prefix(length), as: UTF8.self))
        let width = text.unicodeScalars.reduce(0) { $0 + terminalWidth(of: $1) }
        cells.append(Cell(text: text, width: width))
      }
      bytes = bytes.dropFirst(length)
    }
    return cells
  }

  /// The cells to show: from the line's begin if the caret is near, else from shortly before it.
  private static func window(_ cells: [Cell], around caret: Int) -> Range<Int> {
    let total = cells.reduce(0) { $0 + $1.width }
    var lower = 0
    if total > widest, caret > widest / 2 { lower = caret - widest / 4 }
    var upper = lower
    var width = 0
    while upper < cells.count, width + cells[upper].width <= widest {
      width += cells[upper].width
      upper += 1
    }
    return lower..<upper
  }
}
