package import ReleaseModel
package import SourceModel

/// The life of an element, under all its names, over the releases and HEAD.
package struct ElementTrace: Hashable, Sendable {
  /// One release, or HEAD.
  package struct Point: Hashable, Sendable {
    /// The tag's name; `HEAD` if it has no release tag.
    package let name: String
    /// The commit in hex.
    package let commit: String
    /// The UTC day of the commit.
    package let date: CalendarDate
    /// What is said about each name, in the order of the names.
    package let states: [Ladder.State]
  }

  /// What happened to a name between one point and the next.
  package enum Event: Hashable, Sendable {
    /// It stands in the first release already.
    case there
    case added
    /// It took the place of the name before it.
    case renamed(from: Name)
    case deprecated(sunset: CalendarDate?, removal: Name?)
    case sunsetMoved(from: CalendarDate?, to: CalendarDate?)
    case removalMoved(from: Name?, to: Name?)
    case undeprecated
    case removed
    case unreadable(reason: String)
  }

  /// An event with its point and its name.
  package struct Step: Hashable, Sendable {
    /// The point, as an index.
    package let point: Int
    /// The name to which it happened.
    package let element: Name
    /// What happened.
    package let event: Event
  }

  /// The contract's root file in the newest point that has the element.
  package let contract: RepositoryPath
  /// The format's name.
  package let format: String
  /// The names, each the successor of the one before it.
  package let names: [Name]
  /// The releases, lowest version first, then HEAD.
  package let points: [Point]
  /// What history proves about each name that was ever there, in the order of the names.
  package let ladders: [Ladder]

  /// Whether a point could not be read.
  package var isUndecided: Bool {
    points.contains { point in
      point.states.contains { if case .unreadable = $0 { true } else { false } }
    }
  }

  /// What a point is in the parallel change from one name to the next; nil if it is in none.
  ///
  /// Expand: both stand. Migrate: both stand, and the end of the former is announced. Contract: the
  /// former was there at the point before, and is gone.
  package func phase(of index: Int) -> Phase? {
    let states = points[index].states
    for (former, latter) in zip(names.indices, names.indices.dropFirst()) {
      guard states[latter].stands else { continue }
      switch states[former] {
      case .served: return .expand
      case .announced: return .migrate
      case .absent:
        if index > 0, points[index - 1].states[former].stands { return .contract }
      case .unreadable: break
      }
    }
    return nil
  }

  /// Every change of state, by point, then by name.
  package var steps: [Step] {
    var steps: [Step] = []
    var last = [Ladder.State?](repeating: nil, count: names.count)
    for (index, point) in points.enumerated() {
      var gone: Name?
      for (number, state) in point.states.enumerated() {
        let name = names[number]
        for event in events(from: last[number], to: state) {
          if event == .removed {
            gone = name
          } else if event == .added, let former = gone, number > 0, names[number - 1] == former {
            steps.removeLast()
            steps.append(Step(point: index, element: name, event: .renamed(from: former)))
            continue
          }
          steps.append(Step(point: index, element: name, event: event))
        }
        if case .unreadable = state, last[number] != nil { continue }
        last[number] = state
      }
    }
    return steps
  }

  private func events(from old: Ladder.State?, to new: Ladder.State) -> [Event] {
    switch (old, new) {
    case (_, .unreadable(let reason)): [.unreadable(reason: reason)]
    case (nil, .absent), (.absent, .absent), (.unreadable, .absent): []
    case (_, .absent): [.removed]
    case (nil, .served): [.there]
    case (nil, .announced(let sunset, let removal)):
      [.there, .deprecated(sunset: sunset, removal: removal)]
    case (.absent, .served): [.added]
    case (.absent, .announced(let sunset, let removal)):
      [.added, .deprecated(sunset: sunset, removal: removal)]
    case (.unreadable, .served), (.served, .served): []
    case (.announced, .served): [.undeprecated]
    case (.announced, .announced):
      (old?.sunset == new.sunset ? [] : [.sunsetMoved(from: old?.sunset, to: new.sunset)])
        + (old?.removal == new.removal ? [] : [.removalMoved(from: old?.removal, to: new.removal)])
    case (_, .announced(let sunset, let removal)):
      [.deprecated(sunset: sunset, removal: removal)]
    }
  }
}
