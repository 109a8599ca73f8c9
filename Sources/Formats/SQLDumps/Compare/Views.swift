import FormatKit
import PostgresSchema
import ReleaseModel
import SourceModel

/// What can happen to views, plain and materialized.
enum ViewRules {
  static let all = [
    added, removed, columnAdded, columnRemoved, columnsReordered, definitionChanged,
  ]

  private static let none = Sample.users()
  private static func view(_ query: String) -> String {
    Sample.users("CREATE VIEW names AS \(query);")
  }
  private static let one = view("SELECT id FROM users")
  private static let two = view("SELECT id, name FROM users")

  static let added = Rule.dump(
    "view-added", "View in the schema added", is: .additive, phase: .expand,
    inverse: "view-removed", norm: "CREATE VIEW",
    why: "The code of the release before knows nothing of the view.",
    fix: "Nothing has to be done.", fires: (none, one), silent: (one, two))

  static let removed = Rule.dump(
    "view-removed", "View in the schema removed", is: .breaking, phase: .contract,
    inverse: "view-added", norm: "DROP VIEW",
    why: "While both releases run, the older one still reads the view, and fails.",
    fix: "Release code that no longer reads the view first.", fires: (one, none),
    silent: (two, one))

  static let columnAdded = Rule.dump(
    "view-column-added", "Column of a view added", is: .additive, phase: .expand,
    inverse: "view-column-removed", norm: "CREATE VIEW",
    why: "Code that names the columns it reads does not notice.",
    fix: "Make sure that no code reads the view by position.", fires: (one, two),
    silent: (one, view("SELECT name AS id FROM users")))

  static let columnRemoved = Rule.dump(
    "view-column-removed", "Column of a view removed", is: .breaking, phase: .contract,
    inverse: "view-column-added", norm: "CREATE VIEW",
    why: "While both releases run, the older one still reads the column, and fails.",
    fix: "Release code that no longer reads the column first.", fires: (two, one),
    silent: (two, view("SELECT name, id FROM users")))

  static let columnsReordered = Rule.dump(
    "view-columns-reordered", "Columns of a view in another order", is: .risky,
    inverse: "view-columns-reordered", norm: "CREATE VIEW",
    why: "Code that reads the view by position gets other values.",
    fix: "Name the columns wherever the view is read.",
    fires: (two, view("SELECT name, id FROM users")), silent: (one, two))

  static let definitionChanged = Rule.dump(
    "view-definition-changed", "Query or options of a view changed", is: .risky,
    inverse: "view-definition-changed", norm: "CREATE VIEW",
    why: "The view has the same columns, and other rows or values may stand in them. Another "
      + "version of PostgreSQL may also write the same query in other words.",
    fix: "Compare what the view returns before and after.",
    fires: (one, view("SELECT id FROM users WHERE id > 0")),
    silent: (one, view("SELECT\n    id -- the key\n   FROM public.users")))
}

extension Comparer {
  mutating func compareViews() {
    let matched = KeyedDiff(
      before.schema.views.map { ($0.name, $0) }, after.schema.views.map { ($0.name, $0) })
    for (name, view) in matched.removed {
      tellRemoved(ViewRules.removed, name.shown, "view \(quoted(name.shown))", view.origin)
    }
    for (name, view) in matched.added {
      tellAdded(ViewRules.added, name.shown, "view \(quoted(name.shown))", view.origin)
    }
    for (name, old, new) in matched.kept where old != new {
      compareTriggers(name, old.triggers, new.triggers)
      if old.definition != new.definition { compareView(old, new) }
    }
  }

  private mutating func compareView(_ old: View, _ new: View) {
    let name = new.name.shown
    let origins = (before: old.origin, after: new.origin)
    if let first = old.definition.columns, let second = new.definition.columns, first != second {
      let (firstSet, secondSet) = (Set(first), Set(second))
      for column in first where !secondSet.contains(column) {
        let element = old.name.element(column)
        tellRemoved(ViewRules.columnRemoved, element, "column \(quoted(element))", old.origin)
      }
      for column in second where !firstSet.contains(column) {
        let element = new.name.element(column)
        tellAdded(ViewRules.columnAdded, element, "column \(quoted(element))", new.origin)
      }
      let (kept, keptAfter) = (first.filter(secondSet.contains), second.filter(firstSet.contains))
      if kept != keptAfter {
        tellChanged(
          ViewRules.columnsReordered, name, "view \(quoted(name)) had its columns reordered",
          origins, (joined(kept), joined(keptAfter)))
      }
      // Columns that come or go change the query too.
      if old.definition.other == new.definition.other { return }
    }
    tellChanged(
      ViewRules.definitionChanged, name, "view \(quoted(name)) had its definition changed",
      origins, (old.definition.shown, new.definition.shown))
  }
}

extension ViewDefinition {
  /// All but the columns and the list of what is selected, by which a query shows that it reads and
  /// filters as before.
  fileprivate var other: Name {
    let tokens = text.bytes.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
    let from = tokens.firstIndex { $0.elementsEqual("from".utf8) } ?? tokens.startIndex
    return Name(Array(tokens[from...].joined(separator: [UInt8(ascii: " ")]))) + kind
  }

  fileprivate var shown: Name { text + kind }

  private var kind: Name {
    (isMaterialized ? " materialized " : " ") + joined(options) + (isTemporary ? " temporary" : "")
  }
}
