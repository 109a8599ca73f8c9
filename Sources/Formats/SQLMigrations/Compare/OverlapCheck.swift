import FormatKit
import MigrationLayouts
import PostgresSchema
import ReleaseModel
import SourceModel

/// An object that a migration takes away from the code that uses it.
struct RetiredObject {
  /// What is taken away: a table, a column of one, or another object.
  let table: ObjectName
  /// Whether it is a table or a view.
  let isRelation: Bool
  /// Whether code that uses it names it: Django's models and fields have names of their own.
  let isNamedByCode: Bool
  /// The column; nil if it is the table.
  let column: Name?
  /// Whether other tables have a column of the same name.
  let isShared: Bool
  /// Its name in the terms of a database.
  let element: Name
  /// The verb of the message: `dropped`, `renamed`.
  let verb: String
  let location: Location
  /// The migration.
  let place: Name
}

/// Holds the migrations of one release against each other: what only their sum does to the code of
/// the release before.
struct OverlapCheck {
  /// Whether old and new versions of the code are running side by side.
  let isMixedVersion: Bool
  /// What stands after all migrations.
  let schema: SchemaState
  /// What the migrations take away from code.
  private(set) var retired: [RetiredObject] = []
  private(set) var changes: [DetectedChange] = []
  /// Whether code names tables and columns as the database does.
  private let isNamedByCode: Bool

  init(isMixedVersion: Bool, in chain: MigrationChain, schema: SchemaState) {
    self.isMixedVersion = isMixedVersion
    self.schema = schema
    isNamedByCode = chain.language != .django
  }

  /// What goes wrong in each release.
  mutating func changes(of judged: [JudgedMigration]) -> [DetectedChange] {
    var columns: [Int: AddedColumns] = [:]
    for migration in judged {
      for placed in migration.located {
        note(placed, migration, &columns[migration.release, default: AddedColumns()])
      }
      let phases = PhaseCheck(migration, isMixedVersion: isMixedVersion)
      changes += phases.changes
    }
    for migrations in Dictionary(grouping: judged, by: \.release).sorted(by: { $0.key < $1.key }) {
      tellBackfills(migrations.value)
    }
    return changes
  }

  /// The columns that a release adds to tables that stood before it.
  private struct AddedColumns {
    var definitions: [ColumnReference: ColumnDefinition] = [:]
    var madeTables: Set<ObjectName> = []
    /// The names that tables had for the code before.
    var formerNames: [ObjectName: ObjectName] = [:]
    /// The columns that were written by `UPDATE`, by table, with those that their values come from.
    var filled: [ObjectName: [Name: Set<Name>]] = [:]

    func former(_ table: ObjectName) -> ObjectName { formerNames[table.key] ?? table }
  }

  private mutating func note(
    _ placed: (operation: Operation, path: RepositoryPath), _ migration: JudgedMigration,
    _ columns: inout AddedColumns
  ) {
    let location = Location(placed.path, placed.operation.range)
    func tell(_ rule: Rule, _ element: Name, _ message: String) {
      changes.append(DetectedChange(rule, element, message, at: location, in: migration.place))
    }
    switch placed.operation.action {
    case .createTable(let table): columns.madeTables.insert(table.name.key)
    case .update(let rows):
      let origins = Set(rows.valueColumns + rows.conditionColumns)
      for column in rows.columns {
        columns.filled[rows.table.key, default: [:]][column, default: []].formUnion(origins)
      }
    case .alterTable(let table, let part):
      if columns.madeTables.contains(table.key) { return }
      switch part {
      case .addColumn(let column, _):
        columns.definitions[ColumnReference(table.key, column.name)] = column
      case .dropDefault(let name):
        let column = columns.definitions[ColumnReference(table.key, name)]
        if let column, column.isNotNull, column.defaultValue != nil {
          tell(
            OverlapRules.defaultDropped, table.shown + "." + name,
            "column '\(name.text)' of '\(table.shown.text)' is NOT NULL, and lost its default in"
              + " the release that adds it")
        }
        columns.definitions[ColumnReference(table.key, name)]?.defaultValue = nil
      case .setNotNull(let name):
        let column = columns.definitions[ColumnReference(table.key, name)]
        if let column, column.defaultValue == nil, column.generation == nil,
          column.type?.isSerial != true
        {
          tell(
            OverlapRules.tightenedEarly, table.shown + "." + name,
            "column '\(name.text)' of '\(table.shown.text)' was made NOT NULL in the release that"
              + " adds it")
        }
        columns.definitions[ColumnReference(table.key, name)]?.isNotNull = true
      case .setDefault(let name, let value):
        columns.definitions[ColumnReference(table.key, name)]?.defaultValue = value
      case .dropColumn(let name, _, _):
        guard columns.definitions.removeValue(forKey: ColumnReference(table.key, name)) == nil
        else {
          return
        }
        retire(columns.former(table), name, "dropped", location, migration)
        let added = columns.definitions.keys.filter {
          $0.table == table.key && columns.filled[table.key]?[$0.column]?.contains(name) == true
        }.map(\.column).sorted()
        if let successor = added.first {
          tell(
            OverlapRules.collapsed, table.shown + "." + name,
            "column '\(name.text)' of '\(table.shown.text)' was dropped in the release that adds"
              + " '\(successor.text)' and fills it from there")
        }
      case .renameColumn(let name, _):
        if columns.definitions[ColumnReference(table.key, name)] == nil {
          retire(columns.former(table), name, "renamed", location, migration)
        }
      default: break
      }
    case .drop(let drop) where ObjectKind.namedByCode.contains(drop.kind):
      if !columns.madeTables.contains(drop.object.key) {
        retire(drop.object, nil, "dropped", location, migration, isRelation: drop.kind.isRelation)
      }
    case .rename(let kind, let name, let new) where ObjectKind.namedByCode.contains(kind):
      if kind == .table {
        let former = columns.former(name)
        columns.formerNames[ObjectName(schema: name.schema, new).key] = former
      }
      if !columns.madeTables.contains(name.key) {
        retire(name, nil, "renamed", location, migration, isRelation: kind.isRelation)
      }
    default: break
    }
  }

  private mutating func retire(
    _ table: ObjectName, _ column: Name?, _ verb: String, _ location: Location,
    _ migration: JudgedMigration, isRelation: Bool = true
  ) {
    if schema.stands(table, column, isRelation: isRelation) { return }
    retired.append(
      RetiredObject(
        table: table, isRelation: isRelation, isNamedByCode: isNamedByCode, column: column,
        isShared: column.map(schema.hasColumn) ?? false,
        element: column.map { table.shown + "." + $0 } ?? table.shown, verb: verb,
        location: location, place: migration.place))
  }

  // MARK: Backfills

  private mutating func tellBackfills(_ release: [JudgedMigration]) {
    // Rows of a table that the release makes are its own.
    var checked: Set<ObjectName> = []
    var raises = false
    for migration in release {
      for (operation, _) in migration.located {
        switch operation.action {
        case .alterTable(let table, .validateConstraint), .alterTable(let table, .setNotNull):
          checked.insert(table.key)
        case .createTable(let table): checked.insert(table.name.key)
        default: break
        }
      }
      raises = raises || migration.raises
    }
    if raises { return }
    var told: Set<ObjectName> = []
    for migration in release {
      for (operation, path) in migration.located {
        guard case .update(let rows) = operation.action, !checked.contains(rows.table.key),
          !schema.meetsFewRows(rows), told.insert(rows.table.key).inserted
        else { continue }
        changes.append(
          DetectedChange(
            OverlapRules.unverified, rows.table.shown,
            "table '\(rows.table.shown.text)' was backfilled, and nothing checks that every row"
              + " was reached",
            at: Location(path, operation.range), in: migration.place))
      }
    }
  }
}

extension SchemaState {
  /// Whether something of the name stands, made again or under a name that was taken over.
  fileprivate func stands(_ name: ObjectName, _ column: Name?, isRelation: Bool) -> Bool {
    if let column { return table(name)?.column(column) != nil }
    if isRelation { return table(name) != nil || view(name) != nil }
    return !routines(named: name).isEmpty || enumType(name) != nil || composite(name) != nil
      || domain(name) != nil || sequence(name) != nil || object(.type, name) != nil
  }
}

extension ObjectKind {
  /// What queries name.
  fileprivate static let namedByCode: Set<ObjectKind> = [
    .table, .foreignTable, .view, .materializedView, .function, .procedure, .type, .domain,
    .sequence,
  ]

  fileprivate var isRelation: Bool {
    [.table, .foreignTable, .view, .materializedView].contains(self)
  }
}

extension JudgedMigration {
  /// The operations that run, each once.
  var located: [(operation: Operation, path: RepositoryPath)] {
    read.up.operations.map { ($0, read.up.path) }
  }

  /// Whether a `DO` block raises when something is not as it should be.
  var raises: Bool {
    read.up.statements.contains { statement in
      statement.blocks.contains { $0.head == "RAISE" || $0.head == "ASSERT" }
    }
  }

  /// What nobody can tell without running the migration: the first place, with how many there are.
  var gaps: [DetectedChange] {
    let gaps = Set(read.up.gaps + read.up.doubts).sorted {
      ($0.range.lower, $0.reason) < ($1.range.lower, $1.reason)
    }
    guard let first = gaps.first else { return [] }
    let others =
      switch gaps.count {
      case 1: ""
      case 2: ", and one more place"
      default: ", and \(gaps.count - 1) more places"
      }
    return [
      DetectedChange(
        OverlapRules.gap, place,
        "migration '\(place.text)' was read only in part: \(first.reason)\(others)",
        at: Location(read.up.path, first.range), in: place)
    ]
  }
}
