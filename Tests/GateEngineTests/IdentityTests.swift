import GateEngine
import HistoryBuilding
import ReleaseModel
import SourceModel
import Testing

/// What an exception for a problem covers: the content behind it, and no later one.
@Suite("What problems hide")
struct IdentityTests {
  private func fingerprints(
    _ before: Files, _ after: Files, _ store: Store = .repository
  ) throws -> [String] {
    let problems = try Gate.notes.run(before, after, on: store).problems.filter(\.hides)
    #expect(!problems.isEmpty)
    return problems.map(\.fingerprint)
  }

  private static func pointer(_ digit: String) -> BuiltFile {
    .text(
      "version https://git-lfs.github.com/spec/v1\noid sha256:"
        + String(repeating: digit, count: 64) + "\nsize 12345\n")
  }

  @Test("Another pointer at the same path is another problem")
  func pointers() throws {
    let before: Files = ["a.notes": "notes 1\na = 1\n"]
    let one = try fingerprints(before, ["a.notes": Self.pointer("1")])
    #expect(try fingerprints(before, ["a.notes": Self.pointer("1"), "b": "b"]) == one)
    #expect(try fingerprints(before, ["a.notes": Self.pointer("2")]) != one)
    #expect(
      try fingerprints(["a.notes": "notes 1\na = 2\n"], ["a.notes": Self.pointer("1")]) != one)
  }

  @Test("Another content behind the same words is another problem", arguments: Store.allCases)
  func contents(_ store: Store) throws {
    let before: Files = ["a.notes": "notes 1\na = 1\n"]
    let one = try fingerprints(before, ["a.notes": "notes 1\nunreadable\na = 1\n"], store)
    #expect(
      try fingerprints(before, ["a.notes": "notes 1\nunreadable\na = 1\n"], store) == one)
    #expect(
      try fingerprints(before, ["a.notes": "notes 1\nunreadable\na = 2\n"], store) != one)
  }

  @Test("What a contract refers to is a part of what can hide", arguments: Store.allCases)
  func references(_ store: Store) throws {
    func files(_ part: String, _ mark: String = "") -> Files {
      [
        "a.notes": .text("notes 1\ninclude p.notes\n\(mark)"),
        "p.notes": .text("b = \(part)\n"),
      ]
    }
    let one = try fingerprints(files("1"), files("1", "?why\n"), store)
    #expect(try fingerprints(files("1"), files("2", "?why\n"), store) != one)
  }

  @Test("Two problems of the same words in one file are two")
  func places() throws {
    let found = try fingerprints(
      ["a.notes": "notes 1\n"], ["a.notes": "notes 1\n?why\nx = 1\n?why\n"])
    #expect(Set(found).count == 2)
  }
}
