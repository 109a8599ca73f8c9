import ReleaseModel
import SourceModel
import TestSupport

/// A value in one of a description's files.
struct Spot: Hashable {
  let file: RepositoryPath
  let path: [DataStep]

  func key(_ keys: Name...) -> Spot { Spot(file: file, path: path + keys.map { .key($0) }) }

  func item(_ index: Int) -> Spot { Spot(file: file, path: path + [.index(index)]) }
}

/// Who reaches a thing, and in which positions.
struct Reach {
  var positions: Set<Position> = []
  var operations: Set<Name> = []
  /// Whether values are written as text, which does not tell a number from a string.
  var isText = false
}

/// What a description offers, found by walking it from its operations.
///
/// This is the tests' own reading of a description, apart from the one that is tested.
struct Surface {
  enum Kind: Hashable {
    case operation, parameter, body, content, response, header, schema, property
  }

  struct Thing: Hashable {
    let kind: Kind
    let spot: Spot
  }

  private(set) var reach: [Thing: Reach] = [:]
  private let documents: [RepositoryPath: DataValue]
  private var visited: Set<Visit> = []

  private struct Visit: Hashable {
    let spot: Spot
    let position: Position
    let operation: Name
  }

  /// The way from an operation to a place.
  private struct Way {
    let operation: Name
    let position: Position
    var isText = false

    var flipped: Way {
      Way(operation: operation, position: position == .accepted ? .returned : .accepted)
    }

    var asText: Way { Way(operation: operation, position: position, isText: true) }
  }

  init(_ sample: Sample) {
    documents = sample.files.reduce(into: [:]) { documents, file in
      documents[file.key] = DataValue(SourceText(path: file.key, bytes: file.value))
    }
    let root = Spot(file: sample.root, path: [])
    for path in value(root)?["paths"]?.members ?? [] {
      walkItem(root.key("paths", path.key), position: .accepted) { $0 + " " + path.key }
    }
    for hook in value(root)?["webhooks"]?.members ?? [] {
      walkItem(root.key("webhooks", hook.key), position: .returned) {
        "webhook " + hook.key + " > " + $0
      }
    }
  }

  func value(_ spot: Spot) -> DataValue? { documents[spot.file]?[spot.path] }

  /// Follows references; nil if one leads nowhere.
  func resolved(_ spot: Spot) -> Spot? {
    var spot = spot
    for _ in 0..<32 {
      guard let text = value(spot)?["$ref"]?.text?.text else { return spot }
      let parts = text.split(separator: "#", omittingEmptySubsequences: false)
      var file = spot.file
      if let name = parts.first, !name.isEmpty {
        guard let path = spot.file.parent.resolving(Array(name.utf8)) else { return nil }
        file = path
      }
      let tokens = parts.count > 1 ? parts[1].split(separator: "/") : []
      spot = Spot(file: file, path: tokens.map { .key(Name(String($0))) })
      if value(spot) == nil { return nil }
    }
    return nil
  }

  /// The spot of a member, if it is there.
  func member(_ spot: Spot, _ key: Name) -> Spot? {
    value(spot)?[key] == nil ? nil : spot.key(key)
  }

  private mutating func note(_ kind: Kind, _ spot: Spot, _ way: Way) {
    let thing = Thing(kind: kind, spot: spot)
    reach[thing, default: Reach()].positions.insert(way.position)
    reach[thing, default: Reach()].operations.insert(way.operation)
    if way.isText { reach[thing, default: Reach()].isText = true }
  }

  // MARK: Operations

  private static let methods: [Name] = ["get", "put", "post", "delete", "patch"]

  private mutating func walkItem(
    _ site: Spot, position: Position, outer: Name? = nil, name: (Name) -> Name
  ) {
    guard let item = resolved(site) else { return }
    for method in Surface.methods {
      guard let operation = member(item, method) else { continue }
      let way = Way(
        operation: outer ?? name(Name(method.text.uppercased())), position: position)
      note(.operation, operation, way)
      walkParameters(of: operation, in: item, way)
      if let site = member(operation, "requestBody"), let body = resolved(site) {
        note(.body, body, way)
        walkContent(of: body, way)
      }
      for response in value(operation)?["responses"]?.members ?? [] {
        let site = operation.key("responses", response.key)
        note(.response, site, way.flipped)
        if let response = resolved(site) { walkResponse(response, way.flipped) }
      }
      walkCallbacks(of: operation, way)
    }
  }

  private mutating func walkParameters(of operation: Spot, in item: Spot, _ way: Way) {
    for holder in [operation, item] {
      for index in (value(holder)?["parameters"]?.items ?? []).indices {
        guard let parameter = resolved(holder.key("parameters").item(index)) else { continue }
        note(.parameter, parameter, way)
        if let schema = member(parameter, "schema") { walkSchema(schema, way.asText) }
      }
    }
  }

  private mutating func walkResponse(_ response: Spot, _ way: Way) {
    walkContent(of: response, way)
    for header in value(response)?["headers"]?.members ?? [] {
      guard let header = resolved(response.key("headers", header.key)) else { continue }
      note(.header, header, way)
      if let schema = member(header, "schema") { walkSchema(schema, way.asText) }
    }
  }

  private mutating func walkContent(of holder: Spot, _ way: Way) {
    guard let content = member(holder, "content") else { return }
    note(.content, content, way)
    for medium in value(content)?.members ?? [] {
      let carriesTypes = medium.key.text.hasSuffix("json")
      if let schema = member(content.key(medium.key), "schema") {
        walkSchema(schema, carriesTypes ? way : way.asText)
      }
    }
  }

  private mutating func walkCallbacks(of operation: Spot, _ way: Way) {
    for callback in value(operation)?["callbacks"]?.members ?? [] {
      guard let callback = resolved(operation.key("callbacks", callback.key)) else { continue }
      for expression in value(callback)?.members ?? [] {
        walkItem(
          callback.key(expression.key), position: way.flipped.position, outer: way.operation
        ) { $0 }
      }
    }
  }

  // MARK: Schemas

  private mutating func walkSchema(_ schema: Spot, _ way: Way) {
    let visit = Visit(spot: schema, position: way.position, operation: way.operation)
    guard let content = value(schema), visited.insert(visit).inserted else { return }
    if content["$ref"] != nil {
      // A component is one thing for all its users: it is read as it would be in JSON.
      let way = Way(operation: way.operation, position: way.position)
      if let target = resolved(schema) { walkSchema(target, way) }
      return
    }
    note(.schema, schema, way)
    for property in content["properties"]?.members ?? [] {
      let hidden: Position? =
        property.value["readOnly"] == .bool(true)
        ? .accepted : property.value["writeOnly"] == .bool(true) ? .returned : nil
      if hidden == way.position { continue }
      let spot = schema.key("properties", property.key)
      note(.property, spot, way)
      walkSchema(spot, way)
    }
    for key in ["items", "additionalProperties"] as [Name] {
      if let inner = member(schema, key) { walkSchema(inner, way) }
    }
    // Alternatives in place are told apart by what they say: an edit makes another one of them.
    for key in ["allOf", "oneOf", "anyOf"] as [Name] {
      for (index, branch) in (content[key]?.items ?? []).enumerated()
      where key == "allOf" || branch["$ref"] != nil {
        walkSchema(schema.key(key).item(index), way)
      }
    }
  }
}
