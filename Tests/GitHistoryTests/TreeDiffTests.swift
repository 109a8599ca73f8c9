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
  /// Two commits that hold the given files, and what changed between them.
  private func deltas(
    _ before: [RepositoryPath: BuiltFile], _ after: [RepositoryPath: BuiltFile], in scratch: Scratch
  ) throws -> [FileDelta] {
    var history = try HistoryBuilder(at: scratch("r"))
    _ = try history.commit(before)
    _ = try history.commit(after)
    let repository = try Repository(at: scratch("r"))
    return try repository.changes(
      from: repository.revision("HEAD~1").tree, to: repository.revision("HEAD").tree)
  }

  @Test func joinsExactRenamesAsGitDoes() throws {
    let scratch = try Scratch()
    let found = try deltas(
      [
        "a": "1", "b/c": "2", "d/same": "3", "e": .executable([0x34]), "kept": "5",
        "link": .symlink(target: "6"), "z": "7",
      ],
      [
        "b.moved": "1", "f/c": "2", "g/same": "3", "h": .text("4"), "kept": "5", "file": .text("6"),
        "z": "8", "new": "9",
      ], in: scratch)
    let expected = try GitProgram.run(
      "diff", "-M100%", "--name-status", "-z", "HEAD~1", "HEAD", in: scratch("r"))
    #expect(nameStatus(found.joiningExactRenames()) == expected)
    #expect(found.joiningExactRenames().contains { $0.origin == "e" && $0.path == "h" })
    #expect(found.joiningExactRenames().contains { $0.path == "link" && $0.kind == .removed })
  }

  @Test func pairsEqualFilesByNameThenInOrder() throws {
    let scratch = try Scratch()
    let found = try deltas(
      ["a/x": "1", "a/y": "1", "a/z": "1", "e": ""],
      ["b/n": "1", "b/y": "1", "c/m": "1", "c/o": "1", "f": ""], in: scratch
    ).joiningExactRenames()
    let pairs = found.map { "\($0.origin.map { "\($0) " } ?? "")\($0.path)" }
    #expect(pairs == ["a/x b/n", "a/y b/y", "a/z c/m", "c/o", "e", "f"])
  }

  @Test func seesModesTypesAndSubmodules() throws {
    let scratch = try Scratch()
    let first = try #require(ObjectID(bytes: [UInt8](repeating: 1, count: 20)))
    let second = try #require(ObjectID(bytes: [UInt8](repeating: 2, count: 20)))
    let found = try deltas(
      ["f": "1", "l": "1", "m": .submodule(commit: first), "d": "1", "n": "1"],
      [
        "f": .executable([0x31]), "l": .symlink(target: "1"), "m": .submodule(commit: second),
        "d/e": "1", "n": "1",
      ], in: scratch)
    #expect(
      found.map { "\($0.kind) \($0.path)" } == [
        "removed d", "added d/e", "modified f", "typeChanged l", "modified m",
      ])
    #expect(found[2].before?.mode == .file && found[2].after?.mode == .executable)
    #expect(found[4].after == Entry(mode: .submodule, id: second))
  }

  @Test func agreesWithFilesInMemory() throws {
    let scratch = try Scratch()
    let before: [RepositoryPath: String] = ["a": "1", "a.b": "1", "c/d": "1", "e": "1"]
    let after: [RepositoryPath: String] = ["a/x": "1", "a.b": "2", "c/d": "1", "f": "2"]
    let found = try deltas(
      before.mapValues { .text($0) }, after.mapValues { .text($0) }, in: scratch)
    #expect(try found == MemorySnapshot(texts: before).changes(to: MemorySnapshot(texts: after)))
    #expect(found.count == 5)
  }

  @Test func refusesFoldersThatAreNestedTooDeep() throws {
    let scratch = try Scratch()
    var deep: RepositoryPath = "a"
    for _ in 0..<256 { deep = deep.appending([0x61]) }
    #expect(try deltas([deep: "1"], [:], in: scratch).map(\.path) == [deep])
    let other = try Scratch()
    var history = try HistoryBuilder(at: other("r"))
    _ = try history.commit([deep.appending([0x61]): "1"])
    let repository = try Repository(at: other("r"))
    let revision = try repository.revision("HEAD")
    let error = GitError(.tooDeep(deep))
    #expect(throws: error) { try repository.changes(from: .emptyTree, to: revision.tree) }
    #expect(throws: error) { try repository.snapshot(of: revision).files(under: .root) }
  }
}
