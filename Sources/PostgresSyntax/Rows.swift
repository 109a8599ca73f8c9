import PostgresSchema
import SourceModel

// Statements that read and write rows.

extension StatementReader {
  static let rowStatements: [Name: Handler] = [
    "InsertStmt": { $0.readInsert($1) },
    "UpdateStmt": { reader, node in
      reader.readCommonTables(node)
      reader.add(.update(reader.rowChange(node)))
    },
    "DeleteStmt": { reader, node in
      reader.readCommonTables(node)
      reader.add(.delete(reader.rowChange(node)))
    },
    "MergeStmt": { $0.readMerge($1) },
    "SelectStmt": { $0.readSelect($1) },
    "TruncateStmt": { reader, node in
      let tables = reader.tree.list(node, "relations").map(reader.tree.object)
      reader.add(.truncate(tables, isCascade: reader.isCascade(node)))
    },
    "CopyStmt": { reader, node in
      guard reader.tree.flag(node, "is_from") else { return }
      reader.add(.copyIn(reader.tree.relation(node, "relation")))
    },
    "CallStmt": { reader, node in
      guard let call = reader.tree.value(of: node, "funccall") else { return }
      reader.add(.call(ObjectName(parts: reader.tree.strings(call, "funcname"))))
    },
    "PrepareStmt": { $0.readQuery($1) },
    "DeclareCursorStmt": { $0.readQuery($1) },
  ]

  private mutating func readQuery(_ node: NodeID) {
    if let query = tree.value(of: node, "query") { readDataChanges(in: query) }
  }

  private mutating func readInsert(_ node: NodeID) {
    readCommonTables(node)
    var change = RowChange(tree.relation(node, "relation"))
    change.columns = columns(of: node, "cols")
    if let query = tree.value(of: node, "selectStmt"),
      let select = tree.value(of: query, "SelectStmt"),
      tree.value(of: select, "valuesLists") == nil
    {
      let facts = TreeFacts(query, of: source)
      change.source = .query(tables(facts, besides: node))
      if let condition = tree.value(of: select, "whereClause") {
        applyCondition(condition, to: &change)
      }
      if facts.hasLimit { change.isBatched = true }
    }
    add(.insert(change))
  }

  private mutating func readMerge(_ node: NodeID) {
    readCommonTables(node)
    var change = RowChange(tree.relation(node, "relation"))
    if let origin = tree.value(of: node, "sourceRelation") {
      change.source = .query(tables(TreeFacts(origin, of: source), besides: node))
    }
    var columns: [Name] = []
    for clause in tree.list(node, "mergeWhenClauses") {
      guard let clause = tree.value(of: clause, "MergeWhenClause") else { continue }
      columns += self.columns(of: clause, "targetList").filter { !columns.contains($0) }
    }
    change.columns = columns
    add(.merge(change))
  }

  private func rowChange(_ node: NodeID) -> RowChange {
    var change = RowChange(tree.relation(node, "relation"))
    change.columns = columns(of: node, "targetList")
    if let targets = tree.value(of: node, "targetList") {
      change.valueColumns = TreeFacts(targets, of: source).columns.sorted()
    }
    let limited = [tree.value(of: node, "fromClause"), tree.value(of: node, "usingClause")]
    if let condition = tree.value(of: node, "whereClause") {
      applyCondition(condition, to: &change)
      let isAlone = limited.allSatisfy { $0 == nil }
      change.pinnedColumns = source.pinnedColumns(
        condition, hasVariables: place != .script && isAlone)
    }
    let common = tree.value(of: node, "withClause")
    if change.hasWhere, (limited + [common]).contains(where: hasLimit) { change.isBatched = true }
    return change
  }

  private func hasLimit(_ node: NodeID?) -> Bool {
    node.map { TreeFacts($0, of: source).hasLimit } ?? false
  }

  private func applyCondition(_ condition: NodeID, to change: inout RowChange) {
    let facts = TreeFacts(condition, of: source)
    change.hasWhere = !source.isAlwaysTrue(condition)
    change.conditionColumns = facts.columns.sorted()
    if facts.hasLimit || facts.columns.contains("ctid") || source.boundsRange(condition) {
      change.isBatched = true
    }
  }

  private func columns(of node: NodeID, _ key: StaticString) -> [Name] {
    tree.list(node, key).compactMap { tree.value(of: $0, "ResTarget") }.map {
      tree.name($0, "name")
    }
  }

  /// The tables that a query reads, sorted, without the names that its own `WITH` and that of the
  /// statement around it give.
  private func tables(_ facts: TreeFacts, besides node: NodeID) -> [ObjectName] {
    let common = tree.value(of: node, "withClause").map { tree.list($0, "ctes") } ?? []
    let named = Set(
      common.compactMap { tree.value(of: $0, "CommonTableExpr") }.map { tree.name($0, "ctename") })
    return facts.tables.filter { !($0.schema.isEmpty && named.contains($0.name)) }
  }

  private mutating func readSelect(_ node: NodeID) {
    readCommonTables(node)
    if let into = tree.value(of: node, "intoClause"), place == .script {
      return addTable(
        into: into, reading: node, columns: targetNames(node) ?? [], ifNotExists: false)
    }
    let facts = TreeFacts(node, of: source)
    if facts.functions.contains(ObjectName("set_config")) { addSettings(of: node) }
    add(.select(functions: facts.functions.sorted()))
  }

  /// Adds a table that a query fills; its columns have no types.
  mutating func addTable(
    into: NodeID, reading query: NodeID, columns: [Name], ifNotExists: Bool
  ) {
    var table = TableDefinition(tree.relation(into, "rel"))
    table.ifNotExists = ifNotExists
    table.isFilledByQuery = true
    if !tree.flag(into, "skipData") {
      table.queried = TreeFacts(query, of: source).tables.filter { $0.key != table.name.key }
    }
    table.persistence = persistence(into, "rel")
    table.columns = columns.map { ColumnDefinition($0, type: nil) }
    add(.createTable(table))
  }

  /// Adds the statements that write rows inside the query of another statement.
  mutating func readDataChanges(in query: NodeID) {
    guard let (kind, content) = tree.content(query) else { return }
    if kind == "SelectStmt" { readCommonTables(content) } else { readStatement(query) }
  }

  /// Adds the statements that write rows inside a `WITH`.
  private mutating func readCommonTables(_ node: NodeID) {
    guard let with = tree.value(of: node, "withClause") else { return }
    for expression in tree.list(with, "ctes") {
      guard let expression = tree.value(of: expression, "CommonTableExpr"),
        let query = tree.value(of: expression, "ctequery"),
        let (kind, content) = tree.content(query)
      else { continue }
      switch kind {
      case "UpdateStmt": add(.update(rowChange(content)))
      case "DeleteStmt": add(.delete(rowChange(content)))
      case "InsertStmt": readInsert(content)
      default: break
      }
    }
  }

  /// Adds what `set_config` with constant arguments sets.
  private mutating func addSettings(of node: NodeID) {
    var calls: [NodeID] = []
    tree.walk(node) { key, value in
      if case "FuncCall" = key { calls.append(value) }
      return true
    }
    for call in calls { addSetting(of: call) }
  }

  private mutating func addSetting(of call: NodeID) {
    let arguments = tree.list(call, "args")
    guard tree.strings(call, "funcname").last == "set_config", arguments.count == 3,
      let parameter = tree.constantString(arguments[0])
    else { return }
    let isLocal = source.isAlwaysTrue(arguments[2])
    add(
      .set(
        parameter: parameter.asciiLowercased, value: tree.constantString(arguments[1]),
        isLocal: isLocal))
  }
}
