import DataTrees
import FormatKit
import ReleaseModel
import ReleaseRecords
import ShapedDocuments
import SourceModel

/// The registry of deprecations with what the releases before had of it.
struct DeprecationRegistry {
  /// A file of the registry.
  struct Entry {
    let path: RepositoryPath
    let reading: DocumentReading<Deprecation>

    var value: Deprecation? { reading.value }

    func place(of range: SourceRange) -> Place { Place(range, in: path, reading.lines) }
  }

  let scene: ReleaseScene
  /// The entries at `after`, in path order.
  let entries: [Entry]
  /// Those at `before`.
  let former: [Entry]
  /// The entries of each release, oldest first; only of releases that have any.
  private let past: [(index: Int, entries: [Deprecation])]

  init(_ scene: ReleaseScene) {
    self.scene = scene
    var read: [Name: Entry] = [:]
    func entries(of tree: any FileTree) -> [Entry] {
      tree.files(below: ReleaseScene.deprecations).compactMap { path in
        guard ["yaml", "yml"].contains(path.fileExtension) else { return nil }
        // Most entries are the same in many releases.
        let key = tree.identity(of: path).map { $0 + "\0" + path.name }
        if let key, let known = read[key] { return known }
        guard case .file(let source) = tree.read(path) else { return nil }
        let entry = Entry(
          path: path,
          reading: DocumentReading(
            source, as: .yaml, rule: DeprecationEntries.unreadable.id, Deprecation.reader))
        if let key { read[key] = entry }
        return entry
      }
    }
    self.entries = entries(of: scene.after)
    former = entries(of: scene.before)
    past = scene.releases.enumerated().compactMap { index, release in
      let values = entries(of: release.tree).compactMap(\.value)
      return values.isEmpty ? nil : (index, values)
    }
  }

  /// What the releases said of a deprecation, oldest first.
  func history(of id: String) -> [(release: ReleaseScene.PastRelease, entry: Deprecation)] {
    past.compactMap { index, entries in
      entries.first { $0.id.value == id }.map { (scene.releases[index], $0) }
    }
  }

  /// The release that announced a deprecation, and the day on which it did; nil if none has.
  ///
  /// The day is never before that of an earlier release: commits can be dated back.
  func announcement(of id: String) -> (release: ReleaseScene.PastRelease, date: CalendarDate)? {
    guard
      let (index, _) = past.first(where: { $0.entries.contains { $0.id.value == id } }),
      let date = scene.releases[...index].map(\.date).max()
    else { return nil }
    return (scene.releases[index], date)
  }

  /// The first day on which what a deprecation is about may be gone: by the longest promise that was
  /// made, from the day on which it was made.
  func end(of entry: Deprecation) -> CalendarDate? {
    guard let announced = announcement(of: entry.id.value)?.date else { return nil }
    let promises = history(of: entry.id.value).map(\.entry) + [entry]
    return promises.map { promise in
      let timeline = promise.timeline
      let start = max(announced, timeline.announced)
      let window = max(0, timeline.removal.dayNumber - timeline.announced.dayNumber)
      return CalendarDate(dayNumber: start.dayNumber + window)
    }.max()
  }

  // MARK: Operations

  /// The operation that a text names, as reports print it: `GET /users`.
  static func operation(_ text: String) -> (method: Name, path: Name)? {
    let words = text.split(separator: " ", maxSplits: 1)
    let methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"]
    guard words.count == 2, words[1].hasPrefix("/"), methods.contains(words[0].lowercased()) else {
      return nil
    }
    return (Name(words[0].lowercased()), Name(String(words[1])))
  }

  /// The descriptions of APIs in which an entry's elements may stand.
  func descriptions(of entry: Deprecation, in tree: any FileTree) -> [DataTree] {
    let globs = entry.affects.compactMap(\.path)
    let named = globs.flatMap(\.origins).flatMap { origin in
      [origin]
        + tree.files(below: origin).filter { file in globs.contains { $0.matches(file) } }
        .prefix(100)
    }
    let changed = scene.contracts.filter { $0.format == "openapi" }.compactMap(\.paths.first)
    return Set(named + changed).sorted().compactMap { path in
      guard ["yaml", "yml", "json"].contains(path.fileExtension),
        case .file(let source) = tree.read(path), let syntax = DataSyntax(guessing: source)
      else { return nil }
      return DataTree.read(source, syntax: syntax).tree
    }
  }

  /// The node of an operation in a description.
  static func node(_ operation: (method: Name, path: Name), in tree: DataTree) -> NodeID? {
    guard tree.kind(of: tree.root) == .object,
      let paths = tree.value(of: tree.root, "paths"), tree.kind(of: paths) == .object,
      let item = tree.value(of: paths, named: operation.path), tree.kind(of: item) == .object
    else { return nil }
    return tree.value(of: item, named: operation.method)
  }
}
