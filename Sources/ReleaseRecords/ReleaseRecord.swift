package import DataTrees
package import ReleaseModel
package import SourceModel

/// What a release says of itself: `release.yaml` of its folder.
///
/// Everything but the version and the state may be missing; what a release needs depends on what it
/// changes, and is judged later. Ranges are places in the file's bytes.
package struct ReleaseRecord: Hashable, Sendable {
  /// The version, as its tag or its folder spells it; empty if it was not read.
  package var version = Stated("")
  /// How far the release has come.
  package var state = Stated(State.draft)
  /// The name of the release, and the title of its tag.
  package var title: Stated<String>?
  /// What the version promises.
  package var type: Stated<Kind>?
  /// The day on which it is planned to go out.
  package var target: Stated<CalendarDate>?
  /// What people had to know before they planned.
  package var inputs: Inputs?
  /// What the release is to reach.
  package var objectives: [Objective] = []
  /// What comes with it, in batches.
  package var features: [Feature] = []
  /// What it is known to break.
  package var breaking = Breaking()
  /// What must be there first.
  package var dependencies = Dependencies()
  /// What may go wrong.
  package var risks: [Risk] = []
  /// How it gets from the old to the new.
  package var strategies: [Stated<Strategy>] = []
  /// The backfills, one for each statement that changes rows.
  package var backfills: [Backfill] = []
  /// How long two places are written at once.
  package var dualWrite: DualWrite?
  /// How it is taken back.
  package var rollback = Rollback()
  /// When it is taken back.
  package var triggers: [Trigger] = []
  /// How it is rolled out.
  package var rollout: Rollout?
  /// Who decided what.
  package var decisions: [Decision] = []
  /// The versions that the tree must show.
  package var versions: [DeclaredVersion] = []
  /// What is planned for which day.
  package var timeline: [Appointment] = []
  /// Its milestones, in order.
  package var milestones: [Milestone] = []
  /// What the release claims of its range.
  package var claims = Claims()
  /// What must not break.
  package var mustStay: [Selector] = []
  /// What may change.
  package var mayChange: [Selector] = []
  /// Members of one thing that goes through expand, migrate and contract together.
  package var elements: [ElementGroup] = []
  /// Where a metric is defined: globs over rules, dashboards, code.
  package var observability: [Stated<PathGlob>] = []
  /// Other documents that belong to it, by their role: `plan`, `rollback`, `task`.
  package var links: [Link] = []
  /// The tag as it was made.
  package var tag: Tag?
  /// Words to find it by.
  package var labels: [String] = []
  /// Problems that were found and are known.
  package var issues: [Issue]?
  /// How sure the authors are, from 0 to 1.
  package var confidence: Stated<DecimalNumber>?

  /// Says nothing.
  package init() {}

  /// How far a release has come.
  package enum State: String, Hashable, Sendable, CaseIterable {
    case draft, ready, rolling, complete
    case rolledBack = "rolled-back"
  }

  /// What a version promises.
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    case major, minor, patch
  }

  /// How much of something there is.
  package enum Grade: String, Hashable, Sendable, CaseIterable {
    case veryLow = "very-low"
    case low, medium, high
    case veryHigh = "very-high"
  }

  /// A known way from the old to the new.
  package enum Strategy: String, Hashable, Sendable, CaseIterable {
    case expandContract = "expand-contract"
    case dualWrite = "dual-write"
    case backfill
    case shadowReads = "shadow-reads"
    case featureFlags = "feature-flags"
    case versionedEndpoints = "versioned-endpoints"
  }
}

/// A value with the place where it is stated.
package struct Stated<Value: Hashable & Sendable>: Hashable, Sendable {
  /// The value.
  package var value: Value
  /// Where it stands; empty if nobody wrote it.
  package var range: SourceRange

  /// States a value.
  package init(_ value: Value, at range: SourceRange = SourceRange(0, 0)) {
    self.value = value
    self.range = range
  }
}

/// What a statement is about: all that is given must match.
package struct Selector: Hashable, Sendable {
  /// A pattern over rule ids.
  package var rule: PathGlob?
  /// A pattern over files.
  package var path: PathGlob?
  /// An element as reports print it, or its beginning up to a boundary of words.
  package var element: String?
  /// Whether everything is meant: written `all`.
  package var isEverything = false
  /// Where it stands.
  package var range = SourceRange(0, 0)

  /// Selects nothing.
  package init() {}

  /// Whether the selector is about a change.
  package func matches(_ change: Change) -> Bool {
    if isEverything { return true }
    if rule == nil, path == nil, element == nil { return false }
    if let rule, !rule.matches(RepositoryPath(unchecked: Name(change.rule.text))) { return false }
    if let path {
      let files = [change.contract, change.before?.path, change.after?.path].compactMap { $0 }
      if !files.contains(where: path.matches) { return false }
    }
    guard let element else { return true }
    return [change.element, change.formerElement].contains { name in
      guard let name else { return false }
      return Selector.names(element, in: name)
    }
  }

  /// Whether a text is an element's name, or a part of it between boundaries of words.
  package static func names(_ text: String, in element: Name) -> Bool {
    let (wanted, bytes) = (Array(text.utf8), element.bytes)
    guard !wanted.isEmpty, wanted.count <= bytes.count else { return false }
    func isWord(_ byte: UInt8) -> Bool {
      byte == UInt8(ascii: "_") || byte >= 0x80
        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
    for start in 0...(bytes.count - wanted.count)
    where bytes[start..<(start + wanted.count)].elementsEqual(wanted) {
      let end = start + wanted.count
      let opens = start == 0 || !isWord(bytes[start - 1]) || !isWord(wanted[0])
      let closes = end == bytes.count || !isWord(bytes[end]) || !isWord(wanted[wanted.count - 1])
      if opens, closes { return true }
    }
    return false
  }
}
