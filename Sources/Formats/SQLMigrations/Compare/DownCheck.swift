import CallShapes
import FormatKit
import MigrationLayouts
import PostgresSchema
import ReleaseModel
import SourceModel

/// Holds the way down of a new migration against its way up.
struct DownCheck {
  /// Whether a migration of the chain is to have a way down.
  let expectsDown: Bool

  /// What is wrong with it.
  func changes(of migration: JudgedMigration) -> [DetectedChange] {
    let read = migration.read
    if read.up.isEmpty || read.migration.isRepeatable { return [] }
    let lost = irreversible(migration)
    guard expectsDown else { return lost }
    let place = migration.place
    func change(_ rule: Rule, _ message: String, at location: Location) -> [DetectedChange] {
      [DetectedChange(rule, place, message, at: location, in: place)]
    }
    guard let down = read.down else {
      if !read.irreversible.isEmpty { return lost }
      return lost
        + change(
          DownRules.missing, "migration '\(place.text)' has no way down",
          at: Location(read.up.path, read.up.spot))
    }
    if let stop = down.gaps.first(where: { $0.reason == CallShapeReading.noWayBack }) {
      if !read.irreversible.isEmpty { return lost }
      return lost
        + change(
          DownRules.missing,
          "migration '\(place.text)' has no way down: the tool refuses to undo this step",
          at: Location(down.path, stop.range))
    }
    if down.isEmpty {
      if !read.irreversible.isEmpty { return lost }
      // Rows that were filled in may stay: the old code ignores them.
      let hasShape = read.up.statements.contains { $0.reading != .whole || $0.altersShape }
      return lost
        + [
          DetectedChange(
            DownRules.empty, place, "the way down of migration '\(place.text)' does nothing",
            at: Location(down.path, down.spot), in: place, as: hasShape ? nil : .neutral)
        ]
    }
    return lost
      + leftovers(migration, down).flatMap { leftover in
        change(
          DownRules.notInverse,
          "the way down of migration '\(place.text)' \(leftover.sentence)",
          at: Location(down.path, down.spot)
        ).map { $0.about(leftover.object.shown) }
      }
  }

  // MARK: What cannot come back

  private func irreversible(_ migration: JudgedMigration) -> [DetectedChange] {
    var told: Set<Name> = []
    return migration.facts.compactMap { placed in
      guard placed.fact.rule.phase == .contract || placed.operation.action.isDataLoss,
        let lost = placed.operation.action.lost, told.insert(lost.element).inserted
      else { return nil }
      let isStated = migration.read.irreversible.contains { comment in
        SourceText(path: .root, bytes: comment.bytes).contains(lost.word.asciiLowercased.text)
      }
      if isStated { return nil }
      return DetectedChange(
        DownRules.irreversible, lost.element,
        "\(lost.what) cannot be brought back by a way down, and no comment says so",
        at: placed.location, in: migration.place)
    }
  }

  // MARK: What stays behind

  private func leftovers(_ migration: JudgedMigration, _ down: ReadScript) -> [Leftover] {
    let up = migration.read.up
    // What is computed, or not understood, may do the rest.
    for script in [up, down] {
      if !script.gaps.isEmpty || !script.flaws.isEmpty { return [] }
      let isClear = script.statements.allSatisfy { statement in
        statement.reading == .whole && !statement.blocks.contains { !$0.operations.isEmpty }
          && statement.operations.allSatisfy { $0.action.isWhollyKnown }
      }
      if !isClear { return [] }
    }
    let effect = NetEffect(up.operations.map(\.action))
    let back = down.operations.map(\.action)
    return effect.leftovers(after: NetEffect(back), standing: migration.standing)
      + narrower(migration.dropped, back)
  }

  /// The tables that come back without some of their columns.
  private func narrower(_ dropped: [ObjectName: [Name]], _ back: [Action]) -> [Leftover] {
    back.compactMap { action in
      guard case .createTable(let table) = action, let columns = dropped[table.name.key],
        !table.isFilledByQuery, table.likes.isEmpty, table.inherits.isEmpty,
        table.partitionOf == nil
      else { return nil }
      let added = back.compactMap { action -> Name? in
        guard case .alterTable(let other, let part) = action, other.key == table.name.key else {
          return nil
        }
        switch part {
        case .addColumn(let column, _): return column.name
        case .renameColumn(_, let name): return name
        default: return nil
        }
      }
      let here = Set(table.columns.map(\.name) + added)
      let missing = columns.filter { !here.contains($0) }.map(\.quoted)
      return missing.isEmpty
        ? nil
        : Leftover(
          object: table.name,
          sentence: "brings back table \(table.name.quoted) without "
            + missing.joined(separator: ", "))
    }
  }
}

extension Statement {
  /// Whether anything but rows changes.
  fileprivate var altersShape: Bool {
    operations.contains { operation in
      switch operation.action {
      case .insert, .update, .delete, .merge, .truncate, .copyIn, .select, .analyze, .vacuum,
        .begin, .commit, .rollback, .savepoint, .set, .lockTable, .refresh, .comment,
        // What holds for all rows need not stop to.
        .alterTable(_, .validateConstraint):
        false
      default: true
      }
    } || inner.contains { $0.place == .block && $0.altersShape }
  }
}

extension MigrationChain {
  /// Whether a migration of the chain is to have a way down: where the tool leaves it open, if most
  /// of the others have one.
  ///
  /// - Parameter others: How many others are known, and how many of those have one.
  func expectsDown(others: (all: Int, reversible: Int)) -> Bool {
    switch hasDown {
    case .expected: others.all < 3 || others.reversible * 4 > others.all
    case .none: false
    case .optional: others.reversible * 2 > others.all
    }
  }
}

extension DetectedChange {
  /// The same about another element.
  fileprivate func about(_ element: Name) -> DetectedChange {
    DetectedChange(
      rule: rule, classification: classification, element: element, message: message,
      before: before, after: after)
  }
}
