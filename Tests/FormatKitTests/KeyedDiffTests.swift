import FormatKit
import Testing

@Suite("Matching by key")
struct KeyedDiffTests {
  private func diff(_ before: [(String, Int)], _ after: [(String, Int)]) -> String {
    let diff = KeyedDiff(
      before.map { (key: $0.0, value: $0.1) }, after.map { (key: $0.0, value: $0.1) })
    return diff.kept.map { "\($0.key)\($0.before)\($0.after)" }.joined(separator: " ") + " - "
      + diff.removed.map { "\($0.key)\($0.value)" }.joined(separator: " ") + " + "
      + diff.added.map { "\($0.key)\($0.value)" }.joined(separator: " ")
  }

  @Test("Keys in the same order are matched, repeated ones in order")
  func sameOrder() {
    #expect(
      diff([("a", 1), ("b", 2), ("a", 3)], [("a", 4), ("b", 5), ("a", 6)]) == "a14 b25 a36 -  + ")
  }

  @Test("Keys in another order are matched in the order of before")
  func otherOrder() {
    #expect(
      diff([("a", 1), ("b", 2), ("a", 3), ("c", 4)], [("b", 5), ("a", 6), ("d", 7), ("a", 8)])
        == "a16 b25 a38 - c4 + d7")
  }

  @Test("Many elements of one key are matched at once")
  func manyEqualKeys() {
    let count = 200_000
    let equal = (0..<count).map { (key: 0, value: $0) }
    let diff = KeyedDiff([(key: 1, value: -1)] + equal, equal)
    #expect(diff.removed.map(\.value) == [-1])
    #expect(diff.kept.count == count)
    #expect(diff.kept.allSatisfy { $0.before == $0.after })
  }
}
