import GitHistory
import HistoryBuilding
import SourceModel
import Testing

@Suite struct TreeDiffTests {
  /// What `git diff --name-status -z` would print.
  private func nameStatus(_ deltas: [FileDelta]) -> [UInt8] {
    deltas.flatMap { delta -> [UInt8] in
      let letter =
        switch delta.kind {
        case .added: "A"
        case .removed: "D"
        case .modified: "M"
        case .typeChanged: "T"
        case .renamed: "R100"
        }
      return Array(letter.utf8) + [0] + (delta.origin.map { $0.bytes + [0] } ?? [])
        + delta.path.bytes
        + [0]
    }
  }

  @Test(arguments: 0..<12)
  func differsAsGitDoes(seed: UInt64) throws {
    let scratch = try Scratch()
    var random = SeededGenerator(seed: seed)
    var history = try HistoryBuilder(at: scratch("r"))
    var files = RandomFiles()
    var commits: [ObjectID] = []
    for _ in 0..<6 {
      files.change(Int.random(in: 1...60, using: &random), using: &random)
      commits.append(try history.commit(files.files))
    }
    let repository = try Repository(at: scratch("r"))
    for (before, after) in zip(commits, commits.dropFirst()) + [(commits[5], commits[0])] {
      let deltas = try repository.changes(
        from: repository.revision(before.hex).tree, to: repository.revision(after.hex).tree)
      let expected = try GitProgram.run(
        "diff", "--no-renames", "--name-status", "-z", before.hex, after.hex, in: scratch("r"))
      #expect(nameStatus(deltas) == expected)
    }
  }
}
