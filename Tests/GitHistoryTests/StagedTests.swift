import GitHistory
import HistoryBuilding
import SourceModel
import Testing

@Suite struct StagedTests {
  private func staged(_ directory: String, _ environment: GitEnvironment? = nil) throws -> [String]
  {
    let repository = try Repository(at: directory, environment: environment)
    let range = try repository.range(.staged)
    return try repository.changes(from: range.before.tree, to: range.after.tree)
      .map { "\($0.kind) \($0.path)" }
  }

  private func workTree(_ scratch: Scratch) throws {
    var history = try HistoryBuilder(at: scratch("w"), bare: false)
    _ = try history.commit(["a": "1\n", "d/b": "1\n", "d/e/c": "1\n", "e": "1\n"])
    try history.checkOut()
  }

  private func trouble(_ body: () throws -> Void) -> GitError.IndexTrouble? {
    do {
      try body()
    } catch {
      if case .unsupportedIndex(let trouble)? = (error as? GitError)?.kind { return trouble }
    }
    return nil
  }

  @Test func comparesTheIndexWithHEAD() throws {
    let scratch = try Scratch()
    try workTree(scratch)
    #expect(try staged(scratch("w")).isEmpty)
    try scratch.write("2\n", to: "w/a")
    try scratch.write("2\n", to: "w/d.x")
    try GitProgram.run("rm", "-q", "d/e/c", in: scratch("w"))
    #expect(try staged(scratch("w")) == ["removed d/e/c"])
    try GitProgram.run("add", "-A", in: scratch("w"))
    try scratch.write("later\n", to: "w/later")
    try GitProgram.run("add", "--intent-to-add", "later", in: scratch("w"))
    try scratch.write("3\n", to: "w/a")
    #expect(try staged(scratch("w")) == ["modified a", "added d.x", "removed d/e/c"])

    let repository = try Repository(at: scratch("w"))
    let range = try repository.range(.staged)
    #expect(range.after.commit == nil && range.after.isStaged)
    #expect(range.after.date?.description == "2026-01-01")
    // Another handle reads the same bytes: those of the index, not of the work tree.
    let other = try Repository(at: scratch("w"))
    guard case .text(let text) = try other.snapshot(of: range.after).content(at: "a") else {
      Issue.record("the staged file was not read")
      return
    }
    #expect(text.bytes == Array("2\n".utf8))
    // Nothing was written.
    #expect(!GitProgram.succeeds("cat-file", "-e", range.after.tree.hex, in: scratch("w")))
    try GitProgram.run("rm", "-q", "--cached", "later", in: scratch("w"))
    #expect(try GitProgram.lines("write-tree", in: scratch("w")) == [range.after.tree.hex])
  }

  @Test(arguments: 0..<4)
  func writesTheTreesThatGitWould(seed: UInt64) throws {
    let scratch = try Scratch()
    var random = SeededGenerator(seed: seed)
    var files = RandomFiles()
    files.change(80, using: &random)
    var history = try HistoryBuilder(at: scratch("w"), bare: false)
    let commit = try history.commit(files.files)
    try GitProgram.run("read-tree", commit.hex, in: scratch("w"))
    let repository = try Repository(at: scratch("w"))
    #expect(try repository.stagedRevision().tree == repository.revision(commit.hex).tree)
  }

  @Test func comparesTheIndexOfAnEmptyRepository() throws {
    let scratch = try Scratch()
    try GitProgram.run("init", "-q", "w", in: scratch.path)
    #expect(try staged(scratch("w")).isEmpty)
    try scratch.write("1\n", to: "w/a")
    try GitProgram.run("add", "a", in: scratch("w"))
    #expect(try staged(scratch("w")) == ["added a"])
  }

  @Test func comparesTheIndexThatAHookIsGiven() throws {
    let scratch = try Scratch()
    try workTree(scratch)
    try scratch.write("2\n", to: "w/a")
    try GitProgram.run(
      "add", "a", in: scratch("w"), environment: ["GIT_INDEX_FILE": scratch("index")])
    let environment = GitEnvironment(gitDirectory: scratch("w/.git"), indexFile: scratch("index"))
    #expect(try staged(scratch("w")).isEmpty)
    #expect(try staged(scratch("w"), environment).first == "modified a")
  }

  @Test func namesTheIndexesThatItCannotCompare() throws {
    let scratch = try Scratch()
    try workTree(scratch)
    #expect(trouble { _ = try staged(scratch("w")) } == nil)

    try GitProgram.run("update-index", "--split-index", in: scratch("w"))
    #expect(trouble { _ = try staged(scratch("w")) } == .split)
    try GitProgram.run("update-index", "--no-split-index", in: scratch("w"))
    #expect(try staged(scratch("w")).isEmpty)

    try GitProgram.run("sparse-checkout", "set", "--cone", "--sparse-index", "x", in: scratch("w"))
    #expect(trouble { _ = try staged(scratch("w")) } == .sparse)
    try GitProgram.run("sparse-checkout", "reapply", "--no-sparse-index", in: scratch("w"))
    #expect(try staged(scratch("w")).isEmpty)
    try GitProgram.run("sparse-checkout", "disable", in: scratch("w"))

    // As git writes it with index.skipHash.
    let index = try scratch.bytes(of: "w/.git/index")
    try scratch.write(index.dropLast(20) + [UInt8](repeating: 0, count: 20), to: "w/.git/index")
    #expect(trouble { _ = try staged(scratch("w")) } == .checksum)
    try scratch.write(index, to: "w/.git/index")

    try GitProgram.run("checkout", "-q", "-b", "side", in: scratch("w"))
    for (branch, text) in [("side", "2\n"), ("main", "3\n")] {
      try GitProgram.run("checkout", "-q", branch, in: scratch("w"))
      try scratch.write(text, to: "w/a")
      try GitProgram.run("commit", "-q", "-a", "-m", branch, in: scratch("w"))
    }
    #expect(!GitProgram.succeeds("merge", "-q", "side", in: scratch("w")))
    #expect(trouble { _ = try staged(scratch("w")) } == .unmerged("a"))

    try GitProgram.run("clone", "-q", "--bare", "w", "b", in: scratch.path)
    #expect(trouble { _ = try staged(scratch("b")) } == .absent)
  }
}
