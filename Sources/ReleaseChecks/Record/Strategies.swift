import FormatKit
import ReleaseModel
import ReleaseRecords
import SourceModel

/// The ways from the old to the new that a release claims to take, held against its changes.
enum Strategies {
  static let unfounded = FindingRule(
    "release/strategy-unfounded", "Strategy that the range does not follow", severity: .error,
    rationale: """
      A known strategy promises that old and new work side by side. Who reads its name relies on \
      that, and does not look for the step that was left out.
      """,
    remedy: "Follow the strategy, or take its name out of `strategies`.",
    example: RecordTrials.record("strategies: [backfill]"),
    nearMiss: RecordTrials.record("strategies: [backfill]\nbackfills: [{table: users}]"))

  static let rules = [unfounded]

  /// What is found of a record.
  static func facts(_ ground: RecordGround) -> [ReleaseFact] {
    ground.record.strategies.compactMap { strategy in
      guard let (what, changes) = contradiction(of: strategy.value, ground) else { return nil }
      let name = strategy.value.rawValue
      return ground.fact(
        unfounded, "the strategy '\(name)' was stated, and \(what)", at: strategy.range,
        of: name, changes.map(\.fingerprint).joined(separator: " "),
        related: changes.prefix(20).map { ground.related($0) })
    }
  }

  /// What speaks against a strategy, and the changes that do; nil if nothing does.
  private static func contradiction(
    of strategy: ReleaseRecord.Strategy, _ ground: RecordGround
  ) -> (String, [Change])? {
    let record = ground.record
    let changes = ground.scene.changes
    switch strategy {
    case .backfill:
      return record.backfills.isEmpty ? ("no entry of 'backfills' says how", []) : nil
    case .featureFlags:
      let flags = record.features.compactMap(\.flag) + (record.rollout?.controls?.flags ?? [])
      let isNamed = !flags.isEmpty || record.rollout?.flag != nil
      return isNamed ? nil : ("no flag was named", [])
    case .versionedEndpoints:
      let gone = changes.filter { change in
        !change.isStored && change.isRemoval && change.classification >= .risky
      }
      return gone.first.map { ("'\($0.element.text)' is no longer served", gone) }
    case .expandContract, .dualWrite:
      let collapsed = changes.filter { change in
        change.isStored && change.isEnd && (change.isRename || hasSuccessor(change, ground))
      }
      return collapsed.first.map { ("old and new are not both there: \($0.message)", collapsed) }
    case .shadowReads:
      return hasComparison(ground) ? nil : ("no evidence compares the reads", [])
    }
  }

  /// Whether the range takes an element away and makes its successor: both are of one group of the
  /// record, or a migration that moves data names both.
  private static func hasSuccessor(_ end: Change, _ ground: RecordGround) -> Bool {
    let stored = ground.scene.changes.filter(\.isStored)
    let news = stored.filter { $0.phase == .expand }
    let groups = ground.record.elements.map { $0.columns.map(\.value) }
    let isGrouped = groups.contains { columns in
      columns.contains { OpenWindow.names($0, in: end.element) }
        && columns.contains { column in
          news.contains { OpenWindow.names(column, in: $0.element) }
        }
    }
    if isGrouped { return true }
    let moves = Set(stored.filter { $0.phase == .migrate }.compactMap { $0.after?.path })
    return moves.contains { path in
      ground.scene.after.mentions(end.element.text, in: path)
        && news.contains { ground.scene.after.mentions($0.element.text, in: path) }
    }
  }

  /// Whether the release's folder holds evidence that old and new reads were compared.
  ///
  /// Whether that evidence counts is judged with all other evidence.
  private static func hasComparison(_ ground: RecordGround) -> Bool {
    let folder = ground.folder.path.appending("evidence".utf8)
    return ground.scene.after.files(below: folder).contains { path in
      guard case .file(let source) = ground.scene.after.read(path) else { return false }
      return source.contains("checksum-parity") || source.contains("count-snapshot")
    }
  }
}

extension Change {
  /// Whether an element was taken away.
  var isRemoval: Bool {
    rule.text.hasSuffix("-removed") || rule.text.hasSuffix("-dropped")
      || rule.text.hasSuffix("-moved")
  }

  /// Whether an element got another name in place.
  fileprivate var isRename: Bool { rule.text.hasSuffix("-renamed") }

  /// Whether something that code relied on is no longer there.
  fileprivate var isEnd: Bool {
    classification == .breaking && (phase == .contract || isRename || isRemoval)
  }
}
