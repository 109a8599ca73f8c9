import MigrationLayouts
import SourceModel

extension RangeMigrations {
  /// Why a command does not take back exactly the migrations that the range adds; nil if it does.
  func objection(to command: UndoCommand, railsCount: Int) -> String? {
    if command.layouts.isEmpty {
      return count(railsCount, against: command.extent, "Rails")
    }
    let own = chains.indices.filter { index in
      command.layouts.contains(chains[index].layout)
        && (command.app.map { Name(chains[index].folder.parent.lastSegment) == $0 } ?? true)
    }
    let filled = own.filter { index in added.contains { $0.chain == index } }
    guard !filled.isEmpty else { return "the range adds no migration that \(command.tool) runs" }
    let objections = filled.map { objection(to: command.extent, in: $0, command.tool) }
    return objections.contains(nil) ? nil : objections.compactMap(\.self).first
  }

  private func objection(
    to extent: UndoCommand.Extent, in chain: Int, _ tool: String
  ) -> String? {
    let own = added.filter { $0.chain == chain }
    let migrations = chains[chain].migrations
    switch extent {
    case .count, .all:
      if extent == .all, own.count == migrations.count { return nil }
      return count(own.count, against: extent, tool)
    case .after(let target):
      return kept(below: own, in: chain).contains { $0.isNamed(target) }
        ? nil : "'\(target.text)' is not what stood before the range's migrations"
    case .including(let target):
      let first = migrations.first { migration in
        own.contains { $0.migration.up == migration.up }
      }
      return first.map { $0.version == target } ?? false
        ? nil : "'\(target.text)' is not the first of the range's migrations"
    }
  }

  /// The names by which the newest migration below the range's is known; empty if there is none.
  private func kept(below own: [Entry], in chain: Int) -> [Name] {
    if chains[chain].language == .alembic {
      let revisions = Set(own.map(\.revision))
      return own.flatMap(\.predecessors).filter { !revisions.contains($0) }
    }
    let added = Set(own.map(\.migration.up))
    guard let last = chains[chain].migrations.last(where: { !added.contains($0.up) }) else {
      return ["0"]
    }
    return [last.version, Name(last.version.bytes.drop { $0 == UInt8(ascii: "0") })]
  }

  private func count(
    _ count: Int, against extent: UndoCommand.Extent, _ tool: String
  ) -> String? {
    switch extent {
    case .count(count): nil
    case .count(let other):
      "it takes back \(other), and the range adds \(count) migration\(count == 1 ? "" : "s")"
    default: "it takes back all migrations, and the range adds \(count)"
    }
  }
}

extension Name {
  /// Whether the name is meant by one that may be cut behind its first characters.
  fileprivate func isNamed(_ target: Name) -> Bool {
    self == target || target.bytes.count >= 4 && bytes.starts(with: target.bytes)
  }
}
