import DataTrees
import SourceModel
import Testing

@Suite("Reading documents of a shape")
struct ShapedReaderTests {
  /// What a reader makes of a document, and its problems with their offsets.
  private func read<Value>(
    _ reader: ShapedReader<Value>, _ text: String
  ) throws -> (value: Value?, problems: [String]) {
    let tree = try #require(DataTree.read(SourceText(path: "a.yaml", text), syntax: .yaml).tree)
    var problems: [ShapeProblem] = []
    let value = reader.read(tree, tree.root, &problems)
    return (
      value, problems.map { "\($0.range.lower) \($0.message)" + ($0.hint.map { " | \($0)" } ?? "") }
    )
  }

  @Test("One item stands for a list of it")
  func oneOrMore() throws {
    let reader = ShapedReader<[String]>.oneOrMore(.string)
    #expect(try read(reader, "a").value == ["a"])
    #expect(try read(reader, "[a, b]").value == ["a", "b"])
    #expect(try read(reader, "1").problems == ["0 a string was expected"])
    #expect(reader.shape == .either([.string, .list(.string)]))
  }

  @Test("Keys that the user chooses are read, refused, and never read twice")
  func entries() throws {
    let reader = ShapedReader<[Entry<String, Int>]>.entries(.integer(in: 0...9)) { key in
      key == "bad" ? .failure(.unknown("key", key, among: ["bat"])) : .success(key.text)
    }
    let (value, problems) = try read(reader, "b: 1\na: 2\n")
    #expect(problems == [])
    #expect(value?.map(\.key.value) == ["b", "a"])
    #expect(value?.map(\.key.range.lower) == [0, 5])
    #expect(value?.map(\.value) == [1, 2])
    #expect(
      try read(reader, "a: 1\na: 2\nbad: 10\n").problems == [
        "5 the key 'a' stands twice", "15 an integer from 0 to 9 was expected",
        "10 the key 'bad' is unknown | Did you mean 'bat'?",
      ])
    #expect(try read(reader, "[]").problems == ["0 an object was expected"])
  }

  @Test(
    "Integers stay within their bounds",
    arguments: [
      ("5", 5), ("-3", nil), ("10", nil), ("1e0", nil), ("1.0", nil), ("\"5\"", nil),
      ("99999999999999999999999", nil), ("true", nil),
    ] as [(String, Int?)])
  func integers(_ text: String, _ expected: Int?) throws {
    let (value, problems) = try read(.integer(in: 0...9), text)
    #expect(value == expected)
    #expect(problems.isEmpty == (expected != nil))
  }

  @Test(
    "A date is a day, quoted or not, and never a moment",
    arguments: [
      ("2026-03-31", "2026-03-31"), ("\"2026-03-31\"", "2026-03-31"), ("2026-3-31", nil),
      ("2026-02-30", nil), ("20260331", nil), ("2026-03-31T00:00:00Z", nil), ("[]", nil),
    ] as [(String, String?)])
  func dates(_ text: String, _ expected: String?) throws {
    let (value, problems) = try read(.date, text)
    #expect(value?.description == expected)
    #expect(problems.isEmpty == (expected != nil))
  }

  @Test("A value knows its place")
  func located() throws {
    let reader = ShapedReader<[Located<String>]>.list(ShapedReader<String>.string.located)
    let value = try #require(try read(reader, "- a\n- \"b\"\n").value)
    #expect(value.map(\.value) == ["a", "b"])
    #expect(value.map(\.range) == [SourceRange(2, 3), SourceRange(6, 9)])
  }

  @Test("Bounds and choices stand in the schema")
  func schema() throws {
    let shape = Shape.either([.bounded(1...9), .word(["all"]), .nullable(.string)])
    let schema = String(decoding: shape.schema(id: "i", title: "t"), as: UTF8.self)
    let compact = String(schema.filter { !$0.isWhitespace })
    #expect(
      compact.contains(
        #""anyOf":[{"type":"integer","minimum":1,"maximum":9},{"enum":["all"]},{"anyOf":"#
          + #"[{"type":"string"},{"type":"null"}]}]"#))
  }
}
