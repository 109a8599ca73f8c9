import FormatKit
import MigrationLayouts
import PostgresSchema
import PostgresSyntax
import ReleaseModel
import SourceModel

/// States what changed in one chain.
struct ChainComparer {
  private let scene: ChainScene
  private(set) var before: ChainRevision?
  private(set) var after: ChainRevision?
  private let numbers: ReleaseNumbers
  private var changes: [DetectedChange] = []
  /// The migrations whose operations are told, by their way from the chain's folder.
  private var told: Set<Name> = []
  /// The files that differ.
  private let changed: Set<RepositoryPath>
  /// The parts that were appended to a shipped file, in a layout that runs parts by themselves.
  private var appended: [Name: [SourceRange]] = [:]
  /// What an unreleased migration did already at `before`.
  private var known: [Name: Set<FactIdentity>] = [:]
  /// What shipped migrations that run whenever they change did the last time.
  private var repeated: [ReadScript] = []
  /// What Django squashed, by the place of the migration that stands for it.
  private var squashes = Squashes()
  /// What the code must no longer use.
  private(set) var retired: [RetiredObject] = []

  /// What makes a fact the same in two texts of a migration.
  private struct FactIdentity: Hashable {
    let rule: RuleID
    let element: Name
  }

  init(_ scene: ChainScene, before: MigrationChain?, after: MigrationChain?) {
    self.scene = scene
    changed = Set(scene.changed)
    let before = before.map { ChainRevision($0, in: scene.before) }
    let after = after.map { ChainRevision($0, in: scene.after) }
    numbers = ReleaseNumbers(scene, before: before, after: after)
    self.before = before
    self.after = after
  }

  mutating func run() -> ChainOutcome {
    let pairs = MigrationPairs(before: before, after: after)
    squashes = Squashes(pairs, before: before, after: &after)
    for pair in pairs.kept { compare(pair.before, pair.after) }
    for pair in pairs.renamed {
      tell(renamed: pair.before, pair.after)
      compare(pair.before, pair.after)
    }
    for migration in pairs.deleted { tell(deleted: migration) }
    if let after {
      for migration in pairs.added where squashes.standIns[after.place(of: migration)] == nil {
        told.insert(after.place(of: migration))
      }
      tellSquashes()
      // Another name for the same version is no other place in the order.
      let moved = pairs.renamed.filter { pair in
        MigrationChain.precedes(pair.before, pair.after, layout: after.chain.layout)
          || MigrationChain.precedes(pair.after, pair.before, layout: after.chain.layout)
      }
      tellOrder(of: pairs.added + moved.map(\.after))
    }
    judge()
    let root = (after ?? before)?.chain.folder ?? .root
    var outcome = ChainOutcome(
      root: root, files: changedFiles(), stood: (before: before != nil, after: after != nil))
    outcome.changes = changes.distinguished
    outcome.problemsBefore = problems(before)
    outcome.problemsAfter = problems(after)
    return outcome
  }

  /// The changed files of the chain.
  private func changedFiles() -> [RepositoryPath] {
    var files: Set<RepositoryPath> = []
    for revision in [before, after].compactMap(\.self) {
      for migration in revision.chain.migrations {
        for file in revision.files(of: migration) where isChanged(file) { files.insert(file) }
      }
    }
    return scene.changed.filter(files.contains)
  }

  /// What is wrong with changed files; what was wrong with others was so before.
  private func problems(_ revision: ChainRevision?) -> [LocatedProblem] {
    return revision?.problems.filter { changed.contains($0.location.path) } ?? []
  }

  private func isChanged(_ path: RepositoryPath) -> Bool { changed.contains(path) }

  // MARK: Kept, renamed and deleted migrations

  private mutating func compare(_ old: Migration, _ new: Migration) {
    guard let before, let after else { return }
    if old.up == new.up, !before.files(of: old).contains(where: isChanged),
      old == new || !after.files(of: new).contains(where: isChanged)
    {
      return
    }
    let files = [(old.up, new.up), (old.down ?? old.up, new.down ?? new.up)]
    let settings =
      old.settings.count == new.settings.count
      && zip(old.settings, new.settings)
        .allSatisfy { before.tree.identity(of: $0) == after.tree.identity(of: $1) }
    if settings,
      files.allSatisfy({ before.tree.identity(of: $0) == after.tree.identity(of: $1) })
    {
      return
    }
    let place = after.place(of: new)
    guard let readBefore = self.before?.reading(old), let readAfter = self.after?.reading(new)
    else {
      tell(unread: new, place)
      return
    }
    let (meant, means) = (meaning(readBefore.up, .before), meaning(readAfter.up, .after))
    // How a migration ran where it did, nobody can change any more.
    let isSame =
      meant == means || numbers.isReleased(before.place(of: old)) && means == meant?.ran(as: means)
    if !isSame {
      if after.chain.layout == .liquibase, let meant, let means,
        let parts = means.parts(appendedTo: meant, in: readAfter.up)
      {
        told.insert(place)
        appended[place] = parts
        return
      }
      if numbers.isReleased(before.place(of: old)) && !new.isRepeatable {
        tell(edited: readBefore, readAfter, place)
      } else {
        told.insert(place)
        known[place] = facts(before: old)
        if new.isRepeatable { ranBefore(readBefore.up, place) }
      }
      return
    }
    let lost = readBefore.down.map { !$0.isEmpty } ?? false
    if lost, readAfter.down.map(\.isEmpty) ?? true, readAfter.irreversible.isEmpty {
      let rule = readAfter.down == nil ? DownRules.missing : DownRules.empty
      tell(
        rule, place, "the way down of migration '\(place.text)' was taken away", readBefore,
        readAfter)
      return
    }
    let isDownSame =
      readBefore.down.map { meaning($0, .before) } == readAfter.down.map { meaning($0, .after) }
    if isDownSame {
      tell(reformatted: readBefore, readAfter, place)
    } else {
      tell(
        DownRules.changed, place, "the way down of migration '\(place.text)' changed", readBefore,
        readAfter)
    }
  }

  /// Takes note of what a migration that runs again did the last time: it defines anew what stands.
  private mutating func ranBefore(_ script: ReadScript, _ place: Name) {
    guard numbers.isReleased(place) else { return }
    repeated.append(script)
    known[place] = known[place]?.filter { $0.rule != RoutineRules.replaced.id }
  }

  /// Says of a changed file that nothing in it is a way up, unless it is told already why.
  private mutating func tell(unread migration: Migration, _ place: Name) {
    let isTold = after?.problems.contains { $0.location.path == migration.up } ?? true
    if isTold { return }
    changes.append(
      DetectedChange(
        OverlapRules.gap, place, "migration '\(place.text)' was not read: it has no way up",
        at: Location(migration.up, SourceRange(UInt32(0), 0)), in: place))
  }

  private func meaning(_ script: ReadScript, _ side: Side) -> ScriptMeaning? {
    let tree = side == .before ? scene.before : scene.after
    guard case .file(let source) = tree.read(script.path) else { return nil }
    return ScriptMeaning(script, in: source)
  }

  private mutating func tell(
    _ rule: Rule, _ place: Name, _ message: String, _ before: ReadMigration,
    _ after: ReadMigration, as classification: Classification? = nil
  ) {
    let difference =
      firstDifference(before.up, after.up) ?? before.up.firstDifference(from: after.up)
    changes.append(
      DetectedChange(
        rule: rule.id, classification: classification ?? rule.classification.accepted,
        element: place, message: message,
        before: Sighting(
          Location(before.up.path, difference?.before ?? before.up.spot),
          value: scene.before.identity(of: before.up.path) ?? ""),
        after: Sighting(
          Location(after.up.path, difference?.after ?? after.up.spot),
          value: scene.after.identity(of: after.up.path) ?? "")))
  }

  /// Where the tokens of two scripts of SQL differ first; nil if they do not, or are no SQL.
  private func firstDifference(
    _ before: ReadScript, _ after: ReadScript
  ) -> (before: SourceRange, after: SourceRange)? {
    guard case .file(let source) = scene.before.read(before.path),
      case .file(let other) = scene.after.read(after.path)
    else { return nil }
    let (bytes, others) = (source.bytes(without: before.marks), other.bytes(without: after.marks))
    for (part, twin) in zip(before.parts, after.parts) {
      if let found = SQLScript.firstDifference(
        of: bytes, in: part.indices, from: others, in: twin.indices)
      {
        return found
      }
    }
    return nil
  }

  private mutating func tell(
    edited before: ReadMigration, _ after: ReadMigration, _ place: Name
  ) {
    let how =
      self.after?.chain.keepsChecksums == true
      ? "; \(self.after?.chain.layout.rawValue ?? "the tool") refuses to start where it ran" : ""
    tell(
      ShippedRules.edited, place, "migration '\(place.text)' was edited after it was shipped\(how)",
      before, after)
  }

  /// Says that nothing changed but the bytes, which matters to tools that keep checksums of them.
  private mutating func tell(
    reformatted before: ReadMigration, _ after: ReadMigration, _ place: Name
  ) {
    let isShipped =
      self.before.map { numbers.isReleased($0.place(of: before.migration)) } ?? false
    let isCounted =
      isShipped && self.after?.chain.keepsChecksums == true && !after.migration.isRepeatable
    let tool = self.after?.chain.layout.rawValue ?? ""
    tell(
      ShippedRules.reformatted, place,
      "the layout of migration '\(place.text)' changed"
        + (isCounted ? "; \(tool) keeps a checksum of the file, comments included" : ""),
      before, after, as: isCounted ? .risky : .neutral)
  }

  private mutating func tell(renamed old: Migration, _ new: Migration) {
    guard let before, let after else { return }
    let (place, former) = (after.place(of: new), before.place(of: old))
    let isShipped = numbers.isReleased(former) && !isKnownStill(old, new)
    changes.append(
      DetectedChange(
        rule: ShippedRules.renamed.id, classification: isShipped ? .breaking : .neutral,
        element: place, formerElement: former,
        message: "migration '\(former.text)' was renamed to '\(place.text)'"
          + (isShipped ? " after it was shipped" : ""),
        before: Sighting(Location(old.up, SourceRange(UInt32(0), 0)), value: former),
        after: Sighting(Location(new.up, SourceRange(UInt32(0), 0)), value: place)))
  }

  /// Whether the tool takes a migration under its new name for the one that ran.
  private mutating func isKnownStill(_ old: Migration, _ new: Migration) -> Bool {
    if after?.chain.layout == .alembic {
      let revision = after?.reading(new)?.revision
      return revision != nil && revision == before?.reading(old)?.revision
    }
    return after?.chain.remembersVersions == true && old.version == new.version
  }

  private mutating func tell(deleted migration: Migration) {
    guard let before else { return }
    let place = before.place(of: migration)
    let standIn = squashes.standIn(for: migration)
    let isShipped = numbers.isReleased(place)
    changes.append(
      DetectedChange(
        rule: ShippedRules.deleted.id,
        classification: isShipped && standIn == nil ? .breaking : .neutral, element: place,
        message: "migration '\(place.text)' was deleted"
          + (isShipped ? " after it was shipped" : "")
          + (standIn.map { "; '\($0.text)' stands for it" } ?? ""),
        before: Sighting(Location(migration.up, SourceRange(UInt32(0), 0)), value: place),
        after: nil))
  }

  private mutating func tellSquashes() {
    guard let after else { return }
    for migration in after.chain.migrations {
      let place = after.place(of: migration)
      guard let names = squashes.standIns[place] else { continue }
      changes.append(
        DetectedChange(
          ShippedRules.renamed, place,
          "\(names.count) shipped migrations were squashed into '\(place.text)', which runs only"
            + " where none of them did",
          at: Location(migration.up, SourceRange(UInt32(0), 0)), in: place, as: .neutral))
    }
  }

  // MARK: Order

  private mutating func tellOrder(of added: [Migration]) {
    guard let after else { return }
    let order = MigrationOrder(after.chain)
    for migration in added where !scene.isWholeTree {
      let number = numbers.number(after.place(of: migration))
      // What came with the same release, or later, ran on no database before it.
      let later = order.shippedBehind(migration) { numbers.number(after.place(of: $0)) < number }
      if let later {
        let consequence = after.chain.runner.consequence
        changes.append(
          DetectedChange(
            ShippedRules.outOfOrder, after.place(of: migration),
            "migration '\(after.place(of: migration).text)' sorts before"
              + " '\(after.place(of: later).text)', which was shipped; \(consequence.text)",
            at: Location(migration.up, SourceRange(UInt32(0), 0)), in: after.place(of: migration),
            as: consequence.classification))
      }
    }
    for (migration, twin) in order.duplicates(of: added) {
      changes.append(
        DetectedChange(
          ShippedRules.duplicated, after.place(of: migration),
          "migration '\(after.place(of: migration).text)' has the version of"
            + " '\(after.place(of: twin).text)'",
          at: Location(migration.up, SourceRange(UInt32(0), 0)), in: after.place(of: migration)))
    }
    tellHeads(among: added)
  }

  private mutating func tellHeads(among added: [Migration]) {
    guard let chain = after?.chain, chain.language == .alembic, !added.isEmpty else { return }
    let readings = chain.migrations.compactMap { self.after?.reading($0) }
    let addedPaths = Set(added.map(\.up))
    for head in RevisionGraph(readings).extraHeads where addedPaths.contains(head.migration.up) {
      let place = after?.place(of: head.migration) ?? ""
      changes.append(
        DetectedChange(
          ShippedRules.split, place,
          "revision '\(head.revision.text)' is a second head beside those before it",
          at: Location(head.up.path, head.up.spot), in: place))
    }
  }

  // MARK: Operations

  /// Facts about a migration as it stood at `before`.
  private mutating func facts(before migration: Migration) -> Set<FactIdentity> {
    guard let read = before?.reading(migration) else { return [] }
    var walk = MigrationWalk(version: version, isFolded: false)
    return Set(
      walk.judge(read.up, in: 1).map {
        FactIdentity(rule: $0.fact.rule.id, element: $0.fact.element)
      }
    )
  }

  private var version: Int { scene.targets["postgresql"] ?? MigrationFormat.defaultTarget }

  private mutating func judge() {
    guard after != nil, !told.isEmpty, let order = after?.ordered() else { return }
    let placed = order.map { (migration: $0, place: after?.place(of: $0) ?? "") }
    let squashed = Set(squashes.standIns.keys)
    let unreleased = placed.filter {
      numbers.number($0.place) > 0 && !squashed.contains($0.place) || told.contains($0.place)
    }
    var readings: [(read: ReadMigration, place: Name)] = []
    for item in unreleased {
      if let read = after?.reading(item.migration) {
        readings.append((read, item.place))
      } else if told.contains(item.place) {
        tell(unread: item.migration, item.place)
      }
    }
    let needsHistory = readings.contains { item in
      told.contains(item.place) && item.read.up.operations.contains { $0.action.asksForHistory }
    }
    var walk = MigrationWalk(version: version, isFolded: needsHistory || scene.isWholeTree)
    if needsHistory {
      let isNew = Set(unreleased.map(\.place))
      for item in placed where !isNew.contains(item.place) {
        if let up = after?.wayUp(of: item.migration) { walk.fold(up) }
      }
      for script in repeated { walk.fold(script) }
    }
    var judged: [JudgedMigration] = []
    var releases: [Int: ArraySlice<Operation>] = [:]
    for (read, place) in readings {
      releases[max(numbers.number(place), 1), default: []] += read.up.operations
    }
    for (whole, place) in readings {
      let release = max(numbers.number(place), 1)
      var read = whole
      if let parts = appended[place] {
        walk.fold(whole.up.limited(to: parts, inside: false))
        read.up = whole.up.limited(to: parts, inside: true)
      }
      let standing = walk.standing(of: read.up)
      let dropped = walk.columns(droppedBy: read.up)
      let following = releases[release]?.dropFirst(whole.up.operations.count) ?? []
      releases[release] = following
      let facts = walk.judge(read.up, in: release, before: following)
      guard told.contains(place) else { continue }
      let known = known[place] ?? []
      let migration = JudgedMigration(
        read: read, place: place, release: release, standing: standing,
        dropped: dropped,
        facts: facts.filter {
          !known.contains(FactIdentity(rule: $0.fact.rule.id, element: $0.fact.element))
        })
      judged.append(migration)
    }
    tell(judged, walk.schema)
  }

  private mutating func tell(_ judged: [JudgedMigration], _ schema: SchemaState) {
    guard let after else { return }
    let chain = after.chain
    let added = Set(judged.map(\.place))
    let check = DownCheck(expectsDown: chain.expectsDown(others: after.reversibility(but: added)))
    for migration in judged {
      changes += migration.facts.map { $0.change(in: migration.place) }
      changes += migration.gaps
      if let mixture = migration.mixture(in: chain) { changes.append(mixture) }
      changes += check.changes(of: migration)
    }
    var overlap = OverlapCheck(
      isMixedVersion: scene.isMixedVersion, in: after.chain, schema: schema)
    changes += overlap.changes(of: judged)
    retired = overlap.retired
  }
}
