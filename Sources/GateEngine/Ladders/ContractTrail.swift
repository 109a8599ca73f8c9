import FormatKit
import GitHistory
import SourceModel

/// Where a contract stood in earlier releases.
struct ContractTrail {
  let releases: ArraySlice<DatedRelease>
  /// The contract's root file in the tree from which the way back begins.
  let path: RepositoryPath
  let recognizer: Recognizer
  let repository: Repository
  let willRead: @Sendable (Side, RepositoryPath) -> Void

  /// What a release has in the contract's place.
  enum Stand {
    case absent
    /// A root file, whose content is not looked at yet.
    case root(RepositoryPath, Entry)
    case unreadable(GitError)
  }

  /// Where the contract stood in each release, in their order.
  ///
  /// From the newest release back, a contract whose path is not there is looked for as comparisons
  /// look for contracts that moved. Once a release had none, only the same path counts again.
  func stands(from tree: ObjectID) -> [Stand] {
    var stands: [Stand] = []
    var (path, tree, isLost) = (path, tree, false)
    for release in releases.reversed() {
      do throws(GitError) {
        if let entry = try entry(at: path, in: release.tree) {
          stands.append(.root(path, entry))
          (tree, isLost) = (release.tree, false)
        } else if !isLost, let origin = try origin(of: path, in: tree, from: release.tree),
          let entry = try entry(at: origin, in: release.tree)
        {
          stands.append(.root(origin, entry))
          (path, tree) = (origin, release.tree)
        } else {
          stands.append(.absent)
          isLost = true
        }
      } catch {
        stands.append(.unreadable(error))
      }
    }
    return stands.reversed()
  }

  /// What stands at a path of a tree; nil if a folder or nothing does.
  func entry(at path: RepositoryPath, in tree: ObjectID) throws(GitError) -> Entry? {
    let entry = try repository.snapshot(ofTree: tree).entry(at: path)
    return entry?.mode == .folder ? nil : entry
  }

  /// The path that a contract of a later tree had in an earlier one, in which its own is not there.
  private func origin(
    of path: RepositoryPath, in later: ObjectID, from earlier: ObjectID
  ) throws(GitError) -> RepositoryPath? {
    let deltas = try repository.changes(from: earlier, to: later).joiningExactRenames()
    if let renamed = deltas.first(where: { $0.path == path })?.origin { return renamed }
    let files = (
      SnapshotFiles(
        snapshot: repository.snapshot(ofTree: earlier), side: .before, willRead: willRead),
      SnapshotFiles(snapshot: repository.snapshot(ofTree: later), side: .after, willRead: willRead)
    )
    let removed = deltas.filter { $0.kind == .removed }
      .compactMap { contract(at: $0.path, $0.before, in: files.0) }
    let added = deltas.filter { $0.kind == .added }
      .compactMap { contract(at: $0.path, $0.after, in: files.1) }
    guard let index = added.firstIndex(where: { $0.path == path }) else { return nil }
    return Similarity.pairs(removed.map(\.document), added.map(\.document))
      .first { $0.value == index }.map { removed[$0.key].path }
  }

  /// A file as a contract of the format; nil if it is none.
  private func contract(
    at path: RepositoryPath, _ entry: Entry?, in files: SnapshotFiles
  ) -> (path: RepositoryPath, document: Similarity.Document)? {
    guard case .root(let format, let root, _) = recognizer.nature(of: path, entry, in: files),
      let text = root.text
    else { return nil }
    return (path, Similarity.Document(path: path, kind: format, bytes: text.bytes))
  }
}
