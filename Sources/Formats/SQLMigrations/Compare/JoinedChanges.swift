import FormatKit
import PostgresSyntax
import ReleaseModel
import SourceModel

extension [DetectedChange] {
  /// The changes, of which a removal and the loss of what stood there are told as one: as the removal
  /// while that breaks the code before, else as the loss, which is all that is left of it.
  var joined: [DetectedChange] {
    var gone: Set<Int> = []
    var changes = self
    for (index, loss) in enumerated() where loss.rule == DownRules.irreversible.id {
      let removal = indices.first { other in
        let change = self[other]
        return DetectedChange.removals.contains(change.rule) && change.element == loss.element
          && change.after?.location == loss.after?.location
      }
      guard let removal else { continue }
      let message = "\(self[removal].message); \(loss.message)"
      let kept = self[removal].classification == .breaking ? removal : index
      changes[kept] = self[kept].saying(message)
      gone.insert(kept == index ? removal : index)
    }
    return changes.enumerated().filter { !gone.contains($0.offset) }.map(\.element)
  }
}

extension DetectedChange {
  /// What takes away something that holds data.
  fileprivate static let removals: Set<RuleID> = [
    DropRules.columnDropped.id, DropRules.tableDropped.id, DropRules.objectDropped.id,
    DropRules.cascade.id, TableRules.truncated.id, DataRules.deletedWhole.id,
  ]

  /// The same in other words.
  fileprivate func saying(_ message: String) -> DetectedChange {
    DetectedChange(
      rule: rule, classification: classification, element: element, formerElement: formerElement,
      message: message, before: before, after: after, affected: affected,
      affectedCount: affectedCount)
  }
}

extension [DetectedChange] {
  /// The changes with the text of templates in the place of the names that stand for it.
  func withTemplates(of tree: any FileTree) -> [DetectedChange] {
    var known: [RepositoryPath: TemplateNames] = [:]
    return map { change in
      guard let path = change.after?.location.path, path.fileExtension == "sql" else {
        return change
      }
      let names = known[path] ?? TemplateNames(in: path, of: tree)
      known[path] = names
      return names.isEmpty ? change : change.restored(names)
    }
  }
}

extension TemplateNames {
  fileprivate init(in path: RepositoryPath, of tree: any FileTree) {
    if case .file(let source) = tree.read(path) { self.init(source.bytes) } else { self.init([]) }
  }
}

extension DetectedChange {
  fileprivate func restored(_ names: TemplateNames) -> DetectedChange {
    DetectedChange(
      rule: rule, classification: classification, element: names.restored(element),
      formerElement: formerElement, message: names.restored(Name(message)).text, before: before,
      after: after, affected: affected, affectedCount: affectedCount)
  }
}
