package import SourceModel

/// A table as `CREATE TABLE` defines it.
package struct TableDefinition: Hashable, Sendable {
  /// How long rows live.
  package enum Persistence: Hashable, Sendable {
    case permanent, unlogged, temporary
  }

  /// The name.
  package var name: ObjectName
  /// The columns in their order.
  package var columns: [ColumnDefinition] = []
  /// The constraints that stand beside the columns.
  package var constraints: [ConstraintDefinition] = []
  /// Whether `IF NOT EXISTS` is written.
  package var ifNotExists = false
  /// How long rows live.
  package var persistence = Persistence.permanent
  /// The tables that it inherits from.
  package var inherits: [ObjectName] = []
  /// The tables of `LIKE`.
  package var likes: [ObjectName] = []
  /// The table that it is a partition of.
  package var partitionOf: ObjectName?
  /// Whether it is a `DEFAULT` partition.
  package var isDefaultPartition = false
  /// Whether it has partitions of its own.
  package var isPartitioned = false
  /// Whether a query fills it: `CREATE TABLE … AS`, `SELECT … INTO`.
  package var isFilledByQuery = false
  /// The tables whose rows the query copies, sorted.
  package var queried: [ObjectName] = []
  /// Whether it is a foreign table.
  package var isForeign = false

  /// Defines a table without columns.
  package init(_ name: ObjectName) { self.name = name }
}

/// An index as `CREATE INDEX` defines it.
package struct IndexDefinition: Hashable, Sendable {
  /// The name; nil if PostgreSQL makes one.
  package var name: Name?
  /// The table.
  package var table: ObjectName
  /// The plain columns in their order; an expression is left out.
  package var columns: [Name] = []
  /// Columns, expressions, order and predicate as normalized text, by which indexes are compared.
  package var text: Name = ""
  /// Whether expressions stand among the columns.
  package var hasExpressions = false
  /// Whether it covers only some of the rows.
  package var isPartial = false
  /// The columns of which the predicate says that they are not null, sorted.
  package var columnsNotNull: [Name] = []
  /// `UNIQUE`.
  package var isUnique = false
  /// `NULLS NOT DISTINCT`.
  package var nullsNotDistinct = false
  /// `CONCURRENTLY`.
  package var isConcurrent = false
  /// `IF NOT EXISTS`.
  package var ifNotExists = false
  /// `ON ONLY`: partitions are left out.
  package var isOnlyParent = false
  /// The access method; `btree` if none is written.
  package var method: Name = "btree"

  /// Defines an index.
  package init(name: Name?, on table: ObjectName) {
    self.name = name
    self.table = table
  }
}

/// A view, plain or materialized.
package struct ViewDefinition: Hashable, Sendable {
  /// The name.
  package var name: ObjectName
  /// Whether it is materialized.
  package var isMaterialized = false
  /// `OR REPLACE`.
  package var orReplace = false
  /// `TEMPORARY`.
  package var isTemporary = false
  /// The names of its columns in their order; nil if a `*` or an expression without a name hides
  /// them.
  package var columns: [Name]?
  /// The tables and views that it reads, sorted.
  package var reads: [ObjectName] = []
  /// The storage options, `name=value`, sorted.
  package var options: [Name] = []
  /// The query as normalized text.
  package var text: Name = ""

  /// Defines a view.
  package init(_ name: ObjectName) { self.name = name }
}

/// A function or procedure.
package struct RoutineDefinition: Hashable, Sendable {
  /// The name.
  package var name: ObjectName
  /// Whether it is a procedure.
  package var isProcedure = false
  /// `OR REPLACE`.
  package var orReplace = false
  /// The types of the arguments that a call gives, in their order: by these functions are told
  /// apart.
  package var argumentTypes: [TypeName] = []
  /// The names of those arguments; empty for one without a name.
  package var argumentNames: [Name] = []
  /// How many of those arguments, from the last, have a default.
  package var defaultedArguments = 0
  /// What it returns, as normalized text; empty for a procedure.
  package var result: Name = ""
  /// The language; empty if none is written.
  package var language: Name = ""
  /// The declared volatility; `volatile` if none is written.
  package var volatility: Expression.Volatility = .volatile
  /// `SECURITY DEFINER`.
  package var isSecurityDefiner = false
  /// `STRICT` or `RETURNS NULL ON NULL INPUT`.
  package var isStrict = false
  /// The body's tokens, comments and layout left out.
  package var body: Name = ""

  /// Defines a routine.
  package init(_ name: ObjectName) { self.name = name }
}

/// A trigger.
package struct TriggerDefinition: Hashable, Sendable {
  /// The name, which is the table's own.
  package var name: Name
  /// The table or view.
  package var table: ObjectName
  /// The function that it calls.
  package var function: ObjectName
  /// `BEFORE`, `AFTER` or `INSTEAD OF`.
  package var timing: Name = "AFTER"
  /// The events, sorted: `DELETE`, `INSERT`, `TRUNCATE`, `UPDATE`.
  package var events: [Name] = []
  /// `FOR EACH ROW`.
  package var isForEachRow = false
  /// `OR REPLACE`.
  package var orReplace = false
  /// Condition, columns and arguments as normalized text.
  package var text: Name = ""

  /// Defines a trigger.
  package init(_ name: Name, on table: ObjectName, calls function: ObjectName) {
    self.name = name
    self.table = table
    self.function = function
  }
}

/// A domain.
package struct DomainDefinition: Hashable, Sendable {
  /// The name.
  package var name: ObjectName
  /// The type below it.
  package var base: TypeName
  /// `NOT NULL`.
  package var isNotNull = false
  /// The default.
  package var defaultValue: Expression?
  /// The checks.
  package var checks: [ConstraintDefinition] = []

  /// Defines a domain.
  package init(_ name: ObjectName, base: TypeName) {
    self.name = name
    self.base = base
  }
}

/// A policy of row-level security.
package struct PolicyDefinition: Hashable, Sendable {
  /// The name, which is the table's own.
  package var name: Name
  /// The table.
  package var table: ObjectName
  /// `PERMISSIVE`, as opposed to `RESTRICTIVE`.
  package var isPermissive = true
  /// The command in upper case, `ALL` if none is written.
  package var command: Name = "ALL"
  /// The roles, sorted; `public` if none is written.
  package var roles: [Name] = ["public"]
  /// `USING` and `WITH CHECK` as normalized text.
  package var text: Name = ""

  /// Defines a policy.
  package init(_ name: Name, on table: ObjectName) {
    self.name = name
    self.table = table
  }
}

/// A sequence.
package struct SequenceDefinition: Hashable, Sendable {
  /// The name.
  package var name: ObjectName
  /// The type; nil if none is written.
  package var type: TypeName?
  /// `IF NOT EXISTS`.
  package var ifNotExists = false
  /// The other options, `name=value`, sorted.
  package var options: [Name] = []
  /// The column that owns it.
  package var ownedBy: ColumnReference?

  /// Defines a sequence.
  package init(_ name: ObjectName) { self.name = name }
}

/// A column of a table.
package struct ColumnReference: Hashable, Sendable {
  /// The table.
  package let table: ObjectName
  /// The column.
  package let column: Name

  /// Names a column.
  package init(_ table: ObjectName, _ column: Name) {
    self.table = table
    self.column = column
  }
}

/// Rights that are given or taken.
package struct Grant: Hashable, Sendable {
  /// The privileges in upper case, sorted; the roles, if membership is granted.
  package var privileges: [Name]
  /// The kind of the objects; nil if membership in a role is granted.
  package var kind: ObjectKind?
  /// The objects; for `ALL TABLES IN SCHEMA` and the like, the schemas.
  package var objects: [ObjectName]
  /// Whether all objects of the schemas are meant.
  package var isWholeSchema = false
  /// Whether it is about objects that are made later: `ALTER DEFAULT PRIVILEGES`.
  package var isDefault = false
  /// The roles, sorted.
  package var roles: [Name]

  /// Describes rights.
  package init(privileges: [Name], kind: ObjectKind?, objects: [ObjectName], roles: [Name]) {
    self.privileges = privileges
    self.kind = kind
    self.objects = objects
    self.roles = roles
  }
}
