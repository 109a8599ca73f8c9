import FormatKit
import MigrationLayouts
import PostgresSchema
import PostgresSyntax
import ReleaseModel
import SourceModel

/// Holds the dump beside a chain against what the chain makes of an empty database.
///
/// Only what the range brought about is told: what was otherwise before is left out, so that what
/// neither side shows by its nature never counts. Of a chain that is not wholly read, or a dump of
/// which it makes only a part, nothing is told.
struct DumpCheck {
  /// What is said of a dump.
  struct Finding {
    /// The folder of the chain.
    let chain: RepositoryPath
    let dump: RepositoryPath
    /// Whether the chain says all that the dump can say.
    let isExplained: Bool
    let change: DetectedChange?
  }

  private let scene: ChainScene
  private let search: NearbyDumps
  private var checked: Set<RepositoryPath> = []

  /// - Parameter claimed: The changed files that belong to chains.
  init(_ scene: ChainScene, claimed: Set<RepositoryPath>) {
    self.scene = scene
    search = NearbyDumps(scene.after, changed: scene.changed, claimed: claimed)
  }

  /// Checks the dump of a chain that changed.
  mutating func check(_ before: ChainRevision?, _ after: ChainRevision?) -> Finding? {
    guard let after, let dump = search.dump(ofChainIn: after.chain.folder),
      checked.insert(dump.path).inserted,
      search.chains(around: dump).map(\.folder) == [after.chain.folder]
    else { return nil }
    return check(dump, before, after, isChainChanged: true)
  }

  /// Checks the changed dumps of chains that did not change.
  mutating func checkRest() -> [Finding] {
    search.changedDumps.compactMap { dump in
      guard checked.insert(dump.path).inserted, scene.before.identity(of: dump.path) != nil
      else { return nil }
      let chains = search.chains(around: dump)
      guard chains.count == 1, let chain = chains.first else { return nil }
      let after = ChainRevision(chain, in: scene.after)
      return check(dump, after, after, isChainChanged: false)
    }
  }

  private func check(
    _ dump: SourceText, _ before: ChainRevision?, _ after: ChainRevision, isChainChanged: Bool
  ) -> Finding? {
    var folds = FoldPair(before, after)
    let folded = folds.after()
    guard folded.isWhole, let printed = schema(of: dump), folded.schema.isAkin(to: printed)
    else { return nil }
    var differences = folded.schema.differences(to: printed, besides: folded.doubtful)
    if !differences.isEmpty, let former = former(dump.path) {
      let earlier = folds.before()
      guard earlier.isWhole, let known = schema(of: former) else { return nil }
      let doubtful = folded.doubtful.union(earlier.doubtful)
      let old = Set(earlier.schema.differences(to: known, besides: doubtful))
      differences.removeAll(where: old.contains)
    }
    let change =
      differences.isEmpty
      ? nil : change(dump.path, differences, isChainChanged ? DumpRules.stale : DumpRules.alone)
    return Finding(
      chain: after.chain.folder, dump: dump.path, isExplained: isChainChanged, change: change)
  }

  /// The dump at `before`.
  private func former(_ path: RepositoryPath) -> SourceText? {
    if case .file(let source) = scene.before.read(path) { return source }
    return nil
  }

  /// What a dump makes; nil if not all of it was read.
  private func schema(of dump: SourceText) -> SchemaState? {
    let script = SQLScript.read(dump.bytes)
    guard script.flaws.isEmpty, script.statements.allSatisfy({ $0.reading == .whole }) else {
      return nil
    }
    let operations = script.statements.flatMap(\.operations)
    var schema = SchemaState()
    // Some programs sort what they print by name, indexes before their tables.
    let isSorted = !operations.contains { $0.action.setsSearchPath }
    if isSorted {
      for operation in operations where operation.action.makesTable { schema.apply(operation) }
    }
    for operation in operations where !isSorted || !operation.action.makesTable {
      schema.apply(operation)
    }
    return schema
  }

  private func change(
    _ dump: RepositoryPath, _ differences: [SchemaDifference], _ rule: Rule
  ) -> DetectedChange {
    let named = differences.prefix(3).map(\.predicate).joined(separator: ", ")
    let rest = differences.count > 3 ? ", and \(differences.count - 3) more" : ""
    let what =
      rule.id == DumpRules.stale.id
      ? "fell behind its migrations" : "changed, and none of its migrations did"
    let place = differences.lazy.compactMap(\.origin).first?.range
    let affected = differences.prefix(100).map {
      AffectedElement(element: $0.object, position: nil, count: 1)
    }
    return DetectedChange(
      rule, Name(dump.bytes), "dump '\(dump.text)' \(what): it \(named)\(rest)",
      at: Location(dump, place ?? SourceRange(UInt32(0), 0)),
      in: Name(differences.map(\.predicate).joined(separator: "\n")), affected: affected,
      affectedCount: differences.count)
  }
}

extension Action {
  fileprivate var makesTable: Bool { if case .createTable = self { true } else { false } }

  fileprivate var setsSearchPath: Bool {
    if case .set("search_path", _, _) = self { true } else { false }
  }
}

/// A chain folded at two revisions, the migrations that both begin with only once.
private struct FoldPair {
  private var common = ChainFold()
  private var earlier: ChainRevision?
  private var later: ChainRevision
  private var earlierRest: ArraySlice<Migration> = []
  private var laterRest: ArraySlice<Migration>

  init(_ before: ChainRevision?, _ after: ChainRevision) {
    earlier = before
    later = after
    laterRest = later.ordered()[...]
    earlierRest = (earlier?.ordered() ?? [])[...]
    while let first = earlierRest.first, let second = laterRest.first, common.isWhole,
      isSame(first, second)
    {
      common.run(later.wayUp(of: second))
      earlierRest.removeFirst()
      laterRest.removeFirst()
    }
  }

  private func isSame(_ first: Migration, _ second: Migration) -> Bool {
    guard let earlier else { return false }
    let (old, new) = (earlier.files(of: first), later.files(of: second))
    return earlier.place(of: first) == later.place(of: second) && old.count == new.count
      && zip(old, new).allSatisfy {
        earlier.tree.identity(of: $0) == later.tree.identity(of: $1)
      }
  }

  mutating func after() -> ChainFold {
    var fold = common
    for migration in laterRest where fold.isWhole { fold.run(later.wayUp(of: migration)) }
    return fold
  }

  mutating func before() -> ChainFold {
    var fold = common
    for migration in earlierRest where fold.isWhole { fold.run(earlier?.wayUp(of: migration)) }
    return fold
  }
}
