import PostgresSchema
import SourceModel

// The parts of an `ALTER TABLE`.

extension StatementReader {
  mutating func readAlterTable(_ node: NodeID) {
    let relation = tree.relation(node, "relation")
    let commands = tree.list(node, "cmds").compactMap { tree.value(of: $0, "AlterTableCmd") }
    let parts = actionTokens(behind: node, count: commands.count)
    let kind = objectKind(tree.name(node, "objtype"))
    for (command, tokens) in zip(commands, parts) {
      add(action(command, kind, relation, tokens), at: tokens)
    }
  }

  /// The tokens of each part; all of the statement for each if they cannot be told apart.
  private func actionTokens(behind node: NodeID, count: Int) -> [Range<Int>] {
    let all = [Range<Int>](repeating: piece, count: count)
    guard let relation = tree.value(of: node, "relation"), var start = token(of: relation) else {
      return all
    }
    while text.isMark(start + 1, UInt8(ascii: ".")) { start += 2 }
    start += 1
    if start < piece.upperBound, text.tokens[start].kind == .symbol { start += 1 }
    let parts = text.partsAtCommas(min(start, piece.upperBound)..<piece.upperBound)
    return parts.count == count ? parts : all
  }

  private func action(
    _ node: NodeID, _ kind: ObjectKind, _ relation: ObjectName, _ tokens: Range<Int>
  ) -> Action {
    if tree.word(node, "subtype") == "AT_ChangeOwner",
      let owner = tree.value(of: node, "newowner")
    {
      return .changeOwner(kind, relation, to: tree.role(owner))
    }
    switch kind {
    case .table, .foreignTable: return .alterTable(relation, tableAction(node, tokens))
    case .type: return .alterComposite(relation, tableAction(node, tokens))
    case .index where tree.word(node, "subtype") == "AT_AttachPartition":
      return .attachIndex(parent: relation, child: partition(node))
    default: return .alter(kind, relation, text: text.text(of: tokens))
    }
  }

  private func tableAction(_ node: NodeID, _ tokens: Range<Int>) -> TableAction {
    let subtype = tree.word(node, "subtype")
    return columnAction(subtype, node, tokens) ?? constraintAction(subtype, node)
      ?? partitionAction(subtype, node) ?? switchAction(subtype, node) ?? .other
  }

  private func columnAction(
    _ subtype: TreeWord, _ node: NodeID, _ tokens: Range<Int>
  ) -> TableAction? {
    let name = tree.name(node, "name")
    switch subtype {
    case "AT_AddColumn":
      guard let definition = definition(node, "ColumnDef") else { return nil }
      return .addColumn(column(definition), ifNotExists: tree.flag(node, "missing_ok"))
    case "AT_DropColumn":
      return .dropColumn(
        name, isCascade: isCascade(node), ifExists: tree.flag(node, "missing_ok"))
    case "AT_AlterColumnType": return setType(name, node, tokens)
    case "AT_ColumnDefault":
      guard let value = tree.value(of: node, "def") else { return .dropDefault(name) }
      let word = text.firstAtTop(in: tokens) { text.isWord($0, "default") } ?? tokens.lowerBound
      return .setDefault(
        name, source.expression(value, tokens: (word + 1)..<max(word + 1, tokens.upperBound)))
    case "AT_SetNotNull": return .setNotNull(name)
    case "AT_DropNotNull": return .dropNotNull(name)
    case "AT_AddIdentity":
      let always = definition(node, "Constraint").map { tree.word($0, "generated_when") == "a" }
      return .addIdentity(name, always: always ?? false)
    case "AT_SetIdentity": return .setIdentity(name)
    case "AT_DropIdentity": return .dropIdentity(name)
    case "AT_DropExpression": return .dropExpression(name)
    case "AT_SetStatistics", "AT_SetOptions", "AT_ResetOptions", "AT_SetStorage",
      "AT_SetCompression", "AT_SetRelOptions", "AT_ResetRelOptions", "AT_ReplaceRelOptions",
      "AT_GenericOptions", "AT_AlterColumnGenericOptions":
      return .setParameters
    default: return nil
    }
  }

  private func setType(_ name: Name, _ node: NodeID, _ tokens: Range<Int>) -> TableAction? {
    guard let definition = definition(node, "ColumnDef"),
      let type = tree.value(of: definition, "typeName")
    else { return nil }
    let word = text.firstAtTop(in: tokens) { text.isWord($0, "using") } ?? tokens.lowerBound
    let collation = tree.value(of: definition, "collClause").map {
      ObjectName(parts: tree.strings($0, "collname")).withoutCatalog
    }
    return .setType(
      name, tree.type(type), collation: collation,
      using: expression(
        definition, "raw_default", tokens: (word + 1)..<max(word + 1, tokens.upperBound)))
  }

  private func constraintAction(_ subtype: TreeWord, _ node: NodeID) -> TableAction? {
    let name = tree.name(node, "name")
    switch subtype {
    case "AT_AddConstraint":
      return definition(node, "Constraint").flatMap { constraint($0, columns: []) }.map {
        .addConstraint($0)
      }
    case "AT_ValidateConstraint": return .validateConstraint(name)
    case "AT_DropConstraint":
      return .dropConstraint(
        name, isCascade: isCascade(node), ifExists: tree.flag(node, "missing_ok"))
    case "AT_AlterConstraint":
      return definition(node, "Constraint").map { .alterConstraint(tree.name($0, "conname")) }
    default: return nil
    }
  }

  private func partitionAction(_ subtype: TreeWord, _ node: NodeID) -> TableAction? {
    switch subtype {
    case "AT_AttachPartition":
      let bound = definition(node, "PartitionCmd").flatMap { tree.value(of: $0, "bound") }
      return .attachPartition(
        partition(node), isDefault: bound.map { tree.flag($0, "is_default") } ?? false)
    case "AT_DetachPartition":
      let isConcurrent = definition(node, "PartitionCmd").map { tree.flag($0, "concurrent") }
      return .detachPartition(
        partition(node), isConcurrent: isConcurrent ?? false, isFinalize: false)
    case "AT_DetachPartitionFinalize":
      return .detachPartition(partition(node), isConcurrent: false, isFinalize: true)
    case "AT_AddInherit": return definition(node, "RangeVar").map { .inherit(tree.relation($0)) }
    case "AT_DropInherit":
      return definition(node, "RangeVar").map { .noInherit(tree.relation($0)) }
    default: return nil
    }
  }

  private func switchAction(_ subtype: TreeWord, _ node: NodeID) -> TableAction? {
    let name = tree.name(node, "name")
    switch subtype {
    case "AT_EnableTrig", "AT_EnableAlwaysTrig", "AT_EnableReplicaTrig":
      return .enableTrigger(name)
    case "AT_EnableTrigAll", "AT_EnableTrigUser": return .enableTrigger(nil)
    case "AT_DisableTrig": return .disableTrigger(name)
    case "AT_DisableTrigAll", "AT_DisableTrigUser": return .disableTrigger(nil)
    case "AT_EnableRowSecurity": return .enableRowSecurity
    case "AT_DisableRowSecurity": return .disableRowSecurity
    case "AT_ForceRowSecurity": return .forceRowSecurity
    case "AT_NoForceRowSecurity": return .noForceRowSecurity
    case "AT_ReplicaIdentity":
      let letter = definition(node, "ReplicaIdentityStmt").map { tree.name($0, "identity_type") }
      let modes: [Name: Name] = ["f": "FULL", "n": "NOTHING", "i": "USING INDEX"]
      return .replicaIdentity(letter.flatMap { modes[$0] } ?? "DEFAULT")
    case "AT_SetLogged": return .setLogged
    case "AT_SetUnLogged": return .setUnlogged
    case "AT_SetTableSpace": return .setTablespace(name)
    case "AT_SetAccessMethod": return .setAccessMethod(name)
    case "AT_ClusterOn": return .clusterOn(name)
    default: return nil
    }
  }

  /// What a part defines, if it is a node of a kind.
  private func definition(_ node: NodeID, _ kind: StaticString) -> NodeID? {
    tree.value(of: node, "def").flatMap { tree.value(of: $0, kind) }
  }

  private func partition(_ node: NodeID) -> ObjectName {
    definition(node, "PartitionCmd").map { tree.relation($0, "name") } ?? ObjectName("")
  }

  /// Whether a node says `CASCADE`.
  func isCascade(_ node: NodeID) -> Bool { tree.word(node, "behavior") == "DROP_CASCADE" }

  /// The kind of object that the grammar names.
  func objectKind(_ name: Name) -> ObjectKind { StatementReader.objectKinds[name] ?? .other }

  private static let objectKinds: [Name: ObjectKind] = [
    "OBJECT_ACCESS_METHOD": .accessMethod, "OBJECT_AGGREGATE": .aggregate,
    "OBJECT_ATTRIBUTE": .attribute, "OBJECT_CAST": .cast, "OBJECT_COLUMN": .column,
    "OBJECT_COLLATION": .collation, "OBJECT_CONVERSION": .conversion,
    "OBJECT_DATABASE": .database, "OBJECT_DOMAIN": .domain, "OBJECT_DOMCONSTRAINT": .constraint,
    "OBJECT_EVENT_TRIGGER": .eventTrigger, "OBJECT_EXTENSION": .extension,
    "OBJECT_FDW": .foreignDataWrapper, "OBJECT_FOREIGN_SERVER": .server,
    "OBJECT_FOREIGN_TABLE": .foreignTable, "OBJECT_FUNCTION": .function, "OBJECT_INDEX": .index,
    "OBJECT_LANGUAGE": .language, "OBJECT_MATVIEW": .materializedView,
    "OBJECT_OPERATOR": .operator, "OBJECT_POLICY": .policy, "OBJECT_PROCEDURE": .procedure,
    "OBJECT_PUBLICATION": .publication, "OBJECT_ROLE": .role, "OBJECT_ROUTINE": .function,
    "OBJECT_RULE": .rule, "OBJECT_SCHEMA": .schema, "OBJECT_SEQUENCE": .sequence,
    "OBJECT_SUBSCRIPTION": .subscription, "OBJECT_STATISTIC_EXT": .statistics,
    "OBJECT_TABCONSTRAINT": .constraint, "OBJECT_TABLE": .table,
    "OBJECT_TABLESPACE": .tablespace, "OBJECT_TRANSFORM": .transform,
    "OBJECT_TRIGGER": .trigger, "OBJECT_TSCONFIGURATION": .textSearch,
    "OBJECT_TSDICTIONARY": .textSearch, "OBJECT_TSPARSER": .textSearch,
    "OBJECT_TSTEMPLATE": .textSearch, "OBJECT_TYPE": .type,
    "OBJECT_USER_MAPPING": .userMapping, "OBJECT_VIEW": .view,
  ]
}
