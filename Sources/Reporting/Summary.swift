import ReleaseModel

/// The closing sentences of a report for people: what was found, what was looked at, what is open.
func summary(of report: Report, view: View) -> [String] {
  [
    changeSummary(of: report, view: view), contractSummary(of: report),
    surfaceSummary(of: report), unjudgedSummary(of: report), undecidedSummary(of: report),
  ].compactMap(\.self)
}

private func changeSummary(of report: Report, view: View) -> String {
  let counts = countsByGravity(report.changes)
  if counts.isEmpty { return "no changes" }
  return counts.map { classification, count in
    let isHidden = !view.shows(classification)
    let hint = classification == .neutral && view.only == nil ? "not shown, see --all" : "not shown"
    return "\(count) \(classification.rawValue)" + (isHidden ? " (\(hint))" : "")
  }.joined(separator: ", ")
}

private func contractSummary(of report: Report) -> String {
  var parts = Report.ContractStatus.allCases.compactMap { status -> String? in
    let count = report.contracts.count { $0.status == status }
    return count == 0 ? nil : "\(count) \(words(for: status))"
  }
  if let unchanged = report.unchangedContracts, unchanged > 0 {
    parts.append("\(unchanged) unchanged")
  }
  let text =
    parts.isEmpty ? "no contract was touched" : "contracts: " + parts.joined(separator: ", ")
  return (isAboutNothing(report) ? "nothing in scope: " : "") + text
}

/// Whether a gate was asked about a range in which there was nothing to judge.
private func isAboutNothing(_ report: Report) -> Bool {
  guard let judgement = report.judgement else { return false }
  return judgement.findings.isEmpty && report.problems.isEmpty && judgement.evidence.isEmpty
    && !report.contracts.contains { $0.status != .setAside }
}

private func surfaceSummary(of report: Report) -> String? {
  let parts = Report.Surface.allCases.compactMap { surface -> String? in
    let count = report.surfaces[surface, default: []].count
    return count == 0 ? nil : "\(surface.rawValue) \(counted(count, "file"))"
  }
  return parts.isEmpty ? nil : "surfaces: " + parts.joined(separator: ", ")
}

private func unjudgedSummary(of report: Report) -> String? {
  let count = report.notJudged.count
  if count == 0 { return nil }
  return counted(count, "changed file was", "changed files were") + " not judged"
}

private func undecidedSummary(of report: Report) -> String? {
  let count = report.problems.count(where: \.isOpen)
  if count == 0 { return nil }
  return "undecided: \(counted(count, "problem")) can hide a difference"
}

/// The word for what became of a contract.
func words(for status: Report.ContractStatus) -> String {
  status == .setAside ? "set aside" : status.rawValue
}
