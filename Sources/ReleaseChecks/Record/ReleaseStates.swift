import DataTrees
import FormatKit
import ReleaseModel
import ReleaseRecords
import SourceModel

/// How far a release has come, and what may no longer change.
enum ReleaseStates {
  static let disordered = FindingRule(
    "release/state-disordered", "State that was skipped or taken back", severity: .error,
    rationale: """
      Each state stands for a check: ready for the plan, rolling for the first traffic, complete \
      for the last. A state that is skipped is a check that nobody made; one that is taken back \
      unsays what others relied on.
      """,
    remedy: """
      Go one step at a time: draft, ready, rolling, and then complete or rolled-back. Plan another \
      release for what is to be begun again.
      """,
    example: FindingRule.Trial(
      before: RecordTrials.text("", state: "rolling"),
      after: RecordTrials.text("", state: "draft")),
    nearMiss: FindingRule.Trial(
      before: RecordTrials.text("", state: "rolling"),
      after: RecordTrials.text("", state: "complete")))

  static let edited = FindingRule(
    "release/frozen-edited", "Plan changed after the release", severity: .error,
    rationale: """
      From the tag on, the plan is the account of what was decided. Who edits it afterwards changes \
      what the evidence was given for.
      """,
    remedy: """
      Take the edit back. Only `state`, `decisions` and `tag` of the record, and files in \
      `evidence/` and `stages/`, may still change; write anything else into the next release.
      """,
    example: FindingRule.Trial(
      before: RecordTrials.text("title: Names", version: "1.0.0"),
      after: RecordTrials.text("title: Other names", version: "1.0.0")),
    nearMiss: FindingRule.Trial(
      before: RecordTrials.text("title: Names", state: "rolling", version: "1.0.0"),
      after: RecordTrials.text("title: Names", state: "complete", version: "1.0.0")))

  static let rules = [disordered, edited]

  /// What is found of a range, in each folder that it touches.
  static func facts(in scene: ReleaseScene) -> [ReleaseFact] {
    let depth = scene.folder.segments.count
    var facts: [ReleaseFact] = []
    for delta in scene.deltas {
      let segments = delta.path.segments
      guard segments.count > depth + 1, segments[..<depth].elementsEqual(scene.folder.segments)
      else { continue }
      let folder = scene.folder.appending(segments[depth])
      let isRecord =
        segments.count == depth + 2
        && Name(segments[depth + 1]) == Name(ReleaseFolder.recordName)
      if isRecord, delta.before != nil { facts += states(folder, scene) }
      if let release = ReleaseTags.release(of: folder, in: scene) {
        facts += frozen(
          delta, isRecord: isRecord, Name(segments[depth + 1]), release, folder, scene)
      }
    }
    return facts
  }

  // MARK: Steps

  private static func states(
    _ folder: RepositoryPath, _ scene: ReleaseScene
  ) -> [ReleaseFact] {
    guard let former = ReleaseFolder(folder, in: scene.before).value?.state.value else { return [] }
    let now = ReleaseFolder(folder, in: scene.after)
    guard let record = now.value, !follows(former, record.state.value) else { return [] }
    let ground = RecordGround(scene: scene, folder: now, record: record)
    let state = record.state.value.rawValue
    return [
      ground.fact(
        disordered, "the state went from '\(former.rawValue)' to '\(state)'",
        at: record.state.range, of: "state", "\(former.rawValue) \(state)")
    ]
  }

  /// Whether a state is another, or the step before it.
  private static func follows(
    _ former: ReleaseRecord.State, _ state: ReleaseRecord.State
  ) -> Bool {
    if former == state { return true }
    return switch (former, state) {
    case (.draft, .ready), (.ready, .rolling), (.rolling, .complete), (.rolling, .rolledBack): true
    default: false
    }
  }

  // MARK: Freeze

  /// What may change from the tag on.
  private static let openFolders: Set<Name> = ["evidence", "stages"]
  private static let openKeys: Set<Name> = ["state", "decisions", "tag"]

  private static func frozen(
    _ delta: ReleaseScene.Delta, isRecord: Bool, _ entry: Name, _ release: ReleaseScene.PastRelease,
    _ folder: RepositoryPath, _ scene: ReleaseScene
  ) -> [ReleaseFact] {
    if openFolders.contains(entry) { return [] }
    let path = delta.path
    // What the release itself did not carry may be written down late, but not twice.
    guard release.tree.object(at: path) != nil || delta.before != nil,
      release.tree.object(at: path) != scene.after.object(at: path)
    else { return [] }
    guard isRecord else {
      return [fact(path, "was changed", release)]
    }
    let keys = changedKeys(
      release.tree.object(at: path) == nil ? scene.before : release.tree, scene.after, path)
    return keys.map { key in
      let place = scene.after.object(at: path).flatMap { _ in key.range }.flatMap {
        ReleaseFolder(folder, in: scene.after).place(of: $0)
      }
      return fact(path, "was changed in '\(key.name.text)'", release, key.name, place)
    }
  }

  private static func fact(
    _ path: RepositoryPath, _ what: String, _ release: ReleaseScene.PastRelease, _ key: Name = "",
    _ place: Place? = nil
  ) -> ReleaseFact {
    ReleaseFact(
      edited, "'\(path.text)' \(what) after the tag '\(release.tag)' was made", element: key,
      facts: release.tag, path: path, place: place)
  }

  /// The keys of a record whose values differ between two revisions and may not.
  private static func changedKeys(
    _ before: any ObjectTree, _ after: any ObjectTree, _ path: RepositoryPath
  ) -> [(name: Name, range: SourceRange?)] {
    guard case .file(let old) = before.read(path),
      let former = DataTree.read(old, syntax: .yaml).tree
    else { return [] }
    guard case .file(let new) = after.read(path),
      let now = DataTree.read(new, syntax: .yaml).tree,
      now.kind(of: now.root) == .object, former.kind(of: former.root) == .object
    else { return [(Name("all of it"), nil)] }
    var changed: [(name: Name, range: SourceRange?)] = []
    for (key, node) in now.members(of: now.root) {
      let name = now.keyName(key)
      if openKeys.contains(name) { continue }
      let isEqual =
        former.value(of: former.root, named: name).map { DataTree.equal(former, $0, now, node) }
        ?? false
      if !isEqual { changed.append((name, now.keyRange(of: node))) }
    }
    for (key, _) in former.members(of: former.root) {
      let name = former.keyName(key)
      if !openKeys.contains(name), now.value(of: now.root, named: name) == nil {
        changed.append((name, nil))
      }
    }
    return changed
  }
}
