import PostgresSchema
import SourceModel

extension ObjectName {
  /// Some columns of a table together: `orders (customer, placed)`.
  func element(_ columns: [Name]) -> Name {
    shown + Name(" (\(columns.map(\.text).joined(separator: ", ")))")
  }
}

extension ConstraintDefinition {
  /// The name, or what it is about if PostgreSQL makes the name.
  func element(of table: ObjectName) -> Name {
    if let name { return table.member(name) }
    return columns.isEmpty ? table.shown : table.element(columns)
  }

  /// The columns that it names, or, of a check, reads.
  var columns: [Name] {
    switch kind {
    case .primaryKey(let columns, _), .unique(let columns, _, _),
      .foreignKey(let columns, _, _, _, _):
      columns
    case .check(let condition): condition.columns
    case .exclusion: []
    case .notNull(let column): [column]
    }
  }
}
