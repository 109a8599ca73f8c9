import DataTrees
import FormatKit
import SourceModel

/// Where a parameter of 2.0 is sent, as far as it decides what becomes of it.
enum SwaggerLocation {
  case body, form
  /// In the path, the query or a header: a parameter in 3.0 too.
  case plain

  /// Reads the value of `in`.
  init(_ place: NodeID?, in tree: DataTree) {
    if let place, tree.string(of: place, among: ["body"]) != nil {
      self = .body
    } else if let place, tree.string(of: place, among: ["formData"]) != nil {
      self = .form
    } else {
      self = .plain
    }
  }
}

/// A parameter as a list names it.
struct SwaggerParameter {
  /// The item of the list.
  let node: NodeID
  /// The parameter behind its references.
  let target: NodeRef
  let location: SwaggerLocation
}

extension SwaggerWriter {
  /// Where a parameter is sent, references followed.
  func location(of parameter: NodeID) -> SwaggerLocation {
    if reference(of: parameter) == nil {
      return SwaggerLocation(member(.location, of: parameter), in: tree)
    }
    return resolved(parameter).map(location) ?? .plain
  }

  private func location(of target: NodeRef) -> SwaggerLocation {
    let tree = documents.trees[Int(target.document)]
    return SwaggerLocation(tree.value(of: target.node, "in"), in: tree)
  }

  func bodyParameters(of list: NodeID) -> [SwaggerParameter] {
    tree.items(of: list).compactMap { item in
      let location = location(of: item)
      guard location != .plain, let target = resolved(item) else { return nil }
      return SwaggerParameter(node: item, target: target, location: location)
    }
  }

  /// Whether an operation's own parameters stand for one of its path item: there is one body, and
  /// one field of each name.
  func isReplaced(
    _ inherited: SwaggerParameter, by own: [SwaggerParameter]
  ) -> Bool {
    own.contains {
      $0.location != inherited.location || $0.location == .body
        || documents.string(of: $0.target, "name")
          == documents.string(of: inherited.target, "name")
    }
  }

  /// Writes what a list has of parameters that are no part of a body.
  mutating func writePlainParameters(_ list: NodeID) {
    guard tree.kind(of: list) == .array else { return copyMember(list) }
    let items = Array(tree.items(of: list))
    let plain = items.filter { location(of: $0) == .plain }
    guard plain.count == items.count || !plain.isEmpty else { return }
    composer.key(of: list)
    composer.open(.array, as: list)
    for item in plain { writeParameter(item) }
    composer.close()
  }

  /// Writes a parameter as what 3.0 makes of it: a parameter, a request body, or the schema of a
  /// field of a form.
  mutating func writeParameter(_ parameter: NodeID) {
    guard tree.kind(of: parameter) == .object else { return copy(parameter) }
    if reference(of: parameter) != nil { return writeReferring(parameter, to: .parameter) }
    switch location(of: parameter) {
    case .body: writeRequestBody(parameter, consumes: shared.consumes)
    case .form: writeField(parameter)
    case .plain: writePlainParameter(parameter)
    }
  }

  private mutating func writePlainParameter(_ parameter: NodeID) {
    let isTyped = member(.type, of: parameter) != nil
    open(as: parameter)
    for (_, value) in tree.members(of: parameter) {
      switch key(of: value) {
      case let key? where key.isOfSchema: break
      case .schema where !isTyped:
        composer.key(of: value)
        writeSchema(value)
      case .schema, .content, .style, .explode, .allowReserved, .examples:
        copyForeign(value)
      default: copyMember(value)
      }
    }
    writeStyle(of: parameter, location: member(.location, of: parameter).flatMap(tree.string))
    if isTyped { writeInlineSchema(of: parameter) }
    composer.close()
  }

  /// Writes how the items of an array are separated, as far as it differs from the default of 3.0.
  mutating func writeStyle(of parameter: NodeID, location: Name?) {
    guard let type = member(.type, of: parameter), tree.string(of: type, among: ["array"]) != nil
    else { return }
    let format = member(.collectionFormat, of: parameter)
    let isForm = location == "query" || location == "formData"
    switch (format.flatMap(tree.string) ?? "csv", isForm) {
    case ("csv", true):
      composer.key("explode", at: format ?? type)
      composer.bool(false, at: format ?? type)
    case ("csv", false), ("multi", true): break
    case ("ssv", true): writeStyle("spaceDelimited", at: format ?? type)
    case ("pipes", true): writeStyle("pipeDelimited", at: format ?? type)
    default: if let format { copyForeign(format) }
    }
  }

  private mutating func writeStyle(_ style: Name, at format: NodeID) {
    composer.key("style", at: format)
    composer.string(style, at: format)
  }
}
