import MigrationLayouts
import SourceModel

/// The migrations that Django squashed into others.
///
/// A database that ran all of them takes the one that stands for them as done, so that it runs
/// nowhere but on new databases.
struct Squashes {
  /// What new migrations stand for, if all of it stood before, by their places.
  private(set) var standIns: [Name: [Name]] = [:]
  /// The places of those that stand for others, new or not, by the revisions of these.
  private var places: [Name: Name] = [:]
  private var app: Name = ""

  init() {}

  /// Looks for squashes at `after`, if migrations came or went.
  init(_ pairs: MigrationPairs, before: ChainRevision?, after: inout ChainRevision?) {
    guard let before, let chain = after?.chain, chain.language == .django,
      !(pairs.added.isEmpty && pairs.deleted.isEmpty)
    else { return }
    app = Name(before.chain.folder.parent.lastSegment)
    let stood = Set(before.chain.migrations.map { revision($0) })
    let added = Set(pairs.added.map(\.up))
    for migration in chain.migrations {
      guard let read = after?.reading(migration), !read.replaces.isEmpty,
        let place = after?.place(of: migration)
      else { continue }
      for name in read.replaces { places[name] = place }
      if added.contains(migration.up), stood.isSuperset(of: read.replaces) {
        standIns[place] = read.replaces
      }
    }
  }

  private func revision(_ migration: Migration) -> Name { app + "." + migration.version }

  /// The place of what stands for a migration that is gone.
  func standIn(for migration: Migration) -> Name? { places[revision(migration)] }
}
