import FormatKit
import MigrationLayouts
import PostgresSchema
import PostgresSyntax
import ReleaseModel
import SourceModel

/// A chain at one revision, of which migrations are read when they are asked for.
struct ChainRevision {
  let chain: MigrationChain
  let tree: any FileTree
  private var reader: MigrationReader
  private var read: [RepositoryPath: ReadMigration?] = [:]
  /// The ways up of migrations of which nothing else was asked.
  private var waysUp: [RepositoryPath: ReadScript?] = [:]

  init(_ chain: MigrationChain, in tree: any FileTree) {
    self.chain = chain
    self.tree = tree
    self.reader = MigrationReader(chain, in: tree)
  }

  /// Files that could not be read.
  var problems: [LocatedProblem] {
    var problems = reader.problems
    for case .some(let .some(migration)) in chain.migrations.map({ read[$0.up] }) {
      for script in [migration.up, migration.down].compactMap(\.self) {
        problems += script.flaws.map { flaw in
          LocatedProblem(
            rule: MigrationProblems.unsplit.id, message: flaw.message,
            location: Location(script.path, flaw.range), hint: flaw.hint,
            subject: tree.identity(of: script.path) ?? "")
        }
      }
    }
    return problems
  }

  /// What a migration says; nil if it cannot be read.
  mutating func reading(_ migration: Migration) -> ReadMigration? {
    if let known = read[migration.up] { return known }
    if chain.language == .django {
      // Each says only what is new against those before it.
      for earlier in chain.migrations where read[earlier.up] == nil {
        read[earlier.up] = .some(reader.read(earlier))
        if earlier.up == migration.up { break }
      }
    } else {
      read[migration.up] = .some(reader.read(migration))
    }
    return read[migration.up] ?? nil
  }

  /// What a migration does; nil if it cannot be read.
  ///
  /// For what ran long ago: a way down in a file of its own is not read.
  mutating func wayUp(of migration: Migration) -> ReadScript? {
    if let known = read[migration.up] { return known?.up }
    guard chain.language == .sql, migration.down != migration.up else {
      return reading(migration)?.up
    }
    if let known = waysUp[migration.up] { return known }
    let script = reader.readWayUp(of: migration)
    waysUp[migration.up] = .some(script)
    return script
  }

  /// The migrations in the order in which they run.
  ///
  /// Of Alembic only their graph tells it, for which all of them are read.
  mutating func ordered() -> [Migration] {
    guard chain.language == .alembic else { return chain.migrations }
    let readings = chain.migrations.compactMap { reading($0) }
    return RevisionGraph(readings).ordered.map(\.migration)
  }

  /// How many migrations but some are known to have a way down or not, and how many have one.
  func reversibility(but some: Set<Name>) -> (all: Int, reversible: Int) {
    var counts = (all: 0, reversible: 0)
    for migration in chain.migrations where !some.contains(place(of: migration)) {
      let isReversible: Bool?
      if migration.down == migration.up {
        isReversible = (read[migration.up] ?? nil).map { $0.down.map { !$0.isEmpty } ?? false }
      } else {
        isReversible = migration.down != nil
      }
      guard let isReversible else { continue }
      counts.all += 1
      if isReversible { counts.reversible += 1 }
    }
    return counts
  }

  /// The names of all files of a migration that decide what it does.
  func files(of migration: Migration) -> [RepositoryPath] {
    [migration.up] + [migration.down].compactMap(\.self).filter { $0 != migration.up }
      + migration.settings
  }

  /// The way of a migration's file from the folder of the chain.
  func place(of migration: Migration) -> Name {
    Name(
      migration.up.bytes.dropFirst(chain.folder.bytes.isEmpty ? 0 : chain.folder.bytes.count + 1))
  }
}

/// The order of migrations that name those before them.
struct RevisionGraph {
  /// The migrations, each behind all that it names, else by their paths.
  let ordered: [ReadMigration]
  /// The last ones of all branches: those that no other names.
  let heads: [ReadMigration]

  init(_ migrations: [ReadMigration]) {
    let sorted = migrations.sorted { $0.migration.up < $1.migration.up }
    let byName = Dictionary(sorted.map { ($0.revision, $0) }, uniquingKeysWith: { a, _ in a })
    var followers: [Name: [Name]] = [:]
    var waiting: [Name: Int] = [:]
    for migration in byName.values {
      let known = Set(migration.predecessors).filter { byName[$0] != nil }
      waiting[migration.revision] = known.count
      for name in known { followers[name, default: []].append(migration.revision) }
    }
    heads = sorted.filter { followers[$0.revision] == nil }
    var ordered: [ReadMigration] = []
    var ready = sorted.filter { waiting[$0.revision] == 0 }.map(\.revision)
    var index = 0
    var done: Set<Name> = []
    while index < ready.count {
      let name = ready[index]
      index += 1
      guard done.insert(name).inserted, let migration = byName[name] else { continue }
      ordered.append(migration)
      let next = (followers[name] ?? []).sorted {
        (byName[$0]?.migration.up ?? .root) < (byName[$1]?.migration.up ?? .root)
      }
      for follower in next {
        waiting[follower, default: 1] -= 1
        if waiting[follower] == 0 { ready.append(follower) }
      }
    }
    // Who is in a circle, or has another's name, still runs for all that is known.
    let placed = Set(ordered.map(\.migration.up))
    self.ordered = ordered + sorted.filter { !placed.contains($0.migration.up) }
  }
}
