import PostgresSchema
import ReleaseModel
import SourceModel

/// Habits of writing schemas, which only a pack makes findings of.
enum HygieneRules {
  static let idTypeNarrow = Rule(
    migration: "sql/id-type-narrow", "Primary key of a narrow integer", is: .neutral,
    for: [.storedData], phase: .expand, norm: "Numeric Types, 8.1",
    rationale: "A 32-bit key ends at 2,147,483,647, and to widen it later rewrites the table.",
    remedy: "Use bigint: `CREATE TABLE orders (id bigint PRIMARY KEY);`.",
    example: added("CREATE TABLE orders (id int PRIMARY KEY);"),
    nearMiss: added("CREATE TABLE orders (id bigint PRIMARY KEY);"))

  static let identifierTooLong = Rule(
    migration: "sql/identifier-too-long", "Name longer than PostgreSQL keeps", is: .neutral,
    for: [.producers], phase: .expand, norm: "Identifiers and Key Words, 4.1.1",
    rationale: "PostgreSQL cuts names after 63 bytes, so that two of them can become one.",
    remedy: "Shorten the name: `CREATE TABLE orders (id bigint);`.",
    example: added("CREATE TABLE \(String(repeating: "orders_", count: 10)) (id bigint);"),
    nearMiss: added("CREATE TABLE orders (id bigint);"))

  static let existenceUnguarded = Rule(
    migration: "sql/existence-unguarded", "Statement that fails when it runs again", is: .neutral,
    for: [.operators], phase: nil, norm: "SQL Commands, IF EXISTS and IF NOT EXISTS",
    rationale: """
      Outside a transaction a migration that fails halfway leaves its first statements done, and \
      fails at them when it is tried again.
      """,
    remedy: "Guard the statement: `CREATE TABLE IF NOT EXISTS orders (id bigint);`.",
    example: .migration(
      shipped: "CREATE TABLE users (id int);",
      added: "CREATE TABLE orders (id bigint);"),
    nearMiss: .migration(
      shipped: "CREATE TABLE users (id int);",
      added: "CREATE TABLE IF NOT EXISTS orders (id bigint);"))

  static let timestampWithoutZone = Rule(
    migration: "sql/timestamp-without-zone", "Time without a zone", is: .neutral,
    for: [.storedData], phase: .expand, norm: "Date/Time Types, 8.5",
    rationale: "Which moment a timestamp without a time zone means depends on who wrote it.",
    remedy: "Use timestamptz: `ALTER TABLE orders ADD COLUMN placed timestamptz;`.",
    example: column("placed timestamp"), nearMiss: column("placed timestamptz"))

  static let charPadded = Rule(
    migration: "sql/char-padded", "Text padded with blanks", is: .neutral, for: [.storedData],
    phase: .expand, norm: "Character Types, 8.3",
    rationale: "char(n) fills up with blanks, which comparisons ignore and lengths do not count.",
    remedy: "Use text: `ALTER TABLE orders ADD COLUMN currency text;`.",
    example: column("currency char(3)"), nearMiss: column("currency text"))

  static let varcharLimited = Rule(
    migration: "sql/varchar-limited", "Text with a limit in its type", is: .neutral,
    for: [.producers], phase: .expand, norm: "Character Types, 8.3",
    rationale: "A limit in the type is changed under an exclusive lock only.",
    remedy: """
      Put the limit into a check: `ALTER TABLE orders ADD CONSTRAINT note_length CHECK \
      (length(note) <= 200) NOT VALID;`.
      """,
    example: column("note varchar(200)"), nearMiss: column("note text"))

  static let serialUsed = Rule(
    migration: "sql/serial-used", "Serial instead of identity", is: .neutral, for: [.producers],
    phase: .expand, norm: "Serial Types, 8.1.4",
    rationale: """
      The sequence of a serial column has rights and an owner of its own, and its default can be \
      overridden by accident.
      """,
    remedy: """
      Use an identity: `CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);`.
      """,
    example: added("CREATE TABLE orders (id bigserial);"),
    nearMiss: added("CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY);"))

  static let all = [
    idTypeNarrow, identifierTooLong, existenceUnguarded, timestampWithoutZone, charPadded,
    varcharLimited, serialUsed,
  ]

  private static func added(_ sql: String) -> Example {
    .migration(shipped: "CREATE TABLE users (id int);", added: sql)
  }

  private static func column(_ definition: String) -> Example {
    .migration(
      shipped: "CREATE TABLE orders (id int);",
      added: "ALTER TABLE orders ADD COLUMN \(definition);")
  }
}

// MARK: - Facts

extension HygieneRules {
  /// What of an operation habits would have written otherwise.
  static func facts(about it: Situation) -> [Fact] {
    var facts: [Fact] = []
    switch it.action {
    case .createTable(let table):
      let keys = table.primaryKeyColumns
      for column in table.columns {
        facts += self.facts(about: column, of: table.name, isKey: keys.contains(column.name))
      }
    case .alterTable(let table, .addColumn(let column, _)):
      facts += self.facts(about: column, of: table, isKey: column.isPrimaryKey)
    default: break
    }
    if !it.statement.longNames.isEmpty, it.isFirstOfStatement {
      for name in it.statement.longNames {
        facts.append(
          Fact(
            rule: identifierTooLong, element: name,
            message: "name \(name.quoted) was longer than 63 bytes"))
      }
    }
    if !it.transaction.isOpen, it.action.isUnguarded {
      let subject = it.action.subject
      facts.append(
        Fact(
          rule: existenceUnguarded, element: subject,
          message: "'\(it.statement.head.text)' of '\(subject.text)' would fail when run again"))
    }
    return facts
  }

  private static func facts(
    about column: ColumnDefinition, of table: ObjectName, isKey: Bool
  ) -> [Fact] {
    guard let type = column.type, type.schema.isEmpty else { return [] }
    func fact(_ rule: Rule, _ what: String) -> Fact {
      Fact(
        rule: rule, element: table.member(column.name),
        message: "column \(column.name.quoted) of \(table.quoted) \(what)")
    }
    var facts: [Fact] = []
    let narrow: Set<Name> = ["int2", "int4", "serial2", "serial4"]
    if isKey, narrow.contains(type.name) { facts.append(fact(idTypeNarrow, "became a narrow key")) }
    if type.isSerial { facts.append(fact(serialUsed, "was made serial")) }
    switch type.name {
    case "timestamp": facts.append(fact(timestampWithoutZone, "was made without a time zone"))
    case "bpchar", "char": facts.append(fact(charPadded, "was made to be padded with blanks"))
    case "varchar" where !type.modifiers.isEmpty:
      facts.append(fact(varcharLimited, "was limited by its type"))
    default: break
    }
    return facts
  }
}

extension ColumnDefinition {
  fileprivate var isPrimaryKey: Bool {
    constraints.contains { constraint in
      if case .primaryKey = constraint.kind { true } else { false }
    }
  }
}

extension TableDefinition {
  /// The columns of the primary key.
  fileprivate var primaryKeyColumns: Set<Name> {
    var keys = Set(columns.filter(\.isPrimaryKey).map(\.name))
    for constraint in constraints {
      if case .primaryKey(let columns, _) = constraint.kind { keys.formUnion(columns) }
    }
    return keys
  }
}

extension Action {
  /// Whether it fails when it has been done already, and could have been told not to.
  fileprivate var isUnguarded: Bool {
    switch self {
    case .createTable(let table): !table.ifNotExists && table.persistence != .temporary
    case .createIndex(let index): !index.ifNotExists
    case .createSequence(let sequence): !sequence.ifNotExists
    case .create(let kind, _, let ifNotExists, _):
      !ifNotExists && [.schema, .extension, .collation, .statistics].contains(kind)
    case .addEnumValue(_, _, let ifNotExists, _, _): !ifNotExists
    case .alterTable(_, .addColumn(_, let ifNotExists)): !ifNotExists
    case .alterTable(_, .dropColumn(_, _, let ifExists)): !ifExists
    case .alterTable(_, .dropConstraint(_, _, let ifExists)): !ifExists
    case .drop(let drop): !drop.ifExists
    default: false
    }
  }
}
