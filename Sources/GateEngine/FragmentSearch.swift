import FormatKit
import GitHistory
import ReleaseModel
import SourceModel

/// Finds the unchanged contracts that refer to changed files.
struct FragmentSearch {
  let trees: ComparedTrees
  let scope: Scope
  let comparison: ContractComparison

  /// What looking through the tree found.
  struct Result {
    /// The contracts to compare although their roots did not change.
    var pairs: [ContractPair] = []
    /// How many contracts did not change at all.
    var unchanged = 0
    /// What was wrong with files that could be roots.
    var problems: [Problem] = []
  }

  /// A root that did not change.
  private struct Root {
    let path: RepositoryPath
    let format: Int
    let couldReferToFiles: Bool
  }

  /// Looks at every file of `after` that could be the root of a contract and did not change; nil if
  /// no changed file could be a part of one.
  ///
  /// A root whose files at `after` are all unchanged refers to the same files at `before`, so one
  /// side tells.
  func search() -> Result? {
    let changed = Set(
      trees.deltas.flatMap { delta in Side.allCases.compactMap { delta.path(on: $0) } }
        .filter(scope.couldBeFragment))
    if changed.isEmpty || trees.areNamedFiles { return nil }
    var result = Result()
    do throws(GitError) {
      for root in recognize(try unchangedCandidates(), &result) {
        if root.couldReferToFiles, reaches(root, changed) {
          let side = ContractPair.Root(path: root.path, unknownVersion: nil, text: nil)
          result.pairs.append(ContractPair(format: root.format, before: side, after: side))
        } else {
          result.unchanged += 1
        }
      }
    } catch {
      result.problems.append(
        CoreProblem(error).problem(at: nil, .after, hiding: trees.identityOfDifference))
    }
    return result
  }

  private func unchangedCandidates() throws(GitError) -> [FileItem] {
    let changed = Set(trees.deltas.map(\.path))
    return try trees.after.files(
      under: .root, entering: { _ in true }, named: scope.couldBeCandidate
    ).filter { item in
      item.entry.mode.isFile && !changed.contains(item.path)
        && scope.candidate(item.path).map { !$0.isSetAside } ?? false
    }
  }

  private func reaches(_ root: Root, _ changed: Set<RepositoryPath>) -> Bool {
    guard case .success(let source?) = trees.files(of: .after).content(of: root.path) else {
      return false
    }
    return comparison.dependencies(of: source, as: scope.formats[root.format])
      .contains(where: changed.contains)
  }

  /// Finds the roots, half of them on each side: what did not change is the same on both.
  private func recognize(_ items: [FileItem], _ result: inout Result) -> [Root] {
    let middle = items.count / 2
    let (first, second) = inParallel(
      { roots(among: items[..<middle], .before) }, { roots(among: items[middle...], .after) })
    let closed = first.closed + second.closed
    if let path = closed.first {
      let others = closed.count == 1 ? "" : " and \(closed.count - 1) more"
      result.problems.append(
        Problem(
          rule: "core/object-missing",
          message: "files that could refer to a changed file are not in this repository: "
            + "'\(path.text)'\(others)",
          path: path, side: .after, hint: "Fetch all objects with 'git fetch --refetch'.",
          hides: true, subject: trees.identityOfDifference + trees.identity(of: Set(closed))))
    }
    return first.roots + second.roots
  }

  private func roots(
    among items: ArraySlice<FileItem>, _ side: Side
  ) -> (roots: [Root], closed: [RepositoryPath]) {
    let recognizer = Recognizer(scope: scope)
    let files = trees.files(of: side)
    var roots: [Root] = []
    var closed: [RepositoryPath] = []
    for item in items {
      switch recognizer.nature(of: item.path, item.entry, in: files) {
      case .root(let format, let root, _):
        // An unchanged root of an unknown version is the same as before, and nothing of it is read.
        let isReadable = root.unknownVersion == nil
        roots.append(
          Root(
            path: item.path, format: format,
            couldReferToFiles: isReadable
              && root.text.map(scope.formats[format].couldReferToFiles) ?? false))
      case .closed(.objectMissing, _): closed.append(item.path)
      // Any other file that cannot be opened refers to nothing that relgate could follow.
      case .closed, .other, .unrecognized: break
      }
    }
    return (roots, closed)
  }
}
