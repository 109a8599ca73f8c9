import PostgresSchema
import SourceModel

// Sequences, and objects that have no case of their own.

extension StatementReader {
  static let otherObjectStatements: [Name: Handler] = {
    var handlers: [Name: Handler] = [
      "CreateSeqStmt": { reader, node in
        reader.add(.createSequence(reader.sequence(node)))
      },
      "AlterSeqStmt": { reader, node in
        reader.add(.alterSequence(reader.sequence(node)))
      },
      "CreateSchemaStmt": { $0.readCreateSchema($1) },
      "RuleStmt": { reader, node in
        reader.addCreate(.rule, ObjectName(reader.tree.name(node, "rulename")), node)
      },
      "DefineStmt": { reader, node in
        let kind = reader.objectKind(reader.tree.name(node, "kind"))
        reader.addCreate(kind, reader.typeName(node, "defnames"), node)
      },
      "AlterSystemStmt": { reader, node in
        let name =
          reader.tree.value(of: node, "setstmt").map { reader.tree.name($0, "name") } ?? ""
        reader.add(
          .alter(.setting, ObjectName(name.isEmpty ? "all" : name), text: reader.statementText))
      },
      "AlterRoleStmt": { $0.addAlterRole($1) },
      "AlterRoleSetStmt": { $0.addAlterRole($1) },
      "AlterFunctionStmt": { reader, node in
        guard let function = reader.tree.value(of: node, "func") else { return }
        let kind = reader.objectKind(reader.tree.name(node, "objtype"))
        let name = ObjectName(parts: reader.tree.strings(function, "objname"))
        reader.add(.alter(kind, name, text: reader.statementText))
      },
    ]
    for (statement, kind, key) in created {
      handlers[statement] = { reader, node in
        reader.addCreate(kind, reader.objectName(node, key), node)
      }
    }
    for (statement, kind, key) in altered {
      handlers[statement] = { reader, node in
        reader.add(.alter(kind, reader.objectName(node, key), text: reader.statementText))
      }
    }
    return handlers
  }()

  /// Statements that create an object whose name is a member.
  private static let created: [(Name, ObjectKind, StaticString)] = [
    ("CreateExtensionStmt", .extension, "extname"),
    ("CreatePublicationStmt", .publication, "pubname"),
    ("CreateSubscriptionStmt", .subscription, "subname"),
    ("CreateRoleStmt", .role, "role"),
    ("CreatedbStmt", .database, "dbname"),
    ("CreateEventTrigStmt", .eventTrigger, "trigname"),
    ("CreateForeignServerStmt", .server, "servername"),
    ("CreateFdwStmt", .foreignDataWrapper, "fdwname"),
    ("CreateUserMappingStmt", .userMapping, "servername"),
    ("CreateTableSpaceStmt", .tablespace, "tablespacename"),
    ("CreatePLangStmt", .language, "plname"),
    ("CreateAmStmt", .accessMethod, "amname"),
    ("CreateStatsStmt", .statistics, "defnames"),
    ("CreateRangeStmt", .type, "typeName"),
    ("CreateConversionStmt", .conversion, "conversion_name"),
    ("CreateOpClassStmt", .operator, "opclassname"),
    ("CreateOpFamilyStmt", .operator, "opfamilyname"),
    ("CreateCastStmt", .cast, "targettype"),
    ("CreateTransformStmt", .transform, "lang"),
  ]

  /// Statements that change an object whose name is a member.
  private static let altered: [(Name, ObjectKind, StaticString)] = [
    ("AlterExtensionStmt", .extension, "extname"),
    ("AlterExtensionContentsStmt", .extension, "extname"),
    ("AlterPublicationStmt", .publication, "pubname"),
    ("AlterSubscriptionStmt", .subscription, "subname"),
    ("AlterDatabaseStmt", .database, "dbname"),
    ("AlterDatabaseSetStmt", .database, "dbname"),
    ("AlterDatabaseRefreshCollStmt", .database, "dbname"),
    ("AlterEventTrigStmt", .eventTrigger, "trigname"),
    ("AlterForeignServerStmt", .server, "servername"),
    ("AlterFdwStmt", .foreignDataWrapper, "fdwname"),
    ("AlterUserMappingStmt", .userMapping, "servername"),
    ("AlterTableSpaceOptionsStmt", .tablespace, "tablespacename"),
    ("AlterStatsStmt", .statistics, "defnames"),
    ("AlterTypeStmt", .type, "typeName"),
    ("AlterTSDictionaryStmt", .textSearch, "dictname"),
    ("AlterTSConfigurationStmt", .textSearch, "cfgname"),
    ("AlterCollationStmt", .collation, "collname"),
    ("AlterOpFamilyStmt", .operator, "opfamilyname"),
  ]

  /// The name in a member: a string, or a list of strings.
  private func objectName(_ node: NodeID, _ key: StaticString) -> ObjectName {
    guard let value = tree.value(of: node, key) else { return ObjectName("") }
    if let name = tree.string(of: value) { return ObjectName(name) }
    if tree.kind(of: value) == .array { return ObjectName(parts: tree.strings(node, key)) }
    return tree.type(value).objectName
  }

  private mutating func addCreate(_ kind: ObjectKind, _ name: ObjectName, _ node: NodeID) {
    add(
      .create(
        kind, name, ifNotExists: tree.flag(node, "if_not_exists"), text: statementText))
  }

  private mutating func addAlterRole(_ node: NodeID) {
    let role = tree.value(of: node, "role").map(tree.role) ?? ""
    add(.alter(.role, ObjectName(role), text: statementText))
  }

  private mutating func readCreateSchema(_ node: NodeID) {
    let name = tree.name(node, "schemaname")
    let owner = tree.value(of: node, "authrole").map(tree.role) ?? ""
    addCreate(.schema, ObjectName(name.isEmpty ? owner : name), node)
    for element in tree.list(node, "schemaElts") { readStatement(element) }
  }

  private func sequence(_ node: NodeID) -> SequenceDefinition {
    var sequence = SequenceDefinition(tree.relation(node, "sequence"))
    sequence.ifNotExists = tree.flag(node, "if_not_exists")
    for option in tree.list(node, "options") {
      guard let option = tree.value(of: option, "DefElem"),
        let value = tree.value(of: option, "arg")
      else { continue }
      switch tree.word(option, "defname") {
      case "as": sequence.type = tree.value(of: value, "TypeName").map(tree.type)
      case "owned_by":
        let parts = tree.strings(tree.listed(value))
        guard let column = parts.last, parts.count > 1 else { continue }
        sequence.ownedBy = ColumnReference(ObjectName(parts: parts.dropLast()), column)
      default: break
      }
    }
    sequence.options = options(node, "options").filter {
      !$0.hasPrefix("as=") && !$0.hasPrefix("owned_by=")
    }
    return sequence
  }
}
