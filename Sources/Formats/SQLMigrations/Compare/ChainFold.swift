import PostgresSchema
import SourceModel

/// What a chain makes of an empty database, as far as all of it is known.
struct ChainFold {
  private(set) var schema = SchemaState()
  /// What `DO` blocks touch, which may do it or not.
  private(set) var doubtful: Set<ObjectName> = []
  /// Whether nothing was left out: every migration was read wholly, what it alters was made before,
  /// and no function of its own does what nobody sees.
  private(set) var isWhole = true
  private var count: Int32 = 0

  /// Runs a migration; nil stands for one that could not be read.
  mutating func run(_ script: ReadScript?) {
    guard let script, script.flaws.isEmpty, script.gaps.isEmpty else {
      isWhole = false
      return
    }
    // The search path that a migration sets ends with it.
    count += 1
    for statement in script.statements where isWhole {
      run(statement)
      for inner in statement.inner where inner.place == .block {
        for operation in inner.operations { doubtful.formUnion(operation.action.touched) }
        run(inner)
      }
    }
  }

  private mutating func run(_ statement: Statement) {
    guard statement.reading == .whole else {
      isWhole = false
      return
    }
    for operation in statement.operations {
      guard knows(operation.action) else {
        isWhole = false
        return
      }
      schema.apply(operation, from: count)
    }
  }

  /// Whether what an action does is known, and to what.
  private func knows(_ action: Action) -> Bool {
    switch action {
    case .alterTable(let name, _): schema.hasRelation(name)
    case .createIndex(let index): schema.hasRelation(index.table)
    case .rename(.table, let name, _): schema.hasRelation(name)
    case .select(let functions): functions.allSatisfy(ChainFold.onlyReads.contains)
    case .call, .dynamicSQL: false
    default: true
    }
  }

  /// Functions that migrations call for their value, or for what no schema shows.
  private static let onlyReads: Set<ObjectName> = Set(
    [
      "setval", "set_config", "nextval", "currval", "now", "count", "max", "min", "sum",
      "coalesce", "current_setting", "current_database", "pg_advisory_lock",
      "pg_advisory_unlock", "pg_advisory_xact_lock", "pg_notify", "pg_sleep", "version",
      "gen_random_uuid", "pg_get_serial_sequence", "exists", "random", "clock_timestamp",
    ].map { ObjectName($0) })
}

extension SchemaState {
  /// Whether something that `ALTER TABLE` may name was made.
  func hasRelation(_ name: ObjectName) -> Bool {
    table(name) != nil || view(name) != nil || index(name) != nil || sequence(name) != nil
  }
}

extension Action {
  /// The tables and types that it changes.
  fileprivate var touched: [ObjectName] {
    switch self {
    case .createTable(let table): [table.name.key]
    case .alterTable(let table, _): [table.key]
    case .createIndex(let index): [index.table.key]
    case .createEnum(let name, _), .addEnumValue(let name, _, _, _, _),
      .renameEnumValue(let name, _, _), .createComposite(let name, _),
      .alterComposite(let name, _), .alterDomain(let name, _):
      [name.key]
    case .createDomain(let domain): [domain.name.key]
    case .createView(let view): [view.name.key]
    case .createRoutine(let routine): [routine.name.key]
    case .createTrigger(let trigger): [trigger.table.key]
    case .createPolicy(let policy), .alterPolicy(let policy): [policy.table.key]
    case .createSequence(let sequence), .alterSequence(let sequence): [sequence.name.key]
    case .drop(let drop): [drop.object.key] + (drop.table.map { [$0.key] } ?? [])
    case .rename(_, let name, let new): [name.key, ObjectName(schema: name.schema, new).key]
    case .setSchema(_, let name, let schema):
      [name.key, ObjectName(schema: schema, name.name).key]
    default: []
    }
  }
}
