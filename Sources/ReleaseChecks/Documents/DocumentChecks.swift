package import ReleaseModel

/// Checks what the documents of a release say, and leave open.
package enum DocumentChecks {
  /// What it can find.
  package static let rules: [FindingRule] = []

  /// What is missing or wrong.
  package static func facts(in scene: ReleaseScene, _ folder: ReleaseFolder?) -> [ReleaseFact] {
    []
  }
}
