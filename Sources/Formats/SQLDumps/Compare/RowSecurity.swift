import FormatKit
import PostgresSchema
import ReleaseModel
import SourceModel

/// What can happen to row-level security.
enum RowSecurityRules {
  static let all = [
    enabled, disabled, forced, unforced, permissiveAdded, permissiveRemoved, restrictiveAdded,
    restrictiveRemoved, changed,
  ]

  private static let none = Sample.users()
  private static let on = Sample.users("ALTER TABLE users ENABLE ROW LEVEL SECURITY;")
  private static let force = Sample.users("ALTER TABLE users FORCE ROW LEVEL SECURITY;")
  private static func policy(_ rest: String) -> String {
    Sample.users("CREATE POLICY own ON public.users \(rest);")
  }
  private static let permissive = policy("USING (id > 0)")
  private static let restrictive = policy("AS RESTRICTIVE USING (id > 0)")

  static let enabled = Rule.dump(
    "row-security-enabled", "Row-level security switched on", is: .breaking, phase: .contract,
    inverse: "row-security-disabled", norm: "Row Security Policies",
    why: "Rows that no policy allows are hidden and cannot be written; without a policy, all are.",
    fix: "Create the policies first, and try the code of both releases under them.",
    fires: (none, on), silent: (none, force))

  static let disabled = Rule.dump(
    "row-security-disabled", "Row-level security switched off", is: .risky, phase: .expand,
    inverse: "row-security-enabled", norm: "Row Security Policies",
    why: "Everybody with rights to the table sees and writes all of its rows.",
    fix: "Make sure that nothing relies on the policies.", fires: (on, none),
    silent: (force, none))

  static let forced = Rule.dump(
    "row-security-forced", "Row-level security extended to the owner", is: .risky,
    inverse: "row-security-unforced", norm: "ALTER TABLE, FORCE ROW LEVEL SECURITY",
    why: "Code that connects as the owner sees only the rows that policies allow.",
    fix: "Try the code of both releases under the policies.", fires: (none, force),
    silent: (none, on))

  static let unforced = Rule.dump(
    "row-security-unforced", "Row-level security no longer extended to the owner", is: .risky,
    inverse: "row-security-forced", norm: "ALTER TABLE, FORCE ROW LEVEL SECURITY",
    why: "Code that connects as the owner sees and writes all rows.",
    fix: "Make sure that nothing relies on the policies.", fires: (force, none),
    silent: (on, none))

  static let permissiveAdded = Rule.dump(
    "permissive-policy-added", "Permissive policy added", is: .additive, phase: .expand,
    inverse: "permissive-policy-removed", norm: "CREATE POLICY",
    why: "More rows can be seen or written.",
    fix: "Make sure that the roles are meant to see those rows.", fires: (none, permissive),
    silent: (none, restrictive))

  static let permissiveRemoved = Rule.dump(
    "permissive-policy-removed", "Permissive policy removed", is: .breaking, phase: .contract,
    inverse: "permissive-policy-added", norm: "DROP POLICY",
    why: "Rows that only this policy allowed are hidden and cannot be written.",
    fix: "Release code that does without those rows first.", fires: (permissive, none),
    silent: (restrictive, none))

  static let restrictiveAdded = Rule.dump(
    "restrictive-policy-added", "Restrictive policy added", is: .breaking, phase: .contract,
    inverse: "restrictive-policy-removed", norm: "CREATE POLICY",
    why: "Rows that the policy does not allow are hidden and cannot be written.",
    fix: "Release code that does without those rows first.", fires: (none, restrictive),
    silent: (none, permissive))

  static let restrictiveRemoved = Rule.dump(
    "restrictive-policy-removed", "Restrictive policy removed", is: .risky, phase: .expand,
    inverse: "restrictive-policy-added", norm: "DROP POLICY",
    why: "More rows can be seen or written.",
    fix: "Make sure that the roles are meant to see those rows.", fires: (restrictive, none),
    silent: (permissive, none))

  static let changed = Rule.dump(
    "policy-changed", "Policy of row-level security changed", is: .risky,
    inverse: "policy-changed", norm: "ALTER POLICY",
    why: "Other rows, roles or commands are allowed than before.",
    fix: "Try the code of both releases under both forms.",
    fires: (permissive, policy("USING (id > 1)")),
    silent: (permissive, policy("AS PERMISSIVE FOR ALL TO PUBLIC USING (id > 0)")))
}

extension Comparer {
  mutating func compareRowSecurity(_ old: Table, _ new: Table) {
    let table = new.name.shown
    let origins = (before: old.origin, after: new.origin)
    func tell(_ was: Bool, _ is: Bool, _ rules: (on: Rule, off: Rule), _ what: String) {
      if was == `is` { return }
      tellChanged(
        `is` ? rules.on : rules.off, table,
        "table \(quoted(table)) had \(what) switched \(`is` ? "on" : "off")", origins,
        (was ? "on" : "off", `is` ? "on" : "off"))
    }
    tell(
      old.isRowSecurityEnabled, new.isRowSecurityEnabled,
      (RowSecurityRules.enabled, RowSecurityRules.disabled), "row-level security")
    tell(
      old.isRowSecurityForced, new.isRowSecurityForced,
      (RowSecurityRules.forced, RowSecurityRules.unforced), "row-level security of its owner")
    let matched = KeyedDiff(
      old.policies.map { ($0.name, $0) }, new.policies.map { ($0.name, $0) })
    for (name, policy) in matched.removed {
      let element = old.name.element(name)
      tellRemoved(
        policy.definition.isPermissive
          ? RowSecurityRules.permissiveRemoved : RowSecurityRules.restrictiveRemoved, element,
        "policy \(quoted(element))", policy.origin)
    }
    for (name, policy) in matched.added {
      let element = new.name.element(name)
      tellAdded(
        policy.definition.isPermissive
          ? RowSecurityRules.permissiveAdded : RowSecurityRules.restrictiveAdded, element,
        "policy \(quoted(element))", policy.origin)
    }
    for (name, first, second) in matched.kept where first != second {
      let element = new.name.element(name)
      tellChanged(
        RowSecurityRules.changed, element,
        "policy \(quoted(element)) changed from \(quoted(first.shown)) to \(quoted(second.shown))",
        (first.origin, second.origin), (first.shown, second.shown))
    }
  }
}

extension RowPolicy {
  fileprivate var shown: Name {
    let kind = definition.isPermissive ? "permissive" : "restrictive"
    return Name("\(kind) for \(definition.command) to \(joined(definition.roles)) ")
      + definition.text
  }
}
