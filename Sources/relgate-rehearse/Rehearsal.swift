import Rehearsals
import SourceModel

/// Rehearses the migrations of one chain.
struct Rehearsal: ~Copyable {
  /// Where the schema is made.
  enum Place {
    /// In a database of a private server, which can be made anew at will.
    case ephemeral(parameters: (String) -> [(String, String)])
    /// In a database that the user named; what stands in it is the schema of `before` if it may
    /// hold anything.
    case given(parameters: [(String, String)], mayHoldObjects: Bool)
  }

  private let plan: RehearsalPlan
  private let chain: PlannedChain
  private let place: Place
  private let interrupts: Interrupts
  private let narrate: (String) -> Void
  private var runner: ScriptRunner
  private let number: Int
  /// How often the schema was made anew.
  private var makings = 0
  /// The ups that stand in the schema, by their place in the chain.
  private var standing: [Int] = []
  /// Whether a migration is missing in the schema, so that those behind it may fail for want of it.
  private var isIncomplete = false

  /// Prepares a rehearsal; the number tells the chain from others of its plan.
  init(
    _ chain: PlannedChain, _ number: Int, of plan: RehearsalPlan, in place: Place,
    _ interrupts: Interrupts, narrate: @escaping (String) -> Void
  ) throws(Stop) {
    self.plan = plan
    self.chain = chain
    self.place = place
    self.interrupts = interrupts
    self.narrate = narrate
    self.number = number
    runner = try Rehearsal.connect(
      to: place, database: "rehearsal\(number)", instead: nil, plan, interrupts)
  }

  /// The server's version: its number, and as it says.
  var server: (number: Int, text: String) {
    (runner.worker.serverVersion, runner.worker.serverVersionText)
  }

  /// Makes the schema of `before`, and rehearses one migration after the other.
  mutating func run() throws(Stop) -> RehearsedChain {
    var base = RehearsedChain.Base.built
    if case .given(_, let mayHoldObjects) = place {
      let isUntouched = try CatalogSnapshot(of: runner.observer).isUntouched
      if !isUntouched {
        guard mayHoldObjects else {
          throw .refused(
            "the database is not empty",
            hint: "Name an empty one, or give --into-existing if it holds the earlier schema.")
        }
        base = .found
      }
    }
    if base == .built, let failure = try makeBase() {
      let migrations = chain.steps.map { step in
        var migration = RehearsedMigration(step, .notRehearsable)
        migration.obstacle = .baseFailed
        return migration
      }
      return RehearsedChain(of: chain, base: .failed, failure: failure, migrations: migrations)
    }
    var schema = try CatalogSnapshot(of: runner.observer)
    var migrations: [RehearsedMigration] = []
    for index in chain.steps.indices {
      let migration = try rehearse(index, &schema)
      narrate("\(migration.up.file.path.text): \(migration.outcome.rawValue)")
      migrations.append(migration)
    }
    return RehearsedChain(of: chain, base: base, migrations: migrations)
  }

  /// Up, down, and up again; the schema that is handed over is the one before, and then the one
  /// behind the migration.
  private mutating func rehearse(
    _ index: Int, _ schema: inout CatalogSnapshot
  ) throws(Stop) -> RehearsedMigration {
    let step = chain.steps[index]
    var migration = RehearsedMigration(step, .noDown)
    let before = schema
    if let obstacle = step.up.obstacle {
      isIncomplete = true
      return migration.cannotRun(step.up, because: obstacle)
    }
    let up = try runner.run(step.up, observing: true)
    migration.up.statements = up.statements
    if let failure = up.failure {
      defer { isIncomplete = true }
      if !step.up.isAtomic { try remake(&schema) }
      return judge(failure, as: .upFailed, migration)
    }
    standing.append(index)
    schema = try CatalogSnapshot(of: runner.observer)
    guard let down = step.down else { return migration }
    if let obstacle = down.obstacle { return migration.cannotRun(down, because: obstacle) }
    let run = try runner.run(down, observing: true)
    migration.down?.statements = run.statements
    if let failure = run.failure {
      if !down.isAtomic { try remake(&schema) }
      return judge(failure, as: .downFailed, migration)
    }
    let restored = try CatalogSnapshot(of: runner.observer)
    migration.judge(before.differences(to: restored))
    let again = try runner.run(step.up, observing: false)
    let after = try CatalogSnapshot(of: runner.observer)
    migration.judge(again: again.failure, schema.differences(to: after))
    let judged = doubted(migration)
    if migration.again == .same { schema = after } else { try remake(&schema) }
    return judged
  }

  /// Tells a mistake of the migration from what the server lacks.
  private func judge(
    _ failure: RehearsalFailure, as outcome: RehearsedMigration.Outcome,
    _ migration: RehearsedMigration
  ) -> RehearsedMigration {
    var judged = migration
    judged.failure = failure
    judged.outcome = outcome
    return doubted(judged, server: obstacle(in: failure))
  }

  /// What is wrong may be so for want of a migration that is missing in the schema.
  private func doubted(
    _ migration: RehearsedMigration, server obstacle: RehearsedMigration.Obstacle? = nil
  ) -> RehearsedMigration {
    var judged = migration
    if let obstacle = obstacle ?? (isIncomplete ? .earlierFailed : nil),
      migration.verdict(hasDowns: false) == .failed
    {
      judged.obstacle = obstacle
      judged.outcome = .notRehearsable
    }
    return judged
  }

  /// What the server lacks, by its codes (PostgreSQL, appendix A).
  ///
  /// A text that it cannot parse is one for a newer server, unless the project supports this one.
  private func obstacle(in failure: RehearsalFailure) -> RehearsedMigration.Obstacle? {
    let isOld = plan.target.map { $0 > server.number / 10_000 }
    switch failure.code {
    case "58P01", "0A000":
      return failure.message.contains("extension") ? .extensionMissing : nil
    case "42601": return isOld ?? true ? .serverTooOld : nil
    case nil: return nil
    default: return isOld ?? false ? .serverTooOld : nil
    }
  }
}

extension Rehearsal {
  private static func connect(
    to place: Place, database: String, instead old: String?, _ plan: RehearsalPlan,
    _ interrupts: Interrupts
  ) throws(Stop) -> ScriptRunner {
    let patience = plan.limits.statement + 5_000
    let parameters: [(String, String)]
    switch place {
    case .given(let given, _): parameters = given
    case .ephemeral(let name):
      let door = try Connection.open(name("postgres"), patience: patience, interrupts)
      if let old { try door.run(Name("DROP DATABASE \(old) WITH (FORCE)")) }
      if let refusal = try door.run(Name("CREATE DATABASE \(database)")).refusal {
        throw .refused("no database could be made: \(refusal.message)", hint: nil)
      }
      parameters = name(database)
    }
    return ScriptRunner(
      worker: try Connection.open(parameters, patience: patience, interrupts),
      observer: try Connection.open(parameters, patience: patience, interrupts), limits: plan.limits
    )
  }

  /// The name of the database in which the schema stands.
  private var database: String {
    makings == 0 ? "rehearsal\(number)" : "rehearsal\(number)_\(makings)"
  }

  /// Makes the schema of `before`; the failure of the first script that fails.
  private func makeBase() throws(Stop) -> RehearsalFailure? {
    for script in chain.base {
      if let obstacle = script.obstacle { return script.failure(obstacle) }
      if let failure = try runner.run(script, observing: false).failure { return failure }
    }
    return nil
  }

  /// Makes the schema anew, behind a script that left it in a state that nobody wants.
  ///
  /// In a database that the user named it stays as it is: nothing is dropped there.
  private mutating func remake(_ schema: inout CatalogSnapshot) throws(Stop) {
    if case .ephemeral = place {
      let old = database
      makings += 1
      runner = try Rehearsal.connect(
        to: place, database: database, instead: old, plan, interrupts)
      _ = try makeBase()
      for index in standing { _ = try runner.run(chain.steps[index].up, observing: false) }
    } else {
      isIncomplete = true
    }
    schema = try CatalogSnapshot(of: runner.observer)
  }
}

extension PlannedScript {
  /// Whether it runs wholly or not at all.
  fileprivate var isAtomic: Bool {
    parts.count <= 1
      && parts.allSatisfy { $0.transaction == .wrapped || $0.transaction == .singleCall }
  }

  fileprivate func failure(_ obstacle: String) -> RehearsalFailure {
    RehearsalFailure(
      path: file.path, line: parts.first?.statements.first?.line ?? 1, message: obstacle, code: nil)
  }
}

extension RehearsedMigration {
  fileprivate init(_ step: PlannedMigration, _ outcome: Outcome) {
    self.init(
      version: step.version, name: step.name, outcome: outcome,
      up: RehearsedScript(file: step.up.file),
      down: step.down.map { RehearsedScript(file: $0.file) })
  }

  fileprivate func cannotRun(
    _ script: PlannedScript, because obstacle: String
  ) -> RehearsedMigration {
    var migration = self
    migration.outcome = .notRehearsable
    migration.obstacle = .notRunnable
    migration.failure = script.failure(obstacle)
    return migration
  }

  fileprivate mutating func judge(_ differences: [SchemaDifference]) {
    self.differences = differences
    let isOrder = differences.allSatisfy(\.isColumnOrder)
    outcome = differences.isEmpty ? .restored : isOrder ? .restoredUpToColumnOrder : .differs
  }

  fileprivate mutating func judge(again failure: RehearsalFailure?, _ seen: [SchemaDifference]) {
    againFailure = failure
    let counted = seen.filter { !$0.isColumnOrder }
    againDifferences = failure == nil ? counted : []
    again = failure != nil ? .failed : counted.isEmpty ? .same : .differs
  }
}
