import SourceModel

extension SchemaState {
  mutating func grant(_ grant: Grant, at origin: Origin?) {
    for (key, privileges) in rights(grant) {
      var rights = privilegesByKey[key] ?? Privileges(place: Unobserved(origin))
      for privilege in privileges {
        rights.withdrawn.removeAll { $0 == privilege }
        rights.granted.insertSorted(privilege)
      }
      rights.place = Unobserved(origin)
      privilegesByKey[key] = rights
    }
  }

  mutating func revoke(_ grant: Grant, at origin: Origin?) {
    for (key, privileges) in rights(grant) {
      var rights = privilegesByKey[key] ?? Privileges(place: Unobserved(origin))
      for privilege in privileges {
        if rights.granted.contains(privilege) {
          rights.granted.removeAll { $0 == privilege }
        } else if key.mayComeWithObject {
          rights.withdrawn.insertSorted(privilege)
        }
      }
      rights.place = Unobserved(origin)
      privilegesByKey[key] = rights.granted.isEmpty && rights.withdrawn.isEmpty ? nil : rights
    }
  }

  /// Whose rights a statement is about, sorted, with the privileges spelled out.
  private func rights(_ grant: Grant) -> [(PrivilegeKey, [Name])] {
    // Membership of roles is kept as a right to the role.
    guard let kind = grant.kind?.forRights else {
      return grant.roles.flatMap { role in
        grant.privileges.map { group in
          let object = ObjectReference(.role, ObjectName(group))
          return (PrivilegeKey(object: object, role: role, isDefault: false), ["MEMBER"])
        }
      }
    }
    var objects = grant.objects
    if grant.isDefault {
      if objects.isEmpty { objects = [ObjectName("")] }
    } else if grant.isWholeSchema {
      objects = objects.flatMap { self.objects(of: kind, inSchema: $0.name) }
    } else if kind != .schema {
      objects = objects.map(find)
    }
    let privileges = kind.spelledOut(grant.privileges)
    return objects.flatMap { object in
      grant.roles.map { role in
        let key = PrivilegeKey(
          // A schema's own name is no name inside of one.
          object: ObjectReference(kind, object), role: role, isDefault: grant.isDefault)
        return (key, privileges)
      }
    }
  }

  private func objects(of kind: ObjectKind, inSchema schema: Name) -> [ObjectName] {
    let schema: Name = schema == "public" ? "" : schema
    let names: [ObjectName] =
      switch kind {
      case .table: Array(tablesByName.keys) + Array(viewsByName.keys)
      case .sequence: Array(sequencesByName.keys)
      case .function: Array(routinesByName.keys)
      default: []
      }
    return names.filter { $0.schema == schema }.sorted()
  }
}

extension PrivilegeKey {
  /// Whether PostgreSQL gives such rights by itself: to all who run functions, use types, connect or
  /// use the schema `public`.
  fileprivate var mayComeWithObject: Bool {
    guard role.asciiLowercased == "public" else { return isDefault }
    return [.function, .type, .schema, .database, .language].contains(object.kind) || isDefault
  }
}

extension ObjectKind {
  fileprivate func spelledOut(_ privileges: [Name]) -> [Name] {
    guard privileges.contains("ALL") || privileges.contains("ALL PRIVILEGES") || privileges.isEmpty
    else { return privileges }
    return switch self {
    case .table:
      ["DELETE", "INSERT", "REFERENCES", "SELECT", "TRIGGER", "TRUNCATE", "UPDATE"]
    case .sequence: ["SELECT", "UPDATE", "USAGE"]
    case .function: ["EXECUTE"]
    case .schema: ["CREATE", "USAGE"]
    case .database: ["CONNECT", "CREATE", "TEMPORARY"]
    case .type, .language: ["USAGE"]
    default: ["ALL"]
    }
  }
}
