import DataTrees
import SourceModel
import Testing

/// Every key and value knows its exact place.
struct RangeTests {
  /// Keys as `key=`, values as they stand, in document order of the tree.
  private func slices(_ tree: DataTree) -> [String] {
    tree.allNodes.flatMap { node in
      (tree.keyRange(of: node).map { [tree.slice($0) + "="] } ?? []) + [
        tree.slice(tree.range(of: node))
      ]
    }
  }

  @Test func coverJSONTokens() throws {
    let text = "\u{FEFF} { \"é\\n\" :\"ü\\u00e9\" ,\n\"b\": [ 1.50, true,null , {} ], \"\": \"\" } "
    let tree = try tree(text)
    #expect(
      slices(tree) == [
        "{ \"é\\n\" :\"ü\\u00e9\" ,\n\"b\": [ 1.50, true,null , {} ], \"\": \"\" }",
        #""é\n"="#, #""ü\u00e9""#, #""b"="#, "[ 1.50, true,null , {} ]", "1.50", "true", "null",
        "{}", #"""="#, #""""#,
      ])
    #expect(tree.keyRange(of: tree.root) == nil)
  }

  @Test(arguments: [
    (
      "é: ü # c\n'k''': \"v\\\"\"\n",
      ["é: ü # c\n'k''': \"v\\\"\"", "é=", "ü", "'k'''=", "\"v\\\"\""]
    ),
    (
      "a:\n  b: 1\n  c:\n    - x\n    -  y z \nd: e\n",
      [
        "a:\n  b: 1\n  c:\n    - x\n    -  y z \nd: e", "a=", "b: 1\n  c:\n    - x\n    -  y z",
        "b=",
        "1", "c=", "- x\n    -  y z", "x", "y z", "d=", "e",
      ]
    ),
    (
      "a:\n- x\n- y\n\n# end\nb: 1",
      ["a:\n- x\n- y\n\n# end\nb: 1", "a=", "- x\n- y", "x", "y", "b=", "1"]
    ),
    (
      "a: |  # why\n  x\n  ü\n\n\nb: >-\n  y\n",
      ["a: |  # why\n  x\n  ü\n\n\nb: >-\n  y", "a=", "|  # why\n  x\n  ü", "b=", ">-\n  y"]
    ),
    (
      "k: one\n  two # c\nl: 'a\n  b'\n",
      ["k: one\n  two # c\nl: 'a\n  b'", "k=", "one\n  two", "l=", "'a\n  b'"]
    ),
    (
      "{ a: [ 1, é ], b , c: }",
      ["{ a: [ 1, é ], b , c: }", "a=", "[ 1, é ]", "1", "é", "b=", "", "c=", ""]
    ),
    ("[a: 1, b]", ["[a: 1, b]", "a: 1", "a=", "1", "b"]),
    ("a: &x !!str 1\nb: *x\n", ["a: &x !!str 1\nb: *x", "a=", "1", "b=", "*x"]),
    (
      "a: !!map &m\n  # c\n  k: v\nb: &s [1]\n",
      ["a: !!map &m\n  # c\n  k: v\nb: &s [1]", "a=", "k: v", "k=", "v", "b=", "[1]", "1"]
    ),
    ("a: &e\nb: ''", ["a: &e\nb: ''", "a=", "", "b=", "''"]),
    ("? a\n? b\n: c\n", ["? a\n? b\n: c", "a=", "", "b=", "c"]),
    ("- \n-\n- x", ["- \n-\n- x", "", "", "x"]), ("--- x\n--- \n...\n---\ny", ["x", "", "y"]),
    (
      "\u{FEFF}ä: \u{1F600}\r\nb:\r\n  c: |\r\n    d\r\n",
      [
        "ä: \u{1F600}\r\nb:\r\n  c: |\r\n    d", "ä=", "\u{1F600}", "b=", "c: |\r\n    d", "c=",
        "|\r\n    d",
      ]
    ),
    (
      "a: \"x\u{2028}y\u{85}z\"\nb: ü\n",
      ["a: \"x\u{2028}y\u{85}z\"\nb: ü", "a=", "\"x\u{2028}y\u{85}z\"", "b=", "ü"]
    ),
    (
      "a:\n  - b: 1\n    c: 2\n  - - d\n",
      [
        "a:\n  - b: 1\n    c: 2\n  - - d", "a=", "- b: 1\n    c: 2\n  - - d", "b: 1\n    c: 2",
        "b=", "1", "c=", "2", "- d", "d",
      ]
    ),
  ])
  func coverYAMLTokens(_ text: String, _ expected: [String]) throws {
    #expect(slices(try tree(text, .yaml)) == expected)
  }

  @Test func ofValuesLeftOutStandBehindTheirSign() throws {
    let tree = try tree("a:   \nb:\n- \n- x", .yaml)
    #expect(tree.allNodes.map { tree.range(of: $0).lower } == [0, 2, 9, 10, 14])
  }

  @Test func ofAMergedMemberStandWhereItIsWritten() throws {
    let tree = try tree("a: &x {k: 1}\nb:\n  <<: *x\n  l: 2\n", .yaml)
    let merged = try #require(tree.value(of: tree.root, "b").flatMap { tree.value(of: $0, "k") })
    #expect(tree.keyRange(of: merged) == SourceRange(7, 8))
    #expect(tree.range(of: merged) == SourceRange(10, 11))
  }
}
