import FormatKit
import ReleaseModel

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
