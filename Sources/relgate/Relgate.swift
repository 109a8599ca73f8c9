import CommandKit
import Glibc

/// The program: reads the command line, runs a command, says what went wrong.
@main
struct Relgate {
  static func main() {
    TrapReport.install()
    signal(SIGPIPE, SIG_IGN)
    exit(Int32(run(CommandLine.arguments.dropFirst().map(\.self))))
  }

  private static func run(_ words: [String]) -> UInt8 {
    let outcome: Outcome<Action>
    do throws(UsageError) {
      outcome = try Action.tool.parse(words)
    } catch {
      Channel.errors.write("relgate: \(error.message)\nhint: \(error.hint)\n\(error.usage)\n")
      return UsageError.exitCode
    }
    do throws(Failure) {
      switch outcome {
      case .help(let path): try Channel.output.write(text: Action.tool.help(of: path))
      case .version: try Channel.output.write(text: Action.tool.versionLine + "\n")
      case .run(let action, let invocation): return try action.run(invocation)
      }
      return 0
    } catch {
      Channel.errors.write(error.text)
      return error.exitCode
    }
  }
}
