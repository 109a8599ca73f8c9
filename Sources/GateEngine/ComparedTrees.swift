import Digests
package import GitHistory
package import SourceModel

/// The two trees of a run and the files that differ between them.
///
/// Each tree is read by one thread at a time, through a repository handle of its own.
package struct ComparedTrees {
  /// The tree compared from.
  package let before: any Snapshot
  /// The tree compared to.
  package let after: any Snapshot
  /// The files that differ, in path order; exact renames are joined.
  package let deltas: [FileDelta]
  /// Whether the user named two files instead of two trees.
  package let areNamedFiles: Bool
  /// Whether everything is compared with nothing.
  package var isWholeTree = false
  /// Whether old and new versions of the code run side by side while the range is rolled out.
  package var isMixedVersion = false
  /// Finds the releases around the range, of a component whose tags fit a pattern.
  package var releases: (PathGlob?) throws(GitError) -> ChainReleases = { _ in ChainReleases() }
  /// Told which file is about to be read, on the thread that will read it.
  package var willRead: @Sendable (Side, RepositoryPath) -> Void = { _, _ in }

  /// Pairs two trees.
  package init(
    before: any Snapshot, after: any Snapshot, deltas: [FileDelta], areNamedFiles: Bool = false
  ) {
    self.before = before
    self.after = after
    self.deltas = deltas
    self.areNamedFiles = areNamedFiles
  }

  func files(of side: Side) -> SnapshotFiles {
    SnapshotFiles(
      snapshot: side == .before ? before : after, side: side, willRead: willRead)
  }

  /// What files hold on both sides, as 64 hex digits: other ones as soon as anything differs.
  func identity(of paths: Set<RepositoryPath>) -> String {
    var bytes: [UInt8] = []
    for path in paths.sorted() {
      for snapshot in [before, after] {
        bytes += path.bytes + [0] + Array(ComparedTrees.object(at: path, in: snapshot).utf8) + [0]
      }
    }
    return SHA256.hexDigest(of: bytes)
  }

  /// What all files that differ hold on both sides, likewise.
  var identityOfDifference: String {
    identity(of: Set(deltas.flatMap { [$0.path, $0.origin].compactMap(\.self) }))
  }

  /// The id of the object at a path; a hyphen if none is there.
  private static func object(at path: RepositoryPath, in snapshot: any Snapshot) -> String {
    do throws(GitError) {
      return try snapshot.entry(at: path)?.id.hex ?? "-"
    } catch {
      return error.message
    }
  }

  /// Which files are other people's code.
  var vendoredPaths: VendoredPaths {
    VendoredPaths(
      before: attributes(.before), after: attributes(.after),
      added: Set(deltas.filter { $0.before == nil }.map(\.path)))
  }

  /// Which files, also new ones, are other people's code by what `before` says: a range must not set
  /// aside what it adds to a chain.
  var vendoredBefore: VendoredPaths {
    let attributes = attributes(.before)
    return VendoredPaths(before: attributes, after: attributes, added: [])
  }

  /// What `.gitattributes` says on a side.
  private func attributes(_ side: Side) -> VendoredAttributes {
    guard case .success(let source?) = files(of: side).content(of: VendoredPaths.attributesPath)
    else {
      return .none
    }
    return VendoredAttributes(source.bytes)
  }
}

extension FileDelta {
  /// The file's path on a side; nil if it is not there.
  func path(on side: Side) -> RepositoryPath? {
    switch side {
    case .before: before == nil ? nil : origin ?? path
    case .after: after == nil ? nil : path
    }
  }

  /// The file's object on a side.
  func entry(on side: Side) -> Entry? {
    side == .before ? before : after
  }
}
