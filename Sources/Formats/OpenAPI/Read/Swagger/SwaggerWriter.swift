import DataTrees
import FormatKit
import SourceModel

/// What a reference takes its target for.
enum SwaggerRole: Hashable {
  case pathItem, parameter, response, schema
}

/// A place that a reference leads to.
struct SwaggerUse: Hashable {
  let place: NodeRef
  let role: SwaggerRole
}

/// A media type, with the item that names it if that stands in the document being written.
struct SwaggerMediaType {
  let name: Name
  let origin: NodeID?
}

/// Writes one document of a Swagger 2.0 description as OpenAPI 3.0 says the same.
///
/// Every value keeps its place in the source. Keys to which 2.0 gives no meaning, but 3.0 would,
/// become extensions. What is not shaped as 2.0 wants it is copied as it is, for the walk over the
/// outcome to find.
struct SwaggerWriter {
  let documents: DocumentSet
  /// The document's index in the set; the root alone has a layout of its own.
  let document: Int32
  let tree: DataTree
  /// What references take values for that the layout of the root does not explain.
  let roles: [NodeID: SwaggerRole]
  /// The text of a reference to a place that has moved; nil if the reference stays as it is.
  let respelling: (_ target: NodeRef, _ text: Name) -> Name?
  let shared: SwaggerShared
  private let keys: KeyMap

  var composer: TreeComposer
  /// What the references written so far lead to.
  private(set) var uses: [SwaggerUse] = []
  /// Beside each node whether it was written by what it means, not copied as data.
  private(set) var isUnderstood: [Bool]

  init(
    _ documents: DocumentSet, document: Int32, roles: [NodeID: SwaggerRole],
    respelling: @escaping (_ target: NodeRef, _ text: Name) -> Name?
  ) {
    self.documents = documents
    self.document = document
    self.roles = roles
    self.respelling = respelling
    tree = documents.trees[Int(document)]
    shared = SwaggerShared(documents, for: document)
    composer = TreeComposer(tree)
    keys = KeyMap(tree, SwaggerKey.numbers)
    isUnderstood = [Bool](repeating: false, count: tree.nodeCount)
  }

  /// Writes the whole document.
  mutating func writeDocument() {
    for (index, root) in tree.documents.enumerated() {
      composer.beginDocument()
      if document == 0, index == 0 { writeRoot(root) } else { copy(root) }
    }
  }

  /// Writes one value by what references take it for, and gives what it refers to in turn.
  mutating func usesWhenWritten(_ node: NodeID, as role: SwaggerRole) -> [SwaggerUse] {
    uses.removeAll()
    composer.beginDocument()
    write(node, as: role)
    return uses
  }

  private mutating func write(_ node: NodeID, as role: SwaggerRole) {
    switch role {
    case .pathItem: writePathItem(node)
    case .parameter: writeParameter(node)
    case .response: writeResponse(node, produces: shared.produces)
    case .schema: writeSchema(node)
    }
  }

  // MARK: Keys

  /// What the key of a member means in 2.0; nil if nothing.
  func key(of value: NodeID) -> SwaggerKey? {
    guard let id = tree.keyID(of: value), let number = keys[id] else { return nil }
    return SwaggerKey.all[Int(number)]
  }

  /// A member of an object; nil if there is none.
  func member(_ key: SwaggerKey, of object: NodeID) -> NodeID? {
    for member in tree.members(of: object) where self.key(of: member.value) == key {
      return member.value
    }
    return nil
  }

  // MARK: Copies

  /// Copies a value as data, but for the values in it that references take for something.
  mutating func copy(_ node: NodeID) {
    if roles.isEmpty {
      composer.copy(node)
    } else if let role = roles[node], tree.kind(of: node) == .object {
      write(node, as: role)
    } else {
      switch tree.kind(of: node) {
      case .object:
        composer.open(.object, as: node)
        for member in tree.members(of: node) {
          composer.key(of: member.value)
          copy(member.value)
        }
        composer.close()
      case .array:
        composer.open(.array, as: node)
        for item in tree.items(of: node) { copy(item) }
        composer.close()
      default: composer.copy(node)
      }
    }
  }

  /// Copies a member with its key.
  mutating func copyMember(_ value: NodeID) {
    composer.key(of: value)
    copy(value)
  }

  /// Copies a member whose key means something in 3.0 only, as an extension.
  mutating func copyForeign(_ value: NodeID) {
    composer.key("x-" + (tree.key(of: value) ?? ""), at: value)
    copy(value)
  }

  /// Opens the object that a value has become.
  mutating func open(as node: NodeID) {
    isUnderstood[Int(node.index)] = true
    composer.open(.object, as: node)
  }

  /// Writes the members of an object, each by a closure; anything else is copied.
  mutating func writeMap(
    _ map: NodeID, extensions: Bool = false,
    _ write: (inout SwaggerWriter, NodeID) -> Void
  ) {
    guard tree.kind(of: map) == .object else { return copy(map) }
    composer.open(.object, as: map)
    for member in tree.members(of: map) {
      if extensions, tree.keyName(member.key).hasPrefix("x-") {
        copyMember(member.value)
      } else {
        composer.key(of: member.value)
        write(&self, member.value)
      }
    }
    composer.close()
  }

  // MARK: References

  /// The string of an object's `$ref`; nil if it has none.
  func reference(of object: NodeID) -> NodeID? {
    guard let string = member(.reference, of: object), tree.kind(of: string) == .string else {
      return nil
    }
    return string
  }

  /// What an object is behind its references; nil if one of them leads nowhere.
  func resolved(_ object: NodeID) -> NodeRef? {
    documents.resolved(NodeRef(document: document, node: object))
  }

  /// Writes the string of a reference, spelled for where its target has gone.
  mutating func writeReference(_ string: NodeID, to role: SwaggerRole) {
    let place = NodeRef(document: document, node: string)
    guard case .target(let target) = documents.reference(at: place),
      let text = tree.string(of: string)
    else { return composer.copy(string) }
    uses.append(SwaggerUse(place: target, role: role))
    if let moved = respelling(target, text), moved != text {
      composer.string(moved, at: string)
    } else {
      composer.copy(string)
    }
  }

  /// Writes an object that has a reference, with what stands beside it.
  mutating func writeReferring(_ object: NodeID, to role: SwaggerRole) {
    open(as: object)
    for member in tree.members(of: object) {
      composer.key(of: member.value)
      if key(of: member.value) == .reference, tree.kind(of: member.value) == .string {
        writeReference(member.value, to: role)
      } else {
        copy(member.value)
      }
    }
    composer.close()
  }
}
