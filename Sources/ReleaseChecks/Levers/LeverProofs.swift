import ReleaseModel

/// The levers of a range by the changes that they take back.
struct LeverProofs {
  private let levers: [String: Lever]

  /// Indexes levers.
  init(_ levers: [Lever]) {
    self.levers = Dictionary(
      levers.map { ($0.change, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// Whether there is something to flip back for a change, of a kind if one is given.
  func proof(ofLever kind: String?, for change: Change) -> Proof {
    guard let lever = levers[change.fingerprint] else {
      return Proof(isMet: change.classification == .neutral, "nothing has to be taken back")
    }
    if !lever.isFound { return Proof(isMet: false, lever.proof) }
    if let kind, lever.approach.rawValue != kind {
      return Proof(
        isMet: false, "the change is taken back by the lever '\(lever.approach.rawValue)'")
    }
    let time = lever.minutes.map { minutes in
      " (\(minutes) minute\(minutes == 1 ? "" : "s"), \(lever.isMeasured ? "measured" : "declared"))"
    }
    return Proof(isMet: true, lever.proof + (time ?? ""))
  }
}
