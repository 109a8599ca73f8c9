import FormatKit
import GitHistory
import PolicyPacks
import ReleaseChecks
import ReleaseModel
import ReleaseRecords
import SourceModel

/// The findings that are about no change: about dates, versions, scope, and the policy itself.
struct OtherFindings {
  let policy: Policy
  let trees: ComparedTrees
  let components: (RepositoryPath) -> [String]
  private(set) var findings: [Finding] = []

  init(
    policy: Policy, trees: ComparedTrees, components: @escaping (RepositoryPath) -> [String]
  ) {
    self.policy = policy
    self.trees = trees
    self.components = components
  }

  /// How much what is no change weighs where no clause speaks of it.
  static func severities(of formats: [any Format.Type]) -> [(rule: RuleID, severity: Severity?)] {
    formats.map { (DocumentProblem.beforeUnreadable.rule(of: $0.name), .error) }
      + severities.map { ($0.key, $0.value) } + ReleaseChecking.rules.map { ($0.id, $0.severity) }
  }

  private static let severities: [RuleID: Severity] = [
    "core/contract-dump-stale": .warning, "core/path-unclaimed": .info,
    "history/date-implausible": .error, "policy/edited": .info, "policy/unreadable-after": .error,
    VersionCheck.rule: .error, VersionCheck.doubtRule: .warning,
  ]

  /// Adds what a policy makes of a fact; nothing if it is turned off.
  ///
  /// - Parameter facts: What makes the finding this one, so that an exception for it covers no
  ///   other.
  private mutating func add(
    _ rule: RuleID, _ message: String, remedy: String,
    element: Name = "", facts: String = "", at path: RepositoryPath?, place: Place? = nil,
    side: Side = .after,
    related: [Finding.RelatedPlace] = []
  ) {
    let ruling = policy.ruling(
      on: rule, at: path, default: OtherFindings.severities[rule, default: .error],
      components: components)
    guard let severity = ruling.severity else { return }
    findings.append(
      Finding(
        rule, severity: severity, clause: ruling.clause, message: message, remedy: remedy,
        element: element, facts: facts, path: path, place: place, side: side, related: related))
  }
}

extension OtherFindings {
  /// Adds what is doubtful about the date of the revision.
  mutating func add(dateOf range: RevisionRange, doubt: String?) {
    guard let doubt else { return }
    add(
      "history/date-implausible", doubt,
      remedy: "Commit again with a right clock, or merge before the release; if only the day of "
        + "judgement is too early, name another with '--as-of'.",
      element: Name(range.after.spelling), facts: range.after.commit?.hex ?? "", at: nil)
  }

  /// Adds the contracts that can be read at `after` only.
  mutating func add(becameReadable outcomes: [ContractOutcome], _ formats: [any Format.Type]) {
    for outcome in outcomes where outcome.becameReadable {
      add(
        DocumentProblem.beforeUnreadable.rule(of: formats[outcome.pair.format].name),
        "contract '\(outcome.pair.path.text)' could not be read before, so that its changes are "
          + "not known",
        remedy: "Review the contract by hand, and waive the finding for this range.",
        facts: trees.identity(of: outcome.files), at: outcome.pair.path)
    }
  }

  /// Adds what the scope of the run left open.
  mutating func add(_ scope: SurfaceSearch.Result, stale: [DumpSearch.Stale]) {
    for file in scope.unclaimed {
      add(
        "core/path-unclaimed", "the file looks like \(file.kind), and no format reads it",
        remedy: "Name it under 'exclude' in '.relgate.yaml' if it is no contract.",
        facts: trees.identity(of: [file.path]), at: file.path, side: file.side)
    }
    for dump in stale {
      guard let first = dump.sources.first else { continue }
      let others = dump.sources.count == 1 ? "" : " and \(dump.sources.count - 1) more"
      add(
        "core/contract-dump-stale",
        "the derived contract stayed as it was, and its code changed",
        remedy: "Derive the contract from its code again, and commit it.",
        facts: trees.identity(of: Set([dump.path] + dump.sources)), at: dump.path,
        related: [
          Finding.RelatedPlace(path: first, message: "this\(others) changed")
        ])
    }
  }

  /// Adds versions that are too low.
  mutating func add(_ shortfalls: [VersionCheck.Shortfall]) {
    for shortfall in shortfalls {
      add(
        shortfall.rule, shortfall.message,
        remedy: "Release the changes under a version that promises what they do.",
        facts: shortfall.facts, at: shortfall.path, place: shortfall.place, side: shortfall.side)
    }
  }

  /// Adds the edits to what judges later ranges, and what of it cannot be read any more.
  mutating func add(policyEdits paths: [RepositoryPath], unreadable problems: [Problem]) {
    for path in paths {
      add(
        "policy/edited", "the range changed what later ranges are judged by",
        remedy: "Make sure that the edit is meant; it counts from the next range on.", at: path)
    }
    for problem in problems {
      add(
        "policy/unreadable-after", problem.message,
        remedy: problem.hint ?? "Correct the file: no later range could be judged by it.",
        element: Name(problem.message), at: problem.path, place: problem.place)
    }
  }
}

extension OtherFindings {
  /// Adds what is missing or wrong in the documents and the evidence of a release.
  ///
  /// A draft may be unfinished; it may not be wrong.
  mutating func add(_ release: ReleaseJudgement) {
    let isDraft = release.folder?.value?.state.value == .draft
    for fact in release.facts {
      let ruling = policy.ruling(
        on: fact.rule.id, at: fact.path, default: fact.rule.severity, components: components)
      guard var severity = ruling.severity else { continue }
      if isDraft, fact.rule.isCompleteness { severity = .info }
      findings.append(
        Finding(
          fact.rule.id, severity: severity, clause: ruling.clause, message: fact.message,
          remedy: fact.remedy ?? fact.rule.remedy, element: fact.element, facts: fact.facts,
          path: fact.path, place: fact.place, related: fact.related))
    }
  }
}

extension Problem {
  /// The problem's place, without an excerpt; nil if it is about no line.
  fileprivate var place: Place? {
    guard let path, line > 0 else { return nil }
    return Place(
      path: path, line: line, column: column, endLine: line, endColumn: column, excerpt: "",
      value: "")
  }
}
