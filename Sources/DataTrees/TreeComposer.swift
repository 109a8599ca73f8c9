package import SourceModel

/// Builds a tree over the source of another, for documents that say the same in another structure.
///
/// What stands in the source is copied with its places, aliases and merge keys resolved; what is
/// new takes the place of what it was derived from. A composition that outgrows its limits is given
/// up, which `finish` tells.
package struct TreeComposer {
  private let tree: DataTree
  private var builder: TreeBuilder
  private var documents: [NodeID] = []
  /// One past the last byte of each open container.
  private var ends: [Int] = []
  /// Beside each node of the original the place of its first copy, plus one; 0 if it has none.
  private var copies: [UInt32]
  private var isFull = false
  /// Whether what is written now counts as what the values of the original have become.
  package var notesCopies = true

  /// Starts without any value; `growth` limits the nodes to a multiple of the original's.
  package init(_ tree: DataTree, growth: Int = 8) {
    self.tree = tree
    var limits = TreeLimits()
    // Aliases of the original, which its reader has limited, become copies.
    let copies = tree.aliases.isEmpty ? 1000 : limits.expandedNodes
    let (product, isHuge) = tree.nodes.count.multipliedReportingOverflow(by: growth)
    limits.nodes = isHuge ? TreeBuilder.nodeLimit : min(TreeBuilder.nodeLimit, product + copies)
    limits.depth += 64
    self.builder = TreeBuilder(
      ByteWindow(UnsafeRawBufferPointer(start: nil, count: 0)), limits: limits,
      expecting: tree.nodes.count + tree.nodes.count / 4)
    self.builder.keys = tree.keys
    self.copies = [UInt32](repeating: 0, count: tree.nodes.count)
  }

  /// Starts the next document of the stream; at least one is started, and holds one value.
  package mutating func beginDocument() {
    documents.append(NodeID(builder.nodes.count))
  }

  // MARK: Keys

  /// Gives the next value the key that a value of the original has.
  package mutating func key(of node: NodeID) {
    guard let key = tree.keyID(of: node) else { return }
    let range = tree.keyRanges[Int(node.index)]
    builder.setKey(key.index, from: Int(range.lower), to: Int(range.upper))
  }

  /// Gives the next value a key that stands where the original names a value.
  package mutating func key(_ name: Name, at node: NodeID) {
    let range = spot(of: node)
    let key = name.bytes.withUnsafeBytes { builder.keys.intern($0) }
    builder.setKey(key, from: Int(range.lower), to: Int(range.upper))
  }

  /// Where a value is named: at its key, else at itself, a container at its first byte.
  private func spot(of node: NodeID) -> SourceRange {
    if let range = tree.keyRange(of: node) { return range }
    let range = tree.range(of: node)
    guard tree.nodes[Int(node.index)].isContainer else { return range }
    return SourceRange(range.lower, min(range.upper, range.lower + 1))
  }

  // MARK: Values

  /// Adds a copy of a value, with all that it holds.
  package mutating func copy(_ node: NodeID) {
    guard !isFull else { return }
    do throws(TreeProblem) {
      try append(node)
    } catch {
      isFull = true
    }
  }

  /// Opens an object or an array that takes the place of a value.
  package mutating func open(_ kind: NodeKind, at node: NodeID) {
    guard !isFull else { return }
    let range = tree.range(of: node)
    do throws(TreeProblem) {
      try builder.open(kind, at: Int(range.lower))
      ends.append(Int(range.upper))
    } catch {
      isFull = true
    }
  }

  /// Opens an object or an array that is what has become of a value.
  package mutating func open(_ kind: NodeKind, as node: NodeID) {
    note(node)
    open(kind, at: node)
  }

  /// Closes the innermost open object or array.
  package mutating func close() {
    guard !isFull, let end = ends.popLast() else { return }
    do throws(TreeProblem) {
      try builder.close(at: end)
    } catch {
      isFull = true
    }
  }

  /// Adds a string that takes the place of a scalar, or of the key of anything else.
  package mutating func string(_ text: Name, at node: NodeID) {
    add(.string, text, hash: text.bytes.withUnsafeBytes { ContentHash.of(string: $0) }, at: node)
  }

  /// Adds a truth value that takes the place of a scalar, or of the key of anything else.
  package mutating func bool(_ value: Bool, at node: NodeID) {
    add(
      .bool, value ? "true" : "false", hash: value ? ContentHash.true : ContentHash.false, at: node)
  }

  private mutating func add(_ kind: NodeKind, _ text: Name, hash: UInt64, at node: NodeID) {
    guard !isFull else { return }
    let range = tree.nodes[Int(node.index)].isContainer ? spot(of: node) : tree.range(of: node)
    do throws(TreeProblem) {
      try builder.add(
        kind, from: Int(range.lower), to: Int(range.upper), hash: hash, decoded: text.bytes)
    } catch {
      isFull = true
    }
  }

  private mutating func note(_ node: NodeID) {
    let index = Int(node.index)
    if notesCopies, copies[index] == 0 {
      copies[index] = UInt32(truncatingIfNeeded: builder.nodes.count + 1)
    }
  }

  private mutating func append(_ node: NodeID) throws(TreeProblem) {
    note(node)
    let target = tree.target(of: node)
    let value = tree.nodes[target]
    let range = tree.range(of: node)
    switch value.kind {
    case .object:
      try builder.open(.object, at: Int(range.lower))
      for member in tree.members(of: node) {
        let keyRange = tree.keyRanges[Int(member.value.index)]
        builder.setKey(
          member.key.index, from: Int(keyRange.lower), to: Int(keyRange.upper))
        try append(member.value)
      }
      try builder.close(at: Int(range.upper))
    case .array:
      try builder.open(.array, at: Int(range.lower))
      for item in tree.items(of: node) { try append(item) }
      try builder.close(at: Int(range.upper))
    case .null, .bool, .number, .string:
      let hash = tree.hash(of: node)
      if target == Int(node.index), !value.isDecoded {
        try builder.add(
          value.kind, value.isQuoted ? .quoted : [], from: Int(range.lower),
          to: Int(range.upper), hash: hash)
      } else {
        try builder.add(
          value.kind, from: Int(range.lower), to: Int(range.upper), hash: hash,
          decoded: tree.content(of: target))
      }
    }
  }

  // MARK: The outcome

  /// The composed tree; nil if it outgrew the limits.
  package func finish() -> TreeComposition? {
    guard !isFull, !documents.isEmpty, !builder.nodes.isEmpty else { return nil }
    return TreeComposition(
      tree: DataTree(source: tree.source, documents: documents, builder: builder), copies: copies)
  }
}

/// A composed tree, with what became of the values of the original.
package struct TreeComposition: Sendable {
  /// The tree.
  package let tree: DataTree
  private let copies: [UInt32]

  init(tree: DataTree, copies: [UInt32]) {
    self.tree = tree
    self.copies = copies
  }

  /// What a value of the original has become, its first copy if it has several; nil if it was left
  /// out.
  package func place(of original: NodeID) -> NodeID? {
    let copy = copies[Int(original.index)]
    return copy == 0 ? nil : NodeID(Int(copy) - 1)
  }
}
