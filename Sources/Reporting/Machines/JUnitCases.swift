import ReleaseModel
import SourceModel

/// What a report says, as the test cases of a suite.
struct JUnitCase {
  enum Outcome {
    case passed
    case failed(type: String)
    case undecided(type: String)
    case skipped
  }

  var name: String
  let classname: String
  /// The file and the line, from 1; 0 if the whole file is meant.
  let file: (path: String, line: Int)?
  let outcome: Outcome
  /// A line, then what else is to be said.
  let message: String
  let details: String

  /// The findings, then the problems, then the checklist; no two have one name.
  static func cases(of report: Report, view: View) -> [JUnitCase] {
    let notices = Notice.notices(of: report, view: view)
    let blocking = Set(notices.filter { $0.severity == .error && $0.waiver == nil }.map(\.rule))
    var cases =
      notices.map(JUnitCase.init) + report.problems.map(JUnitCase.init)
      + report.checklist.map {
        JUnitCase($0, blocking: blocking, isPassed: report.judgement?.verdict == .passed)
      }
    if cases.isEmpty {
      let verdict = report.judgement?.verdict.rawValue ?? "no changes"
      cases.append(
        JUnitCase(
          name: verdict, classname: "relgate", file: nil, outcome: .passed, message: "",
          details: ""))
    }
    // Of two cases with one name some readers see only the first.
    var times: [String: Int] = [:]
    for index in cases.indices {
      let name = cases[index].name
      times[name, default: 0] += 1
      if let count = times[name], count > 1 { cases[index].name = "\(name) #\(count)" }
    }
    return cases
  }

  private init(
    name: String, classname: String, file: (path: String, line: Int)?, outcome: Outcome,
    message: String, details: String
  ) {
    self.name = name
    self.classname = classname
    self.file = file
    self.outcome = outcome
    self.message = message
    self.details = details
  }

  private init(_ notice: Notice) {
    let element = notice.element.isEmpty ? "" : ":" + notice.element.text
    name = visible("\(notice.rule) \(notice.spot.path.text)\(element)")
    classname = JUnitCase.classname(notice.rule)
    file = (notice.spot.path.text, notice.spot.line)
    if let waiver = notice.waiver {
      outcome = .skipped
      message = visible("\(waiver.phrase): \(waiver.reason)")
      details = ""
    } else {
      outcome = notice.severity == .error ? .failed(type: notice.rule.text) : .passed
      message = notice.message
      details = "\(notice.severity.rawValue): \(notice.text)"
    }
  }

  private init(_ problem: Problem) {
    name = visible("\(problem.rule) \(problem.path?.text ?? "repository"): \(problem.message)")
    classname = JUnitCase.classname(problem.rule)
    file = problem.path.map { ($0.text, problem.line) }
    message = visible(problem.message) + (problem.waiver.map { ", " + visible($0.phrase) } ?? "")
    details = message + (problem.hint.map { "\n" + visible($0) } ?? "")
    outcome =
      problem.waiver != nil
      ? .skipped : problem.isOpen ? .undecided(type: problem.rule.text) : .passed
  }

  /// A no that blocks nothing passes, and of a run that passed nothing is an error: the verdict does
  /// not depend on the format.
  private init(_ item: Judgement.ChecklistItem, blocking: Set<RuleID>, isPassed: Bool) {
    name = item.id
    classname = "relgate.checklist"
    file = item.path.map { ($0.text, item.line) }
    message = visible("\(item.answer.rawValue): \(item.question)")
    details = message + "\n" + visible(item.proof)
    outcome =
      switch item.answer {
      case .yes: .passed
      case .no: item.rules.contains(where: blocking.contains) ? .failed(type: item.id) : .passed
      case .notApplicable, .waived: .skipped
      case .cannotTell: isPassed ? .skipped : .undecided(type: item.id)
      }
  }

  private static func classname(_ rule: RuleID) -> String {
    "relgate." + rule.text.split(separator: "/").joined(separator: ".")
  }
}
