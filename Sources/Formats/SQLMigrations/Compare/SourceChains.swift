import MigrationLayouts
import SourceModel

extension [(before: MigrationChain?, after: MigrationChain?)] {
  /// The indexes of chains that nobody runs: the migrations of another one are made from them.
  var sources: Set<Int> {
    let made = map { pair in
      [pair.before, pair.after].compactMap(\.self).reduce(into: Set<Name>()) { moments, chain in
        moments.formUnion(chain.migrations.filter(\.isMade).compactMap(\.moment))
      }
    }
    return Set(
      indices.filter { index in
        guard let chain = self[index].after ?? self[index].before else { return false }
        return indices.contains { $0 != index && chain.isSource(ofMigrationsAt: made[$0]) }
      })
  }
}

extension MigrationChain {
  /// Whether its migrations stand for moments, at nine in ten of which others were made.
  fileprivate func isSource(ofMigrationsAt made: Set<Name>) -> Bool {
    let moments = migrations.map { $0.isMade ? nil : $0.moment }
    guard !made.isEmpty, !moments.isEmpty, !moments.contains(nil) else { return false }
    return moments.count { $0.map(made.contains) ?? false } * 10 >= moments.count * 9
  }
}

extension Migration {
  /// How many digits a moment to the second has.
  private static let digits = 14

  /// The moment with which the version begins; nil if it is no number of so many digits.
  fileprivate var moment: Name? {
    let bytes = version.bytes
    guard bytes.count >= Migration.digits, bytes.allSatisfy({ (0x30...0x39).contains($0) }) else {
      return nil
    }
    return Name(bytes.prefix(Migration.digits))
  }

  /// Whether it is numbered within its moment, beside those of other moments, as programs do that
  /// make several migrations of one file.
  fileprivate var isMade: Bool {
    guard let moment, version.bytes.count > Migration.digits else { return false }
    return !up.parent.lastSegment.starts(with: moment.bytes)
  }
}
