import DataTrees
import FormatKit
import ReleaseModel
import SourceModel
import Testing

/// How positions flow through units, and who is affected by what.
struct UnitGraphTests {
  private let tree: DataTree
  private var graph = UnitGraph()

  init() throws {
    let items = "[" + (0..<500).map { "\($0)" }.joined(separator: ",") + "]"
    tree = try #require(DataTree.read(SourceText(path: "a.json", items), syntax: .json).tree)
  }

  /// The unit of a number, which its element is named after.
  private mutating func unit(_ number: Int, was former: Name? = nil) -> Int32 {
    let node = Array(tree.items(of: tree.root))[number]
    let place = NodeRef(document: 0, node: node)
    return graph.unit(
      UnitGraph.Key(kind: 0, before: place, after: place), element: Name("u\(number)"),
      formerElement: former)
  }

  private func rule(_ name: String, _ row: ClassificationRow) -> Rule {
    let example = Example(before: "a", after: "b")
    return Rule(
      RuleID("test/\(name)"), name, is: row, inverse: RuleID("test/\(name)"),
      norm: Norm("none", "none"), rationale: "None.", remedy: "None.", example: example,
      nearMiss: example)
  }

  private let place = Sighting(Location("a.json", SourceRange(0, 1)))

  private mutating func record(
    _ unit: Int32, at tail: Name = "", _ message: String = "it changed",
    passage: Passage = .straight, announced: Bool = false, aspect: Name? = nil
  ) {
    graph.record(
      rule("narrowed", .row(accepted: .breaking, returned: .additive, announced: .risky)),
      in: unit, at: tail, message, before: place, after: place, passage: passage,
      announced: announced, aspect: aspect)
  }

  private func changes(_ policy: UnitGraph.UnreachedPolicy = .offSurface) -> [DetectedChange] {
    graph.changes(unreached: policy, absorbed: rule("moved", .always(.neutral)))
  }

  // MARK: Units

  @Test mutating func oneUnitForOnePair() {
    let first = unit(0)
    #expect(unit(0) == first && unit(1) != first)
    #expect(graph.nextPending() == first)
    let late = unit(2)
    #expect(graph.nextPending() == unit(1) && graph.nextPending() == late)
    #expect(graph.nextPending() == nil)
    _ = unit(3)
    #expect(graph.nextPending() == unit(3))
  }

  @Test mutating func formerNamesAreTold() {
    let (plain, renamed) = (unit(0), unit(1, was: "old"))
    graph.addRoot(plain, in: .accepted)
    graph.addRoot(renamed, in: .accepted)
    graph.record(
      rule("a", .always(.risky)), in: plain, at: "new", was: "former", "1", before: place,
      after: place)
    graph.record(
      rule("a", .always(.risky)), in: renamed, at: "x", was: "x", "2", before: place, after: place)
    #expect(changes().map(\.element) == ["u0 > new", "u1 > x"])
    #expect(changes().map(\.formerElement) == ["u0 > former", "old > x"])
  }

  @Test mutating func manyAreToldApartByAllTheirMembers() {
    func digest(of numbers: [Int], _ test: inout UnitGraphTests) -> String? {
      test.graph = UnitGraph()
      for number in numbers { test.record(test.unit(number), at: "x") }
      let changes = test.changes()
      #expect(changes.map(\.element) == ["* > x"])
      #expect(changes.first?.affectedCount == numbers.count)
      return changes.first?.memberDigest
    }
    let numbers = Array(100..<200)
    let all = digest(of: numbers, &self)
    #expect(all != nil)
    #expect(digest(of: numbers.reversed(), &self) == all)
    // The last is not among those that are named.
    #expect(digest(of: numbers.dropLast() + [200], &self) != all)
    #expect(digest(of: numbers.dropLast(), &self) != all)
    graph = UnitGraph()
    for number in 0..<4 { record(unit(number), at: "x") }
    #expect(changes().map(\.memberDigest) == [nil, nil, nil, nil])
  }

  // MARK: Positions

  @Test mutating func positionsFlowAlongUses() {
    let (root, flipped, masked, far) = (unit(0), unit(1), unit(2), unit(3))
    graph.addRoot(root, in: .accepted)
    graph.use(flipped, by: root, passage: .flipped)
    graph.use(masked, by: root, passage: Passage(mask: .returned))
    graph.use(far, by: flipped)
    graph.use(far, by: root)
    for unit in [root, flipped, masked, far] { record(unit, at: Name("\(unit)")) }
    #expect(changes().map(\.position) == [.accepted, .returned, .both, .both])
    // Nothing reaches `masked`, so it is off the surface: at most risky.
    #expect(changes().map(\.classification) == [.breaking, .additive, .risky, .breaking])
  }

  @Test mutating func positionsFlowThroughCycles() {
    let units = (0..<4).map { unit($0) }
    graph.addRoot(units[0], in: .accepted)
    for index in 0..<4 { graph.use(units[(index + 1) % 4], by: units[index], passage: .flipped) }
    graph.use(units[1], by: units[0])
    record(units[3])
    let change = changes()[0]
    #expect(change.position == .both)
    // The cycle uses the root again, on both sides.
    #expect(Set(change.affected.map(\.element)) == ["u0"])
  }

  @Test mutating func passagesOfFactsCount() {
    let root = unit(0)
    graph.addRoot(root, in: .both)
    record(root, at: "read-only", passage: Passage(mask: .returned))
    record(root, at: "nowhere", passage: Passage(mask: []))
    #expect(changes().map(\.classification) == [.additive, .neutral])
  }

  @Test mutating func librariesAreJudgedAsBoth() {
    record(unit(0))
    #expect(changes(.shared).map(\.classification) == [.breaking])
    #expect(changes(.shared).map(\.position) == [.both])
    #expect(changes(.offSurface).map(\.classification) == [.risky])
  }

  @Test mutating func announcedIsRisky() {
    let root = unit(0)
    graph.addRoot(root, in: .accepted)
    record(root, announced: true)
    #expect(changes().map(\.classification) == [.risky])
  }

  // MARK: Users

  @Test mutating func usersAreCountedOnceAndSorted() {
    let component = unit(0)
    let middle = unit(1)
    graph.use(component, by: middle)
    for number in 2..<302 {
      let root = unit(number)
      graph.addRoot(root, in: .accepted)
      graph.use(middle, by: root)
      graph.use(component, by: root, passage: .flipped)
    }
    record(component)
    let change = changes()[0]
    #expect(change.affectedCount == 300 && change.affected.count == UnitGraph.affectedLimit)
    #expect(
      change.affected.prefix(3) == [
        AffectedElement(element: "u10", position: .accepted, count: 1),
        AffectedElement(element: "u10", position: .returned, count: 1),
        AffectedElement(element: "u100", position: .accepted, count: 1),
      ])
    #expect(change.position == .both)
  }

  @Test mutating func absorbedFactsAreRearrangements() {
    let (component, user, other) = (unit(0), unit(1), unit(2))
    graph.addRoot(user, in: .accepted)
    graph.use(component, by: user, absorbing: ["type"])
    record(component, at: "a", aspect: "type")
    record(component, at: "b", aspect: "format")
    #expect(changes().map(\.rule) == ["test/moved", "test/narrowed"])
    #expect(changes().map(\.classification) == [.neutral, .breaking])
    // Another user lets it through, and stands on the other side.
    graph.addRoot(other, in: .returned)
    graph.use(component, by: other)
    let changes = changes()
    #expect(changes.map(\.rule) == ["test/narrowed", "test/narrowed"])
    #expect(changes.map { $0.affected.map(\.element) } == [["u2"], ["u1", "u2"]])
    #expect(changes.map(\.position) == [.returned, .both])
    #expect(changes.map(\.classification) == [.additive, .breaking])
  }

  // MARK: Many facts

  @Test mutating func factsThatSayTheSameOfManyUnitsAreOne() {
    for number in 0..<5 {
      let root = unit(number)
      graph.addRoot(root, in: .accepted)
      if number < 4 { record(root, at: "few", "few changed") }
      record(root, at: "many", "many changed")
    }
    let changes = changes()
    #expect(changes.count == 5)
    let many = changes.filter { $0.message == "many changed" }
    #expect(many.map(\.affectedCount) == [5])
    #expect(many.map { $0.affected.map(\.element) } == [["u0", "u1", "u2", "u3", "u4"]])
  }

  @Test mutating func withdrawnFactsAreGone() {
    let root = unit(0)
    graph.addRoot(root, in: .accepted)
    record(root, at: "kept")
    let count = graph.factCount
    record(root, at: "withdrawn")
    graph.withdrawFacts(from: count)
    #expect(graph.factCount == count && changes().map(\.element) == ["u0 > kept"])
  }
}
