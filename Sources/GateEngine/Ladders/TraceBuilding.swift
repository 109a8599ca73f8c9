import FormatKit
import GitHistory
import ReleaseModel
import SourceModel

/// Follows an element of one contract through a history, under all its names.
struct TraceBuilding {
  private let history: TracedHistory
  private let root: TracedHistory.Found
  /// Where the contract stands in each tree.
  private let stands: [ContractTrail.Stand]

  /// The most names that are followed.
  private static let nameLimit = 8

  init(history: TracedHistory, root: TracedHistory.Found) throws(GitError) {
    self.history = history
    self.root = root
    let trees = history.trees
    let trail = ContractTrail(
      releases: history.releases[..<min(root.tree, history.releases.count)], path: root.path,
      recognizer: history.recognizer, repository: history.handles.0,
      willRead: history.gate.willRead)
    var stands = trail.stands(from: trees[root.tree])
    // What follows the newest tree that has the element is only asked at the same path.
    for tree in trees[root.tree...] {
      let entry = try trail.entry(at: root.path, in: tree)
      stands.append(entry.map { .root(root.path, $0) } ?? .absent)
    }
    self.stands = stands
  }

  func trace(_ element: Name) throws(GitError) -> ElementTrace {
    var names = [element]
    var states = [element: states(of: element)]
    while names.count < TraceBuilding.nameLimit,
      let former = neighbor(of: names[0], states[names[0], default: []], isFormer: true),
      states[former] == nil
    {
      names.insert(former, at: 0)
      states[former] = self.states(of: former)
    }
    while names.count < TraceBuilding.nameLimit, let last = names.last,
      let latter = neighbor(of: last, states[last, default: []], isFormer: false),
      states[latter] == nil
    {
      names.append(latter)
      states[latter] = self.states(of: latter)
    }
    let points = points(names, states)
    return ElementTrace(
      contract: root.path, format: root.format.name, names: names, points: points,
      ladders: try ladders(names, points))
  }

  private func states(of element: Name) -> [Ladder.State] {
    let reading = LadderReading(
      format: root.format,
      request: LadderRequest(format: root.format.name, contract: root.path, elements: [element]),
      version: history.gate.version, trees: history.trees, stands: stands, cache: history.cache,
      willRead: history.gate.willRead)
    return reading.states(history.handles).map { $0[element] ?? .absent }
  }

  private func points(_ names: [Name], _ states: [Name: [Ladder.State]]) -> [ElementTrace.Point] {
    let releases = history.releases.map { ($0.tag.name, $0.tag.commit.hex, $0.date) }
    let head = (history.headName, history.head.commit?.hex ?? "", history.headDate)
    return (releases + [head]).enumerated().map { index, place in
      ElementTrace.Point(
        name: place.0, commit: place.1, date: place.2,
        states: names.map { states[$0, default: []][index] })
    }
  }

  /// What the releases before an element's end prove, or before HEAD's future; nothing if there are
  /// none.
  private func ladders(
    _ names: [Name], _ points: [ElementTrace.Point]
  ) throws(GitError) -> [Ladder] {
    if history.releases.isEmpty { return [] }
    var dates = ReleaseDates(repository: history.handles.0, cache: history.cache)
    var ladders: [Ladder] = []
    for (number, name) in names.enumerated() {
      guard let last = points.lastIndex(where: { $0.states[number].stands }) else { continue }
      let end = min(last + 1, history.releases.count)
      let isPast = last + 1 < points.count - 1
      let ladder = Ladder(
        contract: root.path, format: root.format.name, element: name,
        rungs: points[..<end].map { point in
          Ladder.Rung(
            tag: point.name, commit: point.commit, date: point.date, state: point.states[number])
        }, asOf: isPast ? points[end].date : history.asOf,
        standsAtAfter: last == points.count - 1, endedIn: isPast ? points[end].name : nil)
      ladders.append(try dates.correcting(ladder, history.releases))
    }
    return ladders
  }

  // MARK: Renames

  /// The name that an element had before it came, or got when it went; nil if none is told.
  ///
  /// Both names may have stood side by side for a while: then only a comparison over that while
  /// tells that one took the other's place.
  private func neighbor(
    of element: Name, _ states: [Ladder.State], isFormer: Bool
  ) -> Name? {
    guard let first = states.firstIndex(where: \.stands),
      let last = states.lastIndex(where: \.stands)
    else { return nil }
    let pairs =
      isFormer
      ? (first > 0 ? [(first - 1, first), (first - 1, last)] : [])
      : (last + 1 < states.count ? [(last, last + 1), (first, last + 1)] : [])
    for (before, after) in pairs {
      if let name = renamed(element, before, after, isFormer, as: root.format) { return name }
    }
    return nil
  }

  /// The other name of an element in a comparison of two trees.
  private func renamed<F: Format>(
    _ element: Name, _ before: Int, _ after: Int, _ isFormer: Bool, as format: F.Type
  ) -> Name? {
    guard let old = model(at: before, as: format), let new = model(at: after, as: format) else {
      return nil
    }
    let place = format.lives(of: [element], in: isFormer ? new : old)[element]?.location
    for change in format.compare(before: old, after: new).changes {
      guard let former = change.formerElement, former != change.element else { continue }
      let (own, other) = isFormer ? (change.element, former) : (former, change.element)
      let side = isFormer ? change.after : change.before
      // The change may reach the element by another way.
      if own == element || place != nil && side?.location == place { return other }
    }
    return nil
  }

  private func model<F: Format>(at index: Int, as format: F.Type) -> F.Model? {
    guard case .root(let path, let entry) = stands[index] else { return nil }
    let files = SnapshotFiles(
      snapshot: history.handles.0.snapshot(ofTree: history.trees[index]), side: .before,
      willRead: history.gate.willRead)
    guard case .success(let source?) = files.content(of: path, entry: entry),
      format.recognize(source) == .certain
    else { return nil }
    return format.read(source, from: files).model
  }
}
