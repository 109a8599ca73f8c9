import DataTrees
import SourceModel

/// The rows of a matrix that is written as data: a list of objects, or an object of objects by name.
enum MatrixRows {
  /// All scalars of each row; the name under which a row stands is its first cell.
  static func rows(of source: SourceText) -> [[String]] {
    let syntax = DataSyntax(guessing: source) ?? .yaml
    guard let data = DataTree.read(source, syntax: syntax).tree else { return [] }
    return rows(below: data.root, of: data)
  }

  private static func rows(below node: NodeID, of data: DataTree) -> [[String]] {
    switch data.kind(of: node) {
    case .array: data.items(of: node).flatMap { rows(below: $0, of: data) }
    case .object:
      [cells(of: node, data)]
        + data.members(of: node).flatMap { key, child -> [[String]] in
          guard [.object, .array].contains(data.kind(of: child)) else { return [] }
          let name = data.keyName(key).text
          return [[name] + cells(of: child, data)] + rows(below: child, of: data)
        }
    default: []
    }
  }

  private static func cells(of node: NodeID, _ data: DataTree) -> [String] {
    data.members(of: node).compactMap { _, child in data.scalarText(of: child)?.text }
  }
}
