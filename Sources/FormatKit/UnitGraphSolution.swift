import Digests
package import ReleaseModel
import SourceModel

extension UnitGraph {
  /// How the facts of units that no root reaches are judged.
  package enum UnreachedPolicy: Sendable {
    /// The contract has a surface, and these units are not on it: at most risky.
    case offSurface
    /// The contract is a library of shared elements: as if taken in and given out.
    case shared
  }

  /// The longest list of affected elements that a change carries.
  package static let affectedLimit = 50

  /// Classifies every fact for the positions in which its unit stands.
  ///
  /// Facts that say the same of many units, as after an upgrade of a generator, become one change
  /// with those units as the affected elements.
  ///
  /// - Parameter absorbed: The rule to report instead of a fact that every use absorbs.
  package func changes(unreached: UnreachedPolicy, absorbed: Rule) -> [DetectedChange] {
    let positions = positionsOfUnits()
    var users = UserSearch(self, positions)
    let names = UnitNames(units)
    var changes: [DetectedChange] = []
    for facts in groups(of: facts.map { judge($0, positions, users, unreached, absorbed) }) {
      if facts.count >= UnitGraph.collapseThreshold {
        changes.append(collapsed(facts))
      } else {
        changes += facts.map { change($0, &users, names) }
      }
    }
    return changes
  }

  /// A fact with its verdict.
  private struct Judged {
    let fact: Fact
    let rule: Rule
    let classification: Classification
    let position: Position?
    let isAbsorbed: Bool

    /// Whether the announcement at `before` counts for the rule.
    var isMildened: Bool {
      !isAbsorbed && fact.announced && fact.rule.classification.announced != nil
    }
  }

  private func judge(
    _ fact: Fact, _ positions: [PositionSet], _ users: UserSearch, _ unreached: UnreachedPolicy,
    _ absorbed: Rule
  ) -> Judged {
    var stands = positions[Int(fact.unit)]
    if let aspect = fact.aspect, fact.rule.classification != .always(.neutral), !stands.isEmpty {
      stands = users.positions(of: fact.unit, lettingThrough: aspect)
      if stands.isEmpty {
        return Judged(
          fact: fact, rule: absorbed, classification: .neutral, position: nil, isAbsorbed: true)
      }
    }
    let reached = fact.passage(stands.isEmpty ? .both : stands)
    var classification =
      reached.isEmpty
      ? .neutral
      : fact.rule.classification.classification(at: reached.position, announced: fact.announced)
    if stands.isEmpty, unreached == .offSurface { classification = min(classification, .risky) }
    let isPositional = fact.rule.classification.word == nil
    return Judged(
      fact: fact, rule: fact.rule, classification: classification,
      position: isPositional ? reached.position : nil, isAbsorbed: false)
  }

  private func change(
    _ judged: Judged, _ users: inout UserSearch, _ names: UnitNames
  ) -> DetectedChange {
    let fact = judged.fact
    let unit = units[Int(fact.unit)]
    var found: [AffectedElement] = []
    if !judged.isAbsorbed, !users.isRoot(fact.unit) {
      found = users.of(fact.unit, passage: fact.passage, aspect: fact.aspect)
      // A unit that stands inside the one root that uses it says so by its name.
      if let first = found.first?.element, found.allSatisfy({ $0.element == first }),
        unit.element.bytes.starts(with: first.bytes)
      {
        found = []
      }
    }
    let names = names.of(unit)
    let isRenamed = names.former != nil || fact.formerTail != nil
    let former = (names.former ?? names.element).step(to: fact.formerTail ?? fact.tail)
    return DetectedChange(
      rule: judged.rule.id, classification: judged.classification,
      element: names.element.step(to: fact.tail),
      formerElement: isRenamed ? former : nil, message: fact.message,
      position: judged.position, before: fact.before, after: fact.after,
      affected: Array(found.prefix(UnitGraph.affectedLimit)),
      affectedCount: Set(found.map(\.element)).count, isAnnounced: judged.isMildened)
  }

  // MARK: Many facts of one cause

  /// From so many units on, facts that say the same are one change.
  private static let collapseThreshold = 5

  /// What makes two facts say the same.
  private struct Cause: Hashable {
    let rule: RuleID
    let kind: UInt8
    let tail: Name
    let message: Name
    let before: Name?
    let after: Name?
    let classification: Classification
    let position: Position?
  }

  /// Where a fact lies in the last part of its unit's name that units of one kind can share: the
  /// parameter of an operation, the response of another.
  private func tail(of fact: Fact) -> Name {
    units[Int(fact.unit)].element.lastStep.step(to: fact.tail)
  }

  /// The facts by what they say, in the order in which each was first said; facts about one unit
  /// only are alone.
  private func groups(of facts: [Judged]) -> [[Judged]] {
    var indices: [Cause: Int] = [:]
    var groups: [[Judged]] = []
    for judged in facts {
      let fact = judged.fact
      let cause = Cause(
        rule: judged.rule.id, kind: units[Int(fact.unit)].key.kind, tail: tail(of: fact),
        message: Name(fact.message), before: fact.before?.value, after: fact.after?.value,
        classification: judged.classification, position: judged.position)
      if let index = indices[cause] {
        groups[index].append(judged)
      } else {
        indices[cause] = groups.count
        groups.append([judged])
      }
    }
    return groups.flatMap { group in
      group.count >= UnitGraph.collapseThreshold ? [group] : group.map { [$0] }
    }
  }

  /// One change for facts that say the same, located where it is said first.
  private func collapsed(_ group: [Judged]) -> DetectedChange {
    let first = group[0]
    let elements = Set(group.map { units[Int($0.fact.unit)].element }).sorted()
    return DetectedChange(
      rule: first.rule.id, classification: first.classification,
      element: Name.many.step(to: tail(of: first.fact)), message: first.fact.message,
      position: first.position, before: first.fact.before, after: first.fact.after,
      affected: elements.prefix(UnitGraph.affectedLimit).map {
        AffectedElement(element: $0, position: first.position, count: 1)
      }, affectedCount: elements.count, memberDigest: digest(of: elements),
      isAnnounced: group.contains(where: \.isMildened))
  }

  /// A digest of sorted names, each with its length before it.
  private func digest(of elements: [Name]) -> String {
    SHA256.hexDigest(of: elements.flatMap { Array("\($0.bytes.count) ".utf8) + $0.bytes })
  }

  /// Lets positions flow from the roots along the uses until nothing moves.
  private func positionsOfUnits() -> [PositionSet] {
    var positions = [PositionSet](repeating: [], count: units.count)
    var outgoing = [[Int32]](repeating: [], count: units.count)
    for (index, use) in uses.enumerated() { outgoing[Int(use.user)].append(Int32(index)) }
    var pending: [Int32] = []
    for root in roots {
      positions[Int(root.unit)].formUnion(root.positions)
      pending.append(root.unit)
    }
    // Every visit adds a position to a unit, and a unit has two.
    while let unit = pending.popLast() {
      for index in outgoing[Int(unit)] {
        let use = uses[Int(index)]
        let reached = use.passage(positions[Int(unit)])
        if !reached.isSubset(of: positions[Int(use.used)]) {
          positions[Int(use.used)].formUnion(reached)
          pending.append(use.used)
        }
      }
    }
    return positions
  }
}

/// The names of units, told apart where two units have one name: a component that is compared with
/// its former self, and with another that was used in its place.
private struct UnitNames {
  private var elements: [Name: Int] = [:]
  private var formers: [Name: Int] = [:]

  init(_ units: [UnitGraph.Unit]) {
    for unit in units {
      elements[unit.element, default: 0] += 1
      formers[unit.formerElement ?? unit.element, default: 0] += 1
    }
  }

  func of(_ unit: UnitGraph.Unit) -> (element: Name, former: Name?) {
    guard let former = unit.formerElement,
      elements[unit.element, default: 1] > 1 || formers[former, default: 1] > 1
    else { return (unit.element, unit.formerElement) }
    return (
      unit.element + " (was " + former + ")", former + " (was " + unit.element + ")"
    )
  }
}

/// Finds the roots that reach a unit.
private struct UserSearch {
  private let graph: UnitGraph
  private let positions: [PositionSet]
  private var incoming: [[Int32]]
  private var rootPositions: [PositionSet]
  /// The last search in which a unit was visited, with the positions found there.
  private var stamps: [Int32]
  private var visited: [PositionSet]
  private var stamp: Int32 = 0
  private var memo: [MemoKey: [AffectedElement]] = [:]

  private struct MemoKey: Hashable {
    let unit: Int32
    let passage: Passage
    let aspect: Name?
  }

  init(_ graph: UnitGraph, _ positions: [PositionSet]) {
    self.graph = graph
    self.positions = positions
    incoming = [[Int32]](repeating: [], count: graph.units.count)
    for (index, use) in graph.uses.enumerated() { incoming[Int(use.used)].append(Int32(index)) }
    rootPositions = [PositionSet](repeating: [], count: graph.units.count)
    for root in graph.roots { rootPositions[Int(root.unit)].formUnion(root.positions) }
    stamps = [Int32](repeating: 0, count: graph.units.count)
    visited = [PositionSet](repeating: [], count: graph.units.count)
  }

  func isRoot(_ unit: Int32) -> Bool { !rootPositions[Int(unit)].isEmpty }

  /// The positions in which a unit stands through uses that let an aspect through.
  func positions(of unit: Int32, lettingThrough aspect: Name) -> PositionSet {
    let all = positions[Int(unit)]
    if graph.absorptions.isEmpty { return all }
    var found = rootPositions[Int(unit)]
    for index in incoming[Int(unit)] {
      if found == all { break }
      let use = graph.uses[Int(index)]
      if use.absorbs >= 0, graph.absorptions[Int(use.absorbs)].contains(aspect) { continue }
      found.formUnion(use.passage(positions[Int(use.user)]))
    }
    return found
  }

  /// The roots that reach a unit through uses that let the aspect through, sorted by element.
  ///
  /// A state of the search is a unit and the passage from it to the fact, of which only the images
  /// of the two single positions matter; so the search visits each unit at most a few times.
  mutating func of(_ unit: Int32, passage: Passage, aspect: Name?) -> [AffectedElement] {
    let blocked = aspect.flatMap { aspect in
      graph.absorptions.contains { $0.contains(aspect) } ? aspect : nil
    }
    let key = MemoKey(unit: unit, passage: passage, aspect: blocked)
    if let known = memo[key] { return known }
    var counts: [Reached: Int] = [:]
    for (single, position) in [(PositionSet.accepted, Position.accepted), (.returned, .returned)] {
      // The positions of the unit in which the fact stands in this single position.
      let wanted = passage.flips ? single.flipped : single
      guard passage.mask.contains(single), positions[Int(unit)].contains(wanted) else { continue }
      search(from: unit, in: wanted, blocked: blocked) { root, uses in
        counts[Reached(unit: root, position: position), default: 0] += uses
      }
    }
    var found = counts.map { reached, count in
      AffectedElement(
        element: graph.units[Int(reached.unit)].element, position: reached.position, count: count)
    }
    found.sort { a, b in
      if a.element != b.element { return a.element < b.element }
      if a.position != b.position { return a.position == .accepted }
      // Units can share a name.
      return a.count > b.count
    }
    memo[key] = found
    return found
  }

  private struct Reached: Hashable {
    let unit: Int32
    let position: Position
  }

  /// Walks the uses backwards from a unit that stands in one position, and reports every root with
  /// the number of its own uses over which it arrives.
  private mutating func search(
    from start: Int32, in position: PositionSet, blocked: Name?,
    found: (_ root: Int32, _ uses: Int) -> Void
  ) {
    stamp += 1
    var arrivals: [Int32: Int] = [:]
    var pending: [(unit: Int32, position: PositionSet)] = [(start, position)]
    mark(start, position)
    var first = true
    while let (unit, stands) = pending.popLast() {
      for index in incoming[Int(unit)] {
        let use = graph.uses[Int(index)]
        if first, let blocked, use.absorbs >= 0,
          graph.absorptions[Int(use.absorbs)].contains(blocked)
        {
          continue
        }
        let origin = use.passage.flips ? stands.flipped : stands
        guard use.passage.mask.contains(stands), positions[Int(use.user)].contains(origin) else {
          continue
        }
        if rootPositions[Int(use.user)].contains(origin) { arrivals[use.user, default: 0] += 1 }
        if !isMarked(use.user, origin) {
          mark(use.user, origin)
          pending.append((use.user, origin))
        }
      }
      first = false
    }
    for (root, uses) in arrivals { found(root, uses) }
  }

  private func isMarked(_ unit: Int32, _ position: PositionSet) -> Bool {
    stamps[Int(unit)] == stamp && visited[Int(unit)].contains(position)
  }

  private mutating func mark(_ unit: Int32, _ position: PositionSet) {
    if stamps[Int(unit)] != stamp {
      stamps[Int(unit)] = stamp
      visited[Int(unit)] = []
    }
    visited[Int(unit)].formUnion(position)
  }
}
