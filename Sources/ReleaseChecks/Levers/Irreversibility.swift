import FormatKit
import ReleaseModel
import ReleaseRecords
import SourceModel

/// Whether a release says what cannot be taken back, and all that whoever restores it must know.
enum Irreversibility {
  static let unstated = FindingRule(
    "release/irreversible-unstated", "Loss that no rollback plan names", severity: nil,
    rationale: """
      What is dropped, renamed, cut or deleted does not come back with the code. Whoever rolls back \
      has to know that before, object by object, not find out while the release is failing.
      """,
    remedy: """
      Name the object under `rollback.irreversible` of the record, as \
      `- object: orders.note`, or in the section of the rollback plan about what is not reverted.
      """,
    example: FindingRule.Trial(
      before: LeverTrials.shipped, after: LeverTrials.drop + LeverTrials.dropBack),
    nearMiss: LeverTrials.dropping("  irreversible:\n  - {object: orders.note}"))

  static let incomplete = FindingRule(
    "release/irreversible-incomplete", "Loss without the way to restore it", severity: nil,
    isCompleteness: true,
    rationale: """
      What is lost comes back from a backup only: by a command, from a backup that is there, in a \
      known time, by decision of a known role.
      """,
    remedy: """
      State under `rollback.irreversible` for each object `lost`, `restore`, `backup`, `minutes` \
      and `decides`; `backup` is the path of the evidence of the backup.
      """,
    example: LeverTrials.dropping("  irreversible:\n  - {object: orders.note}"),
    nearMiss: LeverTrials.dropping(
      """
        irreversible:
        - object: orders.note
          lost: notes that were written before the release
          restore: scripts/back.sh
          backup: releases/1.1.0/evidence/backup.json
          minutes: 30
          decides: release manager
      """, "-- file: releases/1.1.0/evidence/backup.json\n{}\n" + LeverTrials.script))

  static let lossUnstated = FindingRule(
    "release/data-loss-unstated", "Way back without a word on lost data", severity: nil,
    isCompleteness: true,
    rationale: """
      Taking a migration back may lose what was written since. Who decides to roll back weighs that \
      against the trouble, and can do so only if it is written down.
      """,
    remedy: """
      Say under `data_loss` of the way back what is lost, or `none, because` with the reason.
      """,
    example: LeverTrials.dropping("  types:\n  - {kind: database, minutes: 20, applies_to: all}"),
    nearMiss: LeverTrials.dropping(
      """
        types:
        - kind: database
          minutes: 20
          applies_to: all
          data_loss: notes that were written before the release
      """))

  static let lossDenied = FindingRule(
    "release/data-loss-denied", "Lost data denied", severity: .error,
    rationale: "A way back that is said to lose nothing is taken without a backup at hand.",
    remedy: "State under `data_loss` what the change loses for good.",
    example: LeverTrials.dropping(
      """
        types:
        - kind: database
          minutes: 20
          applies_to: all
          data_loss: none, because the way down adds the column again
      """),
    nearMiss: LeverTrials.dropping(
      """
        types:
        - kind: database
          minutes: 20
          applies_to: all
          data_loss: the values of orders.note
      """))

  static let rules = [unstated, incomplete, lossUnstated, lossDenied]

  /// What is found of a range.
  static func facts(_ ground: LeverGround) -> [ReleaseFact] {
    let lost = losses(ground)
    return unstatedLosses(lost, ground) + incompleteEntries(lost, ground) + deniedLosses(ground)
  }

  /// The changes that lose something, each object once.
  private static func losses(_ ground: LeverGround) -> [Change] {
    var seen: Set<Name> = []
    return ground.changes.filter { $0.loss != nil && seen.insert($0.lossObject).inserted }
  }

  private static func unstatedLosses(_ lost: [Change], _ ground: LeverGround) -> [ReleaseFact] {
    lost.filter { !ground.statement.names($0.lossObject) }.map { change in
      let (object, place) = (change.lossObject.text, change.primary)
      var related: [Finding.RelatedPlace] = []
      if let plan = ground.statement.plan {
        related.append(
          Finding.RelatedPlace(
            path: plan, line: ground.statement.line ?? 0,
            message: ground.statement.line == nil
              ? "the plan has no section about what is not reverted"
              : "the section about what is not reverted does not name it"))
      }
      let end =
        change.loss == .data ? "which cannot be taken back" : "which is gone after the release"
      let file =
        ground.folder?.recordPath
        ?? ground.scene.folder.appending("next/release.yaml".utf8)
      return ReleaseFact(
        unstated, "no statement named '\(object)', \(end): \(change.fact)",
        element: change.lossObject, facts: change.fingerprint, path: change.contract, place: place,
        related: related,
        remedy: "Write in '\(file.text)' under `rollback.irreversible`: `- object: \(object)`.")
    }
  }

  private static func incompleteEntries(
    _ lost: [Change], _ ground: LeverGround
  ) -> [ReleaseFact] {
    guard let folder = ground.folder else { return [] }
    return lost.filter { $0.loss == .data && ground.statement.names($0.lossObject) }
      .compactMap { change in
        let entry = ground.statement.entry(naming: change.lossObject)
        let missing = (entry ?? ReleaseRecord.IrreversibleObject()).missing(in: ground.scene.after)
        guard !missing.isEmpty else { return nil }
        let list = missing.map { "'\($0)'" }.joined(separator: ", ")
        let plan = ground.statement.plan ?? folder.recordPath
        return ReleaseFact(
          incomplete,
          "'\(change.lossObject.text)' cannot be taken back, and the record left out \(list)",
          element: change.lossObject, facts: missing.joined(separator: " "),
          path: entry == nil ? plan : folder.recordPath,
          place: entry.flatMap { folder.place(of: $0.range) },
          related: change.primary.map {
            [Finding.RelatedPlace(path: $0.path, line: $0.line, message: change.fact)]
          } ?? [])
      }
  }

  private static func deniedLosses(_ ground: LeverGround) -> [ReleaseFact] {
    guard let folder = ground.folder else { return [] }
    return ground.types.flatMap { type -> [ReleaseFact] in
      guard let words = type.dataLoss?.answer else {
        guard type.kind.value == .database else { return [] }
        return [
          ReleaseFact(
            lossUnstated, "the way back of kind 'database' said nothing of lost data",
            element: "database", path: folder.recordPath, place: folder.place(of: type.range))
        ]
      }
      guard words.value.asciiWords.first == "none" else { return [] }
      let place = folder.place(of: words.range)
      if words.value.asciiWords.count < 3 {
        return [
          ReleaseFact(
            lossUnstated, "no data was said to be lost, without a reason",
            element: Name(type.kind.value.rawValue), path: folder.recordPath, place: place)
        ]
      }
      let denied = ground.changes.first { change in
        change.loss == .data && type.appliesTo.contains { $0.matches(change) }
      }
      guard let denied else { return [] }
      return [
        ReleaseFact(
          lossDenied,
          "no data was said to be lost, and '\(denied.lossObject.text)' is lost for good",
          element: denied.lossObject, facts: denied.fingerprint, path: folder.recordPath,
          place: place,
          related: denied.primary.map {
            [Finding.RelatedPlace(path: $0.path, line: $0.line, message: denied.fact)]
          } ?? [])
      ]
    }
  }
}

extension ReleaseRecord.IrreversibleObject {
  /// The keys that say nothing, and the backup that is not there.
  fileprivate func missing(in tree: any ObjectTree) -> [String] {
    var keys: [String] = []
    if lost?.answer == nil { keys.append("lost") }
    if restore?.answer == nil { keys.append("restore") }
    if let backup {
      if tree.object(at: backup.value) == nil { keys.append(backup.value.text) }
    } else {
      keys.append("backup")
    }
    if minutes == nil { keys.append("minutes") }
    if decides?.answer == nil { keys.append("decides") }
    return keys
  }
}

extension String {
  /// Its words in lower case.
  fileprivate var asciiWords: [String] {
    lowercased().split { !$0.isLetter && !$0.isNumber }.map { String($0) }
  }
}
