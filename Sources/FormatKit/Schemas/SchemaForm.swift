import DataTrees
import SourceModel

/// What a schema means: the keywords of all that applies to one value at one place.
///
/// References and allOf branches are merged in, as are the wrappers that only add null, so that two
/// spellings of one meaning give one form. Every entry remembers the component that it came
/// through: a difference inside a component that both sides merge in is the component's own.
struct SchemaForm {
  /// One keyword that applies.
  struct Entry {
    let keyword: SchemaKeyword
    let value: NodeRef
    /// The schema that holds the keyword.
    let owner: NodeRef
    /// The outermost referenced component through which the keyword came; nil if it is the
    /// schema's own.
    let via: NodeRef?
  }

  /// A keyword that relgate does not know.
  struct Unknown {
    let key: Name
    let value: NodeRef
    let via: NodeRef?
  }

  private(set) var entries: [Entry] = []
  private(set) var unknowns: [Unknown] = []
  /// The components merged in, in order.
  private(set) var vias: [NodeRef] = []
  /// Whether a wrapper admits null beside what the entries admit.
  private(set) var wrapperAdmitsNull: NodeRef?
  /// The schema `false`, which admits nothing.
  private(set) var refusal: NodeRef?
  /// References that lead nowhere, as they are spelled.
  private(set) var opaque: [NodeRef] = []
  private var visited: Set<NodeRef> = []

  /// Merges all that a list of schemas, which apply together, says.
  init(_ schemas: [NodeRef], in side: SchemaDocuments) {
    for schema in schemas { merge(schema, via: nil, side) }
  }

  /// The entries of some keywords, in order.
  func entries(_ keywords: SchemaKeyword...) -> [Entry] {
    entries.filter { keywords.contains($0.keyword) }
  }

  /// Whether nothing in the form limits what is valid.
  var admitsAll: Bool {
    refusal == nil && vias.isEmpty && opaque.isEmpty
      && entries.allSatisfy {
        switch $0.keyword {
        case .deprecated, .readOnly, .writeOnly, .sunset, .stability, .defaultValue: true
        default: $0.keyword.content == .annotation || $0.keyword.content == .storage
        }
      }
  }

  /// The first entry of a keyword.
  func first(_ keyword: SchemaKeyword) -> Entry? { entries.first { $0.keyword == keyword } }

  private mutating func merge(_ schema: NodeRef, via: NodeRef?, _ side: SchemaDocuments) {
    guard visited.insert(schema).inserted else { return }
    if let truth = side.documents.bool(of: schema) {
      if !truth { refusal = schema }
      return
    }
    let reference = side.documents.value(of: schema, "$ref")
    if let reference { follow(reference, via: via, side) }
    if reference != nil, !side.dialect.readsReferenceSiblings { return }
    for (keyword, key, value) in side.members(of: schema) {
      switch keyword {
      case .reference: break
      case .allOf:
        for branch in side.documents.items(of: value) { merge(branch, via: via, side) }
      case .anyOf, .oneOf:
        if !unwrap(value, via: via, side) {
          entries.append(
            Entry(keyword: keyword ?? .anyOf, value: value, owner: schema, via: via))
        }
      case .nullable where !side.dialect.readsNullable:
        unknowns.append(
          Unknown(key: side.name(of: key, in: value.document), value: value, via: via))
      case let keyword?:
        entries.append(Entry(keyword: keyword, value: value, owner: schema, via: via))
      case nil:
        unknowns.append(
          Unknown(key: side.name(of: key, in: value.document), value: value, via: via))
      }
    }
    if side.dialect.readsNullable, side.documents.bool(of: schema, "nullable") == true,
      side.documents.value(of: schema, "type") == nil
        || side.documents.value(of: schema, "allOf") != nil
    {
      wrapperAdmitsNull = side.documents.value(of: schema, "nullable")
    }
  }

  private mutating func follow(_ reference: NodeRef, via: NodeRef?, _ side: SchemaDocuments) {
    guard case .target(let target) = side.documents.reference(at: reference) else {
      opaque.append(reference)
      return
    }
    if via == nil, !vias.contains(target) { vias.append(target) }
    merge(target, via: via ?? target, side)
  }

  /// Reads alternatives of which all but one only admit null as that one, with null admitted.
  private mutating func unwrap(
    _ alternatives: NodeRef, via: NodeRef?, _ side: SchemaDocuments
  ) -> Bool {
    let branches = side.documents.items(of: alternatives)
    let others = branches.filter { !SchemaForm.admitsOnlyNull($0, side) }
    if let null = branches.first(where: { SchemaForm.admitsOnlyNull($0, side) }),
      !others.isEmpty
    {
      wrapperAdmitsNull = null
    }
    guard others.count == 1, let only = others.first else { return false }
    merge(only, via: via, side)
    return true
  }

  /// Whether a schema is one of the spellings of "null and nothing else".
  static func admitsOnlyNull(_ schema: NodeRef, _ side: SchemaDocuments) -> Bool {
    let documents = side.documents
    if let type = documents.value(of: schema, "type") {
      if documents.string(of: type) == "null" { return true }
      let items = documents.items(of: type)
      return items.count == 1 && documents.string(of: items[0]) == "null"
    }
    if let value = documents.value(of: schema, "const") {
      return documents.kind(of: value) == .null
    }
    guard let values = documents.value(of: schema, "enum") else { return false }
    let items = documents.items(of: values)
    return items.count == 1 && documents.kind(of: items[0]) == .null
  }
}

/// The types of JSON as a set; an integer is a number, so that a number is both bits.
struct TypeSet: OptionSet, Hashable {
  let rawValue: UInt8

  static let null = TypeSet(rawValue: 1)
  static let boolean = TypeSet(rawValue: 2)
  static let integer = TypeSet(rawValue: 4)
  static let fraction = TypeSet(rawValue: 8)
  static let string = TypeSet(rawValue: 16)
  static let array = TypeSet(rawValue: 32)
  static let object = TypeSet(rawValue: 64)
  static let number: TypeSet = [.integer, .fraction]
  static let all = TypeSet(rawValue: 127)

  /// The set that a type's name means; nil if there is no such type.
  static func named(_ name: Name) -> TypeSet? {
    switch name {
    case "null": .null
    case "boolean": .boolean
    case "integer": .integer
    case "number": .number
    case "string", "file": .string
    case "array": .array
    case "object": .object
    default: nil
    }
  }

  /// The set where values are text: a string can be any scalar.
  var readAsText: TypeSet {
    contains(.string) ? union([.boolean, .integer, .fraction]) : self
  }

  /// The set as people write it.
  var text: String {
    if self == .all { return "any type" }
    if isEmpty { return "no type" }
    var words: [String] = []
    if contains(.string) { words.append("string") }
    if contains(.number) {
      words.append("number")
    } else if contains(.integer) {
      words.append("integer")
    }
    if contains(.boolean) { words.append("boolean") }
    if contains(.array) { words.append("array") }
    if contains(.object) { words.append("object") }
    if contains(.null) { words.append("null") }
    return words.joined(separator: " or ")
  }
}

extension SchemaForm {
  /// The types that all entries admit, null only as far as the entries say, and where it is said.
  func types(_ side: SchemaDocuments) -> (types: TypeSet, spot: NodeRef?) {
    var types = TypeSet.all
    var spot: NodeRef?
    for entry in entries where entry.keyword == .type {
      var set: TypeSet = []
      let names =
        side.documents.kind(of: entry.value) == .array
        ? side.documents.items(of: entry.value) : [entry.value]
      for name in names {
        // A type that does not exist was reported when the document was read; it admits anything
        // here, so that it hides no other difference.
        set.formUnion(side.documents.string(of: name).flatMap(TypeSet.named) ?? .all)
      }
      if side.dialect.readsNullable, side.documents.bool(of: entry.owner, "nullable") == true {
        set.insert(.null)
      }
      types.formIntersection(set)
      spot = spot ?? entry.value
    }
    if wrapperAdmitsNull != nil { types.insert(.null) }
    return (types, spot)
  }
}
