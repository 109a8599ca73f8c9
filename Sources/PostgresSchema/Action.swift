package import SourceModel

/// One thing that a statement does: an `ALTER TABLE` with ten parts is ten actions.
package enum Action: Hashable, Sendable {
  // Tables.
  case createTable(TableDefinition)
  case alterTable(ObjectName, TableAction)

  // Indexes.
  case createIndex(IndexDefinition)
  /// `REINDEX`; the kind is `index`, `table`, `schema`, `database`.
  case reindex(ObjectKind, ObjectName, isConcurrent: Bool)
  /// `ALTER INDEX … ATTACH PARTITION`.
  case attachIndex(parent: ObjectName, child: ObjectName)

  // Types.
  case createEnum(ObjectName, labels: [Name])
  case addEnumValue(ObjectName, value: Name, ifNotExists: Bool, isBefore: Bool, neighbor: Name?)
  case renameEnumValue(ObjectName, from: Name, to: Name)
  /// `CREATE TYPE … AS (…)`: the attributes as columns.
  case createComposite(ObjectName, attributes: [ColumnDefinition])
  case alterComposite(ObjectName, TableAction)
  case createDomain(DomainDefinition)
  case alterDomain(ObjectName, DomainAction)

  // Code in the database.
  case createView(ViewDefinition)
  case createRoutine(RoutineDefinition)
  case createTrigger(TriggerDefinition)
  case createPolicy(PolicyDefinition)
  case alterPolicy(PolicyDefinition)
  case createSequence(SequenceDefinition)
  case alterSequence(SequenceDefinition)
  /// `REFRESH MATERIALIZED VIEW`.
  case refresh(ObjectName, isConcurrent: Bool)

  /// What has no case of its own: schemas, extensions, publications, roles … with all that is
  /// written about it as normalized text.
  case create(ObjectKind, ObjectName, ifNotExists: Bool, text: Name)
  /// A change of an object that has no case of its own.
  case alter(ObjectKind, ObjectName, text: Name)
  /// The drop of one object; of a list, each is an action of its own.
  case drop(Drop)
  /// A rename of anything but a column, a constraint or an enum value.
  case rename(ObjectKind, ObjectName, to: Name)
  case setSchema(ObjectKind, ObjectName, to: Name)
  case changeOwner(ObjectKind, ObjectName, to: Name)
  case comment(ObjectKind, ObjectName)

  // Rights.
  case grant(Grant)
  case revoke(Grant)

  // Rows.
  case insert(RowChange)
  case update(RowChange)
  case delete(RowChange)
  case merge(RowChange)
  case truncate([ObjectName], isCascade: Bool)
  /// `COPY … FROM`.
  case copyIn(ObjectName)
  /// `SELECT`, with the functions that it calls; `setval` and `set_config` are such.
  case select(functions: [ObjectName])
  /// `CALL`.
  case call(ObjectName)

  // Upkeep.
  /// `VACUUM`; the tables are empty for all.
  case vacuum([ObjectName], isFull: Bool)
  case analyze
  case cluster(ObjectName?)
  /// `LOCK TABLE`, with the mode in upper case: `ACCESS EXCLUSIVE`.
  case lockTable([ObjectName], mode: Name)

  // The transaction.
  case begin
  case commit
  case rollback
  case savepoint
  /// `SET` and `RESET`; the value is nil for `DEFAULT` and `RESET`.
  case set(parameter: Name, value: Name?, isLocal: Bool)

  /// Dynamic SQL whose text is not literal.
  case dynamicSQL
  /// A statement that changes nothing that is looked at, or that is not understood; see
  /// `Statement.reading`.
  case other
}

/// One part of an `ALTER TABLE`.
package enum TableAction: Hashable, Sendable {
  case addColumn(ColumnDefinition, ifNotExists: Bool)
  case dropColumn(Name, isCascade: Bool, ifExists: Bool)
  case renameColumn(Name, to: Name)
  case setType(Name, TypeName, collation: ObjectName?, using: Expression?)
  case setDefault(Name, Expression)
  case dropDefault(Name)
  case setNotNull(Name)
  case dropNotNull(Name)
  /// `ADD GENERATED … AS IDENTITY`.
  case addIdentity(Name, always: Bool)
  /// `SET GENERATED …` and the options of the sequence.
  case setIdentity(Name)
  case dropIdentity(Name)
  case setExpression(Name)
  case dropExpression(Name)
  case addConstraint(ConstraintDefinition)
  case validateConstraint(Name)
  case dropConstraint(Name, isCascade: Bool, ifExists: Bool)
  case renameConstraint(Name, to: Name)
  case alterConstraint(Name)
  case attachPartition(ObjectName, isDefault: Bool)
  case detachPartition(ObjectName, isConcurrent: Bool, isFinalize: Bool)
  case inherit(ObjectName)
  case noInherit(ObjectName)
  /// The name is nil for `ALL` and `USER`.
  case enableTrigger(Name?)
  case disableTrigger(Name?)
  case enableRowSecurity
  case disableRowSecurity
  case forceRowSecurity
  case noForceRowSecurity
  /// `REPLICA IDENTITY`, with its mode in upper case: `FULL`, `NOTHING`, `DEFAULT`, `USING INDEX`.
  case replicaIdentity(Name)
  case setLogged
  case setUnlogged
  case setTablespace(Name)
  case setAccessMethod(Name)
  case clusterOn(Name)
  /// Storage, statistics, compression and options, which nobody outside sees.
  case setParameters
  /// What has no case of its own.
  case other
}

/// One part of an `ALTER DOMAIN`.
package enum DomainAction: Hashable, Sendable {
  case addConstraint(ConstraintDefinition)
  case validateConstraint(Name)
  case dropConstraint(Name)
  case setNotNull
  case dropNotNull
  case setDefault(Expression)
  case dropDefault
}

/// The drop of one object.
package struct Drop: Hashable, Sendable {
  /// The kind.
  package var kind: ObjectKind
  /// The object; of a trigger, policy or rule its own name without a schema.
  package var object: ObjectName
  /// The table, for what belongs to one.
  package var table: ObjectName?
  /// The types of the arguments, for a function; nil if none are written.
  package var argumentTypes: [TypeName]?
  /// `CASCADE`.
  package var isCascade = false
  /// `IF EXISTS`.
  package var ifExists = false
  /// `CONCURRENTLY`.
  package var isConcurrent = false

  /// Drops an object.
  package init(_ kind: ObjectKind, _ object: ObjectName) {
    self.kind = kind
    self.object = object
  }
}

/// A statement that writes rows.
package struct RowChange: Hashable, Sendable {
  /// Where rows come from, in an `INSERT`.
  package enum Source: Hashable, Sendable {
    /// `VALUES`, or no rows at all.
    case values
    /// A query over these tables, sorted.
    case query([ObjectName])
  }

  /// The table.
  package var table: ObjectName
  /// The columns that are written, in their order; empty if none are named.
  package var columns: [Name] = []
  /// Whether a `WHERE` stands there, other than one that is always true.
  package var hasWhere = false
  /// Whether the statement takes only a part of the rows at a time: a `LIMIT`, a range of a key, a
  /// range of `ctid`, or a loop around it that commits.
  package var isBatched = false
  /// The columns that the `WHERE` reads, sorted.
  package var conditionColumns: [Name] = []
  /// The columns that the `WHERE` compares with given values, sorted: `id = 1`, `id IN (1, 2)`.
  package var pinnedColumns: [Name] = []
  /// The columns that the new values of an `UPDATE` are made of, sorted.
  package var valueColumns: [Name] = []
  /// Where rows come from.
  package var source = Source.values

  /// Writes rows.
  package init(_ table: ObjectName) { self.table = table }
}
