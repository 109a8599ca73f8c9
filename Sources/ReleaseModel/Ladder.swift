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
    /// The element stands and its end is announced, perhaps with the last day, or with the version
    /// that no longer has it, as it is spelled.
    case announced(sunset: CalendarDate?, removal: Name? = nil)
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

  /// When the end was to come, a day or a version, and the release that was first to say it.
  package struct Promise<End: Hashable & Sendable>: Hashable, Sendable {
    /// The release.
    package let rung: Rung
    /// The day or the version; nil if the release announces an end without one.
    package let end: End?
  }

  /// The promise that stood last, and the earlier end that took its place.
  package typealias Move<End: Hashable & Sendable> = (from: Promise<End>, to: Promise<End>)

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
  /// The tag of the release before `after` that was the first without the element; nil if none was.
  package let endedIn: String?

  /// Gathers a life; `rungs` are in the order of versions.
  package init(
    contract: RepositoryPath, format: String, element: Name, rungs: [Rung], asOf: CalendarDate,
    standsAtAfter: Bool, endedIn: String? = nil
  ) {
    self.contract = contract
    self.format = format
    self.element = element
    self.rungs = rungs
    self.asOf = asOf
    self.standsAtAfter = standsAtAfter
    self.endedIn = endedIn
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

  /// The announced last day.
  package var sunset: CalendarDate? {
    if case .announced(let sunset, _) = self { sunset } else { nil }
  }

  /// The announced version that no longer has the element.
  package var removal: Name? {
    if case .announced(_, let removal) = self { removal } else { nil }
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

  /// The last day that holds; nil if none was promised, or the newest release announces no end.
  package var sunset: CalendarDate? { promisedSunset?.end }

  /// The latest day that any release promised, with the first that did.
  ///
  /// A day that was withdrawn or moved to an earlier one is still a promise, and so is one that was
  /// made before the end was taken back and announced again.
  package var promisedSunset: Promise<CalendarDate>? {
    if run.isEmpty { return nil }
    var promised: Promise<CalendarDate>?
    for rung in rungs {
      guard let day = rung.state.sunset, promised?.end.map({ $0 < day }) ?? true else { continue }
      promised = Promise(rung: rung, end: day)
    }
    return promised
  }

  /// The version without the element that the newest release announces, as it is spelled.
  package var removal: Name? { rungs.last?.state.removal }

  /// The days that were announced within the run, each with the first release that says it.
  package var sunsetHistory: [Promise<CalendarDate>] { history(of: \.sunset) }

  /// The moves of the sunset to an earlier day within the run.
  ///
  /// A day that was withdrawn in between is still a promise.
  package var sunsetMovedEarlier: [Move<CalendarDate>] { moves(in: sunsetHistory, earlier: <) }

  /// The moves of the removal to an earlier version within the run.
  ///
  /// A version that was withdrawn in between, or replaced by a text that names none, is still a
  /// promise.
  ///
  /// - Parameter precedes: Whether a version comes before another; nil if a text names none.
  package func removalMovedEarlier(by precedes: (Name, Name) -> Bool?) -> [Move<Name>] {
    let history = history { state in
      state.removal.flatMap { precedes($0, $0) == nil ? nil : $0 }
    }
    return moves(in: history) { precedes($0, $1) == true }
  }

  private func history<End>(of end: (State) -> End?) -> [Promise<End>] {
    var history: [Promise<End>] = []
    for rung in run where history.last.map({ $0.end != end(rung.state) }) ?? true {
      history.append(Promise(rung: rung, end: end(rung.state)))
    }
    return history
  }

  private func moves<End>(
    in history: [Promise<End>], earlier: (End, End) -> Bool
  ) -> [Move<End>] {
    var moves: [Move<End>] = []
    var promised: Promise<End>?
    for next in history {
      guard let end = next.end else { continue }
      if let last = promised, let lastEnd = last.end, earlier(end, lastEnd) {
        moves.append((last, next))
      }
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
  /// `deprecated in v2.1.0 (2026-01-03), removal in 3.0, served until v2.4.0, 120 days`.
  package var proof: String {
    let until = serving
    guard let announced, let days else { return until + unannounced }
    let removal = removal.map { ", removal in \($0)" } ?? ""
    let count = days == 1 ? "1 day" : "\(days) days"
    var proof =
      "deprecated in \(announced.tag) (\(announced.date))\(sunsetWords)\(removal), \(until), \(count)"
    if let hiding, let hidingReason {
      proof += ", perhaps earlier: \(hiding.tag) could not be read: \(hidingReason)"
    }
    return proof
  }

  /// The last day that holds, and who promised it if the newest release no longer does.
  private var sunsetWords: String {
    guard let promise = promisedSunset, let day = promise.end else { return "" }
    let isCurrent = rungs.last?.state.sunset == day
    return " with sunset \(day)" + (isCurrent ? "" : " (promised by \(promise.rung.tag))")
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
