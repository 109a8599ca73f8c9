package import ReleaseModel
package import SourceModel

/// What a policy says of some changes: how grave they are, and what makes them harmless.
package struct Clause: Hashable, Sendable {
  /// The id within its pack; a later pack's clause of the same id takes its place.
  package var id = ""
  /// What it is for, in sentences.
  package var about = ""
  /// What it speaks of.
  package var criteria = Criteria()
  /// What must be met; without a requirement the clause finds whatever it speaks of.
  package var requirements: [Requirement] = []
  /// Whether a waiver may excuse what it finds.
  package var isWaivable = true
  /// Whether a comment in the file may excuse what it finds.
  package var isInlineWaivable = false
  /// How much weight its findings have.
  package var severity = SeveritySetting.error
  /// The name of its pack.
  package internal(set) var pack = ""
  /// The file of its pack; `builtin:core` for a builtin one.
  package internal(set) var path = RepositoryPath.root
  /// The line in the file, from 1.
  package internal(set) var line = 0
  /// The weakest promise that it looks at.
  package internal(set) var strictness = Strictness.contract
  /// Where it stands in the file.
  var range = SourceRange(0, 0)

  /// Says nothing.
  package init() {}

  /// The identity in a report: `pack/clause-id`.
  package var name: String { "\(pack)/\(id)" }
}

/// A severity, or none at all.
package enum SeveritySetting: String, Hashable, Sendable, CaseIterable {
  case off, info, warning, error

  /// The severity; nil for `off`.
  package var severity: Severity? { Severity(rawValue: rawValue) }
}

extension SeveritySetting: Comparable {
  private var rank: Int {
    switch self {
    case .off: 0
    case .info: 1
    case .warning: 2
    case .error: 3
    }
  }

  package static func < (a: SeveritySetting, b: SeveritySetting) -> Bool { a.rank < b.rank }
}

/// What a clause speaks of; an empty list stands for everything.
package struct Criteria: Hashable, Sendable {
  /// Patterns over the ids of rules.
  package var rules: [PathGlob] = []
  /// The classifications.
  package var classifications: [Classification] = []
  /// What the change does in a parallel change.
  package var phases: [Phase] = []
  /// Where the element stands.
  package var positions: [Position] = []
  /// Who is touched; one of them is enough.
  package var parties: [Party] = []
  /// The contract's root, or the file in which the change stands.
  package var paths: [PathGlob] = []
  /// The components to which the contract belongs; one of them is enough.
  package var components: [String] = []
  /// Whether the end was announced at `before`; nil if it does not matter.
  package var isAnnounced: Bool?
  /// The formats.
  package var formats: [String] = []

  /// Speaks of everything.
  package init() {}

  /// One thing that a clause can look at.
  package enum Criterion: String, Hashable, Sendable, CaseIterable {
    case rule, format, classification, phase, position, party, announced, path, component
  }

  /// The first criterion that a change does not meet; nil if the clause speaks of it.
  ///
  /// - Parameter components: Gives the components to which a path belongs.
  func mismatch(
    _ change: Change, components: (RepositoryPath) -> [String]
  ) -> Criterion? {
    matches(change.rule) ? mismatchBesideRule(change, components: components) : .rule
  }

  /// The first criterion that a change does not meet whose rule matches.
  func mismatchBesideRule(
    _ change: Change, components: (RepositoryPath) -> [String]
  ) -> Criterion? {
    if !formats.isEmpty, !formats.contains(change.format) { return .format }
    if !classifications.isEmpty, !classifications.contains(change.classification) {
      return .classification
    }
    if !phases.isEmpty, change.phase.map(phases.contains) != true { return .phase }
    if !positions.isEmpty, change.position.map(positions.contains) != true { return .position }
    if !parties.isEmpty, !change.parties.contains(where: parties.contains) { return .party }
    if let isAnnounced, isAnnounced != change.isAnnounced { return .announced }
    let files = [change.contract, change.before?.path, change.after?.path].compactMap { $0 }
    return placeMismatch(files, components: components)
  }

  /// The first criterion that something else than a change does not meet.
  ///
  /// What is no change has a rule and perhaps a file; a clause that asks for more, or names no
  /// rule, does not speak of it.
  func mismatch(
    _ rule: RuleID, at path: RepositoryPath?, components: (RepositoryPath) -> [String]
  ) -> Criterion? {
    if rules.isEmpty || !matches(rule) { return .rule }
    if !formats.isEmpty { return .format }
    if !classifications.isEmpty { return .classification }
    if !phases.isEmpty { return .phase }
    if !positions.isEmpty { return .position }
    if !parties.isEmpty { return .party }
    if isAnnounced != nil { return .announced }
    return placeMismatch(path.map { [$0] } ?? [], components: components)
  }

  /// Tells whether the clause speaks of a rule.
  func matches(_ rule: RuleID) -> Bool {
    rules.isEmpty || rules.contains { $0.matches(rule) }
  }

  private func placeMismatch(
    _ files: [RepositoryPath], components names: (RepositoryPath) -> [String]
  ) -> Criterion? {
    if !paths.isEmpty,
      !files.contains(where: { file in paths.contains { $0.matches(file) } })
    {
      return .path
    }
    if !components.isEmpty,
      !files.contains(where: { names($0).contains(where: components.contains) })
    {
      return .component
    }
    return nil
  }
}

extension PathGlob {
  /// Tells whether the id of a rule matches.
  func matches(_ rule: RuleID) -> Bool {
    matches(RepositoryPath(unchecked: Name(rule.text)))
  }
}

/// What a clause demands before it lets a change pass.
package enum Requirement: Hashable, Sendable {
  /// The releases announced the end without a gap for so long, and the sunset has passed, and the
  /// version of the removal is reached, as far as they are announced.
  case deprecatedFor(Window)
  /// The releases have had the element for so long.
  case introducedBefore(Window)
  /// A document of the release.
  case document(name: String)
  /// Something to flip back.
  case lever(kind: String?)
  /// A statement that is bound to what ships.
  case evidence(kind: String, maxAgeDays: Int?, signedBy: String?)
  /// A version that promises no less than the changes call for.
  case versionBump
  /// A feature flag around what changed.
  case flag

  /// A length of time; at least one of the two is given.
  package struct Window: Hashable, Sendable {
    /// Days in UTC, the last one included.
    package var days: Int?
    /// Releases in a row.
    package var releases: Int?

    /// No time at all.
    package init(days: Int? = nil, releases: Int? = nil) {
      self.days = days
      self.releases = releases
    }
  }

  /// The key by which packs name a requirement.
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    case deprecatedFor = "deprecated_for"
    case introducedBefore = "introduced_before"
    case document, lever, evidence
    case versionBump = "version_bump"
    case flag
  }

  /// The key by which packs name it.
  package var kind: Kind {
    switch self {
    case .deprecatedFor: .deprecatedFor
    case .introducedBefore: .introducedBefore
    case .document: .document
    case .lever: .lever
    case .evidence: .evidence
    case .versionBump: .versionBump
    case .flag: .flag
    }
  }

  /// The demand in a report: `deprecated_for: 90 days, 1 release`.
  package var words: String {
    switch self {
    case .deprecatedFor(let window), .introducedBefore(let window):
      "\(kind.rawValue): \(window.words(joiner: ", "))"
    case .document(let name): "document: \(name)"
    case .lever(let lever): lever.map { "lever: \($0)" } ?? "lever"
    case .evidence(let evidence, let days, let signer):
      "evidence: \(evidence)" + (days.map { ", at most \($0) days old" } ?? "")
        + (signer.map { ", signed by \($0)" } ?? "")
    case .versionBump, .flag: kind.rawValue
    }
  }
}

extension Requirement.Window {
  /// The lengths in words: `90 days, 1 release`.
  func words(joiner: String) -> String {
    [days.map { count($0, "day") }, releases.map { count($0, "release") }].compactMap { $0 }
      .joined(separator: joiner)
  }
}

/// A number with its noun: `1 day`, `2 days`.
func count(_ number: Int, _ noun: String) -> String {
  "\(number) \(noun)\(number == 1 ? "" : "s")"
}
