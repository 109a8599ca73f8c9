import DataTrees
import FormatKit
import SourceModel

extension OpenAPIComparison {
  /// Whether two values, between which no comparison found a difference, differ only in the order
  /// of items and in members that say what holds without them.
  func saySameInOtherWords(_ x: NodeRef, _ y: NodeRef) -> Bool {
    if DocumentSet.equal(before.documents, x, after.documents, y) { return true }
    let kind = before.documents.kind(of: x)
    guard kind == after.documents.kind(of: y), before.documents.reference(of: x) == nil,
      after.documents.reference(of: y) == nil
    else { return false }
    switch kind {
    case .object:
      let diff = KeyedDiff(
        before.documents.members(of: x).map { ($0.key, $0.value) },
        after.documents.members(of: y).map { ($0.key, $0.value) })
      return diff.removed.allSatisfy { saysNothing($0.key, $0.value, before) }
        && diff.added.allSatisfy { saysNothing($0.key, $0.value, after) }
        && diff.kept.allSatisfy { saySameInOtherWords($0.before, $0.after) }
    case .array:
      var open = after.documents.items(of: y)
      // Every item may be compared with every other.
      if open.count > OpenAPIComparison.reorderedLimit { return false }
      for item in before.documents.items(of: x) {
        guard let index = open.firstIndex(where: { saySameInOtherWords(item, $0) }) else {
          return false
        }
        open.remove(at: index)
      }
      return open.isEmpty
    default: return false
    }
  }

  /// The longest list whose items are looked for at other places.
  private static let reorderedLimit = 1_000

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
