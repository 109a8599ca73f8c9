package import SourceModel

/// The way from every value of a tree to its root, found once for the whole tree.
package struct TreeParents: Sendable {
  private let tree: DataTree
  /// Beside each node its parent plus one; 0 of roots.
  private var parents: [UInt32]
  /// Beside each node its place among the items of its parent.
  private var places: [UInt32]

  /// Walks a tree.
  package init(_ tree: DataTree) {
    self.tree = tree
    parents = [UInt32](repeating: 0, count: tree.nodes.count)
    places = [UInt32](repeating: 0, count: tree.nodes.count)
    for (index, node) in tree.nodes.enumerated() where node.isContainer && !node.isAlias {
      var child = index + 1
      var place: UInt32 = 0
      while child < Int(node.end) {
        parents[child] = UInt32(truncatingIfNeeded: index + 1)
        places[child] = place
        place += 1
        child = Int(tree.nodes[child].end)
      }
    }
  }

  /// The object or array in which a value stands; nil for roots.
  package func parent(of node: NodeID) -> NodeID? {
    let parent = parents[Int(node.index)]
    return parent == 0 ? nil : NodeID(Int(parent) - 1)
  }

  /// The values from below the root down to a value, itself included.
  package func path(to node: NodeID) -> [NodeID] {
    var path: [NodeID] = []
    var current = node
    while let parent = parent(of: current) {
      path.append(current)
      current = parent
    }
    return path.reversed()
  }

  /// The JSON pointer (RFC 6901) that leads to a value; empty for roots.
  package func pointer(to node: NodeID) -> Name {
    var bytes: [UInt8] = []
    for step in path(to: node) {
      bytes.append(UInt8(ascii: "/"))
      guard let key = tree.key(of: step) else {
        bytes += Array(String(places[Int(step.index)]).utf8)
        continue
      }
      for byte in key.bytes {
        switch byte {
        case UInt8(ascii: "~"): bytes += [byte, UInt8(ascii: "0")]
        case UInt8(ascii: "/"): bytes += [UInt8(ascii: "~"), UInt8(ascii: "1")]
        default: bytes.append(byte)
        }
      }
    }
    return Name(bytes)
  }
}

extension DataTree {
  /// The number of values: the index of every value is below it.
  package var nodeCount: Int { nodes.count }
}
