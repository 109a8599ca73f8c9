import PostgresSchema
import ReleaseModel
import SourceModel

/// What changes its name or its schema.
enum RenameRules {
  static let columnRenamed = Rule(
    migration: "sql/column-renamed", "Column renamed", is: .breaking,
    for: [.consumers, .producers], phase: .contract, norm: "ALTER TABLE, RENAME COLUMN",
    rationale: """
      While the release rolls out, the code before it still runs, and each of its statements that \
      names the column fails.
      """,
    remedy: """
      Add a column of the new name and fill it from the old one in batches: \
      `ALTER TABLE users ADD COLUMN full_name text;`. Write both while both versions run, and drop \
      the old one a release after nothing reads it: `ALTER TABLE users DROP COLUMN name;`.
      """,
    example: .migration(
      shipped: "CREATE TABLE users (id int, name text);",
      added: "ALTER TABLE users RENAME COLUMN name TO full_name;"),
    nearMiss: .migration(
      shipped: "CREATE TABLE users (id int);",
      added: """
        ALTER TABLE users ADD COLUMN name text;
        ALTER TABLE users RENAME COLUMN name TO full_name;
        """))

  static let tableRenamed = Rule(
    migration: "sql/table-renamed", "Table renamed", is: .breaking,
    for: [.consumers, .producers], phase: .contract, norm: "ALTER TABLE, RENAME",
    rationale: """
      While the release rolls out, the code before it still runs, and each of its statements that \
      names the table fails.
      """,
    remedy: """
      Leave a view under the old name in the same transaction; a plain view of one table can be \
      written as well: `ALTER TABLE users RENAME TO accounts; CREATE VIEW users AS SELECT * FROM \
      accounts;`. Drop it a release after nothing uses it: `DROP VIEW users;`.
      """,
    example: .migration(
      shipped: "CREATE TABLE users (id int);", added: "ALTER TABLE users RENAME TO accounts;"),
    nearMiss: .migration(
      shipped: "CREATE TABLE users (id int);",
      added: """
        ALTER TABLE users RENAME TO accounts;
        CREATE VIEW users AS SELECT * FROM accounts;
        """))

  static let bridged = Rule(
    migration: "sql/rename-bridged", "Rename with a stand-in under the old name", is: .neutral,
    for: [.consumers, .producers], phase: .expand, norm: "CREATE VIEW, Updatable Views",
    rationale: """
      The same migration puts a view or a column under the old name, so that the code before the \
      release goes on working. A table, or a column that no trigger fills, is risky: what stands \
      under the old name lacks the old rows.
      """,
    remedy: """
      Drop what stands under the old name a release after nothing uses it: `DROP VIEW users;`.
      """,
    example: .migration(
      shipped: "CREATE TABLE users (id int);",
      added: """
        ALTER TABLE users RENAME TO accounts;
        CREATE VIEW users AS SELECT * FROM accounts;
        """),
    nearMiss: .migration(
      shipped: "CREATE TABLE users (id int);", added: "ALTER TABLE users RENAME TO accounts;"))

  static let objectRenamed = Rule(
    migration: "sql/object-renamed", "Object renamed", is: .breaking,
    for: [.consumers, .producers], phase: .contract, norm: "ALTER VIEW, ALTER FUNCTION, ALTER TYPE",
    rationale: """
      The code before the release still uses the old name. What nobody names in statements, such as \
      an index, is neutral; a constraint is named by ON CONFLICT and in error messages only.
      """,
    remedy: """
      Make the object a second time under the new name, and drop the old one a release after nothing \
      uses it: `CREATE VIEW active_accounts AS SELECT * FROM active_users;`.
      """,
    example: .migration(
      shipped: "CREATE VIEW active_users AS SELECT 1 AS id;",
      added: "ALTER VIEW active_users RENAME TO active_accounts;"),
    nearMiss: .migration(
      shipped: "CREATE TABLE users (id int);",
      added: """
        CREATE VIEW active_users AS SELECT id FROM users;
        ALTER VIEW active_users RENAME TO active_accounts;
        """))

  static let schemaChanged = Rule(
    migration: "sql/schema-changed", "Object moved to another schema", is: .breaking,
    for: [.consumers, .producers], phase: .contract, norm: "ALTER TABLE, SET SCHEMA",
    rationale: """
      The code before the release looks for the object in its former schema, by name or by search \
      path.
      """,
    remedy: """
      Leave a view where the object was: `ALTER TABLE users SET SCHEMA accounts; CREATE VIEW \
      public.users AS SELECT * FROM accounts.users;`.
      """,
    example: .migration(
      shipped: "CREATE TABLE users (id int); CREATE SCHEMA accounts;",
      added: "ALTER TABLE users SET SCHEMA accounts;"),
    nearMiss: .migration(
      shipped: "CREATE SCHEMA accounts;",
      added: "CREATE TABLE users (id int); ALTER TABLE users SET SCHEMA accounts;"))

  static let all = [columnRenamed, tableRenamed, bridged, objectRenamed, schemaChanged]

  /// What an operation does to names that is worth telling.
  static func facts(about it: Situation) -> [Fact] {
    switch it.action {
    case .alterTable(let table, .renameColumn(let old, let new)):
      it.isOld(column: old, of: table)
        ? [column(old, of: table, to: new, as: "column", it)] : []
    case .alterComposite(let type, .renameColumn(let old, let new)):
      it.isOld(.type, type) ? [column(old, of: type, to: new, as: "attribute", it)] : []
    case .alterTable(let table, .renameConstraint(let old, let new)):
      it.isLive(table)
        ? [
          Fact(
            rule: objectRenamed, element: table.member(old),
            message: "constraint \(old.quoted) of \(table.quoted) was renamed to \(new.quoted)",
            classification: .risky)
        ] : []
    case .rename(let kind, let name, let new):
      it.isOld(kind, name) ? [renamed(kind, name, to: new, it)] : []
    case .setSchema(let kind, let name, let schema):
      it.isOld(kind, name) ? [moved(kind, name, to: schema, it)] : []
    default: []
    }
  }

  private static func column(
    _ old: Name, of table: ObjectName, to new: Name, as word: String, _ it: Situation
  ) -> Fact {
    let message = "\(word) \(old.quoted) of \(table.quoted) was renamed to \(new.quoted)"
    guard it.isSucceeded(old, in: table) else {
      return Fact(
        rule: columnRenamed, element: table.member(old), message: message, locks: it.blockingLocks)
    }
    // Only a trigger keeps two columns that both are written alike.
    return Fact(
      rule: bridged, element: table.member(old), message: message + ", and another took its name",
      locks: it.blockingLocks, classification: it.getsTrigger(table) ? .neutral : .risky)
  }

  private static func renamed(
    _ kind: ObjectKind, _ name: ObjectName, to new: Name, _ it: Situation
  ) -> Fact {
    let message = "\(kind.rawValue) \(name.quoted) was renamed to \(new.quoted)"
    if let successor = it.successor(of: kind, name) {
      return Fact(
        rule: bridged, element: name.shown,
        message: "\(message), and \(successor.rawValue) \(name.quoted) took its place",
        locks: it.blockingLocks, classification: successor == .view ? .neutral : .risky)
    }
    let isTable = kind == .table || kind == .foreignTable
    // Defaults go on with a sequence whatever its name is.
    let classification: Classification? =
      kind == .sequence ? .risky : kind.isNamedInStatements ? nil : .neutral
    return Fact(
      rule: isTable ? tableRenamed : objectRenamed, element: name.shown, message: message,
      locks: it.blockingLocks, classification: classification)
  }

  private static func moved(
    _ kind: ObjectKind, _ name: ObjectName, to schema: Name, _ it: Situation
  ) -> Fact {
    let message = "\(kind.rawValue) \(name.quoted) was moved to schema \(schema.quoted)"
    if let successor = it.successor(of: kind, name) {
      return Fact(
        rule: bridged, element: name.shown,
        message: "\(message), and \(successor.rawValue) \(name.quoted) took its place",
        locks: it.blockingLocks, classification: successor == .view ? .neutral : .risky)
    }
    return Fact(
      rule: schemaChanged, element: name.shown, message: message, locks: it.blockingLocks,
      classification: kind.isNamedInStatements ? nil : .neutral)
  }
}

extension ObjectKind {
  /// Whether statements of applications name objects of the kind.
  var isNamedInStatements: Bool {
    switch self {
    case .index, .trigger, .eventTrigger, .rule, .policy, .statistics, .tablespace, .accessMethod,
      .language, .userMapping, .transform, .conversion:
      false
    default: true
    }
  }
}

extension Situation {
  /// Whether a column that holds all values of another takes over its name later in the file.
  fileprivate func isSucceeded(_ old: Name, in table: ObjectName) -> Bool {
    let former = schema.table(table)?.column(old)?.type
    return rest.contains { operation in
      guard case .alterTable(let other, .addColumn(let column, _)) = operation.action,
        other.key == table.key, column.name == old
      else { return false }
      guard let former, let type = column.type else { return true }
      return switch TypeCost(from: former, to: type, in: schema) {
      case .otherKind, .narrowed: false
      default: true
      }
    }
  }

  /// Whether a trigger of a table is made later in the file.
  fileprivate func getsTrigger(_ table: ObjectName) -> Bool {
    rest.contains { operation in
      guard case .createTrigger(let trigger) = operation.action else { return false }
      return trigger.table.key == table.key
    }
  }

  /// The kind of what takes over the name of an object later in the release; nil if nothing does.
  fileprivate func successor(of kind: ObjectKind, _ name: ObjectName) -> ObjectKind? {
    for operation in rest {
      switch operation.action {
      case .createView(let view) where kind.holdsRows && view.name.key == name.key:
        return view.isMaterialized ? .materializedView : .view
      case .createTable(let table) where kind.holdsRows && table.name.key == name.key:
        return .table
      case .createEnum(let other, _) where kind == .type && other.key == name.key: return .type
      case .rename(let other, let old, let new)
      where (other == kind || other.holdsRows && kind.holdsRows)
        && ObjectName(schema: old.schema, new).key == name.key:
        return other
      default: continue
      }
    }
    return nil
  }
}
