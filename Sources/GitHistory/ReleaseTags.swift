internal import CGit2
package import SourceModel

/// A tag of a commit whose name is a version.
package struct ReleaseTag: Hashable, Sendable {
  /// The name without `refs/tags/`.
  package let name: String
  /// The commit, whether the tag is annotated or not.
  package let commit: ObjectID
  /// The version that the name spells.
  package let version: ReleaseVersion

  init(name: String, commit: ObjectID, version: ReleaseVersion) {
    self.name = name
    self.commit = commit
    self.version = version
  }

  /// Makes a tag that is not there yet; nil if the name spells no version.
  package init?(name: String, commit: ObjectID) {
    guard let version = ReleaseVersion(tag: name) else { return nil }
    self.init(name: name, commit: commit, version: version)
  }
}

extension ReleaseTag: Comparable {
  /// By version, then by name.
  package static func < (a: ReleaseTag, b: ReleaseTag) -> Bool {
    a.version != b.version
      ? a.version < b.version : a.name.utf8.lexicographicallyPrecedes(b.name.utf8)
  }
}

extension Repository {
  /// All release tags of one stream, the lowest version first, pre-releases among them.
  ///
  /// With a pattern, the stream is what fits it; with a name, the one of that name. Without either
  /// it is: the tags whose stream is that of the tags of `commit`, if those agree; else the tags
  /// without a prefix (`v1.2.3`), if there are any; else the only stream. Streams without a full
  /// release do not count.
  ///
  /// - Throws: `severalStreams` if nothing tells which one is meant.
  package func releaseTags(
    fitting pattern: PathGlob? = nil, of commit: ObjectID? = nil, stream: String? = nil
  ) throws(GitError) -> [ReleaseTag] {
    let tags = try allReleaseTags()
    if let pattern {
      return tags.filter { pattern.matches(RepositoryPath(unchecked: Name($0.name))) }
    }
    if let stream { return tags.filter { $0.version.stream == stream } }
    let streams = Set(tags.filter { !$0.version.isPreRelease }.map(\.version.stream))
    // What the commit itself is called tells the stream, also of pre-releases alone.
    let own = Set(tags.filter { $0.commit == commit }.map(\.version.stream))
    let chosen: String
    if own.count == 1, let stream = own.first {
      chosen = stream
    } else if streams.contains("") {
      chosen = ""
    } else if streams.count <= 1 {
      guard let stream = streams.first else { return [] }
      chosen = stream
    } else {
      throw GitError(
        .severalStreams(streams.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }))
    }
    return tags.filter { $0.version.stream == chosen }
  }

  /// The revision that a release tag names.
  package func revision(of tag: ReleaseTag) throws(GitError) -> Revision {
    try revision(of: tag.commit, spelling: tag.name)
  }

  /// The names of all release tags of all streams, pre-releases among them, the lowest version
  /// first.
  package func releaseTagNames() throws(GitError) -> [String] {
    try allReleaseTags().map(\.name)
  }

  /// Every tag that names a version and a commit, the lowest version first.
  private func allReleaseTags() throws(GitError) -> [ReleaseTag] {
    var tags: [ReleaseTag] = []
    let prefix = "refs/tags/"
    try forEachReference(prefix + "*") { reference throws(GitError) in
      let full = String(cString: git_reference_name(reference)).utf8
      let name = String(decoding: full.dropFirst(prefix.utf8.count), as: UTF8.self)
      guard let version = ReleaseVersion(tag: name), let commit = try commit(of: reference) else {
        return
      }
      tags.append(ReleaseTag(name: name, commit: commit, version: version))
    }
    return tags.sorted()
  }

  /// The commit that a tag's reference leads to; nil if it leads to a tree or blob.
  private func commit(of reference: OpaquePointer) throws(GitError) -> ObjectID? {
    // Packed references say what an annotated tag leads to.
    if let peeled = git_reference_target_peel(reference) { return ObjectID(peeled.pointee) }
    guard let target = git_reference_target(reference) else { return nil }
    var id = ObjectID(target.pointee)
    // A tag may tag a tag; more than a few is no one's intention.
    for _ in 0..<16 {
      let type = try header(id).type
      if type == GIT_OBJECT_COMMIT { return id }
      // The bytes live as long as their object.
      let tag = try object(id)
      guard type == GIT_OBJECT_TAG, let next = taggedObject(tag.bytes) else { return nil }
      id = next
    }
    return nil
  }

  /// The id in the first line of a tag object, `object <id>`.
  private func taggedObject(_ bytes: UnsafeRawBufferPointer) -> ObjectID? {
    bytes.starts(with: "object ".utf8) ? ObjectID(hex: bytes.dropFirst(7).prefix(40)) : nil
  }
}
