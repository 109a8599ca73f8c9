import CommandKit
import FormatKit
import GateEngine
import GitHistory
import RehearsalPlanning
import Rehearsals
import SQLMigrations
import SourceModel

/// `relgate rehearse`: runs the migrations of a range up, down and up again.
enum RehearseCommand {
  private static let server = Option(
    "--server", ValueKind.text("URL"), help: "The database to rehearse in, which must be empty")
  private static let ephemeral = Flag(
    "--ephemeral", help: "Start a private server and remove it: the default without --server")
  private static let intoExisting = Flag(
    "--into-existing", help: "Take what the database holds for the schema before the range")
  private static let user = Option(
    "--as", ValueKind.text("USER"), defaultText: "postgres",
    help: "The user who runs the private server if root asks for it")
  private static let programs = Option(
    "--bin", ValueKind.directory(), defaultText: "the newest under '/usr/lib/postgresql'",
    help: "The folder of PostgreSQL's programs")
  private static let statementLimit = Option(
    "--statement-timeout", ValueKind.number("SECONDS", in: 1...86_400), default: 60,
    help: "How long a statement may take")
  private static let lockLimit = Option(
    "--lock-timeout", ValueKind.number("SECONDS", in: 1...86_400), default: 5,
    help: "How long a statement may wait for a lock")
  private static let format = Option(
    ["--format", "-f"], ValueKind<RehearsalFormat>.choice("FORMAT"), default: .text,
    help: "How the result is written")
  private static let output = Option(
    ["--output", "-o"], ValueKind.file(), defaultText: "standard output",
    help: "Where the result is written")

  static let command = Command<Action>(
    "rehearse", "Run the migrations of a range up, down and up again on PostgreSQL",
    discussion: """
      The schema of the earlier revision is made by its migrations. Then each new migration runs; \
      what it locks and rewrites is taken down, its way down runs, and the catalog is compared \
      with what it was. Rows and load are not rehearsed: locks are seen, waiting is not. \
      The work is done by the program 'relgate-rehearse' beside this one.
      """,
    parameters: [
      RangeOptions.range, RangeOptions.tree, RangeOptions.staged, RangeOptions.repository,
      RangeOptions.paths, RangeOptions.component, format, output, RangeOptions.quiet,
    ],
    sections: [
      Section(
        "Server options",
        [server, ephemeral, intoExisting, user, programs, statementLimit, lockLimit])
    ],
    examples: [
      Example("what the next release runs", "relgate rehearse"),
      Example(
        "in a database of your own", "relgate rehearse v1.2.0..HEAD --server postgresql:///s"),
    ], action: .rehearse)

  static func run(_ invocation: Invocation) throws(Failure) -> UInt8 {
    if invocation[server] != nil, invocation[ephemeral] {
      throw Failure(
        "--server and --ephemeral exclude each other", hint: "Give one of them.", exitCode: 2)
    }
    let helper = try RehearsalHelper.find()
    let (plan, leftOut) = try plan(invocation)
    for chain in leftOut {
      Channel.errors.write(
        "relgate: the chain '\(chain.folder.text)' was not rehearsed: \(chain.reason)\n")
    }
    if plan.chains.isEmpty {
      Channel.errors.write("relgate: the range has no migrations to rehearse\n")
      return leftOut.isEmpty ? 0 : 3
    }
    let result = try helper.rehearse(plan, arguments(invocation))
    let bytes: [UInt8] =
      switch invocation[format] {
      case .text: Array(RehearsalText.text(of: result).utf8)
      case .json: RehearsalResultSchema.bytes(of: result)
      }
    if let path = invocation[output] {
      try writeFile(bytes, at: path)
    } else {
      try Channel.output.write(bytes)
    }
    switch result.verdict {
    case .passed: return leftOut.isEmpty ? 0 : 3
    case .failed: return 1
    case .undecided: return 3
    }
  }

  /// The migrations of the range, and the chains that are not rehearsed.
  private static func plan(
    _ invocation: Invocation
  ) throws(Failure) -> (RehearsalPlan, leftOut: [RehearsalPlanning.LeftOut]) {
    let spelling = try RangeOptions.range(invocation)
    if case .files = spelling {
      throw Failure(
        "two files cannot be rehearsed", hint: "Name a range of revisions, as A..B.", exitCode: 2)
    }
    if !invocation[RangeOptions.quiet] { Progress.start() }
    var gate = Gate.builtin
    gate.paths = invocation[RangeOptions.paths]
    gate.component = invocation[RangeOptions.component]
    let (directory, environment) = RangeOptions.place(invocation)
    return try gate.inRepository(at: directory, environment) { before, after throws(GateError) in
      let (range, scenes) = try gate.scenes(
        of: MigrationFormat.self, in: spelling, before: before, after: after)
      let plannings = scenes.map { RehearsalPlanning(of: $0) }
      let plan = RehearsalPlan(
        range: RehearsedRange(
          before: range.before.commit?.hex, after: range.after.commit?.hex),
        chains: plannings.flatMap(\.chains),
        limits: RehearsalLimits(
          statement: invocation[statementLimit] * 1_000, lock: invocation[lockLimit] * 1_000),
        target: scenes.lazy.compactMap { $0.targets["postgresql"] }.first)
      return (plan, plannings.flatMap(\.leftOut))
    }
  }

  /// What is passed on to the program that does the work.
  private static func arguments(_ invocation: Invocation) -> [String] {
    var arguments: [String] = []
    if let url = invocation[server] { arguments.append("--server=\(url)") }
    if invocation[intoExisting] { arguments.append("--into-existing") }
    if let user = invocation[user] { arguments.append("--as=\(user)") }
    if let programs = invocation[programs] { arguments.append("--bin=\(programs)") }
    if invocation[RangeOptions.quiet] || !Channel.errors.isTerminal { arguments.append("--quiet") }
    return arguments
  }
}

/// How the result of a rehearsal is written.
enum RehearsalFormat: String, CaseIterable, Sendable {
  case text, json
}
