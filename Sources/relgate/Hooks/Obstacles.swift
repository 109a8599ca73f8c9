import ReleaseModel

extension Report {
  /// The report with nothing in it but what keeps it from passing.
  func obstacles(from threshold: Severity) -> Report {
    guard let judgement else { return self }
    let findings = judgement.findings.filter { $0.severity >= threshold && $0.waiver == nil }
    let spokenOf = Set(findings.compactMap(\.change))
    var report = Report(
      version: version, before: before, after: after, rangeReason: rangeReason, asOf: asOf,
      contracts: contracts, unchangedContracts: unchangedContracts,
      changes: changes.filter { spokenOf.contains($0.fingerprint) },
      problems: problems.filter(\.isOpen), notJudged: [])
    report.judgement = Judgement(
      question: judgement.question, policy: judgement.policy, findings: findings, checklist: [],
      ladders: [], bumps: judgement.bumps, verdict: judgement.verdict)
    return report
  }

  /// What was found, in a phrase: `2 changes, 1 warning, 1 waived`.
  var tally: String {
    func counted(_ count: Int, _ noun: String) -> String {
      "\(count) \(noun)\(count == 1 ? "" : "s")"
    }
    let warnings = judgement?.count(of: .warning) ?? 0
    let waived = judgement?.waivedCount ?? 0
    let parts =
      [counted(changes.count, "change")]
      + (warnings > 0 ? [counted(warnings, "warning")] : [])
      + (waived > 0 ? ["\(waived) waived"] : [])
    return parts.joined(separator: ", ")
  }
}
