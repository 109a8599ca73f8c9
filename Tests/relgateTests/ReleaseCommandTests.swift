import Foundation
import HistoryBuilding
import SourceModel
import Testing

@Suite("relgate release")
struct ReleaseCommandTests {
  private typealias Scene = ReleaseFolderScene

  private static let records: [RepositoryPath: BuiltFile] = [
    "releases/1.0.0/release.yaml": .text(
      "schema: relgate/release/1\nversion: 1.0.0\nstate: complete\ntitle: First\n"),
    "releases/2.0.0/release.yaml": .text(
      """
      schema: relgate/release/1
      version: 2.0.0
      state: ready   # almost
      features:
        - {id: search, batch: must, needs: [index]}
      dependencies:
        external:
          - {name: bank, status: open}
      links:
        - {role: plan, to: docs/plan.md}

      """),
    "releases/10.0.0/release.yaml": .text(
      "schema: relgate/release/1\nversion: 10.0.0\nstate: draft\n"),
  ]

  @Test("Releases are listed in the order of their versions, at any revision of a bare clone")
  func list() throws {
    try Scene.build(Self.records, bare: true) { directory in
      let list = try Program.run("release", "list", "--repo", directory)
      #expect(list.output == "1.0.0  complete: First\n2.0.0  ready\n10.0.0  draft\n")
      let earlier = try Program.run("release", "list", "--at", "v1.0.0", "--repo", directory)
      #expect(earlier.output == "no releases\n")
      let json = try Program.run("release", "list", "--format", "json", "--repo", directory)
      let entries = try JSONSerialization.jsonObject(with: Data(json.output.utf8))
      #expect(
        (entries as? [[String: Any]])?.map { $0["state"] as? String ?? "" }
          == ["complete", "ready", "draft"])
    }
  }

  @Test("A release is shown with its record; one that is not there is told")
  func show() throws {
    try Scene.build(Self.records, bare: true) { directory in
      let shown = try Program.run("release", "show", "v2.0.0", "--repo", directory)
      #expect(shown.output.hasPrefix("# releases/2.0.0/release.yaml\nschema: relgate/release/1\n"))
      let unknown = try Program.run("release", "show", "3.0.0", "--repo", directory)
      #expect(unknown.exitCode == 2)
      #expect(unknown.errors.hasPrefix("relgate: no release '3.0.0' was found\n"))
    }
  }

  @Test("The graph connects releases, features, dependencies and documents in every notation")
  func graph() throws {
    try Scene.build(Self.records, bare: true) { directory in
      let text = try Program.run("release", "graph", "--repo", directory).output
      #expect(text.contains("release 2.0.0 (ready)\n  follows 1.0.0\n  brings 2.0.0/search\n"))
      #expect(text.contains("feature search\n  needs 2.0.0/index\n"))
      #expect(text.contains("  plan docs/plan.md\n"))
      let mermaid = try Program.run(
        "release", "graph", "--format", "mermaid", "--repo", directory
      ).output
      #expect(mermaid.hasPrefix("graph TD\n  n0[\"1.0.0 (complete)\"]\n"))
      #expect(mermaid.contains("-->|\"follows\"|"))
      let dot = try Program.run("release", "graph", "--format", "dot", "--repo", directory).output
      #expect(dot.hasPrefix("digraph releases {\n") && dot.hasSuffix("}\n"))
      let json = try Program.run("release", "graph", "--format", "json", "--repo", directory).output
      let graph = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any]
      #expect((graph?["nodes"] as? [Any])?.count == 7)
    }
  }

  @Test("Freezing writes the tag's object and the state, and leaves all else; a moved tag is told")
  func freeze() throws {
    try Scene.build(Self.records, tag: "v2.0.0") { directory in
      let path = "releases/2.0.0/release.yaml"
      let before = try Scene.text(path, in: directory)
      let outcome = try Program.run("release", "freeze", "2.0.0", "--repo", directory)
      #expect(outcome.exitCode == 0, "\(outcome.errors)")
      let after = try Scene.text(path, in: directory)
      let kept = before.replacingOccurrences(of: "state: ready", with: "state: rolling")
      #expect(after.hasPrefix(kept))
      #expect(after.dropFirst(kept.count).hasPrefix("tag:\n  name: v2.0.0\n  object: "))
      let again = try Program.run("release", "freeze", "2.0.0", "--repo", directory)
      #expect(again.output == "\(path): says so already\n")
      let moved = kept + "tag: {name: v2.0.0, object: '0123'}\n"
      try Scene.write(moved, to: path, in: directory)
      let refused = try Program.run("release", "freeze", "2.0.0", "--repo", directory)
      #expect(refused.exitCode == 1)
      #expect(try Scene.text(path, in: directory) == moved)
      let untagged = try Program.run("release", "freeze", "10.0.0", "--repo", directory)
      #expect(untagged.exitCode == 2)
    }
  }

  @Test("The status names what is missing with its line, and is 0 only when nothing is")
  func status() throws {
    try Scene.build(
      [
        "releases/next/release.yaml": .text(
          "schema: relgate/release/1\nversion: 2.0.0\nstate: ready\n")
      ], bare: true
    ) { directory in
      let outcome = try Program.run("release", "status", "--repo", directory)
      #expect(outcome.exitCode == 1)
      #expect(outcome.output.hasPrefix("releases/next: incomplete, ready\n"))
      let json = try Program.run("release", "status", "--format", "json", "--repo", directory)
      #expect(json.exitCode == 1)
      let answer = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
      #expect(answer?["complete"] as? Bool == false)
      let other = try Program.run("release", "status", "7.0.0", "--repo", directory)
      #expect(other.exitCode == 2)
    }
    try Scene.build(bare: true) { directory in
      let outcome = try Program.run("release", "status", "--repo", directory)
      #expect(outcome.exitCode == 1)
      #expect(outcome.output.hasPrefix("incomplete: no folder of a release was found\n"))
    }
  }
}
