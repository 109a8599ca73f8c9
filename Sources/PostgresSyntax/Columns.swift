import PostgresSchema
import SourceModel

// Columns and constraints.

extension StatementReader {
  /// Reads a `ColumnDef` without its wrapper.
  func column(_ node: NodeID) -> ColumnDefinition {
    let type = tree.value(of: node, "typeName").map(tree.type)
    var column = ColumnDefinition(
      tree.name(node, "colname"), type: type, collation: collation(node),
      isNotNull: type?.isSerial ?? false)
    let constraints = tree.list(node, "constraints").compactMap {
      tree.value(of: $0, "Constraint")
    }
    var stops = constraints.compactMap { token(of: $0) }
    stops += [tree.value(of: node, "collClause").flatMap { token(of: $0) }].compactMap(\.self)
    for constraint in constraints {
      read(constraint, of: &column, stops: stops)
    }
    return column
  }

  private func collation(_ node: NodeID) -> ObjectName? {
    tree.value(of: node, "collClause").map {
      ObjectName(parts: tree.strings($0, "collname")).withoutCatalog
    }
  }

  /// Adds what a constraint of a column says.
  func read(_ node: NodeID, of column: inout ColumnDefinition, stops: [Int]) {
    switch tree.word(node, "contype") {
    case "CONSTR_NOTNULL": column.isNotNull = true
    case "CONSTR_DEFAULT":
      column.defaultValue = expression(node, "raw_expr", tokens: defaultTokens(node, stops))
    case "CONSTR_IDENTITY":
      column.isNotNull = true
      column.generation =
        tree.word(node, "generated_when") == "a" ? .identityAlways : .identityByDefault
    case "CONSTR_GENERATED":
      let tokens = inParentheses(node)
      let isVirtual = text.isWord(tokens.upperBound + 1, "virtual")
      column.generation = expression(node, "raw_expr", tokens: tokens).map {
        isVirtual ? .virtual($0) : .stored($0)
      }
    case "CONSTR_PRIMARY":
      column.isNotNull = true
      column.constraints.append(
        contentsOf: constraint(node, columns: [column.name], stops: stops).map { [$0] } ?? [])
    case "CONSTR_ATTR_DEFERRABLE", "CONSTR_ATTR_DEFERRED":
      if let last = column.constraints.indices.last { column.constraints[last].isDeferrable = true }
    default:
      if let constraint = constraint(node, columns: [column.name], stops: stops) {
        column.constraints.append(constraint)
      }
    }
  }

  /// The tokens of a default, up to what else is said about the column.
  private func defaultTokens(_ node: NodeID, _ stops: [Int]) -> Range<Int> {
    guard let start = token(of: node) else { return 0..<0 }
    let word = (start..<piece.upperBound).first { text.isWord($0, "default") } ?? start
    let end = stops.filter { $0 > word }.min() ?? piece.upperBound
    return (word + 1)..<max(word + 1, min(end, endOfElement(from: word + 1)))
  }

  /// The end of an item of a list that begins at or before a token: the comma or the closing
  /// parenthesis behind it.
  func endOfElement(from start: Int) -> Int {
    var depth = 0
    for index in start..<max(start, piece.upperBound) {
      if depth == 0, text.isMark(index, UInt8(ascii: ",")) { return index }
      depth += text.depthChange(index)
      if depth < 0 { return index }
    }
    return piece.upperBound
  }

  /// The tokens in the first parentheses behind a node's location.
  private func inParentheses(_ node: NodeID) -> Range<Int> {
    guard let start = token(of: node) else { return 0..<0 }
    return inParentheses(from: start)
  }

  /// The tokens in the first parentheses at or behind a token.
  func inParentheses(from start: Int) -> Range<Int> {
    guard
      let open = (start..<max(start, piece.upperBound)).first(where: {
        text.isMark($0, UInt8(ascii: "("))
      })
    else { return 0..<0 }
    let end = text.behindParenthesis(at: open, in: piece)
    return (open + 1)..<max(open + 1, end - 1)
  }

  /// The expression in a member; nil if there is none.
  func expression(_ node: NodeID, _ key: StaticString, tokens: Range<Int>) -> Expression? {
    tree.value(of: node, key).map { source.expression($0, tokens: tokens) }
  }

  /// Reads a `Constraint` without its wrapper; the columns are those that it stands with, if any.
  func constraint(_ node: NodeID, columns: [Name], stops: [Int] = []) -> ConstraintDefinition? {
    guard let kind = constraintKind(node, columns: columns) else { return nil }
    let name = tree.name(node, "conname")
    return ConstraintDefinition(
      name: name.isEmpty ? nil : name, kind, isNotValid: tree.flag(node, "skip_validation"),
      isNotEnforced: isNotEnforced(node, stops), isDeferrable: tree.flag(node, "deferrable"))
  }

  /// Whether `NOT ENFORCED` is written, of which the tree knows nothing.
  private func isNotEnforced(_ node: NodeID, _ stops: [Int]) -> Bool {
    guard let start = token(of: node) else { return false }
    let end = stops.filter { $0 > start }.min() ?? piece.upperBound
    return text.firstAtTop(in: start..<min(end, endOfElement(from: start))) {
      text.areWords(from: $0, "not", "enforced")
    } != nil
  }

  /// The column of a `NOT NULL` that stands in the tree as a check.
  private func columnNotNull(_ node: NodeID) -> Name? {
    guard let start = token(of: node) else { return nil }
    let word = text.isWord(start, "constraint") ? start + 2 : start
    guard text.areWords(from: word, "not", "null"),
      let value = tree.value(of: node, "raw_expr"),
      let column = tree.value(of: value, "ColumnRef")
    else { return nil }
    return tree.strings(column, "fields").last
  }

  private func constraintKind(
    _ node: NodeID, columns: [Name]
  ) -> ConstraintDefinition.Kind? {
    let index = tree.name(node, "indexname")
    let usingIndex = index.isEmpty ? nil : index
    let keys = tree.strings(node, "keys")
    let own = usingIndex == nil && keys.isEmpty ? columns : keys
    switch tree.word(node, "contype") {
    case "CONSTR_PRIMARY": return .primaryKey(columns: own, usingIndex: usingIndex)
    case "CONSTR_UNIQUE":
      return .unique(
        columns: own, usingIndex: usingIndex,
        nullsNotDistinct: tree.flag(node, "nulls_not_distinct"))
    case "CONSTR_CHECK":
      if let column = columnNotNull(node) { return .notNull(column: column) }
      return expression(node, "raw_expr", tokens: inParentheses(node)).map { .check($0) }
    case "CONSTR_FOREIGN":
      let referring = tree.strings(node, "fk_attrs")
      return .foreignKey(
        columns: referring.isEmpty ? columns : referring,
        references: tree.relation(node, "pktable"),
        referencedColumns: tree.strings(node, "pk_attrs"),
        onDelete: StatementReader.foreignAction(tree.word(node, "fk_del_action")),
        onUpdate: StatementReader.foreignAction(tree.word(node, "fk_upd_action")))
    case "CONSTR_EXCLUSION":
      guard let start = token(of: node) else { return .exclusion(text: "") }
      return .exclusion(text: text.text(of: start..<endOfElement(from: start)))
    default: return nil
    }
  }

  private static func foreignAction(_ letter: TreeWord) -> Name {
    switch letter {
    case "r": "RESTRICT"
    case "c": "CASCADE"
    case "n": "SET NULL"
    case "d": "SET DEFAULT"
    default: ""
    }
  }
}
