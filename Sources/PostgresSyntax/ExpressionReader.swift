import PostgresSchema
import SourceModel

/// The members of nodes that matter inside an expression or a query.
private enum ExpressionKey {
  case columnRef, funcCall, typeCast, valueFunction, subLink, subselect, rangeVar, typeName
  case limitCount, commonTable

  init?(_ key: TreeKey) {
    switch key {
    case "ColumnRef": self = .columnRef
    case "FuncCall": self = .funcCall
    case "TypeCast": self = .typeCast
    case "SQLValueFunction": self = .valueFunction
    case "SubLink": self = .subLink
    case "subselect": self = .subselect
    case "RangeVar": self = .rangeVar
    case "typeName": self = .typeName
    case "limitCount": self = .limitCount
    case "CommonTableExpr": self = .commonTable
    default: return nil
    }
  }
}

/// What a walk over a part of a tree meets.
struct TreeFacts {
  private(set) var volatility = Expression.Volatility.immutable
  /// Columns outside of subqueries.
  private(set) var columns: Set<Name> = []
  private(set) var functions: Set<ObjectName> = []
  private(set) var hasLimit = false
  private var relations: Set<ObjectName> = []
  private var commonTables: Set<Name> = []

  init(_ node: NodeID, of source: ParsedText) {
    let tree = source.tree
    var subquery: NodeID?
    tree.walk(node) { key, value in
      guard let key = ExpressionKey(key) else { return true }
      let isInSubquery = subquery.map { tree.isInside(value, $0) } ?? false
      visit(key, value, isInSubquery, tree)
      if key == .subselect, !isInSubquery { subquery = value }
      return key != .typeName
    }
  }

  /// The tables, sorted, without the names that `WITH` gives.
  var tables: [ObjectName] {
    relations.filter { !($0.schema.isEmpty && commonTables.contains($0.name)) }.sorted()
  }

  private mutating func visit(
    _ key: ExpressionKey, _ node: NodeID, _ isInSubquery: Bool, _ tree: ParseTree
  ) {
    switch key {
    case .columnRef:
      guard !isInSubquery, let last = tree.list(node, "fields").last,
        let column = tree.stringValue(last)
      else { return }
      columns.insert(column)
    case .funcCall:
      let function = ObjectName(parts: tree.strings(node, "funcname")).withoutCatalog
      functions.insert(function)
      volatility = max(volatility, FunctionVolatility.of(function))
    case .valueFunction, .subLink: volatility = max(volatility, .stable)
    case .typeCast: volatility = max(volatility, TreeFacts.volatilityOfCast(node, tree))
    case .rangeVar: relations.insert(tree.relation(node))
    case .commonTable: commonTables.insert(tree.name(node, "ctename"))
    case .limitCount: hasLimit = true
    case .subselect, .typeName: break
    }
  }

  /// A text becomes a time by the clock or by the session's time zone.
  private static func volatilityOfCast(_ node: NodeID, _ tree: ParseTree) -> Expression.Volatility {
    guard let argument = tree.value(of: node, "arg"), let text = tree.constantString(argument),
      let type = tree.value(of: node, "typeName")
    else { return .immutable }
    switch tree.type(type).name {
    case "timestamptz", "timetz": return .stable
    case "timestamp", "date", "time":
      let clock: Set<Name> = ["now", "today", "tomorrow", "yesterday"]
      return clock.contains(text.asciiLowercased) ? .stable : .immutable
    default: return .immutable
    }
  }
}

extension ParsedText {
  /// Reads an expression of which the tokens are known.
  func expression(_ node: NodeID, tokens: Range<Int>) -> Expression {
    let facts = TreeFacts(node, of: self)
    return Expression(
      volatility: facts.volatility, isNull: isNull(node), columns: facts.columns.sorted(),
      functions: facts.functions.sorted(), columnsNotNull: columnsNotNull(node).sorted(),
      plainCast: plainCast(node), text: text.text(of: tokens))
  }

  private func isNull(_ node: NodeID) -> Bool {
    var node = node
    while let cast = tree.value(of: node, "TypeCast"), let argument = tree.value(of: cast, "arg") {
      node = argument
    }
    return tree.value(of: node, "A_Const").map { tree.flag($0, "isnull") } ?? false
  }

  /// The column that an expression is, without its table; nil if it is none.
  func column(_ node: NodeID) -> Name? {
    guard let reference = tree.value(of: node, "ColumnRef") else { return nil }
    return tree.list(reference, "fields").last.flatMap(tree.stringValue)
  }

  private func plainCast(_ node: NodeID) -> TypeName? {
    guard let cast = tree.value(of: node, "TypeCast"), let argument = tree.value(of: cast, "arg"),
      column(argument) != nil, let type = tree.value(of: cast, "typeName")
    else { return nil }
    return tree.type(type)
  }

  func columnsNotNull(_ node: NodeID) -> Set<Name> {
    var columns: Set<Name> = []
    for part in conjuncts(of: node) {
      guard let test = tree.value(of: part, "NullTest"),
        tree.word(test, "nulltesttype") == "IS_NOT_NULL",
        let argument = tree.value(of: test, "arg"), let column = column(argument)
      else { continue }
      columns.insert(column)
    }
    return columns
  }

  /// The conditions that must all hold.
  func conjuncts(of node: NodeID) -> [NodeID] {
    var parts: [NodeID] = []
    var stack = [node]
    while let node = stack.popLast() {
      if let both = tree.value(of: node, "BoolExpr"), tree.word(both, "boolop") == "AND_EXPR" {
        stack.append(contentsOf: tree.list(both, "args").reversed())
      } else {
        parts.append(node)
      }
    }
    return parts
  }
}
