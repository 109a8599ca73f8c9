import DataTrees
import SourceModel
import Testing

/// Reads a text that stands for a whole file.
func read(_ text: String, _ syntax: DataSyntax = .json) -> TreeReading {
  DataTree.read(SourceText(path: "file", text), syntax: syntax)
}

/// Reads bytes that stand for a whole file.
func read(bytes: [UInt8], _ syntax: DataSyntax = .json) -> TreeReading {
  DataTree.read(SourceText(path: "file", bytes: bytes), syntax: syntax)
}

/// Reads a text that has no problem.
func tree(
  _ text: String, _ syntax: DataSyntax = .json,
  sourceLocation: Testing.SourceLocation = #_sourceLocation
) throws -> DataTree {
  let reading = read(text, syntax)
  #expect(reading.problems.isEmpty, sourceLocation: sourceLocation)
  return try #require(reading.tree, sourceLocation: sourceLocation)
}

extension DataTree {
  /// The bytes that a range covers, as text.
  func slice(_ range: SourceRange) -> String {
    String(decoding: source.bytes[range.indices], as: UTF8.self)
  }

  /// All nodes that a walk from the roots meets, aliases followed.
  var allNodes: [NodeID] {
    var found: [NodeID] = []
    func visit(_ node: NodeID) {
      found.append(node)
      for member in members(of: node) { visit(member.value) }
      for item in items(of: node) { visit(item) }
    }
    documents.forEach(visit)
    return found
  }

  /// What the first document says, with nothing cut off.
  var content: String { canonical(root, limit: .max / 2) }
}
