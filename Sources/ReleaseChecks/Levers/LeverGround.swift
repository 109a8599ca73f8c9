import EvidenceStatements
import FormatKit
import ReleaseModel
import ReleaseRecords
import SourceModel

/// What the levers of a range are looked for in, read once.
struct LeverGround {
  let scene: ReleaseScene
  let folder: ReleaseFolder?
  private let shelf: EvidenceShelf
  /// The ways back that the record declares, in its order.
  let types: [ReleaseRecord.RollbackType]
  let migrations: RangeMigrations
  let targets: CommandTargets
  /// What the steps of each declared way back lead to, in the order of `types`.
  let readings: [[StepReading]]
  /// What cannot be taken back, as the documents of the release say.
  let statement: IrreversibilityStatement
  /// The changes that are not neutral, in report order.
  let changes: [Change]
  /// The changes in what is stored that keep the code before the range from running.
  let blockers: [Change]
  /// The objects whose data is lost.
  let lost: Set<Name>
  /// What is wrong with ways down, by their files.
  let flaws: [RepositoryPath: Change]

  /// Reads what a range needs.
  init(_ scene: ReleaseScene, _ folder: ReleaseFolder?, _ shelf: EvidenceShelf) {
    self.scene = scene
    self.folder = folder
    self.shelf = shelf
    let record = folder?.value
    types = record?.rollback.types ?? []
    migrations = RangeMigrations(scene)
    statement = IrreversibilityStatement(folder, in: scene.after)
    changes = scene.changes.filter { $0.classification != .neutral }
    blockers = changes.filter(\.keepsCodeFromTurningBack)
    lost = Set(changes.filter { $0.loss == .data }.map(\.lossObject))
    flaws = Dictionary(
      changes.filter(\.isAboutWayDown).compactMap { change in
        change.after.map { ($0.path, change) }
      }, uniquingKeysWith: { first, _ in first })
    let needs = Needs(
      record,
      isTaggedBefore: !scene.releases.isEmpty || !changes.contains { $0.ownApproach == .code })
    let targets = CommandTargets(
      scene: scene, migrations: migrations,
      deployed: needs.manifests ? DeployedObjects(in: scene.after) : DeployedObjects(),
      formerlyDeployed: needs.formerManifests
        ? DeployedObjects(in: scene.before) : DeployedObjects(),
      flags: needs.flags
        ? DefinedNames(of: DefinedNames.flagWords, in: scene.after, except: scene.folder)
        : DefinedNames(),
      aliases: needs.aliases
        ? DefinedNames(of: DefinedNames.searchWords, in: scene.after, except: scene.folder)
        : DefinedNames(),
      flagKeys: Set((record?.flags ?? []).map { Name($0.value) }))
    self.targets = targets
    readings = types.map { type in
      let commands = type.procedure.compactMap(\.run?.value)
      return type.procedure.compactMap { step in
        if let run = step.run {
          return StepReading(text: run, reading: targets.read(command: run.value, of: commands))
        }
        return step.lever.map { StepReading(text: $0, reading: targets.read(lever: $0.value)) }
      }
    }
  }

  /// A step of a procedure that names a command or a lever, and what it leads to.
  struct StepReading {
    let text: Stated<String>
    let reading: CommandTargets.Reading
  }

  /// What of a tree a record makes it worth to read.
  private struct Needs {
    let manifests: Bool
    let formerManifests: Bool
    let flags: Bool
    let aliases: Bool

    init(_ record: ReleaseRecord?, isTaggedBefore: Bool) {
      let types = record?.rollback.types ?? []
      let steps = types.flatMap(\.procedure)
      let texts =
        steps.flatMap { [$0.run?.value, $0.lever?.value].compactMap(\.self) }
        + (record?.rollback.irreversible ?? []).compactMap(\.restore?.value)
      func mention(_ words: String...) -> Bool {
        texts.contains { text in words.contains { text.contains($0) } }
      }
      manifests = mention("kubectl", "oc ", "image", "undo:")
      formerManifests =
        !isTaggedBefore || mention("image")
        || types.flatMap(\.prerequisites).contains { $0.fact?.value == .previousImage }
      flags = !(record?.flags ?? []).isEmpty || mention("flag", "feature", "switch:", "toggle")
      aliases = mention("alias:")
    }
  }

  /// A migration of which nothing tells whether the code before the range runs after it; nil if there
  /// is none.
  var unreadMigration: RepositoryPath? {
    scene.changes.contains { $0.rule.prefix == "sql" } ? nil : migrations.unread.first
  }

  /// The declared ways back of a change by their places in `types`, those of the wished kinds first,
  /// each in the record's order.
  func ways(back change: Change, first kinds: [ReleaseRecord.RollbackType.Kind]) -> [Int] {
    let fitting = types.indices.filter { index in
      types[index].appliesTo.contains { $0.matches(change) }
    }
    let wished = kinds.flatMap { kind in fitting.filter { types[$0].kind.value == kind } }
    return wished + fitting.filter { !kinds.contains(types[$0].kind.value) }
  }

  /// The keys of the flags that cover a change, as the record says.
  func flagKeys(covering change: Change) -> [Stated<String>] {
    guard let record = folder?.value else { return [] }
    let features = record.features.filter { feature in
      feature.paths.contains { glob in change.files.contains(where: glob.value.matches) }
    }.compactMap(\.flag)
    let groups = record.elements.filter { group in
      (group.columns + group.api).contains { Selector.names($0.value, in: change.element) }
    }.flatMap(\.flags)
    let types = ways(back: change, first: []).map { self.types[$0] }
      .filter { $0.kind.value == .flag }
      .flatMap(\.procedure).compactMap(\.lever).compactMap(\.flagKey)
    return features + groups + types
  }

  /// How long a declared way back takes, in minutes rounded up, and whether that was measured.
  func time(of type: ReleaseRecord.RollbackType) -> (minutes: Int, isMeasured: Bool)? {
    if let seconds = measuredSeconds(of: type) {
      return (seconds / 60 + (seconds % 60 > 0 ? 1 : 0), true)
    }
    return type.minutes.map { ($0.value, false) }
  }

  /// How long a declared way back took when it was tried; the evidence of the drill wins.
  func measuredSeconds(of type: ReleaseRecord.RollbackType) -> Int? {
    drill(of: type)?.statement?.recoverySeconds ?? type.tested?.seconds?.value
  }

  /// The evidence of the drill of a way back, if it counts.
  func drill(of type: ReleaseRecord.RollbackType) -> EvidenceShelf.Item? {
    guard let path = type.tested?.evidence?.value else { return nil }
    return shelf.items.first { $0.path == path && $0.isProof }
  }
}

extension ReleaseRecord {
  /// The keys of flags that the record names, in its order.
  var flags: [Stated<String>] {
    features.compactMap(\.flag) + [rollout?.flag].compactMap(\.self) + elements.flatMap(\.flags)
      + rollback.types.flatMap(\.procedure).compactMap(\.lever).compactMap(\.flagKey)
  }
}

extension Stated<String> {
  /// The key of the flag that a lever names; nil if it names another lever.
  var flagKey: Stated<String>? {
    for kind in ["flag:", "switch:"] where value.hasPrefix(kind) {
      let key = value.dropFirst(kind.count).drop { $0 == " " }
      return key.isEmpty ? nil : Stated(String(key), at: range)
    }
    return nil
  }
}
