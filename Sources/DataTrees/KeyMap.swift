package import SourceModel

/// What the keys of one tree mean to a reader, so that reading a member costs one array access.
package struct KeyMap<Meaning: Sendable>: Sendable {
  private var meanings: [Meaning?]

  /// Looks the keys up in a tree; keys that it does not have cost nothing later.
  package init(_ tree: DataTree, _ keys: some Sequence<(key: Name, value: Meaning)>) {
    meanings = [Meaning?](repeating: nil, count: tree.keys.count)
    for (key, meaning) in keys {
      if let id = tree.keyID(for: key) { meanings[Int(id.index)] = meaning }
    }
  }

  /// The meaning of a key of the tree; nil if it has none.
  package subscript(key: KeyID) -> Meaning? {
    meanings[Int(key.index)]
  }
}
