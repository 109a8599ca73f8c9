import DataTrees
import FormatKit
import SourceModel

extension SwaggerWriter {
  /// Writes the target of a reference in its stead; references keep to the target's own place.
  mutating func writeInstead(of object: NodeID, _ write: (inout SwaggerWriter) -> Void) {
    let isOwn = reference(of: object) == nil
    let notes = composer.notesCopies
    composer.notesCopies = notes && isOwn
    write(&self)
    composer.notesCopies = notes
  }

  mutating func writeBody(_ bodies: [SwaggerParameter], consumes: [SwaggerMediaType]?) {
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

  mutating func writeRequestBody(_ parameter: NodeID, consumes: [SwaggerMediaType]) {
    open(as: parameter)
    let schema = member(.schema, of: parameter)
    for member in tree.members(of: parameter) {
      switch key(of: member.value) {
      case .name, .location, .schema: break
      case .content: copyForeign(member.value)
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
      composer.key(name, at: member(.name, of: field.node) ?? field.node)
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
  mutating func writeField(_ parameter: NodeID) {
    open(as: parameter)
    for (_, value) in tree.members(of: parameter) {
      switch key(of: value) {
      case let key? where key.isOfSchema: break
      case .name, .location, .required: break
      case .allowEmptyValue: copyForeign(value)
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
