import GitHistory
import ReleaseModel
import SourceModel

/// Looks whether contracts that are derived from code were derived anew.
struct DumpSearch {
  let trees: ComparedTrees
  let dumps: [Configuration.Dump]

  /// A derived contract whose code changed and that did not.
  struct Stale {
    /// The contract.
    let path: RepositoryPath
    /// The files of the code that changed, in path order, at least one.
    let sources: [RepositoryPath]
  }

  /// The contracts that did not follow their code, in the configuration's order.
  var stale: [Stale] {
    let changed = Set(trees.deltas.map(\.path))
    return dumps.compactMap { dump in
      if changed.contains(dump.path) { return nil }
      let sources = changedSources(of: dump)
      return sources.isEmpty ? nil : Stale(path: dump.path, sources: sources)
    }
  }

  /// The files of a contract's code that changed, in path order.
  private func changedSources(of dump: Configuration.Dump) -> [RepositoryPath] {
    trees.deltas.filter { delta in
      Side.allCases.contains { side in
        delta.path(on: side).map { path in dump.sources.contains { $0.matches(path) } } ?? false
      }
    }.map(\.path)
  }

  /// What is wrong with the contracts that are not there: nobody can say what they would promise.
  func absent() throws(GitError) -> [Problem] {
    var problems: [Problem] = []
    for dump in dumps where try trees.after.entry(at: dump.path)?.mode.isFile != true {
      problems.append(
        Problem(
          rule: "core/contract-dump-absent",
          message: "the derived contract '\(dump.path.text)' was not committed",
          path: dump.path, side: .after,
          hint: "Derive the contract from its code, and commit the file.", hides: true,
          subject: trees.identity(of: Set([dump.path] + changedSources(of: dump)))))
    }
    return problems
  }
}
