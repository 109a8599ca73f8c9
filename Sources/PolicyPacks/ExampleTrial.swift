package import ReleaseModel
import SourceModel

extension PackExample {
  /// Where the policy finds something else than the example says; empty if it proves itself.
  ///
  /// Every element that changed has lived as `releases` say.
  ///
  /// - Parameter compare: Compares two texts of a format; nil if one cannot be read.
  package func violations(
    of policy: Policy, rules: (RuleID) -> Rule?,
    compare: (_ format: String, _ before: String, _ after: String) -> [Change]?
  ) -> [String] {
    guard let changes = compare(format, before, after) else {
      return ["'\(name)': a contract cannot be read"]
    }
    let facts = Facts(lives: { Lives(own: [ladder(of: $0)]) })
    var found: [RuleID: Severity] = [:]
    for finding in policy.judge(changes, rules: rules, facts: facts).findings {
      found[finding.rule] = max(found[finding.rule] ?? .info, finding.severity)
    }
    return Set(found.keys).union(expected.keys).sorted().compactMap { rule in
      let (actual, stated) = (found[rule], expected[rule])
      if actual == stated { return nil }
      return "'\(name)': \(rule) is \(actual?.rawValue ?? "not found"), not"
        + " \(stated?.rawValue ?? "found")"
    }
  }

  private func ladder(of change: Change) -> Ladder {
    let rungs = releases.map { release in
      let state: Ladder.State =
        switch release.says {
        case .absent: .absent
        case .served: .served
        case .announced: .announced(sunset: release.sunset)
        }
      return Ladder.Rung(tag: release.tag, commit: "", date: release.date, state: state)
    }
    return Ladder(
      contract: change.contract, format: change.format, element: change.element, rungs: rungs,
      asOf: asOf ?? rungs.last?.date ?? CalendarDate(dayNumber: 0),
      standsAtAfter: change.after != nil)
  }
}
