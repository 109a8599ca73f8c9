import FormatKit
import PostgresSchema
import ReleaseModel
import SourceModel

/// What can happen to rights and owners.
enum PrivilegeRules {
  static let all = [granted, revoked, ownerChanged, ownersOmitted]

  private static let none = Sample.users()
  private static func grant(_ rights: String) -> String {
    Sample.users("GRANT \(rights) ON TABLE public.users TO app;")
  }
  private static func owner(_ role: String) -> String {
    Sample.users("ALTER TABLE public.users OWNER TO \(role);")
  }

  static let granted = Rule.dump(
    "privilege-granted", "Right in the schema granted", is: .additive, phase: .expand,
    inverse: "privilege-revoked", norm: "GRANT", why: "No statement that succeeded fails.",
    fix: "Make sure that the role is meant to have the right.",
    fires: (none, grant("SELECT")), silent: (grant("SELECT, INSERT"), grant("INSERT, SELECT")))

  static let revoked = Rule.dump(
    "privilege-revoked", "Right in the schema revoked", is: .breaking, phase: .contract,
    inverse: "privilege-granted", norm: "REVOKE",
    why: "Statements that the role ran before fail.",
    fix: "Release code that does without the right first.", fires: (grant("SELECT"), none),
    silent: (
      grant("ALL"), grant("SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER")
    ))

  static let ownerChanged = Rule.dump(
    "owner-changed", "Owner of an object changed", is: .risky, inverse: "owner-changed",
    norm: "ALTER TABLE, OWNER TO",
    why:
      "The former owner loses its rights, and functions and views run with those of the new one.",
    fix: "Check which roles the code and the views rely on.",
    fires: (owner("app"), owner("admin")), silent: (owner("app"), owner("\"app\"")))

  static let ownersOmitted = Rule.dump(
    "owners-omitted", "Dump began or ceased to name owners", is: .neutral,
    inverse: "owners-omitted", norm: "pg_dump, --no-owner",
    why: "One of the dumps names no owner at all, so that owners cannot be compared.",
    fix: "Write all dumps with the same options.", fires: (owner("app"), none),
    silent: (owner("app"), owner("admin")))
}

extension Comparer {
  mutating func comparePrivileges() {
    let (old, new) = (rights(before), rights(after))
    for key in Set(old.keys).union(new.keys).sorted() where isOnBothSides(key.object) {
      let first = old[key] ?? Rights()
      let second = new[key] ?? Rights()
      // A right that was taken is lost, whether it was given or came by itself.
      let lost = first.granted.subtracting(second.granted)
        .union(second.withdrawn.subtracting(first.withdrawn)).sorted()
      let gained = second.granted.subtracting(first.granted)
        .union(first.withdrawn.subtracting(second.withdrawn)).sorted()
      let origins = (before: first.origin, after: second.origin)
      if !lost.isEmpty {
        tellChanged(
          PrivilegeRules.revoked, key.element,
          "right \(quoted(joined(lost))) on \(quoted(key.element)) was revoked", origins,
          (old[key] == nil ? "" : joined(lost), ""))
      }
      if !gained.isEmpty {
        tellChanged(
          PrivilegeRules.granted, key.element,
          "right \(quoted(joined(gained))) on \(quoted(key.element)) was granted", origins,
          ("", new[key] == nil ? "" : joined(gained)))
      }
    }
    compareOwners()
  }

  private struct Rights {
    var granted: Set<Name> = []
    var withdrawn: Set<Name> = []
    var origin: Origin?
  }

  private func rights(_ model: DumpModel) -> [PrivilegeKey: Rights] {
    Dictionary(
      model.schema.privileges.map { key, rights in
        (
          key,
          Rights(
            granted: Set(rights.granted), withdrawn: Set(rights.withdrawn), origin: rights.origin)
        )
      }, uniquingKeysWith: { first, _ in first })
  }

  /// Objects that come or go take their rights and owners with them; one that no dump makes, such as
  /// the schema `public`, stands on both sides.
  private func isOnBothSides(_ object: ObjectReference) -> Bool {
    before.stands(object) == after.stands(object)
  }

  private mutating func compareOwners() {
    let (old, new) = (owners(before), owners(after))
    if old.isEmpty != new.isEmpty {
      tellChanged(
        PrivilegeRules.ownersOmitted, "owners",
        "dump \(new.isEmpty ? "ceased" : "began") to name owners", (nil, nil), ("", ""))
      return
    }
    for object in Set(old.keys).union(new.keys).sorted()
    where old[object] != new[object] && isOnBothSides(object) {
      let (first, second) = (old[object] ?? "nobody", new[object] ?? "nobody")
      // The statement that names an owner is not kept; the file is place enough.
      tellChanged(
        PrivilegeRules.ownerChanged, object.element,
        "owner of \(quoted(object.element)) changed from \(quoted(first)) to \(quoted(second))",
        (nil, nil), (old[object] ?? "", new[object] ?? ""))
    }
  }

  private func owners(_ model: DumpModel) -> [ObjectReference: Name] {
    Dictionary(
      model.schema.owners.map { ($0.object, $0.owner) }, uniquingKeysWith: { first, _ in first })
  }
}

extension DumpModel {
  /// Whether the dump makes an object.
  fileprivate func stands(_ object: ObjectReference) -> Bool {
    let name = object.name
    return switch object.kind {
    case .table: schema.table(name) != nil || schema.view(name) != nil
    case .sequence: schema.sequence(name) != nil
    case .function: !schema.routines(named: name).isEmpty
    case .type:
      schema.enumType(name) != nil || schema.composite(name) != nil || schema.domain(name) != nil
    default: schema.object(object.kind, name) != nil
    }
  }
}
