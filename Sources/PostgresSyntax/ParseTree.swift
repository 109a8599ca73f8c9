import Glibc
import SourceModel

/// A value of a tree, by its place in document order.
struct NodeID: Hashable {
  let index: Int
}

/// The tree that PostgreSQL's grammar made of a text: a flat array of nodes in document order, so
/// that a subtree is a contiguous run.
///
/// Keys and strings stay where they are in the JSON that tells the tree. Objects have few members,
/// which are looked at one after the other: the lengths of keys tell most of them apart.
struct ParseTree {
  /// What a node is.
  enum Kind: UInt8 {
    case null, bool, number, string, array, object
  }

  /// A value: its bytes begin behind its key's last quote and colon.
  struct Node {
    let kind: Kind
    /// Whether it is a string with escapes.
    var hasEscapes = false
    /// The number of bytes of its key; 0 if it has none.
    let keyLength: UInt16
    let start: UInt32
    var end: UInt32
    /// One past the last node of the subtree.
    var next: UInt32

    /// Where the key stands, without its quotes.
    var key: Range<Int> {
      let end = Int(start) - 2
      return (end - Int(keyLength))..<end
    }
  }

  private let bytes: [UInt8]
  private let nodes: [Node]

  init(bytes: [UInt8], nodes: [Node]) {
    self.bytes = bytes
    self.nodes = nodes
  }

  /// The value in which all others stand.
  var root: NodeID { NodeID(index: 0) }

  /// What a value is.
  func kind(of node: NodeID) -> Kind { nodes[node.index].kind }

  /// The member of an object with a key; nil if there is none, or no object.
  func value(of node: NodeID, _ key: StaticString) -> NodeID? {
    nodes.withUnsafeBufferPointer { nodes in
      guard nodes[node.index].kind == .object else { return nil }
      let end = Int(nodes[node.index].next)
      var child = node.index + 1
      while child < end {
        if isKey(key, of: nodes[child]) { return NodeID(index: child) }
        child = Int(nodes[child].next)
      }
      return nil
    }
  }

  /// The items of an array; none of anything else.
  func items(of node: NodeID) -> [NodeID] {
    guard nodes[node.index].kind == .array else { return [] }
    var items: [NodeID] = []
    let end = Int(nodes[node.index].next)
    var child = node.index + 1
    items.reserveCapacity(count(from: child, to: end))
    while child < end {
      items.append(NodeID(index: child))
      child = Int(nodes[child].next)
    }
    return items
  }

  /// The number of values from one node to another, those inside of them left out.
  private func count(from first: Int, to end: Int) -> Int {
    var count = 0
    var child = first
    while child < end {
      count += 1
      child = Int(nodes[child].next)
    }
    return count
  }

  /// What a node that only names the kind of its content holds.
  func content(_ node: NodeID) -> (kind: TreeWord, node: NodeID)? {
    guard nodes[node.index].kind == .object, nodes[node.index].next > node.index + 1 else {
      return nil
    }
    let child = node.index + 1
    return (TreeWord(bytes[nodes[child].key]), NodeID(index: child))
  }

  /// The text of a string; nil of anything else.
  func string(of node: NodeID) -> Name? {
    let value = nodes[node.index]
    guard value.kind == .string else { return nil }
    let content = bytes[(Int(value.start) + 1)..<(Int(value.end) - 1)]
    return Name(value.hasEscapes ? ParseTree.decoded(content)[...] : content)
  }

  /// A member that is a word of the grammar's own; empty if there is none.
  func word(_ node: NodeID, _ key: StaticString) -> TreeWord {
    guard let member = value(of: node, key), nodes[member.index].kind == .string else {
      return TreeWord([])
    }
    let value = nodes[member.index]
    return TreeWord(bytes[(Int(value.start) + 1)..<(Int(value.end) - 1)])
  }

  /// A member that is a whole number; nil if there is none.
  func integer(_ node: NodeID, _ key: StaticString) -> Int? {
    guard let member = value(of: node, key), nodes[member.index].kind == .number else { return nil }
    let value = nodes[member.index]
    let digits = bytes[Int(value.start)..<Int(value.end)]
    let isNegative = digits.first == UInt8(ascii: "-")
    var number = 0
    for byte in isNegative ? digits.dropFirst() : digits {
      guard ByteClass.isDigit(byte), number < 1 << 58 else { return nil }
      number = number * 10 + Int(byte & 15)
    }
    return isNegative ? -number : number
  }

  /// Whether a member is true.
  func flag(_ node: NodeID, _ key: StaticString) -> Bool {
    guard let member = value(of: node, key), nodes[member.index].kind == .bool else { return false }
    return bytes[Int(nodes[member.index].start)] == UInt8(ascii: "t")
  }

  /// Visits the objects and arrays inside a value that have a key, in document order; tells whether
  /// to go into them.
  func walk(_ node: NodeID, _ visit: (TreeKey, NodeID) -> Bool) {
    bytes.withUnsafeBytes { bytes in
      nodes.withUnsafeBufferPointer { nodes in
        let end = Int(nodes[node.index].next)
        var index = node.index + 1
        while index < end {
          let node = nodes[index]
          var isEntered = true
          if node.keyLength > 0, node.kind == .object || node.kind == .array {
            let key = TreeKey(bytes: UnsafeRawBufferPointer(rebasing: bytes[node.key]))
            isEntered = visit(key, NodeID(index: index))
          }
          index = isEntered ? index + 1 : Int(node.next)
        }
      }
    }
  }

  /// Whether a value stands inside another one.
  func isInside(_ node: NodeID, _ outer: NodeID) -> Bool {
    node.index > outer.index && node.index < Int(nodes[outer.index].next)
  }

  private func isKey(_ key: StaticString, of node: Node) -> Bool {
    let count = key.utf8CodeUnitCount
    guard Int(node.keyLength) == count else { return false }
    return bytes.withUnsafeBytes {
      UnsafeRawBufferPointer(rebasing: $0[node.key]).hasBytes(of: key)
    }
  }

  /// The bytes that a string stands for; the library escapes nothing beyond ASCII.
  private static func decoded(_ content: ArraySlice<UInt8>) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(content.count)
    var rest = content
    while let slash = rest.firstIndex(of: UInt8(ascii: "\\")) {
      output.append(contentsOf: rest[..<slash])
      rest = rest[slash...].dropFirst()
      let letter = rest.popFirst() ?? 0
      switch letter {
      case UInt8(ascii: "b"): output.append(0x08)
      case UInt8(ascii: "f"): output.append(0x0C)
      case UInt8(ascii: "n"): output.append(0x0A)
      case UInt8(ascii: "r"): output.append(0x0D)
      case UInt8(ascii: "t"): output.append(0x09)
      case UInt8(ascii: "u"):
        output.append(rest.prefix(4).reduce(0) { $0 << 4 | ($1 & 15 + ($1 >> 6) * 9) })
        rest = rest.dropFirst(4)
      default: output.append(letter)
      }
    }
    output.append(contentsOf: rest)
    return output
  }
}

/// A word of the grammar's own: the kind of a node, a value of an enumeration.
struct TreeWord {
  private let bytes: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) { self.bytes = bytes }

  /// The word as a name.
  var name: Name { Name(bytes) }

  static func ~= (word: StaticString, value: TreeWord) -> Bool { value == word }

  static func == (value: TreeWord, word: StaticString) -> Bool {
    value.bytes.count == word.utf8CodeUnitCount
      && value.bytes.withUnsafeBytes { $0.hasBytes(of: word) }
  }
}

/// A key of a tree while it is walked over.
struct TreeKey {
  fileprivate let bytes: UnsafeRawBufferPointer

  static func ~= (word: StaticString, key: TreeKey) -> Bool {
    key.bytes.count == word.utf8CodeUnitCount && key.bytes.hasBytes(of: word)
  }
}

extension UnsafeRawBufferPointer {
  /// Whether the bytes are those of a text of the same length.
  fileprivate func hasBytes(of text: StaticString) -> Bool {
    text.withUTF8Buffer { text in
      guard let own = baseAddress, let other = text.baseAddress else { return true }
      return memcmp(own, other, text.count) == 0
    }
  }
}
