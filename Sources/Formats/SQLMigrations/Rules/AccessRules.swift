import PostgresSchema
import ReleaseModel
import SourceModel

/// What roles may do, and which rows they see.
enum AccessRules {
  static let narrowed = Rule(
    migration: "sql/access-narrowed", "Access narrowed", is: .breaking,
    for: [.consumers, .producers], phase: .contract,
    norm: "REVOKE; Row Security Policies, 5.8",
    rationale: """
      The code before the release may use the right that is gone: its statements fail, or, where a \
      policy hides rows, find nothing without an error.
      """,
    remedy: """
      Release code that does not need the right first. Make the policies before row security is \
      enabled: `CREATE POLICY tenants ON orders USING (tenant = current_setting('app.tenant')); \
      ALTER TABLE orders ENABLE ROW LEVEL SECURITY;`.
      """,
    example: .migration(
      shipped: "CREATE TABLE orders (id int);",
      added: "REVOKE SELECT ON orders FROM reporting;"),
    nearMiss: .migration(
      shipped: "CREATE TABLE orders (id int);",
      added: "GRANT SELECT ON orders TO reporting;"))

  static let widened = Rule(
    migration: "sql/access-widened", "Access widened", is: .additive,
    for: [.consumers, .operators], phase: .expand, norm: "GRANT; Row Security Policies, 5.8",
    rationale: """
      Someone may do more than before, or sees more rows. Nothing that worked fails; whether it is \
      wanted is a question of security.
      """,
    remedy: """
      Grant what is needed and no more: `GRANT SELECT (id, placed) ON orders TO reporting;`.
      """,
    example: .migration(
      shipped: "CREATE TABLE orders (id int);",
      added: "GRANT SELECT ON orders TO reporting;"),
    nearMiss: .migration(
      shipped: "CREATE TABLE orders (id int);",
      added: "REVOKE SELECT ON orders FROM reporting;"))

  static let all = [narrowed, widened]

  /// What an operation does to access that is worth telling.
  static func facts(about it: Situation) -> [Fact] {
    switch it.action {
    case .revoke(let grant): revoke(grant, it)
    case .grant(let grant):
      [
        Fact(
          rule: widened, element: grant.element,
          message: "\(grant.sentence) was granted to \(grant.roleList)")
      ]
    case .drop(let drop) where drop.kind == .role:
      it.isOld(drop)
        ? [
          Fact(
            rule: narrowed, element: drop.element,
            message: "role \(drop.object.quoted) was dropped")
        ] : []
    case .drop(let drop) where drop.kind == .policy: dropPolicy(drop, it)
    case .createPolicy(let policy): createPolicy(policy, it)
    case .alterPolicy(let policy) where it.isLive(policy.table):
      [
        Fact(
          rule: narrowed, element: policy.table.member(policy.name),
          message: "policy \(policy.name.quoted) of \(policy.table.quoted) was changed",
          locks: it.blockingLocks, classification: .risky)
      ]
    case .alterTable(let table, let part) where it.isLive(table):
      rowSecurity(part, of: table, it).map { [$0] } ?? []
    default: []
    }
  }

  private static func revoke(_ grant: Grant, _ it: Situation) -> [Fact] {
    let isOld =
      grant.objects.isEmpty || grant.isWholeSchema || grant.isDefault
      || grant.objects.contains { object in
        grant.kind.map { it.isOld($0, object) && it.isUsed(object) } ?? true
      }
    guard isOld else { return [] }
    let message = "\(grant.sentence) was revoked from \(grant.roleList)"
    return [
      Fact(
        rule: narrowed, element: grant.element, message: message,
        classification: grant.isDefault ? .risky : nil)
    ]
  }

  private static func dropPolicy(_ drop: Drop, _ it: Situation) -> [Fact] {
    guard let table = drop.table, it.isLive(table), it.isOld(drop), !it.isAbsent(drop),
      !it.isMadeAgain(drop)
    else {
      return []
    }
    let isPermissive =
      it.schema.policy(drop.object.name, on: table)?.definition.isPermissive ?? true
    let isEnforced = !it.isKnown(table) || it.schema.table(table)?.isRowSecurityEnabled == true
    return [
      Fact(
        rule: isPermissive ? narrowed : widened, element: drop.element,
        message: "policy \(drop.object.quoted) of \(table.quoted) was dropped",
        locks: it.blockingLocks, classification: isEnforced ? nil : .neutral)
    ]
  }

  private static func createPolicy(_ policy: PolicyDefinition, _ it: Situation) -> [Fact] {
    guard it.isLive(policy.table) else { return [] }
    let kind = policy.isPermissive ? "permissive" : "restrictive"
    let isEnforced =
      !it.isKnown(policy.table) || it.schema.table(policy.table)?.isRowSecurityEnabled == true
    return [
      Fact(
        rule: policy.isPermissive ? widened : narrowed,
        element: policy.table.member(policy.name),
        message: "\(kind) policy \(policy.name.quoted) was added to \(policy.table.quoted)",
        locks: it.blockingLocks, classification: isEnforced ? nil : .neutral)
    ]
  }

  private static func rowSecurity(
    _ part: TableAction, of table: ObjectName, _ it: Situation
  ) -> Fact? {
    switch part {
    case .enableRowSecurity:
      let hasPolicies =
        it.schema.table(table)?.policies.isEmpty == false || it.makesPolicyLater(on: table)
      let isForced = it.schema.table(table)?.isRowSecurityForced == true
      let whom = isForced ? "" : " from all but the owner"
      return Fact(
        rule: narrowed, element: table.shown,
        message: "row security of \(table.quoted) was enabled"
          + (hasPolicies ? "" : " without a policy, which hides all rows\(whom)"),
        locks: it.blockingLocks, classification: hasPolicies ? .risky : nil)
    case .forceRowSecurity:
      return Fact(
        rule: narrowed, element: table.shown,
        message: "row security of \(table.quoted) was enabled for its owner too",
        locks: it.blockingLocks, classification: .risky)
    case .disableRowSecurity, .noForceRowSecurity:
      let whom = part == .disableRowSecurity ? "" : " for its owner"
      return Fact(
        rule: widened, element: table.shown,
        message: "row security of \(table.quoted) was disabled\(whom)",
        locks: it.blockingLocks, classification: .risky)
    default: return nil
    }
  }
}

extension Situation {
  /// Whether the rest of the file makes a policy for a table.
  fileprivate func makesPolicyLater(on table: ObjectName) -> Bool {
    rest.contains { operation in
      guard case .createPolicy(let policy) = operation.action else { return false }
      return policy.table.key == table.key
    }
  }
}
