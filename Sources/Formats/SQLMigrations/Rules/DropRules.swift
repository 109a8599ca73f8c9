import PostgresSchema
import ReleaseModel
import SourceModel

/// What is taken away.
enum DropRules {
  static let columnDropped = Rule(
    migration: "sql/column-dropped", "Column dropped", is: .breaking,
    for: [.consumers, .producers, .storedData], phase: .contract, norm: "ALTER TABLE, DROP COLUMN",
    rationale: """
      While the release rolls out, the code before it still runs: its statements that name the \
      column fail, and so do those of a mapper that lists all columns it knows. The values are gone \
      with the column.
      """,
    remedy: """
      Release code that neither reads nor writes the column first. Make room for its inserts: \
      `ALTER TABLE users ALTER COLUMN name DROP NOT NULL;`. Drop the column a release later: \
      `ALTER TABLE users DROP COLUMN name;`.
      """,
    example: .migration(
      shipped: "CREATE TABLE users (id int, name text);",
      added: "ALTER TABLE users DROP COLUMN name;"),
    nearMiss: .migration(
      shipped: "CREATE TABLE users (id int);",
      added: """
        ALTER TABLE users ADD COLUMN name text;
        ALTER TABLE users DROP COLUMN name;
        """))

  static let tableDropped = Rule(
    migration: "sql/table-dropped", "Table dropped", is: .breaking,
    for: [.consumers, .producers, .storedData], phase: .contract, norm: "DROP TABLE",
    rationale: """
      While the release rolls out, the code before it still runs, and its statements that name the \
      table fail. The rows are gone with the table. Tables that foreign keys lead to are locked too.
      """,
    remedy: """
      Release code that does not use the table first. Give it another name for a while, so that what \
      still uses it shows and can be helped: `ALTER TABLE sessions RENAME TO sessions_unused;`. \
      Drop it a release later: `DROP TABLE sessions_unused;`.
      """,
    example: .migration(
      shipped: "CREATE TABLE sessions (id int);", added: "DROP TABLE sessions;"),
    nearMiss: .migration(
      shipped: "CREATE TABLE users (id int);",
      added: "CREATE TABLE sessions (id int); DROP TABLE sessions;"))

  static let objectDropped = Rule(
    migration: "sql/object-dropped", "Object dropped", is: .breaking,
    for: [.consumers, .producers], phase: .contract,
    norm: "DROP VIEW, DROP FUNCTION, DROP TYPE, DROP SEQUENCE, DROP SCHEMA, DROP EXTENSION",
    rationale: """
      The code before the release, and other objects of the database, may still use what is dropped.
      """,
    remedy: """
      Release code that does not use the object first, and drop it a release later: \
      `DROP VIEW IF EXISTS active_users;`.
      """,
    example: .migration(
      shipped: "CREATE VIEW active_users AS SELECT 1 AS id;", added: "DROP VIEW active_users;"),
    nearMiss: .migration(
      shipped: "CREATE TABLE users (id int);",
      added: "CREATE VIEW active_users AS SELECT id FROM users; DROP VIEW active_users;"))

  static let cascade = Rule(
    migration: "sql/drop-cascade", "Drop that takes others along", is: .breaking,
    for: [.consumers, .producers, .operators], phase: .contract, norm: "Dependency Tracking, 5.14",
    rationale: """
      CASCADE drops whatever depends on the object: views, foreign keys, triggers, columns of a type. \
      What that is differs from one database to the next, and no migration lists it.
      """,
    remedy: """
      Drop each object that depends on it by name, so that the migration fails where another one is \
      left: `DROP VIEW active_users; DROP TABLE users RESTRICT;`.
      """,
    example: .migration(
      shipped: "CREATE TABLE users (id int); CREATE VIEW ids AS SELECT id FROM users;",
      added: "DROP TABLE users CASCADE;"),
    nearMiss: .migration(
      shipped: "CREATE TABLE users (id int);", added: "DROP TABLE users CASCADE;"))

  static let all = [columnDropped, tableDropped, objectDropped, cascade]

  /// What an operation takes away that is worth telling.
  static func facts(about it: Situation) -> [Fact] {
    switch it.action {
    case .alterTable(let table, .dropColumn(let column, let isCascade, let ifExists)):
      guard it.isOld(column: column, of: table) else { return [] }
      if ifExists, it.isKnown(table), it.schema.table(table)?.column(column) == nil { return [] }
      return [told(self.column(column, of: table, it), isCascade: isCascade, it)]
    case .alterComposite(let type, .dropColumn(let attribute, let isCascade, _)):
      guard it.isOld(.type, type) else { return [] }
      let fact = Fact(
        rule: columnDropped, element: type.member(attribute),
        message: "attribute \(attribute.quoted) of type \(type.quoted) was dropped")
      return [told(fact, isCascade: isCascade, it)]
    case .alterTable(let table, .dropConstraint(let name, isCascade: true, _)):
      guard it.isLive(table), it.mayTakeAlong else { return [] }
      return [
        cascaded(table.member(name), "constraint \(name.quoted) of \(table.quoted) was dropped", it)
      ]
    case .drop(let drop): return facts(of: drop, it)
    case .alter(.role, let role, let text) where text.hasPrefix("drop owned"):
      return [
        Fact(
          rule: objectDropped, element: role.shown,
          message: "all that role \(role.quoted) owned was dropped, with all rights that it had")
      ]
    default: return []
    }
  }

  private static func column(_ column: Name, of table: ObjectName, _ it: Situation) -> Fact {
    Fact(
      rule: columnDropped, element: table.member(column),
      message: "column \(column.quoted) of \(table.quoted) was dropped"
        + (it.key(goingWith: column, of: table).map { ", and with it \($0)" } ?? ""),
      locks: it.blockingLocks)
  }

  private static func facts(of drop: Drop, _ it: Situation) -> [Fact] {
    let mayPredate = it.mayPredate(drop)
    guard it.isOld(drop), !it.isAbsent(drop) || mayPredate else { return [] }
    if let table = drop.table, !it.isLive(table) { return [] }
    // No code names what has just got its name; of a table the rows are lost.
    if drop.kind != .table, it.made.isSwapped(drop) { return [] }
    let what =
      mayPredate ? "was dropped if it stood, which no migration tells" : "was dropped"
    var fact = Fact(
      rule: drop.kind == .table ? tableDropped : objectDropped, element: drop.element,
      message: "\(drop.kind.rawValue) \(drop.object.quoted) \(what)", locks: it.blockingLocks)
    switch drop.kind {
    case .table: break
    // Others tell these.
    case .index: return []
    case .trigger, .policy, .role:
      return drop.isCascade && it.mayTakeAlong ? [cascaded(fact.element, fact.message, it)] : []
    default:
      if it.isMadeAgain(drop) {
        return drop.isCascade && it.mayTakeAlong ? [cascaded(fact.element, fact.message, it)] : []
      }
      // No application calls a function that only triggers can.
      fact.classification =
        it.isOnlyForTriggers(drop) ? .neutral : drop.kind.classificationOfDrop
    }
    if mayPredate { fact.classification = .risky }
    var told = told(fact, isCascade: drop.isCascade, it)
    if mayPredate { told.classification = .risky }
    return [told]
  }

  /// A drop with what it takes along, as one fact.
  private static func told(_ fact: Fact, isCascade: Bool, _ it: Situation) -> Fact {
    isCascade && it.mayTakeAlong ? cascaded(fact.element, fact.message, it) : fact
  }

  private static func cascaded(_ element: Name, _ message: String, _ it: Situation) -> Fact {
    let dependents = it.knownDependents
    let list = dependents.isEmpty ? "" : ", at least \(dependents.joined(separator: ", "))"
    return Fact(
      rule: cascade, element: element, message: "\(message) with all that depended on it\(list)",
      locks: it.blockingLocks, classification: it.takesTriggersOnly ? .risky : nil)
  }
}

extension ObjectKind {
  /// How grave it is for the code before that an object of the kind is gone; nil if it breaks what
  /// names it.
  fileprivate var classificationOfDrop: Classification? {
    switch self {
    case .statistics: .neutral
    case .rule, .eventTrigger, .publication, .subscription, .cast, .language, .tablespace,
      .accessMethod, .userMapping, .transform, .conversion, .other:
      .risky
    default: nil
    }
  }
}

extension Situation {
  /// Whether nothing but triggers can depend on what is dropped.
  fileprivate var takesTriggersOnly: Bool {
    if case .drop(let drop) = action { isOnlyForTriggers(drop) } else { false }
  }

  /// Whether a dropped function returns a trigger.
  fileprivate func isOnlyForTriggers(_ drop: Drop) -> Bool {
    guard drop.kind == .function else { return false }
    let routines = schema.routines(named: drop.object)
    return !routines.isEmpty && routines.allSatisfy { $0.definition.result == "trigger" }
  }

  /// What kept rows unique by a column together with others, and goes with it.
  fileprivate func key(goingWith column: Name, of name: ObjectName) -> String? {
    guard let table = schema.table(name) else { return nil }
    let index = table.indexes.first { index in
      index.definition.isUnique && index.definition.columns.count > 1
        && index.definition.columns.contains(column)
    }
    return index.map { index in
      (table.constraint(index.name) == nil ? "unique index " : "constraint ")
        + "\(index.name.quoted), which kept rows unique"
    }
  }

  /// Whether all of a table is known.
  func isKnown(_ table: ObjectName) -> Bool {
    isFolded && schema.table(table)?.isComplete == true
  }

  /// Whether `IF EXISTS` finds nothing, as far as the folded migrations tell.
  func isAbsent(_ drop: Drop) -> Bool {
    guard isFolded, drop.ifExists else { return false }
    return switch drop.kind {
    case .table: schema.table(drop.object) == nil
    case .view, .materializedView: schema.view(drop.object) == nil
    case .function, .procedure: schema.routines(named: drop.object).isEmpty
    case .sequence: schema.sequence(drop.object) == nil
    case .type:
      schema.enumType(drop.object) == nil && schema.composite(drop.object) == nil
        && schema.object(.type, drop.object) == nil
    case .domain: schema.domain(drop.object) == nil
    case .trigger: drop.table.map { schema.trigger(drop.object.name, on: $0) == nil } ?? false
    case .policy: drop.table.map { schema.policy(drop.object.name, on: $0) == nil } ?? false
    default: false
    }
  }

  /// Whether what `IF EXISTS` finds may stand since before the migrations.
  ///
  /// None of them made it, and they did not begin with an empty database. What is made again is no
  /// loss.
  func mayPredate(_ drop: Drop) -> Bool {
    guard isAbsent(drop), drop.table == nil, !isMadeAgain(drop) else { return false }
    let makesTables = script.contains { operation in
      if case .createTable = operation.action { true } else { false }
    }
    let isTableNext = rest.contains { operation in
      if case .createTable(let table) = operation.action {
        drop.kind == .table && table.name.key == drop.object.key
      } else {
        false
      }
    }
    return (hasOrigins || !schema.hasTables && !makesTables) && !isTableNext
  }

  /// Whether the file dropped an object before that it makes now, and that stood for sure.
  func wasDropped(_ kind: ObjectKind, _ name: ObjectName, of table: ObjectName? = nil) -> Bool {
    script.contains { other in
      guard other.range.upper <= operation.range.lower, case .drop(let drop) = other.action else {
        return false
      }
      return drop.kind == kind && drop.object.key == name.key && drop.table?.key == table?.key
        && !drop.ifExists
    }
  }

  /// Whether the rest of the release makes an object of the name again.
  func isMadeAgain(_ drop: Drop) -> Bool {
    rest.contains { operation in
      switch operation.action {
      case .createView(let view):
        view.name.key == drop.object.key && drop.kind.holdsRows
      case .createRoutine(let routine):
        routine.name.key == drop.object.key && (drop.kind == .function || drop.kind == .procedure)
      case .createTrigger(let trigger):
        drop.kind == .trigger && trigger.name == drop.object.name
          && trigger.table.key == drop.table?.key
      case .createPolicy(let policy):
        drop.kind == .policy && policy.name == drop.object.name
          && policy.table.key == drop.table?.key
      case .create(let kind, let name, _, _):
        kind == drop.kind && name.key == drop.object.key
      default: false
      }
    }
  }

  /// Whether CASCADE may take something along: something is known that depends on what is dropped, or
  /// not all is known that may.
  fileprivate var mayTakeAlong: Bool {
    if hasOrigins || !knownDependents.isEmpty { return true }
    return switch action {
    case .drop(let drop) where drop.kind == .table: !isKnown(drop.object)
    case .alterTable(let table, _):
      // Which columns a view reads is not known.
      !isKnown(table) || !schema.views(reading: table).isEmpty
    default: true
    }
  }

  /// What CASCADE takes along, as far as it is known, sorted.
  fileprivate var knownDependents: [String] {
    switch action {
    case .drop(let drop) where drop.kind == .table || drop.kind.holdsRows:
      let views = schema.views(reading: drop.object).map { "view \($0.quoted)" }
      let tables = schema.tables(referringTo: drop.object).filter { $0.key != drop.object.key }
      return views + tables.map { "a foreign key of \($0.quoted)" }
    case .drop(let drop) where drop.kind == .function:
      return schema.triggers(calling: drop.object)
    case .drop(let drop) where drop.kind == .type || drop.kind == .domain:
      return schema.tables(of: drop.object).map { "a column of \($0.quoted)" }
    case .alterTable(let table, .dropColumn(let column, _, _)):
      return schema.tables(referringTo: table, column).filter { $0.key != table.key }
        .map { "a foreign key of \($0.quoted)" }
    case .alterTable(let table, .dropConstraint(let name, _, _)):
      guard schema.table(table)?.constraint(name)?.hasIndex == true else { return [] }
      return schema.tables(referringTo: table).filter { $0.key != table.key }
        .map { "a foreign key of \($0.quoted)" }
    default: return []
    }
  }
}

extension SchemaState {
  /// The triggers that call a function, as objects of a sentence, sorted.
  fileprivate func triggers(calling function: ObjectName) -> [String] {
    tables.flatMap { table in
      table.triggers.filter { $0.definition.function.key == function.key }
        .map { "trigger \($0.name.quoted) of \(table.name.quoted)" }
    }
  }
}
