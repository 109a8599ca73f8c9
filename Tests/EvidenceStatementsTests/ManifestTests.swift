import DataTrees
import EvidenceStatements
import SourceModel
import Testing

@Suite("Manifests of migrations and expected counts")
struct ManifestTests {
  @Test("layout, order and other keys do not change the digest")
  func digest() throws {
    let first = try manifest(
      #"{"stores": [{"store": "a", "after_sha256": "x", "counts": {"r": 1, "s": 2}}, {"store": "b"}]}"#
    )
    let second = try manifest(
      """
      {"tool": "migrate", "stores": [
        {"store": "b", "took": 3},
        {"counts": {"s": 2, "r": 1.0}, "after_sha256": "x", "store": "a"}]}
      """)
    let other = try manifest(#"{"stores": [{"store": "a", "after_sha256": "y"}, {"store": "b"}]}"#)
    #expect(first.digest == second.digest)
    #expect(first.digest != other.digest)
  }

  @Test("a list alone is a manifest, and one copy may be that of all stores")
  func forms() throws {
    #expect(try manifest(#"[{"store": "a"}]"#).stores.map(\.name) == ["a"])
    let common = try manifest(
      #"{"backup": {"location": "x"}, "stores": [{"store": "a"}, {"store": "b", "backup": {"location": "y"}}]}"#
    )
    #expect(common.stores.map { $0.backup?.location } == ["x", "y"])
    #expect(try manifest(#"{"verdict": "passed"}"#).result == "passed")
  }

  @Test(
    "what is no manifest is refused",
    arguments: [
      "", "{\"stores\": 1}", "[{\"store\": \"a\"}, {\"store\": \"a\"}]",
      #"{"stores": [{"store": "a", "counts": {"r": "many"}}]}"#,
      #"{"stores": [{"store": "a", "backup": {"retained_until": "2026-13-01"}}]}"#,
    ])
  func refused(_ text: String) {
    let reading = MigrationManifest.read(SourceText(path: "m.json", text))
    #expect(reading.manifest == nil && !reading.problems.isEmpty)
  }

  @Test(
    "a count is expected within its tolerance, on the side that is named",
    arguments: [
      (#"{"count": 200}"#, 200, 200),
      (#"{"count": 200, "tolerance": 5}"#, 195, 205),
      (#"{"count": 200, "tolerance": "10%", "direction": "increase"}"#, 200, 220),
      (#"{"count": 200, "tolerance": "10%", "direction": "decrease"}"#, 180, 200),
      (#"{"count": 3, "tolerance": 5}"#, 0, 8),
      (
        #"{"count": 9007199254740991, "tolerance": "9000000000000000%"}"#, 9_007_199_254_740_991,
        9_007_199_254_740_991
      ),
    ])
  func bounds(_ expectation: String, _ low: Int, _ high: Int) throws {
    let text = #"{"stores": {"users": {"rows": \#(expectation)}}}"#
    let tree = try #require(DataTree.read(SourceText(path: "b.json", text), syntax: .json).tree)
    var problems: [ShapeProblem] = []
    let baseline = try #require(CountBaseline.reader.read(tree, tree.root, &problems))
    #expect(baseline.stores["users"]?["rows"]?.bounds == low...high)
  }

  private func manifest(_ text: String) throws -> MigrationManifest {
    let reading = MigrationManifest.read(SourceText(path: "m.json", text))
    #expect(reading.problems.isEmpty)
    return try #require(reading.manifest)
  }
}
