package import ReleaseModel

/// Checks how each change is taken back.
package enum LeverChecks {
  /// What it can find.
  package static let rules: [FindingRule] = []

  /// What is missing or wrong.
  package static func facts(in scene: ReleaseScene, _ folder: ReleaseFolder?) -> [ReleaseFact] {
    []
  }
}
