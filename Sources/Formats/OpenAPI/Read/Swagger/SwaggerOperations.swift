import DataTrees
import FormatKit
import SourceModel

/// Where a parameter of 2.0 is sent, as far as it decides what becomes of it.
enum SwaggerLocation {
  case body, form
  /// In the path, the query or a header: a parameter in 3.0 too.
  case plain
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
  private static let methods: [Name] = [
    "get", "put", "post", "delete", "options", "head", "patch",
  ]

  /// Writes a path item; what its list says of a body goes into each operation.
  mutating func writePathItem(_ item: NodeID) {
    guard tree.kind(of: item) == .object else { return copy(item) }
    let inherited = tree.value(of: item, "parameters").map { bodyParameters(of: $0) } ?? []
    open(as: item)
    for member in tree.members(of: item) {
      let value = member.value
      switch tree.keyName(member.key) {
      case "$ref" where tree.kind(of: value) == .string:
        composer.key(of: value)
        writeReference(value, to: .pathItem)
      case "parameters": writePlainParameters(value)
      case "servers", "summary", "description", "trace", "query": copyForeign(value)
      case let name where SwaggerWriter.methods.contains(name):
        composer.key(of: value)
        writeOperation(value, inherited: inherited)
      default: copyMember(value)
      }
    }
    composer.close()
  }

  private mutating func writeOperation(_ operation: NodeID, inherited: [SwaggerParameter]) {
    guard tree.kind(of: operation) == .object else { return copy(operation) }
    let consumes = SwaggerWriter.mediaTypes(of: operation, "consumes", in: tree)
    let produces = SwaggerWriter.mediaTypes(of: operation, "produces", in: tree)
    var bodies = tree.value(of: operation, "parameters").map { bodyParameters(of: $0) } ?? []
    bodies += inherited.filter { !isReplaced($0, by: bodies) }
    open(as: operation)
    for member in tree.members(of: operation) {
      let value = member.value
      switch tree.keyName(member.key) {
      case "parameters": writePlainParameters(value)
      case "responses":
        composer.key(of: value)
        writeMap(value, extensions: true) { $0.writeUsedResponse($1, produces: produces) }
      case "schemes": writeServers(schemes: value, at: value)
      case "consumes": break
      case "produces": if reachesOtherDocuments(operation) { copyForeign(value) }
      case "requestBody", "callbacks", "servers": copyForeign(value)
      default: copyMember(value)
      }
    }
    writeBody(bodies, consumes: consumes)
    composer.close()
  }

  /// Whether responses of an operation stand where its own media types cannot be applied.
  private func reachesOtherDocuments(_ operation: NodeID) -> Bool {
    guard let responses = tree.value(of: operation, "responses") else { return false }
    return tree.members(of: responses).contains {
      reference(of: $0.value) != nil && resolved($0.value)?.document != document
    }
  }

  // MARK: Parameters

  /// Where a parameter is sent, references followed.
  func location(of parameter: NodeID) -> SwaggerLocation {
    location(of: resolved(parameter))
  }

  private func location(of target: NodeRef?) -> SwaggerLocation {
    switch target.flatMap({ documents.string(of: $0, "in") }) {
    case "body": .body
    case "formData": .form
    default: .plain
    }
  }

  private func bodyParameters(of list: NodeID) -> [SwaggerParameter] {
    tree.items(of: list).compactMap { item in
      guard let target = resolved(item) else { return nil }
      let location = location(of: target)
      if location == .plain { return nil }
      return SwaggerParameter(node: item, target: target, location: location)
    }
  }

  /// Whether an operation's own parameters stand for one of its path item: there is one body, and
  /// one field of each name.
  private func isReplaced(
    _ inherited: SwaggerParameter, by own: [SwaggerParameter]
  ) -> Bool {
    own.contains {
      $0.location != inherited.location || $0.location == .body
        || documents.string(of: $0.target, "name")
          == documents.string(of: inherited.target, "name")
    }
  }

  /// Writes what a list has of parameters that are no part of a body.
  private mutating func writePlainParameters(_ list: NodeID) {
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
    let isTyped = tree.value(of: parameter, "type") != nil
    open(as: parameter)
    for (key, value) in tree.members(of: parameter) where !isOfSchema(key) {
      switch tree.keyName(key) {
      case "schema" where !isTyped:
        composer.key(of: value)
        writeSchema(value)
      case "schema", "content", "style", "explode", "allowReserved", "examples":
        copyForeign(value)
      default: copyMember(value)
      }
    }
    writeStyle(of: parameter, location: tree.value(of: parameter, "in").flatMap(tree.string))
    if isTyped { writeInlineSchema(of: parameter) }
    composer.close()
  }

  /// Whether a member of a parameter, a header or a field belongs to its schema.
  private func isOfSchema(_ key: KeyID) -> Bool {
    guard let keyword = keyword(key) else { return false }
    return keyword != .reference
  }

  /// Writes the schema that a parameter or a header holds among its own members.
  mutating func writeInlineSchema(of parameter: NodeID) {
    composer.key("schema", at: tree.value(of: parameter, "type") ?? parameter)
    composer.open(.object, at: parameter)
    writeInlineKeywords(of: parameter)
    composer.close()
  }

  private mutating func writeInlineKeywords(of parameter: NodeID) {
    writeSchemaMembers(of: parameter) { keyword in
      guard let keyword else { return false }
      return keyword != .reference && keyword != .collectionFormat
    }
  }

  /// Writes how the items of an array are separated, as far as it differs from the default of 3.0.
  mutating func writeStyle(of parameter: NodeID, location: Name?) {
    guard let type = tree.value(of: parameter, "type"), tree.string(of: type) == "array" else {
      return
    }
    let format = tree.value(of: parameter, "collectionFormat")
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

  // MARK: Bodies

  /// Writes the target of a reference in its stead; references keep to the target's own place.
  mutating func writeInstead(of object: NodeID, _ write: (inout SwaggerWriter) -> Void) {
    let isOwn = reference(of: object) == nil
    let notes = composer.notesCopies
    composer.notesCopies = notes && isOwn
    write(&self)
    composer.notesCopies = notes
  }

  private mutating func writeBody(_ bodies: [SwaggerParameter], consumes: [SwaggerMediaType]?) {
    guard let first = bodies.first(where: { $0.location == .body }) ?? bodies.first else { return }
    composer.key("requestBody", at: first.node)
    if first.location == .form {
      return writeFormBody(
        bodies.filter { $0.location == .form }, consumes: consumes ?? shared.consumes)
    }
    let types = consumes ?? shared.consumes
    if consumes == nil || types.map(\.name) == shared.consumes.map(\.name) {
      writeParameter(first.node)
    } else if first.target.document == document {
      writeInstead(of: first.node) { $0.writeRequestBody(first.target.node, consumes: types) }
    } else {
      writeForeignBody(first, consumes: types)
    }
  }

  /// Writes a body of another document with media types of its own: only its schema is referred to.
  private mutating func writeForeignBody(
    _ body: SwaggerParameter, consumes: [SwaggerMediaType]
  ) {
    guard let reference = reference(of: body.node), let text = tree.string(of: reference),
      let schema = documents.value(of: body.target, "schema")
    else { return writeParameter(body.node) }
    composer.open(.object, at: body.node)
    if documents.bool(of: body.target, "required") == true {
      composer.key("required", at: reference)
      composer.bool(true, at: reference)
    }
    writeContent(consumes, at: reference) { writer, _ in
      writer.composer.key("schema", at: reference)
      writer.composer.open(.object, at: reference)
      writer.composer.key("$ref", at: reference)
      writer.composer.string(writer.respelling(schema, text) ?? text, at: reference)
      writer.composer.close()
    }
    composer.close()
  }

  private mutating func writeRequestBody(_ parameter: NodeID, consumes: [SwaggerMediaType]) {
    open(as: parameter)
    let schema = tree.value(of: parameter, "schema")
    for member in tree.members(of: parameter) {
      switch tree.keyName(member.key) {
      case "name", "in", "schema": break
      case "content": copyForeign(member.value)
      default: copyMember(member.value)
      }
    }
    writeContent(consumes, at: schema ?? parameter) { writer, _ in
      guard let schema else { return }
      writer.composer.key(of: schema)
      writer.writeSchema(schema)
    }
    composer.close()
  }

  /// Writes a `content` map with a media type object for each media type, JSON if there is none.
  mutating func writeContent(
    _ types: [SwaggerMediaType], at place: NodeID,
    _ write: (inout SwaggerWriter, Name) -> Void
  ) {
    let types =
      types.isEmpty ? [SwaggerMediaType(name: "application/json", origin: nil)] : types
    composer.key("content", at: place)
    composer.open(.object, at: place)
    for type in types {
      composer.key(type.name, at: type.origin ?? place)
      composer.open(.object, at: place)
      write(&self, type.name)
      composer.close()
    }
    composer.close()
  }

  // MARK: Forms

  /// Writes the fields of a form as a request body with an object.
  mutating func writeFormBody(_ fields: [SwaggerParameter], consumes: [SwaggerMediaType]) {
    guard let first = fields.first else { return }
    let required = fields.filter { documents.bool(of: $0.target, "required") == true }
    composer.open(.object, at: first.node)
    if let field = required.first {
      composer.key("required", at: field.node)
      composer.bool(true, at: field.node)
    }
    writeContent(formTypes(consumes, for: fields), at: first.node) { writer, _ in
      writer.composer.key("schema", at: first.node)
      writer.composer.open(.object, at: first.node)
      writer.composer.key("type", at: first.node)
      writer.composer.string("object", at: first.node)
      writer.writeFields(fields, required: required)
      writer.composer.close()
      writer.writeEncoding(of: fields)
    }
    composer.close()
  }

  private func formTypes(
    _ consumes: [SwaggerMediaType], for fields: [SwaggerParameter]
  ) -> [SwaggerMediaType] {
    let forms: [Name] = ["multipart/form-data", "application/x-www-form-urlencoded"]
    let types = consumes.filter { forms.contains($0.name) }
    if !types.isEmpty { return types }
    let hasFile = fields.contains { documents.string(of: $0.target, "type") == "file" }
    return [SwaggerMediaType(name: hasFile ? forms[0] : forms[1], origin: nil)]
  }

  private mutating func writeFields(
    _ fields: [SwaggerParameter], required: [SwaggerParameter]
  ) {
    guard let first = fields.first else { return }
    composer.key("properties", at: first.node)
    composer.open(.object, at: first.node)
    var seen: Set<Name> = []
    for field in fields {
      let name = documents.string(of: field.target, "name") ?? ""
      guard seen.insert(name).inserted else { continue }
      composer.key(name, at: tree.value(of: field.node, "name") ?? field.node)
      writeParameter(field.node)
    }
    composer.close()
    guard let first = required.first else { return }
    composer.key("required", at: first.node)
    composer.open(.array, at: first.node)
    for field in required {
      composer.string(documents.string(of: field.target, "name") ?? "", at: field.node)
    }
    composer.close()
  }

  /// Writes a field of a form as the schema of a property.
  private mutating func writeField(_ parameter: NodeID) {
    open(as: parameter)
    for (key, value) in tree.members(of: parameter) where !isOfSchema(key) {
      switch tree.keyName(key) {
      case "name", "in", "required": break
      case "allowEmptyValue": copyForeign(value)
      default: copyMember(value)
      }
    }
    writeInlineKeywords(of: parameter)
    composer.close()
  }

  /// Writes how the arrays among the fields are separated, where it differs from the default.
  private mutating func writeEncoding(of fields: [SwaggerParameter]) {
    let arrays = fields.filter { field in
      field.target.document == document
        && documents.string(of: field.target, "type") == "array"
        && documents.string(of: field.target, "collectionFormat") != "multi"
    }
    guard let first = arrays.first else { return }
    composer.key("encoding", at: first.node)
    composer.open(.object, at: first.node)
    for field in arrays {
      composer.key(documents.string(of: field.target, "name") ?? "", at: field.node)
      composer.open(.object, at: field.node)
      writeStyle(of: field.target.node, location: "formData")
      composer.close()
    }
    composer.close()
  }
}
