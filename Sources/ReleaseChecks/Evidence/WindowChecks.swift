import EvidenceStatements
import FormatKit
import GitHistory
import ReleaseModel
import ReleaseRecords
import SourceModel

/// Holds a range against the windows in which old and new run side by side.
struct WindowChecks {
  let scene: ReleaseScene
  let shelf: EvidenceShelf
  let windows: [OpenWindow]

  var facts: [ReleaseFact] {
    OpenWindow.problems(in: scene.after) + windows.flatMap(destructionFacts)
      + windows.flatMap(readerFacts) + closingFacts
  }

  /// What is taken away while both sides may still run.
  private func destructionFacts(_ window: OpenWindow) -> [ReleaseFact] {
    scene.changes.filter { $0.phase == .contract && window.isAbout($0) && !isTold($0) }
      .map { change in
        let place = change.primary
        return ReleaseFact(
          WindowRules.destroyed,
          "'\(change.element.text)' was taken away while the window "
            + "'\(window.value.id.value)' was open", element: change.element,
          facts: change.fingerprint,
          path: place?.path ?? change.contract, place: place,
          related: [related(window, "the window that is open")])
      }
  }

  /// Whether the format tells of it itself, with more of its reasons.
  private func isTold(_ change: Change) -> Bool {
    scene.changes.contains {
      $0.contract == change.contract && $0.rule.text.hasSuffix("/contracted-in-window")
    }
  }

  private func readerFacts(_ window: OpenWindow) -> [ReleaseFact] {
    let isMigrating = scene.changes.contains { $0.phase == .migrate && window.isAbout($0) }
    return window.value.readers.flatMap { reader -> [ReleaseFact] in
      let path = reader.path.value
      let names = [reader.element.value] + window.value.elements.map(\.value)
      var facts = Set(names).sorted { Name($0) < Name($1) }.compactMap { name -> ReleaseFact? in
        guard scene.before.mentions(name, in: path), !scene.after.mentions(name, in: path) else {
          return nil
        }
        return ReleaseFact(
          WindowRules.readerDropped,
          "'\(path.text)' ceased to read '\(name)' while the window "
            + "'\(window.value.id.value)' was open", element: Name(name), path: path,
          place: scene.firstLine(of: path) ?? window.place(of: reader.path.range),
          related: [related(window, "the window that is open")])
      }
      let isReleased =
        scene.releases.last?.tree.mentions(reader.element.value, in: path) ?? false
      if isMigrating, !isReleased {
        facts.append(
          ReleaseFact(
            WindowRules.readerLate,
            "no release carried '\(path.text)' with '\(reader.element.value)' before the migration",
            element: Name(reader.element.value), path: window.path,
            place: window.place(of: reader.path.range)))
      }
      return facts
    }
  }

  /// Windows that the range closes before all was moved and shown to come back.
  private var closingFacts: [ReleaseFact] {
    let old = OpenWindow.all(in: scene.before)
    return OpenWindow.all(in: scene.after).compactMap { window in
      guard let closed = window.value.closedIn,
        let before = old.first(where: { $0.value.id.value == window.value.id.value }),
        before.value.closedIn == nil
      else { return nil }
      var lacks = window.value.routeGroups.compactMap { group -> String? in
        let target = group.target(in: scene.before)?.name
        return target == group.new.value ? nil : "'\(group.group.value)' is not moved in a release"
      }
      if shelf.proofs(of: .rollbackDrill).isEmpty { lacks.append("no rollback drill counts") }
      let canary = CanaryCompletion(scene: scene, folder: shelf.folder, window: window)
      if let lack = canary.lack { lacks.append(lack) }
      guard !lacks.isEmpty else { return nil }
      return ReleaseFact(
        WindowRules.closedEarly,
        "the window '\(window.value.id.value)' was closed although "
          + lacks.joined(separator: ", "),
        element: Name(window.value.id.value), facts: lacks.joined(separator: ", "),
        path: window.path, place: window.place(of: closed.range))
    }
  }

  private func related(_ window: OpenWindow, _ message: String) -> Finding.RelatedPlace {
    let place = window.place(of: window.value.id.range)
    return Finding.RelatedPlace(
      path: window.path, line: place.line, column: place.column, message: message)
  }
}

extension FileTree {
  /// Whether a file names something, or its part behind the last dot, between boundaries of words.
  func mentions(_ name: String, in path: RepositoryPath) -> Bool {
    guard case .file(let source) = read(path) else { return false }
    let short = name.split(separator: ".").last.map(String.init) ?? name
    let text = Name(source.bytes)
    return Selector.names(name, in: text) || Selector.names(short, in: text)
  }
}
