import DataTrees
import FormatKit
import GitHistory
import ReleaseModel
import ReleaseRecords
import ShapedDocuments
import SourceModel

/// A window of mixed versions as it stands at `after`, or at `before` where the range took it away.
struct OpenWindow {
  let value: MixedVersionWindow
  let path: RepositoryPath
  private let lines: LineTable

  /// The windows of a revision, in path order; what cannot be read is told by `problems`.
  static func all(in tree: any FileTree) -> [OpenWindow] {
    readings(in: tree).compactMap { path, reading in
      reading.value.map { OpenWindow(value: $0, path: path, lines: reading.lines) }
    }
  }

  /// What is wrong with the windows of a revision.
  static func problems(in tree: any FileTree) -> [ReleaseFact] {
    readings(in: tree).flatMap { path, reading in
      reading.problems.prefix(5).map { problem in
        ReleaseFact(
          WindowRules.unreadable, "the window could not be read: \(problem.message)",
          facts: problem.message, path: path, place: Place(problem, in: path),
          remedy: problem.hint)
      }
    }
  }

  private static func readings(
    in tree: any FileTree
  ) -> [(RepositoryPath, DocumentReading<MixedVersionWindow>)] {
    tree.files(below: ReleaseScene.windows).compactMap { path in
      guard ["yaml", "yml"].contains(path.fileExtension), case .file(let source) = tree.read(path)
      else { return nil }
      let rule = WindowRules.unreadable.id
      return (path, DocumentReading(source, as: .yaml, rule: rule, MixedVersionWindow.reader))
    }
  }

  /// The windows that are not closed by a release before the range: closing and taking away do not go
  /// out together.
  static func open(in scene: ReleaseScene) -> [OpenWindow] {
    let after = all(in: scene.after)
    let dropped = all(in: scene.before).filter { old in
      !after.contains { $0.value.id.value == old.value.id.value }
    }
    return (after + dropped).filter { window in
      guard let closed = window.value.closedIn.flatMap({ ReleaseVersion(tag: $0.value) }) else {
        return true
      }
      return !scene.releases.contains { $0.version.isSameTrain(as: closed) }
    }
  }

  /// The place of something in the window's file.
  func place(of range: SourceRange) -> Place { Place(range, in: path, lines) }

  /// The releases that carried the window, oldest first.
  func releases(in scene: ReleaseScene) -> [ReleaseScene.PastRelease] {
    guard let opened = ReleaseVersion(tag: value.openedIn.value) else { return [] }
    return scene.releases.filter { !$0.version.precedes(opened) || $0.version == opened }
  }

  /// Whether the window is about a change.
  func isAbout(_ change: Change) -> Bool {
    value.elements.contains { element in
      [change.element, change.formerElement].contains { name in
        name.map { OpenWindow.names(element.value, in: $0) } ?? false
      }
    }
  }

  /// Whether an element's name is, or holds, another one, dots and blanks being boundaries alike.
  static func names(_ text: String, in element: Name) -> Bool {
    if Selector.names(text, in: element) { return true }
    func words(_ text: String) -> [Substring] { text.split { $0 == "." || $0 == " " || $0 == ":" } }
    let (wanted, given) = (words(text), words(element.text))
    guard wanted.count > 1, wanted.count <= given.count else { return false }
    return (0...(given.count - wanted.count)).contains { start in
      given[start..<(start + wanted.count)].elementsEqual(wanted)
    }
  }
}

extension MixedVersionWindow.RouteGroup {
  /// The target that a revision configures, with its place; nil if the file names none.
  func target(in tree: any FileTree) -> (name: String, place: Place)? {
    guard case .file(let source) = tree.read(file.value) else { return nil }
    let syntax = DataSyntax(guessing: source) ?? .yaml
    guard let data = DataTree.read(source, syntax: syntax).tree else { return nil }
    var node: NodeID? = data.root
    for key in keyPath.value.split(separator: ".") {
      node = node.flatMap { data.value(of: $0, named: Name(String(key))) }
    }
    guard let node, let text = data.scalarText(of: node) else { return nil }
    return (text.text, Place(data.range(of: node), in: file.value, LineTable(source.bytes)))
  }

  /// Whether a revision has what serves the legacy target.
  func hasLegacyTarget(in tree: any ObjectTree) -> Bool {
    if let path = legacyPath?.value { return tree.object(at: path) != nil }
    guard case .file(let source) = tree.read(file.value),
      let data = DataTree.read(source, syntax: DataSyntax(guessing: source) ?? .yaml).tree
    else { return false }
    return MixedVersionWindow.RouteGroup.names(Name(legacy.value), below: data.root, of: data)
  }

  private static func names(_ name: Name, below node: NodeID, of data: DataTree) -> Bool {
    switch data.kind(of: node) {
    case .object:
      data.members(of: node).contains { key, child in
        data.keyName(key) == name || names(name, below: child, of: data)
      }
    case .array: data.items(of: node).contains { names(name, below: $0, of: data) }
    default: data.scalarText(of: node) == name
    }
  }
}
