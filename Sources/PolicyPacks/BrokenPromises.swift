package import ReleaseModel
import SourceModel

/// The ends that releases announced, and moved to an earlier day or version later on.
struct BrokenPromises {
  private struct Subject: Hashable {
    let contract: RepositoryPath
    let element: Name
  }

  private var seen: Set<Subject> = []
  private var ladders: [Ladder] = []

  mutating func look(_ lives: Lives) {
    for ladder in lives.own + lives.users
    where seen.insert(Subject(contract: ladder.contract, element: ladder.element)).inserted {
      ladders.append(ladder)
    }
  }

  /// For each element and kind of end one finding at most: about the longest promise.
  func findings(_ policy: Policy, _ facts: Facts) -> [Finding] {
    ladders.flatMap { ladder in
      [
        movedSunset(of: ladder, policy, facts), movedRemoval(of: ladder, policy, facts),
      ].compactMap { $0 }
    }
  }

  private func movedSunset(of ladder: Ladder, _ policy: Policy, _ facts: Facts) -> Finding? {
    let worst = longest(ladder.sunsetMovedEarlier, <)
    // Once the day has passed that was promised first, nobody is cut off before it.
    return worst?.from.end.flatMap { promised in
      finding(
        Policy.sunsetRule, about: worst, in: ladder, policy, facts,
        severity: ladder.asOf <= promised ? .error : .info,
        words: (noun: "sunset", end: "day"))
    }
  }

  private func movedRemoval(of ladder: Ladder, _ policy: Policy, _ facts: Facts) -> Finding? {
    let moves = ladder.removalMovedEarlier(by: facts.precedes)
    let worst = longest(moves) { facts.precedes($0, $1) == true }
    return worst?.from.end.flatMap { promised in
      finding(
        Policy.removalRule, about: worst, in: ladder, policy, facts,
        severity: facts.lack(of: promised, in: ladder) == nil ? .info : .error,
        words: (noun: "removal", end: "version"))
    }
  }

  /// The move away from the latest end.
  private func longest<End>(
    _ moves: [Ladder.Move<End>], _ precedes: (End, End) -> Bool
  ) -> Ladder.Move<End>? {
    moves.max { first, second in
      guard let first = first.from.end, let second = second.from.end else { return false }
      return precedes(first, second)
    }
  }

  private func finding<End: CustomStringConvertible>(
    _ rule: RuleID, about move: Ladder.Move<End>?, in ladder: Ladder, _ policy: Policy,
    _ facts: Facts, severity: Severity, words: (noun: String, end: String)
  ) -> Finding? {
    let ruling = policy.ruling(
      on: rule, at: ladder.contract, default: severity, components: facts.components)
    guard let severity = ruling.severity, let move, let from = move.from.end, let to = move.to.end
    else { return nil }
    return Finding(
      rule, severity: severity, clause: ruling.clause,
      message: "the \(words.noun) of '\(ladder.element)' was moved from \(from)"
        + " (\(move.from.rung.tag)) to \(to) (\(move.to.rung.tag))",
      remedy: "Keep the element until the \(words.end) that was announced first.",
      element: ladder.element, facts: "\(from) to \(to)", path: ladder.contract)
  }
}

extension Policy {
  /// The rule of sunsets that releases moved to an earlier day.
  package static let sunsetRule: RuleID = "history/sunset-moved-earlier"

  /// The rule of removals that releases moved to an earlier version.
  package static let removalRule: RuleID = "history/removal-moved-earlier"
}
