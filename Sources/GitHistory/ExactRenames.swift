internal import SourceModel

extension [FileDelta] {
  /// Joins a removed and an added file of the same object into one renamed file.
  ///
  /// Pairs are chosen in path order; a file that kept its last segment is preferred. Only files of
  /// the same type pair, a symbolic link never with a file. Empty files do not pair: nothing says
  /// that one became the other. The result is in path order.
  package func joiningExactRenames() -> [FileDelta] {
    var origins = Origins(self)
    if origins.isEmpty { return self }
    var pairs: [RepositoryPath: FileDelta] = [:]
    // First the files that kept their name, so that no other takes their origin.
    for keepsName in [true, false] {
      for delta in self where delta.kind == .added && pairs[delta.path] == nil {
        guard let origin = origins.take(for: delta, keepingName: keepsName) else { continue }
        pairs[delta.path] = FileDelta(
          path: delta.path, origin: origin.path, before: origin.before, after: delta.after)
      }
    }
    return compactMap { delta in
      switch delta.kind {
      case .added: pairs[delta.path] ?? delta
      case .removed: origins.taken.contains(delta.path) ? nil : delta
      default: delta
      }
    }
  }
}

/// The removed files that wait for an added one.
private struct Origins {
  private struct Key: Hashable {
    let id: ObjectID
    let type: UInt32
    let lastSegment: [UInt8]?
  }

  /// Last path first, so that the first is taken at the end.
  private var waiting: [Key: [FileDelta]] = [:]
  private(set) var taken: Set<RepositoryPath> = []

  private static let emptyBlob = ObjectID("e69de29bb2d1d6434b8b29ae775ad8c2e48c5391")

  init(_ deltas: [FileDelta]) {
    for delta in deltas.reversed() where delta.kind == .removed {
      guard let before = delta.before, before.id != Origins.emptyBlob else { continue }
      for keepsName in [true, false] {
        waiting[Origins.key(before, delta.path, keepsName), default: []].append(delta)
      }
    }
  }

  var isEmpty: Bool { waiting.isEmpty }

  mutating func take(for added: FileDelta, keepingName: Bool) -> FileDelta? {
    guard let after = added.after else { return nil }
    let key = Origins.key(after, added.path, keepingName)
    while let origin = waiting[key]?.popLast() {
      if taken.insert(origin.path).inserted { return origin }
    }
    return nil
  }

  private static func key(_ entry: Entry, _ path: RepositoryPath, _ keepsName: Bool) -> Key {
    Key(
      id: entry.id, type: entry.mode.rawValue & 0o170000,
      lastSegment: keepsName ? Array(path.lastSegment) : nil)
  }
}
