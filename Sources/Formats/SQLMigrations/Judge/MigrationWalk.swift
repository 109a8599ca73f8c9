import MigrationLayouts
import PostgresSchema
import SourceModel

/// A fact with its place.
struct PlacedFact {
  let fact: Fact
  let operation: Operation
  let path: RepositoryPath
}

/// Goes through the scripts of a chain in the order in which they run, and judges what each
/// operation does to what stands.
struct MigrationWalk {
  /// The major version of the PostgreSQL that will run them.
  let version: Int
  /// Whether the migrations that releases have carried are folded in.
  let isFolded: Bool
  /// What stands.
  private(set) var schema = SchemaState()
  /// Whether something stood that the scripts so far neither made nor show.
  private var hasOrigins = false
  /// The operations of the release in the scripts behind the present one.
  private var following: ArraySlice<Operation> = []
  /// What each release made, by its number.
  private var made: [Int: MadeObjects] = [:]
  /// The bodies of the routines that the scripts made, which run when they are called.
  private var bodies: [ObjectName: [Statement]] = [:]

  /// Starts with an empty database.
  init(version: Int, isFolded: Bool) {
    self.version = version
    self.isFolded = isFolded
  }

  /// What a release made so far.
  func made(in release: Int) -> MadeObjects { made[release] ?? MadeObjects() }

  /// The views and routines that a script makes or replaces and that stand already.
  func standing(of script: ReadScript) -> Set<ObjectName> {
    Set(
      script.operations.compactMap { operation in
        switch operation.action {
        case .createView(let view) where schema.view(view.name) != nil: view.name.key
        case .createRoutine(let routine) where !schema.routines(named: routine.name).isEmpty:
          routine.name.key
        default: nil
        }
      })
  }

  /// The columns of the tables that a script drops, by table, where all are known.
  func columns(droppedBy script: ReadScript) -> [ObjectName: [Name]] {
    var columns: [ObjectName: [Name]] = [:]
    for operation in script.operations {
      guard case .drop(let drop) = operation.action, drop.kind == .table,
        let table = schema.table(drop.object), table.isComplete
      else { continue }
      columns[drop.object.key] = table.columns.map(\.name)
    }
    return columns
  }

  /// Runs a script of which nothing is told.
  mutating func fold(_ script: ReadScript) {
    noteGaps(of: script)
    for operation in script.operations {
      noteOrigin(of: operation.action)
      schema.apply(operation.action)
    }
    for statement in script.statements { note(bodiesOf: statement) }
  }

  /// Runs a script and tells what it does.
  ///
  /// - Parameters:
  ///   - release: The number of the release that carries it first.
  ///   - following: The operations of the scripts behind it that come with the same release.
  mutating func judge(
    _ script: ReadScript, in release: Int, before following: ArraySlice<Operation> = []
  ) -> [PlacedFact] {
    self.following = following
    noteGaps(of: script)
    var transaction = TransactionState(isOpenedByTool: script.isWrapped)
    transaction.isSingleCall = script.transaction == .singleCall && script.statements.count > 1
    let operations = script.operations
    var facts: [PlacedFact] = []
    for (index, statement) in script.statements.enumerated() {
      if script.beginnings.contains(index) {
        transaction = TransactionState(isOpenedByTool: true)
      }
      let isOutside = script.outside.contains(index)
      let around = transaction
      if isOutside { transaction = TransactionState(isOpenedByTool: false) }
      defer { if isOutside { transaction = around } }
      facts += run(statement, of: script, operations, release, &transaction)
      let bodies = statement.blocks + called(by: statement)
      let hasOwn = !bodies.isEmpty && !transaction.isOpen
      var own = hasOwn ? transaction.ofStatement : transaction
      for inner in bodies { facts += run(inner, of: script, operations, release, &own) }
      if hasOwn { transaction.end(ofStatement: own) } else { transaction = own }
      note(bodiesOf: statement)
    }
    return facts
  }

  /// The statements of the routines that a statement calls.
  private func called(by statement: Statement) -> [Statement] {
    statement.operations.flatMap { operation -> [Statement] in
      switch operation.action {
      case .call(let name): bodies[name.key] ?? []
      case .select(let functions): functions.flatMap { bodies[$0.key] ?? [] }
      default: []
      }
    }
  }

  private mutating func note(keysDroppedBy action: Action, _ release: Int) {
    let index: TableIndex?
    switch action {
    case .drop(let drop) where drop.kind == .index: index = schema.index(drop.object)
    case .alterTable(let table, .dropConstraint(let name, _, _)):
      index = schema.table(table)?.indexes.first { $0.name == name }
      if let kind = schema.table(table)?.constraint(name)?.kind {
        made[release]?.note(dropped: kind, of: table)
      }
    default: index = nil
    }
    if let definition = index?.definition {
      made[release]?.note(dropped: definition, of: definition.table)
    }
  }

  private mutating func note(bodiesOf statement: Statement) {
    for operation in statement.operations {
      if case .createRoutine(let routine) = operation.action {
        bodies[routine.name.key] = statement.inner
      }
    }
  }

  /// Takes note of what a script does that nobody sees.
  private mutating func noteGaps(of script: ReadScript) {
    if !script.gaps.isEmpty || !script.flaws.isEmpty { hasOrigins = true }
    for operation in script.operations where operation.action == .dynamicSQL { hasOrigins = true }
  }

  /// The operation as what it does: `ALTER TABLE` renames sequences too.
  private func resolved(_ operation: Operation) -> Operation {
    guard case .rename(.table, let name, let new) = operation.action,
      name.name.bytes.suffix(4).elementsEqual("_seq".utf8), schema.table(name) == nil
    else { return operation }
    return Operation(.rename(.sequence, name, to: new), at: operation.range)
  }

  /// Takes note of a relation that an action finds and no script made.
  private mutating func noteOrigin(of action: Action) {
    let found: ObjectName? =
      switch action {
      case .alterTable(let table, _): table
      case .createIndex(let index): index.table
      case .createTrigger(let trigger): trigger.table
      case .rename(.table, let table, _): table
      case .drop(let drop) where drop.kind == .table && !drop.ifExists: drop.object
      default: nil
      }
    if let found, !schema.hasRelation(found) { hasOrigins = true }
  }

  private mutating func run(
    _ statement: Statement, of script: ReadScript, _ operations: [Operation], _ release: Int,
    _ transaction: inout TransactionState
  ) -> [PlacedFact] {
    var placed: [PlacedFact] = []
    for written in statement.operations {
      let operation = resolved(written)
      let facts = self.facts(about: operation, statement, operations, release, &transaction)
      placed += facts.map { PlacedFact(fact: $0, operation: operation, path: script.path) }
      made[release, default: MadeObjects()].note(
        operation.action, mayStand: mayStand(operation.action))
      note(keysDroppedBy: operation.action, release)
      noteOrigin(of: operation.action)
      schema.apply(operation.action)
    }
    return placed
  }

  /// Whether what an action makes only if it is missing, or replaces, may stand already.
  private func mayStand(_ action: Action) -> Bool {
    switch action {
    case .createTable(let table): !isFolded || schema.table(table.name) != nil
    case .alterTable(let table, .addColumn(let column, _)):
      !isFolded || schema.table(table).map { $0.column(column.name) != nil } ?? true
    case .createView(let view):
      !isFolded || hasOrigins || schema.view(view.name) != nil
    case .createRoutine(let routine):
      !isFolded || hasOrigins || !schema.routines(named: routine.name).isEmpty
    default: true
    }
  }

  /// What is said of one operation; the transaction takes note of it.
  ///
  /// The situation holds the schema, which is copied when it changes: it ends with this function.
  private func facts(
    about operation: Operation, _ statement: Statement, _ script: [Operation], _ release: Int,
    _ transaction: inout TransactionState
  ) -> [Fact] {
    let situation = Situation(
      operation: operation, statement: statement, schema: schema, isFolded: isFolded,
      hasOrigins: hasOrigins, made: made(in: release), transaction: transaction, script: script,
      following: following, version: version)
    let facts = MigrationRules.facts(about: situation)
    transaction.note(situation)
    return facts
  }
}

extension ReadScript {
  /// Whether the tool, or PostgreSQL itself, makes one transaction of all statements.
  var isWrapped: Bool {
    switch transaction {
    case .wrapped, .wrappedEach, .wrappedWherePossible: true
    case .open: false
    case .singleCall: statements.count > 1
    }
  }
}
