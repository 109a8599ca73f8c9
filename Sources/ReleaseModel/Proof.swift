/// What was found of a demand.
package struct Proof: Hashable, Sendable {
  /// Whether the demand is met.
  package let isMet: Bool
  /// What was found, as a sentence with its places and dates.
  package let text: String

  /// Makes a proof.
  package init(isMet: Bool, _ text: String) {
    self.isMet = isMet
    self.text = text
  }
}
