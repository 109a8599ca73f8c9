import PostgresSchema
import ReleaseModel
import SourceModel

/// Locks, limits of time and transactions.
enum TransactionRules {
  static let lockTimeoutMissing = Rule(
    migration: "sql/lock-timeout-missing", "Lock awaited without a limit", is: .neutral,
    for: [.operators], phase: nil, norm: "lock_timeout, 20.11",
    rationale: """
      A statement that waits for a lock behind a long query lets everyone queue behind itself. With a \
      limit it gives up, and can be tried again.
      """,
    remedy: """
      Set the limit before the first statement: `SET lock_timeout = '2s';`. In a transaction `SET \
      LOCAL lock_timeout = '2s';` ends with it.
      """,
    example: .migration(
      shipped: "CREATE TABLE users (id int);", added: "ALTER TABLE users ADD COLUMN plan text;"),
    nearMiss: .migration(
      shipped: "CREATE TABLE users (id int);",
      added: "SET lock_timeout = '2s'; ALTER TABLE users ADD COLUMN plan text;"))

  static let statementTimeoutMissing = Rule(
    migration: "sql/statement-timeout-missing", "Long statement without a limit", is: .neutral,
    for: [.operators], phase: nil, norm: "statement_timeout, 20.11",
    rationale: """
      A statement that reads or writes a whole table can take far longer than it was meant to, with \
      all its locks.
      """,
    remedy: """
      Set the limit before the first statement: `SET statement_timeout = '5min';`.
      """,
    example: .migration(
      shipped: "CREATE TABLE users (id int, plan text);", added: "UPDATE users SET plan = 'free';"),
    nearMiss: .migration(
      shipped: "CREATE TABLE users (id int, plan text);",
      added: "SET statement_timeout = '5min'; UPDATE users SET plan = 'free';"))

  static let wideWindow = Rule(
    migration: "sql/wide-lock-window", "Several tables locked for everyone at once", is: .risky,
    for: [.consumers, .producers, .operators], phase: .expand, norm: "Explicit Locking, 13.3.3",
    rationale: """
      The first table stays locked while the transaction waits for the second. Whoever uses them in \
      the other order makes a deadlock, and all others queue behind both.
      """,
    remedy: """
      Give each table a transaction of its own, which under a tool that opens them is a migration of \
      its own: `ALTER TABLE users ADD COLUMN plan text;` in one, `ALTER TABLE orders ADD COLUMN plan \
      text;` in the next.
      """,
    example: .migration(
      shipped: "CREATE TABLE users (id int); CREATE TABLE orders (id int);",
      added: """
        BEGIN;
        ALTER TABLE users ADD COLUMN plan text;
        ALTER TABLE orders ADD COLUMN plan text;
        COMMIT;
        """),
    nearMiss: .migration(
      shipped: "CREATE TABLE users (id int); CREATE TABLE orders (id int);",
      added: """
        BEGIN;
        ALTER TABLE users ADD COLUMN plan text;
        COMMIT;
        BEGIN;
        ALTER TABLE orders ADD COLUMN plan text;
        COMMIT;
        """))

  static let workUnderLock = Rule(
    migration: "sql/work-under-exclusive-lock", "Table read or written while another is locked",
    is: .risky, for: [.consumers, .producers, .operators], phase: .migrate,
    norm: "Explicit Locking, 13.3",
    rationale: """
      A lock is held until the transaction ends: a statement that reads or writes many rows makes a \
      moment of waiting for everyone as long as itself.
      """,
    remedy: """
      Give the long statement a transaction of its own, which under a tool that opens them is a \
      migration of its own: `ALTER TABLE users VALIDATE CONSTRAINT b;` behind the one with `ALTER \
      TABLE users RENAME CONSTRAINT a TO b;`.
      """,
    example: .migration(
      shipped: "CREATE TABLE users (id int, plan text); CREATE TABLE orders (id int);",
      added: """
        BEGIN;
        DROP TRIGGER audit ON orders;
        CREATE INDEX users_plan_idx ON users (plan);
        COMMIT;
        """),
    nearMiss: .migration(
      shipped: "CREATE TABLE users (id int, plan text); CREATE TABLE orders (id int);",
      added: """
        BEGIN;
        DROP TRIGGER audit ON orders;
        COMMIT;
        CREATE INDEX users_plan_idx ON users (plan);
        """))

  static let explicitLock = Rule(
    migration: "sql/explicit-table-lock", "Table locked by LOCK TABLE", is: .risky,
    for: [.consumers, .producers, .operators], phase: nil, norm: "LOCK",
    rationale: """
      The lock is held until the transaction ends, and without a mode it keeps everyone out.
      """,
    remedy: """
      Name the weakest mode that does, and do not wait for it: `LOCK TABLE users IN SHARE ROW \
      EXCLUSIVE MODE NOWAIT;`.
      """,
    example: .migration(
      shipped: "CREATE TABLE users (id int);", added: "BEGIN; LOCK TABLE users; COMMIT;"),
    nearMiss: .migration(
      shipped: "CREATE TABLE users (id int);",
      added: "BEGIN; LOCK TABLE users IN ROW SHARE MODE; COMMIT;"))

  static let nested = Rule(
    migration: "sql/transaction-nesting", "BEGIN or COMMIT in the wrong place", is: .risky,
    for: [.operators], phase: nil, norm: "BEGIN; COMMIT",
    rationale: """
      PostgreSQL has no nested transactions: a second BEGIN does nothing, and the COMMIT that belongs \
      to it ends the outer one, so that what follows is not undone when it fails.
      """,
    remedy: """
      Leave BEGIN and COMMIT to the tool, or tell it not to open a transaction. Part of a transaction \
      is undone by a savepoint: `SAVEPOINT before_orders; ROLLBACK TO SAVEPOINT before_orders;`.
      """,
    example: .migration(
      shipped: "CREATE TABLE users (id int);", added: "BEGIN; BEGIN; SELECT 1; COMMIT;"),
    nearMiss: .migration(
      shipped: "CREATE TABLE users (id int);", added: "BEGIN; SELECT 1; COMMIT;"))

  static let leftOpen = Rule(
    migration: "sql/transaction-open", "Transaction left open", is: .risky,
    for: [.operators], phase: nil, norm: "BEGIN; COMMIT",
    rationale: """
      The script ends without COMMIT: its work is undone when the connection closes, or its locks are \
      held until someone commits.
      """,
    remedy: "End the script with `COMMIT;`.",
    example: .migration(
      shipped: "CREATE TABLE users (id int);",
      added: "BEGIN; ALTER TABLE users ADD COLUMN plan text;"),
    nearMiss: .migration(
      shipped: "CREATE TABLE users (id int);",
      added: "BEGIN; ALTER TABLE users ADD COLUMN plan text; COMMIT;"))

  static let dynamicSQL = Rule(
    migration: "sql/dynamic-sql-unchecked", "SQL made while the migration runs", is: .risky,
    for: [.operators, .storedData], phase: nil,
    norm: "PL/pgSQL, Executing Dynamic Commands, 43.5.4",
    rationale: """
      What EXECUTE runs is known only when it runs, so nothing was judged about it: it may drop a \
      table as well as do nothing.
      """,
    remedy: """
      Write the statement itself where its text is constant: `ALTER TABLE users ADD COLUMN plan \
      text;`.
      """,
    example: .migration(
      shipped: "CREATE TABLE users (id int);",
      added: "DO $$ BEGIN EXECUTE format('DROP TABLE %I', current_user); END $$;"),
    nearMiss: .migration(
      shipped: "CREATE TABLE users (id int);",
      added: "DO $$ BEGIN PERFORM 1; END $$;"))

  static let all = [
    lockTimeoutMissing, statementTimeoutMissing, wideWindow, workUnderLock, explicitLock, nested,
    leftOpen, dynamicSQL,
  ]
}

// MARK: - Facts

extension TransactionRules {
  /// What an operation itself does with locks and transactions that is worth telling.
  static func facts(about it: Situation) -> [Fact] {
    switch it.action {
    case .lockTable(let tables, let mode):
      let live = tables.filter(it.isUsed)
      guard !live.isEmpty, LockMode(written: mode)?.blocksWrites ?? true else { return [] }
      return [
        Fact(
          rule: explicitLock, element: live.list,
          message: "\(live.quotedList) was locked by LOCK TABLE", locks: it.blockingLocks)
      ]
    case .begin, .commit, .rollback: return nesting(it).map { [$0] } ?? []
    case .dynamicSQL:
      return [
        Fact(
          rule: dynamicSQL, element: it.statement.head,
          message: "SQL was made by '\(it.statement.head.text)' while the migration ran")
      ]
    default: return []
    }
  }

  /// What becomes true of the script or the transaction by an operation, whatever else it does.
  static func circumstances(of it: Situation) -> [Fact] {
    [lockTimeout(it), statementTimeout(it), wide(it), work(it), open(it)]
      .compactMap { $0 } + DataRules.mixture(in: it)
  }

  private static func lockTimeout(_ it: Situation) -> Fact? {
    guard it.waitsForLock, !it.transaction.hasLockTimeout, !it.transaction.missed.lockTimeout
    else { return nil }
    return Fact(
      rule: lockTimeoutMissing, element: it.action.subject,
      message: "'\(it.statement.head.text)' waited for a lock without a limit")
  }

  private static func statementTimeout(_ it: Situation) -> Fact? {
    guard it.needsStatementTimeout, !it.transaction.hasStatementTimeout,
      !it.transaction.missed.statementTimeout
    else { return nil }
    return Fact(
      rule: statementTimeoutMissing, element: it.action.subject,
      message: "'\(it.statement.head.text)' ran without a limit of time")
  }

  private static func wide(_ it: Situation) -> Fact? {
    guard it.transaction.isOpen else { return nil }
    let held = it.transaction.locks.filter { $0.value.mode == .accessExclusive }
    // Told when the second statement locks another table, and not again.
    let isWideAlready = Set(held.values.map(\.range)).count > 1
    guard !held.isEmpty, !isWideAlready else { return nil }
    let before = it.transaction.exclusiveTables(before: it.statement)
    guard !before.isEmpty else { return nil }
    let fresh = it.liveLocks.filter { lock in
      lock.mode == .accessExclusive && held[lock.table.key] == nil
        && it.schema.view(lock.table) == nil
    }
    guard !fresh.isEmpty else { return nil }
    return Fact(
      rule: wideWindow, element: fresh.map(\.table).list,
      message:
        "\(fresh.map(\.table).quotedList) \(fresh.count > 1 ? "were" : "was") locked while the "
        + "transaction held \(before.quotedList)",
      locks: fresh)
  }

  private static func work(_ it: Situation) -> Fact? {
    guard it.worksUnderLock, !it.transaction.worksUnderLock else { return nil }
    // A backfill beside ALTER TABLE has a rule of its own.
    guard DataRules.mixture(in: it).isEmpty, !it.transaction.mixesRowsWithShape else { return nil }
    let held = it.transaction.exclusiveTables(before: it.statement)
    return Fact(
      rule: workUnderLock, element: it.action.subject,
      message: "'\(it.statement.head.text)' on \(it.action.worksOn.quotedList) ran while "
        + "the transaction kept everyone out of \(held.quotedList)",
      locks: held.map { Fact.Lock(mode: .accessExclusive, table: $0) })
  }

  private static func nesting(_ it: Situation) -> Fact? {
    let transaction = it.transaction
    let word = "'\(it.statement.head.text)'"
    func fact(_ message: String) -> Fact {
      Fact(rule: nested, element: it.statement.head, message: message)
    }
    switch it.action {
    case .begin:
      if transaction.isBegun { return fact("\(word) stood inside another BEGIN") }
      return transaction.isOfTool ? fact("\(word) stood inside the transaction of the tool") : nil
    case .commit, .rollback:
      if it.statement.place != .script, transaction.isOpen, !transaction.isOfStatement {
        return fact("\(word) stood in a body that runs inside a transaction, which fails")
      }
      if transaction.isOfTool { return fact("\(word) ended the transaction of the tool") }
      // A DO block or procedure that runs outside a transaction may end its own ones.
      let isAllowed = it.statement.place != .script && transaction.isOfStatement
      return transaction.isBegun || isAllowed ? nil : fact("\(word) stood without BEGIN")
    default: return nil
    }
  }

  private static func open(_ it: Situation) -> Fact? {
    guard it.statement.place == .script, it.script.last?.range == it.operation.range
    else { return nil }
    var after = it.transaction
    after.note(it)
    guard after.isBegun, !after.isOfTool else { return nil }
    return Fact(
      rule: leftOpen, element: it.statement.head, message: "the transaction was not committed")
  }
}

extension TransactionState {
  /// Whether a `COMMIT` would end what the tool has begun.
  fileprivate var isOfTool: Bool { isOpenedByTool && !isSingleCall }
}
