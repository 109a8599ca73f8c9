import DataTrees
import ReleaseModel
import Reporting
import SourceModel
import TestSupport
import Testing

@Suite("A report for machines")
struct SchemaTests {
  private func tree(_ bytes: [UInt8]) throws -> DataTree {
    let reading = DataTree.read(SourceText(path: "x.json", bytes: bytes), syntax: .json)
    #expect(reading.problems.isEmpty)
    return try #require(reading.tree)
  }

  @Test(
    "Every report fits the printed schema and has no key beyond it",
    arguments: [
      Sample.whole, Sample.judged, Sample.report(changes: []),
      Sample.report(changes: [], afterCommit: nil),
    ])
  func valid(_ report: Report) throws {
    let validator = SchemaValidator(schema: try tree(ReportSchema.schema))
    let document = try tree(ReportFormat.json.render(report, view: View()))
    #expect(validator.flaws(of: document) == [])
  }

  @Test("The validator sees what it should see")
  func invalid() throws {
    let validator = SchemaValidator(schema: try tree(ReportSchema.schema))
    let text = rendered(Sample.whole, as: .json)
    for (good, bad) in [
      (#""complete": false"#, #""complete": "no""#), (#""breaking": 2,"#, ""),
      (#""status": "compared""#, #""status": "skipped""#), (#""asOf": "#, #""asof": "#),
      (#""commit": "b2b2""#, #""commit": 1"#),
    ] {
      #expect(text.contains(good))
      let document = try tree(Array(text.replacing(good, with: bad).utf8))
      #expect(!validator.flaws(of: document).isEmpty, "\(bad)")
    }
  }

  @Test("What is absent is left out, but the commit of the index is null")
  func absent() throws {
    let text = rendered(Sample.report(changes: [], afterCommit: nil), as: .json)
    #expect(text.contains(#""commit": null"#))
    #expect(text.split(separator: "null").count == 2)
    #expect(!text.contains("unchangedContracts"))
    #expect(text.hasSuffix("}\n"))
  }

  @Test("Keys stand in the order of the schema, text in plain UTF-8")
  func order() {
    let change = Sample.change(
      "openapi/a-removed", .breaking, "größe", "'größe' was removed", position: .accepted,
      before: Sample.place("a.yaml", 3, 5, to: 9, "  größe: 1", value: "1"),
      affected: [AffectedElement(element: "GET /a", position: nil, count: 1)], affectedCount: 1)
    #expect(
      rendered(Sample.report(changes: [change]), as: .json).contains(
        """
          "changes": [
            {
              "rule": "openapi/a-removed",
              "classification": "breaking",
              "format": "openapi",
              "contract": "api/openapi.yaml",
              "element": "größe",
              "message": "'größe' was removed",
              "position": "accepted",
              "phase": "contract",
              "parties": [
                "consumers",
                "stored data"
              ],
              "path": "a.yaml",
              "line": 3,
              "column": 5,
              "side": "before",
              "before": {
                "path": "a.yaml",
                "line": 3,
                "column": 5,
                "endLine": 3,
                "endColumn": 9,
                "excerpt": "  größe: 1",
                "value": "1"
              },
              "affected": [
                {
                  "element": "GET /a",
                  "count": 1
                }
              ],
              "affectedCount": 1,
              "fingerprint": "\(change.fingerprint)"
            }
          ],
        """))
  }

  @Test("Only what is asked for is listed; the counts stay")
  func only() throws {
    let document = try tree(
      ReportFormat.json.render(Sample.whole, view: View(only: [.breaking])))
    let changes = try #require(document.value(of: document.root, "changes"))
    #expect(document.count(of: changes) == 2)
    let summary = try #require(document.value(of: document.root, "summary"))
    let risky = try #require(document.value(of: summary, "risky"))
    #expect(document.scalarText(of: risky) == "1")
  }

  @Test("A path that is not UTF-8 is written with percent signs")
  func paths() {
    let path = RepositoryPath(unchecked: Name([0x61, 0xFF, 0x2E, 0x79]))
    let text = rendered(
      Sample.report(changes: [], notJudged: [.init(path: path, reason: "unattached")]), as: .json)
    #expect(text.contains(#""path": "a%FF.y""#))
  }
}
