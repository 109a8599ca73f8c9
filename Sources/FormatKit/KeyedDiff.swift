/// Two collections of elements with keys, matched by key.
///
/// A key that stands more than once on a side is matched in order.
package struct KeyedDiff<Key: Hashable, Value> {
  /// Elements without counterpart at `after`, in their order.
  package private(set) var removed: [(key: Key, value: Value)] = []
  /// Elements without counterpart at `before`, in their order.
  package private(set) var added: [(key: Key, value: Value)] = []
  /// Elements on both sides, in the order of `before`.
  package private(set) var kept: [(key: Key, before: Value, after: Value)] = []

  /// Matches two collections.
  package init(_ before: [(key: Key, value: Value)], _ after: [(key: Key, value: Value)]) {
    // Most collections keep their keys and their order.
    if before.elementsEqual(after, by: { $0.key == $1.key }) {
      kept = zip(before, after).map { ($0.key, $0.value, $1.value) }
      return
    }
    var open: [Key: [Int]] = [:]
    // The first of equal keys comes last, where it is cheap to take.
    for index in after.indices.reversed() { open[after[index].key, default: []].append(index) }
    var taken = [Bool](repeating: false, count: after.count)
    for element in before {
      if let index = open[element.key]?.popLast() {
        taken[index] = true
        kept.append((element.key, element.value, after[index].value))
      } else {
        removed.append(element)
      }
    }
    added = after.indices.filter { !taken[$0] }.map { after[$0] }
  }
}
