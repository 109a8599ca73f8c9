import GitHistory
import HistoryBuilding
import SourceModel
import Testing

@Suite struct HistoryBuildingTests {
  @Test(arguments: [true, false])
  func givesTheSameIDsEverywhere(bare: Bool) throws {
    let scratch = try Scratch()
    var history = try HistoryBuilder(at: scratch("r"), bare: bare)
    let first = try history.commit(["a": "1\n", "run": .executable([0x23])], message: "First")
    let second = try history.commit(["d/b": "2\n", "l": .symlink(target: "d")], message: "Second")
    let merge = try history.commit([:], message: "Merge", parents: [second, first])
    try history.tag("v1.0.0", at: first, message: "Release 1.0.0")
    let hexes = [first, second, merge].map(\.hex)
    #expect(
      hexes == [
        "1a432b5514ece80494965aafa73eb43049182d7d",
        "5438d375c39bb8aa52417b4adbb9d0d7945dbcff",
        "a4047068c4f4f872c49a1f92746d9aed75f5425c",
      ])
    #expect(
      try GitProgram.lines("rev-parse", "v1.0.0", in: scratch("r"))
        == ["397df56409fe447d0c132e220e5c04ae5a580c0d"])
    #expect(GitProgram.succeeds("fsck", "--strict", in: scratch("r")))
    #expect(
      try GitProgram.lines("log", "--format=%an <%ae> %cI %s", "--date-order", in: scratch("r"))
        == [
          "relgate <relgate@example.invalid> 2026-01-03T00:00:00+00:00 Merge",
          "relgate <relgate@example.invalid> 2026-01-02T00:00:00+00:00 Second",
          "relgate <relgate@example.invalid> 2026-01-01T00:00:00+00:00 First",
        ])
    #expect(try GitProgram.lines("symbolic-ref", "HEAD", in: scratch("r")) == ["refs/heads/main"])
  }

  @Test func refusesARepositoryThatExists() throws {
    let scratch = try Scratch()
    _ = try HistoryBuilder(at: scratch("r"))
    #expect(throws: GitError.self) { _ = try HistoryBuilder(at: scratch("r")) }
  }

  @Test func checksOutWhatItBuilt() throws {
    let scratch = try Scratch()
    var history = try HistoryBuilder(at: scratch("r"), bare: false)
    _ = try history.commit(["a": "1\n", "d/run": .executable([0x0A])])
    try history.checkOut()
    #expect(try scratch.read("r/a") == "1\n")
    #expect(try GitProgram.lines("status", "--porcelain", in: scratch("r")).isEmpty)
  }

  @Test func readsRevisionsFromFolders() throws {
    let scratch = try Scratch()
    try scratch.write("1\n", to: "h/01-v1.0.0/a.yaml")
    try scratch.write("#!/bin/sh\n", to: "h/01-v1.0.0/bin/run")
    try scratch.makeExecutable("h/01-v1.0.0/bin/run")
    try scratch.write("2\n", to: "h/02-head/a.yaml")
    try scratch.link("h/02-head/l", to: "a.yaml")
    try scratch.write("10\n", to: "h/10-v1.1.0/a.yaml")
    try scratch.write("not a revision\n", to: "h/expected.txt")
    try scratch.write("not a revision\n", to: "h/notes/a.yaml")
    let revisions = try HistoryFolders.revisions(at: scratch("h"))
    #expect(revisions.map(\.label) == ["v1.0.0", "head", "v1.1.0"])
    #expect(
      revisions[0].files == [
        "a.yaml": "1\n", "bin/run": .executable(Array("#!/bin/sh\n".utf8)),
      ])
    #expect(revisions[1].files == ["a.yaml": "2\n", "l": .symlink(target: "a.yaml")])

    var history = try HistoryBuilder(at: scratch("r"))
    let commits = try history.commit(revisions)
    let repository = try Repository(at: scratch("r"))
    #expect(try repository.releaseTags().map(\.commit) == [commits[0], commits[2]])
    #expect(try repository.range(.sinceRelease(after: "HEAD")).before.commit == commits[0])
    #expect(throws: FolderError.self) { try HistoryFolders.revisions(at: scratch("none")) }
  }
}
