import CommandKit
import Glibc
import Rehearsals
import SourceModel

/// The program: reads a plan, rehearses it on a server, writes the result.
@main
struct RelgateRehearse {
  static func main() {
    signal(SIGPIPE, SIG_IGN)
    exit(Int32(run(CommandLine.arguments.dropFirst().map(\.self))))
  }

  private static func run(_ words: [String]) -> UInt8 {
    do throws(UsageError) {
      switch try Command.tool.parse(words) {
      case .help(let path): Output.write(Array(Command.tool.help(of: path).utf8), to: STDOUT_FILENO)
      case .version: Output.write(Array("\(Command.tool.versionLine)\n".utf8), to: STDOUT_FILENO)
      case .run(_, let invocation): return rehearse(invocation)
      }
      return 0
    } catch {
      Output.say("\(error.message)\nhint: \(error.hint)\n\(error.usage)")
      return UsageError.exitCode
    }
  }

  private static func rehearse(_ invocation: Invocation) -> UInt8 {
    do throws(Stop) {
      let plan = try plan(invocation)
      let result = try RelgateRehearse.rehearse(plan, invocation)
      Output.write(RehearsalResultSchema.bytes(of: result), to: STDOUT_FILENO)
      switch result.verdict {
      case .passed: return 0
      case .failed: return 1
      case .undecided: return 3
      }
    } catch {
      switch error {
      case .interrupted(let signal):
        Output.say("interrupted")
        return 128 + UInt8(truncatingIfNeeded: signal)
      case .refused(let message, let hint), .noServer(let message, let hint):
        Output.say(message + (hint.map { "\nhint: \($0)" } ?? ""))
        return 2
      }
    }
  }

  private static func plan(_ invocation: Invocation) throws(Stop) -> RehearsalPlan {
    let path = invocation[Command.plan]
    let bytes: [UInt8]?
    if let path {
      let descriptor = open(path, O_RDONLY | O_CLOEXEC)
      bytes = descriptor < 0 ? nil : Output.readAll(from: descriptor)
      if descriptor >= 0 { close(descriptor) }
    } else {
      bytes = Output.readAll(from: STDIN_FILENO)
    }
    guard let bytes else {
      throw .refused("the plan could not be read: \(String(cString: strerror(errno)))", hint: nil)
    }
    let source = SourceText(path: RepositoryPath(unchecked: Name(path ?? "plan")), bytes: bytes)
    switch RehearsalPlanSchema.read(source) {
    case .success(let plan): return plan
    case .failure(let trouble):
      throw .refused("the plan cannot be read: \(trouble.message)", hint: nil)
    }
  }

  private static func rehearse(
    _ plan: RehearsalPlan, _ invocation: Invocation
  ) throws(Stop) -> RehearsalResult {
    let interrupts = Interrupts(lifeline: invocation[Command.lifeline].map { Int32($0) })
    if let url = invocation[Command.server] {
      if invocation[Command.ephemeral] {
        throw .refused("--server and --ephemeral exclude each other", hint: "Give one of them.")
      }
      if plan.chains.count > 1 {
        throw .refused(
          "one database takes the migrations of one folder, and the range has several",
          hint: "Name one of them with --path.")
      }
      let place = Rehearsal.Place.given(
        parameters: [
          ("dbname", url), ("connect_timeout", "10"), ("application_name", "relgate-rehearse"),
        ], mayHoldObjects: invocation[Command.intoExisting])
      return try rehearse(plan, in: place, isEphemeral: false, invocation, interrupts)
    }
    let programs = try Programs.folder(invocation[Command.programs])
    let cluster = try Cluster.start(programs, as: invocation[Command.user], interrupts)
    let folder = cluster.folder
    return try rehearse(
      plan, in: .ephemeral { Cluster.parameters(folder: folder, database: $0) },
      isEphemeral: true, invocation, interrupts)
  }

  private static func rehearse(
    _ plan: RehearsalPlan, in place: Rehearsal.Place, isEphemeral: Bool,
    _ invocation: Invocation, _ interrupts: Interrupts
  ) throws(Stop) -> RehearsalResult {
    let isQuiet = invocation[Command.quiet]
    var version = ""
    var chains: [RehearsedChain] = []
    for (number, chain) in plan.chains.enumerated() {
      var rehearsal = try Rehearsal(chain, number, of: plan, in: place, interrupts) { line in
        if !isQuiet { Output.say(line) }
      }
      version = rehearsal.server.text
      chains.append(try rehearsal.run())
    }
    return RehearsalResult(
      tool: Command.version, range: plan.range,
      server: RehearsalResult.Server(version: version, isEphemeral: isEphemeral), chains: chains)
  }
}
