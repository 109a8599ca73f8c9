package import GitHistory
package import PolicyPacks
package import ReleaseModel
import SourceModel

/// What became of a waiver of the policy's revision in a run.
package struct WaiverState: Sendable {
  /// What became of it.
  package enum Outcome: Hashable, Sendable {
    /// It excuses so many findings and problems.
    case used(Int)
    /// It speaks of something, and does not count.
    case disregarded
    case expired
    /// It speaks of nothing that was found.
    case unused

    /// The word for output.
    package var word: String {
      switch self {
      case .used: "used"
      case .disregarded: "disregarded"
      case .expired: "expired"
      case .unused: "unused"
      }
    }
  }

  /// The waiver.
  package let waiver: Waiver
  /// What became of it.
  package let outcome: Outcome
}

extension Gate {
  /// Judges a range, and tells what became of every waiver of the policy's revision, in path order.
  package func waivers(
    _ request: CheckRequest, before: Repository, after: Repository
  ) throws(GateError) -> (states: [WaiverState], report: Report) {
    let judging = try judge(request, before: before, after: after)
    return (judging.waiverStates, judging.report)
  }
}

extension Judging {
  fileprivate var waiverStates: [WaiverState] {
    let findings = report.judgement?.findings ?? []
    let applied = findings.compactMap(\.waiver) + report.problems.compactMap(\.waiver)
    return waivers.sorted { ($0.file, $0.line) < ($1.file, $1.line) }.map { waiver in
      let uses = applied.count { $0 == waiver.applied }
      let isDisregarded = findings.contains {
        $0.rule == "waiver/disregarded" && $0.path == waiver.file
      }
      let isExpired = report.asOf.map { waiver.expires < $0 } ?? false
      let outcome: WaiverState.Outcome =
        uses > 0 ? .used(uses) : isExpired ? .expired : isDisregarded ? .disregarded : .unused
      return WaiverState(waiver: waiver, outcome: outcome)
    }
  }
}
