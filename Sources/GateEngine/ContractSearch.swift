import FormatKit
import GitHistory
import ReleaseModel
import SourceModel

/// The changed contracts of two trees.
struct FoundContracts {
  /// What to compare, in path order.
  var pairs: [ContractPair] = []
  /// Contracts about which nothing can be said.
  var unreadable: [Report.Contract] = []
  /// Contracts in places for tests, examples and other people's code.
  var setAside: [Report.Contract] = []
  /// What was wrong with files before any format read them.
  var problems: [Problem] = []
  /// Changed files that nobody can look into.
  var notJudged: [Report.NotJudged] = []
}

/// Finds the contracts among the files that differ between two trees.
struct ContractSearch {
  private let recognizer: Recognizer
  private let trees: ComparedTrees
  /// Files that belong to chains.
  private let claimed: Set<RepositoryPath>
  private var found = FoundContracts()
  /// Roots that stand on one side only.
  private var orphans: [Side: [(format: Int, root: ContractPair.Root)]] = [:]
  private var keptBytes = 0

  /// How many files are looked at between two hand-overs of the threads.
  private static let batch = 16
  /// How many bytes of roots are kept from recognizing to reading; others are read twice.
  private static let keptLimit = 64 << 20

  /// - Parameter claimed: files that are known to belong elsewhere.
  static func find(
    in trees: ComparedTrees, scope: Scope, besides claimed: Set<RepositoryPath>
  ) -> FoundContracts {
    var search = ContractSearch(
      recognizer: Recognizer(scope: scope), trees: trees, claimed: claimed)
    search.run()
    return search.found
  }

  private init(
    recognizer: Recognizer, trees: ComparedTrees, claimed: Set<RepositoryPath>
  ) {
    self.recognizer = recognizer
    self.trees = trees
    self.claimed = claimed
  }

  private mutating func run() {
    let deltas = trees.deltas.filter { delta in
      trees.areNamedFiles
        || Side.allCases.contains { side in
          delta.path(on: side).map {
            !claimed.contains($0) && recognizer.scope.candidate($0) != nil
          } ?? false
        }
    }
    for start in stride(from: 0, to: deltas.count, by: ContractSearch.batch) {
      let batch = deltas[start..<min(start + ContractSearch.batch, deltas.count)]
      let (before, after) = inParallel(
        { natures(of: batch, .before) }, { natures(of: batch, .after) })
      for (delta, (before, after)) in zip(batch, zip(before, after)) {
        sort(delta, before, after)
      }
    }
    pairOrphans()
    found.pairs.sort { ($0.path, $0.format) < ($1.path, $1.format) }
  }

  private func natures(of deltas: ArraySlice<FileDelta>, _ side: Side) -> [Recognizer.Nature] {
    let files = trees.files(of: side)
    return deltas.map { delta in
      recognizer.nature(
        of: delta.path(on: side), delta.entry(on: side), in: files, isNamed: trees.areNamedFiles)
    }
  }

  private mutating func sort(
    _ delta: FileDelta, _ before: Recognizer.Nature, _ after: Recognizer.Nature
  ) {
    switch (before, after) {
    case (.root(let format, let rootBefore, false), .root(let formatAfter, let rootAfter, false))
    where format == formatAfter:
      found.pairs.append(
        ContractPair(format: format, before: kept(rootBefore), after: kept(rootAfter)))
    case (.root(let format, let root, true), .root(let formatAfter, _, true))
    where format == formatAfter:
      found.setAside.append(entry(format, root.path, .setAside))
    case (.root(let format, let root, isSetAside: false), .closed(let problem, _)):
      found.unreadable.append(entry(format, root.path, .unreadable))
      found.problems.append(self.problem(problem, delta, .after))
    case (.closed(let problem, _), .root(let format, let root, isSetAside: false)):
      found.unreadable.append(entry(format, root.path, .unreadable))
      found.problems.append(self.problem(problem, delta, .before))
    case (.closed(let old, _), .closed(let new, _)) where old == new:
      sort(after, delta, .after)
    case (.unrecognized, .unrecognized), (.other, .unrecognized):
      found.problems.append(problem(.notRecognized, delta, .after))
    case (.unrecognized, .other):
      found.problems.append(problem(.notRecognized, delta, .before))
    default:
      sort(before, delta, .before)
      sort(after, delta, .after)
    }
  }

  /// Sorts what stands on one side alone.
  private mutating func sort(_ nature: Recognizer.Nature, _ delta: FileDelta, _ side: Side) {
    let path = delta.path(on: side) ?? delta.path
    switch nature {
    case .other, .unrecognized: break
    case .root(let format, let root, isSetAside: true):
      found.setAside.append(entry(format, root.path, .setAside))
    case .root(let format, let root, isSetAside: false):
      orphans[side, default: []].append((format, kept(root)))
    case .closed(let problem, couldBeContract: true):
      found.problems.append(self.problem(problem, delta, side))
    case .closed(let problem, couldBeContract: false):
      // The sides come one after the other.
      if found.notJudged.last?.path != path {
        found.notJudged.append(Report.NotJudged(path: path, reason: problem.message))
      }
    }
  }

  private func problem(_ problem: CoreProblem, _ delta: FileDelta, _ side: Side) -> Problem {
    let paths = Side.allCases.compactMap { delta.path(on: $0) }
    return problem.problem(
      at: delta.path(on: side) ?? delta.path, side, hiding: trees.identity(of: Set(paths)))
  }

  private func entry(
    _ format: Int, _ path: RepositoryPath, _ status: Report.ContractStatus
  ) -> Report.Contract {
    Report.Contract(
      format: recognizer.scope.formats[format].name, paths: [path], status: status)
  }

  /// The root with its bytes, or without them once too many are kept.
  private mutating func kept(_ root: ContractPair.Root) -> ContractPair.Root {
    keptBytes += root.text?.bytes.count ?? 0
    if keptBytes <= ContractSearch.keptLimit { return root }
    return ContractPair.Root(
      path: root.path, unknownVersion: root.unknownVersion, text: nil)
  }

  /// Joins contracts that moved and changed; the rest was removed or added.
  private mutating func pairOrphans() {
    let removed = orphans[.before, default: []]
    let added = orphans[.after, default: []]
    let matches = Similarity.pairs(
      removed.map { fingerprint($0, .before) }, added.map { fingerprint($0, .after) })
    for (index, orphan) in removed.enumerated() {
      let after = matches[index].map { added[$0].root }
      found.pairs.append(ContractPair(format: orphan.format, before: orphan.root, after: after))
    }
    let moved = Set(matches.values)
    for (index, orphan) in added.enumerated() where !moved.contains(index) {
      found.pairs.append(ContractPair(format: orphan.format, before: nil, after: orphan.root))
    }
  }

  private func fingerprint(
    _ orphan: (format: Int, root: ContractPair.Root), _ side: Side
  ) -> Similarity.Document {
    var source = orphan.root.text
    if source == nil, case .success(let text) = trees.files(of: side).content(of: orphan.root.path)
    {
      source = text
    }
    return Similarity.Document(
      path: orphan.root.path, kind: orphan.format, bytes: source?.bytes ?? [])
  }
}
