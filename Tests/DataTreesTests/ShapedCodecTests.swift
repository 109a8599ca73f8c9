import DataTrees
import SourceModel
import Testing

@Suite("Codecs")
struct ShapedCodecTests {
  private enum Color: String, CaseIterable, Sendable {
    case red, blue
  }

  private struct Thing: Hashable, Sendable {
    var name: Name
    var path: RepositoryPath
    var color: Color?
    var day: CalendarDate?
    var size = 1
    var tags: [String] = []
    var isOld: Bool?

    var isLarge: Bool { size > 10 }
  }

  private static let thing = ShapedCodec<Thing>.record(
    "A thing.",
    [
      .required("name", "Its name.", .name, \.name),
      .required("path", "Its file.", .path, \.path),
      .optional("color", "Its color.", .word("color"), \.color),
      .optional("day", "Its day.", .date, \.day),
      .optional("size", "Its size, if it is not 1.", .integer, \.size, absent: 1),
      .derived(.required("large", "Whether it is large.", .boolean, \.isLarge)),
      .required("tags", "Its tags.", .list(.string), \.tags),
      .required("old", "Whether it is old.", .nullable(.boolean), \.isOld),
    ]
  ) { parts in
    let thing = Thing(
      name: try parts[\.name], path: try parts[\.path], color: try parts[\.color],
      day: try parts[\.day], size: try parts[\.size], tags: try parts[\.tags],
      isOld: try parts[\.isOld])
    if thing.size == 13 { throw ShapeProblem.Reason("nothing has that size") }
    return thing
  }

  private func read(_ text: String) -> (thing: Thing?, problems: [String]) {
    let reading = DataTree.read(SourceText(path: "t.json", text), syntax: .json)
    var problems: [ShapeProblem] = []
    let thing = reading.tree.flatMap { Self.thing.reader.read($0, $0.root, &problems) }
    return (thing, problems.map { "\($0.range.lower): \($0.message)" })
  }

  @Test("What is written is read back", arguments: [0, 1, 12, 9_007_199_254_740_991])
  func roundTrip(_ size: Int) {
    let things = [
      Thing(name: "e\u{301}\u{0}", path: RepositoryPath(unchecked: Name([0xFF, 0x25]))),
      Thing(
        name: "", path: "a", color: .blue, day: CalendarDate("2026-03-31"), size: size,
        tags: ["", "é"], isOld: true),
    ]
    for thing in things {
      var writer = JSONWriter()
      Self.thing.writer.write(thing, &writer)
      let (back, problems) = read(String(decoding: writer.bytes, as: UTF8.self))
      #expect(back == thing)
      #expect(problems == [])
    }
  }

  @Test("Absent parts and keys of others")
  func absent() {
    let text = #"{"name": "n", "path": "p", "large": false, "new": {}, "tags": [], "old": null}"#
    #expect(read(text).thing == Thing(name: "n", path: "p"))
  }

  @Test(
    "Every flaw is told with its place",
    arguments: [
      ("[]", ["0: an object was expected"]),
      (
        #"{"name": 1, "tags": [2]}"#,
        [
          "9: a string was expected", "21: a string was expected", "0: the key 'path' is missing",
          "0: the key 'large' is missing", "0: the key 'old' is missing",
        ]
      ),
      (
        #"{"name":"","path":"","color":"rad","large":0,"tags":[],"old":null}"#,
        ["18: a path was expected", "29: the color 'rad' is unknown"]
      ),
      (
        #"{"name":"","path":"p","size":13,"large":false,"tags":[],"old":null}"#,
        ["0: nothing has that size"]
      ),
      (
        #"{"name":"","path":"p","size":-1,"day":"2026-1-1","large":false,"tags":[],"old":2}"#,
        [
          "29: an integer from 0 to 9007199254740991 was expected",
          "38: a date like 2026-03-31 was expected", "79: true or false was expected",
        ]
      ),
    ])
  func flaws(_ text: String, _ expected: [String]) {
    let (thing, problems) = read(text)
    #expect(thing == nil)
    #expect(problems == expected)
  }
}
