import Foundation
import HistoryBuilding
import SourceModel
import Testing

@Suite("Packs at work")
struct PackTests {
  /// A pack with an example that expects a severity of a removed operation.
  private func pack(expecting severity: String) -> BuiltFile {
    .text(
      """
      schema: relgate/pack/1
      name: ours
      extends: [builtin:core]
      examples:
        - name: removals block
          format: openapi
          before: |
            openapi: 3.1.0
            info: {title: Shop, version: '1'}
            paths:
              /a: {get: {responses: {'200': {description: ok}}}}
              /b: {get: {responses: {'200': {description: ok}}}}
          after: |
            openapi: 3.1.0
            info: {title: Shop, version: '1'}
            paths:
              /a: {get: {responses: {'200': {description: ok}}}}
          expected: {openapi/operation-removed: \(severity)}

      """)
  }

  private func test(
    _ files: [RepositoryPath: BuiltFile], _ arguments: String...
  ) throws -> Program.Outcome {
    var timeline = Timeline()
    timeline.add(nil, on: "2026-01-01", Timeline.api("/a"), files)
    return try timeline.build { directory in
      try Program.run(["packs", "test", "--repo", directory] + arguments)
    }
  }

  private static let configuration: BuiltFile =
    "schema: relgate/config/1\npacks: [builtin:core, ours.yaml]\n"

  @Test("Examples that hold pass, and others are told with their pack")
  func examples() throws {
    let held = try test([
      ".relgate.yaml": Self.configuration, "ours.yaml": pack(expecting: "error"),
    ])
    #expect(held.output == "1 example, all hold\n")
    #expect(held.exitCode == 0)
    let failed = try test([
      ".relgate.yaml": Self.configuration, "ours.yaml": pack(expecting: "warning"),
    ])
    #expect(
      failed.output == """
        ours.yaml: 'removals block': openapi/operation-removed is error, not warning
        1 example, 1 failed

        """)
    #expect(failed.exitCode == 1)
  }

  @Test("A pack may be named on the command line, and the answer is JSON if asked")
  func named() throws {
    let outcome = try test(
      ["ours.yaml": pack(expecting: "info")], "--pack", "ours.yaml", "--format", "json")
    #expect(outcome.exitCode == 1)
    let trials =
      try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [[String: Any]]
    #expect(trials?.map { $0["pack"] as? String } == ["ours.yaml"])
    #expect((trials?.first?["violations"] as? [String])?.count == 1)
    #expect(try test([:]).output == "0 examples, all hold\n")
  }

  @Test("A pack that cannot be read stops the run")
  func unreadable() throws {
    #expect(try test([".relgate.yaml": Self.configuration]).exitCode == 2)
  }
}
