import DataTrees
import FormatKit
import SourceModel

/// Finds elements in one description by the names that changes give them.
struct ElementSearch {
  private let model: OpenAPIModel
  private let schemas: SchemaDocuments
  private var operations: [Name: Operation] = [:]
  /// The operations by their name without the names of their path's parameters.
  private var erased: [Name: Operation] = [:]
  /// How many bytes of names may still be read for the element that is sought.
  private var budget = 0

  /// Names may be read in several ways, and a hostile one in very many.
  private static let limit = 8 << 20

  init(_ model: OpenAPIModel) {
    self.model = model
    self.schemas = model.schemas
    let root = model.documents.root
    for (key, head) in [("paths", ""), ("webhooks", "webhook ")] as [(StaticString, Name)] {
      guard let map = model.documents.value(of: root, key) else { continue }
      for operation in model.operations(of: map) { add(operation, at: head) }
    }
    for (name, site) in model.components("pathItems") {
      for operation in model.operations(named: name, at: site) { add(operation, at: "path item ") }
    }
  }

  private mutating func add(_ operation: Operation, at head: Name) {
    func name(_ template: Name) -> Name {
      head.isEmpty
        ? operation.method + " " + template : head + template + " > " + operation.method
    }
    let names = (name(operation.template), name(operation.erased))
    if operations[names.0] == nil { operations[names.0] = operation }
    if erased[names.1] == nil { erased[names.1] = operation }
  }

  /// The life of an element; nil if the description does not have it.
  mutating func life(of element: Name) -> ElementLife? {
    if element.isEmpty {
      return ElementLife(model.documents.spot(of: model.documents.root))
    }
    budget = ElementSearch.limit
    for (head, rest) in element.readings {
      for place in outermost(named: head) {
        if let life = life(of: rest, in: place, announced: nil) { return life }
      }
    }
    return nil
  }

  private mutating func life(
    of name: Name, in place: ElementPlace, announced outer: ElementLife.Announcement?
  ) -> ElementLife? {
    let announcement = model.announcement(at: place, schemas) ?? outer
    if name.isEmpty {
      return ElementLife(model.documents.keySpot(of: place.node), announcement: announcement)
    }
    let readings = name.readings
    budget -= readings.count * name.bytes.count
    if budget < 0 { return nil }
    for (head, rest) in readings {
      for inner in model.places(inside: place, named: head, schemas) {
        if let life = life(of: rest, in: inner, announced: announcement) { return life }
      }
    }
    return nil
  }

  // MARK: The outermost step

  private func outermost(named head: Name) -> [ElementPlace] {
    if head.isEmpty {
      // Something refers to the description itself as to a schema.
      let root = model.documents.root
      return [.schema(SchemaPlace([root], in: root))]
    }
    if let operation = operations[head] ?? erased[Operation.erasing(head)] {
      let template = Name(head.bytes.drop { $0 != 0x20 }.dropFirst())
      return [.operation(operation, template: template)]
    }
    return component(named: head) + part(named: head)
  }

  /// A part of the description itself.
  private func part(named head: Name) -> [ElementPlace] {
    let root = model.documents.root
    func member(_ key: StaticString) -> ElementPlace {
      .leaf(model.documents.value(of: root, key) ?? root)
    }
    switch head {
    case "info": return [member("info")]
    case "tags": return [member("tags")]
    case "security": return [member("security")]
    case "components": return [member("components")]
    default: break
    }
    let servers = model.documents.value(of: root, "servers")
    if let server = model.server(head, of: servers, holder: root) { return [server] }
    return (["paths", "webhooks"] as [StaticString]).flatMap { key in
      model.documents.value(of: root, key).map { model.pathItems(of: $0, named: head) } ?? []
    }
  }

  /// A component by its kind and name, or by the place that references give it.
  private func component(named head: Name) -> [ElementPlace] {
    for kind in OpenAPIComparison.componentKinds {
      let prefix = (kind.name + " ").bytes
      guard head.bytes.starts(with: prefix) else { continue }
      let name = Name(head.bytes[prefix.count...])
      guard let site = model.components(kind.word).first(where: { $0.key == name })?.value else {
        continue
      }
      return [ElementSearch.place(of: model.documents.resolved(site) ?? site, kind.kind)]
    }
    guard let node = referenced(head).flatMap(model.documents.resolved) else { return [] }
    // What is there is told by those who refer to it only.
    return [
      .schema(SchemaPlace([node], in: node)), .response(node), .value(node), .callback(node),
    ]
  }

  /// The node at `document#fragment`; a document alone is meant whole.
  private func referenced(_ place: Name) -> NodeRef? {
    let hash = place.bytes.firstIndex(of: UInt8(ascii: "#"))
    let document = Name(place.bytes[..<(hash ?? place.bytes.endIndex)])
    let fragment = hash.map { Name(place.bytes[($0 + 1)...]) } ?? ""
    if document.isEmpty, fragment.isEmpty { return nil }
    return model.documents.node(
      at: ComponentIdentity(
        document: document.isEmpty ? nil : RepositoryPath(unchecked: document),
        fragment: fragment))
  }

  private static func place(of node: NodeRef, _ kind: OpenAPIComparison.Kind) -> ElementPlace {
    switch kind {
    case .schema: .schema(SchemaPlace([node], in: node))
    case .parameter, .header: .value(node)
    case .body: .body(node)
    case .response: .response(node)
    case .callback: .callback(node)
    case .securityScheme: .securityScheme(node)
    case .document, .operation, .link, .security: .leaf(node)
    }
  }
}
