package import ReleaseModel
import SourceModel

/// How a policy came to its word on one change or finding, step by step.
package struct Derivation: Sendable {
  /// What the policy was asked about.
  package enum Subject: Sendable {
    /// A change, with its rule if it is known.
    case change(Change, Rule?)
    /// A finding that is about no change.
    case finding(Finding)
  }

  /// What the policy was asked about.
  package let subject: Subject
  /// Each clause, in the order of packs, with what came of it.
  package let considered: [Consideration]
  /// The severity that the configuration sets for the rule.
  package let override: SeveritySetting?
  /// The finding, its waiver included; nil if there is none.
  package let finding: Finding?
}

extension Policy {
  /// How the policy came to its word on the change or finding of a fingerprint.
  ///
  /// - Parameters:
  ///   - fingerprint: All 32 digits, or enough of the first.
  ///   - findings: The findings of the run, waivers applied.
  /// - Returns: nil if nothing has the fingerprint, or several things have it.
  package func derivation(
    of fingerprint: String, changes: [Change], findings: [Finding], rules: (RuleID) -> Rule?,
    facts: Facts
  ) -> Derivation? {
    guard !fingerprint.isEmpty else { return nil }
    let named = findings.filter { $0.fingerprint.hasPrefix(fingerprint) }
    let ofFindings = Set(named.compactMap(\.change))
    let matching = changes.filter {
      $0.fingerprint.hasPrefix(fingerprint) || ofFindings.contains($0.fingerprint)
    }
    let others = named.filter { $0.change == nil }
    if let finding = others.first {
      let isAlone =
        matching.isEmpty && others.allSatisfy { $0.fingerprint == finding.fingerprint }
      return isAlone ? derivation(of: finding, facts) : nil
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
      subject: .change(change, rule), considered: considered, override: overrides[change.rule],
      finding: findings.first { $0.change == change.fingerprint })
  }

  private func derivation(of finding: Finding, _ facts: Facts) -> Derivation {
    let considered = clauses.map {
      consider($0, finding.rule, at: finding.path, components: facts.components)
    }
    return Derivation(
      subject: .finding(finding), considered: considered, override: overrides[finding.rule],
      finding: finding)
  }
}

extension Derivation {
  /// The derivation in lines, a line end at its end.
  package var text: String {
    var lines: [String] = []
    switch subject {
    case .change(let change, let rule):
      lines += [
        "\(change.classification.rawValue) \(change.rule): \(change.message)",
        "  element     \(change.element)",
        "  fingerprint \(change.fingerprint)",
        "",
        "classification",
      ]
      lines += Self.classification(of: change, rule).map { "  \($0)" }
    case .finding(let finding):
      lines += ["\(finding.rule): \(finding.message)", "  fingerprint \(finding.fingerprint)"]
    }
    lines += ["", "clauses"]
    for consideration in considered { lines += consideration.lines.map { "  \($0)" } }
    lines += ["", "outcome"]
    lines += outcome.map { "  \($0)" }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The row of the rule, and the cell that counts.
  private static func classification(of change: Change, _ rule: Rule?) -> [String] {
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

  private var outcome: [String] {
    var lines: [String] = []
    if let override {
      lines.append("the configuration sets the rule to \(override.rawValue)")
    }
    guard let finding else { return lines + ["nothing is found"] }
    let origin = finding.clause.isEmpty ? "by itself" : "by the clause '\(finding.clause)'"
    lines.append("\(finding.severity.rawValue) \(origin)")
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
    case .forChangesOnly:
      return ["\(place): does not speak of it, its demands are for changes only"]
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
