import FormatKit
import PostgresSchema
import ReleaseModel
import SourceModel

/// What can happen to indexes that no constraint owns.
enum IndexRules {
  static let all = [added, removed, uniqueAdded, uniqueRemoved, changed, renamed]

  private static let none = Sample.users()
  private static let plain = Sample.users("CREATE INDEX by_name ON users USING btree (name);")
  private static let unique = Sample.users("CREATE UNIQUE INDEX by_name ON users (name);")

  static let added = Rule.dump(
    "index-added", "Index in the schema added", is: .additive, phase: .expand,
    inverse: "index-removed", norm: "CREATE INDEX", why: "No statement means anything else.",
    fix: "Nothing has to be done.", fires: (none, plain), silent: (none, unique))

  static let removed = Rule.dump(
    "index-removed", "Index in the schema removed", is: .risky, phase: .contract,
    inverse: "index-added", norm: "DROP INDEX",
    why: "Queries of the release before that relied on the index can become slow.",
    fix: "Make sure that nothing used the index, over both releases and all replicas.",
    fires: (plain, none), silent: (plain, Sample.users("CREATE INDEX users_name ON users (name);")))

  static let uniqueAdded = Rule.dump(
    "unique-index-added", "Unique index in the schema added", is: .breaking, phase: .contract,
    inverse: "unique-index-removed", norm: "CREATE INDEX, UNIQUE",
    why: "Code of the release before can write the same key twice, and fails.",
    fix: "Release code that keeps keys apart first, and add the index a release later.",
    fires: (none, unique), silent: (none, plain))

  static let uniqueRemoved = Rule.dump(
    "unique-index-removed", "Unique index in the schema removed", is: .breaking,
    phase: .contract, inverse: "unique-index-added", norm: "INSERT, ON CONFLICT",
    why: "Inserts with ON CONFLICT that rely on the index fail.",
    fix: "Release code that does not rely on the index first.", fires: (unique, none),
    silent: (plain, none))

  static let changed = Rule.dump(
    "index-changed", "Index in the schema changed", is: .risky, inverse: "index-changed",
    norm: "CREATE INDEX",
    why: "The index serves other queries, or keeps other rows apart, than before.",
    fix: "Check which queries used the index, and which inserts rely on it.",
    fires: (plain, Sample.users("CREATE INDEX by_name ON users USING btree (name DESC);")),
    silent: (plain, Sample.users("CREATE INDEX IF NOT EXISTS by_name ON public.users (name);")))

  static let renamed = Rule.dump(
    "index-renamed", "Index in the schema renamed", is: .neutral, inverse: "index-renamed",
    norm: "ALTER INDEX, RENAME", why: "No statement but upkeep names an index.",
    fix: "Search scripts for the old name.",
    fires: (plain, Sample.users("CREATE INDEX users_name ON users (name);")),
    silent: (plain, Sample.users("CREATE INDEX users_id ON users (id);")))
}

extension Comparer {
  mutating func compareIndexes() {
    let matched = KeyedDiff(own(before), own(after))
    var removed = matched.removed.map(\.value)
    for (name, old, new) in matched.kept where old != new { compareIndex(name.shown, old, new) }
    for (name, index) in matched.added {
      if let position = removed.firstIndex(where: { $0.shown == index.shown }) {
        let former = removed.remove(at: position)
        let formerName = former.objectName.shown
        tellChanged(
          IndexRules.renamed, name.shown, former: formerName,
          "index \(quoted(formerName)) was renamed to \(quoted(name.shown))",
          (former.origin, index.origin), (formerName, name.shown))
      } else if !index.belongs(to: matching(index.table)?.added) {
        tellAdded(
          index.definition.isUnique ? IndexRules.uniqueAdded : IndexRules.added, name.shown,
          "index \(quoted(name.shown)) of \(quoted(index.table.shown))", index.origin)
      }
    }
    for index in removed where !index.belongs(to: matching(index.table)?.removed) {
      let name = index.objectName.shown
      tellRemoved(
        index.definition.isUnique ? IndexRules.uniqueRemoved : IndexRules.removed, name,
        "index \(quoted(name)) of \(quoted(index.table.shown))", index.origin)
    }
  }

  /// The indexes that no constraint owns, of tables and views that stand on both sides.
  private func own(_ model: DumpModel) -> [(key: ObjectName, value: TableIndex)] {
    model.schema.indexes.filter { index in
      !index.isOfConstraint
        && (matching(index.table) != nil
          || (before.schema.view(index.table) != nil && after.schema.view(index.table) != nil))
    }.map { ($0.objectName, $0) }
  }

  private mutating func compareIndex(_ element: Name, _ old: TableIndex, _ new: TableIndex) {
    if old.shown == new.shown { return }
    tellChanged(
      IndexRules.changed, element,
      "index \(quoted(element)) changed from \(quoted(old.shown)) to \(quoted(new.shown))",
      (old.origin, new.origin), (old.shown, new.shown))
  }
}

extension TableIndex {
  /// What was written about it, without its name.
  fileprivate var shown: Name {
    let kind = definition.isUnique ? "unique " : ""
    let nulls = definition.nullsNotDistinct ? " nulls not distinct" : ""
    let scope = definition.isOnlyParent ? "only " : ""
    let part = parent.map { " part of \($0.shown)" } ?? ""
    return Name("\(kind)\(definition.method) on \(scope)\(table.shown) ")
      + (definition.text.isEmpty ? joined(definition.columns) : definition.text)
      + Name(nulls + part)
  }

  fileprivate func belongs(to changed: [Column]?) -> Bool {
    let names = Set((changed ?? []).map(\.name))
    return !definition.columns.isEmpty && !definition.hasExpressions && !definition.isPartial
      && definition.columns.allSatisfy(names.contains)
  }
}
