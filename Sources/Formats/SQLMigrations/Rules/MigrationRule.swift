import ReleaseModel

extension Rule {
  /// States a rule about what a new migration does.
  ///
  /// What shows when before and after change places is a migration that is gone.
  convenience init(
    migration id: RuleID, _ title: String, is classification: Classification,
    for parties: [Party], phase: Phase?, norm clause: String, lifecycle: Lifecycle = .stable,
    rationale: String, remedy: String, example: Example, nearMiss: Example
  ) {
    self.init(
      id, title, is: .always(classification), for: parties, phase: phase,
      inverse: "sql/migration-deleted", norm: Norm("PostgreSQL", clause), lifecycle: lifecycle,
      rationale: rationale, remedy: remedy, example: example, nearMiss: nearMiss)
  }
}

extension Example {
  /// A chain of two migrations, of which a release has carried the first.
  static func migration(shipped: String, added: String) -> Example {
    migration(shipped: shipped, added: [added])
  }

  /// A chain of migrations, of which a release has carried the first.
  static func migration(shipped: String, added: [String]) -> Example {
    let base = "-- file: migrations/20260101000000_base.sql\n\(shipped)\n"
    let rest = added.enumerated().map { index, sql in
      "-- file: migrations/2026020100000\(index)_change.sql\n\(sql)\n"
    }
    return Example(before: base, after: base + rest.joined())
  }
}
