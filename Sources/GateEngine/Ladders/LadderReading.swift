import FormatKit
import GitHistory
import ReleaseModel
import SourceModel

/// Reads what releases say about elements of one contract; every content of the contract once.
struct LadderReading {
  let format: any Format.Type
  let request: LadderRequest
  /// The tool's version, for the cache.
  let version: String
  /// The trees of the releases.
  let trees: [ObjectID]
  /// Where the contract stands in each of them.
  let stands: [ContractTrail.Stand]
  let cache: LadderCache?
  let willRead: @Sendable (Side, RepositoryPath) -> Void

  /// What one release says, by element; an element without a word is not there.
  typealias States = [Name: Ladder.State]

  /// What the releases say, in their order.
  func states(_ handles: (Repository, Repository)) -> [States] {
    var groups: [Root: [Int]] = [:]
    var order: [Root] = []
    var states = [States](repeating: [:], count: trees.count)
    for (index, stand) in stands.enumerated() {
      switch stand {
      case .absent: break
      case .unreadable(let error): states[index] = unreadable(CoreProblem(error).message)
      case .root(let path, let entry):
        let root = Root(path: path, entry: entry)
        if groups[root] == nil { order.append(root) }
        groups[root, default: []].append(index)
      }
    }
    // Neighbors differ little in size, so that taking turns splits the work evenly.
    func half(_ turn: Int, _ handle: Repository, _ side: Side) -> [(Int, States)] {
      order.enumerated().filter { $0.offset % 2 == turn }.flatMap { _, root in
        read(root, in: groups[root, default: []], handle, side)
      }
    }
    let halves = inParallel({ half(0, handles.0, .before) }, { half(1, handles.1, .after) })
    for (index, found) in halves.0 + halves.1 { states[index] = found }
    return states
  }

  /// A root file's path and object.
  struct Root: Hashable {
    let path: RepositoryPath
    let entry: Entry
  }

  /// What was read once: it holds wherever the files that were read, or looked for, are the same.
  private struct Known {
    let dependencies: [RepositoryPath]
    let entries: [Entry?]
    let states: States
  }

  private func read(
    _ root: Root, in indices: [Int], _ repository: Repository, _ side: Side
  ) -> [(Int, States)] {
    var known: [Known] = []
    return indices.map { index in
      let tree = ReleaseTree(repository.snapshot(ofTree: trees[index]))
      if let same = known.first(where: { tree.entries(at: $0.dependencies) == $0.entries }) {
        return (index, same.states)
      }
      let files = SnapshotFiles(snapshot: tree.snapshot, side: side, willRead: willRead)
      let answer = states(of: root, tree, files, as: format)
      if let dependencies = answer.dependencies, let entries = tree.entries(at: dependencies) {
        known.append(
          Known(dependencies: dependencies, entries: entries, states: answer.states))
      }
      return (index, answer.states)
    }
  }

  /// What one content of the contract says, and the other files that this depends on; nil if that
  /// is not only the content of files.
  private func states<F: Format>(
    of root: Root, _ tree: ReleaseTree, _ files: SnapshotFiles, as format: F.Type
  ) -> (states: States, dependencies: [RepositoryPath]?) {
    let entry = cache.map {
      CacheEntry(cache: $0, root: root, format: F.name, version: version, tree: tree)
    }
    if let known = entry?.states(of: request.elements) { return known }
    switch files.content(of: root.path, entry: root.entry) {
    case .failure(let problem): return (unreadable(problem.message), nil)
    case .success(nil): return ([:], [])
    case .success(let source?):
      switch format.recognize(source) {
      case .no: return ([:], [])
      case .unknownVersion(let version):
        let problem = CoreProblem.unknownVersion(format: F.name, version: version)
        return (unreadable(problem.message), [])
      case .certain: break
      }
      let reading = format.read(source, from: files)
      let answer = states(in: reading, as: format)
      entry?.store(answer, of: request.elements, dependencies: reading.dependencies)
      return (answer, reading.dependencies)
    }
  }

  private func states<F: Format>(in reading: Reading<F.Model>, as format: F.Type) -> States {
    let hiding = reading.problems.first(where: \.hides)?.message
    guard let model = reading.model else { return unreadable(hiding ?? "nothing was read") }
    let lives = format.lives(of: request.elements, in: model)
    var states: States = [:]
    for element in request.elements {
      if element == request.contract.name || element == request.path.name {
        states[element] = whole(model, as: format)
      } else if let life = lives[element] {
        states[element] = State(life)
      } else if let hiding {
        // What could not be read may have held it.
        states[element] = .unreadable(reason: hiding)
      }
    }
    return states
  }

  private typealias State = Ladder.State

  /// The life of a contract as a whole: its end is announced if that of all its elements is, and
  /// comes with the last of them that tells when.
  private func whole<F: Format>(_ model: F.Model, as format: F.Type) -> Ladder.State {
    let elements = format.elements(of: model)
    let lives = format.lives(of: elements, in: model)
    let announcements = elements.compactMap { lives[$0]?.announcement }
    guard !elements.isEmpty, announcements.count == elements.count else { return .served }
    // A text that names no version can be held against none: it stays, and leaves the end open.
    let removal = announcements.compactMap(\.removal)
      .max { ReleaseVersion.precedes($0, $1) ?? (ReleaseVersion(tag: $1.text) == nil) }
    return .announced(sunset: announcements.compactMap(\.sunset).max(), removal: removal)
  }

  private func unreadable(_ reason: String) -> States {
    Dictionary(
      request.elements.map { ($0, .unreadable(reason: reason)) },
      uniquingKeysWith: { first, _ in first })
  }
}

extension Ladder.State {
  fileprivate init(_ life: ElementLife) {
    self =
      life.announcement.map {
        .announced(sunset: $0.sunset, removal: $0.removal)
      } ?? .served
  }
}

/// What stands at paths of one release.
struct ReleaseTree {
  let snapshot: GitSnapshot

  init(_ snapshot: GitSnapshot) {
    self.snapshot = snapshot
  }

  /// What stands at each path; nil if Git cannot tell.
  func entries(at paths: [RepositoryPath]) -> [Entry?]? {
    do throws(GitError) {
      var entries: [Entry?] = []
      for path in paths { entries.append(try snapshot.entry(at: path)) }
      return entries
    } catch {
      return nil
    }
  }
}
