import ContinuousIntegration
import GateEngine
import GitHistory
import ReleaseModel
import SourceModel

/// Why a command ends without an answer.
struct Failure: Error {
  /// What is said on the channel of errors, line ends included.
  let text: String
  let exitCode: UInt8

  init(_ message: String, hint: String?, exitCode: UInt8) {
    self.text = "relgate: \(message)\n" + (hint.map { "hint: \($0)\n" } ?? "")
    self.exitCode = exitCode
  }

  init(_ error: GitError) {
    let remedy =
      error.isForWantOfHistory ? CISystem(variable: environmentVariable)?.depthRemedy : nil
    self.init(
      error.message, hint: remedy ?? error.hint, exitCode: error.outcome == .refused ? 2 : 3)
  }

  init(_ error: GateError) {
    switch error {
    case .git(let error): self.init(error)
    case .configuration(let error): self.init(error.problems)
    case .unmatchedPath(let pattern, let nearest):
      self.init(
        "no file matches --path '\(pattern)'",
        hint: nearest.map { "Did you mean '\($0)'?" }
          ?? "Begin the pattern at the root; '*' stays within a folder, '**' does not.",
        exitCode: 2)
    case .unknownComponent(let name, let known):
      self.init(
        "the configuration has no component '\(name)'",
        hint: known.isEmpty
          ? "Name it under 'components' in '.relgate.yaml'."
          : "Components: \(known.joined(separator: ", ")).", exitCode: 2)
    case .unknownElement(let element, let nearest):
      self.init(
        "no contract has or had an element '\(element)'",
        hint: nearest.map { "Did you mean '\($0)'?" }
          ?? "Name it as 'relgate diff' does, and its contract with --contract.",
        exitCode: 2)
    case .severalContracts(let paths):
      self.init(
        "several contracts have the element: \(paths.map { "'\($0)'" }.joined(separator: ", "))",
        hint: "Name one of them with --contract.", exitCode: 2)
    }
  }

  /// Names problems of a file that the user wrote or named; the hint is for those without one.
  init(_ problems: [Problem], hint: String? = nil) {
    self.text = problems.map { problem in
      let place = problem.line > 0 ? ":\(problem.line):\(problem.column)" : ""
      return "\(problem.path?.text ?? "")\(place): \(problem.message)\n"
        + ((problem.hint ?? hint).map { "hint: \($0)\n" } ?? "")
    }.joined()
    self.exitCode = 2
  }
}
