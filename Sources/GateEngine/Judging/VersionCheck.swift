import GitHistory
import PolicyPacks
import ReleaseChecks
import ReleaseModel
import SourceModel

/// Holds the versions that a revision declares against what its changes call for.
struct VersionCheck {
  /// The rule of a version that promises less than it should.
  static let rule: RuleID = "release/version-too-low"
  /// The rule of a version that is too low if what is risky is a change at all.
  static let doubtRule: RuleID = "release/version-doubtful"

  /// What came of the contracts of the stream.
  let outcomes: [ContractOutcome]
  let range: RevisionRange
  /// The component that the stream is of; nil for what has no tags of its own.
  let component: String?
  /// The pattern of the stream's tags; nil if there is none.
  let pattern: PathGlob?
  /// The release tags of the stream, the lowest version first.
  let tags: [ReleaseTag]
  /// Whether a contract is released with the stream.
  let owns: (RepositoryPath) -> Bool

  /// A version that is too low, before a policy weighs it.
  struct Shortfall {
    let rule: RuleID
    let message: String
    let path: RepositoryPath
    let place: Place?
    let side: Side
    /// What tells it from others: of what the version is, the versions, and the gravest class.
    let facts: String
  }

  /// The release that `before` is.
  private var from: ReleaseTag? { tags.last { $0.commit == range.before.commit } }

  /// The release that `after` is.
  private var own: ReleaseTag? { tags.last { $0.commit == range.after.commit } }

  private var changes: [Change] { outcomes.flatMap(\.changes) }

  var hasChanges: Bool { outcomes.contains { !$0.changes.isEmpty } }

  /// Whether `after` is a release of the stream.
  var isRelease: Bool { own != nil }

  /// The version that the changes of the range call for.
  var bump: Judgement.Bump {
    let required = VersionPolicy.required(by: changes)
    let lowest = from.flatMap { VersionPolicy.lowest(after: $0.version, by: required) }
    return Judgement.Bump(
      component: component, required: required, from: from?.name,
      lowest: lowest.map(VersionCheck.spelled), declared: own?.name ?? declaredVersions.first)
  }

  /// What the changes of the range call for beyond doubt, with the gravest of them; nil if nothing.
  ///
  /// What is risky, as the end of an element that was announced, is left to the version's own check.
  var demand: ReleaseScene.VersionDemand? {
    let certain = changes.filter { $0.classification != .risky }
    return VersionPolicy.gravest(of: certain).map {
      ReleaseScene.VersionDemand(VersionPolicy.required(by: certain), for: $0)
    }
  }

  /// The versions that contracts declare anew, each with its contract.
  private var declaredVersions: [String] {
    outcomes.compactMap { outcome in
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
      let gravest = VersionPolicy.gravest(of: changes)
    else { return nil }
    return Shortfall(
      rule: VersionCheck.rule(for: own.version, after: from.version, changes),
      message: "'\(own.name)' promised less than its changes, the gravest of which is "
        + "\(VersionPolicy.gravity(of: gravest).rawValue): \(VersionCheck.spelled(lowest)) is the "
        + "lowest version after '\(from.name)'",
      path: gravest.contract, place: gravest.primary, side: gravest.side,
      facts: "tag \(own.name) after \(from.name): "
        + VersionPolicy.gravity(of: gravest).rawValue)
  }

  /// The versions that contracts declare, as far as they promise less than their own changes call
  /// for.
  ///
  /// A version that stays counts only where contracts carry the version of their release.
  var contractShortfalls: [Shortfall] {
    outcomes.compactMap { outcome -> Shortfall? in
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
      let gravest = VersionPolicy.gravest(of: outcome.changes).map(VersionPolicy.gravity)
      guard
        let lowest = VersionPolicy.lowest(after: versionBefore, by: required),
        !VersionPolicy.isEnough(versionAfter, for: lowest)
      else { return nil }
      return Shortfall(
        rule: VersionCheck.rule(for: versionAfter, after: versionBefore, outcome.changes),
        message:
          "version \(after.text) promised less than the changes since \(text), the gravest of "
          + "which is \(gravest?.rawValue ?? "neutral"): "
          + "\(VersionCheck.spelled(lowest)) is the lowest that fits",
        path: outcome.pair.path, place: after.place, side: .after,
        facts: "contract \(after.text) after \(text): \(gravest?.rawValue ?? "neutral")")
    }
  }

  /// What is known of the version that a change goes out with; nil if none is declared.
  ///
  /// The tag of `after` counts, and what the change's own contract declares anew: none of them may
  /// be too low, and one must be known to be enough.
  func proof(for change: Change) -> Proof? {
    var promises: [Promise] = []
    if let own {
      let before = from ?? tags.last { $0.version < own.version && !$0.version.isPreRelease }
      promises.append(
        Promise(own.name, of: own.version, after: before?.version, since: before?.name))
    }
    if let outcome = outcomes.first(where: { $0.pair.path == change.contract }),
      let after = outcome.versionAfter?.text, after != outcome.versionBefore
    {
      let before = outcome.versionBefore.flatMap { ReleaseVersion(tag: $0.text) }
      let version = ReleaseVersion(tag: after.text)
      promises.append(
        Promise(
          after.text, of: version, after: before?.stream == version?.stream ? before : nil,
          since: outcome.versionBefore?.text))
    }
    let proofs = promises.map { $0.proof(for: VersionPolicy.required(by: [change])) }
    let refuted = proofs.first { $0.isComparable && !$0.proof.isMet }
    return (refuted ?? proofs.first { $0.proof.isMet } ?? proofs.first)?.proof
  }

  /// A declared version, and the one that it follows.
  private struct Promise {
    let text: String
    let version: ReleaseVersion?
    let before: ReleaseVersion?
    let textBefore: String

    init(_ text: String, of version: ReleaseVersion?, after before: ReleaseVersion?, since: String?)
    {
      self.text = text
      self.version = version
      self.before = before
      textBefore = since ?? ""
    }

    /// Whether the version is enough for a step, and whether that can be told at all.
    func proof(for step: Judgement.Bump.Step) -> (proof: Proof, isComparable: Bool) {
      guard let version, VersionPolicy.isSemantic(version),
        let lowest = before.flatMap({ VersionPolicy.lowest(after: $0, by: step) })
      else { return (Proof(isMet: false, "version '\(text)' cannot be compared"), false) }
      if VersionPolicy.isEnough(version, for: lowest) {
        return (Proof(isMet: true, "'\(text)' is declared, after '\(textBefore)'"), true)
      }
      return (
        Proof(
          isMet: false,
          "'\(text)' promised less than the change: \(VersionCheck.spelled(lowest)) is the lowest "
            + "version after '\(textBefore)'"), true
      )
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
