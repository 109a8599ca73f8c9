import FormatKit
import MigrationLayouts
import ReleaseModel
import ReleaseRecords
import SourceModel

/// Whether what a way back presumes holds in the range.
enum Prerequisites {
  static let contradicted = FindingRule(
    "release/prerequisite-false", "Prerequisite of a way back that does not hold",
    severity: .error,
    rationale: """
      A way back works only where its prerequisites hold. One that the range contradicts is a way \
      back that fails on the day when it is needed.
      """,
    remedy: """
      Take what contradicts it out of the release, or declare a way back that takes it back too: \
      one of kind `database` whose `applies_to` covers the migration.
      """,
    example: LeverTrials.dropping(
      """
        types:
        - {kind: application, minutes: 10, applies_to: all, prerequisites: [{fact: no_migrations}]}
      """),
    nearMiss: LeverTrials.dropping(
      """
        types:
        - {kind: application, minutes: 10, applies_to: all, prerequisites: [{fact: no_migrations}]}
        - {kind: database, minutes: 20, applies_to: orders.note}
      """))

  static let unproven = FindingRule(
    "release/prerequisite-unproven", "Prerequisite of a way back that nothing shows",
    severity: .info,
    rationale: "What the repository cannot show is believed on somebody's word.",
    remedy: """
      Name under `evidence` of the prerequisite what shows it, or state it as `text` for people to \
      judge.
      """,
    example: LeverTrials.dropping(
      """
        types:
        - {kind: flag, minutes: 1, applies_to: all, prerequisites: [{fact: behind_flags}]}
      """),
    nearMiss: LeverTrials.dropping(
      """
        types:
        - {kind: flag, minutes: 1, applies_to: all, prerequisites: [{text: the dashboard is up}]}
      """))

  static let rules = [contradicted, unproven]

  /// What is found of the declared ways back.
  static func facts(_ ground: LeverGround) -> [ReleaseFact] {
    guard let folder = ground.folder else { return [] }
    return ground.types.enumerated().flatMap { index, type in
      type.prerequisites.compactMap { prerequisite in
        guard let fact = prerequisite.fact,
          let outcome = outcome(of: fact.value, prerequisite, at: index, ground)
        else { return nil }
        return ReleaseFact(
          outcome.rule, "the prerequisite '\(fact.value.rawValue)' \(outcome.text)",
          element: Name(fact.value.rawValue), facts: outcome.facts, path: folder.recordPath,
          place: folder.place(of: fact.range), related: outcome.related)
      }
    }
  }

  private struct Outcome {
    let rule: FindingRule
    let text: String
    var facts = ""
    var related: [Finding.RelatedPlace] = []
  }

  /// What speaks against a prerequisite; nil if nothing does.
  private static func outcome(
    of fact: ReleaseRecord.Prerequisite.Fact, _ prerequisite: ReleaseRecord.Prerequisite,
    at index: Int, _ ground: LeverGround
  ) -> Outcome? {
    switch fact {
    case .noMigrations: migrations(at: index, ground)
    case .downMigrations: waysDown(ground)
    case .backup: backup(prerequisite, ground)
    case .behindFlags: behindFlags(prerequisite, ground)
    case .previousImage: previousImage(ground)
    }
  }

  private static func migrations(at index: Int, _ ground: LeverGround) -> Outcome? {
    let others = ground.types.enumerated().filter {
      $0.offset != index && $0.element.kind.value != .application
    }.map(\.element)
    let selectors = others.flatMap(\.appliesTo)
    let added = ground.migrations.added.map(\.migration.up)
    let open = Set(added + ground.migrations.unread).sorted().filter { migration in
      let own = ground.changes.filter { $0.files.contains(migration) }
      let isNamed = selectors.contains { selector in
        selector.isEverything || selector.path?.matches(migration) ?? false
      }
      return !isNamed && !own.allCovered(by: selectors)
    }
    guard let first = open.first else { return nil }
    let count = open.count == 1 ? "" : " and \(open.count - 1) more"
    return Outcome(
      rule: contradicted, text: "does not hold: the range adds migration '\(first.text)'\(count)",
      facts: open.map(\.text).joined(separator: " "),
      related: open.map {
        Finding.RelatedPlace(path: $0, line: 1, message: "the range adds this migration")
      })
  }

  private static func waysDown(_ ground: LeverGround) -> Outcome? {
    let lacking = ground.migrations.added.filter { $0.down == nil }
    guard let first = lacking.first else {
      return ground.migrations.unread.first.map {
        Outcome(
          rule: unproven, text: "could not be told: nothing reads '\($0.text)'", facts: $0.text)
      }
    }
    return Outcome(
      rule: contradicted, text: "does not hold: \(first.obstacle ?? "")",
      facts: lacking.map(\.migration.up.text).joined(separator: " "),
      related: lacking.map {
        Finding.RelatedPlace(path: $0.migration.up, line: 1, message: $0.obstacle ?? "")
      })
  }

  private static func backup(
    _ prerequisite: ReleaseRecord.Prerequisite, _ ground: LeverGround
  ) -> Outcome? {
    guard let evidence = prerequisite.evidence else {
      return Outcome(rule: unproven, text: "names no evidence of the backup")
    }
    let path = RepositoryPath.root.resolving(evidence.value.utf8)
    if let path, ground.scene.after.object(at: path) != nil { return nil }
    return Outcome(
      rule: contradicted, text: "does not hold: '\(evidence.value)' is not there",
      facts: evidence.value)
  }

  private static func behindFlags(
    _ prerequisite: ReleaseRecord.Prerequisite, _ ground: LeverGround
  ) -> Outcome? {
    if prerequisite.evidence != nil { return nil }
    let bare = ground.folder?.value?.features.first { feature in
      feature.batch.value != .deferred && feature.flag == nil
    }
    if let bare, let folder = ground.folder, let place = folder.place(of: bare.id.range) {
      return Outcome(
        rule: contradicted, text: "does not hold: feature '\(bare.id.value)' names no flag",
        facts: bare.id.value,
        related: [
          Finding.RelatedPlace(
            path: place.path, line: place.line, message: "the feature is declared here")
        ])
    }
    return Outcome(rule: unproven, text: "could not be told: what flags guard was not read")
  }

  private static func previousImage(_ ground: LeverGround) -> Outcome? {
    let images = ground.targets.formerlyDeployed.images
    guard let floating = images.first(where: { $0.pin == nil }) else {
      if !images.isEmpty { return nil }
      return Outcome(
        rule: contradicted, text: "does not hold: no manifest before the range names an image")
    }
    return Outcome(
      rule: contradicted,
      text:
        "does not hold: image '\(floating.reference.text)' has no tag that tells one build from "
        + "the next",
      facts: floating.reference.text,
      related: [
        Finding.RelatedPlace(
          path: floating.path, line: floating.line, message: "the image before the range")
      ])
  }
}

extension [Change] {
  /// Whether there are some, and each is matched by a selector.
  fileprivate func allCovered(by selectors: [Selector]) -> Bool {
    !isEmpty && allSatisfy { change in selectors.contains { $0.matches(change) } }
  }
}
