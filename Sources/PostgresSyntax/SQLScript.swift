package import PostgresSchema
package import SourceModel

/// A script in PostgreSQL's SQL, or a part of one.
package struct SQLScript: Hashable, Sendable {
  /// Trouble with a script that is not that of one statement.
  package struct Flaw: Hashable, Sendable {
    /// What is wrong, lower case, without numbers that shift.
    package let message: String
    /// Where.
    package let range: SourceRange
    /// What to do.
    package let hint: String?

    /// States trouble.
    package init(_ message: String, at range: SourceRange, hint: String?) {
      self.message = message
      self.range = range
      self.hint = hint
    }
  }

  /// The statements in the order in which they run.
  package var statements: [Statement]
  /// What keeps parts of the script from being split into statements: then nothing is known of them.
  package var flaws: [Flaw]

  /// Joins statements.
  package init(statements: [Statement] = [], flaws: [Flaw] = []) {
    self.statements = statements
    self.flaws = flaws
  }
}
