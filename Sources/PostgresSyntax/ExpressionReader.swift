import DataTrees
import PostgresSchema
import SourceModel

/// The keys of the nodes that matter inside an expression.
struct ExpressionKeys {
  let columnRef: KeyID?
  let funcCall: KeyID?
  let typeCast: KeyID?
  let valueFunction: KeyID?
  let subLink: KeyID?
  let subselect: KeyID?
  let rangeVar: KeyID?
  let typeName: KeyID?
  let limitCount: KeyID?

  init(_ tree: DataTree) {
    columnRef = tree.keyID(for: "ColumnRef")
    funcCall = tree.keyID(for: "FuncCall")
    typeCast = tree.keyID(for: "TypeCast")
    valueFunction = tree.keyID(for: "SQLValueFunction")
    subLink = tree.keyID(for: "SubLink")
    subselect = tree.keyID(for: "subselect")
    rangeVar = tree.keyID(for: "RangeVar")
    typeName = tree.keyID(for: "typeName")
    limitCount = tree.keyID(for: "limitCount")
  }
}

/// What a walk over a part of a tree meets.
///
/// The walk keeps its own stack: no expression is too deep for it.
struct TreeFacts {
  private(set) var volatility = Expression.Volatility.immutable
  /// Columns outside of subqueries.
  private(set) var columns: Set<Name> = []
  private(set) var functions: Set<ObjectName> = []
  private(set) var tables: Set<ObjectName> = []
  private(set) var hasLimit = false

  init(_ node: NodeID, of source: ParsedText) {
    let tree = source.tree
    let keys = source.keys
    var stack = [(node: node, isInSubquery: false)]
    while let (node, isInSubquery) = stack.popLast() {
      switch tree.kind(of: node) {
      case .array: tree.forEachItem(of: node) { stack.append(($0, isInSubquery)) }
      case .object:
        for (key, value) in tree.members(of: node) {
          if key == keys.typeName { continue }
          visit(key, value, isInSubquery, source)
          stack.append((value, isInSubquery || key == keys.subselect))
        }
      case .null, .bool, .number, .string: break
      }
    }
  }

  private mutating func visit(
    _ key: KeyID, _ node: NodeID, _ isInSubquery: Bool, _ source: ParsedText
  ) {
    let tree = source.tree
    switch key {
    case source.keys.columnRef:
      guard !isInSubquery, let last = tree.list(node, "fields").last,
        let column = tree.stringValue(last)
      else { return }
      columns.insert(column)
    case source.keys.funcCall:
      let function = ObjectName(parts: tree.strings(node, "funcname")).withoutCatalog
      functions.insert(function)
      volatility = max(volatility, FunctionVolatility.of(function))
    case source.keys.valueFunction, source.keys.subLink: volatility = max(volatility, .stable)
    case source.keys.typeCast:
      volatility = max(volatility, TreeFacts.volatilityOfCast(node, tree))
    case source.keys.rangeVar: tables.insert(tree.relation(node))
    case source.keys.limitCount: hasLimit = true
    default: break
    }
  }

  /// A text becomes a time by the clock or by the session's time zone.
  private static func volatilityOfCast(_ node: NodeID, _ tree: DataTree) -> Expression.Volatility {
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

  private func column(_ node: NodeID) -> Name? {
    guard let reference = tree.value(of: node, "ColumnRef") else { return nil }
    return tree.list(reference, "fields").last.flatMap(tree.stringValue)
  }

  private func plainCast(_ node: NodeID) -> TypeName? {
    guard let cast = tree.value(of: node, "TypeCast"), let argument = tree.value(of: cast, "arg"),
      column(argument) != nil, let type = tree.value(of: cast, "typeName")
    else { return nil }
    return tree.type(type)
  }

  private func columnsNotNull(_ node: NodeID) -> Set<Name> {
    var columns: Set<Name> = []
    for part in conjuncts(of: node) {
      guard let test = tree.value(of: part, "NullTest"),
        tree.name(test, "nulltesttype") == "IS_NOT_NULL",
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
      if let both = tree.value(of: node, "BoolExpr"), tree.name(both, "boolop") == "AND_EXPR" {
        stack.append(contentsOf: tree.list(both, "args").reversed())
      } else {
        parts.append(node)
      }
    }
    return parts
  }

  /// Whether a condition holds for every row whatever it holds: `true`, `1 = 1`.
  func isAlwaysTrue(_ node: NodeID) -> Bool {
    if let constant = tree.value(of: node, "A_Const"),
      let value = tree.value(of: constant, "boolval")
    {
      return tree.flag(value, "boolval")
    }
    guard let comparison = tree.value(of: node, "A_Expr"),
      tree.strings(comparison, "name") == ["="], let left = tree.value(of: comparison, "lexpr"),
      let right = tree.value(of: comparison, "rexpr"), let value = tree.constantInteger(left)
    else { return false }
    return value == tree.constantInteger(right)
  }

  /// Whether conditions leave a range of a column that is bounded on both sides, or one of `ctid`.
  func boundsRange(_ node: NodeID) -> Bool {
    var below: Set<Name> = []
    var above: Set<Name> = []
    for part in conjuncts(of: node) {
      guard let comparison = tree.value(of: part, "A_Expr"),
        let left = tree.value(of: comparison, "lexpr")
      else { continue }
      if tree.name(comparison, "kind") == "AEXPR_BETWEEN", column(left) != nil { return true }
      guard tree.name(comparison, "kind") == "AEXPR_OP",
        let sign = tree.strings(comparison, "name").first,
        let right = tree.value(of: comparison, "rexpr")
      else { continue }
      let isLess: Set<Name> = ["<", "<="]
      let isMore: Set<Name> = [">", ">="]
      if let column = column(left) {
        if isLess.contains(sign) { below.insert(column) }
        if isMore.contains(sign) { above.insert(column) }
      } else if let column = column(right) {
        if isLess.contains(sign) { above.insert(column) }
        if isMore.contains(sign) { below.insert(column) }
      }
    }
    return !below.isDisjoint(with: above)
  }
}
