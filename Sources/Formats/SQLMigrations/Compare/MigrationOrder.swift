import MigrationLayouts
import ReleaseModel
import SourceModel

/// The order of a chain whose tool orders by version.
struct MigrationOrder {
  private let chain: MigrationChain
  private let positions: [RepositoryPath: Int]

  init(_ chain: MigrationChain) {
    self.chain = chain
    positions = Dictionary(
      chain.migrations.enumerated().map { ($1.up, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The last of the shipped migrations that runs behind a new one; nil if none does, or if the
  /// order is no matter of versions.
  func shippedBehind(
    _ migration: Migration, where isShipped: (Migration) -> Bool
  ) -> Migration? {
    if migration.isRepeatable || chain.isGraph { return nil }
    // They are sorted by their versions: where the last one does not run behind, none does.
    guard let last = chain.migrations.last(where: { !$0.isRepeatable && isShipped($0) }),
      MigrationChain.precedes(migration, last, layout: chain.layout)
    else { return nil }
    return last
  }

  /// New migrations that have the version of another one, with that: of one that stood, or, where
  /// both are new, of the one that sorts first.
  func duplicates(of added: [Migration]) -> [(Migration, Migration)] {
    if chain.isGraph { return [] }
    let new = Set(added.map(\.up))
    var byVersion: [Name: [Migration]] = [:]
    for migration in chain.migrations where !migration.isRepeatable {
      byVersion[migration.version, default: []].append(migration)
    }
    return added.filter { !$0.isRepeatable }.compactMap { migration in
      byVersion[migration.version]?.first {
        $0.up != migration.up && (!new.contains($0.up) || isEarlier($0, than: migration))
      }
      .map { (migration, $0) }
    }
  }

  private func isEarlier(_ a: Migration, than b: Migration) -> Bool {
    positions[a.up, default: 0] < positions[b.up, default: 0]
  }
}

extension MigrationChain {
  /// Whether the migrations name those before them.
  var isGraph: Bool { language == .alembic || language == .django }
}

extension RunnerOrder {
  /// What becomes of a migration that sorts before one that ran, as the end of a sentence.
  var consequence: (text: String, classification: Classification) {
    switch self {
    case .skippedSilently: ("databases that ran that never run this one", .breaking)
    case .refused: ("the tool refuses to go on where that ran", .breaking)
    case .appliedAnyway: ("where that ran, this one runs late", .risky)
    case .unknown: ("where that ran, this one may never run", .risky)
    }
  }
}

extension RevisionGraph {
  /// The heads beside the first one of each set of branches; of revisions without a branch label
  /// there is to be one.
  var extraHeads: [ReadMigration] {
    var branchOf: [Name: [Name]] = [:]
    for migration in ordered {
      let own = migration.branches + migration.phaseFolders
      let inherited = migration.predecessors.flatMap { branchOf[$0] ?? [] }
      branchOf[migration.revision] = Array(Set(own.isEmpty ? inherited : own)).sorted()
    }
    var seen: Set<[Name]> = []
    // A label of a branch is alone with its heads; the last of several in one branch is too many.
    let depth = Dictionary(
      ordered.enumerated().map { ($1.revision, $0) }, uniquingKeysWith: { first, _ in first })
    return heads.sorted { depth[$0.revision, default: 0] < depth[$1.revision, default: 0] }.filter {
      !seen.insert(branchOf[$0.revision] ?? []).inserted
    }
  }
}

extension ReadMigration {
  /// The folders on its way that name a phase, which are branches where labels are computed.
  fileprivate var phaseFolders: [Name] {
    migration.up.segments.map { Name($0) }.filter { $0 == "expand" || $0 == "contract" }
  }
}
