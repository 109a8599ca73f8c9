package import FormatKit
package import ReleaseModel
package import ReleaseRecords
package import SourceModel

/// What a plan is made from: a range, what it changes, and how that is taken back.
package struct PlanInput {
  /// The folder of the release.
  package var folder: RepositoryPath
  /// The version that is in use, as its tag spells it; nil if there is none.
  package var from: String?
  /// The version that is to come; nil if nobody said.
  package var version: String?
  /// The step of the version that the changes call for.
  package var step = Judgement.Bump.Step.none
  /// The changes in report order.
  package var changes: [Change]
  /// The rule of a change.
  package var rule: (RuleID) -> Rule?
  /// How changes are taken back, as far as it is known.
  package var levers: [Lever] = [] {
    didSet {
      leverOfChange = Dictionary(
        levers.map { ($0.change, $0) }, uniquingKeysWith: { first, _ in first })
    }
  }
  private var leverOfChange: [String: Lever] = [:]
  /// What cannot be taken back: objects as reports name them, in order.
  package var lost: [Name] = []
  /// The files before.
  package var before: any FileTree
  /// The files after.
  package var after: any FileTree
  /// The names of the documents that the range demands.
  package var demanded: Set<String> = []
  /// The ladder of stages.
  package var preset = ReleaseRecord.Rollout.Preset.canaryRamp
  /// The most traffic of the first stage in production, in percent.
  package var canary = 5
  /// How long taking a change back may last, in minutes.
  package var minutes = 60
  /// Whether a runbook is asked for.
  package var hasRunbook = false
  /// Whether users of what breaks get a guide for each change.
  package var hasGuides = false
  /// What history changes about the plan, as the text of its section; nil if it says nothing.
  package var adjustments: String?

  /// Takes what every plan is about.
  package init(
    folder: RepositoryPath, changes: [Change], rule: @escaping (RuleID) -> Rule?,
    before: any FileTree, after: any FileTree
  ) {
    self.folder = folder
    self.changes = changes
    self.rule = rule
    self.before = before
    self.after = after
  }

  /// The changes that somebody can notice.
  var noticed: [Change] { changes.filter { $0.classification != .neutral } }
  /// The changes that break somebody.
  var breaking: [Change] { changes.filter { $0.classification == .breaking } }
  /// The lever of a change; nil if none is known.
  func lever(of change: Change) -> Lever? { leverOfChange[change.fingerprint] }
}

extension Change {
  /// Whether it is about stored data.
  var isStored: Bool { rule.prefix == "sql" || rule.prefix == "search-mapping" }
  /// A name for what is said of it, the same in every run.
  var token: String { String(fingerprint.prefix(8)) }
  /// Where it stands: `db/1.sql:3`.
  var placeText: String {
    guard let primary else { return contract.text }
    return primary.line > 0 ? "\(primary.path.text):\(primary.line)" : primary.path.text
  }
}
