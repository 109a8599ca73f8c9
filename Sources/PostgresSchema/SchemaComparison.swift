import SourceModel

extension SchemaState {
  /// What another schema has otherwise, in the order of kinds and names.
  ///
  /// Meant for a schema that was written by hand against one that a program printed: names that
  /// PostgreSQL makes, the order of columns, owners, rights, comments, extensions, partitions and
  /// tables in which tools keep what they ran are left out, and texts of expressions, views and
  /// bodies, which the server prints in other words. What may be the same is taken for the same.
  ///
  /// - Parameter doubtful: Objects about which nothing is to be said.
  package func differences(
    to other: SchemaState, besides doubtful: Set<ObjectName> = []
  ) -> [SchemaDifference] {
    var comparison = SchemaComparison(self, other, besides: doubtful)
    comparison.run()
    return comparison.differences
  }

  /// Whether two schemas are of one database: each has at least half of the other's tables.
  package func isAkin(to other: SchemaState) -> Bool {
    let mine = Set(SchemaComparison.tables(of: self).map(\.name))
    let others = Set(SchemaComparison.tables(of: other).map(\.name))
    let shared = mine.intersection(others).count
    return shared > 0 && shared * 2 >= max(mine.count, others.count)
  }
}

/// Compares what two schemas hold.
struct SchemaComparison {
  let mine: SchemaState
  let other: SchemaState
  private(set) var differences: [SchemaDifference] = []
  private let doubtful: Set<ObjectName>
  /// The schemas in which both have tables: a dump may be of one schema only.
  private let schemas: Set<Name>

  init(_ mine: SchemaState, _ other: SchemaState, besides doubtful: Set<ObjectName>) {
    self.mine = mine
    self.other = other
    self.doubtful = doubtful
    let (first, second) = (SchemaComparison.tables(of: mine), SchemaComparison.tables(of: other))
    schemas = Set(first.map(\.name.schema)).intersection(second.map(\.name.schema))
  }

  /// The tables that migrations make: no partitions, which programs make too, and none of a tool's.
  static func tables(of schema: SchemaState) -> [Table] {
    schema.tables.filter { table in
      table.persistence != .temporary && table.partitionOf == nil
        && !bookkeeping.contains(table.name.name)
    }
  }

  /// The tables in which tools keep what they ran.
  private static let bookkeeping: Set<Name> = [
    "schema_migrations", "schema_migration", "goose_db_version", "flyway_schema_history",
    "schema_version", "schemaversion", "refinery_schema_history", "_sqlx_migrations",
    "__diesel_schema_migrations", "alembic_version", "django_migrations", "_prisma_migrations",
    "atlas_schema_revisions", "databasechangelog", "databasechangeloglock", "knex_migrations",
    "knex_migrations_lock", "migrations", "pgmigrations", "gorp_migrations", "bun_migrations",
    "bun_migration_locks", "ar_internal_metadata", "schema_lock", "migration", "migration_lock",
    "__drizzle_migrations", "seaql_migrations", "_migrations", "data_migrations", "schema_info",
    "pgmigrate_migrations", "__efmigrationshistory", "sequelizemeta", "SequelizeMeta",
  ]

  mutating func run() {
    compareTables()
    compareEnums()
    compareNames(
      .view, mine.views.map { ($0.name, $0.origin) }, other.views.map { ($0.name, $0.origin) })
    compareNames(
      .function, mine.routines.map { ($0.name, $0.origin) },
      other.routines.map { ($0.name, $0.origin) })
    compareNames(
      .domain, mine.domains.map { ($0.name, $0.origin) },
      other.domains.map { ($0.name, $0.origin) })
    compareNames(
      .type, mine.composites.map { ($0.name, $0.origin) },
      other.composites.map { ($0.name, $0.origin) })
    compareSequences()
  }

  mutating func tell(
    _ kind: ObjectKind, _ object: Name, _ what: SchemaDifference.What, at origin: Origin?
  ) {
    differences.append(SchemaDifference(kind, object, what, at: origin))
  }

  /// Whether both schemas speak of what has such a name, and surely.
  private func isCompared(_ name: ObjectName) -> Bool {
    schemas.contains(name.schema) && !doubtful.contains(name)
  }

  // MARK: Whole objects

  private mutating func compareTables() {
    let names = Set(mine.tables.map(\.name)).union(mine.views.map(\.name))
    let others = Set(other.tables.map(\.name)).union(other.views.map(\.name))
    for table in SchemaComparison.tables(of: mine) where isCompared(table.name) {
      if !others.contains(table.name) {
        tell(.table, table.name.shown, .missing, at: nil)
      } else if let twin = other.table(table.name), twin.partitionOf == nil {
        compare(table, twin)
      }
    }
    for table in SchemaComparison.tables(of: other)
    where isCompared(table.name) && !names.contains(table.name) {
      tell(.table, table.name.shown, .unexpected, at: table.origin)
    }
  }

  private mutating func compareEnums() {
    compareNames(
      .type, mine.enumTypes.map { ($0.name, $0.origin) },
      other.enumTypes.map { ($0.name, $0.origin) })
    for type in mine.enumTypes where isCompared(type.name) {
      guard let twin = other.enumType(type.name) else { continue }
      let (labels, others) = (type.labels.map(\.name), twin.labels.map(\.name))
      for label in labels where !others.contains(label) {
        tell(.enumValue, type.name.shown + "." + label, .missing, at: twin.origin)
      }
      for label in twin.labels where !labels.contains(label.name) {
        tell(.enumValue, type.name.shown + "." + label.name, .unexpected, at: label.origin)
      }
    }
  }

  private mutating func compareSequences() {
    // One that a column owns comes and goes with the column.
    let names = Set(mine.sequences.map(\.name))
    let others = Set(other.sequences.map(\.name))
    for sequence in mine.sequences
    where sequence.owner == nil && isCompared(sequence.name) && !others.contains(sequence.name) {
      tell(.sequence, sequence.name.shown, .missing, at: nil)
    }
    for sequence in other.sequences
    where sequence.owner == nil && isCompared(sequence.name) && !names.contains(sequence.name) {
      tell(.sequence, sequence.name.shown, .unexpected, at: sequence.origin)
    }
  }

  /// Compares objects of which only the names are compared.
  private mutating func compareNames(
    _ kind: ObjectKind, _ objects: [(name: ObjectName, origin: Origin?)],
    _ others: [(name: ObjectName, origin: Origin?)]
  ) {
    let (first, second) = (Set(objects.map(\.name)), Set(others.map(\.name)))
    for name in first.subtracting(second).sorted() where isCompared(name) {
      tell(kind, name.shown, .missing, at: nil)
    }
    var told: Set<ObjectName> = []
    for (name, origin) in others where !first.contains(name) && isCompared(name) {
      if told.insert(name).inserted { tell(kind, name.shown, .unexpected, at: origin) }
    }
  }
}
