import PostgresSchema
import SourceModel

/// What a way down can bring back of what an action does.
enum Reversibility: Hashable {
  /// All of it: only the schema changed, or nothing that has to be undone.
  case byDown
  /// The schema, but not the data: what is lost, as the subject of a sentence.
  case losesData(String)
  /// Nothing: why not, as the end of a sentence.
  case irreversible(String)
}

extension Action {
  /// What a way down can bring back, of objects that stood and held data before.
  var reversibility: Reversibility {
    switch self {
    case .alterTable(let table, .dropColumn(let column, _, _)):
      .losesData("the values of '\(table.shown.text).\(column.text)'")
    case .alterTable(let table, .setType(let column, _, _, let using?))
    where using.plainCast == nil:
      .losesData("the former values of '\(table.shown.text).\(column.text)'")
    case .alterComposite(let type, .dropColumn(let attribute, _, _)):
      .losesData("the values of '\(type.shown.text).\(attribute.text)'")
    case .drop(let drop): drop.reversibility
    case .addEnumValue(let type, let value, _, _, _):
      .irreversible(
        "a value cannot be removed from an enum ('\(value.text)' of '\(type.shown.text)')")
    case .update(let change):
      .irreversible("an UPDATE of '\(change.table.shown.text)' keeps no former values")
    case .merge(let change):
      .irreversible("a MERGE into '\(change.table.shown.text)' keeps no former rows")
    case .delete(let change):
      .irreversible("a DELETE from '\(change.table.shown.text)' keeps no former rows")
    case .truncate(let tables, _):
      .irreversible("TRUNCATE keeps no rows of \(tables.quotedList)")
    default: .byDown
    }
  }
}

extension Drop {
  /// What a way down can bring back of a dropped object.
  fileprivate var reversibility: Reversibility {
    switch kind {
    case .table: .losesData("the rows of '\(object.shown.text)'")
    case .sequence: .losesData("the position of sequence '\(object.shown.text)'")
    case .database: .losesData("all data of '\(object.shown.text)'")
    case .schema, .type, .domain, .extension:
      isCascade
        ? .losesData("the data of what depended on \(kind.rawValue) '\(object.shown.text)'")
        : .byDown
    default: .byDown
    }
  }
}

extension Situation {
  /// What a way down can bring back: of what this release made itself, nothing is lost.
  var reversibility: Reversibility {
    switch action {
    case .alterTable(let table, .dropColumn(let column, _, _)),
      .alterTable(let table, .setType(let column, _, _, _)):
      if made.contains(column: column, of: table) { return .byDown }
    case .drop(let drop):
      if made.contains(drop) { return .byDown }
    case .addEnumValue(let type, _, _, _, _):
      if made.contains(.type, type) { return .byDown }
    case .update(let change):
      let columns = change.columns
      if !columns.isEmpty,
        columns.allSatisfy({ made.contains(column: $0, of: change.table) })
      {
        return .byDown
      }
      if !isLive(change.table) { return .byDown }
    case .merge(let change), .delete(let change):
      if !isLive(change.table) { return .byDown }
    case .truncate(let tables, _):
      if !tables.contains(where: isLive) { return .byDown }
    default: break
    }
    return action.reversibility
  }
}
