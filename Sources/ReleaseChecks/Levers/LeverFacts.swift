import ReleaseModel
import ReleaseRecords
import SourceModel

/// Changes without a way back, and ways back that take too long.
enum LeverFacts {
  static let missing = FindingRule(
    "release/lever-missing", "Change without a lever", severity: nil,
    rationale: """
      When a release causes pain, people flip something back: a flag, a tag to deploy again, a way \
      down. A change for which the tree holds nothing to flip can only be mended forward, under \
      pressure.
      """,
    remedy: """
      Write the way down of the migration, tag the release before, or put the change behind a flag; \
      or declare under `rollback.types` of the record a way that applies to the change, with a \
      `procedure` whose steps lead to something in the tree.
      """,
    example: FindingRule.Trial(
      before: LeverTrials.shipped,
      after: LeverTrials.drop),
    nearMiss: FindingRule.Trial(
      before: LeverTrials.shipped, after: LeverTrials.drop + LeverTrials.dropBack))

  static let tooSlow = FindingRule(
    "release/lever-too-slow", "Way back takes too long", severity: nil,
    rationale: """
      The question of a release is whether it can be undone in minutes. A way back that takes \
      longer than the policy allows keeps users in the trouble for that time.
      """,
    remedy: """
      Find a quicker way, such as a flag or a smaller batch, and measure it; or ask for a waiver \
      that names who accepts the time.
      """,
    example: LeverTrials.dropping("  types:\n  - {kind: database, minutes: 90, applies_to: all}"),
    nearMiss: LeverTrials.dropping("  types:\n  - {kind: database, minutes: 20, applies_to: all}"))

  static let rules = [missing, tooSlow]

  /// What is found of a range.
  static func facts(_ ground: LeverGround, _ levers: [Lever]) -> [ReleaseFact] {
    missingLevers(ground, levers) + slowTypes(ground) + slowRestores(ground)
  }

  /// One fact for each thing that is missing: many changes of a migration lack the same way down.
  private static func missingLevers(
    _ ground: LeverGround, _ levers: [Lever]
  ) -> [ReleaseFact] {
    let lacking = zip(ground.changes, levers).filter { !$0.1.isFound }
    let groups = Dictionary(grouping: lacking) { $0.1.proof }
    return groups.sorted { $0.key < $1.key }.compactMap { proof, members in
      let group = members.map(\.0)
      guard let first = group.first, let lever = members.first?.1 else { return nil }
      let what = group.count == 1 ? "a change" : "\(group.count) changes"
      return ReleaseFact(
        missing, "no lever was found for \(what): \(proof)",
        element: group.count == 1 ? first.element : "", facts: group.fingerprints,
        path: first.primary?.path ?? first.contract, place: first.primary, related: group.others,
        remedy: remedy(for: lever.approach, ground))
    }
  }

  /// What to do about a change without a lever, by the way in which it would be taken back.
  private static func remedy(for approach: Lever.Approach, _ ground: LeverGround) -> String {
    let other = "declare under `rollback.types` of the record a way that applies to it"
    return switch approach {
    case .code where !ground.blockers.isEmpty:
      "Release the change in what is stored by itself, put the code behind a flag, or \(other): "
        + "one of kind `database`, whose `procedure` takes the migrations back before the code."
    case .code: "Tag the release before, or name its image with a fixed tag in a manifest."
    case .flag: "Define the flag in a file of flags, or \(other)."
    case .expand: "Write the way down of the migration, or \(other)."
    case .migrate:
      "Name the flag that switches reads back under `elements` of the record, write the way down "
        + "of the migration, or \(other)."
    case .contract:
      "Write the way down of the migration, or state under `rollback.irreversible` of the record "
        + "the object with the command under `restore`."
    case .index:
      "Name the alias that is flipped back as a step `lever: alias:NAME`: \(other)."
    }
  }

  private static func slowTypes(_ ground: LeverGround) -> [ReleaseFact] {
    ground.types.compactMap { type in
      guard let folder = ground.folder, let time = ground.time(of: type),
        time.minutes > ground.scene.terms.minutes
      else { return nil }
      let kind = type.kind.value.rawValue
      return ReleaseFact(
        tooSlow,
        "the way back of kind '\(kind)' \(time.isMeasured ? "took" : "takes") \(time.minutes) "
          + "minutes, and \(ground.scene.terms.minutes) are allowed",
        element: Name(kind), facts: "\(time.minutes)", path: folder.recordPath,
        place: folder.place(of: type.minutes?.range ?? type.range))
    }
  }

  private static func slowRestores(_ ground: LeverGround) -> [ReleaseFact] {
    ground.statement.entries.compactMap { entry in
      guard let folder = ground.folder, let minutes = entry.minutes,
        minutes.value > ground.scene.terms.minutes
      else { return nil }
      return ReleaseFact(
        tooSlow,
        "restoring '\(entry.object.value)' takes \(minutes.value) minutes, and "
          + "\(ground.scene.terms.minutes) are allowed",
        element: Name(entry.object.value), facts: "\(minutes.value)", path: folder.recordPath,
        place: folder.place(of: minutes.range))
    }
  }
}

extension [Change] {
  /// What tells this set of changes from others.
  var fingerprints: String { map(\.fingerprint).joined(separator: " ") }

  /// The places of all but the first, as places that belong to a finding; a long list is cut.
  var others: [Finding.RelatedPlace] {
    dropFirst().prefix(20).compactMap { change in
      change.primary.map {
        Finding.RelatedPlace(
          path: $0.path, line: $0.line, column: $0.column, message: change.fact)
      }
    }
  }
}
