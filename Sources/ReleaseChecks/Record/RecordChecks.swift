package import ReleaseModel

/// Checks what a release's record says, held against the range, and the registry of deprecations.
package enum RecordChecks {
  /// What it can find.
  package static let rules: [FindingRule] =
    RecordIdentity.rules + ReleaseTags.rules + ReleaseStates.rules + Claims.rules
    + Objectives.rules + DeclaredBreaks.rules + DeclaredVersions.rules + Features.rules
    + Dependencies.rules
    + Risks.rules + Strategies.rules + Backfills.rules + Stages.rules + StageCriteria.rules
    + Triggers.rules + Timeline.rules + RecordNames.rules + WrittenSecrets.rules
    + DeprecationEntries.rules + Removals.rules

  /// What is missing or wrong.
  package static func facts(in scene: ReleaseScene, _ folder: ReleaseFolder?) -> [ReleaseFact] {
    var facts =
      RecordIdentity.facts(in: scene, folder) + ReleaseTags.facts(in: scene, folder)
      + ReleaseStates.facts(in: scene)
    if let folder, let record = folder.value {
      let ground = RecordGround(scene: scene, folder: folder, record: record)
      facts +=
        RecordIdentity.inputs(ground) + Objectives.facts(ground) + Claims.facts(ground)
        + DeclaredBreaks.facts(ground)
        + DeclaredVersions.facts(ground) + Features.facts(ground) + Dependencies.facts(ground)
        + Risks.facts(ground) + Strategies.facts(ground) + Backfills.facts(ground)
      facts +=
        Stages.facts(ground) + StageCriteria.facts(ground) + Triggers.facts(ground)
        + Timeline.facts(ground) + RecordNames.facts(ground) + WrittenSecrets.facts(ground)
    }
    let registry = DeprecationRegistry(scene)
    return facts + DeprecationEntries.facts(registry) + Removals.facts(registry)
  }
}
