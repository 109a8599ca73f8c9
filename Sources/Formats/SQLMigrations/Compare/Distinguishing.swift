import FormatKit
import ReleaseModel
import SourceModel

extension [DetectedChange] {
  /// The changes, of which those that say the same of one element in one migration are numbered:
  /// an exception for one of them is none for the next.
  var distinguished: [DetectedChange] {
    var counts: [Identity: Int] = [:]
    return map { change in
      guard let after = change.after else { return change }
      let identity = Identity(rule: change.rule, element: change.element, value: after.value)
      let count = counts[identity, default: 0] + 1
      counts[identity] = count
      return count == 1 ? change : change.numbered(count)
    }
  }
}

private struct Identity: Hashable {
  let rule: RuleID
  let element: Name
  let value: Name
}

extension DetectedChange {
  fileprivate func numbered(_ number: Int) -> DetectedChange {
    DetectedChange(
      rule: rule, classification: classification, element: element, formerElement: formerElement,
      message: message, before: before,
      after: after.map { Sighting($0.location, value: $0.value + Name(" #\(number)")) },
      affected: affected, affectedCount: affectedCount)
  }
}
