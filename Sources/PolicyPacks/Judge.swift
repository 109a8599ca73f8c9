package import ReleaseModel
package import SourceModel

/// What a policy makes of the changes of a run.
package struct Judged: Hashable, Sendable {
  /// A change that a clause would have found, had its demands not been met.
  package struct Proven: Hashable, Sendable {
    /// The fingerprint of the change.
    package let change: String
    /// The clause, as `pack/clause-id`.
    package let clause: String
    /// What was demanded, with the proof that it is met.
    package let met: [Finding.Requirement]
  }

  /// The findings in report order: one for a change, and those about moved sunsets.
  package let findings: [Finding]
  /// All clauses that found something, by the fingerprint of their finding.
  package let clauses: [String: [String]]
  /// What was demanded and is met, in the order of changes.
  package let proven: [Proven]
}

/// What came of holding a clause against a change.
package struct Consideration: Hashable, Sendable {
  /// What came of it.
  package enum Outcome: Hashable, Sendable {
    /// The change touches a stricter promise than the clause looks at.
    case passedOver(Strictness)
    /// The clause does not speak of the change: the first criterion that does not match.
    case unmatched(Criteria.Criterion)
    /// The clause makes demands, which are for changes only.
    case forChangesOnly
    /// All demands are met.
    case satisfied(met: [Finding.Requirement])
    /// The clause finds the change.
    case found(unmet: [Finding.Requirement], met: [Finding.Requirement])
  }

  /// The clause.
  package let clause: Clause
  /// What came of it.
  package let outcome: Outcome
}

/// A policy's word on something: how much it weighs, and by which clause.
package struct Ruling: Hashable, Sendable {
  /// The severity; nil if it is not found at all.
  package let severity: Severity?
  /// The clause, as `pack/clause-id`; empty if no clause spoke.
  package let clause: String
}

extension Policy {
  /// The clause under which the configuration's own severities stand.
  static let overrideClause = "config/rules"

  /// Judges changes.
  ///
  /// - Parameter rules: Gives the rule of an id; a change without one is of the weakest promise.
  package func judge(
    _ changes: [Change], rules: (RuleID) -> Rule?, facts: Facts
  ) -> Judged {
    var findings: [Finding] = []
    var clauses: [String: [String]] = [:]
    var proven: [Judged.Proven] = []
    var promises = BrokenPromises()
    var candidates: [RuleID: [Clause]] = [:]
    for change in changes {
      let rule = rules(change.rule)
      // Patterns over ids are the same for all changes of a rule.
      let matching =
        candidates[change.rule] ?? self.clauses.filter { $0.criteria.matches(change.rule) }
      candidates[change.rule] = matching
      let considered = matching.map { consider($0, change, rule, facts) }
      for case (let clause, .satisfied(let met)) in considered.map({ ($0.clause, $0.outcome) }) {
        proven.append(Judged.Proven(change: change.fingerprint, clause: clause.name, met: met))
      }
      if considered.contains(where: \.looksAtDeprecation) { promises.look(facts.lives(change)) }
      guard let finding = finding(change, rule, considered) else { continue }
      findings.append(finding.finding)
      clauses[finding.finding.fingerprint] = finding.clauses
    }
    findings += promises.findings(self, facts)
    return Judged(findings: findings.sorted(), clauses: clauses, proven: proven)
  }

  /// Holds a clause whose rules match against a change.
  func consider(_ clause: Clause, _ change: Change, _ rule: Rule?, _ facts: Facts) -> Consideration
  {
    if let mismatch = clause.criteria.mismatchBesideRule(change, components: facts.components) {
      return Consideration(clause: clause, outcome: .unmatched(mismatch))
    }
    if let rule, rule.strictness.rank > clause.strictness.rank {
      return Consideration(clause: clause, outcome: .passedOver(rule.strictness))
    }
    var unmet: [Finding.Requirement] = []
    var met: [Finding.Requirement] = []
    for requirement in clause.requirements {
      let proof = requirement.proof(for: change, rule, facts)
      let told = Finding.Requirement(requirement.words, proof: proof.text)
      if proof.isMet { met.append(told) } else { unmet.append(told) }
    }
    return Consideration(
      clause: clause,
      outcome: unmet.isEmpty && !clause.requirements.isEmpty
        ? .satisfied(met: met) : .found(unmet: unmet, met: met))
  }

  /// Holds a clause against something that is no change.
  func consider(
    _ clause: Clause, _ rule: RuleID, at path: RepositoryPath?,
    components: (RepositoryPath) -> [String]
  ) -> Consideration {
    if let mismatch = clause.criteria.mismatch(rule, at: path, components: components) {
      return Consideration(clause: clause, outcome: .unmatched(mismatch))
    }
    return Consideration(
      clause: clause,
      outcome: clause.requirements.isEmpty ? .found(unmet: [], met: []) : .forChangesOnly)
  }

  /// The finding about a change, with all clauses that make it; nil if none does.
  func finding(
    _ change: Change, _ rule: Rule?, _ considered: [Consideration]
  ) -> (finding: Finding, clauses: [String])? {
    var unmet: [Finding.Requirement] = []
    var met: [Finding.Requirement] = []
    var found: [Clause] = []
    for case (let clause, .found(let lacking, let proven)) in considered.map({
      ($0.clause, $0.outcome)
    }) where clause.severity != .off {
      found.append(clause)
      unmet += lacking.filter { !unmet.contains($0) }
      met += proven.filter { !met.contains($0) }
    }
    let override = overrides[change.rule]
    let deciding = Self.deciding(among: found)
    guard let deciding else {
      // The configuration's severity stands for the rule at its gravest.
      guard let severity = override?.severity, let rule, !considered.contains(where: \.isMatch),
        change.classification >= rule.classification.classification(at: nil, announced: false)
      else { return nil }
      return (
        Finding(
          about: change, severity: severity, clause: Self.overrideClause, remedy: rule.remedy),
        [Self.overrideClause]
      )
    }
    guard let severity = (override ?? deciding.severity).severity else { return nil }
    let finding = Finding(
      about: change, severity: severity, clause: deciding.name, remedy: rule?.remedy ?? "",
      unmet: unmet, met: met)
    return (finding, found.map(\.name))
  }

  /// The clause that decides: the severest, of equals one that no waiver excuses, then the last.
  private static func deciding(among clauses: [Clause]) -> Clause? {
    clauses.enumerated().max { a, b in
      if a.element.severity != b.element.severity { return a.element.severity < b.element.severity }
      if a.element.isWaivable != b.element.isWaivable { return a.element.isWaivable }
      return a.offset < b.offset
    }?.element
  }

  /// The severity of something that is no change.
  ///
  /// A clause speaks of it only if it names a rule and asks for nothing that a change alone has.
  ///
  /// - Parameter fallback: Its severity where no clause speaks of it.
  package func ruling(
    on rule: RuleID, at path: RepositoryPath?, default fallback: Severity?,
    components: (RepositoryPath) -> [String] = { _ in [] }
  ) -> Ruling {
    let considered = clauses.map { consider($0, rule, at: path, components: components) }
    let deciding = Self.deciding(among: considered.filter(\.isMatch).map(\.clause))
    let severity = deciding.map(\.severity.severity) ?? fallback
    return Ruling(
      severity: overrides[rule].map(\.severity) ?? severity, clause: deciding?.name ?? "")
  }
}

extension Consideration {
  /// Whether the clause speaks of the change, whatever came of it.
  var isMatch: Bool {
    switch outcome {
    case .passedOver, .unmatched, .forChangesOnly: false
    case .satisfied, .found: true
    }
  }

  fileprivate var looksAtDeprecation: Bool {
    isMatch && clause.requirements.contains { $0.kind == .deprecatedFor }
  }
}

extension Strictness {
  /// The place among the words, each of which includes those before it.
  var rank: Int {
    switch self {
    case .wire: 0
    case .contract: 1
    case .source: 2
    }
  }
}
