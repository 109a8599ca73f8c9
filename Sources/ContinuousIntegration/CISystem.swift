/// A service that runs checks.
package enum CISystem: String, Hashable, Sendable, CaseIterable {
  case gitHub = "GitHub Actions"
  case gitLab = "GitLab CI/CD"
  case azure = "Azure Pipelines"

  /// Finds the service by the variable that it always sets; nil if none of them is set.
  package init?(variable: (String) -> String?) {
    let found = CISystem.allCases.first {
      variable($0.mark)?.lowercased() == "true"
    }
    guard let found else { return nil }
    self = found
  }

  /// The variable that is `true` under this service.
  var mark: String {
    switch self {
    case .gitHub: "GITHUB_ACTIONS"
    case .gitLab: "GITLAB_CI"
    case .azure: "TF_BUILD"
    }
  }

  /// What to set so that a clone has its whole history and its tags, an imperative sentence.
  package var depthRemedy: String {
    switch self {
    case .gitHub: "Set 'fetch-depth: 0' and 'fetch-tags: true' under 'with' of actions/checkout."
    case .gitLab: "Set 'GIT_DEPTH: 0' under 'variables' of the job."
    case .azure: "Set 'fetchDepth: 0' and 'fetchTags: true' in the 'checkout' step."
    }
  }
}
