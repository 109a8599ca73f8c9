package import ReleaseModel

/// Checks what is kept of earlier runs, and whether plans look at it.
package enum KnowledgeChecks {
  /// What it can find.
  package static let rules: [FindingRule] = [
    MalformedNotes.rule, Lessons.rule, RepeatedFailures.rule, MissingAdjustments.rule,
  ]

  /// What is missing or wrong.
  package static func facts(in scene: ReleaseScene, _ folder: ReleaseFolder?) -> [ReleaseFact] {
    let base = KnowledgeBase(scene.knowledge, in: scene.after)
    return MalformedNotes.facts(in: base) + Lessons.facts(in: scene)
      + RepeatedFailures.facts(in: scene, base) + MissingAdjustments.facts(in: scene, folder, base)
  }
}
