import DataTrees
import FormatKit
import SourceModel

/// Brings the documents of a Swagger 2.0 description into the shape of OpenAPI 3.0.
///
/// The root is rewritten by its layout. In the other documents only those values are rewritten that
/// references take for a path item, a parameter, a response or a schema; everything else stays. All
/// references are then spelled for where their targets have gone, so that every reference leads to
/// what has become of what it led to before.
struct SwaggerUpgrade {
  private let documents: DocumentSet
  /// By document the values that its layout does not explain, but references do.
  private var roles: [[NodeID: SwaggerRole]]

  /// Whether a root document says that it is a description of version 2.0.
  static func applies(to documents: DocumentSet) -> Bool {
    documents.value(of: documents.root, "openapi") == nil
      && documents.value(of: documents.root, "swagger") != nil
  }

  /// All trees by path, rewritten where that is needed; nil if one would outgrow the limits.
  static func rewritten(_ documents: DocumentSet) -> [RepositoryPath: DataTree]? {
    var upgrade = SwaggerUpgrade(documents)
    let root = upgrade.findRoles()
    guard let places = upgrade.places(root) else { return nil }
    return upgrade.trees(places)
  }

  private init(_ documents: DocumentSet) {
    self.documents = documents
    roles = documents.trees.map { _ in [:] }
  }

  private func writer(
    _ document: Int32, _ respelling: @escaping (NodeRef, Name) -> Name? = { _, _ in nil }
  ) -> SwaggerWriter {
    SwaggerWriter(
      documents, document: document, roles: roles[Int(document)], respelling: respelling)
  }

  /// Follows references from the root through all documents, and gives the root as it was written.
  private mutating func findRoles() -> SwaggerWriter {
    var root = writer(0)
    root.writeDocument()
    var writers: [Int32: SwaggerWriter] = [0: root]
    var pending = root.uses
    while let use = pending.popLast() {
      let (document, node) = (use.place.document, use.place.node)
      var writer = writers.removeValue(forKey: document) ?? writer(document)
      if !writer.isUnderstood[Int(node.index)], roles[Int(document)][node] == nil {
        roles[Int(document)][node] = use.role
        pending += writer.usesWhenWritten(node, as: use.role)
      }
      writers[document] = writer
    }
    return root
  }

  /// Where the values of each document go; documents that stay as they are have no entry.
  private func places(_ root: SwaggerWriter) -> [Int32: Places]? {
    var places: [Int32: Places] = [:]
    for document in documents.trees.indices where document == 0 || !roles[document].isEmpty {
      var writer = root
      if !roles[document].isEmpty {
        writer = self.writer(Int32(document))
        writer.writeDocument()
      }
      guard let composition = writer.composer.finish() else { return nil }
      places[Int32(document)] = Places(
        composition: composition, parents: TreeParents(composition.tree))
    }
    return places
  }

  private struct Places {
    let composition: TreeComposition
    let parents: TreeParents

    /// The JSON pointer to what a value has become.
    func pointer(to original: NodeID) -> Name? {
      composition.place(of: original).map(parents.pointer)
    }
  }

  private struct Spelling: Hashable {
    let target: NodeRef
    let text: Name
  }

  private func trees(_ places: [Int32: Places]) -> [RepositoryPath: DataTree]? {
    var trees = Dictionary(
      documents.trees.map { ($0.source.path, $0) }, uniquingKeysWith: { first, _ in first })
    for document in places.keys.sorted() {
      var known: [Spelling: Name?] = [:]
      var writer = writer(document) { target, text in
        let spelling = Spelling(target: target, text: text)
        if let result = known[spelling] { return result }
        let result = places[target.document]?.pointer(to: target.node).flatMap {
          SwaggerUpgrade.respelled(text, pointer: $0)
        }
        known[spelling] = result
        return result
      }
      writer.writeDocument()
      guard let composition = writer.composer.finish() else { return nil }
      trees[composition.tree.source.path] = composition.tree
    }
    return trees
  }

  /// A reference with another fragment; nil if the whole document is meant.
  private static func respelled(_ text: Name, pointer: Name) -> Name? {
    if pointer.isEmpty { return nil }
    let document = text.bytes.prefix { $0 != UInt8(ascii: "#") }
    var bytes = Array(document) + [UInt8(ascii: "#")]
    for byte in pointer.bytes {
      bytes += byte == UInt8(ascii: "%") ? Array("%25".utf8) : [byte]
    }
    return Name(bytes)
  }
}
