import EvidenceStatements
import FormatKit
import ReleaseModel
import ReleaseRecords
import SourceModel

/// Tells evidence that is not there: named by the record, taken away, or of no changed migration.
enum CoverageChecks {
  static func facts(in scene: ReleaseScene, _ shelf: EvidenceShelf) -> [ReleaseFact] {
    missing(in: scene, shelf) + removed(in: scene, shelf) + uncovered(in: scene, shelf)
  }

  /// What the record names as evidence, and is not there.
  private static func missing(in scene: ReleaseScene, _ shelf: EvidenceShelf) -> [ReleaseFact] {
    guard let folder = shelf.folder, let record = folder.value else { return [] }
    // A draft may name what is yet to be done.
    let state = record.state.value
    if state == .draft { return [] }
    let files =
      record.rollback.types.compactMap(\.tested?.evidence)
      + record.rollback.irreversible.compactMap(\.backup) + record.decisions.compactMap(\.evidence)
    let absentFiles = files.compactMap { file -> ReleaseFact? in
      let inFolder = folder.path.appending(file.value.bytes)
      guard scene.after.object(at: file.value) == nil, scene.after.object(at: inFolder) == nil
      else { return nil }
      return ReleaseFact(
        CoverageRules.missing, "the evidence '\(file.value.text)' was not found",
        element: file.value.name, path: folder.recordPath, place: folder.place(of: file.range),
        related: [.init(path: file.value, message: "the evidence that is missing")])
    }
    // A stage demands evidence once it begins.
    let hasBegun = state == .rolling || state == .complete
    let stages = hasBegun ? record.rollout?.stages ?? [] : []
    let kinds = stages.flatMap { $0.entry + $0.success + $0.abort }.compactMap(\.evidence)
    let absentKinds = kinds.compactMap { stated -> ReleaseFact? in
      guard let kind = EvidenceStatement.Kind(rawValue: stated.value) else { return nil }
      guard !shelf.items.contains(where: { $0.statement?.kind == kind }) else { return nil }
      return ReleaseFact(
        CoverageRules.missing, "the release has no evidence of the kind '\(kind.rawValue)'",
        element: Name(kind.rawValue), path: folder.recordPath,
        place: folder.place(of: stated.range),
        remedy: "Record it with 'relgate evidence record \(kind.rawValue)'.")
    }
    return absentFiles + absentKinds
  }

  /// Evidence that the range takes away from a release.
  private static func removed(in scene: ReleaseScene, _ shelf: EvidenceShelf) -> [ReleaseFact] {
    guard let folder = shelf.folder else { return [] }
    let prefix = folder.path.appending("evidence/".utf8).bytes
    return scene.deltas.compactMap { delta in
      guard let path = delta.before, delta.after == nil, path.bytes.starts(with: prefix),
        path.fileExtension == "json"
      else { return nil }
      return ReleaseFact(
        CoverageRules.missing, "the evidence '\(path.text)' was removed", element: path.name,
        path: path)
    }
  }

  /// Migrations that changed, and that no drill or rehearsal was made with.
  private static func uncovered(in scene: ReleaseScene, _ shelf: EvidenceShelf) -> [ReleaseFact] {
    let drills = shelf.proofs(of: .rollbackDrill) + shelf.proofs(of: .rehearsal)
    let subjects = drills.flatMap { $0.statement?.subjects ?? [] }
    return scene.changedMigrations.compactMap { path in
      guard !subjects.contains(where: { $0.contains(path) }) else { return nil }
      return ReleaseFact(
        CoverageRules.uncovered, "'\(path.text)' was covered by no passed drill or rehearsal",
        element: path.name, path: path, place: scene.firstLine(of: path))
    }
  }
}

extension ReleaseScene {
  /// The files of chains that the range adds or changes, in path order.
  var changedMigrations: [RepositoryPath] {
    let chains = contracts.filter { contract in
      guard contract.status != .setAside, let root = contract.paths.first else { return false }
      return after.object(at: root)?.kind == .folder
    }
    let files = Set(chains.flatMap { $0.paths.dropFirst() })
    return Set(deltas.compactMap(\.after)).intersection(files).sorted()
  }

  /// The beginning of a file at `after`; nil if it is none.
  func firstLine(of path: RepositoryPath) -> Place? {
    guard case .file(let source) = after.read(path) else { return nil }
    return Place(SourceRange(0, 0), in: path, LineTable(source.bytes))
  }
}
