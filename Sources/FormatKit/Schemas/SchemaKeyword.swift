import DataTrees
import SourceModel

/// The keywords of JSON Schema 2020-12 and of the dialects of OpenAPI 2.0 and 3.x.
enum SchemaKeyword: String, CaseIterable {
  case reference = "$ref"
  case dynamicReference = "$dynamicRef"
  case type, nullable
  case enumeration = "enum"
  case constant = "const"
  case extensibleEnum = "x-extensible-enum"
  case minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf
  case minLength, maxLength, pattern, format
  case items, prefixItems, additionalItems, contains, minContains, maxContains
  case minItems, maxItems, uniqueItems, unevaluatedItems
  case properties, required, additionalProperties, patternProperties, propertyNames
  case minProperties, maxProperties, dependentRequired, dependentSchemas, dependencies
  case unevaluatedProperties
  case allOf, anyOf, oneOf, not
  case condition = "if"
  case consequence = "then"
  case alternative = "else"
  case discriminator
  case defaultValue = "default"
  case deprecated, readOnly, writeOnly
  case sunset = "x-sunset"
  case stability = "x-stability-level"
  case contentMediaType, contentEncoding, contentSchema
  case xml
  case title, description, example, examples, externalDocs, summary
  case comment = "$comment"
  case identifier = "$id"
  case olderIdentifier = "id"
  case anchor = "$anchor"
  case dynamicAnchor = "$dynamicAnchor"
  case dialect = "$schema"
  case vocabulary = "$vocabulary"
  case definitions = "$defs"
  case olderDefinitions = "definitions"

  /// What the keyword's value holds.
  enum Content {
    /// One schema.
    case schema
    /// An array of schemas; older dialects allow one schema or an array under `items`.
    case schemas
    /// An object whose members are schemas.
    case schemaMap
    /// Data that says nothing about what is valid: text for people, names for tools.
    case annotation
    /// Schemas that count only where something refers to them.
    case storage
    /// Anything else.
    case data
  }

  var content: Content {
    switch self {
    case .additionalItems, .contains, .unevaluatedItems, .additionalProperties, .propertyNames,
      .unevaluatedProperties, .not, .condition, .consequence, .alternative, .contentSchema:
      .schema
    case .items, .prefixItems, .allOf, .anyOf, .oneOf: .schemas
    case .properties, .patternProperties, .dependentSchemas, .dependencies: .schemaMap
    case .title, .description, .example, .examples, .externalDocs, .summary, .comment: .annotation
    case .definitions, .olderDefinitions: .storage
    default: .data
    }
  }
}

/// The keywords of one tree by key id, so that reading a member costs one array access.
struct KeywordTable: Sendable {
  private let map: KeyMap
  /// The keywords that the tree has anywhere.
  let present: Set<SchemaKeyword>

  private static let all = SchemaKeyword.allCases
  private static let numbers = Dictionary(
    uniqueKeysWithValues: all.enumerated().map { (Name($1.rawValue), UInt8($0)) })

  init(_ tree: DataTree) {
    map = KeyMap(tree, KeywordTable.numbers)
    present = Set(KeywordTable.all.filter { tree.keyID(for: Name($0.rawValue)) != nil })
  }

  subscript(key: KeyID) -> SchemaKeyword? { map[key].map { KeywordTable.all[Int($0)] } }
}

/// How a dialect reads schemas where dialects differ.
package struct SchemaDialect: Hashable, Sendable {
  /// Whether keywords beside `$ref` count (JSON Schema since 2019-09).
  package let readsReferenceSiblings: Bool
  /// Whether `nullable: true` admits null (OpenAPI 3.0), `x-nullable` in 2.0 included.
  package let readsNullable: Bool

  /// OpenAPI 2.0 and 3.0.
  package static let openAPI30 = SchemaDialect(readsReferenceSiblings: false, readsNullable: true)
  /// JSON Schema 2020-12, and OpenAPI since 3.1.
  package static let draft2020 = SchemaDialect(readsReferenceSiblings: true, readsNullable: false)
}

/// The documents of one side, read as schemas of a dialect.
package struct SchemaDocuments: Sendable {
  /// The documents.
  package let documents: DocumentSet
  /// The dialect.
  package let dialect: SchemaDialect
  private let tables: [KeywordTable]

  /// Prepares documents for reading schemas.
  package init(_ documents: DocumentSet, dialect: SchemaDialect) {
    self.documents = documents
    self.dialect = dialect
    self.tables = documents.trees.map(KeywordTable.init)
  }

  /// The members of a schema, with the keyword that each is; nil for keys that are none.
  func members(of schema: NodeRef) -> [(keyword: SchemaKeyword?, key: KeyID, value: NodeRef)] {
    let index = Int(schema.document)
    return documents.trees[index].members(of: schema.node).map {
      (
        tables[index][$0.key], $0.key,
        NodeRef(document: schema.document, node: $0.value)
      )
    }
  }

  /// The name of a key.
  func name(of key: KeyID, in document: Int32) -> Name {
    documents.trees[Int(document)].keyName(key)
  }

  /// The schemas directly inside a keyword's value.
  func subschemas(of keyword: SchemaKeyword, _ value: NodeRef) -> [NodeRef] {
    switch (keyword.content, documents.kind(of: value)) {
    case (.schema, _), (.schemas, .object), (.schemas, .bool): [value]
    case (.schemas, .array): documents.items(of: value)
    case (.schemaMap, .object): documents.members(of: value).map(\.value)
    default: []
    }
  }

  /// The target if a schema is a reference and nothing else that counts.
  func pureTarget(of schema: NodeRef) -> NodeRef? {
    guard case .target(let target) = documents.reference(of: schema) else { return nil }
    guard dialect.readsReferenceSiblings else { return target }
    let counts = members(of: schema).contains { keyword, _, _ in
      guard let keyword else { return false }
      return keyword != .reference && keyword.content != .annotation
    }
    return counts ? nil : target
  }

  /// Whether a flag such as `readOnly` is set on a schema, on what it refers to, or on an allOf
  /// branch of either.
  func isSet(_ keyword: SchemaKeyword, on schema: NodeRef) -> Bool {
    guard tables.contains(where: { $0.present.contains(keyword) }) else { return false }
    var pending = [schema]
    var visited: Set<NodeRef> = []
    while let schema = pending.popLast() {
      for (member, _, value) in members(of: schema) {
        if member == keyword, documents.bool(of: value) == true { return true }
        var next: [NodeRef] = []
        if member == .allOf { next = documents.items(of: value) }
        if member == .reference, case .target(let target) = documents.reference(at: value) {
          next = [target]
        }
        pending += next.filter { visited.insert($0).inserted }
      }
    }
    return false
  }
}
