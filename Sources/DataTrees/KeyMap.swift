package import SourceModel

/// The numbers that a reader gives to the keys that it knows, so that what a member of a tree means
/// costs one array access.
package struct KeyMap: Sendable {
  private var numbers: [UInt8]
  private static let unknown = UInt8.max

  /// Looks keys up in a tree; their numbers are below 255.
  package init(_ tree: DataTree, _ keys: [Name: UInt8]) {
    numbers = [UInt8](repeating: KeyMap.unknown, count: tree.keys.count)
    for (key, number) in keys {
      if let id = tree.keyID(for: key) { numbers[Int(id.index)] = number }
    }
  }

  /// The number of a key of the tree; nil if the reader does not know it.
  package subscript(key: KeyID) -> UInt8? {
    let number = numbers[Int(key.index)]
    return number == KeyMap.unknown ? nil : number
  }
}

extension DataTree {
  /// Calls a closure with the members of an object in source order, as `members` gives them, but
  /// without the cost of a sequence.
  package func forEachMember(of node: NodeID, _ body: (_ key: KeyID, _ value: NodeID) -> Void) {
    let object = target(of: node)
    if let members = merged[UInt32(truncatingIfNeeded: object)] {
      for member in members { body(KeyID(index: member.key), NodeID(Int(member.value))) }
      return
    }
    guard nodes[object].kind == .object else { return }
    var member = object + 1
    while member < Int(nodes[object].end) {
      body(KeyID(index: nodes[member].key), NodeID(member))
      member = Int(nodes[member].end)
    }
  }

  /// Calls a closure with the items of an array in order.
  package func forEachItem(of node: NodeID, _ body: (NodeID) -> Void) {
    let array = target(of: node)
    guard nodes[array].kind == .array else { return }
    var item = array + 1
    while item < Int(nodes[array].end) {
      body(NodeID(item))
      item = Int(nodes[item].end)
    }
  }

  /// The first of some texts that is the string at a node; nil if none is, or there is no string.
  package func string(of node: NodeID, among texts: [StaticString]) -> StaticString? {
    let index = target(of: node)
    guard nodes[index].kind == .string else { return nil }
    return content(of: index).withUnsafeBytes { bytes in
      texts.first { $0.withUTF8Buffer { bytes.elementsEqual($0) } }
    }
  }
}
