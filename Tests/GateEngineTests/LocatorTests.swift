import GateEngine
import HistoryBuilding
import ReleaseModel
import SourceModel
import Testing

@Suite("Places")
struct LocatorTests {
  @Test("Columns count scalars, in lines of any length", arguments: [1, 399, 4095, 4096, 9000])
  func columns(_ length: Int) throws {
    let name = String(repeating: "ä😀x", count: length)
    func file(_ value: String) -> Files {
      ["a.notes": .text("notes 1\n\(name) = \(value)\(String(repeating: "ü", count: 300))\n")]
    }
    let change = try #require(try Gate.notes.run(file("1"), file("2")).changes.first)
    let place = try #require(change.after)
    #expect(place.line == 2)
    #expect(place.column == 3 * length + 4)
    #expect(place.endColumn == 3 * length + 4 + 301)
    #expect(place.excerpt.bytes.count <= 400)
    let scalars = Array(place.excerpt.text.unicodeScalars)
    #expect(scalars[place.column - place.excerptColumn] == "2")
    #expect(!scalars.contains("\u{FFFD}"))
    #expect(length > 100 || place.excerptColumn == 1)
    // The part before the excerpt, in other units.
    let cut = Array("\(name) = ".unicodeScalars.prefix(place.excerptColumn - 1))
    #expect(place.excerptUTF16Column == 1 + cut.reduce(0) { $0 + UTF16.width($1) })
    #expect(place.excerptByteColumn == 1 + cut.reduce(0) { $0 + UTF8.width($1) })
  }

  @Test("A byte order mark and CRLF do not shift anything")
  func marks() throws {
    let root: BuiltFile = "notes 1\ninclude p.notes\n\ny = 1\n"
    let report = try Gate.notes.run(
      ["a.notes": root, "p.notes": "\u{FEFF}x = 1\r\nz = 1"],
      ["a.notes": root, "p.notes": "\u{FEFF}x = 2\r\nz = 2"])
    #expect(
      report.facts == [
        "p.notes:1:5 risky notes/note-changed \u{FEFF}x", "p.notes:2:5 risky notes/note-changed z",
      ])
    #expect(report.changes.first?.after?.excerpt == "x = 2")
  }
}
