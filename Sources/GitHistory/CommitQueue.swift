/// Commits that wait to be visited, the latest first; of equal dates, the lowest id.
struct CommitQueue {
  private var heap: [(seconds: Int64, id: ObjectID)] = []
  private var waiting: Set<ObjectID> = []

  var isEmpty: Bool { heap.isEmpty }

  /// The date of the latest commit.
  var latest: Int64? { heap.first?.seconds }

  func contains(_ id: ObjectID) -> Bool { waiting.contains(id) }

  /// Adds a commit that does not wait yet.
  mutating func push(_ id: ObjectID, seconds: Int64) {
    waiting.insert(id)
    heap.append((seconds, id))
    var child = heap.count - 1
    while child > 0, case let parent = (child - 1) / 2, precedes(child, parent) {
      heap.swapAt(child, parent)
      child = parent
    }
  }

  mutating func pop() -> ObjectID? {
    guard let first = heap.first else { return nil }
    heap.swapAt(0, heap.count - 1)
    heap.removeLast()
    var parent = 0
    while true {
      var next = parent
      for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count {
        if precedes(child, next) { next = child }
      }
      if next == parent { break }
      heap.swapAt(parent, next)
      parent = next
    }
    waiting.remove(first.id)
    return first.id
  }

  private func precedes(_ a: Int, _ b: Int) -> Bool {
    heap[a].seconds != heap[b].seconds
      ? heap[a].seconds > heap[b].seconds : heap[a].id < heap[b].id
  }
}
