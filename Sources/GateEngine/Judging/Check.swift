package import GitHistory
import PolicyPacks
package import ReleaseModel

/// What the gate is asked.
package struct CheckRequest: Sendable {
  /// The range, as it is written.
  package var spelling: RangeSpelling
  /// Whether the range is about to be merged, or to be released.
  package var question: Judgement.Question
  /// The revision whose configuration counts; nil for the one that the question gives.
  package var policyRevision: String?
  /// Why that revision, if `--policy-from` does not name it.
  package var policyReason: String?
  /// Whether what is released is new, and not in the main branch: its date is then its own word.
  package var isUnmerged = false
  /// Whether documents and evidence of the release are looked at even if no pack asks.
  var isAboutRelease = false
  /// Packs beside those of the configuration, as the command line names them.
  package var packs: [String] = []
  /// The severity from which on a finding blocks.
  package var threshold = Severity.error

  /// What lives were read before; nil to read them again.
  package var cache: LadderCache?

  /// Asks about a range.
  package init(_ spelling: RangeSpelling, _ question: Judgement.Question) {
    self.spelling = spelling
    self.question = question
  }
}

extension Gate {
  /// Judges a range by the policy of its revision.
  ///
  /// The handles are two on the same repository: one per side.
  package func check(
    _ request: CheckRequest, before: Repository, after: Repository
  ) throws(GateError) -> Report {
    try judge(request, before: before, after: after).report
  }

  /// How the verdict on one finding or change came about, as text; nil if the report has nothing of
  /// that fingerprint.
  package func explain(
    _ fingerprint: String, _ request: CheckRequest, before: Repository, after: Repository
  ) throws(GateError) -> String? {
    let judged = try judge(request, before: before, after: after)
    return judged.derivation(of: fingerprint)
  }

  func judge(
    _ request: CheckRequest, before: Repository, after: Repository
  ) throws(GateError) -> Judging {
    let (range, source) = try policy(for: request, in: after)
    var trees = try pair(range, before, after)
    trees.willRead = willRead
    // What nothing precedes is released as one, and nobody uses any of it yet.
    trees.isWholeTree = false
    var configuration = source.configuration
    if range.files == nil {
      for side in [range.before, range.after] where side.tree != source.revision.tree {
        configuration = try widened(configuration, by: side, in: after)
      }
    }
    let compared = try compare(trees, configuration)
    return try Judging(
      gate: self, request: request, range: range, source: source, compared: compared,
      repositories: (before, after))
  }
}
