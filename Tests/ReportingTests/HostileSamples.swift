import ReleaseModel
import Reporting
import SourceModel

extension Sample {
  /// One report of every kind.
  static let all = [whole, judged, hostile, report(changes: [])]

  /// A view that knows the rules of the samples.
  static let view = View(rule: { rules[$0] })

  /// Text that means something to every format, and nothing good.
  static let evil =
    "x\n::error file=a::b\r##[group]]]><b>&amp;\"'`|%0A%FF,\u{0}\u{1B}[0m\u{202E}\u{2028}\u{FFFE}é😀"

  /// Everything that a repository or a policy can name, named badly.
  static let hostile: Report = {
    let path = RepositoryPath(unchecked: Name(Array("d:\(evil)".utf8) + [0xFF, 0xC3]))
    let changed = change(
      RuleID("openapi/type-changed"), .breaking, Name(evil), "'\(evil)' was changed",
      position: .accepted, contract: path,
      before: place(path, 1, 2, to: 3, Name(evil)), after: place(path, 3, 2, to: 3, Name(evil)),
      affected: [AffectedElement(element: Name(evil), position: nil, count: 1)], affectedCount: 1)
    let removed = change(
      "openapi/a-removed", .breaking, Name(evil), "'\(evil)' was removed", contract: path,
      before: place(path, 9, 2, to: 3, Name(evil), value: Name(evil)))
    var report = Report(
      version: evil, before: .init(spelling: evil, commit: evil, date: nil),
      after: .init(spelling: evil, commit: nil, date: nil), rangeReason: evil, asOf: nil,
      contracts: [.init(format: "openapi", paths: [path], status: .compared)],
      unchangedContracts: nil, changes: [changed, removed],
      problems: [
        Problem(
          rule: "openapi/y", message: evil, path: path, side: .after, line: 2, column: 1,
          hint: evil, hides: true),
        Problem(
          rule: "openapi/z", message: evil, path: nil, side: .before, hint: nil, hides: false),
      ], notJudged: [.init(path: path, reason: evil)])
    var waived = Finding(about: removed, severity: .error, clause: evil, remedy: evil)
    waived.waiver = .init(
      file: path, line: 1, owner: evil, expires: CalendarDate(dayNumber: 1), reason: evil,
      ticket: evil)
    var finding = Finding(
      about: changed, severity: .error, clause: evil, remedy: evil,
      unmet: [.init(evil, proof: evil)])
    finding.introducedBy = .init(commit: evil, date: CalendarDate(dayNumber: 1), subject: evil)
    report.judgement = Judgement(
      question: .merge,
      policy: .init(revision: evil, source: evil, packs: [.init(name: evil, digest: evil)]),
      findings: [
        finding, waived,
        Finding(
          "release/a", severity: .warning, message: evil, remedy: evil, element: Name(evil),
          path: path, related: [.init(path: path, message: evil)]),
      ],
      checklist: [
        .init(
          id: evil, group: evil, question: evil, answer: .no, proof: evil, path: path, line: 1,
          rules: ["openapi/type-changed"])
      ], ladders: [],
      bumps: [.init(component: evil, required: .major, from: evil, lowest: evil, declared: evil)],
      verdict: .blocked)
    return report
  }()
}
