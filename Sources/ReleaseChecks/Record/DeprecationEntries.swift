import DataTrees
import ReleaseModel
import ReleaseRecords
import ShapedDocuments
import SourceModel

/// What the entries of the registry of deprecations say.
enum DeprecationEntries {
  /// An entry of the registry.
  static func entry(_ body: String) -> String {
    """
    -- file: deprecations/list.yaml
    schema: relgate/deprecation/1
    id: list
    affects: {element: GET /b, path: api/openapi.yaml}
    announced: 2026-01-01
    \(body)

    """
  }

  static let unreadable = FindingRule(
    "release/deprecation-unreadable", "Deprecation that cannot be read", severity: .error,
    rationale: "An announcement that cannot be read announces nothing, and counts for no window.",
    remedy:
      "Mend the line that is named; `relgate schema deprecation` prints what may stand there.",
    example: FindingRule.Trial(after: entry("days: soon")),
    nearMiss: FindingRule.Trial(after: entry("days: 90")))

  static let incomplete = FindingRule(
    "release/deprecation-incomplete", "Deprecation without successor, channel or way back",
    severity: nil, isCompleteness: true,
    rationale: """
      Users who are told that something ends ask what to use instead and hear of it where they look; \
      and when its removal hurts, somebody has to bring it back within minutes.
      """,
    remedy: """
      Write `replacement`, at least one of `channels` with its `pointer`, and `restore` with \
      `lever` and `minutes`.
      """,
    example: FindingRule.Trial(after: entry("replacement: GET /a")),
    nearMiss: FindingRule.Trial(
      after: entry(
        """
        replacement: GET /a
        channels: [{kind: guide, pointer: guides/list.md}]
        restore: {lever: 'flag:list', minutes: 10}
        """)))

  static let short = FindingRule(
    "release/deprecation-window-short", "Deprecation that is announced too late", severity: nil,
    rationale: "The policy promises users a least time between the announcement and the end.",
    remedy: "Move the removal to a later day.",
    example: FindingRule.Trial(after: entry("days: 30")),
    nearMiss: FindingRule.Trial(after: entry("days: 90")))

  static let shortened = FindingRule(
    "release/deprecation-shortened", "Deprecation that was shortened", severity: .error,
    rationale: "Users planned by the first announcement; a nearer end finds them in the middle.",
    remedy: "Put the days back that were announced first, or later ones.",
    example: FindingRule.Trial(before: entry("days: 180"), after: entry("days: 90")),
    nearMiss: FindingRule.Trial(before: entry("days: 90"), after: entry("days: 180")))

  static let headersMissing = FindingRule(
    "release/deprecation-headers-missing", "Deprecated operation that does not say so",
    severity: nil,
    rationale: """
      Clients that nobody knows are reached by the responses alone: `Deprecation` (RFC 9745) and \
      `Sunset` (RFC 8594) tell them while everything still works.
      """,
    remedy: "Declare the headers `Deprecation` and `Sunset` in the operation's responses.",
    example: FindingRule.Trial(
      before: RecordTrials.api("/a", "/b"), after: entry("days: 200")),
    nearMiss: FindingRule.Trial(
      before: """
        -- file: api/openapi.yaml
        openapi: 3.0.3
        info: {title: Users, version: 1.0.0}
        paths:
          /b:
            get:
              responses:
                '200':
                  description: all
                  headers: {Deprecation: {}, Sunset: {}}

        """,
      after: entry("days: 200")))

  static let overdue = FindingRule(
    "release/removal-overdue", "Deprecated operation that outlived its end", severity: .warning,
    rationale: "An end that does not come teaches users that no announcement has to be heeded.",
    remedy: "Remove the operation, let it answer 410 alone, or announce a later day.",
    example: FindingRule.Trial(
      before: RecordTrials.api("/a", "/b") + entry("days: 90"), after: RecordTrials.column),
    nearMiss: FindingRule.Trial(
      before: RecordTrials.api("/a", "/b") + entry("days: 200"), after: RecordTrials.column))

  static let rules = [unreadable, incomplete, short, shortened, headersMissing, overdue]

  /// What is found of the entries at `after`.
  static func facts(_ registry: DeprecationRegistry) -> [ReleaseFact] {
    registry.entries.flatMap { entry -> [ReleaseFact] in
      guard let value = entry.value else { return problems(of: entry) }
      return parts(of: value, entry) + window(of: value, entry, registry)
        + promises(of: value, entry, registry) + operations(of: value, entry, registry)
    }
  }

  private static func problems(of entry: DeprecationRegistry.Entry) -> [ReleaseFact] {
    entry.reading.problems.map { problem in
      ReleaseFact(
        unreadable, "the deprecation could not be read: \(problem.message)",
        facts: problem.message, path: entry.path, place: problem.place(in: entry.reading.lines),
        remedy: problem.hint)
    }
  }

  private static func fact(
    _ rule: FindingRule, _ message: String, _ value: Deprecation,
    _ entry: DeprecationRegistry.Entry, at range: SourceRange? = nil, _ facts: String = ""
  ) -> ReleaseFact {
    ReleaseFact(
      rule, message, element: Name(value.id.value), facts: facts, path: entry.path,
      place: entry.place(of: range ?? value.id.range))
  }

  private static func parts(
    of value: Deprecation, _ entry: DeprecationRegistry.Entry
  ) -> [ReleaseFact] {
    var keys: [String] = []
    if value.replacement == nil { keys.append("replacement") }
    if !value.channels.contains(where: { $0.pointer != nil }) { keys.append("channels") }
    if value.restore?.lever == nil { keys.append("restore.lever") }
    if value.restore?.minutes == nil { keys.append("restore.minutes") }
    guard !keys.isEmpty else { return [] }
    let list = keys.map { "'\($0)'" }.joined(separator: ", ")
    return [
      fact(
        incomplete, "the deprecation '\(value.id.value)' was announced without \(list)", value,
        entry, keys.joined(separator: " "))
    ]
  }

  private static func window(
    of value: Deprecation, _ entry: DeprecationRegistry.Entry, _ registry: DeprecationRegistry
  ) -> [ReleaseFact] {
    let timeline = value.timeline
    let days = timeline.removal.dayNumber - timeline.announced.dayNumber
    let least = registry.scene.terms.deprecationDays
    guard days < least else { return [] }
    return [
      fact(
        short,
        "the deprecation '\(value.id.value)' was announced \(days) days before its end, and "
          + "\(least) are promised",
        value, entry, at: value.announced.range, "\(days)")
    ]
  }

  private static func promises(
    of value: Deprecation, _ entry: DeprecationRegistry.Entry, _ registry: DeprecationRegistry
  ) -> [ReleaseFact] {
    let now = value.timeline
    for (release, former) in registry.history(of: value.id.value) {
      let then = former.timeline
      let what: String
      if now.removal < then.removal {
        what = "ends on \(now.removal), and \(then.removal) was announced in '\(release.tag)'"
      } else if now.dualTo < then.dualTo {
        what = "is served until \(now.dualTo), and \(then.dualTo) was announced in '\(release.tag)'"
      } else {
        continue
      }
      let range = value.removal.date?.range ?? value.days?.range ?? value.id.range
      return [
        fact(
          shortened, "the deprecation '\(value.id.value)' \(what)", value, entry, at: range, what)
      ]
    }
    return []
  }

  // MARK: Operations

  private static func operations(
    of value: Deprecation, _ entry: DeprecationRegistry.Entry, _ registry: DeprecationRegistry
  ) -> [ReleaseFact] {
    let operations = value.affects.compactMap { selector in
      selector.element.flatMap { text in
        DeprecationRegistry.operation(text).map { (selector, text, $0) }
      }
    }
    guard !operations.isEmpty else { return [] }
    let trees = registry.descriptions(of: value, in: registry.scene.after)
    let end = registry.end(of: value) ?? value.timeline.removal
    let asOf = registry.scene.asOf
    return operations.compactMap { selector, text, operation in
      for tree in trees {
        guard let node = DeprecationRegistry.node(operation, in: tree) else { continue }
        if asOf >= end {
          if isGone(node, in: tree) { return nil }
          return fact(
            overdue, "'\(text)' was to end on \(end), and is still served", value, entry,
            at: selector.range, text)
        }
        let missing = ["Deprecation", "Sunset"].filter { !declares($0, node, in: tree) }
        if missing.isEmpty || asOf < value.timeline.announced { return nil }
        return fact(
          headersMissing,
          "'\(text)' was deprecated, and its responses declared no "
            + missing.joined(separator: " and no "),
          value, entry, at: selector.range, "\(text) \(missing.joined())")
      }
      return nil
    }
  }

  private static func responses(
    _ operation: NodeID, in tree: DataTree
  ) -> [(code: Name, node: NodeID)] {
    guard tree.kind(of: operation) == .object,
      let responses = tree.value(of: operation, "responses"),
      tree.kind(of: responses) == .object
    else { return [] }
    return tree.members(of: responses).map { (tree.keyName($0), $1) }
  }

  /// Whether an operation answers that it is gone, and nothing else.
  private static func isGone(_ operation: NodeID, in tree: DataTree) -> Bool {
    let codes = responses(operation, in: tree).map(\.code)
    return !codes.isEmpty && codes.allSatisfy { $0 == "410" }
  }

  private static func declares(
    _ header: String, _ operation: NodeID, in tree: DataTree
  ) -> Bool {
    responses(operation, in: tree).contains { _, response in
      guard tree.kind(of: response) == .object,
        let headers = tree.value(of: response, "headers"), tree.kind(of: headers) == .object
      else { return false }
      // Names of header fields do not tell cases apart (RFC 9110, section 5.1).
      return tree.members(of: headers).contains { key, _ in
        tree.keyName(key).asciiLowercased == Name(header).asciiLowercased
      }
    }
  }
}
