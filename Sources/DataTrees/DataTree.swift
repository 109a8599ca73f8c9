package import SourceModel

/// A value of a tree, by its place in document order.
package struct NodeID: Hashable, Comparable, Sendable {
  /// The place, from 0.
  package let index: UInt32

  init(_ index: Int) {
    self.index = UInt32(truncatingIfNeeded: index)
  }

  package static func < (a: NodeID, b: NodeID) -> Bool { a.index < b.index }
}

/// What a value is.
package enum NodeKind: UInt8, Hashable, Sendable {
  case null, bool, number, string, array, object
}

/// A JSON or YAML document as one flat array of nodes in document order, with the range of every
/// key and value.
///
/// Both notations give the same tree for the same content. YAML aliases read as the values that
/// they name, by reference; merge keys (`<<`) are applied. A tree never changes and is shared by
/// reference: comparing passes it on millions of times.
package final class DataTree: Sendable {
  /// The file.
  package let source: SourceText

  /// The roots of the documents of the stream, at least one; JSON has one.
  package let documents: [NodeID]

  let nodes: [Node]
  /// Beside each node the range of its key.
  let keyRanges: [SourceRange]
  let keys: KeyTable
  let decoded: DecodedPool
  /// The value that an alias names.
  let aliases: [UInt32: UInt32]
  /// The members of the objects that have merge keys.
  let merged: [UInt32: [MergedMember]]
  private let hashes: [UInt64]

  init(source: SourceText, documents: [NodeID], builder: TreeBuilder) {
    self.source = source
    self.documents = documents
    self.nodes = builder.nodes
    self.keyRanges = builder.keyRanges
    self.keys = builder.keys
    self.decoded = builder.decoded
    self.aliases = builder.aliases
    self.merged = builder.merged
    self.hashes = builder.hashes
  }

  private init(_ tree: DataTree, hashes: [UInt64]) {
    self.source = tree.source
    self.documents = tree.documents
    self.nodes = tree.nodes
    self.keyRanges = tree.keyRanges
    self.keys = tree.keys
    self.decoded = tree.decoded
    self.aliases = tree.aliases
    self.merged = tree.merged
    self.hashes = hashes
  }

  /// The tree with one hash for every value: the worst collision, for tests of those who trust
  /// hashes.
  package func withHashes(_ constant: UInt64) -> DataTree {
    DataTree(self, hashes: [UInt64](repeating: constant, count: hashes.count))
  }

  /// The root of the first document.
  package var root: NodeID { documents[0] }

  /// What the value is.
  package func kind(of node: NodeID) -> NodeKind {
    nodes[Int(node.index)].kind
  }

  /// Where the value stands; for a YAML alias, where the alias stands.
  ///
  /// Quotes and brackets are part of it, YAML anchors and tags are not; a block scalar runs from
  /// its `|` or `>` to its last character, a value that was left out is empty.
  package func range(of node: NodeID) -> SourceRange {
    nodes[Int(node.index)].range
  }

  /// Where the key of the value stands, quotes included; nil for roots and items.
  package func keyRange(of node: NodeID) -> SourceRange? {
    nodes[Int(node.index)].key == 0 ? nil : keyRanges[Int(node.index)]
  }

  /// The decoded key of the value; nil for roots and items.
  ///
  /// YAML keys that are not strings stand by their text.
  package func key(of node: NodeID) -> Name? {
    let key = nodes[Int(node.index)].key
    return key == 0 ? nil : keys.names[Int(key)]
  }

  /// The key of the value as an id of this tree; nil for roots and items.
  package func keyID(of node: NodeID) -> KeyID? {
    let key = nodes[Int(node.index)].key
    return key == 0 ? nil : KeyID(index: key)
  }

  /// The key that an id of this tree stands for.
  package func keyName(_ id: KeyID) -> Name {
    keys.names[Int(id.index)]
  }

  /// The id of a key; nil if no object of this tree has it.
  package func keyID(for key: StaticString) -> KeyID? {
    key.withUTF8Buffer { keys.find(UnsafeRawBufferPointer($0)) }.map(KeyID.init(index:))
  }

  /// The id of a key; nil if no object of this tree has it.
  ///
  /// Disfavored, so that a literal is a `StaticString`, which needs no array.
  @_disfavoredOverload
  package func keyID(for key: Name) -> KeyID? {
    key.bytes.withUnsafeBytes { keys.find($0) }.map(KeyID.init(index:))
  }

  /// The content hash of the value: members commute, items do not, strings count by their decoded
  /// bytes, numbers by their value.
  ///
  /// The same on every run and for both notations. Equal hashes suggest equal content; only
  /// `equal` proves it.
  package func hash(of node: NodeID) -> UInt64 {
    hashes[Int(node.index)]
  }

  /// The place of the value itself, an alias followed.
  @inline(__always)
  func target(of node: NodeID) -> Int {
    let index = Int(node.index)
    return nodes[index].isAlias ? Int(aliases[node.index] ?? node.index) : index
  }
}

// MARK: Scalars

extension DataTree {
  /// The decoded text of a string, nil of anything else.
  ///
  /// A lone surrogate of a JSON escape stands as its three bytes of generalized UTF-8 (WTF-8).
  package func string(of node: NodeID) -> Name? {
    kind(of: node) == .string ? Name(content(of: target(of: node))) : nil
  }

  /// The decoded text of a string, the token of another scalar; nil of objects and arrays.
  package func scalarText(of node: NodeID) -> Name? {
    let index = target(of: node)
    return nodes[index].isContainer ? nil : Name(content(of: index))
  }

  /// The truth value of a bool, nil of anything else.
  package func bool(of node: NodeID) -> Bool? {
    guard kind(of: node) == .bool, let first = content(of: target(of: node)).first else {
      return nil
    }
    return first | 0x20 == UInt8(ascii: "t")
  }

  /// The value of a number, nil of anything else and of numbers without a decimal value.
  package func number(of node: NodeID) -> DecimalNumber? {
    guard kind(of: node) == .number else { return nil }
    return content(of: target(of: node)).withUnsafeBytes { DecimalNumber($0) }
  }

  /// The decoded bytes of a scalar.
  func content(of index: Int) -> ArraySlice<UInt8> {
    let node = nodes[index]
    if node.isDecoded { return decoded.content(ofNode: UInt32(truncatingIfNeeded: index)) }
    let range = node.range.indices
    return node.isQuoted
      ? source.bytes[(range.lowerBound + 1)..<(range.upperBound - 1)] : source.bytes[range]
  }
}
