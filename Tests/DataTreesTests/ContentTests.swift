import DataTrees
import SourceModel
import Testing

/// Hashes, equality and canonical text: what content is, whatever its layout.
struct ContentTests {
  /// Texts of the same content in one row; no two rows are equal.
  private static let rows: [[(String, DataSyntax)]] = [
    [("null", .json), ("~", .yaml), ("", .yaml)], [("true", .json), ("TRUE", .yaml)],
    [("false", .json)], [("0", .json), ("-0.0", .json), ("0e5", .json)],
    [("1", .json), ("1.0", .json), ("10e-1", .json), ("0x1", .yaml), ("+1", .yaml), ("01", .yaml)],
    [("-1", .json)], [("0.1", .json), ("1e-1", .json), (".1", .yaml)],
    [("12345678901234567890123", .json), ("1234567890123456789012300e-2", .json)],
    [("12345678901234567890124", .json)],
    [("999999999999999999", .json), ("999999999999999999000e-3", .json)],
    [("1e1234567890123456789", .json), ("+1E1234567890123456789", .yaml)],
    [(".inf", .yaml), ("+.Inf", .yaml)], [("-.inf", .yaml)], [(".nan", .yaml), (".NAN", .yaml)],
    [("\".inf\"", .json)], [("\"null\"", .json), ("'null'", .yaml)],
    [("\"1\"", .json), ("!!str 1", .yaml)],
    [("\"\"", .json), ("''", .yaml)], [("[]", .json)], [("{}", .json)],
    [("[null]", .json), ("-", .yaml)],
    [("[[]]", .json)], [("[{}]", .json)], [("[1,2]", .json), ("- 1\n- 2", .yaml)],
    [("[2,1]", .json)],
    [("[1,2,3]", .json)], [("[[1,2],3]", .json)], [("[1,[2,3]]", .json)],
    [(#"{"a":1,"b":2}"#, .json), (#"{"b":2,"a":1}"#, .json), ("b: 2\na: 1", .yaml)],
    [(#"{"a":2,"b":1}"#, .json)], [(#"{"a":1}"#, .json), (#"{"\u0061":1e0}"#, .json)],
    [(#"{"a":null}"#, .json), ("a:", .yaml)], [(#"{"a":{"b":1}}"#, .json)],
    [(#"{"a":1,"a":2}"#, .json), ("a: 1\na: 2", .yaml)],
    [(#"{"a":1,"a":1}"#, .json)],
    [(#"{"200":1}"#, .json), ("200: 1", .yaml)], [("\"é\"", .json), (#""\u00e9""#, .json)],
    [("\"e\u{301}\"", .json)], [("{\"é\":1}", .json)], [("{\"e\u{301}\":1}", .json)],
    [(#""\ud800""#, .json)], [(#""\ud801""#, .json)], [("\"\u{FFFD}\"", .json)],
    [("\"a\\nb\"", .json), ("|-\n a\n b", .yaml)], [("\"a b\"", .json), ("a\n b", .yaml)],
    [
      (#"[{"k":1},{"k":1}]"#, .json), ("- &a {k: 1}\n- *a", .yaml),
      ("- &a {k: 1}\n- <<: *a", .yaml),
    ],
  ]

  @Test func equalContentHasEqualHashesAndNoOtherIsEqual() throws {
    let trees = try Self.rows.enumerated().flatMap { row, texts in
      try texts.map { (row, try #require(read($0.0, $0.1).tree)) }
    }
    for (row, a) in trees {
      for (other, b) in trees {
        #expect(DataTree.equal(a, a.root, b, b.root) == (row == other), "\(a.content) \(b.content)")
        // Hashes guide only, yet among these few none may collide.
        #expect((a.hash(of: a.root) == b.hash(of: b.root)) == (row == other))
      }
    }
  }

  @Test func hashesAreTheSameOnEveryRun() throws {
    let tree = try tree(#"{"a":[1,"two",null,true],"b":{"c":0.5}}"#)
    #expect(tree.hash(of: tree.root) == 6_891_958_973_667_469_522)
  }

  @Test func ofARepeatedKeyTheValuesCountInOrder() throws {
    let a = try #require(read(#"{"a":1,"a":2}"#).tree)
    let b = try #require(read(#"{"a":2,"a":1}"#).tree)
    #expect(!DataTree.equal(a, a.root, b, b.root))
  }

  @Test func longStringsHashByEveryByte() throws {
    for count in 1...40 {
      let bytes = [UInt8](repeating: 0x61, count: count)
      let hash = { (text: [UInt8]) throws in
        let tree = try #require(read(bytes: [0x22] + text + [0x22]).tree)
        return tree.hash(of: tree.root)
      }
      let plain = try hash(bytes)
      for place in bytes.indices {
        var other = bytes
        other[place] = 0x62
        #expect(try hash(other) != plain)
      }
      #expect(try hash(bytes + [0x61]) != plain)
    }
  }

  @Test func aCollisionHidesNothing() throws {
    let a = try tree(#"{"a":1}"#).withHashes(7)
    let b = try tree(#"{"a":2}"#).withHashes(7)
    #expect(a.hash(of: a.root) == b.hash(of: b.root))
    #expect(!DataTree.equal(a, a.root, b, b.root))
    #expect(DataTree.equal(a, a.root, a, a.root))
  }

  @Test func keysInDifferentNormalFormsAreTwoKeys() throws {
    for syntax in DataSyntax.allCases {
      let tree = try tree("{\"\u{E9}\": 1, \"e\u{301}\": 2}", syntax)
      #expect(tree.count(of: tree.root) == 2)
      let composed = try #require(tree.value(of: tree.root, named: Name("\u{E9}")))
      let decomposed = try #require(tree.value(of: tree.root, "e\u{301}"))
      #expect(tree.number(of: composed) == DecimalNumber(1))
      #expect(tree.number(of: decomposed) == DecimalNumber(2))
    }
  }

  @Test(arguments: [
    (0, "…"), (1, "{…"), (5, #"{"a":…"#), (6, #"{"a":"…"#), (7, #"{"a":"…"#), (8, #"{"a":"é…"#),
    (12, #"{"a":"ééé…"#), (13, #"{"a":"ééé"…"#), (23, #"{"a":"ééé","b":[1,2]…"#),
    (24, #"{"a":"ééé","b":[1,2]}"#),
  ])
  func canonicalTextIsCutBetweenCharacters(_ limit: Int, _ expected: String) throws {
    let tree = try tree("{\"b\": [1.0, 2], \"a\": \"ééé\"}")
    #expect(tree.canonical(tree.root, limit: limit) == expected)
  }

  @Test func canonicalTextOfAHugeValueIsCheap() throws {
    let huge = "[" + String(repeating: "\"xxxxxxxx\",", count: 100_000) + "1]"
    let tree = try tree(huge)
    #expect(tree.canonical(tree.root, limit: 10) == "[\"xxxxxxxx…")
  }
}

/// What a tree answers.
struct AccessTests {
  @Test func scalarsAnswerForTheirKindOnly() throws {
    let tree = try tree(#"{"s":"a\n","n":1.0,"t":true,"f":false,"z":null,"o":{},"l":[]}"#)
    func node(_ key: StaticString) throws -> NodeID { try #require(tree.value(of: tree.root, key)) }
    #expect(try tree.string(of: node("s")) == "a\n")
    #expect(try tree.scalarText(of: node("s")) == "a\n")
    #expect(try tree.string(of: node("n")) == nil)
    #expect(try tree.scalarText(of: node("n")) == "1.0")
    #expect(try tree.number(of: node("n")) == DecimalNumber(1))
    #expect(try tree.number(of: node("s")) == nil)
    #expect(try tree.bool(of: node("t")) == true)
    #expect(try tree.bool(of: node("f")) == false)
    #expect(try tree.bool(of: node("n")) == nil)
    #expect(try tree.scalarText(of: node("z")) == "null")
    #expect(try tree.kind(of: node("z")) == .null)
    #expect(try tree.scalarText(of: node("o")) == nil)
    #expect(try tree.count(of: node("l")) == 0)
    #expect(tree.count(of: tree.root) == 7)
    #expect(tree.items(of: tree.root).map(\.index) == [])
    #expect(tree.value(of: tree.root, "absent") == nil)
    #expect(try tree.value(of: node("l"), "s") == nil)
  }

  @Test func membersKeepTheirOrderAndKeyIDsAreKeys() throws {
    let tree = try tree(#"{"b":{"a":1},"a":{"b":2},"c":3}"#)
    #expect(tree.members(of: tree.root).map { tree.keyName($0.key).text } == ["b", "a", "c"])
    let id = try #require(tree.keyID(for: "a"))
    #expect(tree.keyName(id) == "a")
    #expect(tree.keyID(for: Name("a")) == id)
    #expect(tree.keyID(for: "z") == nil)
    let inner = try #require(tree.value(of: tree.root, "b").flatMap { tree.value(of: $0, id) })
    #expect(tree.keyID(of: inner) == id)
    #expect(tree.key(of: inner) == "a")
    #expect(tree.key(of: tree.root) == nil)
    #expect(tree.keyID(of: tree.root) == nil)
  }

  @Test func manyKeysAreAllFound() throws {
    let count = 20_000
    let text = "{" + (0..<count).map { "\"k\($0)\":\($0)" }.joined(separator: ",") + "}"
    let tree = try tree(text)
    for number in 0..<count {
      let value = try #require(tree.keyID(for: Name("k\(number)")))
      #expect(tree.keyName(value).text == "k\(number)")
    }
    #expect(tree.keyID(for: "k20000") == nil)
  }

  @Test func aliasesAnswerForTheirTargets() throws {
    let tree = try tree("a: &x {k: [1, yes]}\nb: *x\nc: &y 'q'\nd: *y\n", .yaml)
    let alias = try #require(tree.value(of: tree.root, "b"))
    #expect(tree.kind(of: alias) == .object)
    #expect(tree.count(of: alias) == 1)
    let items = try #require(tree.value(of: alias, "k"))
    #expect(tree.items(of: items).map { tree.scalarText(of: $0)?.text } == ["1", "yes"])
    #expect(tree.key(of: alias) == "b")
    #expect(tree.value(of: tree.root, "d").flatMap { tree.string(of: $0) } == "q")
  }

  @Test func aStreamHasAllItsDocuments() throws {
    let tree = try tree("a: &x 1\n---\n- &x 2\n- *x\n--- \n...\n", .yaml)
    #expect(
      tree.documents.map { tree.canonical($0, limit: 100) } == [#"{"a":1}"#, "[2,2]", "null"])
    #expect(tree.root == tree.documents[0])
  }

  @Test(arguments: [
    ("a/x.json", "", DataSyntax.json), ("a.YAML", "{", .yaml), ("b.yml", "", .yaml),
    ("s.avsc", "", .json),
    ("noextension", " \n{", .json), ("x.txt", "\u{FEFF}[", .json), ("x.txt", "openapi: 3", nil),
    ("x", "", nil),
  ])
  func theNotationIsGuessed(_ path: String, _ text: String, _ syntax: DataSyntax?) {
    #expect(
      DataSyntax(guessing: SourceText(path: RepositoryPath(stringLiteral: path), text)) == syntax)
  }
}
