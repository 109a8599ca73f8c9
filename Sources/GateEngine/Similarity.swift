import SourceModel

/// Finds out which removed file became which added file.
enum Similarity {
  /// A file as the multiset of its lines.
  struct Document {
    fileprivate let path: RepositoryPath
    fileprivate let kind: Int
    /// The hash and the length of every line, sorted.
    fileprivate let lines: [Line]
    fileprivate let size: Int
    /// The smallest hashes of different lines: a sample that equal files draw equally.
    fileprivate let sketch: [UInt64]

    /// Takes a file apart; files of different kinds are never alike.
    ///
    /// A line also ends after a comma, so that a document written on one line has parts to share.
    init(path: RepositoryPath, kind: Int, bytes: [UInt8]) {
      self.path = path
      self.kind = kind
      self.size = bytes.count
      var lines: [Line] = []
      var hash = Line.seed
      var length: UInt32 = 0
      for byte in bytes {
        hash = (hash ^ UInt64(byte)) &* Line.prime
        length += 1
        if byte == 0x0A || byte == UInt8(ascii: ",") {
          lines.append(Line(hash: hash, length: length))
          hash = Line.seed
          length = 0
        }
      }
      if length > 0 { lines.append(Line(hash: hash, length: length)) }
      lines.sort { $0.hash < $1.hash }
      var sketch: [UInt64] = []
      for line in lines where line.hash != sketch.last {
        if sketch.count == 64 { break }
        sketch.append(line.hash)
      }
      self.lines = lines
      self.sketch = sketch
    }
  }

  fileprivate struct Line {
    let hash: UInt64
    let length: UInt32

    // FNV-1a, 64 bits.
    static let seed: UInt64 = 0xcbf2_9ce4_8422_2325
    static let prime: UInt64 = 0x0000_0100_0000_01b3
  }

  /// Pairs removed with added files that share at least half of the larger one's bytes in equal
  /// lines; each file is used once.
  ///
  /// The likest pair is taken first; of equally alike ones, that which kept more of its path's end,
  /// then the first by path. Only the few removed files whose sketches are most like an added
  /// file's are compared with it line by line, so that moving thousands of files stays cheap.
  ///
  /// - Parameters:
  ///   - removed: files of the earlier revision, in path order.
  ///   - added: files of the later revision, in path order.
  /// - Returns: the added file's index by the removed file's index.
  static func pairs(_ removed: [Document], _ added: [Document]) -> [Int: Int] {
    var matches: [Match] = []
    for candidate in likely(removed, added) {
      let shared = share(removed[candidate.removed], added[candidate.added])
      if let shared { matches.append(Match(shared: shared, candidate)) }
    }
    matches.sort { a, b in
      a.shared != b.shared ? a.shared > b.shared : a.candidate.precedes(b.candidate)
    }
    var pairs: [Int: Int] = [:]
    var taken: Set<Int> = []
    for match in matches.map(\.candidate)
    where pairs[match.removed] == nil && !taken.contains(match.added) {
      pairs[match.removed] = match.added
      taken.insert(match.added)
    }
    return pairs
  }

  private struct Match {
    let shared: Double
    let candidate: Candidate

    init(shared: Double, _ candidate: Candidate) {
      self.shared = shared
      self.candidate = candidate
    }
  }

  /// A removed file that an added file may come from.
  private struct Candidate {
    let added: Int
    let removed: Int
    /// How many lines of the sketch they share.
    let lines: Int
    /// How many bytes at the end of the paths they share: what a moved folder keeps.
    let ending: Int

    /// Whether this is the likelier of two that are equally alike; indices are in path order.
    func precedes(_ other: Candidate) -> Bool {
      if ending != other.ending { return ending > other.ending }
      return (removed, added) < (other.removed, other.added)
    }
  }

  /// How many origins of an added file are looked at line by line.
  private static let candidates = 8

  /// For each added file the removed files of its kind with the most lines of its sketch.
  private static func likely(_ removed: [Document], _ added: [Document]) -> [Candidate] {
    var holders: [UInt64: [Int]] = [:]
    for (i, document) in removed.enumerated() {
      for hash in document.sketch { holders[hash, default: []].append(i) }
    }
    return added.enumerated().flatMap { j, document in
      var lines = [Int](repeating: 0, count: removed.count)
      for hash in document.sketch {
        for i in holders[hash, default: []] { lines[i] += 1 }
      }
      var best: [Candidate] = []
      for (i, origin) in removed.enumerated() where lines[i] > 0 && origin.kind == document.kind {
        if best.count == candidates, let last = best.last, lines[i] < last.lines { continue }
        let candidate = Candidate(
          added: j, removed: i, lines: lines[i],
          ending: commonEnding(origin.path.bytes, document.path.bytes))
        let index = best.firstIndex {
          candidate.lines != $0.lines
            ? candidate.lines > $0.lines : candidate.precedes($0)
        }
        best.insert(candidate, at: index ?? best.endIndex)
        if best.count > candidates { best.removeLast() }
      }
      return best
    }
  }

  private static func commonEnding(_ a: [UInt8], _ b: [UInt8]) -> Int {
    zip(a.reversed(), b.reversed()).prefix { $0 == $1 }.count
  }

  /// The part of the larger file that both have, if it is at least a half.
  private static func share(_ a: Document, _ b: Document) -> Double? {
    let larger = max(a.size, b.size)
    if larger == 0 || min(a.size, b.size) * 2 < larger { return nil }
    var shared = 0
    var (i, j) = (0, 0)
    while i < a.lines.count, j < b.lines.count {
      if a.lines[i].hash < b.lines[j].hash {
        i += 1
      } else if a.lines[i].hash > b.lines[j].hash {
        j += 1
      } else {
        shared += Int(a.lines[i].length)
        i += 1
        j += 1
      }
    }
    return shared * 2 >= larger ? Double(shared) / Double(larger) : nil
  }
}
