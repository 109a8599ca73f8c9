import SourceModel
import Testing

struct SpellingTests {
  private static let cases: [(String, [String], String?)] = [
    ("chekc", ["check", "diff"], "check"), ("dif", ["check", "diff"], "diff"),
    ("difff", ["diff"], "diff"),
    ("fromat", ["format", "from"], "format"), ("zzz", ["check", "diff"], nil), ("ab", ["ba"], "ba"),
    ("ab", ["cd"], nil), ("x", ["y"], "y"), ("", ["y"], "y"), ("", ["yy"], nil), ("check", [], nil),
    ("severty", ["severity", "several"], "severity"), ("color", ["dolor", "colour"], "colour"),
    ("aXc", ["abc", "aac"], "aac"), ("check", ["check"], "check"), ("ca", ["abc"], nil),
  ]

  @Test(arguments: cases)
  func nearest(_ word: String, _ candidates: [String], _ nearest: String?) {
    #expect(Spelling.nearest(to: word, among: candidates) == nearest)
    #expect(Spelling.nearest(to: word, among: candidates.reversed()) == nearest)
  }
}
