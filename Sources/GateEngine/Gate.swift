package import FormatKit
package import GitHistory
package import ReleaseModel
package import SourceModel

/// One question to relgate, and the pipeline that answers it.
///
/// | # | stage | in → out |
/// |--:|---|---|
/// | 1 | resolve | spellings → two revisions |
/// | 2 | pair | two trees → changed, added, removed and renamed files |
/// | 3 | recognize, read | files → contracts and problems |
/// | 4 | compare | contracts → changes |
/// | 5 | trace | changes × release tags → the lives of what changed |
/// | 6 | judge | changes, lives, facts about the range × packs → findings |
/// | 7 | waive | findings and problems × waivers → the same, excused |
/// | 8 | decide | findings and problems → a verdict |
///
/// `diff` ends behind the comparison; `check` goes through all of it (`Judging/`).
package struct Gate: Sendable {
  /// The formats to look for.
  package let formats: [any Format.Type]
  /// The chains to look for.
  package let chains: [any ChainFormat.Type]
  /// Whether old and new versions of the code run side by side while the range is rolled out.
  package var isMixedVersion = false
  /// The patterns of `--path`; nothing limits if there are none.
  package var paths: [PathGlob] = []
  /// The component of `--component`.
  package var component: String?
  /// The day against which windows are judged; the day of `after` if nil.
  package var asOf: CalendarDate?
  /// The tool's version, for the report.
  package let version: String
  /// Told which file is about to be read, on the thread that will read it.
  package var willRead: @Sendable (Side, RepositoryPath) -> Void = { _, _ in }

  /// Prepares a run.
  package init(
    formats: [any Format.Type], chains: [any ChainFormat.Type] = [], version: String
  ) {
    self.formats = formats
    self.chains = chains
    self.version = version
  }

  /// Every rule that something in a contract can fire.
  package var rules: [Rule] { formats.flatMap { $0.rules } + chains.flatMap { $0.rules } }

  /// The names of all formats, each once.
  package var formatNames: [String] {
    let names = formats.map { $0.name }
    return names + chains.map { $0.name }.filter { !names.contains($0) }
  }

  /// Finds every difference of the contracts in a range.
  ///
  /// The handles are two on the same repository: one per side.
  package func diff(
    _ spelling: RangeSpelling, before: Repository, after: Repository
  ) throws(GateError) -> Report {
    let (range, configuration) = try resolve(spelling, in: after)
    var trees = try pair(range, before, after)
    trees.willRead = willRead
    return try diff(trees, range, configuration)
  }

  /// Finds every difference of the contracts of two trees.
  package func diff(
    _ trees: ComparedTrees, _ range: RevisionRange, _ configuration: Configuration
  ) throws(GateError) -> Report {
    try compare(trees, configuration).report(of: range, by: self)
  }

  /// Finds and compares the contracts of two trees.
  func compare(
    _ trees: ComparedTrees, _ configuration: Configuration
  ) throws(GateError) -> ComparedContracts {
    let unmatched = try git { () throws(GitError) in
      try unmatchedPattern(of: configuration, in: trees)
    }
    if let unmatched { throw unmatched }
    let component = try configuration.component(named: component)
    let scope = Scope(
      formats: formats, configuration: configuration,
      limits: [paths, component?.paths ?? []].filter { !$0.isEmpty },
      vendored: trees.vendoredPaths)
    let search = ChainSearch(
      trees: trees, formats: self.chains, scope: scope, configuration: configuration)
    let chains = try git { () throws(GitError) in try search.find() }
    let comparison = ContractComparison(trees: trees, formats: formats)
    let found = ContractSearch.find(in: trees, scope: scope, besides: chains.claimed)
    let fragments = FragmentSearch(trees: trees, scope: scope, comparison: comparison).search()
    return ComparedContracts(
      trees: trees, scope: scope, found: found, chains: chains, fragments: fragments,
      outcomes: comparison.outcomes(of: found.pairs + (fragments?.pairs ?? [])))
  }
}
