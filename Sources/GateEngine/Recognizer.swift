import FormatKit
import GitHistory
import ReleaseModel
import SourceModel

/// Tells by path and content whether a file is the root of a contract.
struct Recognizer {
  let scope: Scope

  /// What a file is, as far as contracts go.
  enum Nature {
    /// No contract's root, or no file at all.
    case other
    /// No contract's root, although the user says that it is one.
    case unrecognized
    /// A contract's root.
    case root(format: Int, ContractPair.Root, isSetAside: Bool)
    /// Something whose content is not here, and whether it could be a contract that is judged.
    case closed(CoreProblem, couldBeContract: Bool)
  }

  /// What stands at a path.
  ///
  /// - Parameter isNamed: whether the user named the file on the command line.
  func nature(
    of path: RepositoryPath?, _ entry: Entry?, in files: SnapshotFiles, isNamed: Bool = false
  ) -> Nature {
    guard let path, let candidate = candidate(path, isNamed: isNamed) else { return .other }
    switch files.content(of: path, entry: entry) {
    case .success(nil): return .other
    case .failure(let problem):
      return .closed(
        problem,
        couldBeContract: candidate.isNamed || problem.leavesNatureOpen && !candidate.isSetAside)
    case .success(let source?):
      if let nature = recognize(source, as: candidate) { return nature }
      return candidate.isNamed ? .unrecognized : .other
    }
  }

  private func candidate(_ path: RepositoryPath, isNamed: Bool) -> Scope.Candidate? {
    if let candidate = scope.candidate(path), !isNamed || !candidate.isSetAside {
      return candidate
    }
    // What the user names is looked at, wherever it is and however it is called.
    return isNamed
      ? Scope.Candidate(
        formats: Array(scope.formats.indices), isNamed: true, isSetAside: false) : nil
  }

  /// Asks the formats in their order; a sure answer wins over an unknown version.
  private func recognize(_ source: SourceText, as candidate: Scope.Candidate) -> Nature? {
    var unknown: Nature?
    for format in candidate.formats {
      switch scope.formats[format].recognize(source) {
      case .no: continue
      case .certain:
        let root = ContractPair.Root(path: source.path, unknownVersion: nil, text: source)
        return .root(format: format, root, isSetAside: candidate.isSetAside)
      case .unknownVersion(let version):
        let root = ContractPair.Root(path: source.path, unknownVersion: version, text: source)
        unknown = unknown ?? .root(format: format, root, isSetAside: candidate.isSetAside)
      }
    }
    return unknown
  }
}
