/// The identity of a rule: `format/subject-what-happened`.
package struct RuleID: Hashable, Sendable {
  /// The id as users write it.
  package let text: String

  /// Takes an id; ids are ASCII, a prefix and a name separated by one slash.
  package init(_ text: String) {
    self.text = text
  }

  /// The part before the slash: a format, or the part of relgate that speaks.
  package var prefix: Substring { text.prefix { $0 != "/" } }
}

extension RuleID: Comparable {
  package static func < (a: RuleID, b: RuleID) -> Bool {
    a.text.utf8.lexicographicallyPrecedes(b.text.utf8)
  }
}

extension RuleID: ExpressibleByStringLiteral {
  package init(stringLiteral value: String) {
    self.init(value)
  }
}

extension RuleID: CustomStringConvertible {
  package var description: String { text }
}

/// Who suffers, or gains, from a change.
package enum Party: String, Hashable, Sendable, CaseIterable {
  case consumers, producers
  case storedData = "stored data"
  case operators
}

/// What a change does in a parallel change: make room, move over, take away.
package enum Phase: String, Hashable, Sendable, CaseIterable {
  case expand, migrate, contract
}

/// The weakest kind of promise that a change touches; each includes the ones before it.
package enum Strictness: String, Hashable, Sendable, CaseIterable {
  /// Bytes that are exchanged can no longer be read.
  case wire
  /// What the description promises no longer holds.
  case contract
  /// Code that was generated from the description, or links against it, must be edited.
  case source
}

/// The clause of a norm on which a rule rests.
package struct Norm: Hashable, Sendable {
  /// The norm and its version, such as `OpenAPI 3.1.1`.
  package let name: String
  /// The clause, as the norm numbers or names it.
  package let clause: String

  /// Names a clause.
  package init(_ name: String, _ clause: String) {
    self.name = name
    self.clause = clause
  }
}

/// How settled a rule is.
package enum Lifecycle: Hashable, Sendable {
  /// Its verdict may still change in any release.
  case preview
  /// Its meaning changes only with a note under Breaking or Rules changed.
  case stable
  /// It no longer fires; `relgate explain` names its successor.
  case retired(successor: RuleID?)

  /// The word for output.
  package var word: String {
    switch self {
    case .preview: "preview"
    case .stable: "stable"
    case .retired: "retired"
    }
  }
}

/// Two versions of a contract, small enough to read, that run as a test.
package struct Example: Hashable, Sendable {
  /// The contract before.
  package let before: String
  /// The contract after.
  package let after: String

  /// Pairs two whole contracts.
  package init(before: String, after: String) {
    self.before = before
    self.after = after
  }
}

/// One thing that can happen to a contract: a fact with its reason, its remedy and its proof.
///
/// A rule states what happened; policy packs decide what blocks. Every list of rules, page and
/// explanation is made from these values. Rules never change and are shared by reference, so that
/// a comparison carries the whole table at the price of a word for each.
package final class Rule: Sendable {
  /// The id, stable across releases.
  package let id: RuleID
  /// A title without a full stop.
  package let title: String
  /// How grave the fact is, by position.
  package let classification: ClassificationRow
  /// Who is touched.
  package let parties: [Party]
  /// The place in a parallel change, where the rule has one.
  package let phase: Phase?
  /// The weakest promise that the fact touches.
  package let strictness: Strictness
  /// The rule that fires when before and after change places; may be the rule itself.
  package let inverse: RuleID
  /// The clause that the verdict rests on.
  package let norm: Norm
  /// Why the fact matters, in sentences.
  package let rationale: String
  /// What to do about it, in imperative sentences.
  package let remedy: String
  /// How settled the rule is.
  package let lifecycle: Lifecycle
  /// A pair on which exactly this rule fires.
  package let example: Example
  /// A pair that looks alike and on which this rule stays silent.
  package let nearMiss: Example

  /// States a rule; what has a default here is optional in every rule.
  package init(
    _ id: RuleID, _ title: String, is classification: ClassificationRow,
    for parties: [Party] = [.consumers], phase: Phase? = nil, strictness: Strictness = .contract,
    inverse: RuleID, norm: Norm, lifecycle: Lifecycle = .stable,
    rationale: String, remedy: String, example: Example, nearMiss: Example
  ) {
    self.id = id
    self.title = title
    self.classification = classification
    self.parties = parties
    self.phase = phase
    self.strictness = strictness
    self.inverse = inverse
    self.norm = norm
    self.lifecycle = lifecycle
    self.rationale = rationale
    self.remedy = remedy
    self.example = example
    self.nearMiss = nearMiss
  }
}
