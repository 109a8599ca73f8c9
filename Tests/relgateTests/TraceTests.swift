import DataTrees
import Foundation
import GitHistory
import HistoryBuilding
import SourceModel
import Testing

/// A small API with one operation and one schema, as text.
private enum Zoo {
  static func api(operation: String? = "", properties: String = "{name: {type: string}}")
    -> [RepositoryPath: BuiltFile]
  {
    let animals = operation.map {
      "  /animals:\n    get: {\($0.isEmpty ? "" : $0 + ", ")responses: {'200': {description: ok}}}\n"
    }
    return [
      "api.yaml": .text(
        """
        openapi: 3.1.0
        info: {title: Zoo, version: '1'}
        paths:
        \(animals ?? "")
          /cages:
            get:
              responses:
                '200':
                  description: ok
                  content: {application/json: {schema: {$ref: '#/components/schemas/Cage'}}}
        components:
          schemas:
            Cage:
              type: object
              properties: \(properties)

        """)
    ]
  }

  /// An operation that is added, announced, served for another release, and removed.
  static let life = [
    api(operation: nil), api(), api(operation: "deprecated: true, x-sunset: '2026-06-01'"),
    api(operation: "deprecated: true, x-sunset: '2026-07-01'"), api(operation: nil),
  ]

  private static func named(_ name: String, _ more: String = "") -> String {
    "\(name): {type: string, description: what the keeper calls it\(more)}"
  }

  /// A property that gets another name: both stand, the former is announced, then it goes.
  static let rename = [
    "{\(named("label"))}", "{\(named("label")), \(named("Label"))}",
    "{\(named("label", ", deprecated: true")), \(named("Label"))}", "{\(named("Label"))}",
  ].map { api(properties: $0) }
}

@Suite("relgate trace")
struct TraceTests {
  @Test("An element is told by the releases that changed it, with the proof")
  func life() throws {
    try withRepository(Zoo.life) { repository in
      let outcome = try Program.run("trace", "GET /animals", "--repo", repository)
      #expect(outcome.errors == "")
      #expect(
        outcome.output == """
          api.yaml (openapi)
          v2.0.0  2026-01-02  'GET /animals' was added
          v3.0.0  2026-01-03  'GET /animals' was deprecated with sunset 2026-06-01
          v4.0.0  2026-01-04  sunset of 'GET /animals' was moved later, from 2026-06-01 to 2026-07-01
          HEAD    2026-01-05  'GET /animals' was removed
          deprecated in v3.0.0 (2026-01-03) with sunset 2026-07-01, served until v4.0.0, 2 days

          """)
      #expect(outcome.exitCode == 0)
      let later = try Program.run(
        "trace", "GET /animals", "--repo", repository, "--as-of", "2026-05-03")
      #expect(later.output.hasSuffix("served until v4.0.0, 120 days\n"))
    }
  }

  @Test("An element that stands is traced up to HEAD, below others too")
  func standing() throws {
    try withRepository(Array(Zoo.life.dropLast())) { repository in
      let outcome = try Program.run("trace", "GET /animals > response 200", "--repo", repository)
      #expect(
        outcome.output.hasSuffix(
          """
          v3.0.0  2026-01-03  'GET /animals > response 200' was deprecated with sunset 2026-06-01
          HEAD    2026-01-04  sunset of 'GET /animals > response 200' was moved later, \
          from 2026-06-01 to 2026-07-01
          deprecated in v3.0.0 (2026-01-03) with sunset 2026-06-01, served since v2.0.0, 1 day

          """))
    }
  }

  @Test("What was removed long ago is proven by the releases before its end")
  func past() throws {
    try withRepository(Zoo.life + [Zoo.api(operation: nil), Zoo.api(operation: nil)]) {
      repository in
      let outcome = try Program.run("trace", "GET /animals", "--repo", repository)
      #expect(outcome.output.contains("v5.0.0  2026-01-05  'GET /animals' was removed\n"))
      #expect(
        outcome.output.hasSuffix("with sunset 2026-07-01, served until v4.0.0, 2 days\n"))
    }
  }

  @Test("A renamed field is followed under both names", arguments: ["label", "Label"])
  func renamed(_ name: String) throws {
    try withRepository(Zoo.rename) { repository in
      let outcome = try Program.run("trace", "schema Cage > \(name)", "--repo", repository)
      #expect(
        outcome.output == """
          api.yaml (openapi)
          v1.0.0  2026-01-01            'schema Cage > label' was served
          v2.0.0  2026-01-02  expand    'schema Cage > Label' was added
          v3.0.0  2026-01-03  migrate   'schema Cage > label' was deprecated
          HEAD    2026-01-04  contract  'schema Cage > label' was removed
          'schema Cage > label': deprecated in v3.0.0 (2026-01-03), served until v3.0.0, 1 day
          'schema Cage > Label': served since v2.0.0, never deprecated

          """)
    }
  }

  @Test("A rename in place is one line, by whatever way the field is reached")
  func renamedInPlace() throws {
    try withRepository([Zoo.rename[0], Zoo.rename[3]]) { repository in
      let direct = try Program.run("trace", "schema Cage > label", "--repo", repository)
      #expect(
        direct.output.contains(
          "HEAD    2026-01-02  contract  'schema Cage > label' was renamed to "
            + "'schema Cage > Label'\n"))
      let reached = try Program.run(
        "trace", "GET /cages > response 200 > application/json > label", "--repo", repository)
      #expect(reached.output.contains("was renamed to 'schema Cage > Label'\n"))
    }
  }

  @Test("The answer is JSON where a program asks")
  func json() throws {
    try withRepository(Zoo.life) { repository in
      let outcome = try Program.run("trace", "GET /animals", "--repo", repository, "-f", "json")
      let object = try #require(
        try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
      #expect(object["schema"] as? String == "relgate/trace/1")
      let points = try #require(object["points"] as? [[String: Any]])
      #expect(
        points.map { $0["name"] as? String } == ["v1.0.0", "v2.0.0", "v3.0.0", "v4.0.0", "HEAD"])
      let states = points.map { ($0["states"] as? [[String: String]])?.first?["state"] }
      #expect(states == ["absent", "served", "announced", "announced", "absent"])
      let proof = try #require((object["proofs"] as? [[String: Any]])?.first)
      #expect(proof["days"] as? Int == 2)
      #expect(proof["announcedIn"] as? String == "v3.0.0")
    }
  }

  @Test("An element that is nowhere is refused, with what was probably meant")
  func unknown() throws {
    try withRepository(Zoo.life) { repository in
      for (element, hint) in [
        ("GET /animal", "Did you mean 'GET /animals'?"),
        ("GET /cages > response 500", "Did you mean 'GET /cages'?"),
        ("nothing at all like it", "Name it as 'relgate diff' does, and its contract with"),
      ] {
        let outcome = try Program.run("trace", element, "--repo", repository)
        #expect(outcome.exitCode == 2)
        #expect(outcome.output == "")
        #expect(
          outcome.errors.hasPrefix(
            "relgate: no contract has or had an element '\(element)'\nhint: \(hint)"))
      }
      let elsewhere = try Program.run(
        "trace", "GET /animals", "--repo", repository, "--contract", "other/**")
      #expect(elsewhere.exitCode == 2)
      #expect(elsewhere.errors.hasPrefix("relgate: no contract has or had an element"))
    }
  }

  @Test("An element of several contracts needs to be told apart")
  func ambiguous() throws {
    var commits = Zoo.life.map { files in files }
    for index in commits.indices { commits[index]["other.yaml"] = commits[index]["api.yaml"] }
    try withRepository(commits) { repository in
      let outcome = try Program.run("trace", "GET /animals", "--repo", repository)
      #expect(outcome.exitCode == 2)
      #expect(
        outcome.errors
          == "relgate: several contracts have the element: 'api.yaml', 'other.yaml'\n"
          + "hint: Name one of them with --contract.\n")
      let chosen = try Program.run(
        "trace", "GET /animals", "--repo", repository, "--contract", "other.yaml")
      #expect(chosen.exitCode == 0)
      #expect(chosen.output.hasPrefix("other.yaml (openapi)\n"))
    }
  }

  @Test("A release that cannot be read leaves the answer undecided")
  func undecided() throws {
    var commits = Zoo.life
    commits[1] = ["api.yaml": "openapi: 3.1.0\ninfo: {title: Zoo, version: '1'}\npaths: [\n"]
    try withRepository(commits) { repository in
      let outcome = try Program.run("trace", "GET /animals", "--repo", repository)
      #expect(outcome.exitCode == 3)
      #expect(outcome.output.contains("v2.0.0  2026-01-02  the contract could not be read: "))
      #expect(outcome.output.contains(", perhaps earlier: v2.0.0 could not be read: "))
    }
  }

  @Test("A cache changes no byte, and may be lost or damaged")
  func cache() throws {
    try withRepository(Zoo.life) { repository in
      try withTemporaryDirectory { temporary in
        let folder = temporary + "/cache"
        func trace() throws -> Program.Outcome {
          try Program.run("trace", "GET /animals", "--repo", repository, "--cache", folder)
        }
        let plain = try Program.run("trace", "GET /animals", "--repo", repository)
        #expect(try trace().output == plain.output)
        let files = try #require(FileManager.default.enumerator(atPath: folder))
          .compactMap { $0 as? String }.filter { $0.count > 60 }
        #expect(!files.isEmpty)
        #expect(try trace().output == plain.output)
        for file in files { try Data("x".utf8).write(to: URL(filePath: folder + "/" + file)) }
        #expect(try trace().output == plain.output)
        try FileManager.default.removeItem(atPath: folder)
        #expect(try trace().output == plain.output)
      }
      let refused = try Program.run(
        "trace", "GET /animals", "--repo", repository, "--cache", "/dev/null/x")
      #expect(refused.exitCode == 2)
      #expect(refused.errors.hasPrefix("relgate: '/dev/null/x' cannot hold a cache: "))
    }
  }
}
