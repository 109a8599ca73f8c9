import PostgresSchema
import ReleaseModel
import SourceModel

/// What can happen to constraints.
enum ConstraintRules {
  static let all = [added, removed, keyAdded, keyRemoved, changed, renamed, validityChanged]

  private static let none = Sample.users()
  private static func with(_ constraint: String) -> String {
    Sample.users("ALTER TABLE ONLY public.users ADD CONSTRAINT \(constraint);")
  }
  private static let check = with("users_name_check CHECK (name <> 'x')")
  private static let key = with("users_name_key UNIQUE (name)")

  static let added = Rule.dump(
    "constraint-added", "Check or foreign key in the schema added", is: .breaking,
    phase: .contract, inverse: "constraint-removed", norm: "ALTER TABLE, ADD CONSTRAINT",
    why: "Code of the release before can write what the constraint refuses; NOT VALID spares only "
      + "the rows that stand.",
    fix: "Release code that keeps to the constraint first, and add it a release later.",
    fires: (none, check), silent: (none, key))

  static let removed = Rule.dump(
    "constraint-removed", "Check or foreign key in the schema removed", is: .risky,
    phase: .expand, inverse: "constraint-added", norm: "ALTER TABLE, DROP CONSTRAINT",
    why: "Rows can be written that code of the release before does not expect.",
    fix: "Write such rows only once all code that reads them takes them.", fires: (check, none),
    silent: (key, none))

  static let keyAdded = Rule.dump(
    "key-added", "Primary key, unique or exclusion constraint added", is: .breaking,
    phase: .contract, inverse: "key-removed", norm: "ALTER TABLE, ADD CONSTRAINT",
    why: "Code of the release before can write the same key twice, and fails.",
    fix: "Release code that keeps keys apart first, and add the constraint a release later.",
    fires: (none, key), silent: (none, check))

  static let keyRemoved = Rule.dump(
    "key-removed", "Primary key, unique or exclusion constraint removed", is: .breaking,
    phase: .contract, inverse: "key-added", norm: "INSERT, ON CONFLICT",
    why: "Inserts with ON CONFLICT that rely on the key fail, and rows can stand twice where code "
      + "expects one.",
    fix: "Release code that does not rely on the key first.", fires: (key, none),
    silent: (check, none))

  static let changed = Rule.dump(
    "constraint-changed", "Constraint in the schema changed", is: .risky,
    inverse: "constraint-changed", norm: "ALTER TABLE, ADD CONSTRAINT",
    why: "The constraint refuses other rows than before, or deletes and updates reach other rows.",
    fix: "Make sure that both releases keep to both forms.",
    fires: (check, with("users_name_check CHECK (name <> 'y')")),
    silent: (
      with("users_name_check CHECK (name <> public.spare())"),
      with("users_name_check CHECK (name <> spare())")
    ))

  static let renamed = Rule.dump(
    "constraint-renamed", "Constraint in the schema renamed", is: .neutral,
    inverse: "constraint-renamed", norm: "ALTER TABLE, RENAME CONSTRAINT",
    why:
      "Only code that names the constraint, in ON CONFLICT ON CONSTRAINT or when it tells errors "
      + "apart, can notice.",
    fix: "Search the code for the old name.",
    fires: (check, with("users_checked CHECK (name <> 'x')")), silent: (check, key))

  static let validityChanged = Rule.dump(
    "constraint-validity-changed", "Rows that stood were or were not checked", is: .neutral,
    inverse: "constraint-validity-changed", norm: "ALTER TABLE, VALIDATE CONSTRAINT",
    why: "New rows are checked on both sides.", fix: "Nothing has to be done.",
    fires: (with("users_name_check CHECK (name <> 'x') NOT VALID"), check),
    silent: (check, with("users_name_check CHECK ((name <> 'x') IS TRUE)")))
}

extension Comparer {
  mutating func compareConstraints(_ old: Table, _ new: Table) {
    let columns = matching(new.name)
    var (removed, added): ([Constraint], [Constraint]) = ([], [])
    for constraint in old.constraints {
      guard let other = new.constraint(constraint.name) else {
        removed.append(constraint)
        continue
      }
      compareConstraint(new.name, constraint, other)
    }
    for constraint in new.constraints where old.constraint(constraint.name) == nil {
      if let index = removed.firstIndex(where: { $0.shown == constraint.shown }) {
        let former = removed.remove(at: index)
        let element = new.name.element(constraint.name)
        let formerElement = old.name.element(former.name)
        tellChanged(
          ConstraintRules.renamed, element, former: formerElement,
          "constraint \(quoted(formerElement)) was renamed to \(quoted(constraint.name))",
          (former.origin, constraint.origin), (former.name, constraint.name))
      } else {
        added.append(constraint)
      }
    }
    // What names only columns that go, or come, goes and comes with them.
    for constraint in removed
    where !constraint.belongs(to: columns?.removed ?? []) {
      let element = old.name.element(constraint.name)
      tellRemoved(
        constraint.hasIndex ? ConstraintRules.keyRemoved : ConstraintRules.removed, element,
        "constraint \(quoted(element))", constraint.origin)
    }
    for constraint in added
    where !constraint.belongs(to: columns?.added ?? []) {
      let element = new.name.element(constraint.name)
      tellAdded(
        constraint.hasIndex ? ConstraintRules.keyAdded : ConstraintRules.added, element,
        "constraint \(quoted(element))", constraint.origin)
    }
  }

  private mutating func compareConstraint(
    _ table: ObjectName, _ old: Constraint, _ new: Constraint
  ) {
    let element = table.element(new.name)
    let origins = (before: old.origin, after: new.origin)
    if old.shown != new.shown {
      tellChanged(
        ConstraintRules.changed, element,
        "constraint \(quoted(element)) changed from \(quoted(old.shown)) to \(quoted(new.shown))",
        origins, (old.shown, new.shown))
    } else if old.isValidated != new.isValidated {
      tellChanged(
        ConstraintRules.validityChanged, element,
        "constraint \(quoted(element)) \(new.isValidated ? "was" : "was no longer") validated",
        origins, (old.validity, new.validity))
    }
  }
}

extension Constraint {
  /// What it demands, as people write it.
  fileprivate var shown: Name {
    let rest = (isDeferrable ? " deferrable" : "") + (isEnforced ? "" : " not enforced")
    let text: String
    switch kind {
    case .primaryKey(let columns, _): text = "primary key (\(joined(columns)))"
    case .unique(let columns, _, let nullsNotDistinct):
      text = "unique\(nullsNotDistinct ? " nulls not distinct" : "") (\(joined(columns)))"
    case .check(let condition): return "check (" + condition.text + Name(")\(rest)")
    case .foreignKey(let columns, let target, let referred, let onDelete, let onUpdate):
      let actions = [("delete", onDelete), ("update", onUpdate)]
        .filter { !$0.1.isEmpty }.map { " on \($0.0) \($0.1.asciiLowercased)" }.joined()
      text =
        "foreign key (\(joined(columns))) references \(target.shown) (\(joined(referred)))\(actions)"
    case .exclusion(let exclusion): return "exclude " + exclusion + Name(rest)
    case .notNull(let column): text = "not null (\(column))"
    }
    return Name(text + rest)
  }

  fileprivate var validity: Name { isValidated ? "valid" : "not valid" }

  fileprivate func belongs(to changed: [Column]) -> Bool {
    let names = Set(changed.map(\.name))
    return !columns.isEmpty && columns.allSatisfy(names.contains)
  }
}
