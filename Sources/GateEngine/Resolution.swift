import FormatKit
package import GitHistory
package import SourceModel

/// Why nothing was judged.
package enum GateError: Error, Hashable, Sendable {
  /// Git could not answer.
  case git(GitError)
  /// The configuration cannot be used.
  case configuration(ConfigurationError)
  /// No component has this name.
  case unknownComponent(String, known: [String])
  /// A pattern of `--path` matches no file; `nearest` is what was probably meant.
  case unmatchedPath(String, nearest: String?)
  /// No contract at HEAD or in a release has an element; `nearest` is what was probably meant.
  case unknownElement(Name, nearest: Name?)
  /// Several contracts have an element.
  case severalContracts([RepositoryPath])
}

extension Gate {
  /// Finds the two revisions, and the configuration at `after`.
  func resolve(
    _ spelling: RangeSpelling, in repository: Repository
  ) throws(GateError) -> (RevisionRange, Configuration) {
    // Where nobody wrote a range, the configuration says which tags are releases.
    if case .sinceRelease(let spelledAfter, _) = spelling {
      let after = try git { () throws(GitError) in try repository.revision(spelledAfter) }
      let configuration = try configuration(at: after, in: repository)
      let tags = try configuration.component(named: component)?.tags
      let range = try git { () throws(GitError) in try repository.range(spelling, tags: tags) }
      return (range, configuration)
    }
    let range = try git { () throws(GitError) in try repository.range(spelling) }
    if range.files != nil { return (range, Configuration()) }
    return (range, try configuration(at: range.after, in: repository))
  }

  /// Finds the files that differ.
  func pair(
    _ range: RevisionRange, _ before: Repository, _ after: Repository
  ) throws(GateError) -> ComparedTrees {
    try git { () throws(GitError) in
      let filesBefore = try before.snapshot(of: range.before)
      let filesAfter = try after.snapshot(of: range.after)
      guard let files = range.files else {
        let deltas = try after.changes(from: range.before.tree, to: range.after.tree)
        var trees = ComparedTrees(
          before: filesBefore, after: filesAfter, deltas: deltas.joiningExactRenames())
        trees.isWholeTree = range.before.tree == .emptyTree
        trees.isMixedVersion = isMixedVersion
        trees.releases = { pattern throws(GitError) in
          try before.chainReleases(around: range, fitting: pattern)
        }
        return trees
      }
      let delta = FileDelta(
        path: files.after, origin: files.before == files.after ? nil : files.before,
        before: try filesBefore.entry(at: files.before),
        after: try filesAfter.entry(at: files.after))
      return ComparedTrees(
        before: filesBefore, after: filesAfter, deltas: [delta], areNamedFiles: true)
    }
  }

  /// What the repository says of itself at a revision.
  package func configuration(
    at revision: Revision, in repository: Repository
  ) throws(GateError) -> Configuration {
    let files = try git { () throws(GitError) in
      SnapshotFiles(
        snapshot: try repository.snapshot(of: revision), side: .after, willRead: willRead)
    }
    switch files.content(of: Configuration.path) {
    case .success(nil): return Configuration()
    case .failure(let problem):
      let problem = problem.problem(at: Configuration.path, .after, hiding: "")
      throw .configuration(ConfigurationError(problems: [problem]))
    case .success(let source?):
      let schema = ConfigurationSchema(formats: formatNames, rules: knownRules)
      switch schema.read(source) {
      case .success(let configuration): return configuration
      case .failure(let error): throw .configuration(error)
      }
    }
  }

  func git<Answer>(
    _ ask: () throws(GitError) -> Answer
  ) throws(GateError) -> Answer {
    do { return try ask() } catch { throw .git(error) }
  }
}

extension Configuration {
  /// The component of a name; nil if no name is given.
  func component(named name: String?) throws(GateError) -> Component? {
    guard let name else { return nil }
    guard let component = components.first(where: { Name($0.name) == Name(name) }) else {
      throw .unknownComponent(name, known: components.map(\.name))
    }
    return component
  }
}
