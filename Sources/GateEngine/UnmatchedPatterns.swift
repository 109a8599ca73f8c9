import FormatKit
import GitHistory
import ReleaseModel
import SourceModel

extension Gate {
  /// The patterns of the configuration or of the command line that match no file of either tree;
  /// nil if all do.
  ///
  /// A filter with a slip of the pen would pass everything.
  func unmatchedPattern(
    of configuration: Configuration, in trees: ComparedTrees
  ) throws(GitError) -> GateError? {
    if trees.areNamedFiles { return nil }
    var problems: [Problem] = []
    for place in configuration.places where try !trees.hold(place.glob) {
      let nearest = try nearestPath(to: place.glob.pattern, in: trees)
      problems.append(
        Problem(
          rule: "config/invalid", message: "no file matches '\(place.glob.pattern)'",
          path: Configuration.path, side: .after, line: place.line, column: place.column,
          hint: nearest.map { "Did you mean '\($0)'?" } ?? "Correct the pattern, or remove it.",
          hides: true))
    }
    if !problems.isEmpty { return .configuration(ConfigurationError(problems: problems)) }
    for glob in paths where try !trees.hold(glob) {
      return .unmatchedPath(
        glob.pattern, nearest: try nearestPath(to: glob.pattern, in: trees))
    }
    return nil
  }

  /// The file that was probably meant: one below another folder, else the one of nearest spelling.
  private func nearestPath(
    to pattern: String, in trees: ComparedTrees
  ) throws(GitError) -> String? {
    let extensions = Set(formats.flatMap { $0.fileExtensions })
    let paths = try trees.after.files(under: .root).map(\.path)
      .filter { extensions.contains($0.fileExtension) }.map(\.text)
    return paths.first { $0.hasSuffix("/" + pattern) }
      ?? Spelling.nearest(to: pattern, among: paths)
  }
}

extension ComparedTrees {
  /// Tells whether a pattern matches a file of one of the trees.
  fileprivate func hold(_ glob: PathGlob) throws(GitError) -> Bool {
    // Most patterns are told by what changed, without a walk.
    for delta in deltas
    where Side.allCases.contains(where: { delta.path(on: $0).map(glob.matches) ?? false }) {
      return true
    }
    for snapshot in [after, before] {
      for origin in glob.origins {
        if glob.matches(origin), try snapshot.entry(at: origin)?.mode.isFile == true { return true }
        if try snapshot.files(under: origin).contains(where: { glob.matches($0.path) }) {
          return true
        }
      }
    }
    return false
  }

  /// The note that a configuration has a name under which it is not looked for.
  var unreadConfiguration: [Problem] {
    guard !areNamedFiles, case .some(.none) = try? after.entry(at: Configuration.path),
      case .some(.some) = try? after.entry(at: Configuration.misspelledPath)
    else { return [] }
    return [
      Problem(
        rule: "config/not-read", message: "'.relgate.yml' was not read",
        path: Configuration.misspelledPath, side: .after, hint: "Name it '.relgate.yaml'.",
        hides: false)
    ]
  }
}
