import DataTrees
package import FormatKit
package import GitHistory
package import ReleaseModel
package import ReleaseRecords
package import ShapedDocuments
package import SourceModel

/// The folder of the release that a range belongs to, as it stands at `after`.
package struct ReleaseFolder {
  /// The folder: `releases/2.5.0`, or `releases/next`.
  package let path: RepositoryPath
  /// The record's file in it.
  package let recordPath: RepositoryPath
  /// The record with its problems; nil if the file is missing.
  package let record: DocumentReading<ReleaseRecord>?

  /// The record, if it could be read.
  package var value: ReleaseRecord? { record?.value }

  /// The name of the record's file.
  package static let recordName = "release.yaml"
  /// The folder of the release that has no version yet.
  package static let nextName = "next"

  /// Reads the folder of a range's release; nil if `after` has none.
  ///
  /// That of the version that `after` is tagged with; else `next`; else the one of the lowest version
  /// that no release before has.
  package init?(of scene: ReleaseScene) {
    let folders = ReleaseFolder.folders(below: scene.folder, in: scene.after)
    guard let path = ReleaseFolder.choice(among: folders, of: scene) else { return nil }
    self.init(path, in: scene.after)
  }

  /// Reads a folder.
  package init(_ path: RepositoryPath, in tree: any FileTree) {
    self.path = path
    recordPath = path.appending(ReleaseFolder.recordName.utf8)
    if case .file(let source) = tree.read(recordPath) {
      record = DocumentReading(
        source, as: .yaml, rule: "release/record-unreadable", ReleaseRecord.reader)
    } else {
      record = nil
    }
  }

  /// The folders of releases at a revision, in path order: those that hold a file.
  package static func folders(
    below folder: RepositoryPath, in tree: any FileTree
  ) -> [RepositoryPath] {
    let depth = folder.segments.count
    var found: [RepositoryPath] = []
    for file in tree.files(below: folder) {
      let segments = Array(file.segments)
      guard segments.count > depth + 1 else { continue }
      let path = folder.appending(segments[depth])
      if found.last != path { found.append(path) }
    }
    return found
  }

  private static func choice(
    among folders: [RepositoryPath], of scene: ReleaseScene
  ) -> RepositoryPath? {
    let versioned = folders.compactMap { path -> (RepositoryPath, ReleaseVersion)? in
      version(of: path).map { (path, $0) }
    }
    if let released = scene.released?.version {
      return versioned.first { $0.1.numbers == released.numbers }?.0
    }
    if let next = folders.first(where: { name(of: $0) == nextName }) { return next }
    let open = versioned.filter { _, version in
      !scene.releases.contains { $0.version.numbers == version.numbers }
    }
    return open.min { $0.1.precedes($1.1) }?.0
  }

  /// The last segment of a folder's path.
  package static func name(of path: RepositoryPath) -> String {
    path.segments.last.map { Name($0).text } ?? ""
  }

  /// The version that a folder is named after; nil if it is named after none.
  package static func version(of path: RepositoryPath) -> ReleaseVersion? {
    ReleaseVersion(tag: name(of: path))
  }

  /// The place of something in the record.
  package func place(of range: SourceRange) -> Place? {
    record.map { Place(range, in: recordPath, $0.lines) }
  }
}
