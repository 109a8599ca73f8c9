import ReleaseModel
import ReleasePlanning
import ReleaseRecords
import SourceModel
import Testing

@Suite("Plans from ranges")
struct PlanTests {
  private let record: RepositoryPath = "releases/next/release.yaml"

  @Test("The documents that the range demands are written, and no other")
  func documents() {
    let all = Plan(Planning.input()) { _ in nil }.files.map(\.path.text)
    #expect(
      all
        == [
          "release.yaml", "COMPATIBILITY_CONTRACT.md", "MIGRATION_PLAN.md", "ROLLOUT_PLAN.md",
          "ROLLBACK_PLAN.md", "VALIDATION_CHECKLIST.md",
        ].map { "releases/next/\($0)" })
    var quiet = Planning.input([])
    quiet.demanded = []
    #expect(Plan(quiet) { _ in nil }.files.map(\.path) == [record])
    quiet.demanded = ["COMMUNICATION.md", "RUNBOOK.md", "ROLLOUT_PLAN.md"]
    #expect(
      Plan(quiet) { _ in nil }.files.dropFirst().map { $0.path.text }
        == ["ROLLOUT_PLAN.md", "RUNBOOK.md", "COMMUNICATION.md"].map { "releases/next/\($0)" })
  }

  @Test("A second run over what the first left changes nothing")
  func twice() {
    let input = Planning.input([
      Planning.renamed, Planning.removed, Planning.indexed, Planning.filled,
    ])
    let first = Planning.files(input)
    let second = Plan(input) { first[$0].map { Array($0.utf8) } }
    for file in second.files {
      #expect(file.state == .unchanged, "\(file.path): \(file.added) \(file.updated)")
      #expect(String(decoding: file.bytes, as: UTF8.self) == first[file.path])
    }
  }

  @Test("The record can be read, and states what the range breaks, loses and takes back")
  func recordContent() throws {
    let text = try #require(
      Planning.files(
        Planning.input([
          Planning.renamed, Planning.removed, Planning.filled,
        ]))[record])
    #expect(text.hasPrefix("schema: relgate/release/1\nversion: \"2.0.0\"\nstate: draft\n"))
    for line in [
      "type: major", "  from: v1.0.0", "    - rule: openapi/required-property-removed",
      "      element: GET /orders > total", "    - rule: sql/column-renamed",
      "  - table: orders", "    - object: orders.total", "    - kind: database",
      "        - lever: tag:v1.0.0", "        - lever: down:db/2.down.sql",
      "  preset: canary-ramp", "      traffic: 5",
    ] {
      #expect(text.contains("\n\(line)\n"), "\(line) in \(text)")
    }
  }

  @Test(
    "A preset gives the shares of its ladder",
    arguments: [
      (ReleaseRecord.Rollout.Preset.canaryRamp, [0, 5, 10, 50, 100]),
      (.phased, [0, 1, 5, 20, 50, 100]), (.quarters, [0, 5, 25, 50, 100]),
    ])
  func presets(preset: ReleaseRecord.Rollout.Preset, shares: [Int]) throws {
    var input = Planning.input()
    input.preset = preset
    let text = try #require(Planning.files(input)[record])
    let found = text.split(separator: "\n").compactMap { line in
      line.hasPrefix("      traffic: ") ? Int(line.dropFirst(15)) : nil
    }
    #expect(found == shares)
    #expect(text.contains("otherwise: hold") == (preset == .phased))
  }

  @Test("The migration plan has the recipe of each change, with its names")
  func recipes() throws {
    let text = try #require(
      Planning.files(Planning.input())["releases/next/MIGRATION_PLAN.md"])
    #expect(text.contains("add `amount` to `orders` beside `total`, nullable"))
    #expect(text.contains("mark `GET /orders > total` as deprecated"))
    #expect(text.contains("TBD: name the metric and the limit"))
  }

  @Test("The contract quotes the specs before and after")
  func examples() throws {
    let text = try #require(
      Planning.files(Planning.input())["releases/next/COMPATIBILITY_CONTRACT.md"])
    #expect(
      text.contains("Before, at `api/openapi.yaml:2`:\n\n```yaml\ntotal: {type: number}\n```"))
    #expect(text.contains("After:\n\n```text\n# there is no GET /orders > total\n```"))
  }

  @Test("The rollback plan has a row with the lever and its proof for each change")
  func levers() throws {
    let text = try #require(Planning.files(Planning.input())["releases/next/ROLLBACK_PLAN.md"])
    #expect(
      text.contains(
        "| `orders.total`, `sql/column-renamed` | contract | way down 'db/2.down.sql' "
          + "| not said | it is there |"))
    #expect(text.contains("| `orders.total` | column 'total' of 'orders' was renamed"))
  }

  @Test("A guide for each change that breaks, if guides are asked for")
  func guides() throws {
    var input = Planning.input()
    input.hasGuides = true
    let files = Planning.files(input)
    let path = "releases/next/guides/column-renamed-orders-total.md"
    let guide = try #require(RepositoryPath(path).flatMap { files[$0] })
    #expect(guide.contains("## Not preserved\n\nTBD: say what does not\n"))
    #expect(files[record]?.contains("\n      guide: \(path)\n") == true)
  }

  @Test("Places that wait for people are listed with their lines")
  func open() {
    let places = OpenPlaces.all(in: Array("a\n\nTBD: say why\n  x: \"TBD: how much\"\n".utf8))
    #expect(places.map(\.line) == [3, 4])
    #expect(places.map(\.text) == ["say why", "how much"])
  }
}
