import PostgresSchema
import ReleaseModel
import SourceModel

/// Columns that may no longer be null.
enum NotNullRules {
  static let scan = Rule(
    migration: "sql/set-not-null-scan", "Column made NOT NULL by reading all rows", is: .breaking,
    for: [.producers, .operators], phase: .contract, norm: "ALTER TABLE, SET NOT NULL",
    rationale: """
      The whole table is read under ACCESS EXCLUSIVE, so that reads and writes wait for the scan, \
      unless a validated CHECK proves it (from version 12 on). And the code of the release before \
      fails where it leaves the column null.
      """,
    remedy: """
      Let the rows be read while others work: `ALTER TABLE users ADD CONSTRAINT users_email_set CHECK \
      (email IS NOT NULL) NOT VALID;`, in a later transaction `ALTER TABLE users VALIDATE CONSTRAINT \
      users_email_set;`, then `ALTER TABLE users ALTER COLUMN email SET NOT NULL;` and `ALTER TABLE \
      users DROP CONSTRAINT users_email_set;`.
      """,
    example: .migration(
      shipped: "CREATE TABLE users (id int, email text);",
      added: "ALTER TABLE users ALTER COLUMN email SET NOT NULL;"),
    nearMiss: .migration(
      shipped: """
        CREATE TABLE users (id int, email text);
        ALTER TABLE users ADD CONSTRAINT users_email_set CHECK (email IS NOT NULL) NOT VALID;
        ALTER TABLE users VALIDATE CONSTRAINT users_email_set;
        """,
      added: "ALTER TABLE users ALTER COLUMN email SET NOT NULL;"))

  static let set = Rule(
    migration: "sql/not-null-set", "Column made NOT NULL", is: .neutral, for: [.producers],
    phase: .contract, norm: "ALTER TABLE, SET NOT NULL",
    rationale: """
      No row is read and no write refused that was not before: a validated constraint proves it, \
      the column was NOT NULL, or the table is new.
      """,
    remedy: """
      Drop the check, which says the same: `ALTER TABLE users DROP CONSTRAINT users_email_set;`.
      """,
    example: .migration(
      shipped: """
        CREATE TABLE users (id int, email text);
        ALTER TABLE users ADD CONSTRAINT users_email_set CHECK (email IS NOT NULL) NOT VALID;
        ALTER TABLE users VALIDATE CONSTRAINT users_email_set;
        """,
      added: "ALTER TABLE users ALTER COLUMN email SET NOT NULL;"),
    nearMiss: .migration(
      shipped: """
        CREATE TABLE users (id int, email text);
        ALTER TABLE users ADD CONSTRAINT users_email_set CHECK (email IS NOT NULL) NOT VALID;
        """,
      added: "ALTER TABLE users ALTER COLUMN email SET NOT NULL;"))

  static let all = [scan, set]

  /// What an operation says of the nulls of a column.
  static func facts(about it: Situation) -> [Fact] {
    guard case .alterTable(let table, .setNotNull(let column)) = it.action else { return [] }
    return [fact(about: column, of: table, isNotValid: false, it)]
  }

  /// What it means that a column may no longer be null.
  ///
  /// - Parameter isNotValid: Whether the rows that stand are spared, which version 18 can.
  static func fact(
    about column: Name, of table: ObjectName, isNotValid: Bool, _ it: Situation
  ) -> Fact {
    let element = table.member(column)
    guard it.isLive(table), !it.isProvenNotNull(column, of: table) else {
      return Fact(
        rule: set, element: element, message: "column \(element.quoted) was made NOT NULL")
    }
    if isNotValid { return ConstraintRules.restriction(element, of: table) }
    // Of a new column only the scan is told here: what the code before cannot write is told of the
    // release as a whole.
    return Fact(
      rule: scan, element: element,
      message: "column \(element.quoted) was made NOT NULL and all rows were read",
      locks: it.blockingLocks, classification: it.isNew(column, of: table) ? .risky : nil)
  }
}

extension Situation {
  /// Whether SET NOT NULL finds it proven that a column holds no null, and refuses nothing new.
  func isProvenNotNull(_ name: Name, of table: ObjectName) -> Bool {
    guard let table = schema.table(table) else { return false }
    if table.column(name)?.isNotNull == true { return true }
    return version >= 12 && table.hasValidatedCheck(notNull: name)
  }
}
