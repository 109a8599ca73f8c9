import FormatKit
package import ReleaseModel
import SourceModel

/// Checks how each change is taken back.
package enum LeverChecks {
  /// What it can find.
  package static let rules: [FindingRule] =
    LeverFacts.rules + Coverage.rules + Irreversibility.rules + Prerequisites.rules
    + Procedures.rules + Measurements.rules

  /// How each change that is not neutral is taken back, in the order of the changes, and what is
  /// missing or wrong about it.
  package static func judge(
    _ scene: ReleaseScene, _ folder: ReleaseFolder?, _ shelf: EvidenceShelf
  ) -> (levers: [Lever], facts: [ReleaseFact]) {
    let ground = LeverGround(scene, folder, shelf)
    // Before the first release nothing ran that one could go back to, and nobody relied on it.
    let isFirst = scene.releases.isEmpty && scene.before.files(below: .root).isEmpty
    let levers = LeverEngine(ground).levers
    let facts =
      LeverFacts.facts(ground, isFirst ? [] : levers) + Coverage.facts(ground)
      + Irreversibility.facts(ground)
      + Prerequisites.facts(ground) + Procedures.facts(ground) + Measurements.facts(ground)
    return (levers, facts)
  }
}
