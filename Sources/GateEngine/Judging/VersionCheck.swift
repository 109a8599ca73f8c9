import GitHistory
import ReleaseModel
import SourceModel

/// Holds the versions that a revision declares against what its changes call for.
struct VersionCheck {
  /// The rule of a version that promises less than it should.
  static let rule: RuleID = "release/version-too-low"
  /// The rule of a version that is too low if what is risky is a change at all.
  static let doubtRule: RuleID = "release/version-doubtful"

  let compared: ComparedContracts
  let range: RevisionRange
  let component: String?
  /// The release tags of the stream, the lowest version first.
  let tags: [ReleaseTag]

  /// A version that is too low, before a policy weighs it.
  struct Shortfall {
    let rule: RuleID
    let message: String
    let path: RepositoryPath
    let place: Place?
    let side: Side
  }

  /// The release that `before` is.
  private var from: ReleaseTag? { tags.last { $0.commit == range.before.commit } }

  /// The release that `after` is.
  private var own: ReleaseTag? { tags.last { $0.commit == range.after.commit } }

  private var changes: [Change] { compared.outcomes.flatMap(\.changes) }

  /// The version that the changes of the range call for.
  var bump: Judgement.Bump {
    let required = VersionPolicy.required(by: changes)
    let lowest = from.flatMap { VersionPolicy.lowest(after: $0.version, by: required) }
    return Judgement.Bump(
      component: component, required: required, from: from?.name,
      lowest: lowest.map(VersionCheck.spelled), declared: own?.name ?? declaredVersions.first)
  }

  /// The versions that contracts declare anew, each with its contract.
  private var declaredVersions: [String] {
    compared.outcomes.compactMap { outcome in
      outcome.versionAfter.flatMap { version in
        version.text == outcome.versionBefore
          ? nil : "\(version.text) in \(outcome.pair.path.text)"
      }
    }
  }

  /// Whether a contract declares another version than before, so that it is about to be released.
  var declaresVersion: Bool { !declaredVersions.isEmpty }

  /// The version of `after`'s own tag, if it promises less than the changes since the release before
  /// it call for.
  var tagShortfall: Shortfall? {
    guard let from, let own,
      let lowest = VersionPolicy.lowest(
        after: from.version, by: VersionPolicy.required(by: changes)),
      !VersionPolicy.isEnough(own.version, for: lowest),
      let gravest = changes.max(by: { $0.classification < $1.classification })
    else { return nil }
    return Shortfall(
      rule: VersionCheck.rule(for: own.version, after: from.version, changes),
      message: "'\(own.name)' promised less than its changes, the gravest of which is "
        + "\(gravest.classification.rawValue): \(VersionCheck.spelled(lowest)) is the lowest version "
        + "after '\(from.name)'",
      path: gravest.contract, place: gravest.primary, side: gravest.side)
  }

  /// The versions that contracts declare, as far as they promise less than their own changes call
  /// for.
  ///
  /// A version that stays counts only where contracts carry the version of their release.
  var contractShortfalls: [Shortfall] {
    compared.outcomes.compactMap { outcome -> Shortfall? in
      guard let text = outcome.versionBefore, let after = outcome.versionAfter,
        let versionBefore = ReleaseVersion(tag: text.text),
        let versionAfter = ReleaseVersion(tag: after.text.text),
        VersionPolicy.isSemantic(versionAfter)
      else { return nil }
      let required = VersionPolicy.required(by: outcome.changes)
      if text == after.text {
        guard let from, own != nil, from.version.numbers == versionBefore.numbers,
          required == .major || required == .minor
        else { return nil }
      }
      let gravest = outcome.changes.max { $0.classification < $1.classification }
      guard
        let lowest = VersionPolicy.lowest(after: versionBefore, by: required),
        !VersionPolicy.isEnough(versionAfter, for: lowest)
      else { return nil }
      return Shortfall(
        rule: VersionCheck.rule(for: versionAfter, after: versionBefore, outcome.changes),
        message:
          "version \(after.text) promised less than the changes since \(text), the gravest of "
          + "which is \(gravest?.classification.rawValue ?? "neutral"): "
          + "\(VersionCheck.spelled(lowest)) is the lowest that fits",
        path: outcome.pair.path, place: after.place, side: .after)
    }
  }

  /// The rule that a version breaks which is too low for some changes.
  private static func rule(
    for version: ReleaseVersion, after before: ReleaseVersion, _ changes: [Change]
  ) -> RuleID {
    let lowest = VersionPolicy.lowest(after: before, by: VersionPolicy.certain(by: changes))
    return lowest.map { VersionPolicy.isEnough(version, for: $0) } ?? true ? doubtRule : rule
  }

  private static func spelled(_ numbers: [Int]) -> String {
    numbers.map(String.init).joined(separator: ".")
  }
}
