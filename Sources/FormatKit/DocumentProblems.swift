package import ReleaseModel

/// What can be wrong with the document of a contract before its format looks at the meaning.
package enum DocumentProblem: String, Hashable, Sendable, CaseIterable {
  /// The bytes are no JSON or YAML that relgate reads.
  case unreadable
  /// An object has a key twice.
  case duplicateKey = "duplicate-key"
  /// The contract can be read at `after`, and could not be at `before`.
  case beforeUnreadable = "before-unreadable"
  /// The contract says that it is of a version that relgate does not know.
  case unknownVersion = "version-unknown"

  /// The id of the problem in a format.
  package func rule(of format: String) -> RuleID { RuleID("\(format)/\(rawValue)") }
}

/// The problems of documents, for a format to list beside its own.
///
/// - Parameter noun: what the format calls a contract, with its article: `an API description`.
package func documentProblemRules(format: String, noun: String) -> [ProblemRule] {
  DocumentProblem.allCases.map { problem in
    let id = problem.rule(of: format)
    return switch problem {
    case .unreadable:
      ProblemRule(
        id, "Document unreadable",
        rationale: """
          The bytes are no JSON or YAML, use a part of YAML that means different things to \
          different readers, or are beyond the limits of size, depth and expansion. What the \
          document says is not known, so that any change may hide in it.
          """,
        remedy: "Correct the file at the line that is named.")
    case .duplicateKey:
      ProblemRule(
        id, "Key given twice",
        rationale: """
          An object has the same key twice. Some readers take the first value, some the last, some \
          refuse the file, so that nobody can say what is promised.
          """,
        remedy: "Keep one of the two values.")
    case .beforeUnreadable:
      ProblemRule(
        id, "Unreadable before",
        rationale: """
          The contract could not be read in the earlier revision, so that nobody can say what it \
          promised and what of it changed. Later ranges begin with a contract that can be read.
          """,
        remedy: "Review the contract by hand, and waive the finding for this range.")
    case .unknownVersion:
      ProblemRule(
        id, "Version unknown",
        rationale: """
          The file says that it is \(noun), in a version that this relgate does not know. What the \
          version adds would be passed over, so that nothing of the file is compared.
          """,
        remedy: "Update relgate, or correct the version in the file.")
    }
  }
}
