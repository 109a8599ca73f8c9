import Foundation
import GitHistory
import HistoryBuilding
import ReleaseModel
import SourceModel
import Testing

@testable import GateEngine

@Suite("The commits that brought changes in")
struct IntroductionTests {
  private static func notes(_ lines: String...) -> Files {
    ["a.notes": .text("notes 1\n" + lines.map { $0 + "\n" }.joined()), "README": "r"]
  }

  /// The subjects of the introducing commits, by element.
  private func introductions(
    of versions: [Files], _ before: Int = 0
  ) throws -> [String: String] {
    try withRepository(versions) { directory, commits in
      let repository = try Repository(at: directory)
      return try introductions(
        from: commits[before], to: commits[versions.count - 1], in: repository,
        other: Repository(at: directory), names: commits)
    }
  }

  private func introductions(
    from before: ObjectID, to after: ObjectID, in repository: Repository, other: Repository,
    names: [ObjectID]
  ) throws -> [String: String] {
    let range = RevisionRange(
      before: try repository.revision(before.hex), after: try repository.revision(after.hex))
    let trees = try Gate.notes.pair(range, other, repository)
    let compared = try Gate.notes.compare(trees, Configuration())
    let search = Introductions(
      repository: repository, range: range, formats: [NotesFormat.self], willRead: { _, _ in })
    var found: [String: String] = [:]
    for outcome in compared.outcomes {
      let introductions = try search.introductions(of: outcome.changes, in: outcome)
      for change in outcome.changes {
        let commit = introductions[change.fingerprint]?.commit
        found[change.element.text] = names.firstIndex { $0.hex == commit }.map(String.init) ?? "-"
      }
    }
    return found
  }

  @Test("The only commit that touched the contract is named without reading")
  func single() throws {
    var second = Self.notes("x = 2")
    second["README"] = "other"
    let found = try introductions(of: [Self.notes("x = 1"), Self.notes("x = 2"), second])
    #expect(found == ["x": "1"])
  }

  @Test("Every change goes to the commit from which on it shows")
  func several() throws {
    let found = try introductions(of: [
      Self.notes("a = 1", "b = 1", "c = 1", "d = 1"),
      Self.notes("a = 2", "b = 1", "c = 1", "d = 1"),
      Self.notes("a = 2", "c = 1", "d = 1"), Self.notes("a = 2", "c = 1", "d = 1", "e = 1"),
      Self.notes("a = 2", "c = 1", "d = 7", "e = 1"),
    ])
    #expect(found == ["a": "1", "b": "2", "e": "3", "d": "4"])
  }

  @Test("A value that moves on is introduced by its first move")
  func movedTwice() throws {
    let found = try introductions(of: [
      Self.notes("a = 1"), Self.notes("a = 2"), Self.notes("a = 3"), Self.notes("a = 3", "b = 1"),
    ])
    #expect(found == ["a": "1", "b": "3"])
  }

  @Test("What was undone in between is introduced by the last that made it again")
  func undone() throws {
    func versions(_ shown: [Bool]) -> [Files] {
      shown.enumerated().map { index, isShown in
        isShown ? Self.notes("a = 1", "c = \(index)") : Self.notes("a = 1", "b = 1", "c = \(index)")
      }
    }
    #expect(try introductions(of: versions([false, true, true, true, false, true]))["b"] == "5")
    #expect(try introductions(of: versions([false, true, false, true, true, true]))["b"] == "3")
    #expect(try introductions(of: versions([false, false, true, true, true, true]))["b"] == "2")
  }

  @Test("A change that is older than those gone through one by one is still found")
  func old() throws {
    let rest = (2...80).map { Self.notes("a = 2", "c = \($0)") }
    #expect(try introductions(of: [Self.notes("a = 1", "c = 1")] + rest)["a"] == "1")
    let before = (2...5).map { Self.notes("a = 1", "c = \($0)") }
    #expect(try introductions(of: [Self.notes("a = 1", "c = 1")] + before + rest)["a"] == "5")
  }

  @Test("A contract that is removed, added or unreadable in between")
  func wholeContracts() throws {
    let gone: Files = ["README": "r"]
    #expect(
      try introductions(of: [Self.notes("a = 1"), Self.notes("a = 2"), gone])
        == ["a.notes": "2"])
    #expect(
      try introductions(of: [gone, Self.notes("a = 1"), Self.notes("a = 2")]) == ["a.notes": "1"])
    #expect(
      try introductions(of: [
        Self.notes("a = 1"), Self.notes("unreadable"), Self.notes("a = 2"), Self.notes("a = 3"),
      ]) == ["a": "2"])
  }

  @Test("A part of a contract counts like its root")
  func parts() throws {
    func files(_ part: String, _ root: String) -> Files {
      ["a.notes": .text("notes 1\ninclude p.notes\n\(root)\n"), "p.notes": .text(part)]
    }
    let found = try introductions(of: [
      files("x = 1\n", "y = 1"), files("x = 2\n", "y = 1"), files("x = 2\n", "y = 2"),
    ])
    #expect(found == ["x": "1", "y": "2"])
  }

  @Test("A merge that took a side unchanged leads to the side's commit")
  func merges() throws {
    let directory = FileManager.default.temporaryDirectory
      .appendingPathComponent("relgate-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: directory) }
    var builder = try HistoryBuilder(at: directory)
    let before = Self.notes("a = 1", "b = 1")
    let after = Self.notes("a = 2", "b = 1")
    let base = try builder.commit(before)
    let side = try builder.commit(after, parents: [base])
    let main = try builder.commit(before.merging(["N": "n"]) { $1 }, parents: [base])
    let merge = try builder.commit(after.merging(["N": "n"]) { $1 }, parents: [main, side])
    let found = try introductions(
      from: base, to: merge, in: Repository(at: directory), other: Repository(at: directory),
      names: [base, side, main, merge])
    #expect(found == ["a": "1"])
  }
}
