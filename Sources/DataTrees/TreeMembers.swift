package import SourceModel

/// The members of an object: its keys and values.
package struct Members: Sequence, Sendable {
  private let nodes: [Node]
  private let merged: [MergedMember]?
  private let first: Int
  private let end: Int

  init(nodes: [Node], first: Int, end: Int) {
    self.nodes = nodes
    self.merged = nil
    self.first = first
    self.end = end
  }

  init(merged: [MergedMember]) {
    self.nodes = []
    self.merged = merged
    self.first = 0
    self.end = merged.count
  }

  /// Walks the members.
  package struct Iterator: IteratorProtocol {
    fileprivate let members: Members
    fileprivate var position: Int

    /// The next member.
    package mutating func next() -> (key: KeyID, value: NodeID)? {
      guard position < members.end else { return nil }
      if let merged = members.merged {
        let member = merged[position]
        position += 1
        return (KeyID(index: member.key), NodeID(Int(member.value)))
      }
      let node = members.nodes[position]
      defer { position = Int(node.end) }
      return (KeyID(index: node.key), NodeID(position))
    }
  }

  package func makeIterator() -> Iterator { Iterator(members: self, position: first) }
}

/// The items of an array.
package struct Items: Sequence, Sendable {
  private let nodes: [Node]
  private let first: Int
  private let end: Int

  init(nodes: [Node], first: Int, end: Int) {
    self.nodes = nodes
    self.first = first
    self.end = end
  }

  /// Walks the items.
  package struct Iterator: IteratorProtocol {
    fileprivate let items: Items
    fileprivate var position: Int

    /// The next item.
    package mutating func next() -> NodeID? {
      guard position < items.end else { return nil }
      defer { position = Int(items.nodes[position].end) }
      return NodeID(position)
    }
  }

  package func makeIterator() -> Iterator { Iterator(items: self, position: first) }
}

extension DataTree {
  /// The members of an object in source order, none of anything else.
  ///
  /// Merged members stand where their merge key stands; an object's own keys win, then those of
  /// the map merged first. A key that stands twice is there twice.
  package func members(of node: NodeID) -> Members {
    let index = target(of: node)
    if let merged = merged[UInt32(truncatingIfNeeded: index)] { return Members(merged: merged) }
    guard nodes[index].kind == .object else {
      return Members(nodes: nodes, first: index, end: index)
    }
    return Members(nodes: nodes, first: index + 1, end: Int(nodes[index].end))
  }

  /// The items of an array in order, none of anything else.
  package func items(of node: NodeID) -> Items {
    let index = target(of: node)
    guard nodes[index].kind == .array else {
      return Items(nodes: nodes, first: index, end: index)
    }
    return Items(nodes: nodes, first: index + 1, end: Int(nodes[index].end))
  }

  /// The number of members or items; 0 of a scalar.
  ///
  /// Cost grows with it.
  package func count(of node: NodeID) -> Int {
    switch kind(of: node) {
    case .object: members(of: node).reduce(0) { count, _ in count + 1 }
    case .array: items(of: node).reduce(0) { count, _ in count + 1 }
    case .null, .bool, .number, .string: 0
    }
  }

  /// The value of the first member with a key; nil if there is none, or no object.
  package func value(of node: NodeID, _ key: StaticString) -> NodeID? {
    keyID(for: key).flatMap { value(of: node, $0) }
  }

  /// The value of the first member with a key; nil if there is none, or no object.
  package func value(of node: NodeID, named key: Name) -> NodeID? {
    keyID(for: key).flatMap { value(of: node, $0) }
  }

  /// The value of the first member with a key of this tree; nil if there is none, or no object.
  package func value(of node: NodeID, _ key: KeyID) -> NodeID? {
    let index = target(of: node)
    if let merged = merged[UInt32(truncatingIfNeeded: index)] {
      return merged.first { $0.key == key.index }.map { NodeID(Int($0.value)) }
    }
    guard nodes[index].kind == .object else { return nil }
    var child = index + 1
    let end = Int(nodes[index].end)
    while child < end {
      if nodes[child].key == key.index { return NodeID(child) }
      child = Int(nodes[child].end)
    }
    return nil
  }
}
