import DataTrees
import SourceModel

/// The objects of a description that are walked through.
enum ObjectKind: Int, CaseIterable {
  case root, info, tag, server, serverVariable, components, paths, pathItem, operation, callback
  case parameter, requestBody, mediaType, encoding, responses, response, header, link, example
  case securityScheme, flows, flow, requirement, schema, discriminator
}

/// What must stand under a key.
enum Expectation: Equatable {
  /// Anything; a container may hold what looks like a reference and is none.
  case anything
  /// Text for people or tools; what else stands there hides nothing, since it is compared as it is.
  case text
  case flag, number
  /// A number, or a flag in the dialects before 2019.
  case bound
  case list
  case strings
  case object(ObjectKind)
  case objects(ObjectKind)
  case map(ObjectKind)
  /// One schema or a list of them.
  case schemaOrList
  /// The name of a type, or a list of names.
  case types
  case sunset, stability
}

/// What stands under the keys of each object in OpenAPI 3.0 and 3.1, as far as it is compared.
struct ObjectGrammar: Sendable {
  /// All keys, each once, with their numbers.
  private let numbers: [Name: UInt8]
  /// By kind, then by number of the key.
  private let expectations: [Expectation?]

  static let standard = ObjectGrammar()

  private init() {
    var numbers: [Name: UInt8] = [:]
    for kind in ObjectKind.allCases {
      for (key, _) in kind.members where numbers[key] == nil {
        numbers[key] = UInt8(truncatingIfNeeded: numbers.count)
      }
    }
    self.numbers = numbers
    expectations = ObjectKind.allCases.flatMap { kind in
      var row = [Expectation?](repeating: nil, count: numbers.count)
      for (key, expectation) in kind.members {
        if let number = numbers[key] { row[Int(number)] = expectation }
      }
      return row
    }
  }

  /// The numbers of a tree's keys.
  func keys(of tree: DataTree) -> KeyMap { KeyMap(tree, numbers) }

  /// What must stand under a key of an object; nil if the key means nothing there.
  func expectation(_ kind: ObjectKind, _ number: UInt8) -> Expectation? {
    expectations[kind.rawValue * numbers.count + Int(number)]
  }
}

extension Expectation {
  /// Whether the norm allows a reference in place of the value.
  var isReferable: Bool {
    if case .object(let kind) = self { return kind.isReferable }
    return false
  }
}

extension ObjectKind {
  /// Whether a reference may stand in place of the object.
  var isReferable: Bool {
    switch self {
    case .pathItem, .callback, .parameter, .requestBody, .response, .header, .link, .example,
      .securityScheme, .schema, .mediaType:
      true
    default: false
    }
  }

  /// What stands under the keys that the users of OpenAPI choose; nil if there are none.
  var others: Expectation? {
    switch self {
    case .paths, .callback: .object(.pathItem)
    case .responses: .object(.response)
    case .requirement: .strings
    default: nil
    }
  }

  /// The keys that the object has by its definition.
  fileprivate var members: [(Name, Expectation)] {
    if others != nil { return [] }
    return ownMembers + [("x-sunset", .sunset), ("x-stability-level", .stability)]
  }

  private var ownMembers: [(Name, Expectation)] {
    switch self {
    case .root:
      [
        ("info", .object(.info)), ("servers", .objects(.server)), ("paths", .object(.paths)),
        ("webhooks", .map(.pathItem)), ("components", .object(.components)),
        ("security", .objects(.requirement)), ("tags", .objects(.tag)),
      ]
    case .info: [("title", .text), ("version", .text), ("description", .text), ("summary", .text)]
    case .tag: [("name", .text), ("description", .text)]
    case .server:
      [("url", .text), ("description", .text), ("variables", .map(.serverVariable))]
    case .serverVariable: [("enum", .list), ("default", .text), ("description", .text)]
    case .components:
      [
        ("schemas", .map(.schema)), ("responses", .map(.response)),
        ("parameters", .map(.parameter)), ("examples", .map(.example)),
        ("requestBodies", .map(.requestBody)), ("headers", .map(.header)),
        ("securitySchemes", .map(.securityScheme)), ("links", .map(.link)),
        ("callbacks", .map(.callback)), ("pathItems", .map(.pathItem)),
      ]
    case .pathItem:
      [
        ("summary", .text), ("description", .text), ("servers", .objects(.server)),
        ("parameters", .objects(.parameter)),
      ] + OpenAPIModel.methods.map { ($0, .object(.operation)) }
    case .operation:
      [
        ("tags", .strings), ("summary", .text), ("description", .text), ("operationId", .text),
        ("parameters", .objects(.parameter)), ("requestBody", .object(.requestBody)),
        ("responses", .object(.responses)), ("callbacks", .map(.callback)),
        ("deprecated", .flag), ("security", .objects(.requirement)),
        ("servers", .objects(.server)),
      ]
    case .parameter, .header:
      [
        ("name", .text), ("in", .text), ("description", .text), ("required", .flag),
        ("deprecated", .flag), ("allowEmptyValue", .flag), ("style", .text), ("explode", .flag),
        ("allowReserved", .flag), ("schema", .object(.schema)), ("content", .map(.mediaType)),
        ("examples", .map(.example)),
      ]
    case .requestBody:
      [("description", .text), ("content", .map(.mediaType)), ("required", .flag)]
    case .mediaType:
      [
        ("schema", .object(.schema)), ("examples", .map(.example)), ("encoding", .map(.encoding)),
      ]
    case .encoding:
      [
        ("contentType", .text), ("headers", .map(.header)), ("style", .text), ("explode", .flag),
        ("allowReserved", .flag),
      ]
    case .response:
      [
        ("description", .text), ("headers", .map(.header)), ("content", .map(.mediaType)),
        ("links", .map(.link)),
      ]
    case .link:
      [
        ("operationRef", .text), ("operationId", .text), ("description", .text),
        ("server", .object(.server)),
      ]
    case .example: [("summary", .text), ("description", .text), ("externalValue", .text)]
    case .securityScheme:
      [
        ("type", .text), ("description", .text), ("name", .text), ("in", .text),
        ("scheme", .text), ("bearerFormat", .text), ("flows", .object(.flows)),
        ("openIdConnectUrl", .text),
      ]
    case .flows:
      ["implicit", "password", "clientCredentials", "authorizationCode"].map {
        ($0, .object(.flow))
      }
    case .flow:
      [("authorizationUrl", .text), ("tokenUrl", .text), ("refreshUrl", .text)]
    case .discriminator: [("propertyName", .text)]
    case .schema: ObjectKind.schemaMembers
    case .paths, .callback, .responses, .requirement: []
    }
  }

  private static let schemaMembers: [(Name, Expectation)] =
    [
      ("type", .types), ("items", .schemaOrList), ("enum", .list), ("required", .strings),
      ("discriminator", .object(.discriminator)),
    ]
    + keys(["title", "description", "format", "pattern", "contentEncoding"], .text)
    + keys(["contentMediaType"], .text)
    + keys(["nullable", "readOnly", "writeOnly", "deprecated", "uniqueItems"], .flag)
    + keys(["minimum", "maximum", "multipleOf", "minLength", "maxLength"], .number)
    + keys(["minItems", "maxItems", "minProperties", "maxProperties"], .number)
    + keys(["minContains", "maxContains"], .number)
    + keys(["exclusiveMinimum", "exclusiveMaximum"], .bound)
    + keys(["allOf", "anyOf", "oneOf", "prefixItems"], .objects(.schema))
    + keys(["properties", "patternProperties", "dependentSchemas"], .map(.schema))
    + keys(["$defs", "definitions"], .map(.schema))
    + keys(
      [
        "additionalProperties", "additionalItems", "not", "if", "then", "else", "contains",
        "contentSchema", "propertyNames", "unevaluatedItems", "unevaluatedProperties",
      ], .object(.schema))

  private static func keys(
    _ keys: [Name], _ expectation: Expectation
  ) -> [(Name, Expectation)] {
    keys.map { ($0, expectation) }
  }
}
