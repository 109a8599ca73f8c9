package import ReleaseModel

/// Holds a release's documents, plans and evidence against what its range changes.
package enum ReleaseChecking {
  /// Everything that can be found beside changes in contracts.
  package static var rules: [FindingRule] {
    DocumentChecks.rules + RecordChecks.rules + EvidenceChecks.rules + LeverChecks.rules
      + KnowledgeChecks.rules
  }

  /// Judges a range.
  package static func judge(_ scene: ReleaseScene) -> ReleaseJudgement {
    let folder = ReleaseFolder(of: scene)
    let shelf = EvidenceShelf(of: scene, folder)
    let (levers, leverFacts) = LeverChecks.judge(scene, folder, shelf)
    let facts =
      DocumentChecks.facts(in: scene, folder) + RecordChecks.facts(in: scene, folder)
      + EvidenceChecks.facts(in: scene, shelf) + leverFacts
      + KnowledgeChecks.facts(in: scene, folder)
    return ReleaseJudgement(
      folder: folder, files: scene.after, facts: facts,
      demandedDocuments: RequiredDocuments.kinds(in: DocumentScene(of: scene, folder)),
      levers: levers, evidence: shelf.states,
      evidenceProof: shelf.proof, leverProof: LeverProofs(levers).proof)
  }
}
