package import SourceModel

/// How much a finding weighs: `error` blocks.
package enum Severity: String, Hashable, Sendable, CaseIterable {
  case info, warning, error
}

extension Severity: Comparable {
  private var rank: Int {
    switch self {
    case .info: 0
    case .warning: 1
    case .error: 2
    }
  }

  package static func < (a: Severity, b: Severity) -> Bool { a.rank < b.rank }
}

/// What the gate says of a run.
package enum Verdict: String, Hashable, Sendable, CaseIterable {
  case passed, blocked, undecided
}

/// What a policy says about a change, a document or a missing thing.
///
/// There is one finding for a change in a run; it carries every requirement that is not met.
package struct Finding: Hashable, Sendable {
  /// The change's rule, or the id of what is missing or wrong: `history/date-implausible`.
  package let rule: RuleID
  /// How much it weighs.
  package let severity: Severity
  /// The clause that says so, as `pack/clause-id`; empty if no pack can change the severity.
  package let clause: String
  /// The fact as a sentence: lower case, past tense, no full stop.
  package let message: String
  /// What to do, in imperative sentences.
  package let remedy: String
  /// The element that is spoken of, in its contract's terms; empty if none is.
  package let element: Name
  /// The contract's root, or the file at fault; nil if no file is.
  package let path: RepositoryPath?
  /// Where; nil if the finding is about no line.
  package var place: Place?
  /// The revision of the place.
  package let side: Side
  /// The fingerprint of the change that the finding is about.
  package let change: String?
  /// The commit that brought the change into the range; nil if it is not known.
  package var introducedBy: Introduction?
  /// The requirements that are not met.
  package let unmet: [Requirement]
  /// The requirements that are met, with their proof.
  package let met: [Requirement]
  /// Other places that belong to it: an absent document, the declaration that is contradicted.
  package let related: [RelatedPlace]
  /// The exception under which it does not block.
  package var waiver: AppliedWaiver?
  /// 32 hex digits that identify the finding across runs and rewordings.
  package let fingerprint: String

  /// Makes a finding about a change and derives its fingerprint, which is the change's with the
  /// clause.
  package init(
    about change: Change, severity: Severity, clause: String, remedy: String,
    unmet: [Requirement] = [], met: [Requirement] = []
  ) {
    rule = change.rule
    self.severity = severity
    self.clause = clause
    message = change.message
    self.remedy = remedy
    element = change.element
    path = change.contract
    place = change.primary
    side = change.side
    self.change = change.fingerprint
    self.unmet = unmet
    self.met = met
    related = []
    fingerprint = ReleaseModel.fingerprint(change.rule, change.identity + [Array(clause.utf8)])
  }

  /// Makes a finding about something else than a change.
  ///
  /// - Parameter facts: What makes it this finding and no later one, in canonical words: versions,
  ///   days, ids of objects. They enter the fingerprint.
  package init(
    _ rule: RuleID, severity: Severity, clause: String = "", message: String, remedy: String,
    element: Name = "", facts: String = "", path: RepositoryPath?, place: Place? = nil,
    side: Side = .after, unmet: [Requirement] = [], related: [RelatedPlace] = []
  ) {
    self.rule = rule
    self.severity = severity
    self.clause = clause
    self.message = message
    self.remedy = remedy
    self.element = element
    self.path = path
    self.place = place
    self.side = side
    change = nil
    self.unmet = unmet
    met = []
    self.related = related
    fingerprint = ReleaseModel.fingerprint(
      rule,
      [path?.bytes ?? [], element.bytes, [], [], Array(facts.utf8), Array(clause.utf8)])
  }

  /// Makes a finding of all its parts, as a saved report has them.
  package init(
    rule: RuleID, severity: Severity, clause: String, message: String, remedy: String,
    element: Name, path: RepositoryPath?, place: Place?, side: Side, change: String?,
    introducedBy: Introduction?, unmet: [Requirement], met: [Requirement],
    related: [RelatedPlace], waiver: AppliedWaiver?, fingerprint: String
  ) {
    self.rule = rule
    self.severity = severity
    self.clause = clause
    self.message = message
    self.remedy = remedy
    self.element = element
    self.path = path
    self.place = place
    self.side = side
    self.change = change
    self.introducedBy = introducedBy
    self.unmet = unmet
    self.met = met
    self.related = related
    self.waiver = waiver
    self.fingerprint = fingerprint
  }

  /// A commit that brought a change into the range.
  package struct Introduction: Hashable, Sendable {
    /// The commit in hex.
    package let commit: String
    /// The committer's date, UTC.
    package let date: CalendarDate
    /// The first line of its message.
    package let subject: String

    /// Makes an introduction.
    package init(commit: String, date: CalendarDate, subject: String) {
      self.commit = commit
      self.date = date
      self.subject = subject
    }
  }

  /// What a clause demands, and what was found of it.
  package struct Requirement: Hashable, Sendable {
    /// What is demanded, as the pack words it: `deprecated_for: 90 days, 1 release`.
    package let requirement: String
    /// What was found, as a sentence with its places and dates.
    package let proof: String

    /// Makes a requirement.
    package init(_ requirement: String, proof: String) {
      self.requirement = requirement
      self.proof = proof
    }
  }

  /// A place that belongs to a finding.
  package struct RelatedPlace: Hashable, Sendable {
    /// The file, which need not exist.
    package let path: RepositoryPath
    /// The line, from 1; 0 if the whole file is meant.
    package let line: Int
    /// The column in Unicode scalars, from 1; 0 if the whole line or file is meant.
    package let column: Int
    /// What the place has to do with the finding.
    package let message: String

    /// Makes a related place.
    package init(path: RepositoryPath, line: Int = 0, column: Int = 0, message: String) {
      self.path = path
      self.line = line
      self.column = column
      self.message = message
    }
  }

  /// The exception that covers a finding.
  package struct AppliedWaiver: Hashable, Sendable {
    /// The file that grants it.
    package let file: RepositoryPath
    /// The line in the file, from 1.
    package let line: Int
    /// Who answers for it.
    package let owner: String
    /// The last day on which it counts.
    package let expires: CalendarDate
    /// Why it was granted.
    package let reason: String
    /// Where it is discussed.
    package let ticket: String?

    /// Makes an applied waiver.
    package init(
      file: RepositoryPath, line: Int, owner: String, expires: CalendarDate, reason: String,
      ticket: String?
    ) {
      self.file = file
      self.line = line
      self.owner = owner
      self.expires = expires
      self.reason = reason
      self.ticket = ticket
    }
  }
}

extension Finding: Comparable {
  /// The order of every report: path, line, column, rule, element, fingerprint.
  package static func < (a: Finding, b: Finding) -> Bool {
    let (pathA, pathB) = (a.place?.path ?? a.path ?? .root, b.place?.path ?? b.path ?? .root)
    if pathA != pathB { return pathA < pathB }
    let (pointA, pointB) = (
      (a.place?.line ?? 0, a.place?.column ?? 0), (b.place?.line ?? 0, b.place?.column ?? 0)
    )
    if pointA != pointB { return pointA < pointB }
    if a.rule != b.rule { return a.rule < b.rule }
    if a.element != b.element { return a.element < b.element }
    return a.fingerprint < b.fingerprint
  }
}
