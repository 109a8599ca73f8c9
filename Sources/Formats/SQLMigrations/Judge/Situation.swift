import FormatKit
import PostgresSchema
import ReleaseModel
import SourceModel

/// An operation of a new migration on its way up, with all that decides how dangerous it is.
struct Situation {
  /// What is done.
  let operation: Operation
  /// The statement that does it; inside a `DO` block the inner one.
  let statement: Statement
  /// The schema before it.
  ///
  /// What earlier migrations made stands in it only if `isFolded`; what this release made always.
  let schema: SchemaState
  /// Whether the migrations before this release were folded into `schema`.
  let isFolded: Bool
  /// Whether something stood that the migrations so far neither made nor show: they did not begin
  /// with an empty database, or were not wholly understood.
  let hasOrigins: Bool
  /// What this release made so far.
  let made: MadeObjects
  /// The transaction in which it runs, before it.
  let transaction: TransactionState
  /// What is known of the rest of the script: the operations of the same file, this one included.
  let script: [Operation]
  /// The operations of the files behind it that come with the same release.
  let following: ArraySlice<Operation>
  /// The major version of the PostgreSQL that will run it.
  let version: Int

  /// What is done.
  var action: Action { operation.action }

  /// Whether rows may stand in a table, and others use it: no statement of this release made it.
  func isLive(_ table: ObjectName) -> Bool { !made.contains(.table, table) }
}

/// What a rule says about an operation.
struct Fact {
  /// The rule.
  let rule: Rule
  /// What it is about, in the terms of a database: `users`, `users.email`, `users_email_idx`.
  let element: Name
  /// What happened: lower case, past tense, the subject in single quotes, without the lock.
  let message: String
  /// The locks that make it dangerous, as far as they matter for it.
  var locks: [Lock] = []
  /// Another classification than the rule's.
  var classification: Classification?

  /// A lock on a table.
  struct Lock: Hashable {
    let mode: LockMode
    let table: ObjectName
  }
}

extension Fact.Lock {
  /// What has to wait, as the end of a sentence.
  var consequence: String {
    let waits =
      if mode.blocksReads { "reads and writes wait" } else if mode.blocksWrites {
        "writes wait"
      } else { "reads and writes go on" }
    return "\(mode.sql) on '\(table.shown.text)': \(waits)"
  }
}

extension Fact {
  /// The message with what has to wait.
  var sentence: String {
    ([message] + locks.map(\.consequence)).joined(separator: "; ")
  }
}
