import GateEngine
import GitHistory
import HistoryBuilding
import ReleaseModel
import SourceModel
import Testing

@Suite("What is looked at")
struct ScopeTests {
  private static let before: Files = [
    "api.notes": "notes 1\na = 1\n", "tests/t.notes": "notes 1\nt = 1\n",
    "lib/vendor/v.notes": "notes 1\nv = 1\n", "testing/i.notes": "notes 1\ni = 1\n",
  ]
  private static let after = before.mapValues { file in
    BuiltFileText.replacing(file, "= 1", "= 2")
  }

  private static func after(_ configuration: String) -> Files {
    after.merging([".relgate.yaml": .text("schema: relgate/config/1\n" + configuration)]) { $1 }
  }

  @Test("Paths for tests and other people's code are set aside", arguments: Store.allCases)
  func setAside(_ store: Store) throws {
    let report = try Gate.notes.run(Self.before, Self.after, on: store)
    #expect(
      report.standing == [
        "compared api.notes", "setAside lib/vendor/v.notes", "compared testing/i.notes",
        "setAside tests/t.notes",
      ])
    #expect(report.changes.map(\.element) == ["a", "i"])
  }

  @Test("gitattributes mark vendored paths")
  func vendored() throws {
    var (before, after) = (Self.before, Self.after)
    before[".gitattributes"] = """
      # comment
      *.notes linguist-vendored
      testing/** -linguist-vendored
      """
    after[".gitattributes"] = before[".gitattributes"]
    let report = try Gate.notes.run(before, after)
    #expect(report.changes.map(\.element) == ["i"])
    #expect(report.contracts.count { $0.status == .setAside } == 3)
    // A range does not set aside what it changes.
    let marking = try Gate.notes.run(Self.before, after)
    #expect(marking.changes.map(\.element) == ["a", "i"])
  }

  @Test("Configuration names contracts, and excludes files", arguments: Store.allCases)
  func configured(_ store: Store) throws {
    let named = try Gate.notes.run(
      Self.before, Self.after("contracts: [{format: notes, paths: ['tests/*.notes']}]\n"), on: store
    )
    #expect(named.standing == ["compared tests/t.notes"])
    let excluded = try Gate.notes.run(
      Self.before, Self.after("exclude: ['testing/**']\n"), on: store)
    #expect(excluded.changes.map(\.element) == ["a"])
  }

  @Test("A file that configuration names but no format recognizes is undecided")
  func namedButUnrecognized() throws {
    var after = Self.after("contracts: [{format: notes, paths: [plain.txt]}]\n")
    after["plain.txt"] = "text"
    let report = try Gate.notes.run(Self.before, after)
    #expect(report.troubles == ["after plain.txt:0 core/contract-unrecognized hides"])
  }

  @Test("The command line limits what is compared")
  func limits() throws {
    var gate = Gate.notes
    gate.paths = [try PathGlob.reading("testing/**").get()]
    #expect(try gate.run(Self.before, Self.after).changes.map(\.element) == ["i"])
    gate.paths = []
    gate.component = "main"
    let components = "components: [{name: main, paths: ['*.notes']}, {name: x, paths: [tests/]}]\n"
    #expect(
      try gate.run(Self.before, Self.after(components)).changes.map(\.element) == ["a"])
    #expect(throws: GateError.unknownComponent("main", known: [])) {
      try gate.run(Self.before, Self.after)
    }
  }

  @Test("A pattern that matches no file of either revision is an error")
  func unmatched() throws {
    var gate = Gate.notes
    gate.paths = [try PathGlob.readingPlaces("i.notes").get()]
    #expect(throws: GateError.unmatchedPath("i.notes", nearest: "testing/i.notes")) {
      try gate.run(Self.before, Self.after)
    }
    gate.paths = [try PathGlob.readingPlaces("nowhere/*").get()]
    #expect(throws: GateError.unmatchedPath("nowhere/*", nearest: nil)) {
      try gate.run(Self.before, Self.after)
    }
    gate.paths = [try PathGlob.readingPlaces("./testing/").get()]
    #expect(try gate.run(Self.before, Self.after).changes.map(\.element) == ["i"])
    let error = #expect(throws: GateError.self) {
      try Gate.notes.run(
        Self.before, Self.after("contracts:\n- {format: notes, paths: [apy.notes]}\n"))
    }
    guard case .configuration(let wrong) = error else {
      Issue.record("the configuration was read")
      return
    }
    #expect(wrong.problems.map(\.message) == ["no file matches 'apy.notes'"])
    #expect(wrong.problems.map { [$0.line, $0.column] } == [[3, 27]])
    #expect(wrong.problems.map(\.hint) == ["Did you mean 'api.notes'?"])
  }

  @Test("A configuration of another name is not read, which is said")
  func otherName() throws {
    var after = Self.after
    after[".relgate.yml"] = "exclude: ['**']"
    let report = try Gate.notes.run(Self.before, after)
    #expect(report.problems.map(\.rule) == ["config/not-read"])
    #expect(report.complete)
  }

  @Test("A contract that moves to a place that is set aside is gone")
  func movedAside() throws {
    let report = try Gate.notes.run(
      ["api.notes": "notes 1\na = 1\n"], ["examples/api.notes": "notes 1\na = 1\n"])
    #expect(report.facts == ["api.notes:1:1 breaking notes/contract-removed api.notes"])
  }

  @Test("A pointer where a contract could stand is undecided, but not where it is set aside")
  func pointers() throws {
    let before: Files = ["a.notes": .text(pointer(size: 1)), "a.txt": .text(pointer(size: 1))]
    let after: Files = ["a.notes": .text(pointer(size: 2)), "a.txt": .text(pointer(size: 2))]
    let changed = try Gate.notes.run(before, after)
    #expect(changed.troubles == ["after a.notes:0 core/lfs-pointer hides"])
    #expect(changed.notJudged.isEmpty)
    let replaced = try Gate.notes.run(before, ["a.notes": "text", "a.txt": "text"])
    #expect(replaced.troubles == ["before a.notes:0 core/lfs-pointer hides"])
    let aside = try Gate.notes.run(
      ["tests/a.notes": .text(pointer(size: 1))], ["tests/a.notes": .text(pointer(size: 2))])
    #expect(aside.complete)
    #expect(aside.notJudged.map(\.path) == ["tests/a.notes"])
  }

  @Test("What stood where a contract could stand is listed once", arguments: [true, false])
  func links(_ isGone: Bool) throws {
    let link: Files = ["a.notes": .symlink(target: "b.txt")]
    let text: Files = ["a.notes": "text"]
    let report = isGone ? try Gate.notes.run(link, text) : try Gate.notes.run(text, link)
    #expect(report.notJudged.map(\.path) == ["a.notes"])
    #expect(
      report.notJudged.map(\.reason) == ["the path is a symbolic link, which is not followed"])
  }

  @Test("What stands where a contract stood is named", arguments: [true, false])
  func closed(_ isMended: Bool) throws {
    let contract: Files = ["a.notes": "notes 1\na = 1\n"]
    let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n"
    for (file, rule) in [
      (.text(pointer), "core/lfs-pointer"), (.symlink(target: "b.notes"), "core/symlink"),
      (.submodule(commit: .emptyTree), "core/submodule"),
    ] as [(Files.Value, RuleID)] {
      let other: Files = ["a.notes": file]
      let report =
        isMended ? try Gate.notes.run(other, contract) : try Gate.notes.run(contract, other)
      #expect(report.problems.map(\.rule) == [rule])
      #expect(report.problems.first?.side == (isMended ? .before : .after))
      #expect(report.standing == ["unreadable a.notes"])
      #expect(report.changes.isEmpty)
      #expect(!report.complete)
    }
  }

  @Test("A missing object is undecided")
  func missingObject() throws {
    let report = try Gate.notes.run(
      Self.before, Self.after, removing: "notes 1\na = 2\n")
    #expect(report.troubles == ["after api.notes:0 core/object-missing hides"])
    #expect(report.changes.map(\.element) == ["i"])
  }

  @Test("A missing object that could refer to a changed part is undecided")
  func missingRoot() throws {
    let report = try Gate.notes.run(
      ["a.notes": "notes 1\ninclude p.notes\n", "p.notes": "p = 1\n"],
      ["a.notes": "notes 1\ninclude p.notes\n", "p.notes": "p = 2\n"],
      removing: "notes 1\ninclude p.notes\n")
    #expect(report.troubles == ["after a.notes:0 core/object-missing hides"])
  }
}

enum BuiltFileText {
  static func replacing(_ file: Files.Value, _ text: String, _ other: String) -> Files.Value {
    let bytes = file.bytes ?? []
    return .text(String(decoding: bytes, as: UTF8.self).replacing(text, with: other))
  }
}
