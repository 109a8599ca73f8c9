import DataTrees
import ReleaseModel
import Reporting
import SourceModel
import TestSupport
import Testing

@Suite("A saved report")
struct ReadingTests {
  private static let longLine: Report = {
    let excerpt = Name("é😀" + String(repeating: "x", count: 390))
    let place = Place(
      path: RepositoryPath(unchecked: Name([0x61, 0xFF])), line: 1, column: 5_003, endLine: 1,
      endColumn: 5_009, excerpt: excerpt, excerptColumn: 5_001, excerptUTF16Column: 5_100,
      excerptByteColumn: 5_300, value: "1")
    return Sample.report(changes: [
      Sample.change(
        "openapi/x", .risky, Name([0x61, 0xFF]), "'x' was changed",
        contract: RepositoryPath(unchecked: Name([0x61, 0xFF])), after: place)
    ])
  }()

  /// Findings that stand elsewhere than their changes, and changes that look alike.
  private static let moved: Report = {
    let twins = ["a.yaml", "b.yaml"].map { (path: RepositoryPath) in
      Sample.change(
        "openapi/x", .risky, "e", "'e' was changed", after: Sample.place(path, 3, 5, to: 6, "  e"))
    }
    var report = Sample.report(changes: twins)
    var findings = twins.map { Finding(about: $0, severity: .error, clause: "c", remedy: "") }
    findings[0].place = Sample.place("c.yaml", 9, 1, to: 2, "c")
    var lost = Finding(about: twins[0], severity: .info, clause: "d", remedy: "")
    lost.place = nil
    report.judgement = Judgement(
      question: .merge, policy: .init(revision: "r", source: "s", packs: []),
      findings: findings + [lost], checklist: [], ladders: [], bumps: [], verdict: .blocked)
    return report
  }()

  static let reports = [
    Sample.whole, Sample.judged, Sample.hostile, Sample.report(changes: []), longLine,
    moved,
    Sample.report(changes: [], afterCommit: nil),
  ]

  @Test(
    "Says in every format what the report said", arguments: reports.indices,
    ReportFormat.allCases)
  func roundTrip(_ index: Int, _ format: ReportFormat) throws {
    let report = ReadingTests.reports[index]
    let json = ReportFormat.json.render(report, view: View())
    let read = try ReportSchema.read(SourceText(path: "r.json", bytes: json)).get()
    let view = View(showsEverything: true, rule: { Sample.rules[$0] })
    #expect(
      String(decoding: format.render(read, view: view), as: UTF8.self)
        == rendered(report, as: format, view))
  }

  private func problems(_ text: String) -> [String] {
    switch ReportSchema.read(SourceText(path: "r.json", text)) {
    case .success: []
    case .failure(let error):
      error.problems.map { "\($0.path?.text ?? ""):\($0.line):\($0.column): \($0.message)" }
    }
  }

  @Test("Keys of later versions are passed over")
  func open() {
    let text = rendered(Sample.judged, as: .json)
    let later = text.replacing("\"verdict\":", with: "\"confidence\": {\"x\": [1]}, \"verdict\":")
    #expect(later != text)
    #expect(problems(later) == [])
  }

  @Test("What cannot be read is told with its place, all of it")
  func located() {
    let text = rendered(Sample.judged, as: .json)
    func edited(_ good: String, _ bad: String) -> [String] {
      #expect(text.contains(good))
      return problems(text.replacing(good, with: bad))
    }
    #expect(edited("relgate/report/1", "relgate/report/9").count == 1)
    #expect(
      edited(#""asOf": "2026-02-03","#, #""asOf": "2026-02-30","#)
        == ["r.json:20:11: a date like 2026-03-31 was expected"])
    #expect(edited(#""verdict": "blocked","#, #""verdict": "perhaps","#).count == 1)
    #expect(
      edited(#""verdict": "blocked","#, "")
        == ["r.json:1:1: 'policy', 'verdict', 'question' and 'findings' stand together"])
    #expect(edited(#""line": 9,"#, #""line": -9,"#).count >= 1)
    #expect(edited(#""line": 9,"#, #""line": 99999999999999999999,"#).count >= 1)
    #expect(edited(#""rule": "openapi/type-changed","#, "").count == 2)
    #expect(problems("") != [])
    #expect(problems("[]") == ["r.json:1:1: an object was expected"])
    #expect(problems("{}").contains("r.json:1:1: the key 'schema' is missing"))
  }

  @Test("A report of which a part was not written is refused")
  func partial() {
    let text = rendered(Sample.whole, as: .json, View(only: [.breaking]))
    #expect(
      problems(text) == [
        "r.json:1:1: the summary counts what the report does not list, as one that --only "
          + "limited does"
      ])
  }

  @Test("Reading is total on any bytes")
  func total() {
    var random = SplitMix64(seed: 7)
    let bytes = ReportFormat.json.render(Sample.judged, view: View())
    for _ in 0..<300 {
      var mutated = bytes
      for _ in 0...Int.random(in: 0..<3, using: &random) {
        let index = Int.random(in: mutated.indices, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: mutated[index] = UInt8.random(in: 0...255, using: &random)
        case 1: mutated.remove(at: index)
        default: mutated.insert(UInt8(ascii: "9"), at: index)
        }
      }
      if case .success(let report) = ReportSchema.read(SourceText(path: "r.json", bytes: mutated)) {
        for format in ReportFormat.allCases {
          #expect(!format.render(report, view: View(showsEverything: true)).isEmpty)
        }
      }
    }
  }
}
