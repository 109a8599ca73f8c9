package import DataTrees
package import SourceModel

/// The documents of one contract at one revision: the root first, then every document that is
/// reached over references, all read from the same revision.
package struct DocumentSet: Sendable {
  /// The documents; the first is the root.
  package let trees: [DataTree]
  private let references: [ReferenceTable]
  private let identities: [NodeRef: ComponentIdentity]
  /// The key `$ref` of each document.
  private let referenceKeys: [KeyID?]
  /// Where references end that lead to another reference, by that other.
  private var chainEnds: [NodeRef: ChainEnd] = [:]

  private enum ChainEnd {
    case node(NodeRef)
    /// Another host's document, or nothing.
    case nowhere
    case itself
  }

  /// Joins documents whose references are resolved.
  init(
    trees: [DataTree], references: [ReferenceTable], identities: [NodeRef: ComponentIdentity]
  ) {
    self.trees = trees
    self.references = references
    self.identities = identities
    self.referenceKeys = trees.map { $0.keyID(for: "$ref" as StaticString) }
    for reference in references.flatMap(\.spellings.values) {
      if case .target(let target) = reference { findEnd(of: target) }
    }
  }

  /// Follows a chain of references up to its end, or to what is known of it.
  private mutating func findEnd(of start: NodeRef) {
    var chain: [NodeRef] = []
    var current = start
    var end: ChainEnd?
    while end == nil {
      if let known = chainEnds[current] {
        end = known
      } else if let reference = reference(of: current) {
        // Whoever comes back here while the end is sought goes round in a circle.
        chainEnds[current] = .itself
        chain.append(current)
        if case .target(let next) = reference { current = next } else { end = .nowhere }
      } else {
        end = .node(current)
      }
    }
    for node in chain { chainEnds[node] = end }
  }

  /// The root of the root document.
  package var root: NodeRef { NodeRef(document: 0, node: trees[0].root) }

  /// The kind of a node.
  package func kind(of node: NodeRef) -> NodeKind {
    trees[Int(node.document)].kind(of: node.node)
  }

  /// The member of an object with a key, else that of what the object refers to; nil if there is
  /// none.
  ///
  /// Authors refer to parts of documents wherever they like, and bundlers follow them; so do
  /// `members` and `items`. Only schemas are read reference by reference.
  package func value(of node: NodeRef, _ key: StaticString) -> NodeRef? {
    if let value = trees[Int(node.document)].value(of: node.node, key) {
      return NodeRef(document: node.document, node: value)
    }
    return target(of: node).flatMap { value(of: $0, key) }
  }

  /// The member of an object with a key, else that of what the object refers to; nil if there is
  /// none.
  package func value(of node: NodeRef, named key: Name) -> NodeRef? {
    if let value = trees[Int(node.document)].value(of: node.node, named: key) {
      return NodeRef(document: node.document, node: value)
    }
    return target(of: node).flatMap { value(of: $0, named: key) }
  }

  /// The node that an object refers to, through all references; nil if it is no reference, or
  /// leads nowhere.
  private func target(of node: NodeRef) -> NodeRef? {
    guard let key = referenceKeys[Int(node.document)],
      trees[Int(node.document)].value(of: node.node, key) != nil,
      let target = resolved(node), target != node
    else { return nil }
    return target
  }

  /// The members of an object, references followed, in source order; empty for other nodes.
  package func members(of node: NodeRef) -> [(key: Name, value: NodeRef)] {
    let node = target(of: node) ?? node
    let tree = trees[Int(node.document)]
    return tree.members(of: node.node).map {
      (tree.keyName($0.key), NodeRef(document: node.document, node: $0.value))
    }
  }

  /// The items of an array, references followed; empty for other nodes.
  package func items(of node: NodeRef) -> [NodeRef] {
    let node = target(of: node) ?? node
    return trees[Int(node.document)].items(of: node.node).map {
      NodeRef(document: node.document, node: $0)
    }
  }

  /// The decoded string at a node; nil for other kinds.
  package func string(of node: NodeRef) -> Name? {
    trees[Int(node.document)].string(of: node.node)
  }

  /// The decoded string of a member.
  package func string(of node: NodeRef, _ key: StaticString) -> Name? {
    value(of: node, key).flatMap(string)
  }

  /// The truth value at a node.
  package func bool(of node: NodeRef) -> Bool? {
    trees[Int(node.document)].bool(of: node.node)
  }

  /// The truth value of a member.
  package func bool(of node: NodeRef, _ key: StaticString) -> Bool? {
    value(of: node, key).flatMap(bool)
  }

  /// The number at a node.
  package func number(of node: NodeRef) -> DecimalNumber? {
    trees[Int(node.document)].number(of: node.node)
  }

  /// What a reference leads to; nil if the node is not the string of a `$ref` that was seen.
  package func reference(at string: NodeRef) -> Reference? {
    references.span[Int(string.document)][string.node]
  }

  /// What the `$ref` of an object leads to; nil if the object has none.
  package func reference(of object: NodeRef) -> Reference? {
    guard let key = referenceKeys[Int(object.document)],
      let value = trees[Int(object.document)].value(of: object.node, key)
    else { return nil }
    return reference(at: NodeRef(document: object.document, node: value))
  }

  /// What a reference that is spelled so leads to, from a document that has one spelled so.
  package func reference(spelled text: Name, in document: Int32) -> Reference? {
    references.span[Int(document)][spelled: text]
  }

  /// Whether references stand in a subtree; true if that cannot be told cheaply.
  package func mayHoldReferences(_ node: NodeRef) -> Bool {
    guard let range = trees[Int(node.document)].subtree(of: node.node) else { return true }
    return references.span[Int(node.document)].hasAny(in: range)
  }

  /// What the references of a subtree lead to, by spelling; those of the whole document if the
  /// subtree's own cannot be told cheaply.
  func references(under node: NodeRef) -> [Name: Reference] {
    let table = references[Int(node.document)]
    guard let range = trees[Int(node.document)].subtree(of: node.node) else {
      return table.spellings
    }
    return table.spellings(in: range)
  }

  /// The place that references give a component; nil if no reference leads to it.
  package func identity(of target: NodeRef) -> ComponentIdentity? { identities[target] }

  /// The node at the place that references name; nil if the set has no such place.
  package func node(at place: ComponentIdentity) -> NodeRef? {
    let document =
      place.document.map { path in
        trees.firstIndex { $0.source.path == path }
      } ?? 0
    guard let document else { return nil }
    let fragment = place.fragment.bytes
    guard fragment.isEmpty || fragment.first == UInt8(ascii: "/") else {
      return identities.first { $0.value == place }?.key
    }
    return PointerResolver(tree: trees[document]).node(for: fragment)
      .map { NodeRef(document: Int32(document), node: $0) }
  }

  /// Follows references until something else stands there; nil if one of them leads nowhere.
  package func resolved(_ node: NodeRef) -> NodeRef? {
    guard let reference = reference(of: node) else { return node }
    guard case .target(let target) = reference else { return nil }
    switch chainEnds[target] {
    case nil: return target
    case .node(let end): return end
    case .nowhere, .itself: return nil
    }
  }

  /// Whether what stands at a node is a reference that leads, over others, to references only.
  package func isCircular(_ node: NodeRef) -> Bool {
    guard case .target(let target) = reference(of: node), case .itself = chainEnds[target] else {
      return false
    }
    return true
  }

  /// Where a value stands: the value itself if it is a scalar, else the key that names it.
  package func spot(of node: NodeRef) -> Location {
    let tree = trees[Int(node.document)]
    switch tree.kind(of: node.node) {
    case .array, .object:
      let range = tree.range(of: node.node)
      let start = SourceRange(range.lower, min(range.upper, range.lower + 1))
      return Location(tree.source.path, tree.keyRange(of: node.node) ?? start)
    default: return Location(tree.source.path, tree.range(of: node.node))
    }
  }

  /// Where the name of an element stands: its key, else the spot of its value.
  package func keySpot(of node: NodeRef) -> Location {
    let tree = trees[Int(node.document)]
    guard let range = tree.keyRange(of: node.node) else { return spot(of: node) }
    return Location(tree.source.path, range)
  }

  /// The content hash of a subtree: a guide, never a proof.
  package func hash(of node: NodeRef) -> UInt64 {
    trees[Int(node.document)].hash(of: node.node)
  }

  /// The canonical compact form of a value.
  ///
  /// A long one is cut, and `#` and a hash of the whole form follow: forms differ where contents do.
  package func canonical(_ node: NodeRef) -> Name {
    let form = canonical(node, limit: 200)
    guard form.hasSuffix("…") else { return form }
    // FNV-1a over the form itself: the tree's own hash is a guide for search, not a name.
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in canonical(node, limit: Int.max).bytes {
      hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
    }
    let digits = String(hash, radix: 16)
    return form + "#" + Name(String(repeating: "0", count: 16 - digits.count) + digits)
  }

  /// The canonical compact form of a value, cut after so many bytes.
  package func canonical(_ node: NodeRef, limit: Int) -> Name {
    Name(trees[Int(node.document)].canonical(node.node, limit: limit))
  }

  /// Whether two subtrees have the same content, proven, not guessed from their hashes.
  package static func equal(
    _ a: DocumentSet, _ x: NodeRef, _ b: DocumentSet, _ y: NodeRef
  ) -> Bool {
    a.hash(of: x) == b.hash(of: y)
      && DataTree.equal(
        a.trees[Int(x.document)], x.node, b.trees[Int(y.document)], y.node)
  }
}

extension DocumentSet: Equatable {
  /// Sets are equal if their roots have the same content, and so have the documents that are
  /// reached over the same references, readable or not; neither layout nor the names of files count.
  package static func == (a: DocumentSet, b: DocumentSet) -> Bool {
    var partners: [Int32: Int32] = [0: 0]
    var pending: [Int32] = [0]
    while let document = pending.popLast() {
      guard let partner = partners[document],
        haveEqualContent(a.trees[Int(document)], b.trees[Int(partner)])
      else { return false }
      for (text, reference) in a.references[Int(document)].spellings {
        switch (reference, b.references[Int(partner)][spelled: text]) {
        case (.target(let x), .target(let y)):
          if let known = partners[x.document] {
            guard known == y.document else { return false }
          } else {
            partners[x.document] = y.document
            pending.append(x.document)
          }
        case (.external, .external): break
        case (.dangling(_, _, let x), .dangling(_, _, let y)):
          guard x == y else { return false }
        default: return false
        }
      }
    }
    return true
  }

  private static func haveEqualContent(_ x: DataTree, _ y: DataTree) -> Bool {
    x.documents.count == y.documents.count
      && zip(x.documents, y.documents).allSatisfy { x.hash(of: $0) == y.hash(of: $1) }
      && zip(x.documents, y.documents).allSatisfy { DataTree.equal(x, $0, y, $1) }
  }
}
