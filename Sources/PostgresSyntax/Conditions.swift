import SourceModel

// What a condition leaves of the rows.

extension ParsedText {
  /// Whether a condition holds for every row, as far as its text tells: `true`, `1 = 1`, `id > 0`,
  /// `id IS NOT NULL`.
  func isAlwaysTrue(_ node: NodeID) -> Bool {
    if let constant = tree.value(of: node, "A_Const"),
      let value = tree.value(of: constant, "boolval")
    {
      return tree.flag(value, "boolval")
    }
    if let junction = tree.value(of: node, "BoolExpr") {
      let parts = tree.list(junction, "args")
      return switch tree.word(junction, "boolop") {
      case "AND_EXPR": parts.allSatisfy(isAlwaysTrue)
      case "OR_EXPR": parts.contains(where: isAlwaysTrue)
      default: false
      }
    }
    if let test = tree.value(of: node, "NullTest") {
      return tree.word(test, "nulltesttype") == "IS_NOT_NULL"
        && tree.value(of: test, "arg").flatMap(column) == "id"
    }
    return comparison(node).map(isAlwaysTrue) ?? false
  }

  /// Two sides with an operator between them.
  private struct Comparison {
    let sign: Name
    let left: NodeID
    let right: NodeID
  }

  private func comparison(_ node: NodeID) -> Comparison? {
    guard let expression = tree.value(of: node, "A_Expr"),
      tree.word(expression, "kind") == "AEXPR_OP",
      let sign = tree.strings(expression, "name").first,
      let left = tree.value(of: expression, "lexpr"),
      let right = tree.value(of: expression, "rexpr")
    else { return nil }
    return Comparison(sign: sign, left: left, right: right)
  }

  private func isAlwaysTrue(_ comparison: Comparison) -> Bool {
    let (left, right) = (comparison.left, comparison.right)
    if let value = tree.constantInteger(left), let other = tree.constantInteger(right) {
      return switch comparison.sign {
      case "=": value == other
      case "<>", "!=": value != other
      case "<": value < other
      case "<=": value <= other
      case ">": value > other
      case ">=": value >= other
      default: false
      }
    }
    if comparison.sign == "=", let text = tree.constantString(left) {
      return text == tree.constantString(right)
    }
    // Keys are counted from 1.
    guard column(left) == "id", let bound = number(right) else { return false }
    return comparison.sign == ">" && bound <= 0 || comparison.sign == ">=" && bound <= 1
      || ["<>", "!="].contains(comparison.sign) && bound <= 0
  }

  /// An integer, which may have a minus before it.
  private func number(_ node: NodeID) -> Int? {
    if let value = tree.constantInteger(node) { return value }
    guard let expression = tree.value(of: node, "A_Expr"),
      tree.strings(expression, "name") == ["-"], tree.value(of: expression, "lexpr") == nil,
      let value = tree.value(of: expression, "rexpr").flatMap(tree.constantInteger)
    else { return nil }
    return -value
  }

  /// The columns that a condition compares with given values, `id = 1` or `id IN (1, 2)`, sorted.
  ///
  /// What is compared with columns, or with a query, may be anything.
  ///
  /// - Parameter hasVariables: Whether a name on the other side is a variable of the body around.
  func pinnedColumns(_ node: NodeID, hasVariables: Bool) -> [Name] {
    func isGiven(_ node: NodeID) -> Bool {
      hasVariables || TreeFacts(node, of: self).columns.isEmpty
    }
    var pinned: Set<Name> = []
    for part in conjuncts(of: node) {
      guard let expression = tree.value(of: part, "A_Expr"),
        tree.strings(expression, "name") == ["="],
        let left = tree.value(of: expression, "lexpr"),
        let right = tree.value(of: expression, "rexpr")
      else { continue }
      switch tree.word(expression, "kind") {
      case "AEXPR_IN":
        if let column = column(left), tree.listed(right).allSatisfy(isGiven) {
          pinned.insert(column)
        }
      case "AEXPR_OP_ANY":
        if let column = column(left), isGiven(right) { pinned.insert(column) }
      case "AEXPR_OP":
        if let column = column(left), isGiven(right) { pinned.insert(column) }
        if let column = column(right), isGiven(left) { pinned.insert(column) }
      default: break
      }
    }
    return pinned.sorted()
  }

  /// Whether conditions leave a range of a column that is bounded on both sides, or one of `ctid`.
  func boundsRange(_ node: NodeID) -> Bool {
    var below: Set<Name> = []
    var above: Set<Name> = []
    for part in conjuncts(of: node) {
      guard let comparison = tree.value(of: part, "A_Expr"),
        let left = tree.value(of: comparison, "lexpr")
      else { continue }
      if tree.word(comparison, "kind") == "AEXPR_BETWEEN", column(left) != nil { return true }
      guard tree.word(comparison, "kind") == "AEXPR_OP",
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
