import DataTrees
package import SourceModel

/// What a `$ref` leads to.
package enum Reference: Hashable, Sendable {
  /// A node of the set's documents.
  case target(NodeRef)
  /// Something that no revision of this repository holds: another host's document.
  case external(Name)
  /// Nothing that can be read: why, as a clause, what to do, and a digest of what stands there;
  /// empty if nothing does.
  case dangling(reason: String, hint: String?, subject: Name)
}

/// Where a component stands, as references name it: equal on both sides if it is the same place.
package struct ComponentIdentity: Hashable, Sendable {
  /// The document; nil for the root document, whatever its name is.
  package let document: RepositoryPath?
  /// The fragment, percent-decoded, without `#`.
  package let fragment: Name

  /// Names a place.
  package init(document: RepositoryPath?, fragment: Name) {
    self.document = document
    self.fragment = fragment
  }

  /// The last token of the fragment; the document's name if the whole document is meant.
  package var lastToken: Name {
    let token = fragment.bytes.split(separator: UInt8(ascii: "/")).last
    return token.map { PointerResolver.unescaped($0) } ?? document?.name ?? ""
  }
}

/// The references of one document, by the node of the reference's string.
struct ReferenceTable: Sendable {
  /// Nodes in ascending order, with what they lead to.
  private var nodes: [UInt32] = []
  private var targets: [Reference] = []
  private var texts: [Name] = []
  /// What leads where, by spelling.
  private(set) var spellings: [Name: Reference] = [:]

  mutating func append(_ node: NodeID, _ text: Name, _ reference: Reference) {
    nodes.append(node.index)
    targets.append(reference)
    texts.append(text)
    spellings[text] = reference
  }

  subscript(node: NodeID) -> Reference? {
    let index = firstIndex(from: node.index)
    return index < nodes.count && nodes[index] == node.index ? targets[index] : nil
  }

  subscript(spelled text: Name) -> Reference? { spellings[text] }

  func hasAny(in range: Range<UInt32>) -> Bool {
    let index = firstIndex(from: range.lowerBound)
    return index < nodes.count && nodes[index] < range.upperBound
  }

  /// What leads where in a part of the document, by spelling.
  func spellings(in range: Range<UInt32>) -> [Name: Reference] {
    var found: [Name: Reference] = [:]
    for index in firstIndex(from: range.lowerBound)..<firstIndex(from: range.upperBound) {
      found[texts[index]] = targets[index]
    }
    return found
  }

  private func firstIndex(from node: UInt32) -> Int {
    var low = 0
    var high = nodes.count
    while low < high {
      let middle = (low + high) / 2
      if nodes[middle] < node { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

/// A reference as RFC 3986 sees it, as far as contracts use it: a document and a fragment.
struct SplitReference: Hashable {
  /// The part before `#`, percent-decoded; empty for the same document.
  let document: [UInt8]
  /// The part after `#`, percent-decoded; nil if there is no `#`.
  let fragment: [UInt8]?
  /// Whether the document part names a scheme or a host.
  let isForeign: Bool

  init(_ reference: Name) {
    let bytes = reference.bytes
    let hash = bytes.firstIndex(of: UInt8(ascii: "#"))
    let head = bytes[..<(hash ?? bytes.endIndex)]
    fragment = hash.map { SplitReference.percentDecoded(bytes[($0 + 1)...]) }
    document = SplitReference.percentDecoded(head)
    let scheme = head.prefix { $0 != UInt8(ascii: ":") && $0 != UInt8(ascii: "/") }
    let named = scheme.endIndex < head.endIndex && head[scheme.endIndex] == UInt8(ascii: ":")
    // A single letter before the colon is a drive of another system, not a scheme: also foreign.
    isForeign = named || head.starts(with: Array("//".utf8))
  }

  private static func percentDecoded(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    guard bytes.contains(UInt8(ascii: "%")) else { return Array(bytes) }
    var output: [UInt8] = []
    var index = bytes.startIndex
    while index < bytes.endIndex {
      if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.endIndex,
        let high = hexDigit(bytes[index + 1]), let low = hexDigit(bytes[index + 2])
      {
        output.append(high << 4 | low)
        index += 3
      } else {
        output.append(bytes[index])
        index += 1
      }
    }
    return output
  }

  private static func hexDigit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}

/// Evaluates JSON pointers (RFC 6901) inside one document.
struct PointerResolver {
  let tree: DataTree

  /// The node that a pointer names; the empty one names the whole document.
  func node(for pointer: [UInt8]) -> NodeID? {
    if pointer.isEmpty { return tree.root }
    var node = tree.root
    for token in pointer.dropFirst().split(
      separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    {
      guard let next = step(from: node, PointerResolver.unescaped(token)) else { return nil }
      node = next
    }
    return node
  }

  private func step(from node: NodeID, _ token: Name) -> NodeID? {
    switch tree.kind(of: node) {
    case .object: return tree.value(of: node, named: token)
    case .array:
      guard let index = Int(token.text), index >= 0, String(index) == token.text else { return nil }
      var position = 0
      for item in tree.items(of: node) {
        if position == index { return item }
        position += 1
      }
      return nil
    default: return nil
    }
  }

  /// RFC 6901: `~1` is a slash and `~0` a tilde.
  static func unescaped(_ token: ArraySlice<UInt8>) -> Name {
    guard token.contains(UInt8(ascii: "~")) else { return Name(token) }
    var output: [UInt8] = []
    var escaped = false
    for byte in token {
      if escaped {
        output += byte == UInt8(ascii: "1") ? [UInt8(ascii: "/")] : [UInt8(ascii: "~")]
        if byte != UInt8(ascii: "0") && byte != UInt8(ascii: "1") { output.append(byte) }
        escaped = false
      } else if byte == UInt8(ascii: "~") {
        escaped = true
      } else {
        output.append(byte)
      }
    }
    if escaped { output.append(UInt8(ascii: "~")) }
    return Name(output)
  }
}
