import GitHistory
import ReleaseModel
import SourceModel

/// Which version changes call for by Semantic Versioning 2.0.0, clauses 4 and 6 to 8.
struct VersionPolicy {
  /// How much of a version must rise for what changed.
  static func required(by changes: some Sequence<Change>) -> Judgement.Bump.Step {
    required(by: changes.map(gravity).max())
  }

  /// How much of a version must rise for what certainly changed: a risky change may be none.
  static func certain(by changes: some Sequence<Change>) -> Judgement.Bump.Step {
    required(by: changes.map(gravity).filter { $0 != .risky }.max() ?? .neutral)
  }

  /// How grave a change is for a version: an announcement makes the end of an element milder to its
  /// users and no less incompatible.
  static func gravity(of change: Change) -> Classification {
    change.isAnnounced && change.classification == .risky ? .breaking : change.classification
  }

  /// The gravest change; nil if there is none.
  static func gravest(of changes: [Change]) -> Change? {
    changes.max { gravity(of: $0) < gravity(of: $1) }
  }

  private static func required(by gravest: Classification?) -> Judgement.Bump.Step {
    switch gravest {
    case .breaking: .major
    case .risky, .deprecation, .additive: .minor
    case .neutral: .patch
    case nil: .none
    }
  }

  /// The lowest version that is enough after another; nil if versions of this kind tell nothing:
  /// fewer than three numbers, or a calendar.
  ///
  /// Below 1.0.0, where anything may change, the second number tells what the first does later.
  static func lowest(after version: ReleaseVersion, by step: Judgement.Bump.Step) -> [Int]? {
    guard isSemantic(version) else { return nil }
    let (major, minor, patch) = (version.numbers[0], version.numbers[1], version.numbers[2])
    if version.isPreRelease { return [major, minor, patch] }
    return switch (step, major) {
    case (.none, _): [major, minor, patch]
    case (.patch, _), (.minor, 0): [major, minor, patch + 1]
    case (.minor, _), (.major, 0): [major, minor + 1, 0]
    case (.major, _): [major + 1, 0, 0]
    }
  }

  /// Whether a version promises at least what another demands.
  static func isEnough(_ version: ReleaseVersion, for lowest: [Int]) -> Bool {
    guard isSemantic(version) else { return true }
    return !version.numbers.lexicographicallyPrecedes(lowest)
  }

  /// Whether the numbers of a version mean what Semantic Versioning says.
  static func isSemantic(_ version: ReleaseVersion) -> Bool {
    version.numbers.count == 3 && version.numbers[0] < 1000
  }
}
