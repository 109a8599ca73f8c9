package import FormatKit
import MigrationLayouts
package import ReleaseModel
import SourceModel

/// Chains of migrations for PostgreSQL, in SQL or read by the shape of their calls.
package enum MigrationFormat: ChainFormat {
  package static let name = "sql"
  package static let fileExtensions = [
    "sql", "py", "exs", "ex", "rb", "php", "js", "ts", "toml", "conf", "json", "plan", "sum",
    "yaml",
    "yml", "go", "postgres", "sqlite",
  ]
  /// The extensions of files that migrations can be.
  static let codeExtensions: Set<String> = ["sql", "py", "exs"]
  package static let surface = Report.Surface.schema
  package static let rules =
    MigrationRules.all + ShippedRules.all + DownRules.all + OverlapRules.all + DumpRules.all
  package static let problemRules = MigrationProblems.all

  /// The version of PostgreSQL that runs the migrations if the configuration names none.
  package static let defaultTarget = 15

  /// Why a chain is not judged of which another one is made.
  private static let sourceReason = "migrations are made of it, and those are judged"

  package static func compare(_ scene: ChainScene) -> ChainComparison {
    let before = found(in: scene.before, scene)
    let after = found(in: scene.after, scene)
    var comparison = ChainComparison()
    comparison.claimed = before.claimed.union(after.claimed)
    let pairs = ChainPairs(before.chains, after.chains).pairs
    let sources = pairs.sources
    let others = pairs.indices.flatMap { index -> [(chain: MigrationChain, reason: String)] in
      let pair = pairs[index]
      if isJudged(pair), !sources.contains(index) { return [] }
      return [pair.before, pair.after].compactMap(\.self).map { chain in
        let isSource = sources.contains(index)
        return (chain, isSource ? sourceReason : "a migration for \(chain.dialect.name)")
      }
    }
    comparison.notJudged = notJudged([before, after], others, scene)
    var retired: [(chain: Int, objects: [RetiredObject])] = []
    var dumps = DumpCheck(scene, claimed: comparison.claimed)
    for (index, pair) in pairs.enumerated() where isJudged(pair) && !sources.contains(index) {
      var comparer = ChainComparer(scene, before: pair.before, after: pair.after)
      let outcome = comparer.run()
      if !comparer.retired.isEmpty {
        retired.append((comparison.chains.count, comparer.retired))
      }
      comparison.chains.append(outcome)
      comparison.add(dumps.check(comparer.before, comparer.after))
    }
    for finding in dumps.checkRest() { comparison.add(finding) }
    let uses = CodeUses(
      scene, claimed: comparison.claimed,
      environments: Set((before.chains + after.chains).compactMap(\.environment)))
    for verdict in uses.verdicts(on: retired) {
      comparison.chains[verdict.chain].changes.settle(verdict)
    }
    for index in comparison.chains.indices {
      comparison.chains[index].changes = comparison.chains[index].changes.joined
        .withTemplates(of: scene.after)
    }
    comparison.chains.sort { $0.root < $1.root }
    return comparison
  }

  private static func found(in tree: any FileTree, _ scene: ChainScene) -> MigrationSearch {
    MigrationChain.find(
      touching: scene.changed, list: tree.files(below:),
      read: { path in
        if case .file(let source) = tree.read(path) { return source }
        return nil
      })
  }

  /// Whether a chain speaks PostgreSQL, or may, on either side, so that a word in a new file takes
  /// nothing out of view.
  private static func isJudged(_ pair: (before: MigrationChain?, after: MigrationChain?)) -> Bool {
    [pair.before, pair.after].contains { $0?.isJudged == true }
  }

  /// The changed files of chains that nobody here can read, on either side.
  private static func notJudged(
    _ searches: [MigrationSearch], _ others: [(chain: MigrationChain, reason: String)],
    _ scene: ChainScene
  ) -> [Report.NotJudged] {
    var reasons: [RepositoryPath: String] = [:]
    for file in searches.flatMap(\.notJudged) {
      reasons[file.path] = ([file.reason] + [file.remedy].compactMap(\.self)).joined(
        separator: "; ")
    }
    for (chain, reason) in others {
      for migration in chain.migrations {
        for path in [migration.up, migration.down].compactMap(\.self) {
          reasons[path] = reason
        }
      }
    }
    let folders = Set(searches.flatMap(\.chains).map(\.folder))
    for path in scene.changed where path.isGoMigration && folders.contains(path.parent) {
      reasons[path] = "a migration in Go"
    }
    return scene.changed.compactMap { path in
      reasons[path].map { Report.NotJudged(path: path, reason: $0) }
    }
  }
}

extension RepositoryPath {
  /// Whether a file in a folder of migrations is one itself, that a program runs.
  fileprivate var isGoMigration: Bool {
    fileExtension == "go" && lastSegment.first.map { (0x30...0x39).contains($0) } ?? false
  }
}

extension MigrationChain {
  /// The folder of Alembic's `env.py`, where migrations keep what they share.
  fileprivate var environment: RepositoryPath? {
    language == .alembic && !folder.parent.bytes.isEmpty ? folder.parent : nil
  }
}

extension ChainComparison {
  /// Adds what is said of the dump beside a chain, to the chain if it changed.
  fileprivate mutating func add(_ finding: DumpCheck.Finding?) {
    guard let finding else { return }
    if finding.isExplained { claimed.insert(finding.dump) }
    guard let change = finding.change else { return }
    if let index = chains.firstIndex(where: { $0.root == finding.chain }) {
      chains[index].changes.append(change)
    } else {
      var outcome = ChainOutcome(
        root: finding.chain, files: [finding.dump], stood: (before: true, after: true))
      outcome.changes = [change]
      chains.append(outcome)
    }
  }
}

extension MigrationSearch {
  /// The chains that speak PostgreSQL, or may.
  var judged: [MigrationChain] { chains.filter(\.isJudged) }
}
