import DataTrees
import FormatKit
import SourceModel

extension SwaggerWriter {
  /// Writes a schema, references and keywords that 3.0 spells otherwise translated.
  mutating func writeSchema(_ schema: NodeID) {
    guard tree.kind(of: schema) == .object else { return composer.copy(schema) }
    open(as: schema)
    for member in tree.members(of: schema) {
      let key = key(of: member.value)
      if key == .collectionFormat {
        // How an array inside an array is separated, which 3.0 cannot say.
        if tree.string(of: member.value, among: ["csv"]) == nil { copyForeign(member.value) }
      } else {
        writeKeyword(key, member.value, of: schema)
      }
    }
    composer.close()
  }

  /// Writes the schema that a parameter or a header holds among its own members.
  mutating func writeInlineSchema(of parameter: NodeID) {
    composer.key("schema", at: member(.type, of: parameter) ?? parameter)
    composer.open(.object, at: parameter)
    writeInlineKeywords(of: parameter)
    composer.close()
  }

  /// Writes what a parameter or a header holds of its schema, but for the separator of its items.
  mutating func writeInlineKeywords(of parameter: NodeID) {
    for member in tree.members(of: parameter) {
      guard let key = key(of: member.value), key.isOfSchema, key != .collectionFormat else {
        continue
      }
      writeKeyword(key, member.value, of: parameter)
    }
  }

  private mutating func writeKeyword(_ key: SwaggerKey?, _ value: NodeID, of schema: NodeID) {
    switch key {
    case .nullable where tree.value(of: schema, "nullable") == nil:
      composer.key("nullable", at: value)
      copy(value)
    case .type where tree.string(of: value, among: ["file"]) != nil:
      composer.key(of: value)
      composer.string("string", at: value)
      if member(.format, of: schema) == nil {
        composer.key("format", at: value)
        composer.string("binary", at: value)
      }
    default:
      composer.key(of: value)
      writeKeywordValue(key, value)
    }
  }

  private mutating func writeKeywordValue(_ key: SwaggerKey?, _ value: NodeID) {
    let kind = tree.kind(of: value)
    switch key {
    case .reference where kind == .string: writeReference(value, to: .schema)
    case .discriminator where kind == .string:
      composer.open(.object, at: value)
      composer.key("propertyName", at: value)
      composer.copy(value)
      composer.close()
    case .properties, .patternProperties, .definitions: writeMap(value) { $0.writeSchema($1) }
    case .items, .additionalItems, .additionalProperties, .allOf, .anyOf, .oneOf, .not:
      guard kind == .array else { return writeSchema(value) }
      composer.open(.array, as: value)
      for item in tree.items(of: value) { writeSchema(item) }
      composer.close()
    default: copy(value)
    }
  }
}
