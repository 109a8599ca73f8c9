package import ReleaseModel

/// Holds a release's documents, plans and evidence against what its range changes.
package enum ReleaseChecking {
  /// Everything that can be found beside changes in contracts.
  package static var rules: [FindingRule] {
    DocumentChecks.rules + RecordChecks.rules + EvidenceChecks.rules + LeverChecks.rules
  }

  /// Judges a range.
  package static func judge(_ scene: ReleaseScene) -> ReleaseJudgement {
    let folder = ReleaseFolder(of: scene)
    let facts =
      DocumentChecks.facts(in: scene, folder) + RecordChecks.facts(in: scene, folder)
      + EvidenceChecks.facts(in: scene, folder) + LeverChecks.facts(in: scene, folder)
    return ReleaseJudgement(folder: folder, facts: facts, levers: [], evidence: [])
  }
}

/// What was found of a release.
package struct ReleaseJudgement {
  /// The folder of the release; nil if there is none.
  package let folder: ReleaseFolder?
  /// What is missing or wrong.
  package let facts: [ReleaseFact]
  /// How each change is taken back, in the order of the changes.
  package let levers: [Lever]
  /// The evidence of the release, in path order.
  package let evidence: [EvidenceState]
}
