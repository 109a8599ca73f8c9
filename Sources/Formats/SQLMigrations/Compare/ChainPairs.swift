import MigrationLayouts
import SourceModel

/// The chains of two revisions, joined by their folders, or by their files where a folder moved.
struct ChainPairs {
  private(set) var pairs: [(before: MigrationChain?, after: MigrationChain?)] = []

  init(_ before: [MigrationChain], _ after: [MigrationChain]) {
    var rest = after
    var alone: [MigrationChain] = []
    for chain in before {
      if let index = rest.firstIndex(where: { $0.folder == chain.folder }) {
        pairs.append((chain, rest.remove(at: index)))
      } else {
        alone.append(chain)
      }
    }
    for chain in alone {
      let names = ChainPairs.names(of: chain)
      let index = rest.firstIndex { other in
        ChainPairs.names(of: other).intersection(names).count * 2 > names.count
      }
      pairs.append((chain, index.map { rest.remove(at: $0) }))
    }
    pairs += rest.map { (nil, $0) }
  }

  private static func names(of chain: MigrationChain) -> Set<Name> {
    Set(chain.migrations.map { $0.version + " " + $0.name })
  }
}
