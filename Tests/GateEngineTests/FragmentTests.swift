import GateEngine
import GitHistory
import HistoryBuilding
import ReleaseModel
import SourceModel
import Testing

@Suite("Files that are parts of contracts")
struct FragmentTests {
  private static let root = "notes 1\ninclude parts/one.notes\n"
  private static let tree: Files = [
    "api.notes": .text(root), "parts/one.notes": "a = 1\ninclude two.notes\n",
    "parts/two.notes": "b = 1\n", "other.notes": "notes 1\nc = 1\n",
    "lone.notes": "notes 1\ninclude nowhere.notes\n",
  ]

  private static func tree(with path: RepositoryPath, _ text: String?) -> Files {
    var files = tree
    files[path] = text.map { .text($0) }
    return files
  }

  @Test("A change one or two references away is found", arguments: Store.allCases)
  func hops(_ store: Store) throws {
    let one = try Gate.notes.run(
      Self.tree, Self.tree(with: "parts/one.notes", "a = 2\ninclude two.notes\n"), on: store)
    #expect(one.facts == ["parts/one.notes:1:5 risky notes/note-changed a"])
    #expect(one.standing == ["compared api.notes parts/one.notes parts/two.notes"])
    #expect(one.unchangedContracts == 2)
    #expect(one.changes.first?.contract == "api.notes")
    let two = try Gate.notes.run(
      Self.tree, Self.tree(with: "parts/two.notes", "b = 2\n"), on: store)
    #expect(two.facts == ["parts/two.notes:1:5 risky notes/note-changed b"])
    #expect(two.notJudged.isEmpty)
  }

  @Test("A removed part is trouble, and what it held is gone")
  func removedPart() throws {
    let report = try Gate.notes.run(Self.tree, Self.tree(with: "parts/two.notes", nil))
    #expect(report.facts == ["parts/two.notes:1:5 breaking notes/note-removed b"])
    #expect(report.troubles == ["after parts/one.notes:2 notes/trouble hides"])
  }

  @Test("A part that appears where a contract looked for it")
  func addedPart() throws {
    let report = try Gate.notes.run(Self.tree, Self.tree(with: "nowhere.notes", "n = 1\n"))
    #expect(report.facts == ["nowhere.notes:1:5 additive notes/note-added n"])
    #expect(report.troubles == ["before lone.notes:2 notes/trouble hides"])
  }

  @Test("A part to which no contract refers is listed", arguments: Store.allCases)
  func unattached(_ store: Store) throws {
    let report = try Gate.notes.run(
      Self.tree, Self.tree(with: "parts/three.notes", "z = 1\n"), on: store)
    #expect(report.changes.isEmpty)
    #expect(
      report.notJudged == [.init(path: "parts/three.notes", reason: "unattached")])
    #expect(report.unchangedContracts == 3)
  }

  @Test("A part that only the earlier revision referred to is attached")
  func formerPart() throws {
    var after = Self.tree(with: "parts/two.notes", "b = 2\n")
    after["parts/one.notes"] = "a = 1\n"
    let report = try Gate.notes.run(Self.tree, after)
    #expect(report.facts == ["parts/two.notes:1:5 breaking notes/note-removed b"])
    #expect(report.notJudged.isEmpty)
  }

  @Test("A contract that another one refers to is a part of it as well")
  func contractAsPart() throws {
    let before: Files = [
      "a.notes": "notes 1\ninclude b.notes\n", "b.notes": "notes 1\nb = 1\n",
    ]
    var after = before
    after["b.notes"] = "notes 1\nb = 2\n"
    let report = try Gate.notes.run(before, after)
    #expect(report.changes.map(\.contract).sorted() == ["a.notes", "b.notes"])
  }

  @Test("Without a changed part nobody looks for other contracts")
  func nothingToLookFor() throws {
    var after = Self.tree
    after["readme.md"] = "x"
    #expect(try Gate.notes.run(Self.tree, after).unchangedContracts == nil)
  }

  @Test("A part stored in Git LFS is trouble of the contract")
  func closedPart() throws {
    let report = try Gate.notes.run(
      Self.tree, Self.tree(with: "parts/two.notes", pointer(size: 12345)))
    #expect(
      report.troubles == [
        "after parts/one.notes:2 notes/trouble hides",
        "after parts/two.notes:0 core/lfs-pointer hides",
      ])
    #expect(!report.complete)
  }

  @Test("A part that is trouble on both sides hides what changed in it", arguments: Store.allCases)
  func changedClosedPart(_ store: Store) throws {
    func tree(_ size: Int, _ value: Int) -> Files {
      var files = Self.tree(with: "parts/two.notes", pointer(size: size))
      files["api.notes"] = .text(Self.root + "z = \(value)\n")
      return files
    }
    let trouble = try Gate.notes.run(tree(1, 1), tree(2, 1), on: store).troubles
    #expect(trouble.contains("after parts/one.notes:2 notes/trouble hides"))
    let old = try Gate.notes.run(tree(1, 1), tree(1, 2), on: store)
    #expect(old.troubles == ["after parts/one.notes:2 notes/trouble"])
    #expect(old.complete)
  }
}

/// What Git LFS leaves in a repository.
func pointer(size: Int) -> String {
  """
  version https://git-lfs.github.com/spec/v1
  oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393
  size \(size)

  """
}
