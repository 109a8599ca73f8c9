import DataTrees
import FormatKit
import ReleaseModel
import SourceModel

/// Takes values out of a tree and reports those that are not of the kind that the dialect wants.
///
/// A value that is null counts as left out, as generators write it so.
struct TreeReader {
  let tree: DataTree
  var problems: [LocatedProblem] = []

  init(_ tree: DataTree) {
    self.tree = tree
  }

  /// Where a value stands; of an object or list the first byte, so that a report does not mark it
  /// whole.
  func location(_ node: NodeID) -> Location {
    let range = tree.range(of: node)
    switch tree.kind(of: node) {
    case .array, .object:
      return Location(
        tree.source.path, SourceRange(range.lower, min(range.upper, range.lower + 1)))
    default: return Location(tree.source.path, range)
    }
  }

  /// The value in canonical compact form, cut for output.
  func excerpt(_ node: NodeID) -> Name { Name(tree.canonical(node, limit: 200)) }

  /// The value in canonical compact form, whole.
  func canonical(_ node: NodeID) -> Name { Name(tree.canonical(node, limit: 1 << 28)) }

  /// Reports something that is not as the dialect wants it; it is left out of the model.
  mutating func fail(_ message: String, at node: NodeID) {
    problems.append(
      LocatedProblem(
        rule: "cli/structure-invalid", message: message, location: location(node), hint: nil,
        subject: canonical(node)))
  }

  private mutating func expect(_ kind: String, at node: NodeID) {
    let key = tree.key(of: node).map { " under '\($0)'" } ?? ""
    fail("\(kind) was expected\(key)", at: node)
  }

  // MARK: Scalars

  mutating func string(_ node: NodeID?) -> Located<Name>? {
    guard let node else { return nil }
    guard let text = tree.string(of: node) else {
      expect("a string", at: node)
      return nil
    }
    return Located(text, at: location(node))
  }

  /// The tool's version, whatever it is written as.
  func version(_ node: NodeID?) -> Aside<Located<Name>?> {
    Aside(
      node.flatMap { node in
        tree.scalarText(of: node).map { Located($0, at: location(node)) }
      })
  }

  /// A string, number or truth value by its text: `1.0` and `"1.0"` mean the same on a command
  /// line.
  mutating func scalar(_ node: NodeID?) -> Located<Name>? {
    guard let node else { return nil }
    guard let text = tree.scalarText(of: node) else {
      expect("a scalar", at: node)
      return nil
    }
    return Located(text, at: location(node))
  }

  /// Any value: a scalar by its text, another in canonical form.
  func value(_ node: NodeID?) -> Located<Name>? {
    node.map { Located(tree.scalarText(of: $0) ?? canonical($0), at: location($0)) }
  }

  mutating func truth(_ node: NodeID?, else value: Located<Bool>) -> Located<Bool> {
    guard let node else { return value }
    guard let truth = tree.bool(of: node) else {
      expect("true or false", at: node)
      return value
    }
    return Located(truth, at: location(node))
  }

  mutating func integer(_ node: NodeID?) -> Located<Int>? {
    guard let node else { return nil }
    guard let integer = tree.number(of: node)?.integer else {
      expect("a whole number", at: node)
      return nil
    }
    return Located(integer, at: location(node))
  }

  /// A number by its value: `1` and `1.0` are the same.
  mutating func number(_ node: NodeID?) -> Located<Name>? {
    guard let node else { return nil }
    guard let number = tree.number(of: node) else {
      expect("a number", at: node)
      return nil
    }
    return Located(Name(number.description), at: location(node))
  }

  // MARK: Containers

  mutating func items(_ node: NodeID?) -> [NodeID] {
    guard let node else { return [] }
    guard tree.kind(of: node) == .array else {
      expect("a list", at: node)
      return []
    }
    return tree.items(of: node).filter { tree.kind(of: $0) != .null }
  }

  mutating func words(_ node: NodeID?) -> [Located<Name>] {
    var words: [Located<Name>] = []
    for item in items(node) {
      if let word = scalar(item) { words.append(word) }
    }
    return words
  }

  /// Words in order, each once.
  mutating func distinctWords(_ node: NodeID?) -> [Located<Name>] {
    var seen: Set<Name> = []
    return words(node).filter { seen.insert($0.value).inserted }
  }

  /// Words whose order and number have no meaning, sorted.
  mutating func wordSet(_ node: NodeID?) -> [Located<Name>] {
    distinctWords(node).sorted { $0.value < $1.value }
  }

  mutating func fields(_ node: NodeID?) -> Fields? {
    guard let node else { return nil }
    guard tree.kind(of: node) == .object else {
      expect("an object", at: node)
      return nil
    }
    return Fields(tree, node)
  }

  /// The members that nobody took, by key.
  func rest(_ fields: Fields) -> Members { members(fields.rest) }

  /// Members by key, in canonical form.
  func members(_ list: [(key: Name, value: NodeID)]) -> Members {
    var members: Members = [:]
    for (key, value) in list {
      members[key] = Located(canonical(value), at: location(value))
    }
    return members
  }

  /// Members that a dialect keeps for human readers.
  func members(_ fields: inout Fields, _ keys: StaticString...) -> Members {
    members(
      keys.compactMap { key in fields.take(key).map { (Name(key.description), $0) } })
  }
}

/// The members of an object that are still to be read.
struct Fields {
  let node: NodeID
  private let tree: DataTree
  private var taken: Set<KeyID> = []

  init(_ tree: DataTree, _ node: NodeID) {
    self.tree = tree
    self.node = node
  }

  /// The value under a key; nil if there is none or it is null.
  mutating func take(_ key: StaticString) -> NodeID? {
    guard let id = tree.keyID(for: key) else { return nil }
    taken.insert(id)
    guard let value = tree.value(of: node, id), tree.kind(of: value) != .null else { return nil }
    return value
  }

  fileprivate var rest: [(key: Name, value: NodeID)] {
    tree.members(of: node).filter { !taken.contains($0.key) }
      .map { (tree.keyName($0.key), $0.value) }
  }
}
