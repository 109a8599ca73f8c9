import FormatKit
import PostgresSchema
import ReleaseModel
import SourceModel

/// What can happen to triggers.
enum TriggerRules {
  static let all = [added, removed, changed]

  private static let none = Sample.users()
  private static func trigger(_ when: String) -> String {
    Sample.users(
      "CREATE TRIGGER touch \(when) ON users FOR EACH ROW EXECUTE FUNCTION touch_row();")
  }
  private static let one = trigger("BEFORE UPDATE")

  static let added = Rule.dump(
    "trigger-added", "Trigger in the schema added", is: .risky, phase: .expand,
    inverse: "trigger-removed", norm: "CREATE TRIGGER",
    why: "Writes of the release before run the trigger too, which may change or refuse them.",
    fix: "Make sure that the release before can live with what the trigger does.",
    fires: (none, one), silent: (one, trigger("BEFORE INSERT OR UPDATE")))

  static let removed = Rule.dump(
    "trigger-removed", "Trigger in the schema removed", is: .risky, phase: .contract,
    inverse: "trigger-added", norm: "DROP TRIGGER",
    why: "Code of the release before may rely on what the trigger did.",
    fix: "Release code that does without the trigger first.", fires: (one, none),
    silent: (one, trigger("BEFORE INSERT OR UPDATE")))

  static let changed = Rule.dump(
    "trigger-changed", "Trigger in the schema changed", is: .risky, inverse: "trigger-changed",
    norm: "CREATE TRIGGER",
    why: "Writes of the release before run the trigger as it is now, or no longer run it.",
    fix: "Make sure that both releases can live with both forms.",
    fires: (one, trigger("BEFORE INSERT OR UPDATE")),
    silent: (
      one,
      Sample.users(
        "create trigger touch before update on public.users for each row execute procedure touch_row();"
      )
    ))
}

extension Comparer {
  /// Compares the triggers of a table or view that stands on both sides.
  mutating func compareTriggers(_ table: ObjectName, _ old: [Trigger], _ new: [Trigger]) {
    let matched = KeyedDiff(old.map { ($0.name, $0) }, new.map { ($0.name, $0) })
    for (name, trigger) in matched.removed {
      let element = table.element(name)
      tellRemoved(TriggerRules.removed, element, "trigger \(quoted(element))", trigger.origin)
    }
    for (name, trigger) in matched.added {
      let element = table.element(name)
      tellAdded(TriggerRules.added, element, "trigger \(quoted(element))", trigger.origin)
    }
    for (name, old, new) in matched.kept where old != new {
      let element = table.element(name)
      tellChanged(
        TriggerRules.changed, element,
        "trigger \(quoted(element)) changed from \(quoted(old.shown)) to \(quoted(new.shown))",
        (old.origin, new.origin), (old.shown, new.shown))
    }
  }
}

extension Trigger {
  /// What stands behind its name, timing and events included.
  fileprivate var shown: Name {
    isEnabled ? definition.text : definition.text + ", disabled"
  }
}
