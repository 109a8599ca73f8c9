package import FormatKit
import MigrationLayouts
package import Rehearsals
package import SourceModel

/// What of the chains of a range can be rehearsed.
package struct RehearsalPlanning {
  /// A chain that is not rehearsed.
  package struct LeftOut: Hashable, Sendable {
    /// Its folder.
    package let folder: RepositoryPath
    /// Why, in a phrase: `its migrations are programs`.
    package let reason: String
  }

  /// The chains with migrations to rehearse, by folder.
  package private(set) var chains: [PlannedChain] = []
  /// The other ones that changed, by folder.
  package private(set) var leftOut: [LeftOut] = []

  /// Looks for the chains that the changed files of a scene belong to.
  ///
  /// The schema before a chain's new migrations is made by those that stood at `before`; whatever
  /// edits of those the range brings is not run.
  package init(of scene: ChainScene) {
    let before = RehearsalPlanning.chains(in: scene.before, touching: scene.changed)
    for chain in RehearsalPlanning.chains(in: scene.after, touching: scene.changed) {
      if let reason = chain.obstacle {
        leftOut.append(LeftOut(folder: chain.folder, reason: reason))
        continue
      }
      let stood = before.first { $0.folder == chain.folder && $0.language == chain.language }
      let versions = Set(stood?.migrations.map(\.version) ?? [])
      let steps = chain.migrations.filter { migration in
        !versions.contains(migration.version)
          || migration.isRepeatable && scene.changed.contains(migration.up)
      }
      if steps.isEmpty { continue }
      let scripts = PlannedScripts(chain: chain, tree: scene.after)
      let base = stood.map { PlannedScripts(chain: $0, tree: scene.before) }
      chains.append(
        PlannedChain(
          layout: chain.layout.rawValue, folder: chain.folder, hasDowns: chain.hasDown == .expected,
          base: base?.all ?? [], steps: steps.map(scripts.step)))
    }
  }

  private static func chains(
    in tree: any FileTree, touching paths: [RepositoryPath]
  ) -> [MigrationChain] {
    let search = MigrationChain.find(touching: paths, list: tree.files(below:)) { path in
      if case .file(let source) = tree.read(path) { source } else { nil }
    }
    return search.chains
  }
}

extension MigrationChain {
  /// Why its migrations are not run; nil if they can be.
  fileprivate var obstacle: String? {
    if language != .sql { return "its migrations are programs" }
    if case .other(let name) = dialect { return "its migrations are for \(name)" }
    return nil
  }
}
