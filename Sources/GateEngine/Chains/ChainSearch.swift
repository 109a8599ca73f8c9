import FormatKit
import GitHistory
import ReleaseModel
import SourceModel

/// What came of one chain, with lines and columns.
struct ChainContract {
  let contract: Report.Contract
  /// The chain's changed files, on either side.
  let files: Set<RepositoryPath>
  let changes: [Change]
  let problems: [Problem]
}

/// What came of all chains.
struct FoundChains {
  var contracts: [ChainContract] = []
  /// The changed files that belong to chains.
  var claimed: Set<RepositoryPath> = []
  /// Those of them that nobody here can read.
  var notJudged: [Report.NotJudged] = []
}

/// Finds the chains that changed and states what changed in them.
struct ChainSearch {
  let trees: ComparedTrees
  let formats: [any ChainFormat.Type]
  let scope: Scope
  let configuration: Configuration

  /// Looks at each component by itself, since each has releases of its own.
  func find() throws(GitError) -> FoundChains {
    var found = FoundChains()
    if trees.areNamedFiles { return found }
    for (index, format) in formats.enumerated() {
      for scene in try scenes(for: format) {
        let comparison = format.compare(scene)
        if found.claimed.isEmpty {
          found.claimed = comparison.claimed
        } else {
          found.claimed.formUnion(comparison.claimed)
        }
        found.notJudged += comparison.notJudged
        found.contracts += comparison.chains.map { located($0, format, index) }
      }
    }
    return found
  }

  /// What a format is to look at, by component.
  func scenes(for format: any ChainFormat.Type) throws(GitError) -> [ChainScene] {
    var scenes: [ChainScene] = []
    for (component, changed) in changedFiles(for: format) {
      scenes.append(try scene(changed, of: component))
    }
    return scenes
  }

  /// What a chain of an example changes, whose releases are not told.
  static func changes(
    _ format: any ChainFormat.Type, _ before: String, _ after: String
  ) -> [Change]? {
    let sides = [before, after].map { text in
      let tree = ExampleTree(text)
      return MemorySnapshot(
        Dictionary(
          tree.paths.compactMap { path in
            guard case .file(let source) = tree.read(path) else { return nil }
            return (path, source.bytes)
          }, uniquingKeysWith: { first, _ in first }))
    }
    let trees = ComparedTrees(before: sides[0], after: sides[1], deltas: [])
    let search = ChainSearch(
      trees: trees, formats: [format],
      scope: Scope(formats: [], configuration: Configuration(), limits: [], vendored: .none),
      configuration: Configuration())
    let chains = format.compare(ChainScene(example: before, after)).chains
      .map { search.located($0, format, 0) }
    if chains.contains(where: { $0.problems.contains(where: \.hides) }) { return nil }
    return chains.flatMap(\.changes)
  }

  /// The changed files that could belong to chains, by component, in path order.
  private func changedFiles(
    for format: any ChainFormat.Type
  ) -> [(component: Configuration.Component?, paths: [RepositoryPath])] {
    let extensions = Set(format.fileExtensions)
    var groups: [Int: Set<RepositoryPath>] = [:]
    for delta in trees.deltas {
      for path in Side.allCases.compactMap({ delta.path(on: $0) })
      where extensions.contains(path.fileExtension) && scope.isInScope(path)
        && !scope.isSetAside(path, by: trees.vendoredBefore)
      {
        let component = configuration.components.firstIndex { $0.contains(path) } ?? -1
        groups[component, default: []].insert(path)
      }
    }
    return groups.sorted { $0.key < $1.key }.map { index, paths in
      (index < 0 ? nil : configuration.components[index], paths.sorted())
    }
  }

  private func scene(
    _ changed: [RepositoryPath], of component: Configuration.Component?
  ) throws(GitError) -> ChainScene {
    let releases = try trees.releases(component?.tags)
    // What cannot be listed must not look like a folder that is gone.
    for folder in Set(changed.map(\.parent)) {
      for snapshot in [trees.before, trees.after] { _ = try snapshot.files(under: folder) }
    }
    func release(_ release: ChainReleases.Release) -> ChainScene.Release {
      let files = SnapshotFiles(
        snapshot: release.tree, side: .before, willRead: trees.willRead)
      return ChainScene.Release(tag: Name(release.tag), tree: files)
    }
    var scene = ChainScene(
      before: trees.files(of: .before), after: trees.files(of: .after), changed: changed,
      precedingRelease: releases.preceding.map(release),
      releasesBetween: releases.between.map(release), isCode: isCode)
    scene.isCodeNamed = !configuration.code.isEmpty
    scene.isBeforeReleased = releases.isBeforeReleased
    scene.isWholeTree = trees.isWholeTree
    scene.isMixedVersion = trees.isMixedVersion
    scene.targets = configuration.targets
    return scene
  }

  private func isCode(_ path: RepositoryPath) -> Bool {
    if !configuration.code.isEmpty { return configuration.code.contains { $0.matches(path) } }
    return !scope.isSetAside(path) && !configuration.exclude.contains { $0.matches(path) }
  }

  private func located(
    _ outcome: ChainOutcome, _ format: any ChainFormat.Type, _ index: Int
  ) -> ChainContract {
    let root = ContractPair.Root(path: outcome.root, unknownVersion: nil, text: nil)
    let pair = ContractPair(
      format: index, before: outcome.stood.before ? root : nil,
      after: outcome.stood.after ? root : nil)
    let rules = Dictionary(
      format.rules.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    var located = LocatedOutcome(
      pair: pair, format: format.name, rules: rules, sources: Sides(before: nil, after: nil),
      trees: trees, files: Set(outcome.files))
    located.add(problemsBefore: outcome.problemsBefore, problemsAfter: outcome.problemsAfter)
    located.add(Comparison(changes: outcome.changes))
    let status: Report.ContractStatus =
      switch outcome.stood {
      case (true, false): .removed
      case (false, true): .added
      default: .compared
      }
    return ChainContract(
      contract: Report.Contract(
        format: format.name, paths: [outcome.root] + outcome.files, status: status),
      files: Set(outcome.files), changes: located.changes, problems: located.problems)
  }
}
