import FormatKit
import MigrationLayouts
import SourceModel

/// The migrations of a chain on both sides.
struct MigrationPairs {
  /// Those with the same name.
  private(set) var kept: [(before: Migration, after: Migration)] = []
  /// Those that have the same bytes, or the version by which the tool knows them, under another name.
  private(set) var renamed: [(before: Migration, after: Migration)] = []
  private(set) var deleted: [Migration] = []
  private(set) var added: [Migration] = []

  init(before: ChainRevision?, after: ChainRevision?) {
    let old = before?.chain.migrations ?? []
    let new = after?.chain.migrations ?? []
    var newByPlace: [Name: Migration] = [:]
    for migration in new { newByPlace[after?.place(of: migration) ?? ""] = migration }
    var paired: Set<RepositoryPath> = []
    for migration in old {
      if let twin = newByPlace[before?.place(of: migration) ?? ""] {
        kept.append((migration, twin))
        paired.insert(twin.up)
      } else {
        deleted.append(migration)
      }
    }
    added = new.filter { !paired.contains($0.up) }
    guard let before, let after, !deleted.isEmpty, !added.isEmpty else { return }
    pairByContent(before, after)
    if after.chain.remembersVersions { pairByVersion() }
  }

  private mutating func pairByVersion() {
    for old in deleted {
      let (gone, come) = (
        deleted.indices.filter { deleted[$0].version == old.version },
        added.indices.filter { added[$0].version == old.version }
      )
      guard let index = come.first, come.count == 1, gone.count == 1 else { continue }
      renamed.append((old, added.remove(at: index)))
    }
    let paired = Set(renamed.map(\.before.up))
    deleted.removeAll { paired.contains($0.up) }
  }

  private mutating func pairByContent(_ before: ChainRevision, _ after: ChainRevision) {
    var byContent: [Name: [Migration]] = [:]
    for migration in added.reversed() {
      if let identity = after.tree.identity(of: migration.up) {
        byContent[identity, default: []].append(migration)
      }
    }
    var moved: Set<RepositoryPath> = []
    deleted.removeAll { migration in
      guard let identity = before.tree.identity(of: migration.up),
        let twin = byContent[identity]?.popLast()
      else { return false }
      renamed.append((migration, twin))
      moved.insert(twin.up)
      return true
    }
    added.removeAll { moved.contains($0.up) }
  }
}

extension MigrationChain {
  /// Whether the tool remembers nothing of a migration but its version: another name is another word
  /// for the same one.
  var remembersVersions: Bool {
    switch layout {
    case .ecto, .pop, .golangMigrate, .goose, .diesel, .dbmate, .tern, .hasura: true
    default: false
    }
  }
}
