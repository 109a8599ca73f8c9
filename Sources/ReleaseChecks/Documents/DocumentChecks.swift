package import ReleaseModel

/// Checks what the documents of a release say, and leave open.
package enum DocumentChecks {
  /// What it can find.
  package static let rules: [FindingRule] =
    RequiredDocuments.rules + DocumentReadability.rules + DocumentSections.rules
    + UnansweredQuestions.rules + Checklists.rules + DocumentLinks.rules + Weekdays.rules
    + FoundedBullets.rules + ContractPromises.rules + Runbooks.rules + ProfileChecks.rules

  /// What is missing or wrong.
  package static func facts(in scene: ReleaseScene, _ folder: ReleaseFolder?) -> [ReleaseFact] {
    let documents = DocumentScene(of: scene, folder)
    return RequiredDocuments.facts(in: documents) + DocumentReadability.facts(in: documents)
      + DocumentSections.facts(in: documents) + UnansweredQuestions.facts(in: documents)
      + Checklists.facts(in: documents) + DocumentLinks.facts(in: documents)
      + Weekdays.facts(in: documents) + FoundedBullets.facts(in: documents)
      + ContractPromises.facts(in: documents) + Runbooks.facts(in: documents)
      + ProfileChecks.facts(in: scene)
  }
}
