/// One kind of trouble with the user's input: what relgate cannot read or compare, and why.
///
/// It has no classification: a problem says nothing about what changed, only that something may
/// have, unseen.
package struct ProblemRule: Hashable, Sendable {
  /// The id, stable across releases; that of `Problem.rule`.
  package let id: RuleID
  /// A title without a full stop.
  package let title: String
  /// Why the trouble matters, in sentences.
  package let rationale: String
  /// What to do about it, in imperative sentences.
  package let remedy: String

  /// States a kind of trouble.
  package init(_ id: RuleID, _ title: String, rationale: String, remedy: String) {
    self.id = id
    self.title = title
    self.rationale = rationale
    self.remedy = remedy
  }
}
