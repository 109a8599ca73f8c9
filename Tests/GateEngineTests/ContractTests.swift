import FormatKit
import GateEngine
import GitHistory
import HistoryBuilding
import ReleaseModel
import SourceModel
import Testing

@Suite("Contracts that change")
struct ContractTests {
  private static let long = "notes 1\n" + (1...20).map { "n\($0) = \($0)\n" }.joined()

  @Test("What changed is located on both sides", arguments: Store.allCases)
  func changed(_ store: Store) throws {
    let report = try Gate.notes.run(
      ["api.notes": "notes 1\na = 1\nb = 2\nc = 3\n", "readme.md": "x"],
      ["api.notes": "notes 1\n\na = 1\nb = 3\nd = 4\n", "readme.md": "y"], on: store)
    #expect(
      report.facts == [
        "api.notes:4:5 risky notes/note-changed b",
        "api.notes:4:5 breaking notes/note-removed c",
        "api.notes:5:5 additive notes/note-added d",
      ])
    #expect(report.standing == ["compared api.notes"])
    #expect(report.complete)
    let change = try #require(report.changes.first)
    #expect(change.before?.excerpt == "b = 2")
    #expect(change.before?.line == 3)
    #expect(change.after?.endColumn == 6)
  }

  @Test("A contract that appears, disappears or is no longer recognized", arguments: Store.allCases)
  func wholeContracts(_ store: Store) throws {
    let report = try Gate.notes.run(
      ["gone.notes": "notes 1\nx = 1\ny = 2\n", "text.notes": "notes 1\nzzzzzzzz = 3\n"],
      ["new.notes": "notes 1\nq = 1\n", "text.notes": "just text\n"], on: store)
    #expect(
      report.facts == [
        "gone.notes:1:1 breaking notes/contract-removed gone.notes",
        "new.notes:1:1 additive notes/contract-added new.notes",
        "text.notes:1:1 breaking notes/contract-removed text.notes",
      ])
    #expect(report.changes.first?.affected.map(\.element) == ["x", "y"])
    #expect(report.changes.first?.affectedCount == 2)
    #expect(
      report.standing == ["removed gone.notes", "added new.notes", "removed text.notes"])
  }

  @Test("A moved contract is neutral, and still compared", arguments: Store.allCases)
  func moved(_ store: Store) throws {
    let report = try Gate.notes.run(
      ["a/same.notes": "notes 1\nx = 1\n", "a/edited.notes": .text(Self.long)],
      [
        "b/same.notes": "notes 1\nx = 1\n",
        "b/edited.notes": .text(Self.long + "more = 1\n"),
      ], on: store)
    #expect(
      report.facts == [
        "b/edited.notes:1:1 neutral notes/contract-renamed b/edited.notes",
        "b/edited.notes:22:8 additive notes/note-added more",
        "b/same.notes:1:1 neutral notes/contract-renamed b/same.notes",
      ])
    #expect(report.notJudged.isEmpty)
  }

  @Test("Files that share less than half are not the same contract")
  func notAlike() throws {
    let report = try Gate.notes.run(
      ["a.notes": "notes 1\naaaaaaaaaaaaaaaa = 1\nb = 2\n"],
      ["c.notes": "notes 1\ncccccccccccccccc = 1\nb = 2\n"])
    #expect(report.changes.map(\.rule) == ["notes/contract-removed", "notes/contract-added"])
  }

  @Test("Of several likely origins the likest wins, then the one that kept its name")
  func severalOrigins() throws {
    let report = try Gate.notes.run(
      ["a/one.notes": .text(Self.long + "one = 1\n"), "a/two.notes": .text(Self.long)],
      ["b/two.notes": .text(Self.long + "one = 1\nx = 2\n")])
    #expect(
      report.facts == [
        "a/two.notes:1:1 breaking notes/contract-removed a/two.notes",
        "b/two.notes:1:1 neutral notes/contract-renamed b/two.notes",
        "b/two.notes:23:5 additive notes/note-added x",
      ])
  }

  @Test("Hundreds of moved and edited contracts find their origins")
  func manyMoved() throws {
    func file(_ number: Int, _ value: Int) -> BuiltFile {
      .text(Self.long + (1...20).map { "k\(number)x\($0) = 1\n" }.joined() + "v = \(value)\n")
    }
    func tree(_ folder: String, _ value: Int) -> Files {
      Files(
        uniqueKeysWithValues: (1...300).map { number in
          (RepositoryPath(unchecked: Name("\(folder)/\(number).notes")), file(number, value))
        })
    }
    let report = try Gate.notes.run(tree("a", 1), tree("b", 2), on: .memory)
    #expect(report.count(of: .neutral) == 300)
    #expect(report.count(of: .risky) == 300)
    #expect(report.changes.count == 600)
    #expect(
      report.changes.allSatisfy { $0.before?.path.lastSegment == $0.after?.path.lastSegment })
  }

  @Test("A version that is not understood is undecided")
  func unknownVersion() throws {
    let report = try Gate.notes.run(["a.notes": "notes 1\n"], ["a.notes": "notes 9\n"])
    #expect(report.troubles == ["after a.notes:1 notes/version-unknown hides"])
    #expect(report.standing == ["unreadable a.notes"])
    #expect(!report.complete)
  }

  @Test("The rules about whole contracts fire on their examples, and not on their near misses")
  func ruleExamples() throws {
    func fired(_ example: Example, movingTo path: RepositoryPath) throws -> [RuleID] {
      func tree(_ text: String, _ path: RepositoryPath) -> Files {
        text.isEmpty ? ["other": "x"] : [path: .text(text)]
      }
      return try Gate.notes.run(tree(example.before, "a.notes"), tree(example.after, path))
        .changes.map(\.rule)
    }
    for rule in NotesFormat.rules {
      let isRename = rule.id == ContractEvent.renamed.rule(of: "notes")
      let path: RepositoryPath = isRename ? "b.notes" : "a.notes"
      #expect(try fired(rule.example, movingTo: path) == [rule.id])
      #expect(try !fired(rule.nearMiss, movingTo: path).contains(rule.id))
      #expect(NotesFormat.rules.map(\.id).contains(rule.inverse))
    }
  }

  @Test("Trouble in one contract does not stop the others", arguments: Store.allCases)
  func partialFailure(_ store: Store) throws {
    let report = try Gate.notes.run(
      ["a.notes": "notes 1\na = 1\n", "b.notes": "notes 1\nb = 1\n"],
      ["a.notes": "notes 1\nunreadable\n", "b.notes": "notes 1\nb = 2\n"], on: store)
    #expect(report.facts == ["b.notes:2:5 risky notes/note-changed b"])
    #expect(report.troubles == ["after a.notes:2 notes/trouble hides"])
    #expect(report.standing == ["unreadable a.notes", "compared b.notes"])
  }

  @Test("Trouble that both sides have hides nothing; new and mended trouble does")
  func oldProblems() throws {
    let report = try Gate.notes.run(
      ["a.notes": "notes 1\n?old\n?old\n?mended\na = 1\n"],
      ["a.notes": "notes 1\n?old\n?new\n?old\n?old\na = 2\n"])
    #expect(
      report.troubles == [
        "after a.notes:2 notes/trouble", "after a.notes:3 notes/trouble hides",
        "before a.notes:4 notes/trouble hides", "after a.notes:4 notes/trouble",
        "after a.notes:5 notes/trouble hides",
      ])
    #expect(report.changes.count == 1)
  }

  @Test("A contract that neither side can be read of is undecided, however old the trouble")
  func unreadableOnBothSides() throws {
    let report = try Gate.notes.run(
      ["a.notes": "notes 1\nunreadable\n"], ["a.notes": "notes 1\nunreadable\na = 1\n"])
    #expect(report.troubles == ["after a.notes:2 notes/trouble hides"])
    #expect(report.standing == ["unreadable a.notes"])
  }

  @Test("Trouble in a contract that is gone hides nothing")
  func removedUnreadable() throws {
    let report = try Gate.notes.run(["a.notes": "notes 1\nunreadable\n"], ["b": "x"])
    #expect(report.troubles == ["before a.notes:2 notes/trouble"])
    #expect(report.standing == ["removed a.notes"])
  }

  @Test("Two named files are compared, wherever they are")
  func namedFiles() throws {
    let files: [Files] = [
      ["test/a.notes": "notes 1\na = 1\n"], ["b.notes": "notes 1\na = 2\n", "c.notes": "text"],
    ]
    try withRepository(files) { directory, commits in
      func run(_ path: String) throws -> Report {
        try Gate.notes.diff(
          .reading(["\(commits[0].hex):test/a.notes", "\(commits[1].hex):\(path)"]),
          before: .init(at: directory), after: .init(at: directory))
      }
      let (moved, gone) = (try run("b.notes"), try run("c.notes"))
      #expect(moved.changes.map(\.rule) == ["notes/contract-renamed", "notes/note-changed"])
      #expect(gone.changes.map(\.rule) == ["notes/contract-removed"])
    }
  }

  @Test("Two named files that are no contracts are undecided")
  func namedFilesOfNoFormat() throws {
    try withRepository([["a.txt": "x"], ["a.txt": "y"]]) { directory, commits in
      let report = try Gate.notes.diff(
        .reading(["\(commits[0].hex):a.txt", "\(commits[1].hex):a.txt"]),
        before: .init(at: directory), after: .init(at: directory))
      #expect(report.troubles == ["after a.txt:0 core/contract-unrecognized hides"])
    }
  }

  @Test("A whole tree is compared with nothing")
  func wholeTree() throws {
    try withRepository([["a.notes": "notes 1\n", "b.txt": "x"]]) { directory, _ in
      let report = try Gate.notes.diff(
        .tree("HEAD"), before: .init(at: directory), after: .init(at: directory))
      #expect(report.standing == ["added a.notes"])
    }
  }
}
