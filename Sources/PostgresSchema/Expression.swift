package import SourceModel

/// What matters of an expression: whether it can differ from row to row, and what it reads.
package struct Expression: Hashable, Sendable {
  /// How often an expression can give another value, as `pg_proc.provolatile` tells.
  package enum Volatility: Int, Hashable, Sendable, Comparable {
    /// The same for equal arguments, for ever.
    case immutable
    /// The same within a statement.
    case stable
    /// Another one for each row.
    case volatile
    /// A function is called about which nothing is known here.
    case unknown

    package static func < (a: Volatility, b: Volatility) -> Bool { a.rawValue < b.rawValue }
  }

  /// The worst of all that the expression calls.
  package let volatility: Volatility
  /// Whether it is `NULL`, with casts or without.
  package let isNull: Bool
  /// The columns that it reads, sorted; without the tables that may stand before them.
  package let columns: [Name]
  /// The functions that it calls, sorted; those of `pg_catalog` without the schema.
  package let functions: [ObjectName]
  /// The columns of which the expression, as a check, says that they are not null, sorted.
  ///
  /// Only what holds for the whole expression counts: `a IS NOT NULL AND b > 0` names `a`.
  package let columnsNotNull: [Name]
  /// The type to which the expression only casts a column, if that is all it does.
  package let plainCast: TypeName?
  /// The tokens joined by single blanks, folded as PostgreSQL folds them: equal for equal texts
  /// however they are laid out.
  package let text: Name

  /// Describes an expression.
  package init(
    volatility: Volatility, isNull: Bool = false, columns: [Name] = [],
    functions: [ObjectName] = [], columnsNotNull: [Name] = [], plainCast: TypeName? = nil,
    text: Name
  ) {
    self.volatility = volatility
    self.isNull = isNull
    self.columns = columns
    self.functions = functions
    self.columnsNotNull = columnsNotNull
    self.plainCast = plainCast
    self.text = text
  }
}
