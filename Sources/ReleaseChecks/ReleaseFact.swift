package import ReleaseModel
package import SourceModel

/// Something that is missing or wrong in a release, before a policy says how grave it is.
package struct ReleaseFact: Hashable, Sendable {
  /// What it is.
  package let rule: FindingRule
  /// The fact as a sentence: lower case, past tense, no full stop.
  package let message: String
  /// What it is about, in its document's terms; empty if nothing is.
  package let element: Name
  /// What makes it this fact and no later one, in canonical words.
  package let facts: String
  /// The file at fault, which need not exist.
  package let path: RepositoryPath?
  /// Where; nil if it is about no line.
  package let place: Place?
  /// Other places that belong to it, such as the line that a claim contradicts.
  package let related: [Finding.RelatedPlace]
  /// The remedy, if it is more exact than the rule's.
  package let remedy: String?

  /// States a fact.
  package init(
    _ rule: FindingRule, _ message: String, element: Name = "", facts: String = "",
    path: RepositoryPath?, place: Place? = nil, related: [Finding.RelatedPlace] = [],
    remedy: String? = nil
  ) {
    self.rule = rule
    self.message = message
    self.element = element
    self.facts = facts
    self.path = path
    self.place = place
    self.related = related
    self.remedy = remedy
  }
}
