import SourceModel

/// Pairs elements that are known by several words: by any word that they share.
///
/// A shared name counts before a name that is another's alias, and that before a shared alias; of
/// equals the lesser word wins. Swapping the sides swaps the pairs and nothing else.
struct WordMatching {
  private(set) var pairs: [(before: Int, after: Int)] = []
  private(set) var removed: [Int] = []
  private(set) var added: [Int] = []

  /// Matches elements by their words, of which the first is the name.
  init(_ before: [[Name]], _ after: [[Name]]) {
    let owners = (WordMatching.owners(before), WordMatching.owners(after))
    var shared: [(score: Int, word: Name, before: Int, after: Int)] = []
    for (word, old) in owners.0 {
      guard let new = owners.1[word] else { continue }
      let score = (before[old].first == word ? 0 : 1) + (after[new].first == word ? 0 : 1)
      shared.append((score, word, old, new))
    }
    shared.sort { ($0.score, $0.word) < ($1.score, $1.word) }
    var partners: [Int: Int] = [:]
    var taken: Set<Int> = []
    for match in shared where partners[match.before] == nil && !taken.contains(match.after) {
      partners[match.before] = match.after
      taken.insert(match.after)
    }
    for index in before.indices {
      if let partner = partners[index] {
        pairs.append((index, partner))
      } else {
        removed.append(index)
      }
    }
    added = after.indices.filter { !taken.contains($0) }
  }

  /// The element that a word stands for; names win over aliases, the first over later ones.
  private static func owners(_ elements: [[Name]]) -> [Name: Int] {
    var owners: [Name: Int] = [:]
    for (index, words) in elements.enumerated() {
      if let name = words.first, owners[name] == nil { owners[name] = index }
    }
    for (index, words) in elements.enumerated() {
      for word in words.dropFirst() where owners[word] == nil { owners[word] = index }
    }
    return owners
  }
}

extension WordMatching {
  /// Adds the pairs that a second matching found among what this one left over.
  mutating func join(_ second: WordMatching) {
    pairs += second.pairs.map { (removed[$0.before], added[$0.after]) }
    removed = second.removed.map { removed[$0] }
    added = second.added.map { added[$0] }
  }
}
