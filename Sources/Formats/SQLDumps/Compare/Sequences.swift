import FormatKit
import PostgresSchema
import ReleaseModel
import SourceModel

/// What can happen to sequences.
enum SequenceRules {
  static let all = [added, removed, changed]

  private static let none = Sample.users()
  private static func sequence(_ options: String) -> String {
    Sample.users("CREATE SEQUENCE numbers\(options);")
  }

  static let added = Rule.dump(
    "sequence-added", "Sequence in the schema added", is: .additive, phase: .expand,
    inverse: "sequence-removed", norm: "CREATE SEQUENCE",
    why: "The code of the release before knows nothing of the sequence.",
    fix: "Nothing has to be done.", fires: (none, sequence("")),
    silent: (sequence(""), sequence(" START WITH 1 INCREMENT BY 1 NO MINVALUE CACHE 1")))

  static let removed = Rule.dump(
    "sequence-removed", "Sequence in the schema removed", is: .breaking, phase: .contract,
    inverse: "sequence-added", norm: "DROP SEQUENCE",
    why: "While both releases run, the older one still draws numbers, and fails.",
    fix: "Release code that no longer draws from the sequence first.",
    fires: (sequence(""), none), silent: (sequence(""), sequence(" AS bigint")))

  static let changed = Rule.dump(
    "sequence-changed", "Sequence in the schema changed", is: .risky,
    inverse: "sequence-changed", norm: "ALTER SEQUENCE",
    why: "Numbers come in other steps, end earlier, begin again, or outgrow what clients decode.",
    fix: "Check what stores and decodes the numbers.",
    fires: (sequence(""), sequence(" INCREMENT BY 10")),
    silent: (sequence(""), sequence(" INCREMENT BY 1")))
}

extension Comparer {
  /// Sequences that a column owns come and go with their column.
  mutating func compareSequences() {
    let matched = KeyedDiff(
      before.schema.sequences.map { ($0.name, $0) }, after.schema.sequences.map { ($0.name, $0) })
    for (name, sequence) in matched.removed where !belongs(sequence, to: after) {
      tellRemoved(
        SequenceRules.removed, name.shown, "sequence \(quoted(name.shown))", sequence.origin)
    }
    for (name, sequence) in matched.added where !belongs(sequence, to: before) {
      tellAdded(
        SequenceRules.added, name.shown, "sequence \(quoted(name.shown))", sequence.origin)
    }
    for (name, old, new) in matched.kept where old != new {
      tellChanged(
        SequenceRules.changed, name.shown,
        "sequence \(quoted(name.shown)) changed from \(quoted(old.shown)) to \(quoted(new.shown))",
        (old.origin, new.origin), (old.shown, new.shown))
    }
  }

  /// Whether the column that owns a sequence is not on the other side, which tells of both.
  private func belongs(_ sequence: NumberSequence, to other: DumpModel) -> Bool {
    guard let owner = sequence.owner else { return false }
    return other.schema.table(owner.table)?.column(owner.column) == nil
  }
}

extension NumberSequence {
  fileprivate var shown: Name {
    let owner = owner.map { " owned by \($0.table.shown).\($0.column)" } ?? ""
    return (type?.shown ?? "int8") + Name(options.map { " \($0)" }.joined() + owner)
  }
}
