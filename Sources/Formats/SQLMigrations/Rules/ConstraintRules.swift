import PostgresSchema
import ReleaseModel
import SourceModel

/// Constraints that are added and validated.
enum ConstraintRules {
  static let validatedAtOnce = Rule(
    migration: "sql/check-validated-at-once", "Check added and all rows read", is: .risky,
    for: [.operators], phase: .expand, norm: "ALTER TABLE, ADD table_constraint",
    rationale: """
      Without NOT VALID the whole table is read under ACCESS EXCLUSIVE, so that reads and writes \
      wait for the scan. And the code of the release before fails where it writes what the check \
      refuses.
      """,
    remedy: """
      Take the short lock first, `ALTER TABLE orders ADD CONSTRAINT orders_total_check CHECK (total \
      > 0) NOT VALID;`, and read the rows in a later transaction, while others work: `ALTER TABLE \
      orders VALIDATE CONSTRAINT orders_total_check;`.
      """,
    example: .migration(
      shipped: "CREATE TABLE orders (id int, total int);",
      added: "ALTER TABLE orders ADD CONSTRAINT orders_total_check CHECK (total > 0);"),
    nearMiss: .migration(
      shipped: "CREATE TABLE orders (id int, total int);",
      added: "ALTER TABLE orders ADD CONSTRAINT orders_total_check CHECK (total > 0) NOT VALID;"))

  static let restricted = Rule(
    migration: "sql/write-restriction-added", "Writes of existing columns restricted", is: .risky,
    for: [.producers], phase: .contract, norm: "ALTER TABLE, ADD table_constraint_using_index",
    rationale: """
      NOT VALID spares the rows that stand, not those to come: what the code of the release before \
      writes is checked at once, and fails where the constraint refuses it.
      """,
    remedy: """
      Let a release that writes nothing else go out first. Look for rows that would be refused: \
      `SELECT count(*) FROM orders WHERE NOT total > 0;`.
      """,
    example: .migration(
      shipped: "CREATE TABLE orders (id int, total int);",
      added: "ALTER TABLE orders ADD CONSTRAINT orders_total_check CHECK (total > 0) NOT VALID;"),
    nearMiss: .migration(
      shipped: "CREATE TABLE orders (id int);",
      added: """
        ALTER TABLE orders ADD COLUMN total int;
        ALTER TABLE orders ADD CONSTRAINT orders_total_check CHECK (total > 0) NOT VALID;
        """))

  static let validatedInTransaction = Rule(
    migration: "sql/validated-in-same-transaction", "Constraint validated under its first lock",
    is: .risky, for: [.operators], phase: .expand, norm: "ALTER TABLE, VALIDATE CONSTRAINT",
    rationale: """
      VALIDATE alone lets others read and write. In the transaction that added the constraint it \
      runs under the lock of ADD CONSTRAINT, which is held to the end: nothing is won by NOT VALID.
      """,
    remedy: """
      Put it into a migration of its own, which another transaction runs: `ALTER TABLE orders \
      VALIDATE CONSTRAINT orders_total_check;`.
      """,
    example: .migration(
      shipped: "CREATE TABLE orders (id int);",
      added: """
        BEGIN;
        ALTER TABLE orders ADD COLUMN total int;
        ALTER TABLE orders ADD CONSTRAINT orders_total_check CHECK (total > 0) NOT VALID;
        ALTER TABLE orders VALIDATE CONSTRAINT orders_total_check;
        COMMIT;
        """),
    nearMiss: .migration(
      shipped: "CREATE TABLE orders (id int);",
      added: [
        """
        ALTER TABLE orders ADD COLUMN total int;
        ALTER TABLE orders ADD CONSTRAINT orders_total_check CHECK (total > 0) NOT VALID;
        """, "ALTER TABLE orders VALIDATE CONSTRAINT orders_total_check;",
      ]))

  static let validated = Rule(
    migration: "sql/constraint-validated", "Constraint validated", is: .neutral,
    for: [.storedData, .operators], phase: .contract, norm: "ALTER TABLE, VALIDATE CONSTRAINT",
    rationale: """
      New rows were checked before; now all are. The table is read under SHARE UPDATE EXCLUSIVE, so \
      that others go on. The migration fails if a row does not comply.
      """,
    remedy: "Look for such rows first: `SELECT count(*) FROM orders WHERE NOT total > 0;`.",
    example: .migration(
      shipped: """
        CREATE TABLE orders (id int, total int);
        ALTER TABLE orders ADD CONSTRAINT orders_total_check CHECK (total > 0) NOT VALID;
        """,
      added: "ALTER TABLE orders VALIDATE CONSTRAINT orders_total_check;"),
    nearMiss: .migration(
      shipped: "CREATE TABLE orders (id int, total int);",
      added: "ALTER TABLE orders ADD CONSTRAINT orders_total_check CHECK (total > 0) NOT VALID;"))

  static let added = Rule(
    migration: "sql/constraint-added", "Constraint added", is: .additive, for: [.producers],
    phase: .expand, norm: "ALTER TABLE, ADD table_constraint",
    rationale: """
      Nothing that the code of the release before writes is refused: the table or its columns are \
      new, the rows were already bound so, or the constraint is not enforced.
      """,
    remedy: "Nothing is to do.",
    example: .migration(
      shipped: """
        CREATE TABLE users (email text);
        CREATE UNIQUE INDEX users_email_idx ON users (email);
        """,
      added: "ALTER TABLE users ADD CONSTRAINT users_email_key UNIQUE USING INDEX users_email_idx;"),
    nearMiss: .migration(
      shipped: "CREATE TABLE orders (id int, total int);",
      added: "ALTER TABLE orders ADD CONSTRAINT orders_total_check CHECK (total > 0) NOT VALID;"))

  static let all = [validatedAtOnce, restricted, validatedInTransaction, validated, added]

  /// What an operation demands of the rows of a table.
  static func facts(about it: Situation) -> [Fact] {
    switch it.action {
    case .alterTable(let table, .validateConstraint(let name)): [validation(of: name, table, it)]
    case .alterTable(let table, .addConstraint(let constraint)): addition(constraint, table, it)
    case .createTable(let table):
      table.ifNotExists && it.schema.table(table.name) != nil
        ? [] : ForeignKeyRules.facts(about: table, it)
    default: []
    }
  }

  private static func validation(of name: Name, _ table: ObjectName, _ it: Situation) -> Fact {
    let element = table.member(name)
    let isLocked = it.transaction.addedNotValid[table.key]?.contains(name) == true
    guard isLocked, it.isLive(table) else {
      return Fact(
        rule: validated, element: element, message: "constraint \(element.quoted) was validated")
    }
    return Fact(
      rule: validatedInTransaction, element: element,
      message: "constraint \(element.quoted) was validated in the transaction that added it",
      locks: it.transaction.locks.filter { $0.key.key == table.key && $0.value.mode.blocksWrites }
        .map { Fact.Lock(mode: $0.value.mode, table: $0.key) })
  }

  private static func addition(
    _ constraint: ConstraintDefinition, _ table: ObjectName, _ it: Situation
  ) -> [Fact] {
    let element = constraint.element(of: table)
    var hazards: [Fact] = []
    // A block asks first: what stands cannot be added.
    if it.statement.place == .block, it.isKnown(table), let name = constraint.name,
      it.schema.table(table)?.constraint(name) != nil
    {
      return [
        Fact(
          rule: added, element: element,
          message: "constraint \(element.quoted) was there already", classification: .neutral)
      ]
    }
    if it.isLive(table) {
      switch constraint.kind {
      case .check(let condition):
        hazards = check(condition, constraint, element, it)
      case .foreignKey: hazards = ForeignKeyRules.facts(about: constraint, of: table, it)
      case .primaryKey, .unique, .exclusion:
        hazards = UniquenessRules.facts(about: constraint, of: table, it)
      case .notNull(let column):
        return [
          NotNullRules.fact(about: column, of: table, isNotValid: constraint.isNotValid, it)
        ]
      }
    }
    guard hazards.isEmpty else { return hazards }
    return [
      Fact(rule: added, element: element, message: "constraint \(element.quoted) was added")
    ]
  }

  private static func check(
    _ condition: Expression, _ constraint: ConstraintDefinition, _ element: Name,
    _ it: Situation
  ) -> [Fact] {
    guard case .alterTable(let table, _) = it.action, !constraint.isNotEnforced else { return [] }
    if !constraint.isNotValid {
      return [
        Fact(
          rule: validatedAtOnce, element: element,
          message: "check \(element.quoted) was added and all rows were read",
          locks: it.blockingLocks)
      ]
    }
    let isHarmless =
      !condition.columns.isEmpty
      && condition.columns.allSatisfy { column in
        it.isNew(column, of: table)
          && !(condition.columnsNotNull.contains(column) && it.isLeftNull(column, of: table))
      }
    return isHarmless ? [] : [restriction(element, of: table)]
  }

  /// A restriction of what is written from now on.
  static func restriction(_ element: Name, of table: ObjectName) -> Fact {
    Fact(
      rule: restricted, element: element,
      message: "constraint \(element.quoted) restricted what is written to \(table.quoted)")
  }
}
