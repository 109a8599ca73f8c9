import FormatKit
import ReleaseModel

/// What a description can have wrong beyond its bytes.
enum OpenAPIProblem: String, CaseIterable {
  case externalReference = "reference-external"
  case unresolvedReference = "reference-unresolved"
  case invalidStructure = "structure-invalid"
  case unknownType = "type-unknown"
  case unreadableSunset = "sunset-unreadable"
  case unknownStability = "stability-unknown"
  case invalidParameter = "parameter-invalid"
  case duplicatedPath = "path-duplicated"

  /// Everything that can be wrong with a description.
  static var rules: [ProblemRule] {
    documentProblemRules(format: "openapi", noun: "an API description")
      + allCases.map {
        ProblemRule($0.id, $0.title, rationale: $0.rationale, remedy: $0.remedy)
      }
  }

  var id: RuleID { RuleID("openapi/\(rawValue)") }

  private var title: String {
    switch self {
    case .externalReference: "Reference leads out of the repository"
    case .unresolvedReference: "Reference leads nowhere"
    case .invalidStructure: "Structure invalid"
    case .unknownType: "Type unknown"
    case .unreadableSunset: "Sunset unreadable"
    case .unknownStability: "Stability level unknown"
    case .invalidParameter: "Parameter invalid"
    case .duplicatedPath: "Path duplicated"
    }
  }

  private var rationale: String {
    switch self {
    case .externalReference:
      """
      The target stands at an address that is not fetched: what is there can change without any \
      commit, and a report must be the same tomorrow. What the target says is not compared.
      """
    case .unresolvedReference:
      """
      The target is missing, cannot be read, leaves the repository, or is the reference itself. \
      What should stand in its place is not known and cannot be compared.
      """
    case .invalidStructure:
      """
      A value is of another kind than the specification demands at its place, such as a list where \
      an object belongs. Tools disagree on what it means, and it is passed over.
      """
    case .unknownType:
      """
      The value of 'type' is no type of JSON Schema. Which values the schema admits cannot be said.
      """
    case .unreadableSunset:
      """
      The value of 'x-sunset' is no date. Whether the end of the element was announced in time \
      cannot be said.
      """
    case .unknownStability:
      """
      The value of 'x-stability-level' is none of the levels. How much the element promises, and \
      so how grave its changes are, cannot be said.
      """
    case .invalidParameter:
      """
      A parameter has no name, does not say where it stands, stands in a place that there is not, \
      or was given twice in one list. Name and place are what parameters are told apart by: one \
      that lacks them cannot be compared, and of two alike only the first is.
      """
    case .duplicatedPath:
      """
      Two templates differ only in the names of their parameters, so that they stand for the same \
      paths. Where both describe the same method, nothing says which of the two a call reaches.
      """
    }
  }

  private var remedy: String {
    switch self {
    case .externalReference:
      "Keep a copy in the repository and refer to it by a relative path."
    case .unresolvedReference: "Correct the reference, or add what it names."
    case .invalidStructure: "Write a value of the kind that the message names."
    case .unknownType: "Name a type of JSON Schema, in quotes if it is null."
    case .unreadableSunset: "Write a date such as 2030-01-31."
    case .unknownStability: "Write draft, alpha, beta or stable."
    case .invalidParameter:
      "Give every parameter of a list a name and a place that no other one has."
    case .duplicatedPath: "Describe both under one template."
    }
  }
}
