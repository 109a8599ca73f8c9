import FormatKit
import ReleaseModel
import Testing

/// The algebra of positions and of the ways between them.
struct PositionTests {
  private static let sets: [PositionSet] = [[], .accepted, .returned, .both]
  private static let passages = [false, true].flatMap { flips in
    sets.map { Passage(flips: flips, mask: $0) }
  }

  @Test func flippingTwiceIsNothing() {
    for set in Self.sets { #expect(set.flipped.flipped == set) }
    #expect(PositionSet.accepted.flipped == .returned)
    #expect(PositionSet.both.flipped == .both)
  }

  @Test func setsHaveWords() {
    #expect(Self.sets.map(\.position) == [nil, .accepted, .returned, .both])
  }

  @Test func passagesMask() {
    #expect(Passage.straight(.both) == .both)
    #expect(Passage.flipped(.accepted) == .returned)
    #expect(Passage(mask: .returned)(.both) == .returned)
    #expect(Passage(mask: .returned)(.accepted) == [])
    #expect(Passage(flips: true, mask: .returned)(.accepted) == .returned)
    #expect(Passage.straight.masked(.accepted)(.both) == .accepted)
  }

  @Test func passagesCompose() {
    for first in Self.passages {
      for second in Self.passages {
        for set in Self.sets { #expect(first.then(second)(set) == second(first(set))) }
        for third in Self.passages {
          #expect(first.then(second).then(third) == first.then(second.then(third)))
        }
      }
      #expect(first.then(.straight) == first && Passage.straight.then(first) == first)
    }
  }
}
