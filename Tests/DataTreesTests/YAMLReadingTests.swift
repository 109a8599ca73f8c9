import DataTrees
import SourceModel
import Testing

/// YAML 1.2 in the core schema: every case is told by its JSON twin.
struct YAMLReadingTests {
  @Test(arguments: [
    // Scalars of the core schema.
    ("~", "null"), ("null", "null"), ("Null", "null"), ("NULL", "null"), ("", "null"),
    ("# only a comment\n", "null"), ("nULL", #""nULL""#), ("true", "true"), ("True", "true"),
    ("TRUE", "true"), ("false", "false"), ("tRUE", #""tRUE""#), ("yes", #""yes""#),
    ("no", #""no""#), ("on", #""on""#), ("off", #""off""#), ("y", #""y""#), ("0", "0"),
    ("-0", "0"), ("+12", "12"), ("012", "12"), ("0o17", "15"), ("0xFf", "255"), ("0x", #""0x""#),
    ("0o8", #""0o8""#), ("-0x1", #""-0x1""#), ("1.50", "1.5"), (".5", "0.5"), ("5.", "5"),
    ("1e3", "1000"), ("1E+3", "1000"), ("-1.5e-3", "-0.0015"), (".", #"".""#), ("-", "[null]"),
    ("+", #""+""#), ("1e", #""1e""#), ("1_000", #""1_000""#), ("12:30", #""12:30""#),
    ("2024-01-01", #""2024-01-01""#), ("0b1", #""0b1""#), (".inf", ".inf"), ("-.INF", "-.inf"),
    (".NaN", ".nan"), (".Nan", #"".Nan""#), ("1.2.3", #""1.2.3""#),
    // Quotes.
    ("'it''s'", #""it's""#), (#""\x41\u00e9\t\"""#, #""Aé\t\"""#), ("'12'", #""12""#),
    ("\"true\"", #""true""#), ("''", #""""#), ("\"\\_\"", "\"\u{A0}\""),
    ("\"a\n  b\n\n  c\"", #""a b\nc""#), ("'a\n  b'", #""a b""#),
    // Block scalars.
    ("|\n a\n  b\n", #""a\n b\n""#), ("|-\n a\n", #""a""#), ("|+\n a\n\n", #""a\n\n""#),
    (">\n a\n b\n\n c\n", #""a b\nc\n""#), ("|2\n   a\n", #"" a\n""#),
    ("a: |\n  x\n\nb: 1\n", #"{"a":"x\n","b":1}"#),
    // Plain over several lines.
    ("a b\n c", #""a b c""#), ("k: a\n  b\n\n  c\n", #"{"k":"a b\nc"}"#),
    // Collections.
    ("- 1\n- - 2\n  - 3\n-\n", "[1,[2,3],null]"), ("a:\n- 1\n- 2\nb:\n", #"{"a":[1,2],"b":null}"#),
    ("a:\n  b: {c: [d, e: f]}\n", #"{"a":{"b":{"c":["d",{"e":"f"}]}}}"#),
    ("{a, b: , \"c\":1}", #"{"a":null,"b":null,"c":1}"#),
    ("? a\n: b\n? c\n", #"{"a":"b","c":null}"#),
    ("200: a\n~: b\ntrue: c\n1.0: d\n", #"{"1.0":"d","200":"a","true":"c","~":"b"}"#),
    ("?\n: x", #"{"":"x"}"#), ("{}", "{}"), ("[]", "[]"),
    ("url: http://x/y#z", #"{"url":"http://x/y#z"}"#),
    ("a: 1 # one\n# two\nb: 2", #"{"a":1,"b":2}"#), ("{\n\t\"a\"\n\t: 1\n}", #"{"a":1}"#),
    ("k: 'a' # c", #"{"k":"a"}"#),
    (#"{"a": [1, 2], "b": {"c": null}}"#, #"{"a":[1,2],"b":{"c":null}}"#),
    // Tags.
    ("!!str 12", #""12""#), ("!!int \"12\"", "12"), ("!!float 1", "1"), ("! 12", #""12""#),
    ("!!null ''", "null"), ("!!bool 'true'", "true"), ("!!map {}", "{}"), ("!!seq []", "[]"),
    ("!!set {a, b}", #"{"a":null,"b":null}"#), ("!!binary aGk=", #""aGk=""#),
    ("!<tag:yaml.org,2002:str> 1", #""1""#), ("%TAG !e! tag:yaml.org,2002:\n--- !e!str 1", #""1""#),
    // Anchors, aliases, merge keys.
    ("a: &x 1\nb: *x\n", #"{"a":1,"b":1}"#),
    ("a: &x {k: [1]}\nb: *x", #"{"a":{"k":[1]},"b":{"k":[1]}}"#),
    ("&k key: v\nother: *k\n", #"{"key":"v","other":"key"}"#),
    ("a: &x k\nb: {*x : 1}", #"{"a":"k","b":{"k":1}}"#),
    ("- &a 1\n- &a 2\n- *a", "[1,2,2]"), ("- &a [&a 1, *a]\n- *a", "[[1,1],1]"),
    ("a: &x {k: 1, l: 2}\nb:\n  <<: *x\n  k: 3\n", #"{"a":{"k":1,"l":2},"b":{"k":3,"l":2}}"#),
    ("- &x {k: 1}\n- &y {k: 2, l: 2}\n- <<: [*x, *y]\n", #"[{"k":1},{"k":2,"l":2},{"k":1,"l":2}]"#),
    ("- &x {k: 1}\n- &y {<<: *x, l: 2}\n- {<<: *y}", #"[{"k":1},{"k":1,"l":2},{"k":1,"l":2}]"#),
    ("<<: {a: 1}\nb: 2", #"{"a":1,"b":2}"#), ("'<<': 1", #"{"<<":1}"#),
    ("<<: []", "{}"),
    // Documents and directives.
    ("---\na: 1\n...\n", #"{"a":1}"#), ("--- 1\n--- 2\n", "1"), ("%YAML 1.1\n---\nyes", #""yes""#),
    ("%YAML 1.2\n---\na", #""a""#), ("---", "null"), ("\u{FEFF}a: ü", #"{"a":"ü"}"#),
    ("a: 1\r\nb:\r\n  - x\r\n", #"{"a":1,"b":["x"]}"#),
    ("a: |\r\n  x\r\n  y\r\n", #"{"a":"x\ny\n"}"#),
  ])
  func readsValid(_ text: String, _ canonical: String) throws {
    let reading = read(text, .yaml)
    #expect(reading.problems.isEmpty)
    let tree = try #require(reading.tree)
    #expect(tree.canonical(tree.root, limit: 1000) == canonical)
    // The twin has the same hash, unless it is a number that JSON does not have.
    guard let twin = read(canonical).tree else { return }
    #expect(tree.hash(of: tree.root) == twin.hash(of: twin.root))
    #expect(DataTree.equal(tree, tree.root, twin, twin.root))
  }
}
