/// A command line that cannot be accepted.
package struct UsageError: Error, Hashable, Sendable {
  /// The exit code of every tool for a command line that it cannot accept.
  package static let exitCode: UInt8 = 2

  /// The fact: lower case, no full stop.
  package let message: String
  /// What to do: an imperative sentence.
  package let hint: String
  /// How the command is called: `relgate diff [OPTIONS] [RANGE]`.
  package let usage: String

  /// Describes what is wrong.
  package init(_ message: String, hint: String, usage: String) {
    self.message = message
    self.hint = hint
    self.usage = usage
  }
}
