import FormatKit
import PostgresSchema
import ReleaseModel
import SourceModel

/// What can happen to schemas, extensions, publications and whatever else is compared by its text.
enum OtherObjectRules {
  static let all = [added, removed, changed]

  private static let none = Sample.users()
  private static func publication(_ rest: String) -> String {
    Sample.users("CREATE PUBLICATION feed \(rest);")
  }
  private static let users = publication("FOR TABLE users")

  static let added = Rule.dump(
    "object-added", "Schema, extension, publication or the like added", is: .additive,
    phase: .expand, inverse: "object-removed", norm: "SQL Commands",
    why: "The code of the release before knows nothing of the object.",
    fix: "Nothing has to be done.",
    fires: (none, Sample.users("CREATE EXTENSION IF NOT EXISTS citext WITH SCHEMA public;")),
    silent: (
      Sample.users("CREATE EXTENSION citext;"),
      Sample.users("CREATE EXTENSION IF NOT EXISTS citext;")
    ))

  static let removed = Rule.dump(
    "object-removed", "Schema, extension, publication or the like removed", is: .breaking,
    phase: .contract, inverse: "object-added", norm: "SQL Commands",
    why: "What uses the object fails: functions of an extension, names in a schema, subscribers.",
    fix: "Release code that does without the object first.", fires: (users, none),
    silent: (users, publication("FOR TABLE public.users")))

  static let changed = Rule.dump(
    "object-changed", "Schema, extension, publication or the like changed", is: .risky,
    inverse: "object-changed", norm: "SQL Commands",
    why:
      "What uses the object finds it in another form: tables are left out of a publication, or an "
      + "extension has another version.",
    fix: "Check what uses the object.", fires: (users, publication("FOR ALL TABLES")),
    silent: (users, publication("FOR TABLE public.users")))
}

extension Comparer {
  mutating func compareOtherObjects() {
    let matched = KeyedDiff(
      before.schema.objects.map { ($0.element, $0) }, after.schema.objects.map { ($0.element, $0) })
    for (element, object) in matched.removed {
      tellRemoved(OtherObjectRules.removed, element, object.noun, object.origin)
    }
    for (element, object) in matched.added {
      tellAdded(OtherObjectRules.added, element, object.noun, object.origin)
    }
    for (element, old, new) in matched.kept where old != new {
      tellChanged(
        OtherObjectRules.changed, element, "\(new.noun) changed", (old.origin, new.origin),
        (old.shown, new.shown))
    }
  }
}

extension OpaqueObject {
  fileprivate var noun: String { "\(kind.rawValue) \(quoted(name.shown))" }

  fileprivate var shown: Name { joined([text] + alterations) }
}
