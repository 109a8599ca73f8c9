import PostgresSchema
import ReleaseModel
import SourceModel

/// What is said of an operation about which no other rule has anything to say.
enum StatementRules {
  static let tableCreated = Rule(
    migration: "sql/table-created", "Table created", is: .additive, for: [.consumers],
    phase: .expand, norm: "CREATE TABLE",
    rationale: "The code before the release does not know the table, and goes on working.",
    remedy: "Nothing has to be done. A way down drops the table again: `DROP TABLE orders;`.",
    example: .migration(
      shipped: "CREATE TABLE users (id int);", added: "CREATE TABLE orders (id int);"),
    nearMiss: .migration(
      shipped: "CREATE TABLE users (id int);", added: "DROP TABLE users;"))

  static let objectCreated = Rule(
    migration: "sql/object-created", "Object created", is: .additive, for: [.consumers],
    phase: .expand, norm: "SQL Commands, CREATE",
    rationale: "The code before the release does not know the object, and goes on working.",
    remedy: "Nothing has to be done. A way down drops the object again: `DROP VIEW active_users;`.",
    example: .migration(
      shipped: "CREATE TABLE users (id int);",
      added: "CREATE VIEW active_users AS SELECT id FROM users;"),
    nearMiss: .migration(
      shipped: "CREATE TABLE users (id int);", added: "CREATE TABLE orders (id int);"))

  static let objectAltered = Rule(
    migration: "sql/object-altered", "Object altered", is: .risky, for: [.consumers, .producers],
    phase: nil, norm: "SQL Commands, ALTER",
    rationale: """
      What the object does from now on differs for the code before the release. Whether that code \
      relies on what was, its statements alone do not tell.
      """,
    remedy: """
      Look for what uses the object, and release code that gets along with both first. `ALTER \
      SEQUENCE orders_id_seq RESTART WITH 1000;` is undone only if the former value is known.
      """,
    example: .migration(
      shipped: "CREATE SEQUENCE numbers;", added: "ALTER SEQUENCE numbers INCREMENT BY 10;"),
    nearMiss: .migration(
      shipped: "CREATE TABLE users (id int);",
      added: "CREATE SEQUENCE numbers; ALTER SEQUENCE numbers INCREMENT BY 10;"))

  static let rowsWritten = Rule(
    migration: "sql/rows-written", "Rows written", is: .neutral, for: [.storedData],
    phase: .migrate, norm: "INSERT, UPDATE, DELETE",
    rationale: "Single rows, or rows of a table that the release made, were written.",
    remedy: """
      Nothing has to be done. A way down takes out again what the way up wrote: \
      `DELETE FROM plans WHERE id = 3;`.
      """,
    example: .migration(
      shipped: "CREATE TABLE plans (id int);", added: "INSERT INTO plans VALUES (3);"),
    nearMiss: .migration(
      shipped: "CREATE TABLE plans (id int);", added: "DELETE FROM plans;"))

  static let statementAdded = Rule(
    migration: "sql/statement-added", "Statement added", is: .neutral, for: [.operators],
    phase: nil, norm: "SQL Commands",
    rationale: """
      The statement changes nothing that others notice: a comment, a setting, something that this \
      release made itself.
      """,
    remedy: "Nothing has to be done. `SELECT 1;` is such a statement.",
    example: .migration(
      shipped: "CREATE TABLE users (id int);", added: "COMMENT ON TABLE users IS 'people';"),
    nearMiss: .migration(
      shipped: "CREATE TABLE users (id int);", added: "CREATE TABLE orders (id int);"))

  static let partlyRead = Rule(
    migration: "sql/statement-partly-read", "Statement not wholly understood", is: .risky,
    for: [.operators], phase: nil, norm: "SQL Commands",
    rationale: """
      The grammar of PostgreSQL that judges migrations does not take the statement: its syntax is \
      newer, or a template stands in it. Only what its first words tell was judged.
      """,
    remedy: """
      Look at the statement by hand. Where an older spelling says the same, use it: \
      `ALTER TABLE users ALTER COLUMN name SET NOT NULL;`.
      """,
    example: .migration(
      shipped: "CREATE TABLE users (id int);", added: "ALTER TABLE users FROBNICATE name;"),
    nearMiss: .migration(
      shipped: "CREATE TABLE users (id int);", added: "ALTER TABLE users ADD COLUMN name text;"))

  static let all = [
    tableCreated, objectCreated, objectAltered, rowsWritten, statementAdded, partlyRead,
  ]

  /// That a statement was not wholly understood, told at its first operation.
  static func reading(of it: Situation) -> Fact? {
    guard case .partly(let reason) = it.statement.reading,
      it.isFirstOfStatement
    else { return nil }
    let subject = it.action.subject
    return Fact(
      rule: partlyRead, element: subject.isEmpty ? it.statement.head : subject,
      message: "'\(it.statement.head.text)' was only partly read: \(reason)")
  }
}

// MARK: - The plain fact

extension StatementRules {
  /// The plain fact about an operation; nil if what it does belongs to indexes, new columns,
  /// constraints or types, which have their own.
  static func plain(_ it: Situation) -> Fact? {
    switch it.action {
    case .createIndex, .reindex, .attachIndex: nil
    case .alterTable(let table, let part): alter(table, part, it)
    case .alterComposite(let type, let part):
      composite(type, part, it)
    case .alterDomain(let domain, let part): alter(domain, part, it)
    case .createTable(let table): create(table, it)
    case .createEnum(let name, _), .createComposite(let name, _): created(.type, name, it)
    case .createDomain(let domain): created(.domain, domain.name, it)
    case .createView(let view):
      created(view.isMaterialized ? .materializedView : .view, view.name, it)
    case .createRoutine(let routine):
      created(routine.isProcedure ? .procedure : .function, routine.name, it)
    case .createTrigger(let trigger):
      created(.trigger, ObjectName(trigger.name), it, of: trigger.table)
    case .createPolicy(let policy): created(.policy, ObjectName(policy.name), it, of: policy.table)
    case .createSequence(let sequence): created(.sequence, sequence.name, it)
    case .create(let kind, let name, _, _): created(kind, name, it)
    case .alterSequence(let sequence): alterSequence(sequence, it)
    case .alter(let kind, let name, _):
      it.isOld(kind, name) ? altered(kind, name, "was altered", it) : added(it)
    case .changeOwner(let kind, let name, let owner):
      it.isOld(kind, name)
        ? altered(kind, name, "was given to \(owner.quoted)", it) : added(it)
    case .drop(let drop): drop.kind == .index ? nil : added(it)
    case .insert(let change), .update(let change), .delete(let change), .merge(let change):
      written(change.table)
    case .copyIn(let table): written(table)
    default: added(it)
    }
  }

  private static func added(_ it: Situation) -> Fact {
    let subject = it.action.subject
    let head = it.statement.head
    let about = subject.isEmpty ? "" : " about '\(subject.text)'"
    return Fact(
      rule: statementAdded, element: subject.isEmpty ? head : subject,
      message: "'\(head.text)'\(about) was added")
  }

  private static func written(_ table: ObjectName) -> Fact {
    Fact(
      rule: rowsWritten, element: table.shown, message: "rows of \(table.quoted) were written")
  }

  private static func create(_ table: TableDefinition, _ it: Situation) -> Fact {
    if table.ifNotExists, it.isFolded, it.schema.table(table.name) != nil { return added(it) }
    return Fact(
      rule: tableCreated, element: table.name.shown,
      message: "table \(table.name.quoted) was created")
  }

  private static func created(
    _ kind: ObjectKind, _ name: ObjectName, _ it: Situation, of table: ObjectName? = nil
  ) -> Fact {
    if it.wasDropped(kind, name, of: table) { return added(it) }
    let place = table.map { " on \($0.quoted)" } ?? ""
    return Fact(
      rule: objectCreated, element: it.action.subject,
      message: "\(kind.rawValue) \(name.quoted)\(place) was created")
  }

  private static func altered(
    _ kind: ObjectKind, _ name: ObjectName, _ what: String, _ it: Situation,
    _ classification: Classification? = nil
  ) -> Fact {
    Fact(
      rule: objectAltered, element: it.action.subject,
      message: "\(kind.rawValue) \(name.quoted) \(what)", locks: it.blockingLocks,
      classification: classification)
  }
}

// MARK: - ALTER

extension StatementRules {
  private static func alterSequence(_ sequence: SequenceDefinition, _ it: Situation) -> Fact {
    guard it.isOld(.sequence, sequence.name) else { return added(it) }
    // Who owns it decides only with whom it is dropped.
    let isOwned = sequence.options.isEmpty && sequence.type == nil
    return altered(.sequence, sequence.name, "was altered", it, isOwned ? .neutral : nil)
  }

  private static func composite(
    _ type: ObjectName, _ part: TableAction, _ it: Situation
  ) -> Fact? {
    if case .setType = part { return nil }
    guard it.isOld(.type, type) else { return added(it) }
    return altered(.type, type, "was altered", it)
  }

  private static func alter(
    _ domain: ObjectName, _ part: DomainAction, _ it: Situation
  ) -> Fact? {
    let what: String
    switch part {
    case .addConstraint, .validateConstraint, .setNotNull, .setDefault: return nil
    case .dropConstraint(let name): what = "lost constraint \(name.quoted)"
    case .dropNotNull: what = "now allows NULL"
    case .dropDefault: what = "lost its default"
    }
    return it.isOld(.domain, domain) ? altered(.domain, domain, what, it) : added(it)
  }

  private static func alter(
    _ table: ObjectName, _ part: TableAction, _ it: Situation
  ) -> Fact? {
    if part.hasRulesElsewhere { return nil }
    guard it.isLive(table), !it.isUndone(part, on: table),
      let (what, classification) = part.alteration(of: table)
    else { return added(it) }
    return altered(.table, table, what, it, classification)
  }
}

extension TableAction {
  /// Whether it is about new columns, constraints, types or values of columns.
  fileprivate var hasRulesElsewhere: Bool {
    switch self {
    case .addColumn, .setType, .setNotNull, .addIdentity, .setIdentity, .setExpression,
      .addConstraint, .validateConstraint, .setDefault:
      true
    default: false
    }
  }

  /// What a part does to a table that stood before, and how grave it is, nil for the rule's word;
  /// nil if nobody notices.
  fileprivate func alteration(of table: ObjectName) -> (what: String, Classification?)? {
    switch self {
    case .dropIdentity(let column): ("lost the identity of column \(column.quoted)", .breaking)
    case .dropExpression(let column):
      ("no longer computes column \(column.quoted)", nil)
    case .alterConstraint(let name): ("got another timing for constraint \(name.quoted)", nil)
    case .attachPartition(let child, _): ("got partition \(child.quoted)", .additive)
    case .detachPartition(let child, _, _): ("lost partition \(child.quoted)", nil)
    case .inherit(let parent): ("became an heir of \(parent.quoted)", nil)
    case .noInherit(let parent): ("is no heir of \(parent.quoted) any more", nil)
    case .enableTrigger(let name):
      (name.map { "got its trigger \($0.quoted) enabled" } ?? "got its triggers enabled", nil)
    case .replicaIdentity(let mode): ("got replica identity \(mode.text)", .neutral)
    case .clusterOn, .setParameters: ("got other settings", .neutral)
    case .other: ("was altered", nil)
    default: nil
    }
  }
}
