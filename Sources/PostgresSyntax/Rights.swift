import PostgresSchema
import SourceModel

// Rights.

extension StatementReader {
  static let rightStatements: [Name: Handler] = [
    "GrantStmt": { $0.readGrant($1, isDefault: false) },
    "AlterDefaultPrivilegesStmt": { reader, node in
      guard let action = reader.tree.value(of: node, "action") else { return }
      reader.readGrant(
        action, isDefault: true, schemas: reader.schemas(ofDefaults: node))
    },
    "GrantRoleStmt": { reader, node in
      let members = reader.tree.list(node, "granted_roles").compactMap {
        reader.tree.value(of: $0, "AccessPriv").map { reader.tree.name($0, "priv_name") }
      }
      reader.add(
        Grant(
          privileges: members.sorted(), kind: nil, objects: [],
          roles: reader.tree.roles(node, "grantee_roles")),
        isGiven: reader.tree.flag(node, "is_grant"))
    },
  ]

  private mutating func add(_ grant: Grant, isGiven: Bool) {
    add(isGiven ? .grant(grant) : .revoke(grant))
  }

  private mutating func readGrant(
    _ node: NodeID, isDefault: Bool, schemas: [ObjectName] = []
  ) {
    let privileges = tree.list(node, "privileges").compactMap {
      tree.value(of: $0, "AccessPriv").map { tree.name($0, "priv_name").asciiUppercased }
    }
    var grant = Grant(
      privileges: privileges.isEmpty ? ["ALL"] : privileges.sorted(),
      kind: objectKind(tree.name(node, "objtype")),
      objects: isDefault ? schemas : tree.list(node, "objects").map(tree.object),
      roles: tree.roles(node, "grantees"))
    grant.isWholeSchema = tree.word(node, "targtype") == "ACL_TARGET_ALL_IN_SCHEMA"
    grant.isDefault = isDefault
    add(grant, isGiven: tree.flag(node, "is_grant"))
  }

  private func schemas(ofDefaults node: NodeID) -> [ObjectName] {
    for option in tree.list(node, "options") {
      guard let option = tree.value(of: option, "DefElem"),
        tree.word(option, "defname") == "schemas", let list = tree.value(of: option, "arg")
      else { continue }
      return tree.strings(tree.listed(list)).map { ObjectName($0) }
    }
    return []
  }
}
