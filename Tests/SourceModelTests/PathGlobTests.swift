import SourceModel
import Testing

struct PathGlobTests {
  @Test(arguments: [
    ("a", ["a"], ["", "b", "aa", "a/a", "A"]),
    (
      "api/*.yaml", ["api/x.yaml", "api/.yaml"],
      ["api/v1/x.yaml", "x.yaml", "api/xyaml", "api/x.yaml/y"]
    ),
    ("api/**", ["api/", "api/x", "api/v1/x.yaml"], ["api", "apix", "x/api/y"]),
    ("**", ["a", "a/b/c"], []),
    ("**/x", ["x", "a/x", "a/b/x"], ["ax", "a/bx", "x/a"]),
    ("a/**/b", ["a/b", "a/x/b", "a/x/y/b"], ["ab", "a/xb", "a/x", "b"]),
    ("**/*.{yml,yaml}", ["x.yml", "a/x.yaml", "a/b/x.yml"], ["x.json", "yml"]),
    ("a?c", ["abc", "a.c"], ["ac", "a/c", "abbc"]),
    ("a*c", ["ac", "abc", "a.b.c"], ["a/c", "ab"]),
    ("a**c", ["ac", "a/c", "ax/yc"], ["ab"]),
    ("{a,b}/{c,d}", ["a/c", "a/d", "b/c", "b/d"], ["a", "a/b", "a,b/c"]),
    ("{a,{b,c}d}", ["a", "bd", "cd"], ["b", "ad"]),
    ("x{,.bak}", ["x", "x.bak"], ["x."]),
    ("\\*", ["*"], ["a"]), ("\\{a\\}", ["{a}"], ["a"]), ("a\\", ["a\\"], ["a"]),
    ("{\\,,a}", [",", "a"], [""]),
    ("é", ["é"], ["e\u{301}"]), ("?", ["a"], ["é"]), ("[ab]", ["[ab]"], ["a"]), (".", ["."], ["a"]),
    ("*", ["a", ".a"], ["a/b"]),
  ])
  func matches(_ pattern: String, _ yes: [String], _ no: [String]) throws {
    let glob = try PathGlob.reading(pattern).get()
    #expect(glob.pattern == pattern)
    for path in yes { #expect(glob.matches(RepositoryPath(unchecked: Name(path))), "\(path)") }
    for path in no { #expect(!glob.matches(RepositoryPath(unchecked: Name(path))), "\(path)") }
  }

  @Test(arguments: [
    ("", "empty"), ("/a", "anchored"), ("{a", "braces"), ("a}", "braces"), ("{a,{b}", "braces"),
    (String(repeating: "{a,b}", count: 12), "1000 choices"),
    (String(repeating: "{a}", count: 400), "longer"),
    (String(repeating: "{", count: 500), "braces"),
  ])
  func refuses(_ pattern: String, _ reason: String) {
    guard case .failure(let error) = PathGlob.reading(pattern) else {
      Issue.record("a pattern was read")
      return
    }
    #expect(error.reason.contains(reason))
  }

  @Test(arguments: [
    ("./api/x", ["api/x", "api/x/y"], ["x"], ["api/x", "api/x"]),
    ("api/", ["api/x", "api/v1/x"], ["api", "apix"], ["api"]),
    ("api", ["api", "api/v1/x"], ["apix", "x/api"], ["api", "api"]),
    ("./", ["x", "api/x"], [], [""]),
    ("api/v*/x", ["api/v1/x"], ["api/v1/x/y"], ["api"]),
    ("{a,b/*}", ["a", "a/x", "b/x"], ["b", "b/x/y"], ["a", "b", "a"]),
  ])
  func readsPlaces(
    _ pattern: String, _ yes: [String], _ no: [String], _ origins: [String]
  ) throws {
    let glob = try PathGlob.readingPlaces(pattern).get()
    #expect(glob.pattern == pattern)
    for path in yes { #expect(glob.matches(RepositoryPath(unchecked: Name(path))), "\(path)") }
    for path in no { #expect(!glob.matches(RepositoryPath(unchecked: Name(path))), "\(path)") }
    #expect(glob.origins.map(\.text) == origins)
  }

  @Test func noPatternIsSlow() throws {
    let glob = try PathGlob.reading(String(repeating: "*a", count: 400) + "b").get()
    let path = RepositoryPath(unchecked: Name(String(repeating: "a", count: 2_000)))
    #expect(!glob.matches(path))
    let deep = try PathGlob.reading(String(repeating: "{a}", count: 300)).get()
    #expect(deep.matches(RepositoryPath(unchecked: Name(String(repeating: "a", count: 300)))))
  }

  @Test(
    "A pattern without variable parts is the path that it matches",
    arguments: [
      ("a/b.txt", "a/b.txt"), ("a\\*b", "a*b"), ("{a}", "a"), ("a*", nil), ("{a,b}", nil),
      ("a/**", nil), ("?", nil),
    ] as [(String, RepositoryPath?)])
  func literal(_ pattern: String, _ path: RepositoryPath?) throws {
    #expect(try PathGlob.reading(pattern).get().literal == path)
  }

  @Test("An escaped text matches itself alone", arguments: ["a*b?{c,d}\\e", "x,y", "é", "{", "}"])
  func escaping(_ text: String) throws {
    let glob = try PathGlob.reading(PathGlob.escaping(text)).get()
    #expect(glob.literal == RepositoryPath(unchecked: Name(text)))
    #expect(glob.matches(RepositoryPath(unchecked: Name(text))))
  }
}
