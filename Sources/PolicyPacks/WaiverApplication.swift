package import ReleaseModel
package import SourceModel

/// What waivers made of a run.
package struct Waived: Hashable, Sendable {
  /// The findings in report order, those about waivers among them.
  package let findings: [Finding]
  /// The problems in report order.
  package let problems: [Problem]
  /// The waivers that count and speak of nothing that was found, in the order of their files.
  package let unused: [Waiver]

  /// Gathers what became of a run.
  package init(findings: [Finding], problems: [Problem], unused: [Waiver]) {
    self.findings = findings
    self.problems = problems
    self.unused = unused
  }
}

extension Policy {
  /// How many days before its expiry a waiver is told of.
  static let expiringDays = 14

  /// Applies waivers, once, to everything that was found.
  ///
  /// - Parameters:
  ///   - waivers: Those that count: from the policy revision, or signed inside the range.
  ///   - disregarded: Those that do not count, for the report to say so where one would matter.
  package func waive(
    _ findings: [Finding], _ problems: [Problem], with waivers: [Waiver],
    disregarding disregarded: [DisregardedWaiver] = [], asOf: CalendarDate
  ) -> Waived {
    var application = Application(self, waivers, disregarded, asOf)
    let excused = findings.map { finding in
      var finding = finding
      finding.waiver = application.waiver(for: Excusable(finding), clause: finding.clause)
      return finding
    }
    let settled = problems.map { problem in
      var problem = problem
      if problem.hides {
        problem.waiver = application.waiver(for: Excusable(problem), clause: "")
      }
      return problem
    }
    return Waived(
      findings: (excused + application.notes()).sorted(), problems: settled.sorted(),
      unused: application.unused)
  }
}

/// The waivers of a run, with what became of each.
private struct Application {
  /// What became of a waiver, the weightiest last.
  private enum Fate {
    case disregarded(reason: String)
    case expired
    case applied
  }

  private let policy: Policy
  private let asOf: CalendarDate
  private let waivers: [Waiver]
  private let byRule: [RuleID: [Int]]
  private let disregarded: [DisregardedWaiver]
  private var fates: [Int: Fate] = [:]
  private var missed: Set<Int> = []

  init(
    _ policy: Policy, _ waivers: [Waiver], _ disregarded: [DisregardedWaiver], _ asOf: CalendarDate
  ) {
    self.policy = policy
    self.asOf = asOf
    // The exact before the broad, then the longest: the first that fits stands at the finding.
    self.waivers = waivers.sorted { a, b in
      if a.isBroad != b.isBroad { return b.isBroad }
      if a.expires != b.expires { return a.expires > b.expires }
      return (a.file, a.line) < (b.file, b.line)
    }
    self.disregarded = disregarded
    byRule = Dictionary(grouping: self.waivers.indices) { [waivers = self.waivers] in
      waivers[$0].rule
    }
  }

  /// The waiver that excuses something; notes what becomes of all that speak of it.
  mutating func waiver(for subject: Excusable, clause: String) -> Finding.AppliedWaiver? {
    var applied: Finding.AppliedWaiver?
    for index in byRule[subject.rule] ?? [] where waivers[index].speaks(of: subject) {
      let fate = fate(of: waivers[index], subject, clause: policy.clause(named: clause))
      if case .applied = fate {
        applied = applied ?? waivers[index].applied
        fates[index] = fate
      } else if fates[index] == nil {
        fates[index] = fate
      }
    }
    if applied == nil {
      for (index, other) in disregarded.enumerated() where other.waiver.speaks(of: subject) {
        missed.insert(index)
      }
    }
    return applied
  }

  private func fate(of waiver: Waiver, _ subject: Excusable, clause: Clause?) -> Fate {
    if subject.needsFingerprint, waiver.fingerprint == nil {
      return .disregarded(reason: "what can hide a difference is excused by its fingerprint alone")
    }
    if let clause, !clause.isWaivable {
      return .disregarded(reason: "the clause '\(clause.name)' accepts no waiver")
    }
    if waiver.excusedLine != nil, !waiver.isSigned, clause?.isInlineWaivable != true {
      let name = clause.map { "the clause '\($0.name)'" } ?? "the policy"
      return .disregarded(reason: "\(name) accepts no waiver in a comment")
    }
    if waiver.expires < asOf { return .expired }
    let days = waiver.expires.dayNumber - asOf.dayNumber
    if days > policy.terms.maxDays {
      return .disregarded(
        reason: "it expires in \(count(days, "day")), over the policy's \(policy.terms.maxDays)")
    }
    return .applied
  }

  /// The waivers that speak of nothing.
  var unused: [Waiver] {
    waivers.indices.filter { fates[$0] == nil }.map { waivers[$0] }.sorted {
      ($0.file, $0.line) < ($1.file, $1.line)
    }
  }

  /// What is to be said of waivers.
  func notes() -> [Finding] {
    let own = fates.sorted { $0.key < $1.key }.compactMap { index, fate in
      let waiver = waivers[index]
      let days = waiver.expires.dayNumber - asOf.dayNumber
      return switch fate {
      case .disregarded(let reason): disregard(waiver, reason)
      case .expired:
        note(
          "waiver/expired", waiver,
          "the waiver of '\(waiver.rule)' expired on \(waiver.expires)")
      case .applied:
        days > Policy.expiringDays
          ? nil
          : note(
            "waiver/expiring", waiver,
            "the waiver of '\(waiver.rule)' expires on \(waiver.expires)")
      }
    }
    return own
      + missed.sorted().compactMap { disregard(disregarded[$0].waiver, disregarded[$0].reason) }
  }

  private func disregard(_ waiver: Waiver, _ reason: String) -> Finding? {
    note(
      "waiver/disregarded", waiver, "the waiver of '\(waiver.rule)' does not count: \(reason)")
  }

  private func note(_ rule: RuleID, _ waiver: Waiver, _ message: String) -> Finding? {
    let ruling = policy.ruling(on: rule, at: waiver.file, default: .info)
    return ruling.severity.map { severity in
      Finding(
        rule, severity: severity, clause: ruling.clause, message: message,
        remedy: Policy.problemRules.first { $0.id == rule }?.remedy ?? "",
        element: Name(waiver.rule.text), path: waiver.file, place: waiver.place)
    }
  }
}

extension Waiver {
  /// Where the waiver stands.
  package var place: Place {
    Place(
      path: file, line: line, column: 1, endLine: line, endColumn: 1, excerpt: "", value: "")
  }
}
