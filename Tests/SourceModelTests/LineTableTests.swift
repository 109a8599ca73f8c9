import SourceModel
import Testing

struct LineTableTests {
  @Test(arguments: [
    ("", ["": 1]), ("a", ["a": 1]), ("a\n", ["a": 1]), ("a\nb", ["a": 1, "b": 2]),
    ("a\r\nb", ["a": 1, "b": 2]),
    ("a\rb", ["a": 1, "b": 2]), ("a\n\rb", ["a": 1, "b": 3]), ("a\r\rb", ["a": 1, "b": 3]),
    ("\n\nb", ["b": 3]), ("a\u{2028}b", ["a": 1, "b": 1]), ("a\r\n\r\nb\r", ["a": 1, "b": 3]),
  ])
  func linesEndAtLFAndCRAndBoth(_ text: String, _ lines: [String: Int]) {
    let bytes = Array(text.utf8)
    let table = LineTable(bytes)
    for (letter, line) in lines {
      guard let byte = letter.utf8.first else { continue }
      #expect(bytes.firstIndex(of: byte).map { table.line(at: $0) } == line)
    }
  }

  @Test func countsLines() {
    #expect(LineTable([]).count == 1)
    #expect(LineTable(Array("a\r\nb\rc\nd".utf8)).count == 4)
    #expect(LineTable(Array("a\n".utf8)).count == 2)
  }

  @Test func columnsCountScalars() {
    let table = LineTable(Array("aé😀b\n\te\u{301}x".utf8))
    #expect([0, 1, 3, 7, 8].map { table.column(at: $0) } == [1, 2, 3, 4, 5])
    #expect([9, 10, 11, 13].map { table.column(at: $0) } == [1, 2, 3, 4])
    #expect([9, 13].map { table.line(at: $0) } == [2, 2])
  }

  @Test func aByteOrderMarkCountsNothing() {
    let table = LineTable(Array("\u{FEFF}ab\n\u{FEFF}c".utf8))
    #expect([0, 3, 4].map { table.column(at: $0) } == [1, 1, 2])
    #expect(table.column(at: 9) == 2)
    #expect(table.columns(at: 4) == (2, 2, 2))
    #expect(Name(table.content(ofLine: 1)) == "ab")
  }

  @Test func offsetsBeyondTheEndStandAtTheEnd() {
    let table = LineTable(Array("a\nbc".utf8))
    #expect((table.line(at: 4), table.column(at: 4)) == (2, 3))
    #expect((table.line(at: 99), table.column(at: 99)) == (2, 3))
  }

  @Test func longLinesHaveExactColumns() {
    // Blocks of the table begin in the midst of characters.
    let text = String(repeating: "aé😀", count: 4_000) + "\nx" + String(repeating: "é", count: 9_000)
    let table = LineTable(Array(text.utf8))
    var offset = 0
    var (column, utf16, byte) = (1, 1, 1)
    for scalar in text.unicodeScalars {
      #expect(table.column(at: offset) == column)
      let columns = table.columns(at: offset)
      #expect((columns.scalars, columns.utf16, columns.bytes) == (column, utf16, byte))
      offset += UTF8.width(scalar)
      column = scalar == "\n" ? 1 : column + 1
      utf16 = scalar == "\n" ? 1 : utf16 + UTF16.width(scalar)
      byte = scalar == "\n" ? 1 : byte + UTF8.width(scalar)
    }
  }

  @Test func contentLeavesOutTheLineEnd() {
    let table = LineTable(Array("a\r\n\r\rb \n\nc".utf8))
    #expect(
      (1...table.count).map { Name(table.content(ofLine: $0)).text } == [
        "a", "", "", "b ", "", "c",
      ])
    #expect(table.content(ofLine: 0).isEmpty && table.content(ofLine: 7).isEmpty)
    #expect((1...6).map { table.start(ofLine: $0) } == [0, 3, 4, 5, 8, 9])
    #expect(table.start(ofLine: 0) == nil && table.start(ofLine: 7) == nil)
  }
}
