import DataTrees
import SourceModel
import Testing

/// What is written reads back as what was meant.
struct WriterTests {
  /// Strings that need care in one notation or the other.
  private static let strings = [
    "", " ", "a", "a b", " a", "a ", "a:", "a: b", "a:b", "a #b", "a#b", "#a", "- a", "-", "?",
    "? a", ":", ": a", "*a", "&a",
    "!a", "|", ">", "%a", "@a", "`a", "{a", "}", "[a", "]", ",", "a, b", "'a'", "\"a\"", "\\",
    "a\\nb", "a\nb", "a\n", "\n",
    "a\tb", "\ta", "null", "Null", "~", "true", "TRUE", "yes", "No", "on", "OFF", "y", "N", "1",
    "-1", "1.5", "0x1F", "0o7",
    "1e3", ".inf", ".nan", "1_000", "12:30", "2024-01-01", "---", "...", "--- a", "<<", "=",
    "/v1/{id}", "$ref", "é", "ü: é",
    "e\u{301}", "\u{1F600}", "\u{85}", "\u{2028}", "\u{FEFF}", "\u{7F}", "\u{0}", "\u{9F}",
    "\u{FFFF}", "\r", "\r\n", "a\u{A0}",
    String(repeating: "long ", count: 300), String(repeating: "l", count: 1_200),
  ]

  /// A document of all writers' calls, built alike through each of them.
  private func json(_ layout: JSONWriter.Layout) -> [UInt8] {
    var writer = JSONWriter(layout)
    writer.beginObject()
    for text in Self.strings {
      writer.key("k" + text)
      writer.string(text)
      writer.key(text)
      writer.beginArray()
      writer.string(Name(text))
      writer.beginObject()
      writer.key(Name(text))
      writer.null()
      writer.key("second")
      writer.bool(true)
      writer.endObject()
      writer.beginArray()
      writer.integer(-7)
      writer.beginArray()
      writer.endArray()
      writer.endArray()
      writer.endArray()
    }
    writer.key("none")
    writer.beginObject()
    writer.endObject()
    writer.endObject()
    return writer.bytes
  }

  private func yaml() -> [UInt8] {
    var writer = YAMLWriter()
    writer.beginObject()
    for text in Self.strings {
      writer.key("k" + text)
      writer.string(text)
      writer.key(text)
      writer.beginArray()
      writer.string(Name(text))
      writer.beginObject()
      writer.key(Name(text))
      writer.null()
      writer.key("second")
      writer.bool(true)
      writer.endObject()
      writer.beginArray()
      writer.integer(-7)
      writer.beginArray()
      writer.endArray()
      writer.endArray()
      writer.endArray()
    }
    writer.key("none")
    writer.beginObject()
    writer.endObject()
    writer.endObject()
    return writer.bytes
  }

  @Test func allLayoutsReadBackAlike() throws {
    let trees = [
      read(bytes: json(.compact)), read(bytes: json(.pretty)), read(bytes: yaml(), .yaml),
      read(bytes: yaml() + [0x0A], .yaml),
    ]
    for reading in trees {
      #expect(reading.problems.filter { $0.code != .duplicateKey }.isEmpty)
    }
    let base = try #require(trees[0].tree)
    for tree in trees.dropFirst() {
      let tree = try #require(tree.tree)
      #expect(DataTree.equal(base, base.root, tree, tree.root))
    }
    for text in Self.strings {
      let value = try #require(base.value(of: base.root, named: Name("k" + text)))
      #expect(base.string(of: value) == Name(text))
      #expect(base.value(of: base.root, named: Name(text)) != nil)
    }
  }

  @Test(arguments: strings)
  func everyStringReadsBackAlone(_ text: String) throws {
    var writer = YAMLWriter()
    writer.string(text)
    let tree = try #require(read(bytes: writer.bytes, .yaml).tree)
    #expect(tree.string(of: tree.root) == Name(text))
  }

  @Test func prettyJSONHasALinePerMember() {
    var writer = JSONWriter(.pretty)
    writer.beginObject()
    writer.key("a")
    writer.beginArray()
    writer.integer(1)
    if let number = DecimalNumber("2.50") { writer.number(number) }
    writer.endArray()
    writer.key("b")
    writer.beginObject()
    writer.endObject()
    writer.key("c")
    writer.string("é\u{2028}\"")
    writer.endObject()
    #expect(
      String(decoding: writer.bytes, as: UTF8.self) == """
        {
          "a": [
            1,
            2.5
          ],
          "b": {},
          "c": "é\u{2028}\\""
        }
        """)
  }

  @Test func yamlIsPlainBlockStyle() {
    var writer = YAMLWriter()
    writer.beginObject()
    writer.key("schema")
    writer.string("relgate/config/1")
    writer.key("packs")
    writer.beginArray()
    writer.string("builtin:core")
    writer.beginObject()
    writer.key("name")
    writer.string("yes")
    writer.key("days")
    writer.integer(90)
    writer.key("paths")
    writer.beginArray()
    writer.string("api/**")
    writer.endArray()
    writer.endObject()
    writer.beginArray()
    writer.null()
    if let number = DecimalNumber("1.50") { writer.number(number) }
    writer.endArray()
    writer.endArray()
    writer.key("rules")
    writer.beginObject()
    writer.endObject()
    writer.endObject()
    #expect(
      String(decoding: writer.bytes, as: UTF8.self) == """
        schema: relgate/config/1
        packs:
          - builtin:core
          - name: "yes"
            days: 90
            paths:
              - api/**
          - - null
            - 1.5
        rules: {}
        """)
  }

  @Test func bytesThatAreNotUTF8AreReplaced() throws {
    let name = Name([0x61, 0xFF, 0xED, 0xA0, 0x80, 0xC3])
    var json = JSONWriter()
    json.string(name)
    #expect(String(decoding: json.bytes, as: UTF8.self) == "\"a\u{FFFD}\\ud800\u{FFFD}\"")
    var yaml = YAMLWriter()
    yaml.string(name)
    #expect(String(decoding: yaml.bytes, as: UTF8.self) == "\"a\u{FFFD}\u{FFFD}\u{FFFD}\"")
  }
}
