package import SourceModel

extension DataTree {
  /// Every value that is a member with a key, in document order; cost grows with the document.
  package func nodes(withKey key: KeyID) -> [NodeID] {
    var found: [NodeID] = []
    for (index, node) in nodes.enumerated() where node.key == key.index {
      found.append(NodeID(index))
    }
    return found
  }

  /// The first member that stands at a place itself, or with its key; nil if there is none.
  ///
  /// Cost grows with the document.
  package func member(at range: SourceRange) -> NodeID? {
    nodes.indices.first {
      nodes[$0].key != 0 && (keyRanges[$0] == range || nodes[$0].range == range)
    }.map { NodeID($0) }
  }

  /// The object or array in which a value stands; nil for roots.
  ///
  /// Cost grows with the document.
  package func parent(of node: NodeID) -> NodeID? {
    var index = Int(node.index) - 1
    while index >= 0 {
      if nodes[index].isContainer, nodes[index].end > node.index { return NodeID(index) }
      index -= 1
    }
    return nil
  }

  /// The places that a subtree takes up; nil if the tree has aliases, which may stand for values
  /// elsewhere.
  package func subtree(of node: NodeID) -> Range<UInt32>? {
    guard aliases.isEmpty, merged.isEmpty else { return nil }
    return node.index..<nodes[Int(node.index)].end
  }
}
