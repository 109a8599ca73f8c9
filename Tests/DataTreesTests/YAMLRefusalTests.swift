import DataTrees
import SourceModel
import Testing

/// What cannot be read as YAML, or only in part: the kind of trouble and the text that is blamed.
struct YAMLRefusalTests {
  @Test(arguments: [
    ("a: b: c", TreeProblem.Code.syntax, ":"), ("a:\n\t- b", .syntax, "\t"),
    ("- [a, b", .syntax, ""),
    ("a: \"b", .syntax, ""), ("a: 'b", .syntax, ""), ("a: b\n c: d", .syntax, ":"),
    ("a: @b", .syntax, "@"), ("a: `b", .syntax, "`"), ("é: {a", .syntax, ""),
    ("- a\nb", .syntax, ""),
    ("a: \"\\q\"", .syntax, "\\"), ("a\u{7}b", .syntax, "\u{7}"), ("é: \u{0}", .syntax, "\u{0}"),
    ("%YAML 2.0\n---\na", .syntax, "%"), ("!x!a b", .syntax, "!"), ("[a\n---\nb]", .syntax, "-"),
    ("- é\n- *b", .unknownAnchor, "*b"), ("a: &x [*x]", .cyclicAlias, "*x"),
    ("&x {a: {b: [*x]}}", .cyclicAlias, "*x"), ("a: &x {<<: *x}", .cyclicAlias, "*x"),
    ("&a x\n---\n*a", .unknownAnchor, "*a"), ("? [a]\n: b", .complexKey, "["),
    ("{a: 1}: b", .complexKey, "{"), ("? a: b\n: c", .complexKey, ""),
    ("- &x {a: 1}\n- {*x : 2}", .complexKey, "*x"),
  ])
  func refuses(_ text: String, _ code: TreeProblem.Code, _ blamed: String) throws {
    let reading = read(text, .yaml)
    #expect(reading.tree == nil)
    let problem = try #require(reading.problems.last)
    #expect(problem.code == code)
    let bytes = Array(text.utf8)
    #expect(String(decoding: bytes[problem.range.indices], as: UTF8.self) == blamed)
  }

  @Test(arguments: [
    ("a: 1\nb: 2\n\"a\": 3", TreeProblem.Code.duplicateKey, "\"a\"", #"{"a":1,"a":3,"b":2}"#),
    ("200: x\n\"200\": y", .duplicateKey, "\"200\"", #"{"200":"x","200":"y"}"#),
    ("{a: 1, a: 2}", .duplicateKey, "a", #"{"a":1,"a":2}"#),
    ("<<: {a: 1}\n<<: {a: 2, b: 3}", .duplicateKey, "<<", #"{"a":1,"b":3}"#),
    ("a: 1\n<<: 2", .invalidMerge, "2", #"{"<<":2,"a":1}"#),
    ("a: &x [1]\n<<: [*x]", .invalidMerge, "[*x]", #"{"<<":[[1]],"a":[1]}"#),
    ("a: !!int b", .invalidTag, "!!int", #"{"a":"b"}"#),
    ("a: !!map b", .invalidTag, "!!map", #"{"a":"b"}"#),
    ("a: !!str [b]", .invalidTag, "!!str", #"{"a":["b"]}"#),
    ("a: !!seq {b: 1}", .invalidTag, "!!seq", #"{"a":{"b":1}}"#),
    ("a: !ref &x b", .unknownTag, "!ref &x", #"{"a":"b"}"#),
    ("!new\na: 1", .unknownTag, "!new", #"{"a":1}"#),
    ("a: !n 12", .unknownTag, "!n", #"{"a":"12"}"#),
  ])
  func readsWithProblem(
    _ text: String, _ code: TreeProblem.Code, _ blamed: String, _ content: String
  ) throws {
    let reading = read(text, .yaml)
    let tree = try #require(reading.tree)
    #expect(reading.problems.map(\.code) == [code])
    #expect(reading.problems.map { tree.slice($0.range) } == [blamed])
    #expect(tree.content == content)
  }

  @Test func saysWhatTheParserExpected() throws {
    let problem = try #require(read("a:\n\t- b", .yaml).problems.first)
    #expect(
      problem.message == "found character that cannot start any token "
        + "while scanning for the next token")
    #expect(problem.hint == "Indent with spaces: YAML takes no tabs.")
    let open = try #require(read("\na: [1", .yaml).problems.first)
    #expect(!open.message.contains("line"))
    #expect(open.hint == "Look from line 2 on.")
  }
}
