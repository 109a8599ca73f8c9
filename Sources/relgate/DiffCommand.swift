import CommandKit
import GateEngine
import GitHistory
import Glibc
import ReleaseModel
import Reporting
import SourceModel

/// `relgate diff`: what changed in the contracts between two revisions.
struct DiffCommand {
  private let invocation: Invocation

  init(_ invocation: Invocation) {
    self.invocation = invocation
  }

  func run() throws(Failure) -> UInt8 {
    let output = ReportOutput(invocation)
    try output.check()
    let spelling = try range()
    let report = try diff(spelling, repository: invocation[Options.repository])
    try output.write(report)
    return exitCode(of: report)
  }

  private func range() throws(Failure) -> RangeSpelling {
    let words = invocation[Options.range]
    let tree = invocation[Options.tree]
    let isStaged = invocation[Options.staged]
    if [tree != nil, isStaged, !words.isEmpty].count(where: { $0 }) > 1 {
      throw Failure(
        "a range, --tree and --staged exclude each other", hint: "Give one of them.", exitCode: 2)
    }
    if let tree { return .tree(tree) }
    if isStaged { return .staged }
    do { return try RangeSpelling.reading(words) } catch { throw Failure(error) }
  }

  private func diff(
    _ spelling: RangeSpelling, repository directory: String?
  ) throws(Failure) -> Report {
    if !invocation[Options.quiet] { Progress.start() }
    var gate = Gate.builtin
    gate.paths = invocation[Options.paths]
    gate.component = invocation[Options.component]
    gate.asOf = invocation[Options.asOf]?.day
    // What the user names goes before what Git told a hook.
    let environment =
      directory == nil
      ? GitEnvironment { name in getenv(name).map { String(cString: $0) } } : nil
    return try gate.diff(spelling, in: directory ?? ".", environment: environment)
  }

  private func exitCode(of report: Report) -> UInt8 {
    if let threshold = invocation[Options.failOn],
      report.changes.contains(where: { $0.classification >= threshold })
    {
      return invocation[Options.exitZero] && report.complete ? 0 : 1
    }
    return report.complete ? 0 : 3
  }
}

extension DiffCommand {
  /// The parameters of the command.
  enum Options {
    static let range = Positional(
      zeroOrMore: ValueKind.revision("RANGE"), defaultText: "the preceding release to HEAD",
      help: "A..B, A...B from the merge base, A for A..HEAD, or REV:PATH REV:PATH")
    static let tree = Option(
      "--tree", ValueKind.revision(), help: "Compare everything in REV with nothing")
    static let staged = Flag("--staged", help: "Compare HEAD with the index")
    static let repository = Option(
      "--repo", ValueKind.directory(), defaultText: "the current directory",
      help: "The repository, or a directory inside it")
    static let paths = Option(
      repeatable: "--path", ValueKind.glob, help: "Compare only contracts whose path matches")
    static let component = Option(
      "--component", ValueKind.text("NAME"), help: "Compare only a component of '.relgate.yaml'")
    static let asOf = Option(
      "--as-of", ValueKind.day, defaultText: "the date of the later revision",
      help: "The day against which windows are judged, or 'today'")
    static let quiet = Flag(["--quiet", "-q"], help: "Say nothing on standard error but errors")
    static let failOn = Option(
      "--fail-on", ValueKind<Classification>.choice("CLASS"),
      help: "Exit with 1 if a change is at least this grave")
    static let exitZero = Flag(
      "--exit-zero", help: "Exit with 0 in place of 1, unless something is undecided")
  }

  static let command = Command<Action>(
    "diff", "Show what changed in the contracts between two revisions",
    discussion: """
      Contracts are found by their content. Paths for tests, examples and other people's code are \
      set aside, unless '.relgate.yaml' names them.
      """,
    parameters: [
      Options.range, Options.tree, Options.staged, Options.repository, Options.paths,
      Options.component, Options.asOf, Options.quiet,
    ],
    sections: [
      Section("Output options", ReportOutput.Options.parameters),
      Section("Verdict options", [Options.failOn, Options.exitZero]),
    ],
    examples: [
      Example("what the next release breaks", "relgate diff"),
      Example("what a branch breaks", "relgate diff main...HEAD --fail-on breaking"),
      Example("two files", "relgate diff v1.0.0:api.yaml HEAD:openapi.yaml"),
    ], action: .diff)
}

extension ValueKind where Value == PathGlob {
  /// A pattern of paths.
  static var glob: Self {
    Self(
      "GLOB", expectation: "a pattern of paths from the root, such as 'api/**/*.yaml'",
      read: { try? PathGlob.readingPlaces($0).get() }, write: { $0.pattern })
  }
}

extension ValueKind where Value == AsOf {
  /// A day, or the word for the present one.
  static var day: Self {
    Self(
      "DATE", content: .date, expectation: "a date like 2026-03-31, or 'today'",
      read: { $0 == "today" ? .today : CalendarDate($0).map(AsOf.date) },
      write: { if case .date(let date) = $0 { date.description } else { "today" } })
  }
}

/// The day against which windows are judged, as the user names it.
enum AsOf: Sendable {
  case today
  case date(CalendarDate)

  /// The day; `today` reads the clock.
  var day: CalendarDate {
    switch self {
    case .today: CalendarDate(unixSeconds: Int64(time(nil)))
    case .date(let date): date
    }
  }
}
