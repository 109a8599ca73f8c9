import GitHistory
import ReleaseModel
import SourceModel

extension Revision {
  /// The revision as a report names it.
  var reported: Report.Revision {
    let name =
      if isStaged { "the index" } else if tree == .emptyTree { "the empty tree" } else { spelling }
    return Report.Revision(spelling: name, commit: commit?.hex, date: commit == nil ? nil : date)
  }
}

extension [Problem] {
  /// The problems, each once: a file that several contracts refer to is read for each of them.
  var withoutRepetition: [Problem] {
    var seen: Set<Problem> = []
    return filter { seen.insert($0).inserted }
  }
}

/// What comparing two trees found, before anyone judges it.
struct ComparedContracts {
  let trees: ComparedTrees
  let scope: Scope
  let found: FoundContracts
  let chains: FoundChains
  /// Nil if no changed file could be a part of a contract.
  let fragments: FragmentSearch.Result?
  let outcomes: [ContractOutcome]

  /// Every contract that was looked at.
  var contracts: [Report.Contract] {
    outcomes.map(\.contract) + chains.contracts.map(\.contract) + found.unreadable
      + found.setAside
  }

  /// Everything that was wrong with the input, each once.
  var problems: [Problem] {
    (outcomes.flatMap(\.problems) + chains.contracts.flatMap(\.problems) + found.problems
      + (fragments?.problems ?? []) + trees.unreadConfiguration).withoutRepetition
  }

  /// The report of a comparison.
  func report(of range: RevisionRange, by gate: Gate) -> Report {
    Report(
      version: gate.version, before: range.before.reported, after: range.after.reported,
      rangeReason: range.reason, asOf: gate.asOf ?? range.after.date, contracts: contracts,
      unchangedContracts: fragments?.unchanged,
      changes: outcomes.flatMap(\.changes) + chains.contracts.flatMap(\.changes),
      problems: problems, notJudged: found.notJudged + chains.notJudged + unattached)
  }

  /// The files that contracts consist of, on either side.
  var claimed: Set<RepositoryPath> {
    outcomes.reduce(into: Set(contracts.flatMap(\.paths)).union(chains.claimed)) {
      $0.formUnion($1.files)
    }
  }

  /// The changed files that could be a part of a contract but that no contract refers to, and of
  /// which nothing else was said.
  private var unattached: [Report.NotJudged] {
    if trees.areNamedFiles { return [] }
    let claimed = claimed
    let told = Set(found.notJudged.map(\.path) + found.problems.compactMap(\.path))
    return trees.deltas.filter { delta in
      let paths = Side.allCases.compactMap { delta.path(on: $0) }
      return (delta.after ?? delta.before)?.mode.isFile == true
        && scope.couldBeFragment(delta.path) && scope.isInScope(delta.path)
        && !scope.isSetAside(delta.path) && !paths.contains(where: claimed.contains)
        && !paths.contains(where: told.contains)
    }.map { Report.NotJudged(path: $0.path, reason: "unattached") }
  }
}
