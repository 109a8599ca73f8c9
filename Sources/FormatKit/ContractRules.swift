package import ReleaseModel

/// What can happen to a contract as a whole; the engine sees it, whatever the format.
package enum ContractEvent: String, Hashable, Sendable, CaseIterable {
  /// A file is a contract at `after` that was none at `before`.
  case added = "contract-added"
  /// A file was a contract at `before` and is none at `after`.
  case removed = "contract-removed"
  /// A contract stands at another path.
  case renamed = "contract-renamed"

  /// The id of the event's rule in a format.
  package func rule(of format: String) -> RuleID { RuleID("\(format)/\(rawValue)") }

  /// How grave the event is.
  package var classification: Classification {
    switch self {
    case .added: .additive
    case .removed: .breaking
    case .renamed: .neutral
    }
  }
}

/// The rules about a contract as a whole, for a format to list beside its own.
///
/// - Parameters:
///   - noun: what the format calls a contract, with its article: `an API description`.
///   - norm: the clause that says what a contract of this format is.
///   - contract: a whole small contract. In the examples an empty text is a file that is not there;
///     in that of the rename the file stands at two paths.
package func contractRules(
  format: String, noun: String, norm: Norm, contract: String
) -> [Rule] {
  [
    Rule(
      ContractEvent.added.rule(of: format), "Contract added",
      is: .always(ContractEvent.added.classification), phase: .expand,
      inverse: ContractEvent.removed.rule(of: format), norm: norm,
      rationale:
        "From here on others can rely on \(noun) that was not there before. Nobody has to act.",
      remedy: "Make sure that the contract is meant to be relied upon.",
      example: Example(before: "", after: contract),
      nearMiss: Example(before: contract, after: contract)),
    Rule(
      ContractEvent.removed.rule(of: format), "Contract removed",
      is: .always(ContractEvent.removed.classification), phase: .contract, strictness: .wire,
      inverse: ContractEvent.added.rule(of: format), norm: norm,
      rationale: """
        Whoever relied on \(noun) finds nothing in its place, and nothing says whether what it \
        described is still served. A file that is no longer recognized counts as removed.
        """,
      remedy: """
        Keep the contract until everything in it was announced as deprecated and its users have \
        moved on, or move the file in a commit that keeps most of its lines.
        """,
      example: Example(before: contract, after: ""),
      nearMiss: Example(before: contract, after: contract)),
    Rule(
      ContractEvent.renamed.rule(of: format), "Contract renamed",
      is: .always(ContractEvent.renamed.classification), for: [.operators],
      inverse: ContractEvent.renamed.rule(of: format), norm: norm,
      rationale: "The contract stands at another path; what it promises is compared as before.",
      remedy: "Update whatever reads the file by its path.",
      example: Example(before: contract, after: contract),
      nearMiss: Example(before: "", after: contract)),
  ]
}
