import PostgresSchema
import SourceModel

// Drops, renames, moves, comments.

extension StatementReader {
  static let dropStatements: [Name: Handler] = [
    "DropStmt": { $0.readDrop($1) },
    "DropRoleStmt": { reader, node in
      let roles = reader.tree.list(node, "roles").compactMap {
        reader.tree.value(of: $0, "RoleSpec")
      }
      reader.readDrop(node, .role, roles.map { ObjectName(reader.tree.role($0)) })
    },
    "DropdbStmt": { $0.readDrop($1, .database, [ObjectName($0.tree.name($1, "dbname"))]) },
    "DropSubscriptionStmt": {
      $0.readDrop($1, .subscription, [ObjectName($0.tree.name($1, "subname"))])
    },
    "DropTableSpaceStmt": {
      $0.readDrop($1, .tablespace, [ObjectName($0.tree.name($1, "tablespacename"))])
    },
    "DropUserMappingStmt": {
      $0.readDrop($1, .userMapping, [ObjectName($0.tree.name($1, "servername"))])
    },
    "DropOwnedStmt": { reader, node in
      for role in reader.tree.roles(node, "roles") {
        reader.add(.alter(.role, ObjectName(role), text: reader.statementText))
      }
    },
  ]

  /// Adds the drops of objects that only have a name.
  private mutating func readDrop(_ node: NodeID, _ kind: ObjectKind, _ objects: [ObjectName]) {
    let parts = droppedTokens(count: objects.count)
    for (object, tokens) in zip(objects, parts) {
      var drop = Drop(kind, object)
      drop.isCascade = isCascade(node)
      drop.ifExists = tree.flag(node, "missing_ok")
      add(.drop(drop), at: tokens)
    }
  }

  private mutating func readDrop(_ node: NodeID) {
    let kind = objectKind(tree.name(node, "removeType"))
    let objects = tree.list(node, "objects")
    for (object, tokens) in zip(objects, droppedTokens(count: objects.count)) {
      var drop = self.drop(kind, object)
      drop.isCascade = isCascade(node)
      drop.ifExists = tree.flag(node, "missing_ok")
      drop.isConcurrent = tree.flag(node, "concurrent")
      add(.drop(drop), at: tokens)
    }
  }

  private func drop(_ kind: ObjectKind, _ object: NodeID) -> Drop {
    switch kind {
    case .trigger, .policy, .rule:
      let parts = tree.strings(tree.listed(object))
      var drop = Drop(kind, ObjectName(parts.last ?? ""))
      drop.table = ObjectName(parts: parts.dropLast())
      return drop
    case .cast, .transform:
      return Drop(kind, ObjectName(tree.listed(object).reduce("") { $0.step(to: typeText($1)) }))
    default:
      var drop = Drop(kind, tree.object(object))
      if let routine = tree.value(of: object, "ObjectWithArgs"),
        !tree.flag(routine, "args_unspecified")
      {
        drop.argumentTypes = tree.list(routine, "objargs").map {
          tree.type(tree.value(of: $0, "TypeName") ?? $0)
        }
      }
      return drop
    }
  }

  private func typeText(_ node: NodeID) -> Name {
    tree.value(of: node, "TypeName").map { tree.type($0).name } ?? tree.stringValue(node) ?? ""
  }

  /// The tokens of each object of the list; if they cannot be told apart, all of the statement.
  private func droppedTokens(count: Int) -> [Range<Int>] {
    let all = [Range<Int>](repeating: piece, count: count)
    guard count > 1 else { return all }
    var parts = text.partsAtCommas(piece)
    guard parts.count == count, let first = parts.first, let last = parts.last else { return all }
    parts[0] = nameTokens(endingAt: first.upperBound, from: first.lowerBound)
    var end = last.upperBound
    while end > last.lowerBound + 1,
      text.isWord(end - 1, "cascade") || text.isWord(end - 1, "restrict")
    {
      end -= 1
    }
    parts[count - 1] = last.lowerBound..<end
    return parts
  }

  /// The dotted name, with arguments or without, that ends at a token.
  private func nameTokens(endingAt end: Int, from start: Int) -> Range<Int> {
    var index = end - 1
    var depth = 0
    while index > start {
      depth -= text.depthChange(index)
      if depth == 0, !text.isMark(index, UInt8(ascii: "(")) {
        guard text.isMark(index - 1, UInt8(ascii: ".")) else { break }
        index -= 1
      }
      index -= 1
    }
    return index..<end
  }

  static let renameStatements: [Name: Handler] = [
    "RenameStmt": { $0.readRename($1) },
    "AlterObjectSchemaStmt": { reader, node in
      let (kind, object) = reader.namedObject(node)
      reader.add(.setSchema(kind, object, to: reader.tree.name(node, "newschema")))
    },
    "AlterOwnerStmt": { reader, node in
      guard let owner = reader.tree.value(of: node, "newowner") else { return }
      let (kind, object) = reader.namedObject(node)
      reader.add(.changeOwner(kind, object, to: reader.tree.role(owner)))
    },
    "CommentStmt": { reader, node in
      guard let object = reader.tree.value(of: node, "object") else { return }
      let kind = reader.objectKind(reader.tree.name(node, "objtype"))
      reader.add(.comment(kind, reader.commented(object)))
    },
  ]

  private func namedObject(_ node: NodeID) -> (ObjectKind, ObjectName) {
    let kind = objectKind(tree.name(node, "objectType"))
    guard let object = tree.value(of: node, "object") else {
      return (kind, tree.relation(node, "relation"))
    }
    return (kind, tree.object(object))
  }

  private func commented(_ node: NodeID) -> ObjectName {
    let parts = tree.listed(node)
    guard let first = parts.first, parts.count > 1,
      let domain = tree.value(of: first, "TypeName"), let name = parts.last
    else { return tree.object(node) }
    return ObjectName(schema: tree.type(domain).name, tree.stringValue(name) ?? "")
  }

  private mutating func readRename(_ node: NodeID) {
    let kind = objectKind(tree.name(node, "renameType"))
    let relation = tree.relation(node, "relation")
    let part = tree.name(node, "subname")
    let name = tree.name(node, "newname")
    switch kind {
    case .column:
      let owner = objectKind(tree.name(node, "relationType"))
      if owner == .view || owner == .materializedView {
        add(.alter(owner, relation, text: statementText))
      } else {
        add(.alterTable(relation, .renameColumn(part, to: name)))
      }
    case .attribute: add(.alterComposite(relation, .renameColumn(part, to: name)))
    case .constraint where tree.word(node, "renameType") == "OBJECT_TABCONSTRAINT":
      add(.alterTable(relation, .renameConstraint(part, to: name)))
    case .constraint:
      let domain = tree.value(of: node, "object").map(tree.object) ?? ObjectName("")
      add(.alter(.domain, domain, text: statementText))
    case .trigger, .policy, .rule: add(.rename(kind, ObjectName(part), to: name))
    default:
      let object = tree.value(of: node, "object").map(tree.object)
      let named = relation.name.isEmpty ? ObjectName(part) : relation
      add(.rename(kind, object ?? named, to: name))
    }
  }
}
