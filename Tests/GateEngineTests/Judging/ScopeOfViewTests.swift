import GitHistory
import HistoryBuilding
import ReleaseModel
import SourceModel
import Testing

@testable import GateEngine

@Suite("What a changed file matters to")
struct ScopeOfViewTests {
  private func search(
    _ before: Files, _ after: Files, configuration text: String = "schema: relgate/config/1\n"
  ) throws -> SurfaceSearch.Result {
    try withRepository([before, after]) { directory, commits in
      let (one, two) = (try Repository(at: directory), try Repository(at: directory))
      let range = RevisionRange(
        before: try two.revision(commits[0].hex), after: try two.revision(commits[1].hex))
      let configuration = try ConfigurationSchema(formats: ["notes"]).read(
        SourceText(path: Configuration.path, bytes: Array(text.utf8))
      ).get()
      let compared = try Gate.notes.compare(Gate.notes.pair(range, one, two), configuration)
      return SurfaceSearch(compared: compared, configuration: configuration).search()
    }
  }

  @Test("Contracts stand on the surface of their format, other files on the declared one")
  func surfaces() throws {
    let result = try search(
      ["a.notes": "notes 1\na = 1\n", "src/run.c": "1", "docs/x": "1"],
      ["a.notes": "notes 1\na = 2\n", "src/run.c": "2", "docs/x": "2"],
      configuration: """
        schema: relgate/config/1
        surfaces: {behaviour: ["src/**"], topology: ["src/*.c"]}
        """)
    #expect(
      result.surfaces == [
        .dataFile: ["a.notes"], .behavior: ["src/run.c"], .topology: ["src/run.c"],
      ])
    #expect(
      result.notJudged == [
        .init(
          path: "src/run.c", reason: "of the surface 'behaviour', not read by any format")
      ])
  }

  @Test("A file that looks like a contract and belongs to none is told")
  func unclaimed() throws {
    let result = try search(
      ["README": "1"],
      [
        "README": "2", "db/1.sql": "select 1", "k.yaml": "apiVersion: v1\nkind: Service\n",
        "s.json": "{\"$schema\": \"https://json-schema.org/draft-07/schema#\"}",
        "t.json": "{\"$schema\": \"https://example.org/tsconfig\"}",
        "o.yml": "openapi: 3.1.0\n", "tests/2.sql": "select 1",
        "deep.json": "{\"a\": {\"openapi\": 1}}", "half.yaml": "apiVersion: v1\n",
      ])
    #expect(
      result.unclaimed.map { "\($0.path) \($0.kind)" } == [
        "db/1.sql SQL", "k.yaml Kubernetes", "o.yml OpenAPI", "s.json JSON Schema",
      ])
  }

  @Test("A derived contract that did not follow its code is stale, one that is gone is trouble")
  func dumps() throws {
    func search(_ after: Files) throws -> (stale: [String], absent: [String]) {
      let before: Files = ["app/a.py": "1", "app/b.py": "1", "api.json": "{}", "x": "1"]
      return try withRepository([before, after]) { directory, commits in
        let (one, two) = (try Repository(at: directory), try Repository(at: directory))
        let range = RevisionRange(
          before: try two.revision(commits[0].hex), after: try two.revision(commits[1].hex))
        var dump = Configuration.Dump()
        dump.sources = [try PathGlob.reading("app/**").get()]
        dump.path = "api.json"
        let search = DumpSearch(trees: try Gate.notes.pair(range, one, two), dumps: [dump])
        return (
          search.stale.map { "\($0.path) \($0.sources[0]) \($0.sources.count)" },
          try search.absent().map { $0.rule.text }
        )
      }
    }
    let stale = try search(["app/a.py": "2", "app/b.py": "2", "api.json": "{}", "x": "1"])
    #expect(stale.stale == ["api.json app/a.py 2"] && stale.absent == [])
    let followed = try search(["app/a.py": "2", "app/b.py": "1", "api.json": "{1}", "x": "1"])
    #expect(followed.stale == [] && followed.absent == [])
    let untouched = try search(["app/a.py": "1", "app/b.py": "1", "api.json": "{}", "x": "2"])
    #expect(untouched.stale == [] && untouched.absent == [])
    let gone = try search(["app/a.py": "1", "app/b.py": "1", "x": "1"])
    #expect(gone.stale == [] && gone.absent == ["core/contract-dump-absent"])
  }
}

@Suite("Versions that changes call for")
struct VersionPolicyTests {
  @Test(
    "The lowest version that is enough",
    arguments: [
      ("1.4.2", Judgement.Bump.Step.major, "2.0.0"), ("1.4.2", .minor, "1.5.0"),
      ("1.4.2", .patch, "1.4.3"), ("1.4.2", .none, "1.4.2"), ("0.4.2", .major, "0.5.0"),
      ("0.4.2", .minor, "0.4.3"), ("2.0.0-rc1", .major, "2.0.0"), ("v482", .major, "-"),
      ("2024.1.0", .major, "-"), ("1.4", .minor, "-"),
    ])
  func lowest(_ version: String, _ step: Judgement.Bump.Step, _ expected: String) throws {
    let lowest = VersionPolicy.lowest(after: try #require(ReleaseVersion(tag: version)), by: step)
    #expect(lowest.map { $0.map(String.init).joined(separator: ".") } ?? "-" == expected)
  }

  @Test("A version is enough from the lowest on")
  func enough() throws {
    func isEnough(_ version: String) throws -> Bool {
      VersionPolicy.isEnough(try #require(ReleaseVersion(tag: version)), for: [1, 5, 0])
    }
    #expect(try isEnough("1.5.0") && isEnough("2.0.0") && isEnough("1.10.0"))
    #expect(try !isEnough("1.4.9"))
    #expect(try isEnough("2024.1.0"))
  }
}
