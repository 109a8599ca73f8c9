import DataTrees
import EvidenceStatements
import FormatKit
import Markdown
import ReleaseModel
import ReleaseRecords
import Signatures
import SourceModel

/// Holds route groups that a range moves to their new target against what must be proven first, and
/// what must stay.
struct CutoverChecks {
  let scene: ReleaseScene
  let shelf: EvidenceShelf
  let windows: [OpenWindow]

  /// A group that the range moves.
  private struct Cutover {
    let window: OpenWindow
    let group: MixedVersionWindow.RouteGroup
    let place: Place

    var name: String { group.group.value }
  }

  /// What must be proven before a group is moved.
  static let kinds: [EvidenceStatement.Kind] = [
    .migrationManifest, .checksumParity, .countSnapshot, .rollbackDrill, .harnessSummary,
  ]

  var facts: [ReleaseFact] {
    let cutovers = self.cutovers
    return windows.flatMap(scriptFacts) + windows.flatMap(targetFacts) + entryFacts
      + cutovers.flatMap { evidenceFacts($0, isAlone: cutovers.count == 1) }
      + cutovers.flatMap(rowFacts)
  }

  private var cutovers: [Cutover] {
    windows.flatMap { window in
      window.value.routeGroups.compactMap { group in
        guard let after = group.target(in: scene.after), after.name == group.new.value,
          group.target(in: scene.before)?.name != after.name
        else { return nil }
        return Cutover(window: window, group: group, place: after.place)
      }
    }
  }

  // MARK: Evidence

  /// What must be there before a group is moved, or before traffic is.
  private static let first: [EvidenceStatement.Kind] = [
    .migrationManifest, .checksumParity, .countSnapshot,
  ]

  /// Whether traffic waits for the digests and the counts.
  private var entryFacts: [ReleaseFact] {
    guard let folder = shelf.folder, windows.contains(where: { !$0.value.routeGroups.isEmpty }),
      let stage = folder.value?.rollout?.stages.first(where: { stage in
        stage.traffic.map { DecimalNumber(0) < $0.value } ?? false
      }), let place = folder.place(of: stage.range)
    else { return [] }
    let named = Set(stage.entry.compactMap(\.evidence?.value))
    let lacking = CutoverChecks.first.map(\.rawValue).filter { !named.contains($0) }
    guard !lacking.isEmpty else { return [] }
    let kinds = lacking.map { "'\($0)'" }.joined(separator: ", ")
    return [
      fact(
        CutoverRules.entryUnguarded,
        "the stage '\(stage.name.value)' did not wait for \(kinds)", stage.name.value, place)
    ]
  }

  private func evidenceFacts(_ cutover: Cutover, isAlone: Bool) -> [ReleaseFact] {
    CutoverChecks.kinds.flatMap { kind -> [ReleaseFact] in
      let ofKind = shelf.items.filter { $0.statement?.kind == kind }
      guard !ofKind.isEmpty else {
        return [
          fact(
            CoverageRules.missing,
            "the cutover of '\(cutover.name)' had no evidence of the kind '\(kind.rawValue)'",
            kind.rawValue, cutover.place,
            remedy: "Record it with 'relgate evidence record \(kind.rawValue) --group "
              + "\(cutover.name)'.")
        ]
      }
      let ofGroup = ofKind.filter { item in
        let groups = item.statement?.groups ?? []
        return groups.contains(cutover.name) || groups.isEmpty && isAlone
      }
      guard !ofGroup.isEmpty else {
        return [
          fact(
            CutoverRules.groupUnlisted,
            "no \(kind.rawValue) listed the route group '\(cutover.name)'", kind.rawValue,
            cutover.place,
            related: ofKind.map { .init(path: $0.path, message: "it lists other groups, or none") })
        ]
      }
      return lateFacts(ofGroup, kind, cutover)
        + (kind == .countSnapshot ? signatureFacts(of: ofGroup, cutover) : [])
    }
  }

  /// Evidence that was not there yet when the group was moved, if it has to be.
  private func lateFacts(
    _ items: [EvidenceShelf.Item], _ kind: EvidenceStatement.Kind, _ cutover: Cutover
  ) -> [ReleaseFact] {
    guard CutoverChecks.first.contains(kind), let tree = scene.lastChange(cutover.group.file.value),
      !items.contains(where: { tree.identity(of: $0.path) == scene.after.identity(of: $0.path) })
    else { return [] }
    return [
      fact(
        CoverageRules.missing,
        "the \(kind.rawValue) of '\(cutover.name)' was not there when the group was moved",
        kind.rawValue, cutover.place,
        related: items.map { .init(path: $0.path, message: "it came later, or was edited") },
        remedy: "Commit the evidence before the cutover, or with it.")
    ]
  }

  /// Whether the platform owner stands behind the counts; a wrong signer is told elsewhere.
  private func signatureFacts(
    of snapshots: [EvidenceShelf.Item], _ cutover: Cutover
  ) -> [ReleaseFact] {
    let role = EvidenceStatement.platformOwner
    let isTold = snapshots.contains { item in
      item.signature.isOf(role, in: scene)
        || item.facts.contains { $0.rule.id == SignatureRules.notAllowed.id }
        || item.facts.contains { $0.rule.id == SignatureRules.broken.id }
    }
    if isTold { return [] }
    return [
      fact(
        CutoverRules.snapshotUnsigned,
        "the count snapshot of '\(cutover.name)' was not signed by the role '\(role)'",
        cutover.name, cutover.place,
        related: snapshots.map { .init(path: $0.path, message: "the snapshot") })
    ]
  }

  // MARK: The way back

  /// Whether the matrix says how the group is taken back.
  private func rowFacts(_ cutover: Cutover) -> [ReleaseFact] {
    guard let matrix = cutover.window.value.matrix else {
      return [
        fact(
          CutoverRules.rowMissing, "the window of '\(cutover.name)' named no matrix of rollbacks",
          cutover.name, cutover.place,
          remedy: "Name it under 'matrix' of '\(cutover.window.path.text)'.")
      ]
    }
    let row = rows(of: matrix.value).first { $0.contains(cutover.name) }
    let legacy = cutover.group.legacy.value
    guard let row, row.contains(where: { Selector.names(legacy, in: Name($0)) }) else {
      let message =
        row == nil
        ? "'\(matrix.value.text)' had no row for the route group '\(cutover.name)'"
        : "the row of '\(cutover.name)' did not name the legacy target '\(legacy)'"
      return [
        fact(
          CutoverRules.rowMissing, message, cutover.name, cutover.place,
          related: [.init(path: matrix.value, message: "the matrix of rollbacks")])
      ]
    }
    return []
  }

  /// The rows of a table of Markdown, or of a list or map of YAML, as cells.
  private func rows(of path: RepositoryPath) -> [[String]] {
    guard case .file(let source) = scene.after.read(path) else { return [] }
    if path.fileExtension == "md" {
      return MarkdownDocument.read(source).blocks.compactMap { block in
        if case .row(let cells, false) = block.kind { cells } else { nil }
      }
    }
    return MatrixRows.rows(of: source)
  }

  /// Whether what routes go back to is there, and was in every release of the window.
  private func targetFacts(_ window: OpenWindow) -> [ReleaseFact] {
    window.value.routeGroups.compactMap { group in
      let isMissingNow = !group.hasLegacyTarget(in: scene.after)
      let tags = window.releases(in: scene).filter { !group.hasLegacyTarget(in: $0.tree) }
      guard isMissingNow || !tags.isEmpty else { return nil }
      let where_ = isMissingNow ? "was not found" : "was missing in '\(tags[0].tag)'"
      return fact(
        CutoverRules.legacyMissing,
        "the legacy target '\(group.legacy.value)' of '\(group.group.value)' \(where_)",
        group.group.value, window.place(of: group.legacy.range))
    }
  }

  private func scriptFacts(_ window: OpenWindow) -> [ReleaseFact] {
    window.value.scripts.compactMap { script in
      let path = script.value
      var message: String?
      switch scene.after.object(at: path)?.kind {
      case .executable?:
        if case .file(let source) = scene.after.read(path), !source.bytes.starts(with: "#!".utf8) {
          message = "the script '\(path.text)' did not begin with '#!'"
        }
      case nil: message = "the script '\(path.text)' was not found"
      default: message = "the script '\(path.text)' was not executable"
      }
      if message == nil {
        let tag = window.releases(in: scene).first {
          $0.tree.object(at: path)?.kind != .executable
        }
        message = tag.map { "the script '\(path.text)' could not be run in '\($0.tag)'" }
      }
      return message.map {
        fact(
          CutoverRules.scriptMissing, $0, path.text, window.place(of: script.range),
          related: [.init(path: path, message: "the script")])
      }
    }
  }

  private func fact(
    _ rule: FindingRule, _ message: String, _ element: String, _ place: Place,
    related: [Finding.RelatedPlace] = [], remedy: String? = nil
  ) -> ReleaseFact {
    ReleaseFact(
      rule, message, element: Name(element), facts: message, path: place.path, place: place,
      related: related, remedy: remedy)
  }
}
