import PostgresSchema
import SourceModel

// Upkeep, locks, transactions, settings.

extension StatementReader {
  static let upkeepStatements: [Name: Handler] = [
    "VacuumStmt": { $0.readVacuum($1) },
    "ClusterStmt": { reader, node in
      let table = reader.tree.relation(node, "relation")
      reader.add(.cluster(table.name.isEmpty ? nil : table))
    },
    "LockStmt": { reader, node in
      let tables = reader.tree.list(node, "relations").map(reader.tree.object)
      let mode = reader.tree.integer(node, "mode") ?? 0
      let isKnown = StatementReader.lockModes.indices.contains(mode - 1)
      reader.add(
        .lockTable(
          tables, mode: isKnown ? StatementReader.lockModes[mode - 1] : "ACCESS EXCLUSIVE"))
    },
    "RefreshMatViewStmt": { reader, node in
      reader.add(
        .refresh(
          reader.tree.relation(node, "relation"),
          isConcurrent: reader.tree.flag(node, "concurrent")))
    },
    "TransactionStmt": { $0.readTransaction($1) },
    "VariableSetStmt": { $0.readSet($1) },
  ]

  private static let lockModes: [Name] = [
    "ACCESS SHARE", "ROW SHARE", "ROW EXCLUSIVE", "SHARE UPDATE EXCLUSIVE", "SHARE",
    "SHARE ROW EXCLUSIVE", "EXCLUSIVE", "ACCESS EXCLUSIVE",
  ]

  private mutating func readVacuum(_ node: NodeID) {
    guard tree.flag(node, "is_vacuumcmd") else { return add(.analyze) }
    let tables = tree.list(node, "rels").compactMap {
      tree.value(of: $0, "VacuumRelation").map { tree.relation($0, "relation") }
    }
    add(.vacuum(tables, isFull: tree.list(node, "options").contains(where: isFull)))
  }

  private func isFull(_ option: NodeID) -> Bool {
    guard let option = tree.value(of: option, "DefElem"), tree.word(option, "defname") == "full"
    else { return false }
    guard let value = tree.value(of: option, "arg") else { return true }
    return !["false", "off"].contains(tree.stringValue(value)?.asciiLowercased)
  }

  private mutating func readTransaction(_ node: NodeID) {
    switch tree.word(node, "kind") {
    case "TRANS_STMT_BEGIN", "TRANS_STMT_START": add(.begin)
    case "TRANS_STMT_COMMIT": add(.commit)
    case "TRANS_STMT_ROLLBACK": add(.rollback)
    case "TRANS_STMT_SAVEPOINT", "TRANS_STMT_RELEASE", "TRANS_STMT_ROLLBACK_TO": add(.savepoint)
    default: add(.other)
    }
  }

  private mutating func readSet(_ node: NodeID) {
    let isLocal = tree.flag(node, "is_local")
    let parameter = tree.name(node, "name").asciiLowercased
    switch tree.word(node, "kind") {
    case "VAR_SET_VALUE":
      let values = tree.list(node, "args").map(settingText)
      let value = values.dropFirst().reduce(values.first ?? "") { $0 + ", " + $1 }
      add(.set(parameter: parameter, value: value, isLocal: isLocal))
    case "VAR_SET_DEFAULT", "VAR_SET_CURRENT", "VAR_RESET":
      add(.set(parameter: parameter, value: nil, isLocal: isLocal))
    case "VAR_RESET_ALL": add(.set(parameter: "all", value: nil, isLocal: false))
    default: add(.other)
    }
  }

  /// The value as the parameter has it; the grammar's tree lacks the sign of integers.
  private func settingText(_ node: NodeID) -> Name {
    if let text = tree.constantString(node) { return text }
    guard let constant = tree.value(of: node, "A_Const"), let token = token(of: constant) else {
      return ""
    }
    let sign = text.tokens[token].kind == .symbol
    return Name(text.bytes[text.range(of: token..<(token + (sign ? 2 : 1))).indices])
  }
}
