import GitHistory
import PolicyPacks
import ReleaseModel
import SourceModel

/// The findings about announced ends, where the clone has no release that could prove or refute them.
struct MissingReleases {
  /// What was found all the same.
  var findings: [Finding] = []
  /// What cannot be decided, one for each contract.
  var problems: [Problem] = []
}

extension CheckedRange {
  /// Takes the findings for open that blame the lack of an announcement which `before` makes, if
  /// there is no release tag at all that could tell since when.
  func settingAsideUnproven(
    _ findings: [Finding], _ changes: [Change]
  ) throws(GateError) -> MissingReleases {
    let announced = Set(changes.filter(\.isAnnounced).map(\.fingerprint))
    var missing = MissingReleases()
    var open: [RepositoryPath: [Name]] = [:]
    for finding in findings {
      let isUnproven =
        finding.severity >= request.threshold && finding.change.map(announced.contains) == true
        && finding.lacksOnlyDeprecation
      if isUnproven, let contract = finding.path, try !hasReleases(of: contract) {
        open[contract, default: []].append(finding.element)
      } else {
        missing.findings.append(finding)
      }
    }
    missing.problems = open.sorted { $0.key < $1.key }.map { contract, elements in
      let more = elements.count > 1 ? " and \(elements.count - 1) more" : ""
      return Problem(
        rule: "history/releases-missing",
        message: "no release tag tells since when the end of '\(elements[0])'\(more) was announced",
        path: contract, side: .before,
        hint: "Fetch the tags with 'git fetch --tags'.", hides: true)
    }
    return missing
  }

  /// Whether there is any release tag of the stream that a contract is released with.
  private func hasReleases(of contract: RepositoryPath) throws(GateError) -> Bool {
    if range.files != nil { return true }
    return try gate.git { () throws(GitError) in
      do throws(GitError) {
        return try !repositories.after.releaseTags(
          fitting: tags(of: contract), of: range.after.commit
        ).isEmpty
      } catch {
        guard case .severalStreams = error.kind else { throw error }
        return true
      }
    }
  }
}

extension Finding {
  /// Whether a window of deprecation is all that is missing.
  fileprivate var lacksOnlyDeprecation: Bool {
    !unmet.isEmpty
      && unmet.allSatisfy {
        $0.requirement.hasPrefix(PolicyPacks.Requirement.Kind.deprecatedFor.rawValue)
      }
  }
}
