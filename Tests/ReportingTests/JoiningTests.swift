import ReleaseModel
import Reporting
import SourceModel
import TestSupport
import Testing

@Suite("Joined reports")
struct JoiningTests {
  /// A part of what the whole sample says, as a job of a matrix would say it.
  private func part(_ random: inout SplitMix64) -> Report {
    let whole = Sample.judged
    func some<Value>(_ values: [Value]) -> [Value] {
      values.filter { _ in Bool.random(using: &random) }
    }
    var report = Report(
      version: whole.version, before: whole.before, after: whole.after,
      rangeReason: some([whole.rangeReason]).first ?? nil, asOf: whole.asOf,
      contracts: some(whole.contracts).map { contract in
        Report.Contract(
          format: contract.format,
          paths: contract.paths.prefix(1) + some(Array(contract.paths.dropFirst())),
          status: Report.ContractStatus.allCases.randomElement(using: &random) ?? .compared)
      },
      unchangedContracts: some([1, 5]).first, changes: some(whole.changes),
      problems: some(whole.problems),
      notJudged: some(whole.notJudged) + some([.init(path: "c.yaml", reason: "unattached")]))
    for (surface, paths) in whole.surfaces.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      let some = some(paths)
      if !some.isEmpty { report.surfaces[surface] = some }
    }
    guard let judgement = whole.judgement else { return report }
    report.judgement = Judgement(
      question: judgement.question, policy: judgement.policy, findings: some(judgement.findings),
      checklist: some(judgement.checklist).map { item in
        Judgement.ChecklistItem(
          id: item.id, group: item.group, question: item.question,
          answer: Judgement.ChecklistItem.Answer.allCases.randomElement(using: &random) ?? .no,
          proof: item.proof, path: item.path, line: Int.random(in: 0...2, using: &random),
          rules: item.rules)
      }, ladders: some(judgement.ladders), bumps: some(judgement.bumps),
      verdict: Verdict.allCases.randomElement(using: &random) ?? .passed)
    return report
  }

  private func joined(_ a: Report, _ b: Report) throws -> Report { try a.joined(with: b).get() }

  @Test("Order and grouping do not matter, and nothing is said twice")
  func laws() throws {
    var random = SplitMix64(seed: 3)
    for _ in 0..<200 {
      let (a, b, c) = (part(&random), part(&random), part(&random))
      #expect(try joined(a, b) == joined(b, a))
      #expect(try joined(joined(a, b), c) == joined(a, joined(b, c)))
      let once = try joined(a, b)
      #expect(try joined(once, once) == once)
      #expect(try joined(once, b) == once)
    }
  }

  @Test("The whole joined with itself or a part is the whole")
  func whole() throws {
    #expect(try joined(Sample.judged, Sample.judged) == Sample.judged)
    #expect(try joined(Sample.whole, Sample.whole) == Sample.whole)
    let json = rendered(try joined(Sample.judged, Sample.judged), as: .json)
    #expect(json == rendered(Sample.judged, as: .json))
  }

  @Test("The worst verdict counts", arguments: Verdict.allCases, Verdict.allCases)
  func worst(_ a: Verdict, _ b: Verdict) throws {
    func report(_ verdict: Verdict) throws -> Report {
      var report = Sample.report(changes: [])
      let policy = try #require(Sample.judged.judgement?.policy)
      report.judgement = Judgement(
        question: .merge, policy: policy, findings: [], checklist: [], ladders: [], bumps: [],
        verdict: verdict)
      return report
    }
    let verdict = try joined(report(a), report(b)).judgement?.verdict
    let order: [Verdict] = [.blocked, .undecided, .passed]
    #expect(verdict == order.first { [a, b].contains($0) })
  }

  @Test("What is not about the same is not joined")
  func conflicts() throws {
    let report = Sample.report(changes: [])
    func variant(
      version: String = "1.2.3", after: Report.Revision? = nil, asOf: String = "2026-02-03"
    ) -> Report {
      Report(
        version: version, before: report.before, after: after ?? report.after,
        rangeReason: nil, asOf: CalendarDate(asOf), contracts: [], unchangedContracts: nil,
        changes: [], problems: [], notJudged: [])
    }
    func conflict(_ a: Report, _ b: Report) -> JoinConflict? {
      if case .failure(let conflict) = a.joined(with: b) { conflict } else { nil }
    }
    #expect(conflict(report, variant()) == nil)
    #expect(conflict(report, variant(version: "1.2.4")) == .tool)
    #expect(conflict(report, variant(after: report.before)) == .range)
    #expect(conflict(report, variant(asOf: "2026-02-04")) == .asOf)
    #expect(conflict(Sample.whole, Sample.judged) == .judgement)
    func judged(_ question: Judgement.Question, _ revision: String) -> Report {
      var report = report
      report.judgement = Judgement(
        question: question, policy: .init(revision: revision, source: "s", packs: []),
        findings: [], checklist: [], ladders: [], bumps: [], verdict: .passed)
      return report
    }
    #expect(conflict(judged(.merge, "a"), judged(.release, "a")) == .question)
    #expect(conflict(judged(.merge, "a"), judged(.merge, "b")) == .policy)
  }
}
