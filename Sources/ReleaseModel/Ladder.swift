package import SourceModel

/// The life of one element of a contract over the releases before a revision: what was promised
/// about it, and for how long.
package struct Ladder: Hashable, Sendable {
  /// What one release says about the element.
  package enum State: Hashable, Sendable {
    /// The release has no such element.
    case absent
    /// The element stands, and nothing is said about its end.
    case served
    /// The element stands and its end is announced, perhaps with the day.
    case announced(sunset: CalendarDate?)
    /// The release's contract could not be read; the reason, lower case.
    case unreadable(reason: String)
  }

  /// One release.
  package struct Rung: Hashable, Sendable {
    /// The name of its tag.
    package let tag: String
    /// Its commit in hex.
    package let commit: String
    /// The UTC day of its commit; of the release from which days are counted, that of the newest
    /// ancestor if a clock ran behind.
    package let date: CalendarDate
    /// What it says about the element.
    package let state: State

    /// States a release's word.
    package init(tag: String, commit: String, date: CalendarDate, state: State) {
      self.tag = tag
      self.commit = commit
      self.date = date
      self.state = state
    }
  }

  /// An announced last day, and the release that was first to say it.
  package struct Sunset: Hashable, Sendable {
    /// The release.
    package let rung: Rung
    /// The day; nil if the release announces an end without one.
    package let day: CalendarDate?
  }

  /// The contract's root file at `after`, else at `before`.
  package let contract: RepositoryPath
  /// The format's name.
  package let format: String
  /// The element as the releases call it.
  package let element: Name
  /// The releases that count, oldest first.
  package let rungs: [Rung]
  /// The day against which windows are judged.
  package let asOf: CalendarDate
  /// Whether `after` still has the element.
  package let standsAtAfter: Bool

  /// Gathers a life; `rungs` are in the order of versions.
  package init(
    contract: RepositoryPath, format: String, element: Name, rungs: [Rung], asOf: CalendarDate,
    standsAtAfter: Bool
  ) {
    self.contract = contract
    self.format = format
    self.element = element
    self.rungs = rungs
    self.asOf = asOf
    self.standsAtAfter = standsAtAfter
  }
}

extension Ladder.State {
  /// Whether a release with this word has the element.
  package var stands: Bool {
    switch self {
    case .served, .announced: true
    case .absent, .unreadable: false
    }
  }

  fileprivate var isAnnounced: Bool {
    if case .announced = self { true } else { false }
  }

  fileprivate var sunset: CalendarDate? {
    if case .announced(let sunset) = self { sunset } else { nil }
  }

  fileprivate var unreadableReason: String? {
    if case .unreadable(let reason) = self { reason } else { nil }
  }
}

extension Ladder {
  /// The releases that announce the end without a gap up to the newest one, oldest first; empty if
  /// the newest does not.
  package var run: ArraySlice<Rung> {
    let start = rungs.lastIndex { !$0.state.isAnnounced }.map { $0 + 1 } ?? rungs.startIndex
    return rungs[start...]
  }

  /// The release from which on all announce the end; nil if the newest one does not.
  package var announced: Rung? { run.first }

  /// The last day that the newest release announces.
  package var sunset: CalendarDate? { rungs.last?.state.sunset }

  /// The days that were announced within the run, each with the first release that says it.
  package var sunsetHistory: [Sunset] {
    var history: [Sunset] = []
    for rung in run where history.last.map({ $0.day != rung.state.sunset }) ?? true {
      history.append(Sunset(rung: rung, day: rung.state.sunset))
    }
    return history
  }

  /// The moves of the sunset to an earlier day within the run.
  ///
  /// Each is the day that was promised last and the day that took its place; a day that was
  /// withdrawn in between is still a promise.
  package var sunsetMovedEarlier: [(from: Sunset, to: Sunset)] {
    var moves: [(from: Sunset, to: Sunset)] = []
    var promised: Sunset?
    for next in sunsetHistory {
      guard let day = next.day else { continue }
      if let last = promised, let lastDay = last.day, day < lastDay { moves.append((last, next)) }
      promised = next
    }
    return moves
  }

  /// The first release that has the element.
  package var firstServed: Rung? { rungs.first { $0.state.stands } }

  /// The newest release that has the element.
  package var servedUntil: Rung? { rungs.last { $0.state.stands } }

  /// The days from the announcement to as-of; nil if there is no announcement.
  package var days: Int? { announced.map { asOf.dayNumber - $0.date.dayNumber } }

  /// How many releases without a gap announced the end.
  package var releases: Int { run.count }

  /// Whether a release that could not be read may hide an announcement, or a gap in one.
  ///
  /// What was proven stays proven: such a release could only make the run longer, unless it is the
  /// newest one.
  package var isUndecided: Bool { hidingReason != nil }

  /// The release on which the beginning of the run, or the lack of one, hangs.
  private var hiding: Rung? {
    let start = run.startIndex
    return start == rungs.startIndex ? nil : rungs[start - 1]
  }

  private var hidingReason: String? { hiding?.state.unreadableReason }

  /// What history proves, as a sentence without a full stop:
  /// `deprecated in v2.1.0 (2026-01-03), served until v2.4.0, 120 days`.
  package var proof: String {
    let until = serving
    guard let announced, let days else { return until + unannounced }
    let sunset = sunset.map { " with sunset \($0)" } ?? ""
    let count = days == 1 ? "1 day" : "\(days) days"
    var proof = "deprecated in \(announced.tag) (\(announced.date))\(sunset), \(until), \(count)"
    if let hiding, let hidingReason {
      proof += ", perhaps earlier: \(hiding.tag) could not be read: \(hidingReason)"
    }
    return proof
  }

  /// Since when the element has been there if it still is, else the release that served it last.
  private var serving: String {
    if standsAtAfter, let firstServed { return "served since \(firstServed.tag)" }
    return servedUntil.map { "served until \($0.tag)" } ?? "served by no release"
  }

  /// Why nothing is announced, to follow the release that served the element last.
  private var unannounced: String {
    guard let newest = rungs.last else { return "" }
    if let reason = newest.state.unreadableReason {
      return ", \(newest.tag) could not be read: \(reason)"
    }
    guard let end = rungs.lastIndex(where: \.state.isAnnounced) else {
      return servedUntil == nil ? "" : ", never deprecated"
    }
    return ", not deprecated since \(rungs[end + 1].tag)"
  }
}
