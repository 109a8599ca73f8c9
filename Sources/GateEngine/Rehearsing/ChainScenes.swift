package import FormatKit
package import GitHistory

extension Gate {
  /// The two revisions of a range as a format of chains sees them: one scene for each component that
  /// has changed files.
  ///
  /// The handles are two on the same repository: one per side.
  package func scenes(
    of format: any ChainFormat.Type, in spelling: RangeSpelling, before: Repository,
    after: Repository
  ) throws(GateError) -> (range: RevisionRange, scenes: [ChainScene]) {
    let (range, configuration) = try resolve(spelling, in: after)
    var trees = try pair(range, before, after)
    trees.willRead = willRead
    let component = try configuration.component(named: component)
    let scope = Scope(
      formats: formats, configuration: configuration,
      limits: [paths, component?.paths ?? []].filter { !$0.isEmpty },
      vendored: trees.vendoredPaths)
    let search = ChainSearch(
      trees: trees, formats: [format], scope: scope, configuration: configuration)
    let scenes = try git { () throws(GitError) in try search.scenes(for: format) }
    return (range, scenes)
  }
}
