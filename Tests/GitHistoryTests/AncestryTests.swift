import GitHistory
import HistoryBuilding
import SourceModel
import Testing

/// How wrong the clocks of a random history are.
enum Clock: CaseIterable {
  case right, unsteady, random
}

@Suite struct AncestryTests {
  /// A random history of merges, the earliest commit first.
  private func history(
    seed: UInt64, _ clock: Clock, in directory: String
  ) throws -> [ObjectID] {
    var random = SeededGenerator(seed: seed)
    var builder = try HistoryBuilder(at: directory)
    var commits: [ObjectID] = []
    for number in 0..<40 {
      var parents: [ObjectID] = []
      // Now and then a second root.
      if number > 0, !random.chance(4) {
        for _ in 0..<(random.chance(30) ? 2 : 1) {
          let parent = commits[Int.random(in: max(0, number - 8)..<number, using: &random)]
          if !parents.contains(parent) { parents.append(parent) }
        }
      }
      let day = Int64(86_400)
      let date =
        switch clock {
        case .right: Int64(number) * day
        case .unsteady: Int64(number) * day - Int64.random(in: 0..<14, using: &random) * day
        case .random: Int64.random(in: 0..<1_000, using: &random) * day
        }
      commits.append(
        try builder.commit(
          ["a": .text("\(number)")], parents: parents, branch: "b\(number)",
          seconds: HistoryBuilder.start + date))
    }
    return commits
  }

  @Test(arguments: 0..<4, Clock.allCases)
  func findsMergeBasesAsGitDoes(seed: UInt64, clock: Clock) throws {
    let scratch = try Scratch()
    let commits = try history(seed: seed, clock, in: scratch("r"))
    let repository = try Repository(at: scratch("r"))
    var random = SeededGenerator(seed: seed &+ 100)
    for _ in 0..<10 {
      let a = try #require(commits.randomElement(using: &random))
      let b = try #require(commits.randomElement(using: &random))
      // git answers 1, which throws, if there is none.
      let all =
        (try? GitProgram.lines("merge-base", "--all", a.hex, b.hex, in: scratch("r"))) ?? []
      let dated = try all.map { hex in
        let id = try #require(ObjectID(hex))
        return (try repository.commit(id).committer.seconds, id)
      }
      let best = dated.max { $0.0 != $1.0 ? $0.0 < $1.0 : $0.1 > $1.1 }
      #expect(try repository.mergeBase(a, b) == best?.1)
      #expect(try repository.mergeBase(b, a) == best?.1)
    }
  }

  @Test(arguments: 0..<4, Clock.allCases)
  func knowsAncestorsAsGitDoes(seed: UInt64, clock: Clock) throws {
    let scratch = try Scratch()
    let commits = try history(seed: seed, clock, in: scratch("r"))
    let repository = try Repository(at: scratch("r"))
    for commit in commits.suffix(4) {
      let ancestors = Set(try GitProgram.lines("rev-list", commit.hex, in: scratch("r")))
      for other in commits {
        #expect(try repository.isAncestor(other, of: commit) == ancestors.contains(other.hex))
      }
    }
  }

  @Test(arguments: 0..<3, [Clock.right, .unsteady])
  func listsRangesAsGitDoes(seed: UInt64, clock: Clock) throws {
    let scratch = try Scratch()
    let commits = try history(seed: seed, clock, in: scratch("r"))
    let repository = try Repository(at: scratch("r"))
    for (before, after) in [
      (commits[5], commits[39]), (commits[38], commits[39]), (commits[39], commits[20]),
    ] {
      let expected = try GitProgram.lines(
        "rev-list", "\(before.hex)..\(after.hex)", in: scratch("r"))
      let found = try repository.commits(
        from: repository.revision(before.hex), to: repository.revision(after.hex))
      #expect(Set(found.map(\.hex)) == Set(expected))
      #expect(found.count == expected.count)
      let dates = try found.map { try repository.commit($0).committer.seconds }
      #expect(dates == dates.sorted(by: >))
    }
  }
}
