import DataTrees
import GitHistory
import ReleaseModel
import ReleaseRecords
import SourceModel

/// What a range takes away, held against what was announced, and when.
enum Removals {
  static let unlisted = FindingRule(
    "release/deprecation-missing", "Removal that the registry does not know", severity: nil,
    rationale: "What ends without an entry was announced to nobody whom the entry would name.",
    remedy: """
      Take the removal back, write an entry under `deprecations/` and release it; remove after its \
      window.
      """,
    example: FindingRule.Trial(
      before: RecordTrials.api("/a", "/b"), after: RecordTrials.api("/a")),
    nearMiss: FindingRule.Trial(
      before: RecordTrials.api("/a", "/b") + DeprecationEntries.entry("days: 90"),
      after: RecordTrials.api("/a")))

  static let unannounced = FindingRule(
    "release/deprecation-unannounced", "Removal before a release announced it", severity: .error,
    rationale: """
      An announcement counts from the release that carries it: nobody reads what was not released. \
      An entry that comes with the removal announces nothing.
      """,
    remedy: "Release the entry first, and remove after its window.",
    example: FindingRule.Trial(
      before: RecordTrials.api("/a", "/b"),
      after: RecordTrials.api("/a") + DeprecationEntries.entry("days: 90")),
    nearMiss: FindingRule.Trial(
      before: RecordTrials.api("/a", "/b") + DeprecationEntries.entry("days: 90"),
      after: RecordTrials.api("/a")))

  static let early = FindingRule(
    "release/removed-early", "Removal before the announced end", severity: .error,
    rationale: "Users were given a day. Before it, they rely on what was promised to be there.",
    remedy: "Take the removal back until the day that is named.",
    example: FindingRule.Trial(
      before: RecordTrials.api("/a", "/b") + DeprecationEntries.entry("days: 90"),
      after: RecordTrials.api("/a"), day: "2026-03-01"),
    nearMiss: FindingRule.Trial(
      before: RecordTrials.api("/a", "/b") + DeprecationEntries.entry("days: 90"),
      after: RecordTrials.api("/a"), day: "2026-04-02"))

  static let replacement = FindingRule(
    "release/replacement-unserved", "Successor that came after the announcement",
    severity: .error,
    rationale: """
      From the announcement on users are to move. As long as there is nothing to move to, the window \
      does not run.
      """,
    remedy: "Serve the successor in the release that announces the end, or in one before it.",
    example: FindingRule.Trial(
      before: RecordTrials.api("/b") + DeprecationEntries.entry("days: 90\nreplacement: GET /c"),
      after: RecordTrials.api("/c")),
    nearMiss: FindingRule.Trial(
      before: RecordTrials.api("/b", "/c")
        + DeprecationEntries.entry("days: 90\nreplacement: GET /c"),
      after: RecordTrials.api("/c")))

  static let rules = [unlisted, unannounced, early, replacement]

  /// What is found of the changes of a range.
  static func facts(_ registry: DeprecationRegistry) -> [ReleaseFact] {
    let scene = registry.scene
    let known = registry.entries + registry.former
    return scene.changes.filter(\.endsSomething).flatMap { change -> [ReleaseFact] in
      // An entry may go with what it is about.
      guard
        let entry = known.first(where: { entry in
          entry.value?.affects.contains { $0.matches(change) } ?? false
        }), let value = entry.value
      else {
        guard change.classification == .breaking else { return [] }
        return [
          ReleaseFact(
            unlisted, "'\(change.element.text)' was removed, and no deprecation names it",
            element: change.element, facts: change.fingerprint, path: change.primary?.path,
            place: change.primary)
        ]
      }
      return announcement(change, value, entry, registry)
    }
  }

  private static func fact(
    _ rule: FindingRule, _ message: String, _ change: Change, _ facts: String,
    at range: SourceRange,
    _ entry: DeprecationRegistry.Entry, _ what: String
  ) -> ReleaseFact {
    let place = entry.place(of: range)
    return ReleaseFact(
      rule, message, element: change.element, facts: "\(change.fingerprint) \(facts)",
      path: change.primary?.path, place: change.primary,
      related: [
        Finding.RelatedPlace(
          path: entry.path, line: place.line, column: place.column, message: what)
      ])
  }

  private static func announcement(
    _ change: Change, _ value: Deprecation, _ entry: DeprecationRegistry.Entry,
    _ registry: DeprecationRegistry
  ) -> [ReleaseFact] {
    let element = change.element.text
    guard let (release, date) = registry.announcement(of: value.id.value),
      let end = registry.end(of: value)
    else {
      return [
        fact(
          unannounced, "'\(element)' was removed, and no release before announced it", change, "",
          at: value.announced.range, entry, "the entry that no release carried")
      ]
    }
    var facts: [ReleaseFact] = []
    let asOf = registry.scene.asOf
    if asOf < end {
      let days = asOf.dayNumber - date.dayNumber
      facts.append(
        fact(
          early,
          "'\(element)' was removed on \(asOf), day \(days) after '\(release.tag)' announced it, "
            + "and may go on \(end)",
          change, end.description, at: value.removal.date?.range ?? value.announced.range, entry,
          "what was announced"))
    }
    if let stated = value.removal.version, let wanted = ReleaseVersion(tag: stated.value),
      let own = registry.scene.goingOut, own.precedes(wanted)
    {
      facts.append(
        fact(
          early,
          "'\(element)' was removed in '\(own.text)', and may go in '\(stated.value)'", change,
          stated.value, at: stated.range, entry, "what was announced"))
    }
    return facts + successor(change, value, entry, release, registry)
  }

  private static func successor(
    _ change: Change, _ value: Deprecation, _ entry: DeprecationRegistry.Entry,
    _ release: ReleaseScene.PastRelease, _ registry: DeprecationRegistry
  ) -> [ReleaseFact] {
    guard let stated = value.replacement,
      let operation = DeprecationRegistry.operation(stated.value)
    else { return [] }
    let trees = registry.descriptions(of: value, in: release.tree)
    guard !trees.isEmpty,
      !trees.contains(where: { DeprecationRegistry.node(operation, in: $0) != nil })
    else { return [] }
    return [
      fact(
        replacement,
        "'\(change.element.text)' was removed, and '\(release.tag)', which announced it, did not "
          + "serve '\(stated.value)'",
        change, stated.value, at: stated.range, entry, "the successor")
    ]
  }
}

extension Change {
  /// Whether clients lose something that they called or read.
  fileprivate var endsSomething: Bool {
    isRemoval && !format.hasPrefix("sql") && parties.contains(.consumers)
      && classification >= .risky
  }
}

extension ReleaseScene {
  /// The version that the range goes out with; nil if nothing says so.
  fileprivate var goingOut: ReleaseVersion? {
    if let afterVersion { return afterVersion }
    return ReleaseFolder(of: self).flatMap { folder in
      ReleaseFolder.version(of: folder.path)
        ?? folder.value.flatMap { ReleaseVersion(tag: $0.version.value) }
    }
  }
}
