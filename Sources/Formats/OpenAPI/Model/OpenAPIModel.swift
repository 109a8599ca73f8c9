import DataTrees
package import FormatKit
import SourceModel

/// A readable OpenAPI description, of any version, in the shape of version 3.
package struct OpenAPIModel: Equatable, Sendable {
  /// The documents, the root first.
  package let documents: DocumentSet
  /// The version that the root document names.
  package let version: OpenAPIVersion

  /// The documents read as schemas of the version's dialect.
  var schemas: SchemaDocuments { SchemaDocuments(documents, dialect: version.dialect) }
}

/// The versions that differ in how a description is read.
package enum OpenAPIVersion: String, Hashable, Sendable, CaseIterable {
  case v2 = "2.0"
  case v30 = "3.0"
  case v31 = "3.1"

  var dialect: SchemaDialect { self == .v31 ? .draft2020 : .openAPI30 }
}

/// An operation under a path, a webhook or a callback.
struct Operation {
  /// The method, upper case.
  let method: Name
  /// The path template, or the webhook's or the callback expression's name.
  let template: Name
  let node: NodeRef
  /// The path item that holds it.
  let item: NodeRef

  /// The template with the names of its parameters erased: what clients see.
  var erased: Name { Operation.erasing(template) }

  /// The template with the first segment that names a version, such as `v2`, naming the one before
  /// it; nil if there is none, or none before it.
  var templateOfPrecedingVersion: Name? {
    var segments = template.bytes.split(
      separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    for (index, segment) in segments.enumerated() where segment.first == UInt8(ascii: "v") {
      let digits = segment.dropFirst()
      guard digits.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains),
        let number = Int(String(decoding: digits, as: UTF8.self)), number > 1
      else { continue }
      segments[index] = Array("v\(number - 1)".utf8)[...]
      return Name(Array(segments.joined(separator: [UInt8(ascii: "/")])))
    }
    return nil
  }

  /// The names of the template's parameters, in order.
  var templateParameters: [Name] {
    var names: [Name] = []
    var current: [UInt8]?
    for byte in template.bytes {
      switch byte {
      case UInt8(ascii: "{"): current = []
      case UInt8(ascii: "}"):
        if let name = current { names.append(Name(name)) }
        current = nil
      default: current?.append(byte)
      }
    }
    return names
  }

  static func erasing(_ template: Name) -> Name {
    var output: [UInt8] = []
    var isInside = false
    for byte in template.bytes {
      if byte == UInt8(ascii: "}") { isInside = false }
      if !isInside { output.append(byte) }
      if byte == UInt8(ascii: "{") { isInside = true }
    }
    return Name(output)
  }
}

/// A parameter as an operation has it.
struct Parameter {
  /// What tells parameters of one operation apart.
  struct Key: Hashable {
    let place: Name
    let name: Name
  }

  let key: Key
  let name: Name
  /// The parameter itself, references followed.
  let node: NodeRef
  /// Where the operation or its path item lists it.
  let site: NodeRef
  /// Whether the path item lists it, for all its operations.
  let isShared: Bool

  var place: Name { key.place }

  /// The parameter as part of an element's name.
  var step: Name { "parameter " + name + " (" + key.place + ")" }
}

extension OpenAPIModel {
  static let methods: [Name] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace", "query",
  ]

  /// The operations of a map of path items, in source order.
  func operations(of paths: NodeRef) -> [Operation] {
    documents.members(of: paths).filter { !$0.key.hasPrefix("x-") }
      .flatMap { operations(named: $0.key, at: $0.value) }
  }

  /// The operations of one path item, in source order.
  func operations(named template: Name, at site: NodeRef) -> [Operation] {
    guard let item = documents.resolved(site) else { return [] }
    return documents.members(of: item).compactMap { key, site in
      guard OpenAPIModel.methods.contains(key), let node = documents.resolved(site),
        documents.kind(of: node) == .object
      else { return nil }
      return Operation(
        method: key.asciiUppercased, template: template, node: node, item: item)
    }
  }

  /// The parameters of an operation: its own, then those of its path item that it does not replace.
  func parameters(of operation: Operation, isMoved: Bool = false) -> [Parameter] {
    // Places in a template tell nothing about another template.
    let slots = isMoved ? [] : operation.templateParameters
    var found: [Parameter] = []
    var keys: Set<Parameter.Key> = []
    for (holder, isShared) in [(operation.node, false), (operation.item, true)] {
      guard let list = documents.value(of: holder, "parameters") else { continue }
      for site in documents.items(of: list) {
        guard let node = documents.resolved(site), let name = documents.string(of: node, "name"),
          let place = documents.string(of: node, "in")
        else { continue }
        let key = OpenAPIModel.key(of: name, in: place, slots: slots)
        if keys.insert(key).inserted {
          found.append(
            Parameter(key: key, name: name, node: node, site: site, isShared: isShared))
        }
      }
    }
    return found
  }

  /// Path parameters are told apart by their place in the template, headers without regard to case
  /// (RFC 9110, 5.1).
  private static func key(of name: Name, in place: Name, slots: [Name]) -> Parameter.Key {
    switch place {
    case "path":
      if let index = slots.firstIndex(of: name) {
        return Parameter.Key(place: place, name: Name("{\(index + 1)}"))
      }
      return Parameter.Key(place: place, name: name)
    case "header": return Parameter.Key(place: place, name: name.asciiLowercased)
    default: return Parameter.Key(place: place, name: name)
    }
  }

  /// The components of a kind, in source order.
  func components(_ kind: StaticString) -> [(key: Name, value: NodeRef)] {
    guard let components = documents.value(of: documents.root, "components"),
      let map = documents.value(of: components, kind)
    else { return [] }
    return documents.members(of: map)
  }

  /// Whether the description only collects components for others to use.
  var isBundle: Bool {
    func isEmpty(_ key: StaticString) -> Bool {
      documents.value(of: documents.root, key).map { operations(of: $0).isEmpty } ?? true
    }
    return isEmpty("paths") && isEmpty("webhooks")
  }
}
