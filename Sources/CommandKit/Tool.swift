/// An exit code of a tool and what it tells the caller.
package struct ExitCode: Hashable, Sendable {
  /// The number, 0 to 255.
  package let code: UInt8
  /// What it means: a fragment without a full stop.
  package let meaning: String

  /// Describes an exit code.
  package init(_ code: UInt8, _ meaning: String) {
    self.code = code
    self.meaning = meaning
  }
}

/// An environment variable that a tool reads.
package struct EnvironmentVariable: Hashable, Sendable {
  /// Its name.
  package let name: String
  /// What it does: a fragment without a full stop.
  package let meaning: String

  /// Describes an environment variable.
  package init(_ name: String, _ meaning: String) {
    self.name = name
    self.meaning = meaning
  }
}

/// A whole command line as a value.
///
/// Parsing, help, usage errors, completions, the man page and the dump all come from it. A tool
/// made of a group gets a command `help`; every tool gets `--help`, `-h` and, before any command,
/// `--version`.
package struct Tool<Action: Sendable>: Sendable {
  /// The version without a prefix.
  package let version: String
  /// The tree of commands; the root is named as the tool.
  package let root: Command<Action>
  /// Options that every command accepts, before or after its name.
  package let globals: Section
  /// The exit codes, in the order of help.
  package let exitCodes: [ExitCode]
  /// The environment variables, in the order of help.
  package let environment: [EnvironmentVariable]
  /// Manual pages or addresses worth reading, such as `git-diff(1)`.
  package let seeAlso: [String]

  /// Declares a tool.
  package init(
    version: String, root: Command<Action>, globals: [any Parameter] = [],
    exitCodes: [ExitCode] = [], environment: [EnvironmentVariable] = [], seeAlso: [String] = []
  ) {
    self.version = version
    self.root = root.isGroup ? root.adding(Self.helpCommand) : root
    self.globals = Section("Global options", globals + [Flag.help])
    self.exitCodes = exitCodes
    self.environment = environment
    self.seeAlso = seeAlso
  }

  /// The word that starts it.
  package var name: String { root.name }

  /// What `--version` prints: the name and the version.
  package var versionLine: String { "\(name) \(version)" }

  private static var helpCommand: Command<Action> {
    Command(
      "help", "Print the help of a command",
      sections: [Section("Options", [Positional.helpTopic])], role: .help)
  }

  /// The commands from the root down a path; stops where the path names no command.
  func trail(of path: some Sequence<String>) -> [Command<Action>] {
    var trail = [root]
    var here = root
    for word in path {
      guard let next = here.commands.first(where: { $0.words.contains(word) }) else { break }
      trail.append(next)
      here = next
    }
    return trail
  }

  /// The parameters that a command accepts: its own, then the tool's.
  func sections(of command: Command<Action>, isRoot: Bool) -> [Section] {
    let own = isRoot ? command.sections.adding(Flag.version.declaration) : command.sections
    return own + [globals]
  }

  /// The options that a command accepts: its own, then the tool's.
  func options(of command: Command<Action>, isRoot: Bool) -> [Declaration] {
    sections(of: command, isRoot: isRoot).flatMap(\.declarations).filter { $0.form == .option }
  }

  /// Every command with its path, parents first, in the order declared.
  var allCommands: [(path: [String], command: Command<Action>)] {
    func below(_ path: [String], _ command: Command<Action>) -> [([String], Command<Action>)] {
      [(path, command)] + command.commands.flatMap { below(path + [$0.name], $0) }
    }
    return below([], root)
  }

  /// Tells whether neither the command of a path nor any above it is hidden.
  func isVisible(_ path: [String]) -> Bool {
    trail(of: path).allSatisfy { !$0.isHidden }
  }
}

extension Command {
  /// The same group with one more command at its end.
  fileprivate func adding(_ command: Command) -> Command {
    Command(
      name, aliases: aliases, abstract, discussion: discussion, sections: sections,
      examples: examples, isHidden: isHidden, deprecation: deprecation,
      role: .group(commands + [command]))
  }
}

extension [Section] {
  /// The same sections with one more option in the first, which is made if there is none.
  fileprivate func adding(_ option: Declaration) -> [Section] {
    let declarations = (first?.declarations ?? []) + [option]
    return [Section(first?.title ?? "Options", declarations: declarations)] + dropFirst()
  }
}

extension Flag {
  /// The flag that asks for help, valid everywhere.
  static let help = Flag(["--help", "-h"], help: "Print help")
  /// The flag that asks for the version, valid before any command.
  static let version = Flag("--version", help: "Print the version")
}

extension Positional where Value == [String] {
  /// What the command `help` is asked about.
  static let helpTopic = Positional(
    zeroOrMore: ValueKind.text("COMMAND"), help: "The command, outermost word first")
}
