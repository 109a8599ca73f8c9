import DataTrees
import EvidenceStatements
import FormatKit
import GitHistory
import ReleaseModel
import ReleaseRecords
import ShapedDocuments
import SourceModel

/// Demands the whole of a parallel change before its last step: what takes something away.
struct ContractChecks {
  let scene: ReleaseScene
  let shelf: EvidenceShelf

  var facts: [ReleaseFact] {
    let windows = OpenWindow.all(in: scene.after)
    let unreadable = shelf.folder.map { CanaryCompletion.problems(in: $0, scene) } ?? []
    let drills = shelf.proofs(of: .rollbackDrill) + shelf.proofs(of: .rehearsal)
    let unproven = scene.changes
      .filter { $0.phase == .contract && $0.classification != .neutral }
      .compactMap { change -> ReleaseFact? in
        var lacks: [String] = []
        let own = windows.filter { $0.isAbout(change) }
        if let window = own.first {
          lacks += windowLacks(window)
        } else {
          lacks.append("no window names it, so that no earlier release is known to have expanded")
        }
        let canary = CanaryCompletion(scene: scene, folder: shelf.folder, window: own.first)
        if let lack = canary.lack { lacks.append(lack) }
        if drills.isEmpty { lacks.append("no rollback drill or rehearsal of this release counts") }
        guard !lacks.isEmpty else { return nil }
        return ReleaseFact(
          ContractRules.unproven,
          "'\(change.element.text)' was taken away unproven: " + lacks.joined(separator: "; "),
          element: change.element, facts: change.fingerprint,
          path: change.primary?.path ?? change.contract, place: change.primary,
          related: own.map { .init(path: $0.path, message: "the window of the parallel change") })
      }
    return unreadable + unproven
  }

  private func windowLacks(_ window: OpenWindow) -> [String] {
    var lacks: [String] = []
    let tag = window.value.openedIn.value
    let isExpanded = scene.releases.contains { release in
      release.tag == tag
        || ReleaseVersion(tag: tag).map { release.version.isSameTrain(as: $0) } ?? false
    }
    if !isExpanded { lacks.append("'\(tag)', which expanded it, is no earlier release") }
    for reader in window.value.readers {
      let path = reader.path.value
      let named = window.value.elements.map(\.value).filter { scene.after.mentions($0, in: path) }
      if let name = named.first { lacks.append("'\(path.text)' still reads '\(name)'") }
    }
    return lacks
  }
}

/// Whether all traffic has been on the new side for long enough, by the results of the stages.
struct CanaryCompletion {
  /// What is missing, as a clause; nil if nothing is.
  let lack: String?

  /// Looks at the results in the folder of the release, else at those of the release before that
  /// moved the traffic: the last one with stages of those that carried the window.
  init(scene: ReleaseScene, folder: ReleaseFolder?, window: OpenWindow?) {
    var folders = [folder].compactMap(\.self)
    let paths = ReleaseFolder.folders(below: scene.folder, in: scene.after)
    let releases = window?.releases(in: scene) ?? scene.releases.suffix(1)
    let former = releases.reversed().compactMap { release in
      paths.first { path in
        ReleaseFolder.version(of: path).map { $0.isSameTrain(as: release.version) } ?? false
      }
    }.filter { $0 != folder?.path }.map { ReleaseFolder($0, in: scene.after) }
    if let previous = former.first(where: \.hasStages) ?? former.first { folders.append(previous) }
    let lacks = folders.map { CanaryCompletion.lack(in: $0, scene) }
    lack = lacks.contains(nil) ? nil : lacks.last ?? "no release has stages"
  }

  private static func lack(in folder: ReleaseFolder, _ scene: ReleaseScene) -> String? {
    let stages = folder.value?.rollout?.stages ?? []
    guard !stages.isEmpty else { return "'\(folder.path.text)' has no stages" }
    // A stage that was repeated counts as it ended last.
    let results = results(in: folder, scene).sorted { $0.started.value < $1.started.value }
    var latest: [StageResult] = []
    for stage in stages {
      guard let result = results.last(where: { $0.stage.value == stage.name.value }) else {
        return "the stage '\(stage.name.value)' has no result"
      }
      if let before = latest.last, result.started.value < before.started.value {
        return "the stage '\(stage.name.value)' began before the one ahead of it"
      }
      latest.append(result)
    }
    guard let last = latest.last, last.traffic.value == DecimalNumber(100),
      latest.allSatisfy({ $0.verdict.value == .advance })
    else { return "the stages did not all advance, up to all traffic" }
    guard let ended = last.ended?.value else { return "the last stage has not ended" }
    let days = scene.asOf.dayNumber - ended.dayNumber
    let wanted = scene.terms.soakDays
    return days >= wanted
      ? nil : "all traffic has been on the new side for \(days) days, and \(wanted) are wanted"
  }

  private static func results(in folder: ReleaseFolder, _ scene: ReleaseScene) -> [StageResult] {
    readings(in: folder, scene).compactMap(\.1.value)
  }

  /// What is wrong with the results in a folder.
  static func problems(in folder: ReleaseFolder, _ scene: ReleaseScene) -> [ReleaseFact] {
    readings(in: folder, scene).flatMap { path, reading in
      reading.problems.prefix(5).map { problem in
        ReleaseFact(
          ContractRules.resultUnreadable,
          "the stage's result could not be read: \(problem.message)",
          facts: problem.message, path: path, place: Place(problem, in: path),
          remedy: problem.hint)
      }
    }
  }

  /// The results in a folder; statements of evidence, which may stand beside them, are left out.
  private static func readings(
    in folder: ReleaseFolder, _ scene: ReleaseScene
  ) -> [(RepositoryPath, DocumentReading<StageResult>)] {
    scene.after.files(below: folder.path.appending("stages".utf8)).compactMap { path in
      guard path.fileExtension == "json", case .file(let source) = scene.after.read(path),
        !source.contains("_type"), !source.contains("payloadType")
      else { return nil }
      let rule = ContractRules.resultUnreadable.id
      return (path, DocumentReading(source, as: .json, rule: rule, StageResult.reader))
    }
  }
}

extension ReleaseFolder {
  /// Whether the release rolls out in stages.
  fileprivate var hasStages: Bool { value?.rollout?.stages.isEmpty == false }
}

extension Place {
  /// The place of a problem in a document of a release.
  init(_ problem: Problem, in path: RepositoryPath) {
    self.init(
      path: path, line: problem.line, column: problem.column, endLine: problem.line,
      endColumn: problem.column, excerpt: "", value: "")
  }
}
