import FormatKit
import MigrationLayouts
import SourceModel

/// Tells by which release a migration was carried first: 0 for what was shipped before the range,
/// then 1 for the first release inside it, and so on; the last number is what no release has carried.
struct ReleaseNumbers {
  private let shipped: Set<Name>
  private let between: [Set<Name>]
  /// The number of each migration, where each is a release of its own.
  private let own: [Name: Int]

  init(_ scene: ChainScene, before: ChainRevision?, after: ChainRevision?) {
    if scene.isWholeTree {
      shipped = []
      between = []
      let places = (after?.chain.migrations ?? []).map { after?.place(of: $0) ?? "" }
      own = Dictionary(
        places.enumerated().map { ($1, $0 + 1) }, uniquingKeysWith: { first, _ in first })
      return
    }
    own = [:]
    func places(in tree: any FileTree, _ revision: ChainRevision?) -> Set<Name> {
      guard let revision else { return [] }
      let files = Set(tree.files(below: revision.chain.folder))
      return Set(
        revision.chain.migrations.filter { files.contains($0.up) }.map { revision.place(of: $0) })
    }
    let merged = before.map { places(in: $0.tree, before) } ?? []
    if let release = scene.precedingRelease, !scene.isBeforeReleased {
      let released = places(in: release.tree, before)
      // A chain of which the release has nothing stood elsewhere then.
      shipped = released.isEmpty ? merged : released
    } else {
      shipped = merged
    }
    between = scene.releasesBetween.map { places(in: $0.tree, after) }
  }

  /// The number of the release that carried a migration first.
  func number(_ place: Name) -> Int {
    if let number = own[place] { return number }
    if shipped.contains(place) { return 0 }
    return (between.firstIndex { $0.contains(place) } ?? between.count) + 1
  }

  /// Whether a release carried it, inside the range or before.
  func isReleased(_ place: Name) -> Bool {
    shipped.contains(place) || between.contains { $0.contains(place) }
  }
}
