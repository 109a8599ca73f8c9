import FormatKit
import PostgresSchema
import ReleaseModel
import SourceModel

/// What can happen to functions and procedures.
enum RoutineRules {
  static let all = [added, removed, signatureChanged, definitionChanged]

  private static let none = Sample.users()
  private static func function(_ head: String, body: String = "SELECT 1") -> String {
    Sample.users("CREATE FUNCTION \(head) LANGUAGE sql AS $$ \(body) $$;")
  }
  private static let one = function("count_users(kind text) RETURNS integer")

  static let added = Rule.dump(
    "function-added", "Function in the schema added", is: .additive, phase: .expand,
    inverse: "function-removed", norm: "CREATE FUNCTION",
    why: "The code of the release before does not call the function.",
    fix: "Make sure that an overload does not make calls ambiguous.", fires: (none, one),
    silent: (one, function("count_users(kind text) RETURNS integer", body: "SELECT 2")))

  static let removed = Rule.dump(
    "function-removed", "Function in the schema removed", is: .breaking, phase: .contract,
    inverse: "function-added", norm: "DROP FUNCTION",
    why: "While both releases run, the older one still calls the function, and fails. One with "
      + "other types of arguments is another function.",
    fix: "Release code that no longer calls the function first.", fires: (one, none),
    silent: (one, function("public.count_users(kind text) RETURNS integer")))

  static let signatureChanged = Rule.dump(
    "function-signature-changed", "Result or arguments of a function changed", is: .breaking,
    inverse: "function-signature-changed", norm: "CREATE FUNCTION",
    why: "Calls that name arguments, leave some out, or use the result as before fail.",
    fix: "Create a function under another name, and move the callers over.",
    fires: (one, function("count_users(kind text) RETURNS bigint")),
    silent: (one, function("count_users(kind text) RETURNS integer", body: "SELECT 2")))

  static let definitionChanged = Rule.dump(
    "function-definition-changed", "Body or properties of a function changed", is: .risky,
    inverse: "function-definition-changed", norm: "CREATE FUNCTION",
    why: "Callers of both releases get what the new definition does.",
    fix: "Make sure that the release before can live with the new definition.",
    fires: (one, function("count_users(kind text) RETURNS integer", body: "SELECT 2")),
    silent: (one, function("count_users(kind text) RETURNS int4", body: "SELECT\n  1 -- all")))
}

extension Comparer {
  mutating func compareRoutines() {
    let matched = KeyedDiff(
      before.schema.routines.map { ($0.element, $0) },
      after.schema.routines.map { ($0.element, $0) })
    for (element, routine) in matched.removed {
      tellRemoved(RoutineRules.removed, element, "function \(quoted(element))", routine.origin)
    }
    for (element, routine) in matched.added {
      tellAdded(RoutineRules.added, element, "function \(quoted(element))", routine.origin)
    }
    for (element, old, new) in matched.kept where old != new {
      let origins = (before: old.origin, after: new.origin)
      let (first, second) = (old.definition, new.definition)
      if first.signature != second.signature {
        tellChanged(
          RoutineRules.signatureChanged, element,
          "function \(quoted(element)) had its signature changed from "
            + "\(quoted(first.signature)) to \(quoted(second.signature))",
          origins, (first.signature, second.signature))
      }
      if first.rest != second.rest {
        tellChanged(
          RoutineRules.definitionChanged, element,
          "function \(quoted(element)) had its definition changed", origins,
          (first.rest, second.rest))
      }
    }
  }
}

extension RoutineDefinition {
  /// What callers see beside the types of the arguments.
  fileprivate var signature: Name {
    let kind = isProcedure ? "procedure" : "function"
    let defaults = defaultedArguments == 0 ? "" : ", \(defaultedArguments) optional"
    return Name("\(kind) (\(joined(argumentNames))\(defaults)) returns ") + result
  }

  /// What callers only notice by what it does.
  fileprivate var rest: Name {
    Name(
      "\(language) \(volatility)\(isStrict ? " strict" : "")"
        + "\(isSecurityDefiner ? " security definer" : "") ") + body
  }
}
