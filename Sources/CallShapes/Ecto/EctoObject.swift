internal import PostgresSchema
internal import SourceModel

/// What `create`, `drop`, `alter` and `rename` name.
enum EctoObject {
  case table(ObjectName, [Shape.Argument])
  case index(IndexDefinition)
  /// With the definition, if it tells what is demanded.
  case constraint(ObjectName, Name, ConstraintDefinition.Kind?, isNotValid: Bool)

  /// Reads `table(…)`, `index(…)`, `unique_index(…)` or `constraint(…)`; nil if it is none or not
  /// literal.
  init?(_ shape: Shape) {
    guard case .call(let callee, let written) = shape.kind, let path = callee.path,
      path.count == 1
    else { return nil }
    let arguments = written.spread
    guard let name = arguments.positional.first?.text else { return nil }
    let table = ObjectName(schema: arguments.value("prefix")?.text ?? "", name)
    switch path[0] {
    case "table": self = .table(table, arguments)
    case "index", "unique_index":
      guard let index = Self.index(table, arguments, isUnique: path[0] == "unique_index") else {
        return nil
      }
      self = .index(index)
    case "constraint":
      guard arguments.positional.count > 1, let name = arguments.positional[1].text else {
        return nil
      }
      var kind: ConstraintDefinition.Kind?
      if let check = arguments.value("check")?.text { kind = .check(SQLFragment(check).expression) }
      if let exclude = arguments.value("exclude")?.text {
        kind = .exclusion(text: SQLFragment(exclude).text)
      }
      self = .constraint(
        table, name, kind, isNotValid: arguments.value("validate")?.boolean == false)
    default: return nil
    }
  }

  private static func index(
    _ table: ObjectName, _ arguments: [Shape.Argument], isUnique: Bool
  ) -> IndexDefinition? {
    let fields = fields(of: arguments)
    if fields.isEmpty { return nil }
    var parts: [Name] = []
    var plain: [Name] = []
    for (field, order) in fields {
      let suffix = order.map { " " + $0 } ?? ""
      switch field.kind {
      case .symbol(let name):
        plain.append(name)
        parts.append(name + suffix)
      case .text(let sql, _): parts.append(SQLFragment(sql).text + suffix)
      default: return nil
      }
    }
    var index = IndexDefinition(name: nil, on: table)
    index.columns = plain
    index.hasExpressions = plain.count < parts.count
    index.text = IndexDefinition.text(of: parts)
    index.isUnique = isUnique || arguments.value("unique")?.boolean == true
    index.isConcurrent = arguments.value("concurrently")?.boolean == true
    index.nullsNotDistinct = arguments.value("nulls_distinct")?.boolean == false
    index.isOnlyParent = arguments.value("only")?.boolean == true
    index.method = arguments.value("using")?.text ?? "btree"
    if let condition = arguments.value("where")?.text {
      index.isPartial = true
      index.text = index.text + " where " + SQLFragment(condition).text
    }
    if let name = arguments.value("name") {
      index.name = name.text
    } else {
      index.name = defaultName(table.name, fields.compactMap(\.field.text))
    }
    return index
  }

  /// The fields of an index with the order that is written: `[:a, desc: :b]`; none if there is no
  /// list of them.
  private static func fields(of arguments: [Shape.Argument]) -> [(field: Shape, order: Name?)] {
    let positional = arguments.positional
    guard positional.count > 1 else {
      // A list of nothing but keywords reads like the keywords of the call.
      return arguments.filter { $0.label.map(orders.contains) ?? false }
        .map { ($0.value, order($0.label)) }
    }
    let elements = positional[1].list ?? [positional[1]]
    return elements.flatMap { element -> [(field: Shape, order: Name?)] in
      guard case .pairs(let pairs) = element.kind else { return [(element, nil)] }
      return pairs.map { ($0.value, order($0.key.text)) }
    }
  }

  /// What the keywords before fields say, which Ecto knows by these names.
  private static let orders: Set<Name> = [
    "asc", "asc_nulls_first", "asc_nulls_last", "desc", "desc_nulls_first", "desc_nulls_last",
  ]

  /// The order as SQL says it; nil for the one that needs no word.
  private static func order(_ label: Name?) -> Name? {
    guard let label, label != "asc" else { return nil }
    return Name(label.bytes.map { $0 == UInt8(ascii: "_") ? 0x20 : $0 })
  }

  /// The name that Ecto makes: what is no letter or digit becomes `_`, runs of it one.
  private static func defaultName(_ table: Name, _ fields: [Name]) -> Name {
    let parts = ([table] + fields + ["index"]).map { part -> [UInt8] in
      var bytes: [UInt8] = []
      for byte in part.bytes {
        let isWord =
          (byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z"))
          || (byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")) || byte == UInt8(ascii: "_")
        if isWord {
          bytes.append(byte)
        } else if bytes.last != UInt8(ascii: "_") {
          bytes.append(UInt8(ascii: "_"))
        }
      }
      if bytes.last == UInt8(ascii: "_") { bytes.removeLast() }
      return bytes
    }
    return Name(Array(parts.joined(separator: [UInt8(ascii: "_")])))
  }

  /// Drops the object.
  func drop(_ arguments: [Shape.Argument], ifExists: Bool) -> Action {
    let isCascade = arguments.value("mode")?.text == "cascade"
    switch self {
    case .table(let table, _):
      var drop = Drop(.table, table)
      drop.isCascade = isCascade
      drop.ifExists = ifExists
      return .drop(drop)
    case .index(let index):
      var drop = Drop(
        .index, ObjectName(schema: index.table.schema, index.name ?? ""))
      drop.isCascade = isCascade
      drop.ifExists = ifExists
      drop.isConcurrent = index.isConcurrent
      return .drop(drop)
    case .constraint(let table, let name, _, _):
      return .alterTable(
        table, .dropConstraint(name, isCascade: isCascade, ifExists: ifExists))
    }
  }
}
