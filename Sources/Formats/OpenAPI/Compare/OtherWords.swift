import DataTrees
import FormatKit
import SourceModel

extension OpenAPIComparison {
  /// Whether two values, between which no comparison found a difference, differ only in the order
  /// of items and in members that say what holds without them.
  ///
  /// Where telling takes too many steps, the answer is no.
  func saySameInOtherWords(_ x: NodeRef, _ y: NodeRef) -> Bool {
    var steps = OpenAPIComparison.stepLimit
    return saySame(x, y, &steps)
  }

  /// Each value that is looked at is a step.
  private func saySame(_ x: NodeRef, _ y: NodeRef, _ steps: inout Int) -> Bool {
    steps -= 1
    if steps < 0 { return false }
    if DocumentSet.equal(before.documents, x, after.documents, y) { return true }
    let kind = before.documents.kind(of: x)
    guard kind == after.documents.kind(of: y), before.documents.reference(of: x) == nil,
      after.documents.reference(of: y) == nil
    else { return false }
    switch kind {
    case .object:
      let diff = KeyedDiff(before.documents.members(of: x), after.documents.members(of: y))
      steps -= diff.removed.count + diff.added.count + diff.kept.count
      return diff.removed.allSatisfy { saysNothing($0.key, $0.value, before) }
        && diff.added.allSatisfy { saysNothing($0.key, $0.value, after) }
        && diff.kept.allSatisfy { saySame($0.before, $0.after, &steps) }
    case .array:
      var open = after.documents.items(of: y)
      for item in before.documents.items(of: x) {
        guard let index = open.firstIndex(where: { saySame(item, $0, &steps) }) else {
          return false
        }
        open.remove(at: index)
      }
      return open.isEmpty
    default: return false
    }
  }

  /// How much is looked at: the items of a list may each be compared with every other.
  private static let stepLimit = 1_000_000

  /// Whether a member says what holds without it: an empty container, a flag that is off, the style
  /// of a parameter, which was compared by its effect.
  private func saysNothing(_ key: Name, _ value: NodeRef, _ model: OpenAPIModel) -> Bool {
    switch model.documents.kind(of: value) {
    case .bool: model.documents.bool(of: value) == false || key == "explode"
    case .string: key == "style"
    case .object: model.documents.members(of: value).isEmpty
    case .array: model.documents.items(of: value).isEmpty
    default: false
    }
  }
}
