import MigrationLayouts
import ReleaseModel
import ReleaseRecords
import SourceModel

/// Finds for each change how it is taken back, and whether what that needs is in the tree.
struct LeverEngine {
  let ground: LeverGround
  /// How code is turned back, which is the same for all changes.
  private let turningBack: Found?

  /// Something that is flipped, with what shows that it is there.
  private struct Found {
    var lever: String
    var path: RepositoryPath?
    var line = 0
    var reversibility = Lever.Reversibility.full
    var proof: String
    /// How long it takes, if it has a time of its own.
    var minutes: Int?
  }

  /// Gets ready for a range.
  init(_ ground: LeverGround) {
    self.ground = ground
    turningBack = LeverEngine.turningBack(ground)
  }

  /// How each change that is not neutral is taken back, in the order of the changes.
  var levers: [Lever] { ground.changes.map(lever) }

  private func lever(for change: Change) -> Lever {
    let keys = ground.flagKeys(covering: change)
    let own = change.ownApproach
    let approach = own == .code && !keys.isEmpty ? .flag : own
    let (found, obstacle) = look(for: change, approach, keys)
    let declared = ground.ways(back: change, first: approach.kinds)
    let time = declared.lazy.compactMap { ground.time(of: ground.types[$0]) }.first
    guard let found = found ?? procedure(for: change, approach) else {
      return Lever(
        change: change.fingerprint, approach: approach, lever: "", minutes: time?.minutes,
        isMeasured: time?.isMeasured ?? false, reversibility: .none, isFound: false,
        proof: obstacle)
    }
    return Lever(
      change: change.fingerprint, approach: approach, lever: found.lever, path: found.path,
      line: found.line, minutes: found.minutes ?? time?.minutes,
      isMeasured: found.minutes == nil && time?.isMeasured ?? false,
      reversibility: found.reversibility, isFound: true, proof: found.proof)
  }

  private func look(
    for change: Change, _ approach: Lever.Approach, _ keys: [Stated<String>]
  ) -> (found: Found?, obstacle: String) {
    switch approach {
    case .code: (turningBack, turningBackObstacle)
    case .flag: flag(keys)
    case .expand: expand(change)
    case .migrate: migrate(change, keys)
    case .contract: contract(change)
    case .index: (nil, "no declared way back names the alias that is flipped")
    }
  }

  // MARK: Code

  private static func turningBack(_ ground: LeverGround) -> Found? {
    guard ground.blockers.isEmpty, ground.unreadMigration == nil else { return nil }
    if let release = ground.scene.releases.last {
      return Found(
        lever: "revert and deploy '\(release.tag)'",
        proof: "release tag '\(release.tag)' stands before the range, and no change in what is "
          + "stored keeps it from running")
    }
    let images = ground.targets.formerlyDeployed.images
    if let image = images.first(where: { $0.pin != nil }) {
      return Found(
        lever: "revert and deploy image '\(image.reference.text)'", path: image.path,
        line: image.line,
        proof: "'\(image.path.text)' names image '\(image.reference.text)' before the range")
    }
    return nil
  }

  /// Whether what is stored keeps the code before the range from running, as far as can be told.
  private var isTurningBackRefused: Bool {
    !ground.blockers.isEmpty || ground.unreadMigration != nil
  }

  private var turningBackObstacle: String {
    if let blocker = ground.blockers.first, let place = blocker.primary {
      return "reverting is no way back over '\(place.path.text)': \(blocker.fact)"
    }
    if let path = ground.unreadMigration {
      return "whether reverting is a way back could not be told: nothing reads '\(path.text)'"
    }
    return "no release tag and no image with a fixed tag stands before the range"
  }

  // MARK: Flags

  private func flag(_ keys: [Stated<String>]) -> (Found?, String) {
    var places: [DefinedNames.Place] = []
    for key in keys {
      guard let place = ground.targets.flags.place(of: Name(key.value)) else {
        return (nil, "no file of flags defines '\(key.value)'")
      }
      places.append(place)
    }
    guard let key = keys.first, let place = places.first else {
      return (nil, "the record names no flag that covers it")
    }
    let found = Found(
      lever: "flag '\(key.value)' off", path: place.path, line: place.line,
      proof: "'\(place.path.text)' defines flag '\(key.value)' in line \(place.line)")
    return (found, "")
  }

  // MARK: Stored things

  private func expand(_ change: Change) -> (Found?, String) {
    let entry = entry(of: change)
    if change.isAboutWayDown {
      return (nothing("it is about the way down, which runs only when somebody rolls back"), "")
    }
    if change.isPassing, change.classification > .additive {
      return (nothing("it is over when the migration has run"), "")
    }
    guard change.canStay else { return wayDown(of: change) }
    let found = Found(
      lever: "leave what was added unused", path: entry?.down,
      proof: "the code before the range does not know what was added"
        + (entry?.down.map { "; '\($0.text)' takes it away" } ?? ""))
    return (found, "")
  }

  private func nothing(_ proof: String) -> Found {
    Found(lever: "nothing has to be taken back", proof: proof)
  }

  private func migrate(_ change: Change, _ keys: [Stated<String>]) -> (Found?, String) {
    if !keys.isEmpty {
      let (found, obstacle) = flag(keys)
      guard var found else { return (nil, obstacle) }
      found.lever = "reads back to the old path: \(found.lever)"
      return (found, "")
    }
    let (found, obstacle) = wayDown(of: change)
    guard var found else {
      return (nil, "no flag switches reads back, and \(obstacle)")
    }
    // The way down of rows that were written keeps no former values.
    if change.parties.contains(.storedData) { found.reversibility = .reduced }
    return (found, "")
  }

  private func contract(_ change: Change) -> (Found?, String) {
    let object = change.lossObject
    if change.loss != nil, let entry = ground.statement.entry(naming: object),
      let restore = entry.restore?.answer
    {
      let reading = ground.targets.read(command: restore.value, of: [restore.value])
      if reading.lost.isEmpty, let folder = ground.folder {
        let place = folder.place(of: restore.range)
        let found = Found(
          lever: "restore '\(object.text)': \(restore.value)", path: folder.recordPath,
          line: place?.line ?? 0, reversibility: .reduced,
          proof: "the record says how '\(object.text)' is restored", minutes: entry.minutes?.value)
        return (found, "")
      }
    }
    let (found, obstacle) = wayDown(of: change)
    guard var found else {
      let isRestorable = change.loss != nil
      return (
        nil,
        isRestorable ? "\(obstacle), and no record says how '\(object.text)' is restored" : obstacle
      )
    }
    if ground.lost.contains(object) {
      found.reversibility = .reduced
      found.proof += "; what '\(object.text)' held does not come back"
    }
    return (found, "")
  }

  private func wayDown(of change: Change) -> (Found?, String) {
    guard let entry = entry(of: change) else {
      return (nil, "no migration that could be read takes it back")
    }
    guard let down = entry.down else { return (nil, entry.obstacle ?? "") }
    let flaw = ground.flaws[down]
    if let flaw, flaw.rule == "sql/down-empty" { return (nil, flaw.fact) }
    var found = Found(
      lever: "way down '\(down.text)'", path: down,
      proof: "'\(down.text)' takes migration '\(entry.migration.up.text)' back")
    if let flaw {
      found.reversibility = .reduced
      found.proof = flaw.fact
    }
    return (found, "")
  }

  private func entry(of change: Change) -> RangeMigrations.Entry? {
    ground.migrations.entry(of: change.after?.path ?? change.before?.path)
  }

  // MARK: Declared procedures

  /// The first step of a declared way back that leads to something, if none of its steps is broken.
  private func procedure(for change: Change, _ approach: Lever.Approach) -> Found? {
    for index in ground.ways(back: change, first: approach.kinds) {
      let (type, readings) = (ground.types[index], ground.readings[index])
      // An application cannot be turned back where that was refused.
      if approach == .code, type.kind.value == .application, isTurningBackRefused { continue }
      guard readings.allSatisfy(\.reading.lost.isEmpty),
        let step = readings.first(where: { !$0.reading.found.isEmpty }),
        let target = step.reading.found.first
      else { continue }
      return Found(
        lever: step.text.value, path: target.path, line: target.line,
        reversibility: approach == .contract ? .reduced : .full,
        proof: "the procedure of kind '\(type.kind.value.rawValue)' leads to \(target.what)")
    }
    return nil
  }
}

extension Lever.Approach {
  /// The kinds of declared ways back that fit it, the best first.
  var kinds: [ReleaseRecord.RollbackType.Kind] {
    switch self {
    case .code: [.application]
    case .flag: [.flag]
    case .expand: [.application, .database]
    case .migrate: [.flag, .database]
    case .contract: [.database]
    case .index: [.infrastructure, .application]
    }
  }
}
