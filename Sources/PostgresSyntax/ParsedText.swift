import PostgresSchema
import SourceModel

/// Statements with the tree that PostgreSQL's grammar made of them.
struct ParsedText {
  let text: TokenizedText
  let tree: ParseTree
  /// Where in the file the text begins that the grammar read.
  let offset: Int
}

extension ParseTree {
  /// A member that is a string; empty if there is none.
  func name(_ node: NodeID, _ key: StaticString) -> Name {
    value(of: node, key).flatMap { string(of: $0) } ?? ""
  }

  /// The items of a member; none if there is no such member.
  func list(_ node: NodeID, _ key: StaticString) -> [NodeID] {
    value(of: node, key).map { items(of: $0) } ?? []
  }

  /// The items of a `List`, or of an array.
  func listed(_ node: NodeID) -> [NodeID] {
    if kind(of: node) == .array { return items(of: node) }
    return value(of: node, "List").map { list($0, "items") } ?? [node]
  }

  /// The text of a `String` node; nil of others.
  func stringValue(_ node: NodeID) -> Name? {
    value(of: node, "String").map { name($0, "sval") }
  }

  /// The texts of `String` nodes.
  func strings(_ nodes: [NodeID]) -> [Name] { nodes.compactMap(stringValue) }

  /// The texts of a member that is a list of `String` nodes.
  func strings(_ node: NodeID, _ key: StaticString) -> [Name] { strings(list(node, key)) }
}

extension ObjectName {
  /// The name that the parts of a dotted one make; of more than two, the last two.
  init(parts: [Name]) {
    let name = parts.last ?? ""
    let schema = parts.count > 1 ? parts[parts.count - 2] : ""
    self.init(schema: schema, name)
  }

  /// The name with `pg_catalog` left out.
  var withoutCatalog: ObjectName { schema.isSame(as: "pg_catalog") ? ObjectName(name) : self }
}

extension ParseTree {
  /// The name in a `RangeVar` without its wrapper.
  func relation(_ node: NodeID) -> ObjectName {
    ObjectName(schema: name(node, "schemaname"), name(node, "relname"))
  }

  /// The name in a member that is a `RangeVar`, wrapped or not.
  func relation(_ node: NodeID, _ key: StaticString) -> ObjectName {
    guard let range = value(of: node, key) else { return ObjectName("") }
    return relation(value(of: range, "RangeVar") ?? range)
  }

  /// The name of an object as statements about any kind give it.
  func object(_ node: NodeID) -> ObjectName {
    guard let (kind, content) = content(node) else { return ObjectName("") }
    switch kind {
    case "String": return ObjectName(name(content, "sval"))
    case "List": return ObjectName(parts: strings(content, "items"))
    case "RangeVar": return relation(content)
    case "TypeName": return ObjectName(parts: strings(content, "names")).withoutCatalog
    case "ObjectWithArgs": return ObjectName(parts: strings(content, "objname"))
    default: return ObjectName("")
    }
  }

  /// The role of a `RoleSpec` without its wrapper.
  func role(_ node: NodeID) -> Name {
    switch word(node, "roletype") {
    case "ROLESPEC_PUBLIC": "public"
    case "ROLESPEC_CURRENT_ROLE": "current_role"
    case "ROLESPEC_CURRENT_USER": "current_user"
    case "ROLESPEC_SESSION_USER": "session_user"
    default: name(node, "rolename")
    }
  }

  /// The roles of a list, sorted.
  func roles(_ node: NodeID, _ key: StaticString) -> [Name] {
    list(node, key).map { role(value(of: $0, "RoleSpec") ?? $0) }.sorted()
  }

  /// The type in a `TypeName` without its wrapper.
  func type(_ node: NodeID) -> TypeName {
    let name = ObjectName(parts: strings(node, "names")).withoutCatalog
    var modifiers = list(node, "typmods").compactMap(constantInteger)
    var fields: Int?
    if name.schema.isEmpty, name.name.isSame(as: "interval"), let first = modifiers.first {
      modifiers.removeFirst()
      fields = first == 0x7FFF ? nil : first
    }
    let isColumnType = flag(node, "pct_type")
    let dimensions = list(node, "arrayBounds").count
    if isColumnType {
      return TypeName(
        schema: name.schema, name.name + "%type", modifiers: modifiers, dimensions: dimensions)
    }
    let serial = name.schema.isEmpty ? ParseTree.serialTypes[name.name] : nil
    return TypeName(
      schema: name.schema, serial ?? name.name, modifiers: modifiers, intervalFields: fields,
      dimensions: dimensions)
  }

  /// The types that have names of their own beside those of the catalog.
  private static let serialTypes: [Name: Name] = [
    "smallserial": "serial2", "serial": "serial4", "bigserial": "serial8",
  ]

  /// The value of an integer constant; nil of anything else.
  func constantInteger(_ node: NodeID) -> Int? {
    guard let constant = value(of: node, "A_Const"), let value = value(of: constant, "ival") else {
      return nil
    }
    return integer(value, "ival") ?? 0
  }

  /// The text of a constant string; nil of anything else.
  func constantString(_ node: NodeID) -> Name? {
    guard let constant = value(of: node, "A_Const"), let value = value(of: constant, "sval") else {
      return nil
    }
    return name(value, "sval")
  }
}

extension Name {
  /// Whether the name has the bytes of a text; unlike an equal name, the text needs no memory.
  func isSame(as text: StaticString) -> Bool {
    bytes.count == text.utf8CodeUnitCount && hasPrefix(text)
  }
}
