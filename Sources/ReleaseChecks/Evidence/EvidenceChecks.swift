package import ReleaseModel
import ReleaseRecords
import SourceModel

/// Checks what was done, held against what ships.
package enum EvidenceChecks {
  /// What it can find.
  package static let rules: [FindingRule] =
    StatementRules.all + SignatureRules.all + CoverageRules.all + ManifestRules.all
    + CutoverRules.all + WindowRules.all + ContractRules.all

  /// What is missing or wrong in evidence that was read.
  package static func facts(in scene: ReleaseScene, _ shelf: EvidenceShelf) -> [ReleaseFact] {
    let windows = OpenWindow.open(in: scene)
    let stores = windows.flatMap { $0.value.stores.map(\.value) }
    return shelf.items.flatMap(\.facts) + CoverageChecks.facts(in: scene, shelf)
      + ManifestChecks(in: scene, shelf, declared: stores.isEmpty ? nil : Set(stores)).facts
      + CutoverChecks(scene: scene, shelf: shelf, windows: windows).facts
      + WindowChecks(scene: scene, shelf: shelf, windows: windows).facts
      + ContractChecks(scene: scene, shelf: shelf).facts
  }
}
