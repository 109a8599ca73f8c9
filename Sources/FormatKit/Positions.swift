package import ReleaseModel

/// The positions in which an element stands, as a set.
package struct PositionSet: OptionSet, Hashable, Sendable {
  package let rawValue: UInt8

  package init(rawValue: UInt8) {
    self.rawValue = rawValue
  }

  /// The element describes what is taken in.
  package static let accepted = PositionSet(rawValue: 1)
  /// The element describes what is given out.
  package static let returned = PositionSet(rawValue: 2)
  /// The element describes both.
  package static let both: PositionSet = [.accepted, .returned]

  /// The set seen from the other side of the wire.
  package var flipped: PositionSet {
    PositionSet(rawValue: (rawValue & 1) << 1 | (rawValue & 2) >> 1)
  }

  /// The set as one word; nil if it is empty.
  package var position: Position? {
    switch self {
    case .accepted: .accepted
    case .returned: .returned
    case .both: .both
    default: nil
    }
  }
}

/// How positions change on the way from one element to another that it uses.
package struct Passage: Hashable, Sendable {
  /// Whether the used element stands on the other side of the wire.
  package let flips: Bool
  /// The positions, after the flip, in which the used element can be reached at all.
  package let mask: PositionSet

  /// Makes a passage.
  package init(flips: Bool = false, mask: PositionSet = .both) {
    self.flips = flips
    self.mask = mask
  }

  /// The used element stands where the using one does.
  package static let straight = Passage()
  /// The used element stands on the other side of the wire.
  package static let flipped = Passage(flips: true)

  /// The positions of the used element.
  package func callAsFunction(_ positions: PositionSet) -> PositionSet {
    (flips ? positions.flipped : positions).intersection(mask)
  }

  /// This passage, then another.
  package func then(_ next: Passage) -> Passage {
    Passage(
      flips: flips != next.flips,
      mask: (next.flips ? mask.flipped : mask).intersection(next.mask))
  }

  /// This passage, open to fewer positions.
  package func masked(_ positions: PositionSet) -> Passage {
    Passage(flips: flips, mask: mask.intersection(positions))
  }
}
