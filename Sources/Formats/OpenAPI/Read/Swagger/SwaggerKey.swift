import SourceModel

/// The keys that a writer must know, of all objects of Swagger 2.0.
enum SwaggerKey: String, CaseIterable {
  case swagger, host, basePath, schemes, consumes, produces, paths, definitions, parameters
  case responses, securityDefinitions
  case openapi, servers, components, webhooks, jsonSchemaDialect
  case identity = "$self"
  case reference = "$ref"
  case get, put, post, delete, options, head, patch, trace, query
  case requestBody, callbacks, summary, description
  case name
  case location = "in"
  case required, allowEmptyValue, schema, content, style, explode, allowReserved, examples
  case collectionFormat
  case headers, links
  case flow, flows, authorizationUrl, tokenUrl, scopes
  case discriminator, properties, patternProperties
  case nullable = "x-nullable"
  case type, format, items, additionalItems, additionalProperties, allOf, anyOf, oneOf, not
  case defaultValue = "default"
  case maximum, exclusiveMaximum, minimum, exclusiveMinimum, maxLength, minLength, pattern
  case maxItems, minItems, uniqueItems, multipleOf
  case enumeration = "enum"
  case extensibleEnum = "x-extensible-enum"

  /// The keys in the order of their numbers.
  static let all = Array(allCases)

  /// The numbers of the keys.
  static let numbers: [Name: UInt8] = {
    var numbers: [Name: UInt8] = [:]
    for (number, key) in all.enumerated() {
      numbers[Name(key.rawValue)] = UInt8(truncatingIfNeeded: number)
    }
    return numbers
  }()

  /// Whether a parameter or a header has the key for its schema, which it holds among its own.
  var isOfSchema: Bool {
    switch self {
    case .discriminator, .properties, .patternProperties, .nullable, .type, .format, .items,
      .additionalItems, .additionalProperties, .allOf, .anyOf, .oneOf, .not, .defaultValue,
      .maximum, .exclusiveMaximum, .minimum, .exclusiveMinimum, .maxLength, .minLength, .pattern,
      .maxItems, .minItems, .uniqueItems, .multipleOf, .enumeration, .extensibleEnum,
      .collectionFormat:
      true
    default: false
    }
  }

  /// Whether the key of a path item holds an operation.
  var isMethod: Bool {
    switch self {
    case .get, .put, .post, .delete, .options, .head, .patch: true
    default: false
    }
  }
}
