import PostgresSchema
import SourceModel

extension Situation {
  /// Whether statements of others write a relation: a table that stood before the release, or one
  /// of which nothing is known.
  func isWritten(_ relation: ObjectName) -> Bool {
    isLive(relation) && !made.contains(.materializedView, relation)
      && schema.view(relation) == nil
  }

  /// Whether the release added a column to a table that stood before.
  func isNew(_ column: Name, of table: ObjectName) -> Bool {
    isLive(table) && made.contains(column: column, of: table)
  }

  /// Whether the release gave values to some of the columns that it added.
  func isFilled(_ columns: [Name], of table: ObjectName) -> Bool {
    columns.contains { isNew($0, of: table) && made.isFilled($0, of: table) }
  }

  /// Whether the release added a column that the code of the release before leaves null.
  func isLeftNull(_ name: Name, of table: ObjectName) -> Bool {
    guard isNew(name, of: table), let column = schema.table(table)?.column(name) else {
      return false
    }
    return column.generation == nil && column.defaultValue?.isNull != false
  }

  /// Whether the release added a column that gives each row a value of its own, and that the code of
  /// the release before does not write.
  func isToldApart(_ name: Name, of table: ObjectName) -> Bool {
    guard isNew(name, of: table), !isFilled([name], of: table),
      let column = schema.table(table)?.column(name)
    else { return false }
    return switch column.generation {
    case .identityAlways, .identityByDefault: true
    case .stored, .virtual: false
    case nil: column.defaultValue?.tellsRowsApart == true
    }
  }

  /// Whether rows are already told apart by some of the columns: by an index that stands, or stood
  /// until this release.
  func isUniqueAlready(
    _ columns: [Name], of table: ObjectName, nullsNotDistinct: Bool = false
  ) -> Bool {
    guard !columns.isEmpty else { return false }
    let wanted = Set(columns)
    let standing = schema.table(table)?.indexes.map(\.definition) ?? []
    return (standing + made.droppedKeys(of: table)).contains { other in
      other.isUnique && !other.isPartial && !other.hasExpressions && !other.columns.isEmpty
        && (other.nullsNotDistinct || !nullsNotDistinct) && wanted.isSuperset(of: other.columns)
    }
  }

  /// The operations of the script before this one.
  var earlier: ArraySlice<Operation> {
    script.prefix { $0 != operation }
  }

  /// The operations of the script after this one.
  var later: ArraySlice<Operation> {
    script.drop { $0 != operation }.dropFirst()
  }
}

extension Expression {
  /// Whether it gives each row a value that no other row has: a call of one function that does.
  fileprivate var tellsRowsApart: Bool {
    let makers: Set<Name> = [
      "gen_random_uuid", "nextval", "uuid_generate_v1", "uuid_generate_v1mc", "uuid_generate_v4",
      "uuidv4", "uuidv7",
    ]
    return functions.count == 1 && columns.isEmpty && makers.contains(functions[0].name)
  }
}
