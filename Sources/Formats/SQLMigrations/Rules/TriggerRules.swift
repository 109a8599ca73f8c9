import PostgresSchema
import ReleaseModel
import SourceModel

/// What happens to triggers, and to rules that rewrite statements.
enum TriggerRules {
  static let added = Rule(
    migration: "sql/trigger-added", "Trigger added to a live table", is: .neutral,
    for: [.producers, .operators], phase: .expand, norm: "CREATE TRIGGER",
    rationale: """
      Writes wait while it is made, and from then on each write of the code before the release runs \
      the trigger, which may change or refuse it.
      """,
    remedy: """
      Set a limit on waiting, and let the trigger's function accept what the code before the release \
      writes: `SET lock_timeout = '2s'; CREATE TRIGGER orders_audit AFTER UPDATE ON orders FOR EACH \
      ROW EXECUTE FUNCTION audit();`.
      """,
    example: .migration(
      shipped: "CREATE TABLE orders (id int);",
      added: """
        CREATE TRIGGER orders_audit AFTER UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION audit();
        """),
    nearMiss: .migration(
      shipped: "CREATE TABLE users (id int);",
      added: """
        CREATE TABLE orders (id int);
        CREATE TRIGGER orders_audit AFTER UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION audit();
        """))

  static let removed = Rule(
    migration: "sql/trigger-removed", "Trigger dropped or disabled", is: .risky,
    for: [.consumers, .producers, .storedData], phase: .contract,
    norm: "DROP TRIGGER; ALTER TABLE, DISABLE TRIGGER",
    rationale: """
      The code before the release may rely on what the trigger writes or refuses, and what it wrote \
      for rows in between is missing for good.
      """,
    remedy: """
      Release code that does the trigger's work first, and drop the trigger a release later: \
      `DROP TRIGGER orders_audit ON orders;`.
      """,
    example: .migration(
      shipped: """
        CREATE TABLE orders (id int);
        CREATE TRIGGER orders_audit AFTER UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION audit();
        """,
      added: "DROP TRIGGER orders_audit ON orders;"),
    nearMiss: .migration(
      shipped: """
        CREATE TABLE orders (id int);
        CREATE TRIGGER orders_audit AFTER UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION audit();
        """,
      added: """
        DROP TRIGGER orders_audit ON orders;
        CREATE TRIGGER orders_audit AFTER UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION audit();
        """))

  static let all = [added, removed]

  /// What an operation does to triggers that is worth telling.
  static func facts(about it: Situation) -> [Fact] {
    switch it.action {
    case .createTrigger(let trigger):
      guard it.isUsed(trigger.table),
        it.schema.trigger(trigger.name, on: trigger.table) == nil,
        !it.wasDropped(.trigger, ObjectName(trigger.name), of: trigger.table)
      else { return [] }
      return [
        Fact(
          rule: added, element: trigger.table.member(trigger.name),
          message: "trigger \(trigger.name.quoted) was added to \(trigger.table.quoted)",
          locks: it.blockingLocks)
      ]
    case .drop(let drop) where drop.kind == .trigger:
      guard let table = drop.table, it.isUsed(table), it.isOld(drop), !it.isAbsent(drop),
        !it.isMadeAgain(drop)
      else { return [] }
      return [
        Fact(
          rule: removed, element: drop.element,
          message: "trigger \(drop.object.quoted) of \(table.quoted) was dropped",
          locks: it.blockingLocks)
      ]
    case .alterTable(let table, .disableTrigger(let name)):
      guard it.isLive(table), !it.isEnabledAgain(name, on: table) else { return [] }
      return [
        Fact(
          rule: removed, element: table.member(name),
          message: name.map { "trigger \($0.quoted) of \(table.quoted) was disabled" }
            ?? "the triggers of \(table.quoted) were disabled",
          locks: it.blockingLocks)
      ]
    case .set("session_replication_role", let value?, _) where value.asciiLowercased == "replica":
      return [
        Fact(
          rule: removed, element: "session_replication_role",
          message: "triggers and foreign keys were switched off for what follows")
      ]
    case .create(.rule, let name, _, let text):
      guard let rewriting = Rewriting(text), rewriting.isInstead, it.isLive(rewriting.table),
        it.schema.view(rewriting.table) == nil
      else { return [] }
      let deed = rewriting.doesNothing ? "nothing" : "something else"
      return [
        Fact(
          rule: StatementRules.objectAltered, element: rewriting.table.member(name.name),
          message: "rule \(name.quoted) of \(rewriting.table.quoted) does \(deed) instead of"
            + " \(rewriting.event)",
          locks: [Fact.Lock(mode: .accessExclusive, table: rewriting.table)],
          classification: .breaking)
      ]
    default: return []
    }
  }
}

/// What a `CREATE RULE` says: `CREATE RULE r AS ON INSERT TO t DO INSTEAD NOTHING`.
private struct Rewriting {
  let table: ObjectName
  /// The statement that is rewritten, in upper case.
  let event: String
  let isInstead: Bool
  let doesNothing: Bool

  /// Reads a normalized statement; nil if it is none.
  init?(_ text: Name) {
    let words = text.bytes.split(separator: 0x20).map { Name($0) }
    guard let on = words.firstIndex(of: "on"), on + 2 < words.count, words[on + 2] == "to",
      let last = words.indices.first(where: { $0 > on + 2 && words[$0] == "do" })
    else { return nil }
    let written = words[(on + 3)..<last].prefix { $0 != "where" }.flatMap(\.bytes)
    let parts = written.filter { $0 != UInt8(ascii: "\"") }.split(separator: UInt8(ascii: "."))
    guard let name = parts.last else { return nil }
    table = ObjectName(schema: parts.dropLast().last.map { Name($0) } ?? "", Name(name))
    event = words[on + 1].text.uppercased()
    let deed = words[(last + 1)...]
    isInstead = deed.first == "instead"
    doesNothing = deed.dropFirst().first == "nothing"
  }
}

extension Situation {
  /// Whether the file enables a trigger again that it disables.
  fileprivate func isEnabledAgain(_ name: Name?, on table: ObjectName) -> Bool {
    rest.contains { operation in
      guard case .alterTable(let other, .enableTrigger(let enabled)) = operation.action else {
        return false
      }
      return other.key == table.key && (enabled == name || enabled == nil)
    }
  }

  /// Whether a part enables a trigger that the file disabled before.
  func isUndone(_ part: TableAction, on table: ObjectName) -> Bool {
    guard case .enableTrigger(let name) = part else { return false }
    return earlier.contains { operation in
      guard case .alterTable(let other, .disableTrigger(let disabled)) = operation.action else {
        return false
      }
      return other.key == table.key && (disabled == name || disabled == nil)
    }
  }
}
