package import ReleaseModel

/// Checks what was done, held against what ships.
package enum EvidenceChecks {
  /// What it can find.
  package static let rules: [FindingRule] = []

  /// What is missing or wrong.
  package static func facts(in scene: ReleaseScene, _ folder: ReleaseFolder?) -> [ReleaseFact] {
    []
  }
}
