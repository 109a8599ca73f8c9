/// Finds what a user probably meant.
package enum Spelling {
  /// The candidate nearest to a word, if one is near enough to be worth a hint.
  ///
  /// Near means at most a third of the word's length in edits (insertion, deletion, substitution,
  /// transposition), at least one. Of equals, the first by bytes wins.
  package static func nearest(to word: String, among candidates: some Sequence<String>) -> String? {
    let limit = max(1, word.utf8.count / 3)
    var best: (distance: Int, text: String)?
    for candidate in candidates {
      let distance = distance(Array(word.utf8), Array(candidate.utf8), limit: limit)
      guard distance <= limit else { continue }
      if let found = best {
        let precedes = candidate.utf8.lexicographicallyPrecedes(found.text.utf8)
        if (distance, precedes ? 0 : 1) >= (found.distance, 1) { continue }
      }
      best = (distance, candidate)
    }
    return best?.text
  }

  /// The edit distance, or more than the limit once it is passed.
  private static func distance(_ a: [UInt8], _ b: [UInt8], limit: Int) -> Int {
    if abs(a.count - b.count) > limit { return limit + 1 }
    var beforeLast: [Int] = []
    var last = Array(0...b.count)
    for i in a.indices {
      var row = [i + 1]
      for j in b.indices {
        var cost = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
          cost = min(cost, beforeLast[j - 1] + 1)
        }
        row.append(cost)
      }
      beforeLast = last
      last = row
    }
    return last[b.count]
  }
}
