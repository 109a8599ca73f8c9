import FormatKit
package import GitHistory
import ReleaseModel
package import SourceModel

extension Gate {
  /// Follows an element over all releases and HEAD, and over its renames.
  ///
  /// - Parameters:
  ///   - contract: the contracts in which the element is looked for; nil for all.
  ///   - handles: two on the same repository, for two threads.
  package func trace(
    _ element: Name, in contract: PathGlob?, handles: (Repository, Repository),
    cache: LadderCache? = nil
  ) throws(GateError) -> ElementTrace {
    let history = try tracedHistory(contract, handles, cache)
    let found = try history.find(element)
    return try git { () throws(GitError) in
      try TraceBuilding(history: history, root: found).trace(element)
    }
  }

  private func tracedHistory(
    _ contract: PathGlob?, _ handles: (Repository, Repository), _ cache: LadderCache?
  ) throws(GateError) -> TracedHistory {
    let head = try git { () throws(GitError) in try handles.0.revision("HEAD") }
    let configuration = try configuration(at: head, in: handles.0)
    let component = try configuration.component(named: component)
    guard let commit = head.commit, let date = head.date else { throw .git(GitError(.noCommit)) }
    let day = asOf ?? date
    let tags = component?.tags
    let (releases, own) = try git { () throws(GitError) in
      (
        try handles.0.releases(
          preceding: RevisionRange(before: head, after: head), fitting: tags, until: day),
        try handles.0.releaseTags(fitting: tags, of: commit).last { $0.commit == commit }
      )
    }
    if releases.isEmpty, handles.0.isShallow {
      throw .git(GitError(.shallowBoundary(.history(of: "HEAD"))))
    }
    let scope = Scope(
      formats: formats, configuration: configuration,
      limits: [component?.paths ?? [], contract.map { [$0] } ?? []].filter { !$0.isEmpty },
      vendored: .none)
    return TracedHistory(
      gate: self, recognizer: Recognizer(scope: scope), includesAsides: contract != nil,
      releases: releases, head: head, headDate: date, headName: own?.name ?? "HEAD", asOf: day,
      handles: handles, cache: cache)
  }
}

/// The releases and HEAD, in which an element is sought.
struct TracedHistory {
  let gate: Gate
  let recognizer: Recognizer
  /// Whether contracts in places for tests and examples count.
  let includesAsides: Bool
  /// Lowest version first.
  let releases: [DatedRelease]
  let head: Revision
  let headDate: CalendarDate
  let headName: String
  let asOf: CalendarDate
  let handles: (Repository, Repository)
  let cache: LadderCache?

  /// The trees of the releases, then HEAD's.
  var trees: [ObjectID] { releases.map(\.tree) + [head.tree] }

  /// A contract that has the element, and the newest tree in which it does, as an index.
  struct Found {
    let path: RepositoryPath
    let format: any Format.Type
    let tree: Int
  }

  /// The one contract that has an element, at HEAD or else in the newest release where one has it.
  func find(_ element: Name) throws(GateError) -> Found {
    var seen: Set<FileItem> = []
    var nearest: Name?
    for (index, tree) in trees.enumerated().reversed() {
      let files = SnapshotFiles(
        snapshot: handles.1.snapshot(ofTree: tree), side: .after, willRead: gate.willRead)
      var found: [Found] = []
      for item in try items(in: files) where seen.insert(item).inserted {
        guard
          case .root(let format, let root, let isAside) = recognizer.nature(
            of: item.path, item.entry, in: files),
          let text = root.text, root.unknownVersion == nil, includesAsides || !isAside
        else { continue }
        let answer = look(for: element, in: text, files, as: recognizer.scope.formats[format])
        if answer.isThere {
          found.append(
            Found(path: item.path, format: recognizer.scope.formats[format], tree: index))
        }
        nearest = nearest ?? answer.nearest
      }
      if found.count > 1 { throw .severalContracts(found.map(\.path)) }
      if let only = found.first { return only }
    }
    throw .unknownElement(element, nearest: nearest)
  }

  private func items(in files: SnapshotFiles) throws(GateError) -> [FileItem] {
    let items = try gate.git { () throws(GitError) in
      try files.snapshot.files(
        under: .root, entering: { _ in true }, named: recognizer.scope.couldBeCandidate)
    }
    return items.filter { $0.entry.mode.isFile }
  }

  /// Whether a contract has an element, and what of it resembles the name most: the longest part of
  /// the name that is there, else the nearest spelling.
  private func look<F: Format>(
    for element: Name, in root: SourceText, _ files: SnapshotFiles, as format: F.Type
  ) -> (isThere: Bool, nearest: Name?) {
    guard let model = format.read(root, from: files).model else { return (false, nil) }
    let parts = element.readings.map(\.head).reversed()
    let lives = format.lives(of: Array(parts), in: model)
    if lives[element] != nil || element == root.path.name { return (true, nil) }
    if let part = parts.first(where: { lives[$0] != nil }) { return (false, part) }
    let known = format.elements(of: model).map(\.text)
    return (false, Spelling.nearest(to: element.text, among: known).map { Name($0) })
  }
}
