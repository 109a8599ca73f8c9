import DataTrees
import ReleaseRecords
import SourceModel
import Testing

@Suite("The documents of releases")
struct RecordReadingTests {
  /// What a text says, and what is wrong with it.
  private func read<Value>(
    _ text: String, _ reader: ShapedReader<Value>, as syntax: DataSyntax = .yaml
  ) -> (Value?, [String]) {
    let reading = DataTree.read(SourceText(path: "a", text), syntax: syntax)
    var problems = reading.problems.map { ShapeProblem($0.message, at: $0.range) }
    let value = reading.tree.flatMap { reader.read($0, $0.root, &problems) }
    return (value, problems.map(\.message))
  }

  private let entry = """
    schema: relgate/deprecation/1
    id: users-v1
    affects: GET /api/v1/users
    announced: 2026-01-01

    """

  @Test("lay the days of a deprecation around its transition")
  func defaultTimeline() throws {
    let (entry, problems) = read(entry, Deprecation.reader)
    #expect(problems.isEmpty)
    let timeline = try #require(entry).timeline
    #expect(timeline.dualFrom.description == "2026-01-31")
    #expect(timeline.dualTo.description == "2026-05-01")
    #expect(timeline.escalation.description == "2026-05-01")
    #expect(timeline.removal.description == "2026-05-31")
  }

  @Test(
    "take stated days over those of the default timeline",
    arguments: [
      ("days: 90", "2026-04-01"), ("removal: {date: 2026-06-30}", "2026-06-30"),
      ("days: 200\nremoval: {date: 2026-06-30}", "2026-07-20"),
      ("transition: 2026-03-01", "2026-04-30"),
    ])
  func statedTimeline(text: String, removal: String) throws {
    let (entry, problems) = read(entry + text, Deprecation.reader)
    #expect(problems.isEmpty)
    #expect(try #require(entry).timeline.removal.description == removal)
  }

  @Test("are refused with the place of what is wrong")
  func refusals() {
    #expect(
      read(
        "schema: relgate/deprecation/1\nid: a\naffects: []\nannounced: 2026-13-01",
        Deprecation.reader
      )
      .1 == ["the list is empty", "a date like 2026-03-31 was expected"])
    #expect(
      read("schema: relgate/window/1\nid: a", MixedVersionWindow.reader).1
        == ["the key 'opened_in' is missing"])
    #expect(
      read(
        #"{"schema": "relgate/stage-result/1", "stage": "5", "traffic": 5, "verdict": "go", "started": "soon", "metrics_sha256": "ABC"}"#,
        StageResult.reader, as: .json
      ).1 == [
        "the verdict 'go' is unknown", "a day or a moment was expected",
        "64 digits in lower-case hex were expected",
      ])
  }

  @Test("know a window that is open, and the day of a stage's moment")
  func reading() throws {
    let (window, _) = read(
      """
      schema: relgate/window/1
      id: names
      elements: [users.old_name]
      readers: [{path: src/reader.ts, element: users.new_name}]
      opened_in: v1.1.0
      """, MixedVersionWindow.reader)
    #expect(try #require(window).isOpen)
    #expect(try #require(window).readers.first?.path.value == "src/reader.ts")
    let (result, _) = read(
      #"{"schema": "relgate/stage-result/1", "stage": "5", "traffic": 5, "verdict": "advance", "started": "2026-03-01T23:30:00-02:00"}"#,
      StageResult.reader, as: .json)
    #expect(try #require(result).started.value.description == "2026-03-02")
  }

  @Test("are refused, not followed, where they are hostile")
  func hostile() {
    let deep = String(repeating: "[", count: 5_000)
    #expect(read("schema: relgate/release/1\nversion: \(deep)", ReleaseRecord.reader).0 == nil)
    let huge = """
      schema: relgate/release/1
      version: 1.0.0
      state: ready
      dual_write: {from_tag: v1, max_releases: 99999999999999999999999}
      backfills: [{table: a, batch: -1}]
      target: 2026-13-01
      confidence: 1e999999999999999999999

      """
    #expect(read(huge, ReleaseRecord.reader).1.count == 4)
  }
}
