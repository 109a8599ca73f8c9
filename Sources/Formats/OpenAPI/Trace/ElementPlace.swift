import DataTrees
import FormatKit
import SourceModel

/// A place of a description at which elements stand or inside which others do.
enum ElementPlace {
  /// An operation; the template is the one by which the element was asked for.
  case operation(Operation, template: Name)
  /// A path item, which lists parameters for all its operations.
  case pathItem(Operation, template: Name)
  /// A parameter or a header.
  case value(NodeRef)
  /// A request body, or an encoding, which may have headers as well.
  case body(NodeRef)
  case response(NodeRef)
  case mediaType(NodeRef)
  case callback(NodeRef)
  case securityScheme(NodeRef)
  case server(NodeRef)
  case schema(SchemaPlace)
  /// A place inside which nothing stands that has a name.
  case leaf(NodeRef)

  /// What stands there.
  var node: NodeRef {
    switch self {
    case .operation(let operation, _): operation.node
    case .pathItem(let operation, _): operation.item
    case .schema(let place): place.node
    case .value(let node), .body(let node), .response(let node), .mediaType(let node),
      .callback(let node), .securityScheme(let node), .server(let node), .leaf(let node):
      node
    }
  }
}

extension OpenAPIModel {
  /// The word that what stands at a place will end; nil if it says nothing of its own.
  func announcement(at place: ElementPlace, _ schemas: SchemaDocuments) -> ElementLife.Announcement?
  {
    if case .schema(let place) = place { return schemas.announcement(at: place) }
    guard let element = documents.resolved(place.node), documents.kind(of: element) == .object
    else { return nil }
    let sunset = documents.value(of: element, "x-sunset")
    let marks = [element, documents.value(of: element, "schema")].compactMap { $0 }
      .compactMap { documents.value(of: $0, "deprecated") }.filter {
        documents.bool(of: $0) == true
      }
    // A sunset alone announces the end as well.
    let text = sunset.flatMap(documents.string)
    guard let spot = marks.first ?? (text == nil ? nil : sunset) else { return nil }
    return ElementLife.Announcement(
      documents.spot(of: spot), sunset: text.flatMap { CalendarDate($0.text) })
  }

  /// The places one step inside another, by the step's name as changes spell it.
  func places(
    inside place: ElementPlace, named step: Name, _ schemas: SchemaDocuments
  ) -> [ElementPlace] {
    switch place {
    case .operation(let operation, let template):
      return part(of: operation, named: step, template).map { [$0] } ?? []
    case .pathItem(let operation, let template):
      return parameter(of: operation, named: step, template).map { [.value($0)] } ?? []
    case .value(let node):
      if let media = mediaType(step, of: node) { return [media] }
      return valueSchema(of: node).map { inner($0, step, schemas) } ?? []
    case .body(let node):
      return [mediaType(step, of: node), header(step, of: node)].compactMap { $0 }
    case .response(let node):
      let link = step.dropping("link ").flatMap { member($0, of: node, "links") }
      return [mediaType(step, of: node), header(step, of: node), link.map { .leaf($0) }]
        .compactMap { $0 }
    case .mediaType(let node):
      var found = valueSchema(of: node).map { inner($0, step, schemas) } ?? []
      if let part = step.dropping("encoding ") {
        found.append(.body(member(part, of: node, "encoding") ?? node))
      }
      return found
    case .callback(let node):
      return operations(of: node).compactMap { self.place(of: $0, named: step) }
        + pathItems(of: node, named: step)
    case .securityScheme(let node):
      return step.dropping("flow ").flatMap { member($0, of: node, "flows") }.map { [.leaf($0)] }
        ?? []
    case .server(let node): return member(step, of: node, "variables").map { [.leaf($0)] } ?? []
    case .schema(let place): return inner(place, step, schemas)
    case .leaf: return []
    }
  }

  private func inner(
    _ place: SchemaPlace, _ step: Name, _ schemas: SchemaDocuments
  ) -> [ElementPlace] {
    schemas.places(inside: place, named: step).map { .schema($0) }
  }

  private func valueSchema(of node: NodeRef) -> SchemaPlace? {
    documents.value(of: node, "schema").map { SchemaPlace([$0], in: node) }
  }

  /// A member of a map that an element holds, references followed.
  private func member(_ name: Name, of node: NodeRef, _ map: StaticString) -> NodeRef? {
    documents.resolved(node).flatMap { documents.value(of: $0, map) }
      .flatMap { documents.value(of: $0, named: name) }.flatMap(documents.resolved)
  }

  private func mediaType(_ name: Name, of node: NodeRef) -> ElementPlace? {
    guard let content = documents.value(of: node, "content") else { return nil }
    let wanted = MediaType(name)
    return documents.members(of: content).first { MediaType($0.key) == wanted }
      .map { .mediaType($0.value) }
  }

  private func header(_ step: Name, of node: NodeRef) -> ElementPlace? {
    guard let name = step.dropping("header ")?.asciiLowercased,
      let headers = documents.value(of: node, "headers")
    else { return nil }
    return documents.members(of: headers).first { $0.key.asciiLowercased == name }
      .flatMap { documents.resolved($0.value) }.map { .value($0) }
  }

  // MARK: Operations

  /// The operation as a place if it goes by a name, whatever its path's parameters are called.
  private func place(of operation: Operation, named name: Name) -> ElementPlace? {
    guard operation.method + " " + operation.erased == Operation.erasing(name) else { return nil }
    return .operation(operation, template: Name(name.bytes.drop { $0 != 0x20 }.dropFirst()))
  }

  /// The path items of a map that go by a template.
  func pathItems(of map: NodeRef, named template: Name) -> [ElementPlace] {
    let erased = Operation.erasing(template)
    return documents.members(of: map).filter { Operation.erasing($0.key) == erased }
      .compactMap { key, site in
        documents.resolved(site).map { item in
          .pathItem(
            Operation(method: "", template: key, node: item, item: item), template: template)
        }
      }
  }

  private func part(
    of operation: Operation, named step: Name, _ template: Name
  ) -> ElementPlace? {
    let node = operation.node
    if let parameter = parameter(of: operation, named: step, template) { return .value(parameter) }
    if let status = step.dropping("response ") {
      guard let map = documents.value(of: node, "responses") else { return nil }
      return documents.members(of: map)
        .first { $0.key.asciiUppercased == status.asciiUppercased }
        .flatMap { documents.resolved($0.value) }.map { .response($0) }
    }
    if let name = step.dropping("callback ") {
      return member(name, of: node, "callbacks").map { .callback($0) }
    }
    switch step {
    case "request":
      return documents.value(of: node, "requestBody").flatMap(documents.resolved).map { .body($0) }
    case "responses": return documents.value(of: node, "responses").map { .leaf($0) }
    case "security": return .leaf(documents.value(of: node, "security") ?? node)
    default: break
    }
    return server(
      step,
      of: documents.value(of: node, "servers")
        ?? documents.value(of: operation.item, "servers")
        ?? documents.value(of: documents.root, "servers"), holder: node)
  }

  /// A parameter by its step: in a path by its place in the template, a header in any case.
  private func parameter(
    of operation: Operation, named step: Name, _ template: Name
  ) -> NodeRef? {
    let asked = Operation(
      method: "", template: template, node: operation.node, item: operation.item)
    let slots = asked.templateParameters
    return parameters(of: operation).first { parameter in
      if parameter.step == step { return true }
      switch parameter.place {
      case "path":
        return slots.enumerated().contains { index, name in
          parameter.key.name == Name("{\(index + 1)}") && step == "parameter " + name + " (path)"
        }
      case "header": return parameter.step.asciiLowercased == step.asciiLowercased
      default: return false
      }
    }?.node
  }

  /// A server by its address; without a list, the server is that of the description.
  func server(_ step: Name, of list: NodeRef?, holder: NodeRef) -> ElementPlace? {
    guard step.hasPrefix("server ") else { return nil }
    return servers(in: list).first { "server " + $0.key == step }
      .map { $0.value.map { .server($0) } ?? .leaf(holder) }
  }
}
