import DataTrees
import SourceModel

/// The names that the schemas of one document give themselves; the first in source order has one.
struct SchemaNames {
  /// The schemas with an anchor (JSON Schema 2020-12, 8.2.2), or with the older `id: "#name"`.
  private(set) var anchors: [Name: NodeID] = [:]
  /// The schemas with an `$id`, as it is spelled.
  private(set) var identifiers: [Name: NodeID] = [:]

  /// Reads a document once.
  init(_ tree: DataTree) {
    let anchorKeys = (["$anchor", "$dynamicAnchor"] as [StaticString]).compactMap {
      tree.keyID(for: $0)
    }
    let identifierKey = tree.keyID(for: "$id" as StaticString)
    let olderKey = tree.keyID(for: "id" as StaticString)
    if anchorKeys.isEmpty, identifierKey == nil, olderKey == nil { return }
    var pending = [tree.root]
    while let node = pending.popLast() {
      // An alias is not followed: its anchor is visited where it stands.
      var children: [NodeID] = []
      for (key, value) in tree.members(of: node) {
        if value > node { children.append(value) }
        let isIdentifier = key == identifierKey
        guard isIdentifier || key == olderKey || anchorKeys.contains(key),
          let name = tree.string(of: value)
        else { continue }
        if anchorKeys.contains(key) {
          add(name, of: node, to: &anchors)
        } else if name.hasPrefix("#") {
          add(Name(name.bytes.dropFirst()), of: node, to: &anchors)
        }
        if isIdentifier { add(name, of: node, to: &identifiers) }
      }
      for item in tree.items(of: node) where item > node { children.append(item) }
      // Reversed, so that the first in source order is visited first.
      pending.append(contentsOf: children.reversed())
    }
  }

  private func add(_ name: Name, of node: NodeID, to table: inout [Name: NodeID]) {
    if table[name] == nil { table[name] = node }
  }
}
