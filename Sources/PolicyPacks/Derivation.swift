package import ReleaseModel
import SourceModel

/// How a policy came to its word on one change, step by step.
package struct Derivation: Hashable, Sendable {
  /// The change.
  package let change: Change
  /// Its rule; nil if it is not known.
  package let rule: Rule?
  /// Each clause, in the order of packs, with what came of it.
  package let considered: [Consideration]
  /// The severity that the configuration sets for the rule.
  package let override: SeveritySetting?
  /// The finding, its waiver included; nil if there is none.
  package let finding: Finding?

  package static func == (a: Derivation, b: Derivation) -> Bool {
    a.change == b.change && a.rule === b.rule && a.considered == b.considered
      && a.override == b.override && a.finding == b.finding
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(change)
    hasher.combine(considered)
  }
}

extension Policy {
  /// How the policy came to its word on the change of a fingerprint, or of a finding's.
  ///
  /// - Parameters:
  ///   - fingerprint: All 32 digits, or enough of the first.
  ///   - findings: The findings of the run, waivers applied.
  /// - Returns: nil if no change has the fingerprint, or several have it.
  package func derivation(
    of fingerprint: String, changes: [Change], findings: [Finding], rules: (RuleID) -> Rule?,
    facts: Facts
  ) -> Derivation? {
    guard !fingerprint.isEmpty else { return nil }
    let named = Set(
      findings.filter { $0.fingerprint.hasPrefix(fingerprint) }.compactMap(\.change))
    let matching = changes.filter {
      $0.fingerprint.hasPrefix(fingerprint) || named.contains($0.fingerprint)
    }
    guard let change = matching.first,
      matching.allSatisfy({ $0.fingerprint == change.fingerprint })
    else { return nil }
    let rule = rules(change.rule)
    let considered = clauses.map { clause in
      clause.criteria.matches(change.rule)
        ? consider(clause, change, rule, facts)
        : Consideration(clause: clause, outcome: .unmatched(.rule))
    }
    return Derivation(
      change: change, rule: rule, considered: considered, override: overrides[change.rule],
      finding: findings.first { $0.change == change.fingerprint })
  }
}

extension Derivation {
  /// The derivation in lines, a line end at its end.
  package var text: String {
    var lines = [
      "\(change.classification.rawValue) \(change.rule): \(change.message)",
      "  element     \(change.element)",
      "  fingerprint \(change.fingerprint)",
      "",
      "classification",
    ]
    lines += classificationLines.map { "  \($0)" }
    lines += ["", "clauses"]
    for consideration in considered { lines += consideration.lines.map { "  \($0)" } }
    lines += ["", "outcome"]
    lines += outcomeLines.map { "  \($0)" }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The row of the rule, and the cell that counts.
  private var classificationLines: [String] {
    guard let rule else { return ["the rule '\(change.rule)' is not known"] }
    let row = rule.classification
    var lines: [String] = []
    if let word = row.word {
      lines.append("\(word.rawValue) in every position")
    } else {
      lines.append(
        "accepted \(row.accepted.rawValue), returned \(row.returned.rawValue),"
          + " both or stored \(row.both.rawValue)")
      lines.append(
        change.position.map { "position \($0.rawValue)" }
          ?? "no position, so that the gravest counts")
    }
    if let announced = row.announced {
      lines.append(
        "\(announced.rawValue) at most if the end was announced before, which it "
          + (change.isAnnounced ? "was" : "was not"))
    }
    lines.append("this change is \(change.classification.rawValue)")
    if row.classification(at: change.position, announced: change.isAnnounced)
      != change.classification
    {
      lines.append("as the comparison of the whole contract found")
    }
    lines.append("the rule touches the promise '\(rule.strictness.rawValue)'")
    return lines
  }

  private var outcomeLines: [String] {
    var lines: [String] = []
    if let override {
      lines.append("the configuration sets '\(change.rule)' to \(override.rawValue)")
    }
    guard let finding else { return lines + ["nothing is found"] }
    lines.append(
      "\(finding.severity.rawValue)"
        + (finding.clause.isEmpty ? "" : " by the clause '\(finding.clause)'"))
    if let waiver = finding.waiver {
      lines.append(
        "waived by \(waiver.owner) until \(waiver.expires) (\(waiver.file):\(waiver.line)):"
          + " \(waiver.reason)")
    } else {
      lines.append("no waiver")
    }
    return lines
  }
}

extension Consideration {
  fileprivate var lines: [String] {
    let place = "\(clause.name) (\(clause.path):\(clause.line))"
    switch outcome {
    case .passedOver(let strictness):
      return [
        "\(place): passed over, it looks at promises up to '\(clause.strictness.rawValue)',"
          + " the change touches '\(strictness.rawValue)'"
      ]
    case .unmatched(let criterion):
      return ["\(place): does not speak of it, '\(criterion.rawValue)' does not match"]
    case .satisfied(let met):
      return ["\(place): \(clause.severity.rawValue) unless"] + met.map { "  met: \($0.line)" }
    case .found(let unmet, let met):
      if unmet.isEmpty { return ["\(place): \(clause.severity.rawValue)"] }
      return ["\(place): \(clause.severity.rawValue) unless"]
        + unmet.map { "  not met: \($0.line)" } + met.map { "  met: \($0.line)" }
    }
  }
}

extension Finding.Requirement {
  fileprivate var line: String { "\(requirement) (\(proof))" }
}
