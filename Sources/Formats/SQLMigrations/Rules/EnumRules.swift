import PostgresSchema
import ReleaseModel
import SourceModel

/// What happens to enumerated types.
enum EnumRules {
  static let valueAdded = Rule(
    migration: "sql/enum-value-added", "Enum value added", is: .neutral, for: [.consumers],
    phase: .expand, norm: "ALTER TYPE, ADD VALUE",
    rationale: """
      The code before the release may read the value and not know it. A value cannot be removed from \
      an enum again.
      """,
    remedy: """
      Add the value a release before anything writes it, with code that can read it: \
      `ALTER TYPE mood ADD VALUE IF NOT EXISTS 'calm';`.
      """,
    example: .migration(
      shipped: "CREATE TYPE mood AS ENUM ('sad', 'happy');",
      added: "ALTER TYPE mood ADD VALUE 'calm';"),
    nearMiss: .migration(
      shipped: "CREATE TABLE users (id int);",
      added: "CREATE TYPE mood AS ENUM ('sad'); ALTER TYPE mood ADD VALUE 'calm';"))

  static let valueRenamed = Rule(
    migration: "sql/enum-value-renamed", "Enum value renamed", is: .breaking,
    for: [.consumers, .producers], phase: .contract, norm: "ALTER TYPE, RENAME VALUE",
    rationale: """
      The code before the release writes and compares the old value, which fails, and reads the new \
      one, which it does not know.
      """,
    remedy: """
      Add the new value: `ALTER TYPE mood ADD VALUE 'content';`. Let code read both, write the new \
      one a release later, and move the rows over in batches.
      """,
    example: .migration(
      shipped: "CREATE TYPE mood AS ENUM ('sad', 'happy');",
      added: "ALTER TYPE mood RENAME VALUE 'happy' TO 'content';"),
    nearMiss: .migration(
      shipped: "CREATE TABLE users (id int);",
      added: """
        CREATE TYPE mood AS ENUM ('sad', 'happy');
        ALTER TYPE mood RENAME VALUE 'happy' TO 'content';
        """))

  static let valueUsedEarly = Rule(
    migration: "sql/enum-value-used-early", "Enum value used in the transaction that adds it",
    is: .risky, for: [.operators], phase: .expand, norm: "ALTER TYPE, Notes",
    rationale: """
      PostgreSQL refuses a new value of an enum until the transaction that added it has ended, so the \
      migration fails. Before version 12 the value cannot be added in a transaction at all.
      """,
    remedy: """
      Add the value in a migration of its own: `ALTER TYPE mood ADD VALUE 'calm';`. Use it in the \
      next one.
      """,
    example: .migration(
      shipped: """
        CREATE TYPE mood AS ENUM ('sad', 'happy');
        CREATE TABLE users (id int, mood mood);
        """,
      added: """
        BEGIN;
        ALTER TYPE mood ADD VALUE 'calm';
        ALTER TABLE users ALTER COLUMN mood SET DEFAULT 'calm';
        COMMIT;
        """),
    nearMiss: .migration(
      shipped: """
        CREATE TYPE mood AS ENUM ('sad', 'happy');
        CREATE TABLE users (id int, mood mood);
        """,
      added: [
        "ALTER TYPE mood ADD VALUE 'calm';",
        "ALTER TABLE users ALTER COLUMN mood SET DEFAULT 'calm';",
      ]))

  static let all = [valueAdded, valueRenamed, valueUsedEarly]

  /// What an operation does to enumerated types that is worth telling.
  static func facts(about it: Situation) -> [Fact] {
    switch it.action {
    case .addEnumValue(let type, let value, let ifNotExists, _, _):
      guard it.isOld(.type, type) else { return [] }
      let isThere = it.schema.enumType(type)?.labels.contains { $0.name == value } == true
      if ifNotExists, isThere { return [] }
      if it.version < 12, it.transaction.isOpen {
        return [
          Fact(
            rule: valueUsedEarly, element: type.member(value),
            message: "value \(value.quoted) was added to enum \(type.quoted) in a transaction")
        ]
      }
      return [
        Fact(
          rule: valueAdded, element: type.member(value),
          message: "value \(value.quoted) was added to enum \(type.quoted)")
      ]
    case .renameEnumValue(let type, let old, let new):
      guard it.isOld(.type, type) else { return [] }
      return [
        Fact(
          rule: valueRenamed, element: type.member(old),
          message: "value \(old.quoted) of enum \(type.quoted) was renamed to \(new.quoted)")
      ]
    default: return earlyUses(it)
    }
  }

  /// Values that the transaction added and the operation names in quotes.
  private static func earlyUses(_ it: Situation) -> [Fact] {
    let added = it.transaction.addedEnumValues
    guard !added.isEmpty else { return [] }
    let literals = it.action.literals + it.statement.strings
    return added.sorted { $0.key < $1.key }.flatMap { type, values -> [Fact] in
      guard it.mayWrite(type) else { return [] }
      return values.sorted().filter { value in literals.contains { $0.mentions(literal: value) } }
        .map { value in
          Fact(
            rule: valueUsedEarly, element: type.member(value),
            message: "value \(value.quoted) of enum \(type.quoted) was used in the transaction "
              + "that added it")
        }
    }
  }
}

extension Situation {
  /// Whether values of a type may stand in the operation: not in a statement about rows of a table
  /// that is wholly known, none of whose columns there is of the type.
  fileprivate func mayWrite(_ type: ObjectName) -> Bool {
    let change: RowChange
    switch action {
    case .insert(let rows), .update(let rows), .delete(let rows): change = rows
    default: return true
    }
    guard change.source == .values, isKnown(change.table), let table = schema.table(change.table)
    else { return true }
    let named = Set(change.columns + change.conditionColumns + change.valueColumns)
    guard named.allSatisfy({ table.column($0) != nil }) else { return true }
    return table.columns.contains { column in
      (change.columns.isEmpty || named.contains(column.name))
        && (column.type.map { $0.objectName.key == type.key } ?? true)
    }
  }
}

extension Action {
  /// The texts that are evaluated when it runs and in which a value may be written.
  fileprivate var literals: [Name] {
    switch self {
    case .alterTable(_, .setDefault(_, let value)): [value.text]
    case .alterTable(_, .setType(_, _, _, let using?)): [using.text]
    case .alterTable(_, .addColumn(let column, _)): column.literals
    case .alterTable(_, .addConstraint(let constraint)): constraint.literals
    case .createTable(let table):
      table.columns.flatMap(\.literals) + table.constraints.flatMap(\.literals)
    case .createIndex(let index): [index.text]
    case .createView(let view): [view.text]
    case .createPolicy(let policy), .alterPolicy(let policy): [policy.text]
    default: []
    }
  }
}

extension ColumnDefinition {
  fileprivate var literals: [Name] {
    (defaultValue.map { [$0.text] } ?? []) + constraints.flatMap(\.literals)
  }
}

extension ConstraintDefinition {
  fileprivate var literals: [Name] {
    if case .check(let condition) = kind { [condition.text] } else { [] }
  }
}

extension Name {
  /// Whether the text holds a value between single quotes.
  fileprivate func mentions(literal value: Name) -> Bool {
    let wanted = ("'" + value + "'").bytes
    guard wanted.count <= bytes.count else { return false }
    return (0...(bytes.count - wanted.count)).contains { start in
      bytes[start] == wanted[0] && bytes[start..<(start + wanted.count)].elementsEqual(wanted)
    }
  }
}
