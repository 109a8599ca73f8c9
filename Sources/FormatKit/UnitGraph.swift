package import DataTrees
package import ReleaseModel
package import SourceModel

/// A place in one revision's documents.
package struct NodeRef: Hashable, Sendable {
  /// The document's index in its set.
  package let document: Int32
  /// The node in that document.
  package let node: NodeID

  /// Names a place.
  package init(document: Int32, node: NodeID) {
    self.document = document
    self.node = node
  }
}

/// The parts of a contract that are compared once each, however often they are used.
///
/// A unit is a pair of elements that belong together: an operation, a component that many
/// operations share, a parameter of a path item. Comparing a unit records *facts* about it and
/// *uses* of other units, and knows nothing of positions. When all units are compared, positions
/// flow from the roots along the uses, and every fact is classified once, for all positions in
/// which its unit stands, with the roots that reach it as the affected elements. So cost grows with
/// the contract, never with the number of paths through it.
package struct UnitGraph: Sendable {
  /// What tells units apart: a kind that the format numbers, and the nodes compared.
  package struct Key: Hashable, Sendable {
    /// The kind, as the format numbers it.
    package let kind: UInt8
    /// The element at `before`.
    package let before: NodeRef
    /// The element at `after`.
    package let after: NodeRef

    /// Makes a key.
    package init(kind: UInt8, before: NodeRef, after: NodeRef) {
      self.kind = kind
      self.before = before
      self.after = after
    }
  }

  /// A pair of elements.
  package struct Unit: Sendable {
    /// What it compares.
    package let key: Key
    /// The element's name, at `after`.
    package let element: Name
    /// The element's name at `before`, if it was another.
    package let formerElement: Name?
  }

  /// One use of a unit by another.
  struct Use: Hashable, Sendable {
    let user: Int32
    let used: Int32
    let passage: Passage
    /// Index into `absorptions`, or -1: what this use does not let through.
    let absorbs: Int32
  }

  /// One difference inside a unit.
  package struct Fact: Sendable {
    let unit: Int32
    let rule: Rule
    let tail: Name
    /// The tail at `before`, if it was another.
    let formerTail: Name?
    let message: String
    let before: Sighting?
    let after: Sighting?
    let passage: Passage
    let announced: Bool
    /// What the fact is about, for uses that absorb it; nil if none can.
    let aspect: Name?
  }

  private(set) package var units: [Unit] = []
  private(set) var facts: [Fact] = []
  private(set) var uses: [Use] = []
  private(set) var absorptions: [Set<Name>] = []
  private(set) var roots: [(unit: Int32, positions: PositionSet)] = []
  private var indices: [Key: Int32] = [:]
  private var seenUses: Set<Use> = []
  private var compared = 0

  /// An empty graph.
  package init() {}

  /// The unit that compares two elements; it is queued for comparison when it is first asked for.
  package mutating func unit(_ key: Key, element: Name, formerElement: Name? = nil) -> Int32 {
    if let index = indices[key] { return index }
    let index = Int32(units.count)
    units.append(
      Unit(
        key: key, element: element,
        formerElement: formerElement == element ? nil : formerElement))
    indices[key] = index
    return index
  }

  /// Makes a unit a root: an element of the contract's surface, in the positions in which it stands.
  package mutating func addRoot(_ unit: Int32, in positions: PositionSet) {
    roots.append((unit, positions))
  }

  /// The next unit that nobody has compared yet.
  package mutating func nextPending() -> Int32? {
    guard compared < units.count else { return nil }
    defer { compared += 1 }
    return Int32(compared)
  }

  /// Records that a unit uses another; `absorbing` names the aspects of the used unit that make no
  /// difference to the user.
  package mutating func use(
    _ used: Int32, by user: Int32, passage: Passage = .straight, absorbing: Set<Name> = []
  ) {
    var absorbs: Int32 = -1
    if !absorbing.isEmpty {
      absorbs = Int32(absorptions.count)
      absorptions.append(absorbing)
    }
    let use = Use(user: user, used: used, passage: passage, absorbs: absorbs)
    if seenUses.insert(use).inserted { uses.append(use) }
  }

  /// Records a difference; `tail` says where inside the unit's element it lies, and `formerTail`
  /// where it lay, if that had another name.
  package mutating func record(
    _ rule: Rule, in unit: Int32, at tail: Name = "", was formerTail: Name? = nil,
    _ message: String, before: Sighting?, after: Sighting?, passage: Passage = .straight,
    announced: Bool = false, aspect: Name? = nil
  ) {
    facts.append(
      Fact(
        unit: unit, rule: rule, tail: tail, formerTail: formerTail == tail ? nil : formerTail,
        message: message, before: before, after: after, passage: passage, announced: announced,
        aspect: aspect))
  }

  /// The name that a unit's element had at `before`.
  package func formerElement(of unit: Int32) -> Name {
    units[Int(unit)].formerElement ?? units[Int(unit)].element
  }

  /// The number of facts so far: equal before and after a comparison means that it found nothing.
  package var factCount: Int { facts.count }

  /// The rule of the last fact.
  package var lastRule: RuleID? { facts.last?.rule.id }

  /// Takes back the facts from an index on, for a recognized compound edit that explains them.
  package mutating func withdrawFacts(from index: Int) {
    facts.removeLast(facts.count - index)
  }
}
