import MigrationLayouts
import SourceModel

/// The chains of two revisions, joined by their folders, or by their files where a folder moved.
struct ChainPairs {
  private(set) var pairs: [(before: MigrationChain?, after: MigrationChain?)] = []

  init(_ before: [MigrationChain], _ after: [MigrationChain]) {
    var rest = after
    var alone: [MigrationChain] = []
    for chain in before {
      let same = rest.indices.filter { rest[$0].folder == chain.folder }
      if let index = same.first(where: { rest[$0].isJudged == chain.isJudged }) ?? same.first {
        pairs.append((chain, rest.remove(at: index)))
      } else {
        alone.append(chain)
      }
    }
    for chain in alone {
      let names = ChainPairs.names(of: chain)
      // Migrations for several databases have the same names.
      let overlaps = rest.indices.filter { rest[$0].isJudged == chain.isJudged }.map { index in
        (index, ChainPairs.names(of: rest[index]).intersection(names).count)
      }
      let best = overlaps.max { ($0.1, $1.0) < ($1.1, $0.0) }
      let index = best.flatMap { $0.1 * 2 > names.count ? $0.0 : nil }
      pairs.append((chain, index.map { rest.remove(at: $0) }))
    }
    pairs += rest.map { (nil, $0) }
  }

  private static func names(of chain: MigrationChain) -> Set<Name> {
    Set(chain.migrations.map { $0.version + " " + $0.name })
  }
}

extension MigrationChain {
  /// Whether it speaks PostgreSQL, or may.
  var isJudged: Bool { if case .other = dialect { false } else { true } }
}
