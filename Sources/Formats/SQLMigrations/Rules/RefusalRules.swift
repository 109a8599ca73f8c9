import PostgresSchema
import ReleaseModel
import SourceModel

/// What PostgreSQL refuses to do, as the migrations so far tell.
enum RefusalRules {
  static let refused = Rule(
    migration: "sql/statement-refused", "Statement that PostgreSQL refuses", is: .risky,
    for: [.operators], phase: nil, norm: "Dependency Tracking, 5.14",
    rationale: """
      On a database that all migrations before have made, and nothing else has changed, the statement \
      fails: what it makes stands already, what it alters is not there, or something depends on it.
      """,
    remedy: """
      Run the migration on a copy. What depends on an object goes first: `DROP VIEW names; ALTER \
      TABLE users DROP COLUMN name;`.
      """,
    example: .migration(
      shipped: """
        CREATE TABLE users (id int, name text);
        CREATE VIEW names AS SELECT name FROM users;
        """,
      added: "ALTER TABLE users DROP COLUMN name;"),
    nearMiss: .migration(
      shipped: """
        CREATE TABLE users (id int, name text);
        CREATE VIEW names AS SELECT name FROM users;
        """,
      added: "DROP VIEW names; ALTER TABLE users DROP COLUMN name;"))

  static let all = [refused]

  /// That an operation fails, with the reason.
  static func facts(about it: Situation) -> [Fact] {
    guard let reason = it.isInForbiddenTransaction ?? it.clash else { return [] }
    return [
      Fact(
        rule: refused, element: it.action.subject,
        message: "'\(it.statement.head.text)' fails: \(reason)")
    ]
  }
}

extension Situation {
  /// Why a statement fails in the transaction around it; nil if it does not.
  fileprivate var isInForbiddenTransaction: String? {
    guard transaction.isOpen else { return nil }
    switch action {
    case .vacuum, .alter(.setting, _, _), .reindex(.schema, _, isConcurrent: false),
      .reindex(.database, _, isConcurrent: false):
      return "it cannot run inside a transaction"
    default: return nil
    }
  }

  /// What stands in the way of an operation, as the end of a sentence; nil if nothing does, or not all
  /// is known.
  fileprivate var clash: String? {
    if case .drop(let drop) = action, drop.kind == .index, drop.isConcurrent,
      statement.operations.count > 1
    {
      return isFirstOfStatement ? "CONCURRENTLY takes one index at a time" : nil
    }
    guard isFolded, !hasOrigins, statement.place == .script else { return nil }
    return switch action {
    case .alterTable(let table, let part): isKnown(table) ? clash(of: part, on: table) : nil
    case .createTable(let table):
      !table.ifNotExists && table.persistence != .temporary && schema.table(table.name) != nil
        ? "table \(table.name.quoted) stands already" : nil
    case .createView(let view): clash(of: view)
    case .drop(let drop): drop.isCascade ? nil : clash(of: drop)
    default: nil
    }
  }

  private func clash(of part: TableAction, on name: ObjectName) -> String? {
    guard let table = schema.table(name) else { return nil }
    switch part {
    case .addColumn(let column, ifNotExists: false):
      return table.column(column.name) == nil
        ? nil : "column \(name.member(column.name).quoted) stands already"
    case .dropColumn(let column, let isCascade, let ifExists):
      guard table.column(column) != nil else {
        return ifExists || !table.inherits.isEmpty
          ? nil : "there is no column \(name.member(column).quoted)"
      }
      let view = schema.views(reading: name).first {
        schema.view($0)?.definition.mayRead(column, of: name) == true
      }
      return isCascade ? nil : view.map { "view \($0.quoted) reads \(name.member(column).quoted)" }
    case .addConstraint(let constraint):
      switch constraint.kind {
      case .primaryKey where !table.primaryKey.isEmpty:
        return "table \(name.quoted) has a primary key"
      case .unique(_, let index?, _), .primaryKey(_, let index?):
        let definition = table.indexes.first { $0.name == index }?.definition
        guard let definition else { return nil }
        if !definition.isUnique { return "index \(index.quoted) is not unique" }
        return definition.isPartial || definition.hasExpressions
          ? "index \(index.quoted) does not cover whole columns of all rows" : nil
      default: return nil
      }
    default: return nil
    }
  }

  private func clash(of view: ViewDefinition) -> String? {
    guard let old = schema.view(view.name)?.definition else { return nil }
    if !view.orReplace { return "view \(view.name.quoted) stands already" }
    guard let before = old.columns, let after = view.columns, !after.starts(with: before) else {
      return nil
    }
    return "OR REPLACE keeps the columns of view \(view.name.quoted) and adds others at their end"
  }

  private func clash(of drop: Drop) -> String? {
    // A list of objects goes at once.
    let gone = Set(
      statement.operations.compactMap { operation -> ObjectName? in
        if case .drop(let other) = operation.action { other.object.key } else { nil }
      })
    func standing(_ names: [ObjectName]) -> ObjectName? { names.first { !gone.contains($0.key) } }
    switch drop.kind {
    case .table, .view, .materializedView:
      if let view = standing(schema.views(reading: drop.object)) {
        return "view \(view.quoted) reads \(drop.object.quoted)"
      }
      guard drop.kind == .table else { return nil }
      return standing(schema.tables(referringTo: drop.object)).map {
        "a foreign key of \($0.quoted) refers to \(drop.object.quoted)"
      }
    case .type, .domain:
      return standing(schema.tables(of: drop.object)).map {
        "a column of \($0.quoted) has type \(drop.object.quoted)"
      }
    default: return nil
    }
  }
}
