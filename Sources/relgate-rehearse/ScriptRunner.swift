import Rehearsals
import SourceModel

/// Runs scripts as the tool runs them that they are written for.
struct ScriptRunner: ~Copyable {
  /// The session in which they run.
  let worker: Connection
  /// A session that looks on from outside.
  let observer: Connection
  private let limits: RehearsalLimits

  /// What came of a script.
  struct Run {
    /// Its statements as far as they ran; none if nobody looked.
    var statements: [RehearsedStatement] = []
    /// Why it ended early.
    var failure: RehearsalFailure?
  }

  init(worker: consuming Connection, observer: consuming Connection, limits: RehearsalLimits) {
    self.worker = worker
    self.observer = observer
    self.limits = limits
  }

  /// Runs a script in a session as good as new.
  ///
  /// Looking at what each statement does takes a question more for each; nobody looks where the
  /// schema is only made.
  func run(_ script: PlannedScript, observing isObserving: Bool) throws(Stop) -> Run {
    try renew()
    var look = isObserving ? try Observation(of: observer) : nil
    var run = Run()
    for part in script.parts {
      let refused =
        if part.isWrapped {
          try runTogether(part, &look, into: &run)
        } else {
          try runApart(part, &look, into: &run)
        }
      if let refused {
        run.failure = refused.refusal.failure(of: refused.statement, in: script.file)
        break
      }
    }
    if worker.isInTransaction { try worker.run("ROLLBACK") }
    return run
  }

  /// A statement that the server refused.
  private typealias Refused = (statement: PlannedStatement, refusal: Connection.Refusal)

  /// Runs statements in one transaction.
  private func runTogether(
    _ part: PlannedPart, _ look: inout Observation?, into run: inout Run
  ) throws(Stop) -> Refused? {
    let isYielding = part.transaction == .wrappedWherePossible
    try worker.run("BEGIN")
    look?.begin()
    for statement in part.statements {
      if isYielding { try worker.run("SAVEPOINT relgate") }
      guard let refusal = try step(statement, &look, into: &run) else { continue }
      guard isYielding, refusal.wantsNoTransaction else { return (statement, refusal) }
      // What came before it is kept.
      try worker.run("ROLLBACK TO relgate")
      if let refusal = try worker.run("COMMIT").refusal { return (statement, refusal) }
      if let refusal = try stepOutside(statement, &look, into: &run) {
        return (statement, refusal)
      }
      try worker.run("BEGIN")
      look?.begin()
    }
    guard worker.isInTransaction, let last = part.statements.last else { return nil }
    return try worker.run("COMMIT").refusal.map { (last, $0) }
  }

  /// Runs each statement by itself, or in the transactions that the script opens.
  private func runApart(
    _ part: PlannedPart, _ look: inout Observation?, into run: inout Run
  ) throws(Stop) -> Refused? {
    for statement in part.statements {
      let refusal =
        if worker.isInTransaction || statement.isTransactionControl {
          try step(statement, &look, into: &run)
        } else {
          try stepAlone(statement, &look, into: &run)
        }
      if let refusal { return (statement, refusal) }
    }
    return nil
  }

  /// Brings the session to the state in which every script begins.
  func renew() throws(Stop) {
    try worker.run("DISCARD ALL")
    try worker.run(
      Name("SET statement_timeout = \(limits.statement); SET lock_timeout = \(limits.lock)"))
  }

  /// Runs a statement in the transaction that is open, or that it opens.
  private func step(
    _ statement: PlannedStatement, _ look: inout Observation?, into run: inout Run
  ) throws(Stop) -> Connection.Refusal? {
    if let refusal = statement.refusal { return refusal }
    let wasInTransaction = worker.isInTransaction
    if let refusal = try worker.run(statement.text).refusal { return refusal }
    if !wasInTransaction { look?.begin() }
    if statement.isQuiet || !worker.isInTransaction {
      if look != nil { run.statements.append(.quiet(line: statement.line)) }
    } else if let seen = try look?.look(at: statement.line, in: worker) {
      run.statements.append(seen)
    }
    return nil
  }

  /// Runs a statement by itself: in a transaction of its own, which shows its locks, unless it
  /// refuses to be in one.
  private func stepAlone(
    _ statement: PlannedStatement, _ look: inout Observation?, into run: inout Run
  ) throws(Stop) -> Connection.Refusal? {
    try worker.run("BEGIN")
    look?.begin()
    let known = run.statements.count
    guard let refusal = try step(statement, &look, into: &run) else {
      return try worker.run("COMMIT").refusal
    }
    try worker.run("ROLLBACK")
    guard statement.refusal == nil, refusal.wantsNoTransaction else { return refusal }
    run.statements.removeSubrange(known...)
    return try stepOutside(statement, &look, into: &run)
  }

  /// Runs a statement outside a transaction.
  ///
  /// Its locks are gone when it ends. So that they can be seen, another session holds a lock on each
  /// table as writers do, for which such statements wait with their own locks in hand.
  private func stepOutside(
    _ statement: PlannedStatement, _ look: inout Observation?, into run: inout Run
  ) throws(Stop) -> Connection.Refusal? {
    guard var seen = look else { return try worker.run(statement.text).refusal }
    try observer.run("BEGIN")
    for table in seen.tables {
      try observer.run("SAVEPOINT one")
      let answer = try observer.run("LOCK TABLE " + table + " IN ROW EXCLUSIVE MODE")
      if answer.refusal != nil { try observer.run("ROLLBACK TO one") }
    }
    try worker.send(statement.text)
    let locks: [RelationLock]?
    do throws(Stop) {
      locks = try watch(seen)
    } catch {
      // A server may work on for a session that went away.
      worker.cancel()
      throw error
    }
    try observer.run("ROLLBACK")
    if let refusal = try worker.answer().refusal { return refusal }
    run.statements.append(
      RehearsedStatement(
        line: statement.line, locks: locks ?? [], rewritten: try seen.rewritten(in: observer),
        isObserved: locks != nil))
    look = seen
    return nil
  }

  /// Waits until the statement at work waits for somebody, and tells its locks; nil if it ended.
  private func watch(_ look: Observation) throws(Stop) -> [RelationLock]? {
    while try worker.isAtWork() {
      if try !observer.run(ScriptRunner.waits(worker.process)).rows.isEmpty {
        return try look.locks(of: worker.process, in: observer)
      }
    }
    return nil
  }

  private static func waits(_ process: Int) -> Name {
    Name(
      "SELECT pid FROM pg_catalog.pg_stat_activity WHERE pid = \(process) "
        + "AND wait_event_type = 'Lock'")
  }
}

extension PlannedPart {
  /// Whether its statements share a transaction.
  fileprivate var isWrapped: Bool {
    switch transaction {
    case .wrapped, .wrappedWherePossible: true
    case .singleCall: statements.count > 1
    case .open: false
    }
  }
}

extension Connection.Refusal {
  /// Whether the statement runs only outside a transaction (SQLSTATE 25001, 2D000).
  fileprivate var wantsNoTransaction: Bool { code == "25001" || code == "2D000" }

  /// The failure of a statement, at the line that the server points at.
  fileprivate func failure(of statement: PlannedStatement, in file: BoundFile) -> RehearsalFailure {
    var lines = 0
    if let position {
      let text = String(decoding: statement.text.bytes, as: UTF8.self)
      lines = text.unicodeScalars.prefix(max(position - 1, 0)).count { $0 == "\n" }
    } else {
      lines = statement.text.bytes.prefix { $0 == 0x0A || $0 == 0x0D || $0 == 0x20 }
        .count { $0 == 0x0A }
    }
    return RehearsalFailure(
      path: file.path, line: statement.line + lines, message: message,
      code: code.isEmpty ? nil : code)
  }
}

extension RehearsedStatement {
  /// A statement that touches no relation.
  fileprivate static func quiet(line: Int) -> RehearsedStatement {
    RehearsedStatement(line: line, locks: [], rewritten: [], isObserved: true)
  }
}

extension PlannedStatement {
  /// Why it cannot be sent at all: libpq takes texts that end at their first zero byte.
  fileprivate var refusal: Connection.Refusal? {
    text.bytes.contains(0)
      ? Connection.Refusal(code: "", message: "the text holds a zero byte", position: nil) : nil
  }

  /// Whether it begins or ends a transaction.
  fileprivate var isTransactionControl: Bool {
    ["begin", "start", "commit", "end", "rollback", "abort"].contains(firstWord)
  }

  /// Whether it must be left alone: a transaction's settings come before its first question.
  fileprivate var isQuiet: Bool {
    isTransactionControl || ["set", "reset", "savepoint", "release"].contains(firstWord)
  }

  /// The first word behind blanks and comments, lower case.
  private var firstWord: Name {
    var rest = text.bytes[...]
    while let first = rest.first {
      if first <= 0x20 {
        rest = rest.dropFirst()
      } else if rest.starts(with: "--".utf8) {
        rest = rest.drop { $0 != 0x0A }
      } else if rest.starts(with: "/*".utf8) {
        rest = PlannedStatement.behindComment(rest)
      } else {
        break
      }
    }
    return Name(rest.prefix { ($0 | 0x20) >= 0x61 && ($0 | 0x20) <= 0x7A }).asciiLowercased
  }

  /// What stands behind a comment, which may hold others.
  private static func behindComment(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var depth = 0
    var rest = text
    while !rest.isEmpty {
      let isBegin = rest.starts(with: "/*".utf8)
      if isBegin || rest.starts(with: "*/".utf8) {
        depth += isBegin ? 1 : -1
        rest = rest.dropFirst(2)
        if depth == 0 { break }
      } else {
        rest = rest.dropFirst()
      }
    }
    return rest
  }
}
