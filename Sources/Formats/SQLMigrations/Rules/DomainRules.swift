import PostgresSchema
import ReleaseModel
import SourceModel

/// What is demanded of the values of a domain.
enum DomainRules {
  static let constraintAdded = Rule(
    migration: "sql/domain-constraint-added", "Values of a domain restricted", is: .risky,
    for: [.producers, .operators], phase: .contract, norm: "ALTER DOMAIN",
    rationale: """
      Every table with a column of the domain is read, all at once, under a SHARE lock, so that \
      writes to each of them wait. NOT VALID spares the rows that stand. In both cases the code of \
      the release before fails where it writes what is refused from now on.
      """,
    remedy: """
      Spare the rows first, `ALTER DOMAIN price ADD CONSTRAINT price_check CHECK (VALUE >= 0) NOT \
      VALID;`, and read them when few write, since validating takes the same lock: `ALTER DOMAIN \
      price VALIDATE CONSTRAINT price_check;`.
      """,
    example: .migration(
      shipped: "CREATE DOMAIN price AS numeric;\nCREATE TABLE orders (total price);",
      added: "ALTER DOMAIN price ADD CONSTRAINT price_check CHECK (VALUE >= 0);"),
    nearMiss: .migration(
      shipped: "CREATE TABLE orders (id int);",
      added: """
        CREATE DOMAIN price AS numeric;
        ALTER DOMAIN price ADD CONSTRAINT price_check CHECK (VALUE >= 0);
        """))

  static let changed = Rule(
    migration: "sql/domain-changed", "Domain changed", is: .neutral, for: [.producers],
    phase: .expand, norm: "ALTER DOMAIN",
    rationale: "Nothing is refused that was not before.",
    remedy: "Nothing is to do.",
    example: .migration(
      shipped: "CREATE DOMAIN price AS numeric;\nCREATE TABLE orders (total price);",
      added: "ALTER DOMAIN price SET DEFAULT 0;"),
    nearMiss: .migration(
      shipped: "CREATE DOMAIN price AS numeric;\nCREATE TABLE orders (total price);",
      added: "ALTER DOMAIN price ADD CONSTRAINT price_check CHECK (VALUE >= 0);"))

  static let all = [constraintAdded, changed]

  /// What an operation demands of the values of a domain.
  static func facts(about it: Situation) -> [Fact] {
    guard case .alterDomain(let domain, let part) = it.action else { return [] }
    let shown = domain.quoted
    func restriction(_ message: String) -> [Fact] {
      guard it.isOld(.domain, domain) else { return [plain("was restricted")] }
      return [
        Fact(
          rule: constraintAdded, element: domain.shown, message: message, locks: it.blockingLocks)
      ]
    }
    func plain(_ what: String) -> Fact {
      Fact(rule: changed, element: domain.shown, message: "domain \(shown) \(what)")
    }
    switch part {
    case .addConstraint(let constraint):
      let name = constraint.name.map { "constraint \($0.quoted)" } ?? "a constraint"
      let how = constraint.isNotValid ? "as NOT VALID" : "and all rows were read"
      return restriction("\(name) was added to domain \(shown) \(how)")
    case .setNotNull: return restriction("domain \(shown) was made NOT NULL and all rows were read")
    case .validateConstraint(let name):
      return [
        Fact(
          rule: ConstraintRules.validated, element: domain.member(name),
          message: "constraint \(name.quoted) of domain \(shown) was validated",
          locks: it.blockingLocks)
      ]
    case .setDefault: return [plain("was given a default")]
    case .dropConstraint, .dropNotNull, .dropDefault: return []
    }
  }
}
