package import ReleaseModel

/// Checks what a release's record says, held against the range.
package enum RecordChecks {
  /// What it can find.
  package static let rules: [FindingRule] = []

  /// What is missing or wrong.
  package static func facts(in scene: ReleaseScene, _ folder: ReleaseFolder?) -> [ReleaseFact] {
    []
  }
}
