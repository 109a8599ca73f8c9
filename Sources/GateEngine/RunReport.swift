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

extension Gate {
  /// The changed files that could be a part of a contract but that no contract refers to, and of which
  /// nothing else was said.
  func unattached(
    _ trees: ComparedTrees, _ scope: Scope, _ contracts: [Report.Contract],
    _ outcomes: [ContractOutcome], _ found: FoundContracts
  ) -> [Report.NotJudged] {
    if trees.areNamedFiles { return [] }
    let attached = outcomes.reduce(into: Set(contracts.flatMap(\.paths))) { attached, outcome in
      attached.formUnion(outcome.files)
    }
    let told = Set(found.notJudged.map(\.path) + found.problems.compactMap(\.path))
    return trees.deltas.filter { delta in
      let paths = Side.allCases.compactMap { delta.path(on: $0) }
      return (delta.after ?? delta.before)?.mode.isFile == true
        && scope.couldBeFragment(delta.path) && scope.isInScope(delta.path)
        && !scope.isSetAside(delta.path) && !paths.contains(where: attached.contains)
        && !paths.contains(where: told.contains)
    }.map { Report.NotJudged(path: $0.path, reason: "unattached") }
  }
}
