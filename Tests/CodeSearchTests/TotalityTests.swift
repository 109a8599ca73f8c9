import CodeSearch
import SourceModel
import Testing

import struct TestSupport.SplitMix64

@Suite("Files and bytes")
struct TotalityTests {
  @Test("Code is told by its extension")
  func isCode() {
    for path in ["a.go", "src/a.py", "a.SQL", "a.tsx", "a.prisma", "x/a.html.erb", "a.rs"] {
      #expect(CodeQuery.isCode(RepositoryPath(unchecked: Name(path))))
    }
    for path in [
      "a.md", "a.lock", "go.sum", "a.png", "a.min.js", "package-lock.json", "Makefile", "",
    ] {
      #expect(!CodeQuery.isCode(RepositoryPath(unchecked: Name(path))))
    }
  }

  @Test("Escapes are no part of the word that follows")
  func escapes() {
    #expect(
      found([table], in: "a.go", #""SELECT 1\nFROM\tuser_profiles""#) == ["user_profiles:certain"])
  }

  @Test("A quote in a text of its own does not hide what follows")
  func quotes() {
    #expect(found([column], in: "a.rs", "fn f<'a>(x: &'a str) {} // avatar_url") == [])
    #expect(found([column], in: "a.go", "x := '\"' // avatar_url") == [])
    #expect(found([column], in: "a.js", "it's\n// avatar_url\nx") == [])
    #expect(found([column], in: "a.sh", "echo ${a#b}; avatar_url") == ["avatar_url:possible"])
  }

  @Test("No bytes stop the search; ranges lie inside the file and hold the word")
  func total() {
    var random = SplitMix64(seed: 4)
    let pieces = [
      "avatar_url", "UserProfile", "user_profiles", "\"", "'", "`", "\"\"\"", "/*", "*/", "//", "#",
      "--", "<<SQL\n", "SQL\n", "<!--", "-->", "\n", "\\", ".", "SELECT ", " FROM ", ";", "\u{E9}",
      "->",
      "table! { ", "-", " ",
    ]
    let query = CodeQuery([table, column, .column(table: "", ""), .other("a"), .table("s")])
    let extensions = [
      "go", "py", "rb", "sql", "rs", "php", "js", "vue", "ex", "java", "sh", "html", "x", "lua",
    ]
    for _ in 0..<2000 {
      var bytes: [UInt8] = []
      for _ in 0..<Int(random.next() % 14) {
        bytes += Array(pieces[Int(random.next() % UInt64(pieces.count))].utf8)
        if random.next() % 20 == 0 { bytes.append(UInt8(truncatingIfNeeded: random.next())) }
      }
      let end = extensions[Int(random.next() % UInt64(extensions.count))]
      let source = SourceText(path: RepositoryPath(unchecked: Name("a.\(end)")), bytes: bytes)
      for use in query.uses(in: source) {
        #expect(Int(use.location.range.upper) <= bytes.count)
        #expect(use.location.range.lower < use.location.range.upper)
      }
    }
  }
}
