import GitHistory
import ReleaseModel
import ReleaseRecords
import SourceModel

/// What comes with a release, and what was put off.
enum Features {
  static let incomplete = FindingRule(
    "release/feature-incomplete", "Feature without reason, risk or way back", severity: nil,
    isCompleteness: true,
    rationale: """
      Which features go out together is a choice between what users wait for and what may go wrong \
      at once. It cannot be made without reason, risk and the effort of taking each back.
      """,
    remedy: """
      Write `reason`, `risk` and `rollback` for the feature; `reason` and `target` if it is put off.
      """,
    example: RecordTrials.record("features: [{id: search, batch: must, reason: asked for}]"),
    nearMiss: RecordTrials.record(
      "features: [{id: search, batch: must, reason: asked for, risk: low, rollback: low}]"))

  static let deferral = FindingRule(
    "release/deferral-contradicted", "Feature put off to a release that is not later",
    severity: .error,
    rationale:
      "A feature that is put off to this release, or to one before it, is put off to never.",
    remedy: "Write a version under `target` that is higher than that of the release.",
    example: RecordTrials.record("features: [{id: app, batch: deferred, target: 1.1.0}]"),
    nearMiss: RecordTrials.record("features: [{id: app, batch: deferred, target: 1.2.0}]"))

  static let changed = FindingRule(
    "release/deferred-feature-changed", "Feature that was put off and ships", severity: .error,
    rationale: """
      What was put off was not prepared: no stage, no way back and no announcement counts with it. \
      Its code ships all the same.
      """,
    remedy: "Take its files out of the range, or move the feature to another batch.",
    example: RecordTrials.record(
      "features: [{id: app, batch: deferred, target: 1.2.0, paths: [src/app/**]}]",
      "-- file: src/app/main.ts\nrun()\n"),
    nearMiss: RecordTrials.record(
      "features: [{id: app, batch: must, paths: [src/app/**]}]",
      "-- file: src/app/main.ts\nrun()\n"))

  static let rules = [incomplete, deferral, changed]

  /// What is found of a record.
  static func facts(_ ground: RecordGround) -> [ReleaseFact] {
    ground.record.features.flatMap { feature in
      missing(feature, ground) + target(feature, ground) + files(feature, ground)
    }
  }

  private static func missing(
    _ feature: ReleaseRecord.Feature, _ ground: RecordGround
  ) -> [ReleaseFact] {
    let isDeferred = feature.batch.value == .deferred
    var keys: [String] = []
    if RecordIdentity.isPlaceholder(feature.reason?.value ?? "") { keys.append("reason") }
    if isDeferred {
      if feature.target == nil { keys.append("target") }
    } else {
      if feature.risk == nil { keys.append("risk") }
      if feature.rollback == nil { keys.append("rollback") }
    }
    guard !keys.isEmpty else { return [] }
    let list = keys.map { "'\($0)'" }.joined(separator: ", ")
    return [
      ground.fact(
        incomplete, "the feature '\(feature.id.value)' was described without \(list)",
        at: feature.id.range, of: feature.id.value, keys.joined(separator: " "))
    ]
  }

  private static func target(
    _ feature: ReleaseRecord.Feature, _ ground: RecordGround
  ) -> [ReleaseFact] {
    guard feature.batch.value == .deferred, let target = feature.target,
      let own = ReleaseVersion(tag: ground.record.version.value)
    else { return [] }
    if let later = ReleaseVersion(tag: target.value), own.precedes(later) { return [] }
    return [
      ground.fact(
        deferral,
        "the feature '\(feature.id.value)' was put off to '\(target.value)', which is not later "
          + "than '\(ground.record.version.value)'",
        at: target.range, of: feature.id.value, target.value)
    ]
  }

  private static func files(
    _ feature: ReleaseRecord.Feature, _ ground: RecordGround
  ) -> [ReleaseFact] {
    guard feature.batch.value == .deferred else { return [] }
    let touched = ground.scene.deltas.map(\.path).filter { path in
      feature.paths.contains { $0.value.matches(path) }
    }
    guard let first = touched.first else { return [] }
    return [
      ground.fact(
        changed, "the feature '\(feature.id.value)' was put off, and '\(first.text)' changed",
        at: feature.batch.range, of: feature.id.value,
        touched.map(\.text).joined(separator: " "),
        related: touched.prefix(20).map { Finding.RelatedPlace(path: $0, message: "it changed") })
    ]
  }
}
