import SourceModel

extension DataTree {
  /// Tells whether two values have the same content: members in any order, items in order,
  /// strings by decoded bytes, numbers by value.
  ///
  /// Exact: no hash is trusted. Of a key that stands several times, the values count in order.
  package static func equal(_ a: DataTree, _ x: NodeID, _ b: DataTree, _ y: NodeID) -> Bool {
    equalAsWritten(a, x, b, y) || equalByMembers(a, x, b, y)
  }

  /// Tells whether two subtrees are equal node by node, as they mostly are; false where members
  /// stand in another order, or where aliases lead elsewhere.
  private static func equalAsWritten(
    _ a: DataTree, _ x: NodeID, _ b: DataTree, _ y: NodeID
  ) -> Bool {
    guard let mine = a.subtree(of: x), let others = b.subtree(of: y), mine.count == others.count
    else { return false }
    return a.source.bytes.withUnsafeBytes { text in
      b.source.bytes.withUnsafeBytes { otherText in
        for (i, j) in zip(mine, others) {
          let (node, other) = (a.nodes[Int(i)], b.nodes[Int(j)])
          guard node.kind == other.kind, node.end &- i == other.end &- j,
            i == mine.lowerBound || a.keys.isSame(node.key, in: b.keys, as: other.key)
          else { return false }
          if node.isContainer { continue }
          if !node.isDecoded, !other.isDecoded, node.isQuoted == other.isQuoted,
            ByteWindow(text).slice(node).hasBytes(of: ByteWindow(otherText).slice(other))
          {
            continue
          }
          guard equalByMembers(a, NodeID(Int(i)), b, NodeID(Int(j))) else { return false }
        }
        return true
      }
    }
  }

  /// Tells whether two values are equal, whatever the order of their members.
  private static func equalByMembers(
    _ a: DataTree, _ x: NodeID, _ b: DataTree, _ y: NodeID
  ) -> Bool {
    guard a.kind(of: x) == b.kind(of: y) else { return false }
    switch a.kind(of: x) {
    case .null: return true
    case .bool: return a.bool(of: x) == b.bool(of: y)
    case .string:
      return haveSameBytes(a.content(of: a.target(of: x)), b.content(of: b.target(of: y)))
    case .number: return equalNumbers(a, x, b, y)
    case .array:
      var others = b.items(of: y).makeIterator()
      for item in a.items(of: x) {
        guard let other = others.next(), equalByMembers(a, item, b, other) else { return false }
      }
      return others.next() == nil
    case .object: return equalObjects(a, x, b, y)
    }
  }

  private static func haveSameBytes(_ a: ArraySlice<UInt8>, _ b: ArraySlice<UInt8>) -> Bool {
    a.withUnsafeBytes { first in b.withUnsafeBytes { first.hasBytes(of: $0) } }
  }

  private static func equalNumbers(
    _ a: DataTree, _ x: NodeID, _ b: DataTree, _ y: NodeID
  ) -> Bool {
    let first = a.content(of: a.target(of: x))
    let second = b.content(of: b.target(of: y))
    return haveSameBytes(first, second)
      || first.withUnsafeBytes { NumberValue($0) } == second.withUnsafeBytes { NumberValue($0) }
  }

  private static func equalObjects(
    _ a: DataTree, _ x: NodeID, _ b: DataTree, _ y: NodeID
  ) -> Bool {
    // Most objects keep their order, so that sorting is needed from the first difference only.
    var mine = a.members(of: x).makeIterator()
    var others = b.members(of: y).makeIterator()
    while true {
      switch (mine.next(), others.next()) {
      case (nil, nil): return true
      case (let member?, let other?):
        if a.keyName(member.key) == b.keyName(other.key) {
          guard equalByMembers(a, member.value, b, other.value) else { return false }
        } else {
          return equalSorted(
            a, [member] + Array(IteratorSequence(mine)),
            b, [other] + Array(IteratorSequence(others)))
        }
      default: return false
      }
    }
  }

  private typealias Member = (key: KeyID, value: NodeID)

  private static func equalSorted(
    _ a: DataTree, _ first: [Member], _ b: DataTree, _ second: [Member]
  ) -> Bool {
    guard first.count == second.count else { return false }
    return zip(a.sorted(first), b.sorted(second)).allSatisfy { member, other in
      a.keyName(member.key) == b.keyName(other.key)
        && equalByMembers(a, member.value, b, other.value)
    }
  }

  /// Sorts members by the bytes of their keys; the standard library's sort is stable.
  func sorted(_ members: [(key: KeyID, value: NodeID)]) -> [(key: KeyID, value: NodeID)] {
    members.sorted { keyName($0.key) < keyName($1.key) }
  }
}
