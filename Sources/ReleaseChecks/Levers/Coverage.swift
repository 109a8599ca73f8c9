import MigrationLayouts
import ReleaseModel
import ReleaseRecords
import SourceModel

/// Whether the declared ways back and the changes of the range fit together.
enum Coverage {
  static let uncovered = FindingRule(
    "release/rollback-uncovered", "Change that no declared way back applies to", severity: nil,
    rationale: """
      The record declares how the release is taken back, and each way says what it applies to. What \
      none of them names is what stays behind when all of them have been taken.
      """,
    remedy: "Add a selector for the change to `applies_to` of the way that takes it back.",
    example: LeverTrials.dropping(
      "  types:\n  - {kind: database, minutes: 20, applies_to: users}"),
    nearMiss: LeverTrials.dropping(
      "  types:\n  - {kind: database, minutes: 20, applies_to: orders.note}"))

  static let unmatched = FindingRule(
    "release/selector-unmatched", "Selector of a way back that matches nothing", severity: .error,
    rationale: """
      A selector that matches no change of the range names something that is not released, or \
      misspells something that is: the way back is then believed to cover what it does not.
      """,
    remedy: "Mend the selector, or take it away.",
    example: LeverTrials.dropping(
      "  types:\n  - {kind: database, minutes: 20, applies_to: [orders.note, orders.notes]}"),
    nearMiss: LeverTrials.dropping(
      "  types:\n  - {kind: database, minutes: 20, applies_to: [orders.note, {path: db/**}]}"))

  static let typeMissing = FindingRule(
    "release/rollback-type-missing", "Kind of way back missing", severity: nil,
    isCompleteness: true,
    rationale: """
      A deployed application is not turned back like a schema, and neither like a load balancer. \
      What the range touches needs a way back of its own kind.
      """,
    remedy: """
      Declare under `rollback.types` a way of the kind that is missing, with its procedure, its \
      minutes and what it applies to.
      """,
    example: LeverTrials.dropping(
      "  types:\n  - {kind: application, minutes: 10, applies_to: all}"),
    nearMiss: LeverTrials.dropping(
      """
        types:
        - {kind: application, minutes: 10, applies_to: all}
        - {kind: database, minutes: 20, applies_to: orders.note}
      """))

  static let rules = [uncovered, unmatched, typeMissing]

  /// What is found of a range whose release has a record.
  static func facts(_ ground: LeverGround) -> [ReleaseFact] {
    guard let folder = ground.folder, let record = folder.value else { return [] }
    let declared = folder.place(of: record.rollback.range)
    return (ground.types.isEmpty ? [] : uncoveredChanges(ground, declared))
      + unmatchedSelectors(ground, folder) + missingTypes(ground, folder, record)
  }

  private static func uncoveredChanges(
    _ ground: LeverGround, _ declared: Place?
  ) -> [ReleaseFact] {
    let selectors = ground.types.flatMap(\.appliesTo)
    let open = ground.changes.filter { change in
      let counts =
        change.classification >= .risky || change.phase == .migrate || change.phase == .contract
      return counts && !selectors.contains { $0.matches(change) }
    }
    let byFile = Dictionary(grouping: open) { $0.primary?.path ?? $0.contract }
    return byFile.keys.sorted().compactMap { path in
      guard let group = byFile[path], let first = group.first else { return nil }
      let what = group.count == 1 ? "'\(first.element.text)'" : "\(group.count) changes"
      let record = declared.map {
        Finding.RelatedPlace(
          path: $0.path, line: $0.line, message: "the ways back are declared here")
      }
      return ReleaseFact(
        uncovered, "\(what) of '\(path.text)' was covered by no declared way back",
        element: group.count == 1 ? first.element : "", facts: group.fingerprints, path: path,
        place: first.primary, related: [record].compactMap(\.self) + group.others)
    }
  }

  private static func unmatchedSelectors(
    _ ground: LeverGround, _ folder: ReleaseFolder
  ) -> [ReleaseFact] {
    ground.types.flatMap { type in
      type.appliesTo.filter { !matches($0, ground.scene) }.map { selector in
        ReleaseFact(
          unmatched,
          "the selector \(selector.shown) of the way back of kind "
            + "'\(type.kind.value.rawValue)' matched nothing of the range",
          element: Name(selector.shown), path: folder.recordPath,
          place: folder.place(of: selector.range))
      }
    }
  }

  /// Whether a selector matches a change, or, if it is about files alone, a file of the range.
  private static func matches(_ selector: Selector, _ scene: ReleaseScene) -> Bool {
    if selector.isEverything || scene.changes.contains(where: selector.matches) { return true }
    guard let path = selector.path, selector.rule == nil, selector.element == nil else {
      return false
    }
    return scene.deltas.contains { delta in
      [delta.before, delta.after].compactMap(\.self).contains(where: path.matches)
    }
  }

  private static func missingTypes(
    _ ground: LeverGround, _ folder: ReleaseFolder, _ record: ReleaseRecord
  ) -> [ReleaseFact] {
    let kinds = Set(ground.types.map(\.kind.value))
    let place = record.rollback.range.upper > 0 ? folder.place(of: record.rollback.range) : nil
    func fact(_ kind: ReleaseRecord.RollbackType.Kind, _ why: RepositoryPath) -> ReleaseFact? {
      if kinds.contains(kind) { return nil }
      return ReleaseFact(
        typeMissing, "no way back of kind '\(kind.rawValue)' was declared for '\(why.text)'",
        element: Name(kind.rawValue), path: folder.recordPath, place: place,
        related: [
          Finding.RelatedPlace(path: why, message: "the range changed it")
        ])
    }
    var facts: [ReleaseFact?] = []
    let migrations = ground.migrations.added.map(\.migration.up) + ground.migrations.unread
    if let migration = migrations.first { facts.append(fact(.database, migration)) }
    if let path = ground.infrastructure.first { facts.append(fact(.infrastructure, path)) }
    if let preferred = record.rollback.preferred, !kinds.contains(preferred.value) {
      facts.append(
        ReleaseFact(
          typeMissing,
          "the preferred way back '\(preferred.value.rawValue)' was not declared",
          element: Name(preferred.value.rawValue), path: folder.recordPath,
          place: folder.place(of: preferred.range)))
    }
    return facts.compactMap(\.self)
  }
}

extension LeverGround {
  /// The files of the range that describe what the release runs on.
  var infrastructure: [RepositoryPath] {
    let extensions: Set<String> = ["tf", "tfvars", "bicep"]
    let folders: Set<Name> = ["terraform", "cloudformation", "pulumi", "ansible"]
    let named = scene.deltas.map(\.path).filter { path in
      extensions.contains(path.fileExtension)
        || path.segments.dropLast().contains { folders.contains(Name($0).asciiLowercased) }
    }
    return Set(named + (scene.surfaces["topology"] ?? [])).sorted()
  }
}

extension Selector {
  /// The selector in words.
  var shown: String {
    let parts = [
      rule.map { "rule '\($0.pattern)'" }, path.map { "path '\($0.pattern)'" },
      element.map { "'\($0)'" }, isEverything ? "'all'" : nil,
    ]
    return parts.compactMap(\.self).joined(separator: ", ")
  }
}
