import PostgresSchema
import SourceModel

extension Action {
  /// What it is about, in the terms of a database: `users`, `users.email`; empty if it names
  /// nothing.
  var subject: Name {
    switch self {
    case .createTable(let table): table.name.shown
    case .alterTable(let table, let part), .alterComposite(let table, let part):
      table.member(part.member)
    case .createIndex(let index): index.element
    case .reindex(_, let name, _), .createEnum(let name, _), .createComposite(let name, _),
      .alterDomain(let name, _), .refresh(let name, _), .create(_, let name, _, _),
      .alter(_, let name, _), .rename(_, let name, _), .setSchema(_, let name, _),
      .changeOwner(_, let name, _), .comment(_, let name), .copyIn(let name), .call(let name),
      .attachIndex(_, let name):
      name.shown
    case .addEnumValue(let type, let value, _, _, _): type.member(value)
    case .renameEnumValue(let type, let value, _): type.member(value)
    case .createDomain(let domain): domain.name.shown
    case .createView(let view): view.name.shown
    case .createRoutine(let routine): routine.name.shown
    case .createTrigger(let trigger): trigger.table.member(trigger.name)
    case .createPolicy(let policy), .alterPolicy(let policy): policy.table.member(policy.name)
    case .createSequence(let sequence), .alterSequence(let sequence): sequence.name.shown
    case .drop(let drop): drop.element
    case .grant(let grant), .revoke(let grant): grant.element
    case .insert(let change), .update(let change), .delete(let change), .merge(let change):
      change.table.shown
    case .truncate(let tables, _), .vacuum(let tables, _), .lockTable(let tables, _):
      tables.list
    case .cluster(let table): table?.shown ?? ""
    case .set(let parameter, _, _): parameter
    case .select, .analyze, .begin, .commit, .rollback, .savepoint, .dynamicSQL, .other: ""
    }
  }
}

extension TableAction {
  /// The column, constraint or other part of a table that it is about; nil if it is about all of it.
  var member: Name? {
    switch self {
    case .addColumn(let column, _): column.name
    case .dropColumn(let name, _, _), .renameColumn(let name, _), .setType(let name, _, _, _),
      .setDefault(let name, _), .dropDefault(let name), .setNotNull(let name),
      .dropNotNull(let name), .addIdentity(let name, _), .setIdentity(let name),
      .dropIdentity(let name), .setExpression(let name), .dropExpression(let name),
      .validateConstraint(let name), .dropConstraint(let name, _, _),
      .renameConstraint(let name, _), .alterConstraint(let name):
      name
    case .addConstraint(let constraint): constraint.name
    case .enableTrigger(let name), .disableTrigger(let name): name
    case .attachPartition, .detachPartition, .inherit, .noInherit, .enableRowSecurity,
      .disableRowSecurity, .forceRowSecurity, .noForceRowSecurity, .replicaIdentity, .setLogged,
      .setUnlogged, .setTablespace, .setAccessMethod, .clusterOn, .setParameters, .other:
      nil
    }
  }
}

extension ObjectName {
  /// A part of it, `users.email`; itself if there is none.
  func member(_ name: Name?) -> Name { name.map { shown + "." + $0 } ?? shown }
}

extension [ObjectName] {
  /// The names joined by commas.
  var list: Name { Name(map(\.shown.text).joined(separator: ", ")) }

  /// The names in single quotes, joined by commas.
  var quotedList: String { map { "'\($0.shown.text)'" }.joined(separator: ", ") }
}

extension Drop {
  /// The object; of what belongs to a table, behind the table.
  var element: Name { table?.member(object.name) ?? object.shown }
}

extension Grant {
  /// The objects; the roles if membership in them is granted.
  var element: Name {
    objects.isEmpty ? Name(privileges.map(\.text).joined(separator: ", ")) : objects.list
  }

  /// What is given or taken, from what, as the subject of a sentence.
  var sentence: String {
    let rights = privileges.map(\.text).joined(separator: ", ")
    guard let kind else { return "membership in \(rights.quoted)" }
    let names = objects.isEmpty ? "" : " \(objects.quotedList)"
    let what =
      isDefault
      ? "on objects of schema\(names) made later"
      : isWholeSchema ? "on all of schema\(names)" : "on \(kind.rawValue)\(names)"
    return "\(rights) \(what)"
  }

  /// The roles in single quotes, joined by commas.
  var roleList: String { roles.map(\.text.quoted).joined(separator: ", ") }
}

extension String {
  /// The text in single quotes.
  var quoted: String { "'\(self)'" }
}

extension Name {
  /// The name for output in single quotes.
  var quoted: String { text.quoted }
}

extension ObjectName {
  /// The name for output in single quotes.
  var quoted: String { shown.quoted }
}

extension Situation {
  /// The locks that let others wait, on what they use.
  var blockingLocks: [Fact.Lock] { liveLocks.filter(\.mode.blocksWrites) }

  /// Whether no operation of the statement comes before it.
  var isFirstOfStatement: Bool { statement.operations.first?.range == operation.range }

  /// Whether what is dropped stood before this release, as far as its statements tell.
  func isOld(_ drop: Drop) -> Bool { !made.contains(drop) }

  /// Whether an object stood before this release, as far as its statements tell.
  func isOld(_ kind: ObjectKind, _ name: ObjectName) -> Bool { !made.contains(kind, name) }

  /// Whether a column stood before this release.
  func isOld(column: Name, of table: ObjectName) -> Bool {
    !made.contains(column: column, of: table)
  }

  /// The operations of the release that come after the statement: of the file, then of those behind.
  var rest: [Operation] {
    Array(script.drop { $0.range.lower < operation.range.upper }) + following
  }
}
