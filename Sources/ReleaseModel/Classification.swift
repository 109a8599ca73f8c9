/// What a change means for those who rely on the contract; ordered by gravity.
package enum Classification: String, Hashable, Sendable, CaseIterable {
  /// Nobody can notice it on the wire.
  case neutral
  /// Something more is offered; nobody has to act.
  case additive
  /// The end of something was announced.
  case deprecation
  /// The files cannot decide it, or it breaks some of those who rely on it.
  case risky
  /// Those who relied on the contract as it was described can fail.
  case breaking

  private var rank: Int {
    switch self {
    case .neutral: 0
    case .additive: 1
    case .deprecation: 2
    case .risky: 3
    case .breaking: 4
    }
  }
}

extension Classification: Comparable {
  package static func < (a: Classification, b: Classification) -> Bool { a.rank < b.rank }
}

/// Where a schema stands, seen from the side that owns the contract.
package enum Position: String, Hashable, Sendable, CaseIterable {
  /// It describes what is taken in: requests, arguments, parameters.
  case accepted
  /// It describes what is given out: responses, events, results.
  case returned
  /// It describes what is taken in and given out.
  case both
  /// It describes what is written and read back later.
  case stored
}

/// The classification of a rule: one word, or a row over positions.
package struct ClassificationRow: Hashable, Sendable {
  /// Where the element is accepted.
  package let accepted: Classification
  /// Where the element is returned.
  package let returned: Classification
  /// Where it is both, or stored.
  package let both: Classification
  /// The classification of the graver cells when `before` already announced the end; nil if an
  /// announcement changes nothing.
  package let announced: Classification?

  /// A row; both is the graver of the two unless stated.
  package static func row(
    accepted: Classification, returned: Classification, both: Classification? = nil,
    announced: Classification? = nil
  ) -> ClassificationRow {
    ClassificationRow(
      accepted: accepted, returned: returned, both: both ?? max(accepted, returned),
      announced: announced)
  }

  /// One word for all positions.
  package static func always(
    _ classification: Classification, announced: Classification? = nil
  ) -> ClassificationRow {
    ClassificationRow(
      accepted: classification, returned: classification, both: classification,
      announced: announced)
  }

  /// The one word for all positions, if it is one.
  package var word: Classification? {
    accepted == returned && returned == both ? accepted : nil
  }

  /// The cell for a position; an element without position takes the gravest cell.
  package func classification(at position: Position?, announced wasAnnounced: Bool)
    -> Classification
  {
    let cell =
      switch position {
      case .accepted: accepted
      case .returned: returned
      case .both, .stored: both
      case nil: max(accepted, returned, both)
      }
    guard wasAnnounced, let announced else { return cell }
    return min(cell, announced)
  }
}
