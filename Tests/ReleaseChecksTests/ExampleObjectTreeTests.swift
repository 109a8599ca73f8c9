import FormatKit
import ReleaseChecks
import SourceModel
import TestSupport
import Testing

@Suite("The revisions of examples")
struct ExampleObjectTreeTests {
  /// What `git init --object-format=sha256`, `git write-tree` and `git ls-tree` print.
  @Test("name their objects as Git does")
  func objects() {
    let tree = ExampleObjectTree("-- file: a/one\nx\n\n-- file: a.sh\n#!/bin/sh\n")
    #expect(
      tree.object(at: "a/one")
        == TreeObject(
          .file, id: "14f5162e2fe3d240d0d37aaab0f90e4af9a7cfa79639f3bab005b5bfb4174d9f"))
    #expect(
      tree.object(at: "a.sh")
        == TreeObject(
          .executable, id: "1249034e3cf9007362d695b09b1fbdb4c578903bf10b665749b94743f8177ce1"))
    #expect(
      tree.object(at: .root)
        == TreeObject(
          .folder, id: "48ded19719bf946e556c5ccf3cf87dd462c85344002d2b5589a4b92a5cb8d87a"))
    #expect(tree.object(at: "a/two") == nil)
  }

  @Test("keep what the text after does not name, and tell what changed")
  func scene() {
    let scene = ReleaseScene(
      before: "-- file: kept\n1\n-- file: edited\n1", after: "-- file: edited\n2\n-- file: new\n3")
    #expect(scene.after.files(below: .root) == ["edited", "kept", "new"])
    #expect(
      scene.deltas == [
        ReleaseScene.Delta(before: "edited", after: "edited"),
        ReleaseScene.Delta(before: nil, after: "new"),
      ])
    #expect(scene.releases.map(\.tag) == ["v1.0.0"])
  }
}
