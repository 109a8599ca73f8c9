package import ReleaseModel

/// Checks what was done, held against what ships.
package enum EvidenceChecks {
  /// What it can find.
  package static let rules: [FindingRule] =
    StatementRules.all + SignatureRules.all + CoverageRules.all

  /// What is missing or wrong in evidence that was read.
  package static func facts(in scene: ReleaseScene, _ shelf: EvidenceShelf) -> [ReleaseFact] {
    shelf.items.flatMap(\.facts) + CoverageChecks.facts(in: scene, shelf)
  }
}
