package import SourceModel

/// A table as the statements so far leave it.
package struct Table: Hashable, Sendable {
  /// The name.
  package internal(set) var name: ObjectName
  /// The columns in their order.
  package internal(set) var columns: [Column] = []
  /// The constraints, sorted by name; `NOT NULL` of a column only if it was made as a constraint.
  package internal(set) var constraints: [Constraint] = []
  /// The indexes, sorted by name, those of constraints included.
  package internal(set) var indexes: [TableIndex] = []
  /// The triggers, sorted by name.
  package internal(set) var triggers: [Trigger] = []
  /// The policies of row-level security, sorted by name.
  package internal(set) var policies: [RowPolicy] = []
  /// How long rows live.
  package internal(set) var persistence = TableDefinition.Persistence.permanent
  /// Whether it has partitions of its own.
  package internal(set) var isPartitioned = false
  /// The table that it is a partition of.
  package internal(set) var partitionOf: ObjectName?
  /// Whether it is a `DEFAULT` partition.
  package internal(set) var isDefaultPartition = false
  /// The tables that it inherits from.
  package internal(set) var inherits: [ObjectName] = []
  /// Whether it is a foreign table.
  package internal(set) var isForeign = false
  /// Whether policies are applied.
  package internal(set) var isRowSecurityEnabled = false
  /// Whether policies are applied to the owner too.
  package internal(set) var isRowSecurityForced = false
  /// The mode of `REPLICA IDENTITY` in upper case.
  package internal(set) var replicaIdentity: Name = "DEFAULT"
  /// Whether all columns are known: its creation was read, and neither a query nor an unknown table
  /// made some of them.
  package var isComplete: Bool { isKnown.value }
  var isKnown = Unobserved(true)
  var place: Unobserved<Origin?>

  init(_ name: ObjectName, from origin: Origin?) {
    self.name = name
    self.place = Unobserved(origin)
  }

  /// Where it was created; nil if that was not read.
  package var origin: Origin? { place.value }

  /// The column of a name.
  package func column(_ name: Name) -> Column? { columns.first { $0.name == name } }

  /// The constraint of a name.
  package func constraint(_ name: Name) -> Constraint? { constraints.first { $0.name == name } }

  /// The columns of the primary key; empty if it has none.
  package var primaryKey: [Name] {
    for constraint in constraints {
      if case .primaryKey(let columns, _) = constraint.kind { return columns }
    }
    return []
  }

  /// Whether a constraint that all rows were checked against says that a column is not null.
  package func hasValidatedCheck(notNull column: Name) -> Bool {
    constraints.contains { constraint in
      guard constraint.isValidated, constraint.isEnforced else { return false }
      return switch constraint.kind {
      case .check(let condition): condition.columnsNotNull.contains(column)
      case .notNull(let name): name == column
      default: false
      }
    }
  }

  /// Whether an index begins with the columns, in any order, and covers all rows.
  package func hasIndex(on columns: [Name]) -> Bool {
    let wanted = Set(columns)
    return indexes.contains { index in
      !index.definition.isPartial && index.definition.columns.count >= columns.count
        && Set(index.definition.columns.prefix(columns.count)) == wanted
    }
  }

  func position(of column: Name) -> Int? { columns.firstIndex { $0.name == column } }
}

/// A column of a table, or an attribute of a composite type.
package struct Column: Hashable, Sendable {
  /// The name.
  package internal(set) var name: Name
  /// The type, of a `serial` column the integer below it; nil if it is not known.
  package internal(set) var type: TypeName?
  /// The collation that was written.
  package internal(set) var collation: ObjectName?
  /// Whether null is refused.
  package internal(set) var isNotNull = false
  /// The default.
  package internal(set) var defaultValue: Expression?
  /// How it gets its values by itself.
  package internal(set) var generation: ColumnDefinition.Generation?
  var place: Unobserved<Origin?>

  init(_ definition: ColumnDefinition, from origin: Origin?) {
    self.name = definition.name
    self.type = definition.type
    self.collation = definition.collation
    self.isNotNull = definition.isNotNull
    self.defaultValue = definition.defaultValue
    self.generation = definition.generation
    self.place = Unobserved(origin)
  }

  /// Where it was added; nil if that was not read.
  package var origin: Origin? { place.value }

  /// Whether an `INSERT` that leaves the column out succeeds.
  package var canBeLeftOut: Bool {
    !isNotNull || generation != nil || defaultValue.map { !$0.isNull } ?? false
  }
}

/// A constraint of a table or domain.
package struct Constraint: Hashable, Sendable {
  /// The name, as PostgreSQL makes it where none was written.
  package internal(set) var name: Name
  /// What it demands; the table and columns of a foreign key are filled in where they are known.
  package internal(set) var kind: ConstraintDefinition.Kind
  /// Whether all rows were checked.
  package internal(set) var isValidated: Bool
  /// Whether rows are checked at all.
  package internal(set) var isEnforced: Bool
  /// Whether it can wait for the end of the transaction.
  package internal(set) var isDeferrable: Bool
  /// Whether nobody wrote the name.
  package var hasMadeName: Bool { nameWasMade.value }
  var nameWasMade: Unobserved<Bool>
  var place: Unobserved<Origin?>

  init(
    _ name: Name, isMade: Bool, _ definition: ConstraintDefinition, from origin: Origin?
  ) {
    self.name = name
    self.kind = definition.kind
    self.isValidated = !definition.isNotValid && !definition.isNotEnforced
    self.isEnforced = !definition.isNotEnforced
    self.isDeferrable = definition.isDeferrable
    self.nameWasMade = Unobserved(isMade)
    self.place = Unobserved(origin)
  }

  /// Where it was added; nil if that was not read.
  package var origin: Origin? { place.value }

  /// The columns of the table that it names, in their order; of a check those that it reads.
  package var columns: [Name] {
    switch kind {
    case .primaryKey(let columns, _), .unique(let columns, _, _),
      .foreignKey(let columns, _, _, _, _):
      columns
    case .check(let condition): condition.columns
    case .exclusion: []
    case .notNull(let column): [column]
    }
  }

  /// The table that a foreign key refers to.
  package var target: ObjectName? {
    if case .foreignKey(_, let target, _, _, _) = kind { return target }
    return nil
  }

  /// Whether an index of the same name belongs to it.
  package var hasIndex: Bool {
    switch kind {
    case .primaryKey, .unique, .exclusion: true
    case .check, .foreignKey, .notNull: false
    }
  }
}

/// An index of a table or materialized view.
package struct TableIndex: Hashable, Sendable {
  /// The name, as PostgreSQL makes it where none was written.
  package internal(set) var name: Name
  /// What was written about it; of a constraint's index, only columns and uniqueness.
  package internal(set) var definition: IndexDefinition
  /// Whether a constraint of the same name owns it.
  package internal(set) var isOfConstraint = false
  /// The index that it was attached to.
  package internal(set) var parent: ObjectName?
  /// Whether nobody wrote the name, and what PostgreSQL made of an expression is guessed.
  var nameIsGuessed = Unobserved(false)
  var place: Unobserved<Origin?>

  init(_ name: Name, _ definition: IndexDefinition, from origin: Origin?) {
    self.name = name
    self.definition = definition
    self.place = Unobserved(origin)
  }

  /// The table or materialized view.
  package var table: ObjectName { definition.table }

  /// The name with the schema, which is the table's.
  package var objectName: ObjectName { ObjectName(schema: definition.table.schema, name) }

  /// Where it was created; nil if that was not read.
  package var origin: Origin? { place.value }
}

/// A trigger of a table or view.
package struct Trigger: Hashable, Sendable {
  /// What was written about it.
  package internal(set) var definition: TriggerDefinition
  /// Whether it is called.
  package internal(set) var isEnabled = true
  var place: Unobserved<Origin?>

  /// The name.
  package var name: Name { definition.name }

  /// Where it was created; nil if that was not read.
  package var origin: Origin? { place.value }
}

/// A policy of row-level security.
package struct RowPolicy: Hashable, Sendable {
  /// What was written about it.
  package internal(set) var definition: PolicyDefinition
  var place: Unobserved<Origin?>

  /// The name.
  package var name: Name { definition.name }

  /// Where it was created; nil if that was not read.
  package var origin: Origin? { place.value }
}
