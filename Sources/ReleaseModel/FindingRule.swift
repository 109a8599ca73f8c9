/// One thing that can be missing or wrong beside the changes of contracts: in a release's documents,
/// its evidence, its plans.
///
/// Like a change's rule it states a fact; packs decide how grave it is.
package struct FindingRule: Hashable, Sendable {
  /// The id, stable across releases; that of `Finding.rule`.
  package let id: RuleID
  /// A title without a full stop.
  package let title: String
  /// How much it weighs where no clause of a pack speaks of it; nil if it is then not told.
  package let severity: Severity?
  /// Whether it is about a document that is not finished: a draft may leave it open.
  package let isCompleteness: Bool
  /// Why it matters, in sentences.
  package let rationale: String
  /// What to do about it, in imperative sentences.
  package let remedy: String
  /// A repository in which it is found.
  package let example: Trial
  /// The same repository, mended: it is not found.
  package let nearMiss: Trial

  /// Two revisions of a repository, each as files behind lines `-- file: PATH`.
  ///
  /// A release `v1.0.0` of 2026-01-01 carries what stands before; what stands after is committed on
  /// the day that `day` names, and judged on it.
  package struct Trial: Hashable, Sendable {
    /// The files of the release before.
    package let before: String
    /// The files after; those that it does not name stay as they were before.
    package let after: String
    /// The day of what stands after: `2026-06-01`.
    package let day: String

    /// Makes a trial.
    package init(before: String = "", after: String, day: String = "2026-06-01") {
      self.before = before
      self.after = after
      self.day = day
    }
  }

  /// States a kind of finding.
  package init(
    _ id: RuleID, _ title: String, severity: Severity?, isCompleteness: Bool = false,
    rationale: String, remedy: String, example: Trial, nearMiss: Trial
  ) {
    self.id = id
    self.title = title
    self.severity = severity
    self.isCompleteness = isCompleteness
    self.rationale = rationale
    self.remedy = remedy
    self.example = example
    self.nearMiss = nearMiss
  }
}

extension FindingRule {
  /// The words about it alone, as reports to machines carry them.
  package var described: ProblemRule {
    ProblemRule(id, title, rationale: rationale, remedy: remedy)
  }
}
