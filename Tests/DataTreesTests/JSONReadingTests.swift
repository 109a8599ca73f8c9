import DataTrees
import SourceModel
import Testing

/// JSON by RFC 8259: what is read, what is refused, and where.
struct JSONReadingTests {
  @Test(arguments: [
    ("null", "null"), ("true", "true"), (" false ", "false"), ("0", "0"), ("-0", "0"),
    ("1.50", "1.5"), ("1E2", "100"), ("1e-2", "0.01"), ("\"\"", "\"\""), ("[]", "[]"),
    ("{}", "{}"), ("[ ]", "[]"), ("{ }", "{}"), ("[1,[2,[3]],{}]", "[1,[2,[3]],{}]"),
    (#"{"b":1,"a":2}"#, #"{"a":2,"b":1}"#), (#"{"":0}"#, #"{"":0}"#),
    (#""\"\\\/\b\f\n\r\t""#, #""\"\\/\u0008\u000c\n\r\t""#),
    (#""\u0041\u00e9\u20AC\uD83D\uDE00""#, "\"Aé€😀\""),
    (#""\ud83d""#, #""\ud83d""#), (#""\ude00\ud83d""#, #""\ude00\ud83d""#),
    (#""\ud83d\u0041""#, #""\ud83dA""#), ("\u{FEFF}[1]", "[1]"), ("\"\u{7F}\"", #""\u007f""#),
    ("\t\r\n [\n1\t,\r2 ]\n", "[1,2]"), (#"{"a\u0062":1}"#, #"{"ab":1}"#),
    ("\"\u{2028}\u{2029}\"", "\"\u{2028}\u{2029}\""),
    ("123456789012345678901234567890", "1.2345678901234567890123456789e29"),
  ])
  func readsValid(_ text: String, _ canonical: String) throws {
    let reading = read(text)
    #expect(reading.problems.isEmpty)
    let tree = try #require(reading.tree)
    #expect(tree.canonical(tree.root, limit: 1000) == canonical)
  }
}
