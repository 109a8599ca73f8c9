import ReleaseModel
import TestSupport

/// The classifications of `fixtures/mutations.txt`, which people wrote.
struct VerdictTable {
  private var rows: [String: [Classification]] = [:]
  /// Lines that say nothing that can be understood.
  private(set) var flaws: [String] = []

  init() {
    let text = String(decoding: Fixtures.bytes(of: "mutations.txt") ?? [], as: UTF8.self)
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      let words = line.split(separator: " ").map(String.init)
      let cells = words.dropFirst().compactMap(Classification.init)
      if cells.count == words.count - 1, [1, 3].contains(cells.count), rows[words[0]] == nil {
        rows[words[0]] = cells
      } else {
        flaws.append(String(line))
      }
    }
  }

  /// The names of all edits.
  var edits: Set<String> { Set(rows.keys) }

  /// What an edit means for things that stand in some positions; nil if the table does not say.
  func verdict(on edit: String, in positions: Set<Position>) -> Classification? {
    guard let row = rows[edit] else { return nil }
    if row.count == 1 { return row[0] }
    if positions == [.accepted] { return row[0] }
    if positions == [.returned] { return row[1] }
    return positions.isEmpty ? nil : row[2]
  }

  /// Whether an edit means the same wherever it is made.
  func isConstant(_ edit: String) -> Bool {
    rows[edit].map { row in row.allSatisfy { $0 == row[0] } } ?? false
  }
}
