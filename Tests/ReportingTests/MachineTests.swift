import DataTrees
import ReleaseModel
import Reporting
import SourceModel
import TestSupport
import Testing

@Suite("Reports for other programs")
struct MachineTests {
  private func tree(_ report: Report, _ format: ReportFormat) throws -> DataTree {
    let bytes = format.render(report, view: Sample.view)
    let reading = DataTree.read(SourceText(path: "x.json", bytes: bytes), syntax: .json)
    #expect(reading.problems.isEmpty)
    return try #require(reading.tree)
  }

  private func value(_ report: Report, _ format: ReportFormat) throws -> DataValue {
    let tree = try tree(report, format)
    return DataValue(tree, tree.root)
  }

  @Test(
    "Each fits the profile of its format",
    arguments: [
      (ReportFormat.sarif, Profiles.sarif), (.gitlab, Profiles.gitlab), (.rdjson, Profiles.rdjson),
    ], Sample.all.indices)
  func profiles(_ profile: (format: ReportFormat, schema: String), _ index: Int) throws {
    let validator = try #require(SchemaValidator(yaml: profile.schema))
    #expect(validator.flaws(of: try tree(Sample.all[index], profile.format)) == [])
  }

  @Test("The summary fits its printed schema", arguments: Sample.all.indices)
  func summary(_ index: Int) throws {
    let schema = DataTree.read(
      SourceText(path: "s.json", bytes: SummarySchema.schema), syntax: .json)
    let validator = SchemaValidator(schema: try #require(schema.tree))
    #expect(validator.flaws(of: try tree(Sample.all[index], .summary)) == [])
    #expect(rendered(Sample.all[index], as: .summary).split(separator: "\n").count == 1)
  }

  @Test("The profiles see what they should see")
  func invalid() throws {
    for (format, profile, good, bad) in [
      (ReportFormat.sarif, Profiles.sarif, #""level": "error""#, #""level": "fatal""#),
      (.sarif, Profiles.sarif, #""uri": "api/"#, #""uri": "/api/"#),
      (.sarif, Profiles.sarif, #""startLine": 9,"#, #""startLine": 0,"#),
      (.sarif, Profiles.sarif, #""ruleIndex":"#, #""index":"#),
      (.gitlab, Profiles.gitlab, #""critical""#, #""error""#),
      (.gitlab, Profiles.gitlab, #""begin": 9"#, #""begin": 0"#),
      (.rdjson, Profiles.rdjson, #""severity": "ERROR""#, #""severity": "error""#),
    ] {
      let validator = try #require(SchemaValidator(yaml: profile))
      let text = rendered(Sample.judged, as: format)
      #expect(text.contains(good), "\(good)")
      let source = SourceText(path: "x.json", text.replacing(good, with: bad))
      let document = try #require(DataTree.read(source, syntax: .json).tree)
      #expect(!validator.flaws(of: document).isEmpty, "\(bad)")
    }
  }

  // MARK: SARIF

  @Test("Rules stand once, in order, where results point at", arguments: Sample.all.indices)
  func rules(_ index: Int) throws {
    let run = try #require(try value(Sample.all[index], .sarif)["runs"]?.items.first)
    let rules = run[[.key("tool"), .key("driver"), .key("rules")]]?.items ?? []
    let ids = rules.compactMap { $0["id"]?.text }
    #expect(ids == Set(ids).sorted())
    let results = run["results"]?.items ?? []
    #expect(Set(results.compactMap { $0["ruleId"]?.text }) == Set(ids))
    for result in results {
      guard case .number(let index) = result["ruleIndex"] else { continue }
      #expect(result["ruleId"]?.text == Int(index.text).map { ids[$0] })
    }
  }

  @Test("A waived result is suppressed, a problem makes the run a failure")
  func suppressed() throws {
    let run = try #require(try value(Sample.judged, .sarif)["runs"]?.items.first)
    let results = run["results"]?.items ?? []
    let waived = results.filter { $0["suppressions"]?.items.count == 1 }
    #expect(waived.count == 1)
    #expect(waived.first?["ruleId"]?.text == "openapi/response-removed")
    let suppression = waived.first?["suppressions"]?.items.first
    #expect(suppression?["kind"]?.text == "external")
    #expect(results.allSatisfy { $0["suppressions"] != nil })
    let invocation = run["invocations"]?.items.first
    #expect(invocation?["executionSuccessful"] == .bool(false))
    let levels = invocation?["toolExecutionNotifications"]?.items.compactMap {
      $0["level"]?.text
    }
    #expect(levels == ["note", "error"])
    let empty = try value(Sample.report(changes: []), .sarif)
    #expect(
      empty[[.key("runs"), .index(0), .key("invocations"), .index(0), .key("executionSuccessful")]]
        == .bool(true))
  }

  @Test("A waiver in the file itself is one in the source")
  func inline() throws {
    var report = Sample.judged
    guard let judgement = report.judgement else { return }
    var finding = try #require(judgement.findings.first { $0.place?.path == "b/größe.json" })
    finding.waiver = .init(
      file: "b/größe.json", line: 1, owner: "o", expires: CalendarDate(dayNumber: 1),
      reason: "r", ticket: nil)
    report.judgement = Judgement(
      question: .merge, policy: judgement.policy, findings: [finding], checklist: [], ladders: [],
      bumps: [], verdict: .passed)
    let kinds = rendered(report, as: .sarif).split(separator: "\n").filter {
      $0.contains("\"kind\"")
    }
    #expect(kinds.count == 1)
    #expect(kinds.first?.contains("inSource") == true)
  }

  @Test("What is gone is shown at the nearest changed line, with its old place beside it")
  func anchors() throws {
    func changed(_ line: Int) -> Change {
      Sample.change(
        "openapi/x", .risky, Name("e\(line)"), "'x' was changed",
        before: Sample.place("api/openapi.yaml", 1, 1, to: 2, "x"),
        after: Sample.place("api/openapi.yaml", line, 3, to: 4, "a: x"))
    }
    let removed = Sample.change(
      "openapi/a-removed", .breaking, "a", "'a' was removed",
      before: Sample.place("api/openapi.yaml", 21, 2, to: 3, "éa"))
    func first(_ changes: [Change]) throws -> DataValue {
      let run = try #require(
        try value(Sample.report(changes: changes), .sarif)["runs"]?.items.first)
      return try #require(run["results"]?.items.first)
    }
    func line(_ result: DataValue, _ key: Name) -> DataValue? {
      result[[
        .key(key), .index(0), .key("physicalLocation"), .key("region"), .key("startLine"),
      ]]
    }
    let near = try first([changed(3), changed(19), changed(30), removed])
    #expect(near["ruleId"]?.text == "openapi/a-removed")
    #expect(line(near, "locations") == .number("19"))
    #expect(line(near, "relatedLocations") == .number("21"))
    #expect(line(try first([removed]), "locations") == .number("1"))
  }

  @Test("No more results than are accepted, the severest first, and it is said")
  func tooMany() throws {
    let changes = (1...25_010).map { number in
      Sample.change(
        number == 25_010 ? "openapi/worst" : "openapi/x", number == 25_010 ? .breaking : .risky,
        "e", "'e' was changed", after: Sample.place("a.yaml", number, 1, to: 2, "x"))
    }
    let text = rendered(Sample.report(changes: changes), as: .sarif)
    #expect(text.split(separator: "\"ruleId\"").count == 25_001)
    let firstResult = text.split(separator: "\"ruleId\": \"").dropFirst().first
    #expect(firstResult?.hasPrefix("openapi/worst") == true)
    #expect(text.contains("10 results were left out: no more than 25000 are accepted"))
  }

  // MARK: GitHub

  @Test("Nine of a kind and how many more")
  func manyAnnotations() {
    let changes = (1...30).map { number in
      Sample.change(
        "openapi/x", number <= 9 ? .risky : .breaking, "e", "'e' was changed",
        after: Sample.place("a.yaml", number, 1, to: 2, "x"))
    }
    let lines = rendered(Sample.report(changes: changes), as: .github).split(separator: "\n")
    #expect(lines.count { $0.hasPrefix("::error ") } == 10)
    #expect(lines.count { $0.hasPrefix("::warning ") } == 9)
    #expect(lines.contains("::error title=relgate::12 more, see the whole report"))
    #expect(lines.last == "relgate: 21 breaking, 9 risky")
  }

  @Test("What is waived is not annotated")
  func waived() {
    for format in [ReportFormat.github, .gitlab, .rdjson] {
      #expect(!rendered(Sample.judged, as: format).contains("response-removed"))
    }
  }

  // MARK: GitLab

  @Test("No two issues have one fingerprint")
  func fingerprints() throws {
    let change = Sample.change(
      "openapi/x", .risky, "e", "'e' was changed", after: Sample.place("a.yaml", 1, 1, to: 2, "x"))
    let again = Sample.change(
      "openapi/x", .risky, "e", "'e' was changed", after: Sample.place("a.yaml", 2, 1, to: 2, "x"))
    let issues = try value(Sample.report(changes: [change, again]), .gitlab).items
    #expect(
      issues.compactMap { $0["fingerprint"]?.text }
        == [Name(change.fingerprint), Name(change.fingerprint + "-2")])
  }
}

@Suite("Columns")
struct ColumnTests {
  /// `é` decomposed, a character beyond the basic plane, then the range `x😀`.
  private static let line: Name = "e\u{301}é😀: x😀"

  private func columns(_ place: Place, _ format: ReportFormat) -> String {
    let change = Sample.change("openapi/x", .breaking, "x", "'x' was changed", after: place)
    let text = rendered(Sample.report(changes: [change]), as: format)
    return text.filter { $0 != " " && $0 != "\n" }
  }

  private func place(
    _ excerpt: Name, _ column: Int, to end: Int, lines: Int = 0,
    from start: (Int, Int, Int) = (1, 1, 1)
  ) -> Place {
    Place(
      path: "a.yaml", line: 5, column: column, endLine: 5 + lines, endColumn: end,
      excerpt: excerpt, excerptColumn: start.0, excerptUTF16Column: start.1,
      excerptByteColumn: start.2, value: "")
  }

  @Test("Each format counts in its own unit")
  func units() {
    let place = place(Self.line, 7, to: 9)
    #expect(columns(place, .sarif).contains(#""startColumn":8,"endLine":5,"endColumn":11"#))
    #expect(
      columns(place, .rdjson).contains(
        #""start":{"line":5,"column":12},"end":{"line":5,"column":17}"#))
    #expect(columns(place, .github).contains(",col=7,endColumn=9,"))
    #expect(columns(place, .json).contains(#""column":7,"#))
    #expect(columns(place, .text).contains("a.yaml:5:7:"))
    #expect(columns(place, .markdown).contains("a.yaml:5:7"))
    #expect(columns(place, .gitlab).contains(#""begin":5"#))
    #expect(columns(place, .junit).contains(#"line="5""#))
  }

  @Test("An excerpt that begins within its line")
  func cut() {
    let place = place(Self.line, 1_007, to: 1_009, from: (1_001, 1_101, 2_001))
    #expect(columns(place, .sarif).contains(#""startColumn":1108,"endLine":5,"endColumn":1111"#))
    #expect(columns(place, .rdjson).contains(#""column":2012},"end":{"line":5,"column":2017}"#))
    #expect(columns(place, .github).contains(",col=1007,endColumn=1009,"))
  }

  @Test("Columns that the excerpt does not cover are left out")
  func beyond() {
    let far = place(Self.line, 7, to: 99)
    #expect(columns(far, .sarif).contains(#""startColumn":8,"endLine":5}"#))
    #expect(columns(far, .rdjson).contains(#""start":{"line":5,"column":12}}"#))
    let outside = place(Self.line, 50, to: 51)
    #expect(columns(outside, .sarif).contains(#""region":{"startLine":5,"endLine":5}"#))
  }

  @Test(
    "A range over several lines has no end column; one that ends where a line begins ends before")
  func severalLines() {
    let several = place(Self.line, 7, to: 3, lines: 2)
    #expect(columns(several, .sarif).contains(#""startColumn":8,"endLine":7}"#))
    #expect(columns(several, .github).contains("line=5,endLine=7,title"))
    #expect(columns(several, .rdjson).contains(#""start":{"line":5,"column":12},"end":{"line":7}"#))
    let ended = place(Self.line, 7, to: 1, lines: 2)
    #expect(columns(ended, .sarif).contains(#""startColumn":8,"endLine":6}"#))
  }
}
