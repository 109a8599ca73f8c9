import DataTrees
import FormatKit
import PostgresSchema
import ReleaseModel
import SourceModel

/// Compares what two dumps make, object by object.
///
/// What follows from a renamed column is no change of its own: constraints and indexes are compared
/// as if the columns had had their new names before.
struct Comparer {
  /// The dump before, with its columns renamed where `after` has other names for them.
  let before: DumpModel
  let after: DumpModel
  private let columns: [ObjectName: ColumnMatching]
  private let isEqual: Bool
  private(set) var changes: [DetectedChange] = []

  init(before: DumpModel, after: DumpModel) {
    isEqual = before == after
    self.after = after
    var columns: [ObjectName: ColumnMatching] = [:]
    var schema = before.schema
    for new in after.schema.tables {
      guard let old = before.schema.table(new.name) else { continue }
      let matching = ColumnMatching(old, new)
      columns[new.name] = matching
      for (first, second) in matching.renamed {
        schema.apply(.alterTable(new.name, .renameColumn(first.name, to: second.name)))
      }
    }
    self.columns = columns
    self.before = before.with(schema)
  }

  mutating func run() -> [DetectedChange] {
    if isEqual { return [] }
    compareTables()
    compareIndexes()
    compareTypes()
    compareViews()
    compareRoutines()
    compareSequences()
    comparePrivileges()
    compareOtherObjects()
    return changes
  }

  /// The columns of a table that stands on both sides; nil of others, with which goes, or comes, all
  /// that belongs to them.
  func matching(_ table: ObjectName) -> ColumnMatching? { columns[table] }

  // MARK: Changes

  /// Tells of what is on one side only.
  mutating func tellRemoved(_ rule: Rule, _ element: Name, _ noun: String, _ origin: Origin?) {
    tell(rule, element, "\(noun) was removed", before: sight(before, origin, element), after: nil)
  }

  /// Tells of what is on one side only.
  mutating func tellAdded(_ rule: Rule, _ element: Name, _ noun: String, _ origin: Origin?) {
    tell(rule, element, "\(noun) was added", before: nil, after: sight(after, origin, element))
  }

  /// Tells of what is on both sides, with what it was and is.
  mutating func tellChanged(
    _ rule: Rule, _ element: Name, former: Name? = nil, _ message: String,
    _ origins: (before: Origin?, after: Origin?), _ values: (before: Name, after: Name)
  ) {
    tell(
      rule, element, former: former, message, before: sight(before, origins.before, values.before),
      after: sight(after, origins.after, values.after))
  }

  /// Tells a change.
  private mutating func tell(
    _ rule: Rule, _ element: Name, former: Name? = nil, _ message: String, before: Sighting?,
    after: Sighting?
  ) {
    changes.append(
      DetectedChange(
        rule: rule.id,
        classification: rule.classification.classification(at: nil, announced: false),
        element: element, formerElement: former == element ? nil : former, message: message,
        before: before, after: after))
  }

  private func sight(_ model: DumpModel, _ origin: Origin?, _ value: Name) -> Sighting {
    Sighting(model.location(origin), value: value.isEmpty ? "" : canonical(value))
  }
}

/// A name for a message, quoted; a long one is cut.
func quoted(_ name: Name) -> String {
  let text = name.text
  return text.count > 60 ? "'\(text.prefix(60))…'" : "'\(text)'"
}

/// A text in canonical compact form, cut for output.
private func canonical(_ text: Name) -> Name {
  var writer = JSONWriter()
  writer.string(Name(text.bytes.prefix(200)))
  return Name(writer.bytes)
}
